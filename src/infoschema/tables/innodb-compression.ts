/** What ROW_FORMAT=COMPRESSED has cost: nothing, as no such page is ever compressed here. */
import { bigint, defineTable, int, varchar } from '../define.js';

const PAGE_SIZES = [1024, 2048, 4096, 8192, 16384];

export const innodbCmp = defineTable({
  name: 'INNODB_CMP',
  columns: {
    page_size: int(5),
    compress_ops: int(),
    compress_ops_ok: int(),
    compress_time: int(),
    uncompress_ops: int(),
    uncompress_time: int(),
  },

  rows: () =>
    PAGE_SIZES.map((size) => ({
      page_size: size,
      compress_ops: 0,
      compress_ops_ok: 0,
      compress_time: 0,
      uncompress_ops: 0,
      uncompress_time: 0,
    })),
});

export const innodbCmpmem = defineTable({
  name: 'INNODB_CMPMEM',
  columns: {
    page_size: int(5),
    buffer_pool_instance: int(),
    pages_used: int(),
    pages_free: int(),
    relocation_ops: bigint(),
    relocation_time: int(),
  },

  rows: () =>
    PAGE_SIZES.map((size) => ({
      page_size: size,
      buffer_pool_instance: 0,
      pages_used: 0,
      pages_free: 0,
      relocation_ops: 0,
      relocation_time: 0,
    })),
});

/** Filled only with innodb_cmp_per_index_enabled. */
export const innodbCmpPerIndex = defineTable({
  name: 'INNODB_CMP_PER_INDEX',
  columns: {
    database_name: varchar(64),
    table_name: varchar(64),
    index_name: varchar(64),
    compress_ops: int(),
    compress_ops_ok: int(),
    compress_time: int(),
    uncompress_ops: int(),
    uncompress_time: int(),
  },
  rows: () => [],
});

/** The twins that count from zero again when they have been read. */
export const innodbCmpReset = defineTable({ ...innodbCmp, name: 'INNODB_CMP_RESET' });
export const innodbCmpmemReset = defineTable({ ...innodbCmpmem, name: 'INNODB_CMPMEM_RESET' });
export const innodbCmpPerIndexReset = defineTable({ ...innodbCmpPerIndex, name: 'INNODB_CMP_PER_INDEX_RESET' });
