/** The plugins that every server has, as it lists them. Their work is done elsewhere: here they have no `init`. */
import type { Activation } from './activation.js';
import { isAtLeast, type PluginType, type ServerIdentity } from './define.js';
import type { BuiltIn } from './registry.js';

type Version = `${number}.${number}`;
type Declared = readonly [
  name: string,
  version: Version,
  activation: Activation,
  description: string,
  versionString?: string,
];

const ENGINES: readonly Declared[] = [
  ['CSV', '1.0', 'FORCE', 'Stores tables as CSV files'],
  ['MEMORY', '1.0', 'FORCE', 'Hash based, stored in memory, useful for temporary tables'],
  [
    'Aria',
    '1.5',
    'FORCE',
    'Crash-safe tables with MyISAM heritage. Used for internal temporary tables and privilege tables',
  ],
  ['MyISAM', '1.0', 'FORCE', 'Non-transactional engine with good performance and small data footprint'],
  ['MRG_MyISAM', '1.0', 'FORCE', 'Collection of identical MyISAM tables'],
];

const GEOMETRY: readonly Declared[] = [
  ['SPATIAL_REF_SYS', '1.0', 'FORCE', 'Lists all geometry columns'],
  ['GEOMETRY_COLUMNS', '1.0', 'FORCE', 'Lists all geometry columns'],
];

const INET_TYPES: readonly Declared[] = [
  ['inet4', '1.0', 'FORCE', 'Data type INET4', '1.0.1'],
  ['inet6', '1.0', 'FORCE', 'Data type INET6'],
];

const UUID_TYPE: readonly Declared[] = [['uuid', '1.0', 'FORCE', 'Data type UUID']];
const UUID_FUNCTIONS = ['uuid', 'sys_guid'];

const INET_FUNCTIONS = [
  ...['inet_aton', 'inet_ntoa', 'inet6_aton', 'inet6_ntoa'],
  ...['is_ipv4', 'is_ipv6', 'is_ipv4_compat', 'is_ipv4_mapped'],
];

const functions = (names: readonly string[]) =>
  names.map((name): Declared => [name, '1.0', 'FORCE', `Function ${name.toUpperCase()}()`]);

const AUTHENTICATION: readonly Declared[] = [
  ['mysql_native_password', '1.0', 'FORCE', 'Native MySQL authentication'],
  ['mysql_old_password', '1.0', 'FORCE', 'Old MySQL-4.0 authentication'],
];

const STATISTICS: readonly Declared[] = [
  ['CLIENT_STATISTICS', '2.0', 'FORCE', 'Client Statistics'],
  ['INDEX_STATISTICS', '2.0', 'FORCE', 'Index Statistics'],
  ['TABLE_STATISTICS', '2.0', 'FORCE', 'Table Statistics'],
  ['USER_STATISTICS', '2.0', 'FORCE', 'User Statistics'],
];

/** The information_schema tables of InnoDB; they have its version. */
const INNODB_TABLES: Readonly<Record<string, string>> = {
  INNODB_TRX: 'InnoDB transactions',
  INNODB_LOCKS: 'InnoDB conflicting locks',
  INNODB_LOCK_WAITS: 'InnoDB which lock is blocking which',
  INNODB_CMP: 'Statistics for the InnoDB compression',
  INNODB_CMP_RESET: 'Statistics for the InnoDB compression; reset cumulated counts',
  INNODB_CMPMEM: 'Statistics for the InnoDB compressed buffer pool',
  INNODB_CMPMEM_RESET: 'Statistics for the InnoDB compressed buffer pool; reset cumulated counts',
  INNODB_CMP_PER_INDEX: 'Statistics for the InnoDB compression (per index)',
  INNODB_CMP_PER_INDEX_RESET: 'Statistics for the InnoDB compression (per index); reset cumulated counts',
  INNODB_BUFFER_PAGE: 'InnoDB Buffer Page Information',
  INNODB_BUFFER_PAGE_LRU: 'InnoDB Buffer Page in LRU',
  INNODB_BUFFER_POOL_STATS: 'InnoDB Buffer Pool Statistics Information ',
  INNODB_METRICS: 'InnoDB Metrics Info',
  INNODB_FT_DEFAULT_STOPWORD: 'Default stopword list for InnoDB Full Text Search',
  INNODB_FT_DELETED: 'INNODB AUXILIARY FTS DELETED TABLE',
  INNODB_FT_BEING_DELETED: 'INNODB AUXILIARY FTS BEING DELETED TABLE',
  INNODB_FT_CONFIG: 'INNODB AUXILIARY FTS CONFIG TABLE',
  INNODB_FT_INDEX_CACHE: 'INNODB AUXILIARY FTS INDEX CACHED',
  INNODB_FT_INDEX_TABLE: 'INNODB AUXILIARY FTS INDEX TABLE',
  INNODB_SYS_TABLES: 'InnoDB SYS_TABLES',
  INNODB_SYS_TABLESTATS: 'InnoDB SYS_TABLESTATS',
  INNODB_SYS_INDEXES: 'InnoDB SYS_INDEXES',
  INNODB_SYS_COLUMNS: 'InnoDB SYS_COLUMNS',
  INNODB_SYS_FIELDS: 'InnoDB SYS_FIELDS',
  INNODB_SYS_FOREIGN: 'InnoDB SYS_FOREIGN',
  INNODB_SYS_FOREIGN_COLS: 'InnoDB SYS_FOREIGN_COLS',
  INNODB_SYS_TABLESPACES: 'InnoDB tablespaces',
  INNODB_SYS_VIRTUAL: 'InnoDB SYS_VIRTUAL',
  INNODB_TABLESPACES_ENCRYPTION: 'InnoDB TABLESPACES_ENCRYPTION',
};

const TABLES: readonly Declared[] = [
  ['FEEDBACK', '1.1', 'OFF', 'MariaDB User Feedback Plugin'],
  ['user_variables', '1.0', 'ON', 'User-defined variables'],
  ['THREAD_POOL_GROUPS', '1.0', 'ON', 'Provides information about threadpool groups.'],
  ['THREAD_POOL_QUEUES', '1.0', 'ON', 'Provides information about threadpool queues.'],
  ['THREAD_POOL_STATS', '1.0', 'ON', 'Provides performance counter information for threadpool.'],
  ['THREAD_POOL_WAITS', '1.0', 'ON', 'Provides wait counters for threadpool.'],
];

/** In the server's order. */
export function builtIns(server: ServerIdentity): readonly BuiltIn[] {
  const { major, minor, patch } = server.version;
  const version: Version = `${major}.${minor}`;
  const release = `${version}.${patch}`;
  const innodb = Object.entries(INNODB_TABLES).map(([name, text]): Declared => [name, version, 'ON', text, release]);
  const engines = 'STORAGE ENGINE';
  const tables = 'INFORMATION SCHEMA';
  const supports = 'Supports transactions, row-level locking, foreign keys and encryption for tables';
  return [
    ...declare(isAtLeast(server, 11, 8) ? 'DAEMON' : engines, [
      ['binlog', '1.0', 'FORCE', 'This is a pseudo storage engine to represent the binlog in a transaction'],
    ]),
    ...declare('AUTHENTICATION', AUTHENTICATION),
    ...declare(engines, ENGINES),
    ...declare(tables, GEOMETRY),
    ...declare('DATA TYPE', INET_TYPES),
    ...declare('FUNCTION', functions(INET_FUNCTIONS)),
    ...declare('DATA TYPE', UUID_TYPE),
    ...declare('FUNCTION', functions(UUID_FUNCTIONS)),
    ...declare(tables, STATISTICS),
    ...declare('REPLICATION', [['wsrep', '1.0', 'FORCE', 'Wsrep replication plugin']]),
    ...declare(engines, [
      ['SQL_SEQUENCE', '1.0', 'FORCE', 'Sequence Storage Engine for CREATE SEQUENCE'],
      ['InnoDB', version, 'ON', supports, release],
    ]),
    ...declare(tables, innodb),
    ...declare(engines, [
      ['PERFORMANCE_SCHEMA', '0.1', 'FORCE', 'Performance Schema', '5.7.31'],
      ['SEQUENCE', '1.0', 'ON', 'Generated tables filled with sequential values', '0.1'],
    ]),
    ...declare('AUTHENTICATION', [['unix_socket', '1.0', 'ON', 'Unix Socket based authentication']]),
    ...declare(tables, TABLES),
    ...declare(engines, [['partition', '1.0', 'ON', 'Partition Storage Engine Helper']]),
  ];
}

function declare(type: PluginType, declared: readonly Declared[]): readonly BuiltIn[] {
  return declared.map(([name, version, activation, description, versionString = version]) => ({
    activation,
    plugin: {
      name,
      type,
      version,
      versionString,
      maturity: 'Stable',
      author: 'Sealion',
      description,
      license: name === 'INNODB_TABLESPACES_ENCRYPTION' ? 'BSD' : 'GPL',
      vars: {},
    },
  }));
}
