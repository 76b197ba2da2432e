/** Variables about the session itself: diagnostics, insert ids, its clock, its connection. */

import { SqlError, sqlError } from '../../base/errors.js';
import { alias, bool, double, flags, oneOf, type Sysvar, sysvar, text, unsignedLong } from '../define.js';

/** SYSTEM, or an offset from UTC between -12:59 and +14:00. */
function zoneName(given: string) {
  if (given.toUpperCase() === 'SYSTEM') return 'SYSTEM';
  const [, sign, hours = '', minutes = ''] = /^([-+])(\d{1,2}):([0-5]?\d)$/.exec(given) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  if (sign === undefined || offset > (sign === '+' ? 840 : 779)) return sqlError('ER_UNKNOWN_TIME_ZONE', given);
  return `${sign}${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`;
}

const WRONG_VALUE = 1231;

/** Its members are not listed. */
const { members: _, ...locale } = oneOf('en_US');

export const maxErrorCount = sysvar('max_error_count', {
  scope: 'BOTH',
  type: unsignedLong({ max: 65535 }),
  default: 64,
  comment: 'How many conditions SHOW WARNINGS keeps of one statement.',
});

export const warningCount = sysvar('warning_count', {
  scope: 'SESSION',
  dynamic: false,
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: undefined,
  commandLine: null,
  compute: (session) => BigInt(session.warningCount),
  comment: 'Number of conditions of the last statement.',
});

export const errorCount = sysvar('error_count', {
  scope: 'SESSION',
  dynamic: false,
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: undefined,
  commandLine: null,
  compute: (session) => BigInt(session.errorCount),
  comment: 'Number of errors of the last statement.',
});

export const sqlNotes = sysvar('sql_notes', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: null,
  comment: 'Notes are kept and counted like warnings.',
});

export const sqlWarnings = sysvar('sql_warnings', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  comment: 'INSERT of one row reports its warnings.',
});

export const noteVerbosity = sysvar('note_verbosity', {
  scope: 'BOTH',
  type: flags({ members: ['basic', 'unusable_keys', 'explain'] }),
  default: 'basic,explain',
  comment: 'Which notes are raised.',
});

export const inTransaction = sysvar('in_transaction', {
  scope: 'SESSION',
  dynamic: false,
  type: unsignedLong({ max: 1 }),
  default: undefined,
  commandLine: null,
  compute: (session) => (session.inTransaction ? 1 : 0),
  comment: '1 while a transaction is open.',
});

export const lastInsertId = sysvar('last_insert_id', {
  scope: 'SESSION',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 0n,
  commandLine: null,
  compute: (session) => session.lastInsertId,
  assign: (session, value) => {
    session.lastInsertId = value;
  },
  refusesDefault: true,
  comment: 'What LAST_INSERT_ID() answers.',
});

export const identity = sysvar('identity', {
  scope: 'SESSION',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 0n,
  commandLine: null,
  through: alias(lastInsertId),
  refusesDefault: true,
  comment: 'Another name of last_insert_id.',
});

export const insertId = sysvar('insert_id', {
  scope: 'SESSION',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 0n,
  commandLine: null,
  comment: 'AUTO_INCREMENT value for the next INSERT.',
});

export const timestamp = sysvar('timestamp', {
  scope: 'SESSION',
  type: double({ min: 0, max: 2147483647 }),
  default: 0,
  commandLine: null,
  compute: (session, stored) => stored || session.time,
  comment: 'Time of the statement in seconds since 1970; 0 lets the clock go on.',
});

export const randSeed1 = sysvar('rand_seed1', {
  scope: 'SESSION',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 0n,
  commandLine: null,
  refusesDefault: true,
  comment: 'First seed of RAND().',
});

export const randSeed2 = sysvar('rand_seed2', {
  scope: 'SESSION',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 0n,
  commandLine: null,
  refusesDefault: true,
  comment: 'Second seed of RAND().',
});

export const pseudoThreadId = sysvar('pseudo_thread_id', {
  scope: 'SESSION',
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 0,
  commandLine: null,
  sessionPrivilege: 'BINLOG REPLAY',
  compute: (session, stored) => stored ?? session.connectionId,
  comment: 'Connection id that replicated statements see.',
});

export const externalUser = sysvar('external_user', {
  scope: 'SESSION',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Name that an authentication plugin gave to the user.',
});

export const proxyUser = sysvar('proxy_user', {
  scope: 'SESSION',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Account that this one acts for.',
});

export const lastGtid = sysvar('last_gtid', {
  scope: 'SESSION',
  dynamic: false,
  type: text(),
  default: '',
  commandLine: null,
  comment: 'Transaction id of the last commit.',
});

export const timeZone = sysvar('time_zone', {
  scope: 'BOTH',
  type: text({ nullable: false, normalize: zoneName }),
  default: 'SYSTEM',
  commandLine: null,
  comment: 'Time zone of the session.',
});

export const lcMessages = sysvar('lc_messages', {
  scope: 'BOTH',
  type: locale,
  default: 'en_US',
  commandLine: null,
  comment: 'Language of messages.',
});

export const lcTimeNames = sysvar('lc_time_names', {
  scope: 'BOTH',
  type: locale,
  default: 'en_US',
  commandLine: null,
  comment: 'Language of day and month names.',
});

export const maxStatementTime = sysvar('max_statement_time', {
  scope: 'BOTH',
  type: double({ min: 0, max: 31536000 }),
  default: 0,
  comment: 'Seconds after which a statement is ended; 0 is no limit.',
});

export const profiling = sysvar('profiling', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: null,
  comment: 'Statements are profiled.',
});

export const pseudoSlaveMode = sysvar('pseudo_slave_mode', {
  scope: 'SESSION',
  type: bool,
  default: false,
  commandLine: null,
  comment: 'The session replays a binary log.',
  update(isOn, { before, warn }) {
    if (isOn) return;
    const why = before()
      ? 'Slave applier execution mode not active, statement ineffective.'
      : "'pseudo_slave_mode' change was ineffective.";
    warn('Warning', new SqlError(WRONG_VALUE, '42000', why));
  },
});

export const skipReplication = sysvar('skip_replication', {
  scope: 'SESSION',
  type: bool,
  default: false,
  commandLine: null,
  privilege: 'SUPER',
  comment: 'Events of this session are marked as not to be replicated.',
});

export const sessionTrackSchema = sysvar('session_track_schema', {
  scope: 'BOTH',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'Tells the client of a new default database.',
});

export const sessionTrackStateChange = sysvar('session_track_state_change', {
  scope: 'BOTH',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Tells the client of any change of its session.',
});

export const sessionTrackSystemVariables = sysvar('session_track_system_variables', {
  scope: 'BOTH',
  type: text({ nullable: false }),
  default: 'autocommit,character_set_client,character_set_connection,character_set_results,time_zone',
  comment: 'Variables whose changes the client is told of.',
});

export const sessionTrackTransactionInfo = sysvar('session_track_transaction_info', {
  scope: 'BOTH',
  type: oneOf('OFF', 'STATE', 'CHARACTERISTICS'),
  default: 'OFF',
  comment: 'Tells the client of its transaction.',
});

/** What a session tells about itself and its statements. */
export const SESSION_VARIABLES: readonly Sysvar[] = [
  maxErrorCount,
  warningCount,
  errorCount,
  sqlNotes,
  sqlWarnings,
  noteVerbosity,
  inTransaction,
  lastInsertId,
  identity,
  insertId,
  timestamp,
  randSeed1,
  randSeed2,
  pseudoThreadId,
  externalUser,
  proxyUser,
  lastGtid,
  timeZone,
  lcMessages,
  lcTimeNames,
  maxStatementTime,
  profiling,
  pseudoSlaveMode,
  skipReplication,
  sessionTrackSchema,
  sessionTrackStateChange,
  sessionTrackSystemVariables,
  sessionTrackTransactionInfo,
];
