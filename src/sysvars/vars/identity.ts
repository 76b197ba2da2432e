/** Variables that say which server this is, where its files are and how it was built. */
import { bool, oneOf, type Sysvar, sysvar, text, textOrNull, unsigned, unsignedLong } from '../define.js';

export const version = sysvar('version', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'What VERSION() answers.',
});

export const versionComment = sysvar('version_comment', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Which program answers.',
});

export const versionCompileMachine = sysvar('version_compile_machine', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Processor that the server was built for.',
});

export const versionCompileOs = sysvar('version_compile_os', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Operating system that the server was built for.',
});

export const versionSourceRevision = sysvar('version_source_revision', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Revision of the sources.',
});

export const versionSslLibrary = sysvar('version_ssl_library', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: undefined,
  commandLine: null,
  comment: 'Library that does the cryptography.',
});

export const hostname = sysvar('hostname', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'localhost',
  commandLine: null,
  comment: 'Name of the machine.',
});

export const license = sysvar('license', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'MIT',
  commandLine: null,
  comment: 'Licence of the server.',
});

export const protocolVersion = sysvar('protocol_version', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsigned({ max: 4_294_967_295 }),
  default: 10,
  commandLine: null,
  comment: 'Version of the client protocol.',
});

export const port = sysvar('port', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsigned({ max: 65535 }),
  default: 0,
  comment: 'TCP port to listen on.',
});

export const socket = sysvar('socket', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'Socket file to listen on.',
});

export const bindAddress = sysvar('bind_address', {
  scope: 'GLOBAL',
  dynamic: false,
  type: textOrNull,
  default: null,
  comment: 'Address to listen on.',
});

export const datadir = sysvar('datadir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'Directory of the databases.',
});

export const basedir = sysvar('basedir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'Directory of the installation.',
});

export const tmpdir = sysvar('tmpdir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  initial: '/tmp',
  comment: 'Directory for temporary files.',
});

export const pluginDir = sysvar('plugin_dir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'Directory in which plugin libraries are looked up.',
});

export const pluginMaturity = sysvar('plugin_maturity', {
  scope: 'GLOBAL',
  dynamic: false,
  type: oneOf('unknown', 'experimental', 'alpha', 'beta', 'gamma', 'stable'),
  default: 'gamma',
  comment: 'Least maturity that a plugin must have to be loaded.',
});

export const pidFile = sysvar('pid_file', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'File that holds the process id.',
});

export const secureFilePriv = sysvar('secure_file_priv', {
  scope: 'GLOBAL',
  dynamic: false,
  type: textOrNull,
  default: null,
  comment: 'Only directory that LOAD DATA and SELECT INTO OUTFILE may use.',
});

export const lowerCaseTableNames = sysvar('lower_case_table_names', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsigned({ max: 2 }),
  default: 0,
  commandLine: 'OPTIONAL',
  comment: 'How table names are compared: 1 stores them in lower case, 2 compares them so.',
});

export const lowerCaseFileSystem = sysvar('lower_case_file_system', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: null,
  comment: 'Whether file names ignore case.',
});

export const openFilesLimit = sysvar('open_files_limit', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 0,
  comment: 'How many files the server may open; 0 lets it decide.',
});

export const serverId = sysvar('server_id', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 4_294_967_295 }),
  default: 1,
  privilege: 'REPLICATION MASTER ADMIN',
  sessionPrivilege: 'BINLOG REPLAY',
  comment: 'Number of this server among replicating ones.',
});

export const skipNetworking = sysvar('skip_networking', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Only local connections are accepted.',
});

export const skipGrantTables = sysvar('skip_grant_tables', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Privileges are not checked.',
});

export const skipNameResolve = sysvar('skip_name_resolve', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: false,
  commandLine: 'OPTIONAL',
  comment: 'Clients are known by their address only.',
});

export const skipExternalLocking = sysvar('skip_external_locking', {
  scope: 'GLOBAL',
  dynamic: false,
  type: bool,
  default: true,
  commandLine: null,
  comment: 'Table files are not locked against other programs.',
});

export const characterSetsDir = sysvar('character_sets_dir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'Directory of the character set files.',
});

export const lcMessagesDir = sysvar('lc_messages_dir', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: '',
  comment: 'Directory of the message files.',
});

export const systemTimeZone = sysvar('system_time_zone', {
  scope: 'GLOBAL',
  dynamic: false,
  type: text(),
  default: 'UTC',
  commandLine: null,
  comment: 'Time zone of the machine.',
});

/** Who the server is and where it lives. */
export const IDENTITY_VARIABLES: readonly Sysvar[] = [
  version,
  versionComment,
  versionCompileMachine,
  versionCompileOs,
  versionSourceRevision,
  versionSslLibrary,
  hostname,
  license,
  protocolVersion,
  port,
  socket,
  bindAddress,
  datadir,
  basedir,
  tmpdir,
  pluginDir,
  pluginMaturity,
  pidFile,
  secureFilePriv,
  lowerCaseTableNames,
  lowerCaseFileSystem,
  openFilesLimit,
  serverId,
  skipNetworking,
  skipGrantTables,
  skipNameResolve,
  skipExternalLocking,
  characterSetsDir,
  lcMessagesDir,
  systemTimeZone,
];
