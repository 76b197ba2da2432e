/** Variables of the InnoDB storage engine. */
import { SqlError } from '../../base/errors.js';
import {
  bool,
  long,
  oneOf,
  type SetNews,
  type Sysvar,
  sysvar,
  text,
  textOrNull,
  unsigned,
  unsignedLong,
} from '../define.js';
import { INNODB_IO_VARIABLES } from './innodb-io.js';

const COMPRESSION_ALGORITHMS = ['none', 'zlib', 'lz4', 'lzo', 'lzma', 'bzip2', 'snappy'] as const;
type CompressionAlgorithm = (typeof COMPRESSION_ALGORITHMS)[number];

/** All but the first two need a plugin that provides them. */
function isProvided(algorithm: CompressionAlgorithm, { warn }: SetNews): boolean {
  const number = COMPRESSION_ALGORITHMS.indexOf(algorithm);
  if (number <= 1) return true;
  const text = `InnoDB: compression algorithm ${algorithm} (${number}) is not available. Please, load the corresponding provider plugin.`;
  warn('Warning', new SqlError(138, 'HY000', text));
  return false;
}

export const innodbCompressionAlgorithm = sysvar('innodb_compression_algorithm', {
  scope: 'GLOBAL',
  type: oneOf(...COMPRESSION_ALGORITHMS),
  default: 'zlib',
  check: isProvided,
  commandLine: 'OPTIONAL',
  comment: 'Algorithm of page compression.',
});

export const innodbCompressionLevel = sysvar('innodb_compression_level', {
  scope: 'GLOBAL',
  type: unsigned({ max: 9, block: 0 }),
  default: 6,
  comment: 'How hard page compression tries.',
});

export const innodbFilePerTable = sysvar('innodb_file_per_table', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'NONE',
  comment: 'New tables get a tablespace file of their own.',
});

export const innodbPageSize = sysvar('innodb_page_size', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ min: 4096, max: 65536, block: 0 }),
  default: 16384,
  commandLine: 'OPTIONAL',
  comment: 'Size of a page.',
});

export const innodbDefaultRowFormat = sysvar('innodb_default_row_format', {
  scope: 'GLOBAL',
  type: oneOf('redundant', 'compact', 'dynamic'),
  default: 'dynamic',
  comment: 'Row format of tables that name none.',
});

export const innodbStrictMode = sysvar('innodb_strict_mode', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'Table options that do not fit are errors.',
});

export const innodbForcePrimaryKey = sysvar('innodb_force_primary_key', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Tables need a primary key.',
});

export const innodbReadOnly = sysvar('innodb_read_only', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Nothing is written.',
});

export const innodbReadOnlyCompressed = sysvar('innodb_read_only_compressed', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Compressed tables can only be read.',
});

export const innodbFastShutdown = sysvar('innodb_fast_shutdown', {
  scope: 'GLOBAL',
  type: unsigned({ max: 3, block: 0 }),
  default: 1,
  commandLine: 'OPTIONAL',
  comment: 'What is left out at shutdown.',
});

export const innodbFlushLogAtTrxCommit = sysvar('innodb_flush_log_at_trx_commit', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 3, block: 0 }),
  default: 1,
  commandLine: 'OPTIONAL',
  comment: 'When the log is written and synced.',
});

export const innodbFlushLogAtTimeout = sysvar('innodb_flush_log_at_timeout', {
  scope: 'GLOBAL',
  type: unsigned({ max: 2700, block: 0 }),
  default: 1,
  commandLine: 'OPTIONAL',
  comment: 'Seconds between two syncs of the log.',
});

export const innodbFlushMethod = sysvar('innodb_flush_method', {
  scope: 'GLOBAL',
  dynamic: false,
  type: oneOf('fsync', 'O_DSYNC', 'littlesync', 'nosync', 'O_DIRECT', 'O_DIRECT_NO_FSYNC'),
  default: 'O_DIRECT',
  comment: 'How files are opened and synced.',
});

export const innodbBufferPoolSize = sysvar('innodb_buffer_pool_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 2097152n, max: 18446744073701163008n, block: 1048576 }),
  default: 134217728n,
  comment: 'Memory for pages.',
});

export const innodbBufferPoolDumpAtShutdown = sysvar('innodb_buffer_pool_dump_at_shutdown', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  comment: 'The list of cached pages is saved at shutdown.',
});

export const innodbBufferPoolLoadAtStartup = sysvar('innodb_buffer_pool_load_at_startup', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: true,
  comment: 'The saved list is loaded at start-up.',
});

export const innodbBufferPoolFilename = sysvar('innodb_buffer_pool_filename', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'ib_buffer_pool',
  comment: 'File of that list.',
});

export const innodbLogFileSize = sysvar('innodb_log_file_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 4194304n, max: 2n ** 64n - 1n, block: 4096 }),
  default: 100663296n,
  comment: 'Size of the redo log.',
});

export const innodbLogBufferSize = sysvar('innodb_log_buffer_size', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsigned({ min: 2_097_152, max: 2_147_479_552, block: 4096 }),
  default: 16_777_216,
  comment: 'Memory for redo log records.',
});

export const innodbDataFilePath = sysvar('innodb_data_file_path', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'ibdata1:12M:autoextend',
  comment: 'Files of the system tablespace.',
});

export const innodbDataHomeDir = sysvar('innodb_data_home_dir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: textOrNull,
  default: null,
  comment: 'Directory of the system tablespace.',
});

export const innodbTempDataFilePath = sysvar('innodb_temp_data_file_path', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'ibtmp1:12M:autoextend',
  comment: 'Files of the temporary tablespace.',
});

export const innodbUndoDirectory = sysvar('innodb_undo_directory', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  initial: './',
  comment: 'Directory of undo tablespaces.',
});

export const innodbUndoTablespaces = sysvar('innodb_undo_tablespaces', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsigned({ max: 127, block: 0 }),
  default: 0,
  comment: 'Number of undo tablespaces.',
});

export const innodbPurgeThreads = sysvar('innodb_purge_threads', {
  scope: 'GLOBAL',
  type: unsigned({ min: 1, max: 32, block: 0 }),
  default: 4,
  commandLine: 'OPTIONAL',
  comment: 'Number of threads that remove deleted rows.',
});

export const innodbLockWaitTimeout = sysvar('innodb_lock_wait_timeout', {
  scope: 'BOTH',
  type: unsigned({ max: 100_000_000, block: 0 }),
  default: 50,
  comment: 'Seconds to wait for a row lock.',
});

export const innodbRollbackOnTimeout = sysvar('innodb_rollback_on_timeout', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'A lock wait that times out ends the transaction.',
});

export const innodbDeadlockDetect = sysvar('innodb_deadlock_detect', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'NONE',
  comment: 'Deadlocks are found at once.',
});

export const innodbPrintAllDeadlocks = sysvar('innodb_print_all_deadlocks', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Deadlocks go to the error log.',
});

export const innodbTableLocks = sysvar('innodb_table_locks', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'LOCK TABLES takes a lock inside InnoDB, too.',
});

export const innodbAutoincLockMode = sysvar('innodb_autoinc_lock_mode', {
  scope: 'GLOBAL',
  dynamic: false,
  type: long({ max: 2, block: 0 }),
  default: 1,
  comment: 'How AUTO_INCREMENT values are reserved.',
});

export const innodbMaxPurgeLagWait = sysvar('innodb_max_purge_lag_wait', {
  scope: 'GLOBAL',
  type: unsigned({ max: 4_294_967_295, block: 0 }),
  default: 4_294_967_295,
  comment: 'SET waits until so few changes are left to purge.',
});

export const innodbAdaptiveHashIndex = sysvar('innodb_adaptive_hash_index', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Frequent look-ups are hashed.',
});

export const innodbChangeBuffering = sysvar('innodb_change_buffering', {
  scope: 'GLOBAL',
  type: oneOf('none', 'inserts', 'deletes', 'changes', 'purges', 'all'),
  default: 'none',
  deprecated: true,
  comment: 'Which changes of secondary indexes are buffered.',
});

export const innodbDoublewrite = sysvar('innodb_doublewrite', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: true,
  commandLine: 'NONE',
  comment: 'Pages are written twice, against torn writes.',
});

export const innodbUseAtomicWrites = sysvar('innodb_use_atomic_writes', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: true,
  commandLine: 'NONE',
  comment: 'Devices with atomic writes need no double write.',
});

export const innodbSortBufferSize = sysvar('innodb_sort_buffer_size', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ min: 65536, max: 67_108_864, block: 0 }),
  default: 1_048_576,
  comment: 'Memory of a sorted index build.',
});

export const innodbStatsPersistent = sysvar('innodb_stats_persistent', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'Statistics are kept.',
});

export const innodbStatsAutoRecalc = sysvar('innodb_stats_auto_recalc', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'Statistics follow changes.',
});

/** Variables of the plugin InnoDB except those about encryption. */
export const INNODB_COMMON_VARIABLES: readonly Sysvar[] = [
  innodbCompressionAlgorithm,
  innodbCompressionLevel,
  innodbFilePerTable,
  innodbPageSize,
  innodbDefaultRowFormat,
  innodbStrictMode,
  innodbForcePrimaryKey,
  innodbReadOnly,
  innodbReadOnlyCompressed,
  innodbFastShutdown,
  innodbFlushLogAtTrxCommit,
  innodbFlushLogAtTimeout,
  innodbFlushMethod,
  innodbBufferPoolSize,
  innodbBufferPoolDumpAtShutdown,
  innodbBufferPoolLoadAtStartup,
  innodbBufferPoolFilename,
  innodbLogFileSize,
  innodbLogBufferSize,
  innodbDataFilePath,
  innodbDataHomeDir,
  innodbTempDataFilePath,
  innodbUndoDirectory,
  innodbUndoTablespaces,
  ...INNODB_IO_VARIABLES,
  innodbPurgeThreads,
  innodbLockWaitTimeout,
  innodbRollbackOnTimeout,
  innodbDeadlockDetect,
  innodbPrintAllDeadlocks,
  innodbTableLocks,
  innodbAutoincLockMode,
  innodbMaxPurgeLagWait,
  innodbAdaptiveHashIndex,
  innodbChangeBuffering,
  innodbDoublewrite,
  innodbUseAtomicWrites,
  innodbSortBufferSize,
  innodbStatsPersistent,
  innodbStatsAutoRecalc,
];
