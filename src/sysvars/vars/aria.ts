/** Variables of the Aria storage engine. */
import { bool, flags, oneOf, type Sysvar, sysvar, unsignedLong } from '../define.js';

export const ariaEncryptTables = sysvar('aria_encrypt_tables', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Encrypt tables (only for tables with ROW_FORMAT=PAGE (default) and not FIXED/DYNAMIC)',
});

export const ariaBlockSize = sysvar('aria_block_size', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ min: 4096, max: 32768, block: 1024 }),
  default: 8192,
  comment: 'Size of an index page.',
});

export const ariaPageChecksum = sysvar('aria_page_checksum', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  comment: 'Pages have checksums.',
});

export const ariaPagecacheBufferSize = sysvar('aria_pagecache_buffer_size', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ min: 131072n, max: 2n ** 64n - 1n }),
  default: 134217728n,
  comment: 'Memory for pages.',
});

export const ariaCheckpointInterval = sysvar('aria_checkpoint_interval', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 30,
  comment: 'Seconds between checkpoints.',
});

export const ariaLogFileSize = sysvar('aria_log_file_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 8_388_608, max: 4_294_967_295, block: 8192 }),
  default: 1_073_741_824,
  comment: 'Size of a log file.',
});

export const ariaLogPurgeType = sysvar('aria_log_purge_type', {
  scope: 'GLOBAL',
  type: oneOf('immediate', 'external', 'at_flush'),
  default: 'immediate',
  comment: 'When old logs are removed.',
});

export const ariaRepairThreads = sysvar('aria_repair_threads', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 128 }),
  default: 1,
  comment: 'Threads of a repair.',
});

export const ariaSortBufferSize = sysvar('aria_sort_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 16352n, max: 1152921504606846975n }),
  default: 268434432n,
  comment: 'Memory of an index build.',
});

export const ariaRecoverOptions = sysvar('aria_recover_options', {
  scope: 'GLOBAL',
  type: flags({ members: ['NORMAL', 'BACKUP', 'FORCE', 'QUICK', 'OFF'] }),
  default: 'BACKUP,QUICK',
  commandLine: 'OPTIONAL',
  comment: 'How damaged tables are repaired.',
});

export const ariaGroupCommit = sysvar('aria_group_commit', {
  scope: 'GLOBAL',
  type: oneOf('none', 'hard', 'soft'),
  default: 'none',
  comment: 'How commits are gathered.',
});

export const ariaUsedForTempTables = sysvar('aria_used_for_temp_tables', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: true,
  commandLine: null,
  comment: 'Whether temporary tables on disk are Aria tables.',
});

/** Variables of the plugin Aria. */
export const ARIA_VARIABLES: readonly Sysvar[] = [
  ariaEncryptTables,
  ariaBlockSize,
  ariaPageChecksum,
  ariaPagecacheBufferSize,
  ariaCheckpointInterval,
  ariaLogFileSize,
  ariaLogPurgeType,
  ariaRepairThreads,
  ariaSortBufferSize,
  ariaRecoverOptions,
  ariaGroupCommit,
  ariaUsedForTempTables,
];
