/** Variables that change what statements mean: modes, transactions, checks, defaults of tables. */
import { alias, bool, flags, oneOf, type Sysvar, sysvar, unsigned, unsignedLong } from '../define.js';
import { engine, engineOrNone } from '../types/engine.js';

const WITHOUT_OPTIONS = ['NO_KEY_OPTIONS', 'NO_TABLE_OPTIONS', 'NO_FIELD_OPTIONS'] as const;
const OTHER_SYSTEM = ['PIPES_AS_CONCAT', 'ANSI_QUOTES', 'IGNORE_SPACE', ...WITHOUT_OPTIONS] as const;

/** The names in the order of their bits, and those that stand for several. */
const SQL_MODE = flags({
  members: [
    'REAL_AS_FLOAT',
    'PIPES_AS_CONCAT',
    'ANSI_QUOTES',
    'IGNORE_SPACE',
    'IGNORE_BAD_TABLE_OPTIONS',
    'ONLY_FULL_GROUP_BY',
    'NO_UNSIGNED_SUBTRACTION',
    'NO_DIR_IN_CREATE',
    'POSTGRESQL',
    'ORACLE',
    'MSSQL',
    'DB2',
    'MAXDB',
    'NO_KEY_OPTIONS',
    'NO_TABLE_OPTIONS',
    'NO_FIELD_OPTIONS',
    'MYSQL323',
    'MYSQL40',
    'ANSI',
    'NO_AUTO_VALUE_ON_ZERO',
    'NO_BACKSLASH_ESCAPES',
    'STRICT_TRANS_TABLES',
    'STRICT_ALL_TABLES',
    'NO_ZERO_IN_DATE',
    'NO_ZERO_DATE',
    'ALLOW_INVALID_DATES',
    'ERROR_FOR_DIVISION_BY_ZERO',
    'TRADITIONAL',
    'NO_AUTO_CREATE_USER',
    'HIGH_NOT_PRECEDENCE',
    'NO_ENGINE_SUBSTITUTION',
    'PAD_CHAR_TO_FULL_LENGTH',
    'EMPTY_STRING_IS_NULL',
    'SIMULTANEOUS_ASSIGNMENT',
    'TIME_ROUND_FRACTIONAL',
  ],
  implies: {
    ANSI: ['REAL_AS_FLOAT', 'PIPES_AS_CONCAT', 'ANSI_QUOTES', 'IGNORE_SPACE'],
    ORACLE: [...OTHER_SYSTEM, 'NO_AUTO_CREATE_USER', 'SIMULTANEOUS_ASSIGNMENT'],
    MSSQL: OTHER_SYSTEM,
    POSTGRESQL: OTHER_SYSTEM,
    DB2: OTHER_SYSTEM,
    MAXDB: [...OTHER_SYSTEM, 'NO_AUTO_CREATE_USER'],
    MYSQL323: ['HIGH_NOT_PRECEDENCE'],
    MYSQL40: ['HIGH_NOT_PRECEDENCE'],
    TRADITIONAL: [
      'STRICT_TRANS_TABLES',
      'STRICT_ALL_TABLES',
      'NO_ZERO_IN_DATE',
      'NO_ZERO_DATE',
      'ERROR_FOR_DIVISION_BY_ZERO',
      'NO_AUTO_CREATE_USER',
      'NO_ENGINE_SUBSTITUTION',
    ],
  },
});

export const sqlMode = sysvar('sql_mode', {
  scope: 'BOTH',
  type: SQL_MODE,
  default: 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION',
  comment: 'Which rules of SQL are in force.',
});

export const oldMode = sysvar('old_mode', {
  scope: 'BOTH',
  type: flags({
    members: [
      'NO_DUP_KEY_WARNINGS_WITH_IGNORE',
      'NO_PROGRESS_INFO',
      'ZERO_DATE_TIME_CAST',
      'UTF8_IS_UTF8MB3',
      'IGNORE_INDEX_ONLY_FOR_JOIN',
      'COMPAT_5_1_CHECKSUM',
      'NO_NULL_COLLATION_IDS',
    ],
  }),
  default: 'UTF8_IS_UTF8MB3',
  comment: 'Which behaviours of older servers are in force.',
});

export const autocommit = sysvar('autocommit', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: null,
  option: 'OPTIONAL',
  comment: 'Each statement is a transaction of its own.',
});

export const txIsolation = sysvar('tx_isolation', {
  scope: 'BOTH',
  type: oneOf('READ-UNCOMMITTED', 'READ-COMMITTED', 'REPEATABLE-READ', 'SERIALIZABLE'),
  default: 'REPEATABLE-READ',
  commandLine: null,
  option: 'REQUIRED',
  optionName: 'transaction-isolation',
  comment: 'Isolation level of the next transaction.',
});

export const txReadOnly = sysvar('tx_read_only', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  option: 'OPTIONAL',
  optionName: 'transaction-read-only',
  comment: 'The next transaction may not write.',
});

export const completionType = sysvar('completion_type', {
  scope: 'BOTH',
  type: oneOf('NO_CHAIN', 'CHAIN', 'RELEASE'),
  default: 'NO_CHAIN',
  comment: 'Whether COMMIT starts a new transaction or ends the connection.',
});

export const foreignKeyChecks = sysvar('foreign_key_checks', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: null,
  comment: 'Foreign keys are checked.',
});

export const uniqueChecks = sysvar('unique_checks', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: null,
  comment: 'Unique secondary keys are checked.',
});

export const checkConstraintChecks = sysvar('check_constraint_checks', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: null,
  comment: 'CHECK constraints are checked.',
});

export const sqlAutoIsNull = sysvar('sql_auto_is_null', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  comment: '`IS NULL` finds the row that was inserted last.',
});

export const sqlBigSelects = sysvar('sql_big_selects', {
  scope: 'BOTH',
  type: bool,
  default: false,
  initial: true,
  commandLine: null,
  comment: 'Statements that examine many rows are allowed.',
});

export const sqlBufferResult = sysvar('sql_buffer_result', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  comment: 'Results are gathered in temporary tables.',
});

export const sqlIfExists = sysvar('sql_if_exists', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  comment: 'DROP and ALTER act as if IF EXISTS were written.',
});

export const sqlLogBin = sysvar('sql_log_bin', {
  scope: 'BOTH',
  globalReadOnly: true,
  type: bool,
  default: true,
  commandLine: null,
  sessionPrivilege: 'BINLOG ADMIN',
  comment: 'Statements of this session go to the binary log.',
});

export const sqlLogOff = sysvar('sql_log_off', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  comment: 'Statements do not go to the general log.',
});

export const sqlQuoteShowCreate = sysvar('sql_quote_show_create', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: null,
  comment: 'SHOW CREATE puts names in backticks.',
});

export const sqlSafeUpdates = sysvar('sql_safe_updates', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'UPDATE and DELETE need a key or a LIMIT.',
});

export const sqlSelectLimit = sysvar('sql_select_limit', {
  scope: 'BOTH',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 2n ** 64n - 1n,
  commandLine: null,
  comment: 'Largest number of rows that SELECT gives.',
});

export const bigTables = sysvar('big_tables', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  deprecated: true,
  comment: 'Temporary tables always go to the disk.',
});

export const lowPriorityUpdates = sysvar('low_priority_updates', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Writers wait for readers.',
});

export const defaultStorageEngine = sysvar('default_storage_engine', {
  scope: 'BOTH',
  type: engine,
  default: 'InnoDB',
  commandLine: null,
  option: 'REQUIRED',
  comment: 'Engine of tables that name none.',
});

export const storageEngine = sysvar('storage_engine', {
  scope: 'BOTH',
  type: engine,
  default: 'InnoDB',
  commandLine: null,
  deprecated: '@@default_storage_engine',
  through: alias(defaultStorageEngine),
  comment: 'Older name of default_storage_engine.',
});

export const defaultTmpStorageEngine = sysvar('default_tmp_storage_engine', {
  scope: 'BOTH',
  type: engineOrNone,
  default: undefined,
  commandLine: null,
  option: 'REQUIRED',
  comment: 'Engine of temporary tables that name none.',
});

export const enforceStorageEngine = sysvar('enforce_storage_engine', {
  scope: 'BOTH',
  type: engineOrNone,
  default: undefined,
  commandLine: null,
  option: 'REQUIRED',
  comment: 'Only engine that new tables may have.',
});

export const autoIncrementIncrement = sysvar('auto_increment_increment', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 65535 }),
  default: 1,
  commandLine: 'OPTIONAL',
  comment: 'Step between AUTO_INCREMENT values.',
});

export const autoIncrementOffset = sysvar('auto_increment_offset', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 65535 }),
  default: 1,
  commandLine: 'OPTIONAL',
  comment: 'First AUTO_INCREMENT value.',
});

export const divPrecisionIncrement = sysvar('div_precision_increment', {
  scope: 'BOTH',
  type: unsignedLong({ max: 38 }),
  default: 4,
  comment: 'Decimals that a division adds.',
});

export const groupConcatMaxLen = sysvar('group_concat_max_len', {
  scope: 'BOTH',
  type: unsigned({ min: 4, max: 1_073_741_824 }),
  default: 1_048_576,
  comment: 'Longest result of GROUP_CONCAT, in bytes.',
});

export const defaultWeekFormat = sysvar('default_week_format', {
  scope: 'BOTH',
  type: unsignedLong({ max: 7 }),
  default: 0,
  comment: 'Mode of WEEK() where none is given.',
});

export const explicitDefaultsForTimestamp = sysvar('explicit_defaults_for_timestamp', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'TIMESTAMP columns have no defaults of their own.',
});

export const alterAlgorithm = sysvar('alter_algorithm', {
  scope: 'BOTH',
  type: oneOf('DEFAULT', 'COPY', 'INPLACE', 'NOCOPY', 'INSTANT'),
  default: 'DEFAULT',
  commandLine: 'OPTIONAL',
  comment: 'Algorithm of ALTER TABLE where none is given.',
});

export const oldPasswords = sysvar('old_passwords', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Passwords are hashed as before 4.1.',
});

export const maxSpRecursionDepth = sysvar('max_sp_recursion_depth', {
  scope: 'BOTH',
  type: unsignedLong({ max: 255 }),
  default: 0,
  commandLine: 'OPTIONAL',
  comment: 'How deep a stored procedure may call itself.',
});

/** How statements are understood and carried out. */
export const STATEMENT_VARIABLES: readonly Sysvar[] = [
  sqlMode,
  oldMode,
  autocommit,
  txIsolation,
  txReadOnly,
  completionType,
  foreignKeyChecks,
  uniqueChecks,
  checkConstraintChecks,
  sqlAutoIsNull,
  sqlBigSelects,
  sqlBufferResult,
  sqlIfExists,
  sqlLogBin,
  sqlLogOff,
  sqlQuoteShowCreate,
  sqlSafeUpdates,
  sqlSelectLimit,
  bigTables,
  lowPriorityUpdates,
  defaultStorageEngine,
  storageEngine,
  defaultTmpStorageEngine,
  enforceStorageEngine,
  autoIncrementIncrement,
  autoIncrementOffset,
  divPrecisionIncrement,
  groupConcatMaxLen,
  defaultWeekFormat,
  explicitDefaultsForTimestamp,
  alterAlgorithm,
  oldPasswords,
  maxSpRecursionDepth,
];
