/** Variables of the MyISAM storage engine. */
import { bool, flags, oneOf, type Sysvar, sysvar, unsignedLong } from '../define.js';

export const myisamBlockSize = sysvar('myisam_block_size', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ min: 1024, max: 16384, block: 1024 }),
  default: 1024,
  comment: 'Size of an index page.',
});

export const myisamRecoverOptions = sysvar('myisam_recover_options', {
  scope: 'GLOBAL',
  dynamic: false,
  type: flags({ members: ['DEFAULT', 'BACKUP', 'FORCE', 'QUICK', 'BACKUP_ALL', 'OFF'] }),
  default: 'BACKUP,QUICK',
  commandLine: 'OPTIONAL',
  comment: 'How damaged tables are repaired.',
});

export const myisamRepairThreads = sysvar('myisam_repair_threads', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1n, max: 2n ** 64n - 1n }),
  default: 1n,
  comment: 'Threads of a repair.',
});

export const myisamSortBufferSize = sysvar('myisam_sort_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 4096n, max: 1152921504606846975n }),
  default: 134216704n,
  comment: 'Memory of an index build.',
});

export const myisamUseMmap = sysvar('myisam_use_mmap', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'NONE',
  comment: 'Tables are mapped into memory.',
});

export const myisamStatsMethod = sysvar('myisam_stats_method', {
  scope: 'BOTH',
  type: oneOf('NULLS_UNEQUAL', 'NULLS_EQUAL', 'NULLS_IGNORED'),
  default: 'NULLS_UNEQUAL',
  comment: 'How NULLs count in statistics.',
});

/** Variables of the plugin MyISAM. */
export const MYISAM_VARIABLES: readonly Sysvar[] = [
  myisamBlockSize,
  myisamRecoverOptions,
  myisamRepairThreads,
  myisamSortBufferSize,
  myisamUseMmap,
  myisamStatsMethod,
];
