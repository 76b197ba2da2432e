/** Counters of InnoDB: those of compression and encryption, which are off until somebody monitors them. */
import { bigint, datetime, defineTable, float, int, nullable, oneOf, varchar } from '../define.js';

const COMPRESSION: readonly (readonly [name: string, comment: string])[] = [
  ['compress_pages_compressed', 'Number of pages compressed'],
  ['compress_pages_decompressed', 'Number of pages decompressed'],
  ['compression_pad_increments', 'Number of times padding is incremented to avoid compression failures'],
  ['compression_pad_decrements', 'Number of times padding is decremented due to good compressibility'],
  ['compress_saved', 'Number of bytes saved by page compression'],
  ['compress_pages_page_compressed', 'Number of pages compressed by page compression'],
  ['compress_page_compressed_trim_op', 'Number of TRIM operation performed by page compression'],
  ['compress_pages_page_decompressed', 'Number of pages decompressed by page compression'],
  ['compress_pages_page_compression_error', 'Number of page compression errors'],
  ['compress_pages_encrypted', 'Number of pages encrypted'],
  ['compress_pages_decrypted', 'Number of pages decrypted'],
];

export const innodbMetrics = defineTable({
  name: 'INNODB_METRICS',
  columns: {
    NAME: varchar(193),
    SUBSYSTEM: varchar(193),
    COUNT: bigint(),
    MAX_COUNT: nullable(bigint()),
    MIN_COUNT: nullable(bigint()),
    AVG_COUNT: nullable(float()),
    COUNT_RESET: bigint(),
    MAX_COUNT_RESET: nullable(bigint()),
    MIN_COUNT_RESET: nullable(bigint()),
    AVG_COUNT_RESET: nullable(float()),
    TIME_ENABLED: nullable(datetime()),
    TIME_DISABLED: nullable(datetime()),
    TIME_ELAPSED: nullable(bigint()),
    TIME_RESET: nullable(datetime()),
    ENABLED: int(1),
    TYPE: oneOf('value', 'status_counter', 'set_owner', 'set_member', 'counter'),
    COMMENT: varchar(193),
  },

  *rows() {
    for (const [name, comment] of COMPRESSION) {
      yield {
        NAME: name,
        SUBSYSTEM: 'compression',
        COUNT: 0,
        MAX_COUNT: null,
        MIN_COUNT: null,
        AVG_COUNT: null,
        COUNT_RESET: 0,
        MAX_COUNT_RESET: null,
        MIN_COUNT_RESET: null,
        AVG_COUNT_RESET: null,
        TIME_ENABLED: null,
        TIME_DISABLED: null,
        TIME_ELAPSED: null,
        TIME_RESET: null,
        ENABLED: 0,
        TYPE: 'counter',
        COMMENT: comment,
      };
    }
  },
});
