/** Tables that are always empty: there are no events, and no engine lists its files. */
import { bigint, datetime, defineTable, longtext, nullable, ubigint, varchar } from '../define.js';

export const events = defineTable({
  name: 'EVENTS',
  columns: {
    ...{ EVENT_CATALOG: varchar(64), EVENT_SCHEMA: varchar(64), EVENT_NAME: varchar(64), DEFINER: varchar(384) },
    ...{ TIME_ZONE: varchar(64), EVENT_BODY: varchar(8), EVENT_DEFINITION: longtext(), EVENT_TYPE: varchar(9) },
    ...{ EXECUTE_AT: nullable(datetime()), INTERVAL_VALUE: nullable(varchar(256)) },
    ...{ INTERVAL_FIELD: nullable(varchar(18)), SQL_MODE: varchar(8192), STARTS: nullable(datetime()) },
    ...{ ENDS: nullable(datetime()), STATUS: varchar(18), ON_COMPLETION: varchar(12), CREATED: datetime() },
    ...{ LAST_ALTERED: datetime(), LAST_EXECUTED: nullable(datetime()), EVENT_COMMENT: varchar(64) },
    ...{ ORIGINATOR: bigint(10), CHARACTER_SET_CLIENT: varchar(32), COLLATION_CONNECTION: varchar(64) },
    DATABASE_COLLATION: varchar(64),
  },
  rows: () => [],
});

const count = () => nullable(ubigint(21));
const number = () => nullable(bigint(4));
const time = () => nullable(datetime());

export const files = defineTable({
  name: 'FILES',
  columns: {
    ...{ FILE_ID: bigint(4), FILE_NAME: nullable(varchar(512)), FILE_TYPE: varchar(20) },
    ...{ TABLESPACE_NAME: nullable(varchar(64)), TABLE_CATALOG: varchar(64), TABLE_SCHEMA: nullable(varchar(64)) },
    ...{ TABLE_NAME: nullable(varchar(64)), LOGFILE_GROUP_NAME: nullable(varchar(64)) },
    ...{ LOGFILE_GROUP_NUMBER: number(), ENGINE: varchar(64), FULLTEXT_KEYS: nullable(varchar(64)) },
    ...{ DELETED_ROWS: number(), UPDATE_COUNT: number(), FREE_EXTENTS: number(), TOTAL_EXTENTS: number() },
    ...{ EXTENT_SIZE: bigint(4), INITIAL_SIZE: count(), MAXIMUM_SIZE: count(), AUTOEXTEND_SIZE: count() },
    ...{ CREATION_TIME: time(), LAST_UPDATE_TIME: time(), LAST_ACCESS_TIME: time(), RECOVER_TIME: number() },
    ...{ TRANSACTION_COUNTER: number(), VERSION: count(), ROW_FORMAT: nullable(varchar(10)), TABLE_ROWS: count() },
    ...{ AVG_ROW_LENGTH: count(), DATA_LENGTH: count(), MAX_DATA_LENGTH: count(), INDEX_LENGTH: count() },
    ...{ DATA_FREE: count(), CREATE_TIME: time(), UPDATE_TIME: time(), CHECK_TIME: time(), CHECKSUM: count() },
    ...{ STATUS: varchar(20), EXTRA: nullable(varchar(255)) },
  },
  rows: () => [],
});
