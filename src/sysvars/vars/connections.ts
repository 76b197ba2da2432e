/** Variables about connections: how many, how long, how large their packets. */
import { sqlError } from '../../base/errors.js';
import {
  bool,
  int,
  oneOf,
  type SetNews,
  type Sysvar,
  sysvar,
  text,
  textOrNull,
  unsigned,
  unsignedLong,
} from '../define.js';

export const maxConnections = sysvar('max_connections', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 10, max: 100_000 }),
  default: 151,
  privilege: 'CONNECTION ADMIN',
  early: true,
  comment: 'How many clients may be connected at once.',
});

export const maxUserConnections: Sysvar<number> = sysvar('max_user_connections', {
  scope: 'BOTH',
  type: int({ min: -1, max: 2_147_483_647 }),
  default: 0,
  sessionReadOnly: true,
  // A server that started without a limit has nothing to count with.
  permit({ scope, get }) {
    if (scope === 'GLOBAL' && get(maxUserConnections) === 0)
      throw sqlError('ER_OPTION_PREVENTS_STATEMENT', '--max-user-connections=0');
  },
  comment: 'How many connections one account may have; 0 is no limit.',
});

export const maxConnectErrors = sysvar('max_connect_errors', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 1, max: 4_294_967_295 }),
  default: 100,
  privilege: 'CONNECTION ADMIN',
  comment: 'How many failed attempts block a client.',
});

export const maxPasswordErrors = sysvar('max_password_errors', {
  scope: 'GLOBAL',
  type: unsigned({ min: 1, max: 4_294_967_295 }),
  default: 4_294_967_295,
  privilege: 'CONNECTION ADMIN',
  comment: 'How many wrong passwords lock an account out.',
});

export const extraMaxConnections = sysvar('extra_max_connections', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 1, max: 100_000 }),
  default: 1,
  privilege: 'CONNECTION ADMIN',
  comment: 'How many clients may use the extra port.',
});

export const connectTimeout = sysvar('connect_timeout', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 2, max: 31_536_000 }),
  default: 10,
  privilege: 'CONNECTION ADMIN',
  comment: 'Seconds that a client has for the handshake.',
});

export const waitTimeout = sysvar('wait_timeout', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 31_536_000 }),
  default: 28800,
  comment: 'Seconds after which an idle connection is closed.',
});

export const interactiveTimeout = sysvar('interactive_timeout', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 31_536_000 }),
  default: 28800,
  comment: 'Seconds after which an idle interactive connection is closed.',
});

/** It is only warned of. */
function holdsBuffer(packet: number, buffer: number, { warn }: SetNews): boolean {
  if (packet < buffer) warn('Warning', sqlError('WARN_OPTION_BELOW_LIMIT', 'max_allowed_packet', 'net_buffer_length'));
  return true;
}

export const netBufferLength: Sysvar<number> = sysvar('net_buffer_length', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1024, max: 1_048_576, block: 1024 }),
  default: 16384,
  sessionReadOnly: true,
  check: (value, news) => holdsBuffer(news.get(maxAllowedPacket), value, news),
  comment: 'First size of a connection buffer.',
});

export const maxAllowedPacket: Sysvar<number> = sysvar('max_allowed_packet', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1024, max: 1_073_741_824, block: 1024 }),
  default: 16_777_216,
  sessionReadOnly: true,
  check: (value, news) => holdsBuffer(value, news.get(netBufferLength), news),
  comment: 'Largest packet of a connection.',
});

export const netReadTimeout = sysvar('net_read_timeout', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 31_536_000 }),
  default: 30,
  comment: 'Seconds to wait for more data of a client.',
});

export const netWriteTimeout = sysvar('net_write_timeout', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 31_536_000 }),
  default: 60,
  comment: 'Seconds to wait until a client takes more data.',
});

export const netRetryCount = sysvar('net_retry_count', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 4_294_967_295 }),
  default: 10,
  comment: 'How often an interrupted read is repeated.',
});

export const idleTransactionTimeout = sysvar('idle_transaction_timeout', {
  scope: 'BOTH',
  type: unsigned({ max: 31_536_000 }),
  default: 0,
  comment: 'Seconds after which a connection with an idle transaction is closed.',
});

export const lockWaitTimeout = sysvar('lock_wait_timeout', {
  scope: 'BOTH',
  type: unsignedLong({ max: 31_536_000 }),
  default: 86400,
  comment: 'Seconds to wait for a metadata lock.',
});

export const tcpKeepaliveTime = sysvar('tcp_keepalive_time', {
  scope: 'GLOBAL',
  type: int({ max: 2_147_483 }),
  default: 0,
  comment: 'Seconds of silence before a probe is sent.',
});

export const tcpKeepaliveInterval = sysvar('tcp_keepalive_interval', {
  scope: 'GLOBAL',
  type: int({ max: 2_147_483 }),
  default: 0,
  comment: 'Seconds between probes.',
});

export const tcpKeepaliveProbes = sysvar('tcp_keepalive_probes', {
  scope: 'GLOBAL',
  type: int({ max: 2_147_483 }),
  default: 0,
  comment: 'How many probes may stay without an answer.',
});

export const backLog = sysvar('back_log', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ max: 65535 }),
  default: 150,
  comment: 'How many connections may wait to be accepted.',
});

export const threadCacheSize = sysvar('thread_cache_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 16384 }),
  default: 256,
  comment: 'How many threads are kept for new connections.',
});

export const threadHandling = sysvar('thread_handling', {
  scope: 'GLOBAL',
  dynamic: false,
  type: oneOf('one-thread-per-connection', 'no-threads', 'pool-of-threads'),
  default: 'one-thread-per-connection',
  comment: 'How connections are spread over threads.',
});

export const threadStack = sysvar('thread_stack', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ min: 131072n, max: 2n ** 64n - 1n, block: 1024 }),
  default: 299008n,
  comment: 'Stack of a thread, in bytes.',
});

export const threadPoolSize = sysvar('thread_pool_size', {
  scope: 'GLOBAL',
  type: unsigned({ min: 1, max: 100_000 }),
  default: 8,
  privilege: 'CONNECTION ADMIN',
  comment: 'How many groups the thread pool has.',
});

export const slowLaunchTime = sysvar('slow_launch_time', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 31_536_000 }),
  default: 2,
  privilege: 'CONNECTION ADMIN',
  comment: 'Seconds that count as a slow start of a thread.',
});

export const initConnect = sysvar('init_connect', {
  scope: 'GLOBAL',
  type: text(),
  default: '',
  privilege: 'CONNECTION ADMIN',
  comment: 'Statements that each new connection runs.',
});

export const initFile = sysvar('init_file', {
  scope: 'GLOBAL',
  dynamic: false,
  type: textOrNull,
  default: null,
  comment: 'File of statements that run at start-up.',
});

export const readOnly = sysvar('read_only', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  privilege: 'READ_ONLY ADMIN',
  superSuffices: false,
  comment: 'Only privileged accounts may write.',
});

export const localInfile = sysvar('local_infile', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'LOAD DATA LOCAL is allowed.',
});

export const secureAuth = sysvar('secure_auth', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  privilege: 'CONNECTION ADMIN',
  deprecated: true,
  comment: 'Old password hashes are refused.',
});

export const strictPasswordValidation = sysvar('strict_password_validation', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'Password hashes that cannot be validated are refused.',
});

export const defaultPasswordLifetime = sysvar('default_password_lifetime', {
  scope: 'GLOBAL',
  type: unsigned({ max: 4_294_967_295 }),
  default: 0,
  comment: 'Days after which a password expires; 0 is never.',
});

export const disconnectOnExpiredPassword = sysvar('disconnect_on_expired_password', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  privilege: 'CONNECTION ADMIN',
  comment: 'Clients that do not understand expired passwords are refused.',
});

export const requireSecureTransport = sysvar('require_secure_transport', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Connections must be encrypted or local.',
});

export const automaticSpPrivileges = sysvar('automatic_sp_privileges', {
  scope: 'GLOBAL',
  type: bool,
  default: true,
  commandLine: 'OPTIONAL',
  comment: 'The creator of a routine may run and change it.',
});

export const eventScheduler = sysvar('event_scheduler', {
  scope: 'GLOBAL',
  type: oneOf('OFF', 'ON', 'DISABLED', 'ORIGINAL'),
  default: 'OFF',
  commandLine: 'OPTIONAL',
  check: (value) => value === 'OFF' || value === 'ON',
  comment: 'Whether events are run.',
});

export const userstat = sysvar('userstat', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Statistics per user, client, table and index are kept.',
});

/** Limits and time-outs of connections. */
/** No variable, but one of the options whose order matters: the last of them decides. */
export const ssl: Sysvar<boolean> = sysvar('ssl', {
  scope: 'GLOBAL',
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  optionOnly: true,
  comment: 'Clients may encrypt their connections.',
});

export const CONNECTION_VARIABLES: readonly Sysvar[] = [
  maxConnections,
  maxUserConnections,
  maxConnectErrors,
  maxPasswordErrors,
  extraMaxConnections,
  connectTimeout,
  waitTimeout,
  interactiveTimeout,
  netBufferLength,
  maxAllowedPacket,
  netReadTimeout,
  netWriteTimeout,
  netRetryCount,
  idleTransactionTimeout,
  lockWaitTimeout,
  tcpKeepaliveTime,
  tcpKeepaliveInterval,
  tcpKeepaliveProbes,
  backLog,
  threadCacheSize,
  threadHandling,
  threadStack,
  threadPoolSize,
  slowLaunchTime,
  initConnect,
  initFile,
  readOnly,
  localInfile,
  secureAuth,
  strictPasswordValidation,
  defaultPasswordLifetime,
  disconnectOnExpiredPassword,
  requireSecureTransport,
  ssl,
  automaticSpPrivileges,
  eventScheduler,
  userstat,
];
