/** Variables about logs. */
import {
  alias,
  bool,
  double,
  flags,
  oneOf,
  type Sysvar,
  sysvar,
  text,
  textOrNull,
  unsigned,
  unsignedLong,
} from '../define.js';

export const generalLog = sysvar('general_log', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Statements are logged.',
});

/** Nobody shall have the log written over the options of the next start. */
const isNoOptionFile = (path: string): boolean => !/\.(cnf|ini)$/i.test(path);

export const generalLogFile = sysvar('general_log_file', {
  scope: 'GLOBAL',
  type: text(),
  default: '',
  comment: 'File of the general log.',
  check: isNoOptionFile,
});

export const logOutput = sysvar('log_output', {
  scope: 'GLOBAL',
  type: flags({ members: ['NONE', 'FILE', 'TABLE'] }),
  default: 'FILE',
  check: (value) => value !== '',
  comment: 'Where general and slow log go.',
});

export const logError = sysvar('log_error', {
  scope: 'GLOBAL',
  dynamic: false,
  type: { ...text(), bareOption: '' },
  default: '0',
  initial: '',
  commandLine: 'OPTIONAL',
  comment: 'File of the error log.',
});

export const logWarnings = sysvar('log_warnings', {
  scope: 'BOTH',
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 2,
  commandLine: 'OPTIONAL',
  comment: 'How much is said in the error log.',
});

export const logSlowQuery = sysvar('log_slow_query', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Slow statements are logged.',
});

export const slowQueryLog = sysvar('slow_query_log', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  through: alias(logSlowQuery),
  comment: 'Older name of log_slow_query.',
});

export const logSlowQueryFile = sysvar('log_slow_query_file', {
  scope: 'GLOBAL',
  type: text(),
  default: '',
  comment: 'File of the slow log.',
});

export const slowQueryLogFile = sysvar('slow_query_log_file', {
  scope: 'GLOBAL',
  type: text(),
  default: '',
  through: alias(logSlowQueryFile),
  comment: 'Older name of log_slow_query_file.',
});

export const logSlowQueryTime = sysvar('log_slow_query_time', {
  scope: 'BOTH',
  type: double({ min: 0, max: 31536000 }),
  default: 10,
  comment: 'Seconds from which on a statement is slow.',
});

export const longQueryTime = sysvar('long_query_time', {
  scope: 'BOTH',
  type: double({ min: 0, max: 31536000 }),
  default: 10,
  through: alias(logSlowQueryTime),
  comment: 'Older name of log_slow_query_time.',
});

export const logSlowMinExaminedRowLimit = sysvar('log_slow_min_examined_row_limit', {
  scope: 'BOTH',
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 0,
  comment: 'Only statements that examine as many rows are logged as slow.',
});

export const minExaminedRowLimit = sysvar('min_examined_row_limit', {
  scope: 'BOTH',
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 0,
  through: alias(logSlowMinExaminedRowLimit),
  comment: 'Older name of log_slow_min_examined_row_limit.',
});

export const logSlowRateLimit = sysvar('log_slow_rate_limit', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 4_294_967_295 }),
  default: 1,
  comment: 'Only one of so many slow statements is logged.',
});

export const logSlowAdminStatements = sysvar('log_slow_admin_statements', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'ALTER, OPTIMIZE and their like can be slow, too.',
});

export const logQueriesNotUsingIndexes = sysvar('log_queries_not_using_indexes', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Statements that use no index count as slow.',
});

export const logDisabledStatements = sysvar('log_disabled_statements', {
  scope: 'BOTH',
  type: flags({ members: ['slave', 'sp'] }),
  default: 'sp',
  comment: 'Statements that the general log leaves out.',
});

export const logBin = sysvar('log_bin', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: null,
  comment: 'Whether there is a binary log.',
});

export const logBinBasename = sysvar('log_bin_basename', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  commandLine: null,
  comment: 'Path of the binary log without its number.',
});

export const logBinIndex = sysvar('log_bin_index', {
  scope: 'GLOBAL',
  dynamic: false,
  type: textOrNull,
  default: null,
  commandLine: null,
  comment: 'Index file of the binary log.',
});

export const logBinTrustFunctionCreators = sysvar('log_bin_trust_function_creators', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  privilege: 'BINLOG ADMIN',
  comment: 'Functions need not say that they are deterministic.',
});

export const logBinCompress = sysvar('log_bin_compress', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  privilege: 'BINLOG ADMIN',
  comment: 'Large events are compressed.',
});

export const logSlaveUpdates = sysvar('log_slave_updates', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Replicated changes go to the binary log.',
});

export const binlogFormat = sysvar('binlog_format', {
  scope: 'BOTH',
  type: oneOf('MIXED', 'STATEMENT', 'ROW'),
  default: 'MIXED',
  privilege: 'BINLOG ADMIN',
  sessionPrivilege: 'BINLOG ADMIN',
  comment: 'How changes are logged.',
});

export const binlogRowImage = sysvar('binlog_row_image', {
  scope: 'BOTH',
  type: oneOf('MINIMAL', 'NOBLOB', 'FULL'),
  default: 'FULL',
  privilege: 'BINLOG ADMIN',
  sessionPrivilege: 'BINLOG ADMIN',
  comment: 'Which columns a row event holds.',
});

export const binlogChecksum = sysvar('binlog_checksum', {
  scope: 'GLOBAL',
  type: oneOf('NONE', 'CRC32'),
  default: 'CRC32',
  privilege: 'BINLOG ADMIN',
  comment: 'How events are checksummed.',
});

export const binlogCacheSize = sysvar('binlog_cache_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 4096n, max: 2n ** 64n - 1n, block: 4096 }),
  default: 32768n,
  privilege: 'BINLOG ADMIN',
  comment: 'Memory for the events of one transaction.',
});

export const binlogStmtCacheSize = sysvar('binlog_stmt_cache_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 4096n, max: 2n ** 64n - 1n, block: 4096 }),
  default: 32768n,
  privilege: 'BINLOG ADMIN',
  comment: 'Memory for the non-transactional events of one statement.',
});

export const maxBinlogSize = sysvar('max_binlog_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 4096, max: 1_073_741_824, block: 4096 }),
  default: 1_073_741_824,
  privilege: 'BINLOG ADMIN',
  comment: 'Size at which a new binary log begins.',
});

export const maxBinlogCacheSize = sysvar('max_binlog_cache_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 4096n, max: 2n ** 64n - 1n, block: 4096 }),
  default: 18446744073709547520n,
  privilege: 'BINLOG ADMIN',
  comment: 'Largest transaction in the binary log.',
});

export const maxBinlogStmtCacheSize = sysvar('max_binlog_stmt_cache_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 4096n, max: 2n ** 64n - 1n, block: 4096 }),
  default: 18446744073709547520n,
  privilege: 'BINLOG ADMIN',
  comment: 'Largest statement outside of transactions in the binary log.',
});

export const syncBinlog = sysvar('sync_binlog', {
  scope: 'GLOBAL',
  type: unsigned({ max: 4_294_967_295 }),
  default: 0,
  privilege: 'BINLOG ADMIN',
  comment: 'After how many events the binary log is synced.',
});

export const expireLogsDays = sysvar('expire_logs_days', {
  scope: 'GLOBAL',
  type: double({ min: 0, max: 99 }),
  default: 0,
  privilege: 'BINLOG ADMIN',
  comment: 'Days after which binary logs are removed.',
});

export const binlogExpireLogsSeconds = sysvar('binlog_expire_logs_seconds', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 8_553_600 }),
  default: 0,
  privilege: 'BINLOG ADMIN',
  comment: 'The same in seconds.',
});

export const encryptBinlog = sysvar('encrypt_binlog', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Encrypt binary logs (including relay logs)',
});

export const encryptTmpDiskTables = sysvar('encrypt_tmp_disk_tables', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Encrypt temporary on-disk tables (created as part of query execution)',
});

export const encryptTmpFiles = sysvar('encrypt_tmp_files', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Encrypt temporary files (created for filesort, binary log cache, etc)',
});

/** General, slow, error and binary log. */
export const LOG_VARIABLES: readonly Sysvar[] = [
  generalLogFile,
  generalLog,
  logOutput,
  logError,
  logWarnings,
  logSlowQuery,
  slowQueryLog,
  logSlowQueryFile,
  slowQueryLogFile,
  logSlowQueryTime,
  longQueryTime,
  logSlowMinExaminedRowLimit,
  minExaminedRowLimit,
  logSlowRateLimit,
  logSlowAdminStatements,
  logQueriesNotUsingIndexes,
  logDisabledStatements,
  logBin,
  logBinBasename,
  logBinIndex,
  logBinTrustFunctionCreators,
  logBinCompress,
  logSlaveUpdates,
  binlogFormat,
  binlogRowImage,
  binlogChecksum,
  binlogCacheSize,
  binlogStmtCacheSize,
  maxBinlogSize,
  maxBinlogCacheSize,
  maxBinlogStmtCacheSize,
  syncBinlog,
  expireLogsDays,
  binlogExpireLogsSeconds,
  encryptBinlog,
  encryptTmpDiskTables,
  encryptTmpFiles,
];
