/** The buffer pool, of which there is none here: pages go straight between journal, file and row store. */
import { defineTable, float, int, nullable, oneOf, ubigint, uint, varchar } from '../define.js';

/** What both tables say of a page. */
const page = {
  SPACE: uint(),
  PAGE_NUMBER: uint(),
  PAGE_TYPE: nullable(varchar(64)),
  FLUSH_TYPE: uint(),
  FIX_COUNT: uint(),
  IS_HASHED: int(1),
  NEWEST_MODIFICATION: ubigint(),
  OLDEST_MODIFICATION: ubigint(),
  ACCESS_TIME: ubigint(),
  TABLE_NAME: nullable(varchar(1024)),
  INDEX_NAME: nullable(varchar(64)),
  NUMBER_RECORDS: ubigint(),
  DATA_SIZE: ubigint(),
  COMPRESSED_SIZE: ubigint(),
};

export const innodbBufferPage = defineTable({
  name: 'INNODB_BUFFER_PAGE',
  columns: {
    POOL_ID: uint(),
    BLOCK_ID: ubigint(),
    ...page,
    PAGE_STATE: oneOf('NOT_USED', 'MEMORY', 'REMOVE_HASH', 'FILE_PAGE'),
    IO_FIX: oneOf('IO_NONE', 'IO_READ', 'IO_WRITE'),
    IS_OLD: int(1),
    FREE_PAGE_CLOCK: ubigint(),
  },
  rows: () => [],
});

export const innodbBufferPageLru = defineTable({
  name: 'INNODB_BUFFER_PAGE_LRU',
  columns: {
    POOL_ID: uint(),
    LRU_POSITION: ubigint(),
    ...page,
    COMPRESSED: int(1),
    IO_FIX: oneOf('IO_NONE', 'IO_READ', 'IO_WRITE'),
    IS_OLD: nullable(int(1)),
    FREE_PAGE_CLOCK: ubigint(),
  },
  rows: () => [],
});

export const innodbBufferPoolStats = defineTable({
  name: 'INNODB_BUFFER_POOL_STATS',
  columns: {
    POOL_ID: uint(),
    POOL_SIZE: ubigint(),
    FREE_BUFFERS: ubigint(),
    DATABASE_PAGES: ubigint(),
    OLD_DATABASE_PAGES: ubigint(),
    MODIFIED_DATABASE_PAGES: ubigint(),
    PENDING_DECOMPRESS: ubigint(),
    PENDING_READS: ubigint(),
    PENDING_FLUSH_LRU: ubigint(),
    PENDING_FLUSH_LIST: ubigint(),
    PAGES_MADE_YOUNG: ubigint(),
    PAGES_NOT_MADE_YOUNG: ubigint(),
    PAGES_MADE_YOUNG_RATE: float(),
    PAGES_MADE_NOT_YOUNG_RATE: float(),
    NUMBER_PAGES_READ: ubigint(),
    NUMBER_PAGES_CREATED: ubigint(),
    NUMBER_PAGES_WRITTEN: ubigint(),
    PAGES_READ_RATE: float(),
    PAGES_CREATE_RATE: float(),
    PAGES_WRITTEN_RATE: float(),
    NUMBER_PAGES_GET: ubigint(),
    HIT_RATE: ubigint(),
    YOUNG_MAKE_PER_THOUSAND_GETS: ubigint(),
    NOT_YOUNG_MAKE_PER_THOUSAND_GETS: ubigint(),
    NUMBER_PAGES_READ_AHEAD: ubigint(),
    NUMBER_READ_AHEAD_EVICTED: ubigint(),
    READ_AHEAD_RATE: float(),
    READ_AHEAD_EVICTED_RATE: float(),
    LRU_IO_TOTAL: ubigint(),
    LRU_IO_CURRENT: ubigint(),
    UNCOMPRESS_TOTAL: ubigint(),
    UNCOMPRESS_CURRENT: ubigint(),
  },
  rows: () => [],
});
