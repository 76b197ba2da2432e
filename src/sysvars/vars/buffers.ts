/** Variables about memory and the optimizer. */
import { sqlError } from '../../base/errors.js';
import { alias, oneOf, type Sysvar, sysvar, unsigned, unsignedLong } from '../define.js';

export const sortBufferSize = sysvar('sort_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1024n, max: 2n ** 64n - 1n }),
  default: 2097152n,
  comment: 'Memory for one sort.',
});

export const joinBufferSize = sysvar('join_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 128n, max: 2n ** 64n - 1n, block: 128 }),
  default: 262144n,
  comment: 'Memory for one join without index.',
});

export const joinBufferSpaceLimit = sysvar('join_buffer_space_limit', {
  scope: 'BOTH',
  type: unsignedLong({ min: 2048n, max: 2n ** 64n - 1n, block: 2048 }),
  default: 2097152n,
  comment: 'Memory for all join buffers of a statement.',
});

export const joinCacheLevel = sysvar('join_cache_level', {
  scope: 'BOTH',
  type: unsignedLong({ max: 8 }),
  default: 2,
  comment: 'Which join algorithms may be used.',
});

export const readBufferSize = sysvar('read_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 8192, max: 2_147_483_647, block: 4096 }),
  default: 131_072,
  comment: 'Memory for sequential scans.',
});

export const readRndBufferSize = sysvar('read_rnd_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1, max: 2_147_483_647 }),
  default: 262_144,
  comment: 'Memory for reading rows in sorted order.',
});

export const keyBufferSize = sysvar('key_buffer_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 2n ** 64n - 1n, block: 4096 }),
  default: 134217728n,
  comment: 'Memory for index blocks of MyISAM.',
  check(value) {
    if (value > 0) return true;
    throw sqlError('ER_WARN_CANT_DROP_DEFAULT_KEYCACHE');
  },
});

export const bulkInsertBufferSize = sysvar('bulk_insert_buffer_size', {
  scope: 'BOTH',
  type: unsignedLong({ max: 2n ** 64n - 1n }),
  default: 8388608n,
  comment: 'Memory for bulk inserts into MyISAM.',
});

export const tmpTableSize = sysvar('tmp_table_size', {
  scope: 'BOTH',
  type: unsignedLong({ max: 2n ** 64n - 1n, block: 16384 }),
  default: 16777216n,
  comment: 'Largest temporary table in memory.',
});

export const tmpMemoryTableSize = sysvar('tmp_memory_table_size', {
  scope: 'BOTH',
  type: unsignedLong({ max: 2n ** 64n - 1n, block: 16384 }),
  default: 16777216n,
  through: alias(tmpTableSize),
  comment: 'Another name of tmp_table_size.',
});

export const tmpDiskTableSize = sysvar('tmp_disk_table_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1024n, max: 2n ** 64n - 1n }),
  default: 2n ** 64n - 1n,
  comment: 'Largest temporary table on disk.',
});

export const maxHeapTableSize = sysvar('max_heap_table_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 16384n, max: 2n ** 64n - 1n, block: 1024 }),
  default: 16777216n,
  comment: 'Largest MEMORY table.',
});

export const maxSessionMemUsed = sysvar('max_session_mem_used', {
  scope: 'BOTH',
  type: unsignedLong({ min: 8192n, max: 2n ** 64n - 1n }),
  default: 2n ** 63n - 1n,
  comment: 'Memory that a session may use.',
});

export const maxSortLength = sysvar('max_sort_length', {
  scope: 'BOTH',
  type: unsignedLong({ min: 64, max: 8_388_608 }),
  default: 1024,
  comment: 'How many bytes of a value are sorted.',
});

export const maxLengthForSortData = sysvar('max_length_for_sort_data', {
  scope: 'BOTH',
  type: unsignedLong({ min: 4, max: 8_388_608 }),
  default: 1024,
  comment: 'Largest row that is sorted as a whole.',
});

export const maxJoinSize = sysvar('max_join_size', {
  scope: 'BOTH',
  type: unsignedLong({ min: 1n, max: 2n ** 64n - 1n }),
  default: 2n ** 64n - 1n,
  comment: 'How many rows a SELECT may examine.',
});

export const maxPreparedStmtCount = sysvar('max_prepared_stmt_count', {
  scope: 'GLOBAL',
  type: unsigned({ max: 4_294_967_295 }),
  default: 16382,
  comment: 'How many prepared statements may exist.',
});

export const maxDigestLength = sysvar('max_digest_length', {
  scope: 'GLOBAL',
  dynamic: false,
  type: unsigned({ max: 1_048_576 }),
  default: 1024,
  comment: 'Bytes kept of a normalised statement.',
});

/** What its own tables take. */
const SMALLEST_QUERY_CACHE = 51_200n;

export const queryCacheSize: Sysvar<bigint> = sysvar('query_cache_size', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 2n ** 64n - 1n, block: 1024 }),
  default: 1048576n,
  comment: 'Memory for cached results.',
  update(value, { set, warn }) {
    if (value === 0n || value >= SMALLEST_QUERY_CACHE) return;
    warn('Warning', sqlError('ER_WARN_QC_RESIZE', String(value), '0'));
    set(queryCacheSize, 0n);
  },
});

export const queryCacheType: Sysvar<'OFF' | 'ON' | 'DEMAND'> = sysvar('query_cache_type', {
  scope: 'BOTH',
  type: oneOf('OFF', 'ON', 'DEMAND'),
  default: 'OFF',
  check(value, { scope, get }) {
    const off = scope === 'SESSION' && value !== 'OFF' && get(queryCacheType) === 'OFF';
    if (off) throw sqlError('ER_QUERY_CACHE_IS_GLOBALY_DISABLED');
    return true;
  },
  comment: 'Whether results are cached.',
});

export const queryCacheLimit = sysvar('query_cache_limit', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 4_294_967_295 }),
  default: 1_048_576,
  comment: 'Largest result that is cached.',
});

export const storedProgramCache = sysvar('stored_program_cache', {
  scope: 'GLOBAL',
  type: unsignedLong({ max: 524_288 }),
  default: 256,
  comment: 'How many routines a session keeps.',
});

export const tableOpenCache = sysvar('table_open_cache', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 10, max: 1_048_576 }),
  default: 2000,
  comment: 'How many tables stay open.',
});

export const tableDefinitionCache = sysvar('table_definition_cache', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 400, max: 2_097_152 }),
  default: 400,
  comment: 'How many table definitions stay in memory.',
});

export const useStatTables = sysvar('use_stat_tables', {
  scope: 'BOTH',
  type: oneOf('NEVER', 'COMPLEMENTARY', 'PREFERABLY', 'COMPLEMENTARY_FOR_QUERIES', 'PREFERABLY_FOR_QUERIES'),
  default: 'PREFERABLY_FOR_QUERIES',
  comment: 'Which statistics the optimizer uses.',
});

export const optimizerSearchDepth = sysvar('optimizer_search_depth', {
  scope: 'BOTH',
  type: unsignedLong({ max: 62 }),
  default: 62,
  comment: 'How many joins are planned exhaustively.',
});

export const optimizerPruneLevel = sysvar('optimizer_prune_level', {
  scope: 'BOTH',
  type: unsignedLong({ max: 2 }),
  default: 2,
  comment: 'Whether unpromising plans are dropped early.',
});

export const eqRangeIndexDiveLimit = sysvar('eq_range_index_dive_limit', {
  scope: 'BOTH',
  type: unsigned({ max: 4_294_967_295 }),
  default: 200,
  comment: 'Above how many ranges statistics replace index look-ups.',
});

/** Sizes of buffers and caches, and choices of the optimizer. */
export const BUFFER_VARIABLES: readonly Sysvar[] = [
  sortBufferSize,
  joinBufferSize,
  joinBufferSpaceLimit,
  joinCacheLevel,
  readBufferSize,
  readRndBufferSize,
  keyBufferSize,
  bulkInsertBufferSize,
  tmpTableSize,
  tmpMemoryTableSize,
  tmpDiskTableSize,
  maxHeapTableSize,
  maxSessionMemUsed,
  maxSortLength,
  maxLengthForSortData,
  maxJoinSize,
  maxPreparedStmtCount,
  maxDigestLength,
  queryCacheSize,
  queryCacheType,
  queryCacheLimit,
  storedProgramCache,
  tableOpenCache,
  tableDefinitionCache,
  useStatTables,
  optimizerSearchDepth,
  optimizerPruneLevel,
  eqRangeIndexDiveLimit,
];
