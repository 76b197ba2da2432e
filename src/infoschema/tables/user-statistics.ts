/** What `userstat=ON` counts. */
import {
  type ActivityView,
  bigint,
  capitalised,
  defineTable,
  double,
  type InfoTable,
  int,
  type PluginTable,
  showForm,
  type UserActivity,
  ubigint,
  varchar,
} from '../define.js';

const COUNTERS = {
  BUSY_TIME: double(),
  CPU_TIME: double(),
  BYTES_RECEIVED: bigint(),
  BYTES_SENT: bigint(),
  BINLOG_BYTES_WRITTEN: bigint(),
  ROWS_READ: bigint(),
  ROWS_SENT: bigint(),
  ROWS_DELETED: bigint(),
  ROWS_INSERTED: bigint(),
  ROWS_UPDATED: bigint(),
  SELECT_COMMANDS: bigint(),
  UPDATE_COMMANDS: bigint(),
  OTHER_COMMANDS: bigint(),
  COMMIT_TRANSACTIONS: bigint(),
  ROLLBACK_TRANSACTIONS: bigint(),
  DENIED_CONNECTIONS: bigint(),
  LOST_CONNECTIONS: bigint(),
  ACCESS_DENIED: bigint(),
  EMPTY_QUERIES: bigint(),
  TOTAL_SSL_CONNECTIONS: ubigint(),
  MAX_STATEMENT_TIME_EXCEEDED: bigint(),
};

const users = defineTable({
  name: 'USER_STATISTICS',
  columns: {
    USER: varchar(128),
    TOTAL_CONNECTIONS: int(),
    CONCURRENT_CONNECTIONS: int(),
    CONNECTED_TIME: int(),
    ...COUNTERS,
  },
  rows: ({ activity, has }) =>
    mayRead(has) ? [...activity.rows('users')].map((user) => ({ USER: user.name, ...counters(user) })) : [],
});

const clients = defineTable({
  name: 'CLIENT_STATISTICS',
  columns: {
    CLIENT: varchar(64),
    TOTAL_CONNECTIONS: bigint(),
    CONCURRENT_CONNECTIONS: bigint(),
    CONNECTED_TIME: bigint(),
    ...COUNTERS,
  },
  rows: ({ activity, has }) =>
    mayRead(has) ? [...activity.rows('clients')].map((client) => ({ CLIENT: client.name, ...counters(client) })) : [],
});

/** Reads of single indexes are not counted. */
const indexes = defineTable({
  name: 'INDEX_STATISTICS',
  columns: { TABLE_SCHEMA: varchar(192), TABLE_NAME: varchar(192), INDEX_NAME: varchar(192), ROWS_READ: bigint() },
  rows: () => [],
});

const tables = defineTable({
  name: 'TABLE_STATISTICS',
  columns: {
    TABLE_SCHEMA: varchar(192),
    TABLE_NAME: varchar(192),
    ROWS_READ: bigint(),
    ROWS_CHANGED: bigint(),
    ROWS_CHANGED_X_INDEXES: bigint(),
  },
  rows: ({ activity, engine }) =>
    [...activity.tables()].map(({ db, name, rowsChanged }) => ({
      TABLE_SCHEMA: db,
      TABLE_NAME: name,
      ROWS_READ: 0,
      ROWS_CHANGED: rowsChanged,
      // A table without an index counts as one.
      ROWS_CHANGED_X_INDEXES: rowsChanged * Math.max(1, engine.find(db, name)?.definition.indexes.length ?? 0),
    })),
});

const heading = (column: string): string =>
  column === 'ROWS_CHANGED_X_INDEXES' ? 'Rows_changed_x_#indexes' : capitalised(column);

const RESETS: Readonly<Record<string, Parameters<ActivityView['reset']>[0] | undefined>> = {
  CLIENT_STATISTICS: 'clients',
  TABLE_STATISTICS: 'tables',
  USER_STATISTICS: 'users',
};

/** SHOW and FLUSH know all four. */
export const statisticsTables: readonly PluginTable[] = ([clients, indexes, tables, users] as InfoTable[]).map(
  (table) => ({
    ...table,
    show: showForm(table, heading),
    reset({ activity }) {
      const what = RESETS[table.name];
      if (what) activity.reset(what);
    },
  }),
);

/** Users and clients are nobody's business but an administrator's. */
const mayRead = (has: (privilege: string) => boolean): boolean => has('SUPER') || has('PROCESS');

const counters = (activity: UserActivity) => ({
  TOTAL_CONNECTIONS: activity.totalConnections,
  CONCURRENT_CONNECTIONS: activity.concurrentConnections,
  CONNECTED_TIME: activity.connectedSeconds,
  BUSY_TIME: activity.busySeconds,
  CPU_TIME: 0,
  BYTES_RECEIVED: 0,
  BYTES_SENT: 0,
  BINLOG_BYTES_WRITTEN: 0,
  ROWS_READ: 0,
  ROWS_SENT: activity.rowsSent,
  ROWS_DELETED: activity.rowsDeleted,
  ROWS_INSERTED: activity.rowsInserted,
  ROWS_UPDATED: activity.rowsUpdated,
  SELECT_COMMANDS: activity.selectCommands,
  UPDATE_COMMANDS: activity.updateCommands,
  OTHER_COMMANDS: activity.otherCommands,
  COMMIT_TRANSACTIONS: activity.commits,
  ROLLBACK_TRANSACTIONS: activity.rollbacks,
  DENIED_CONNECTIONS: 0,
  LOST_CONNECTIONS: 0,
  ACCESS_DENIED: activity.accessDenied,
  EMPTY_QUERIES: activity.emptyQueries,
  TOTAL_SSL_CONNECTIONS: 0,
  MAX_STATEMENT_TIME_EXCEEDED: 0,
});
