import { PAGE_SIZE } from '../../engine/page/layout.js';
import { PagedStorage } from '../../engine/paged-storage.js';
import type { Table } from '../../engine/table.js';
import { datetime, defineTable, longtext, nullable, type ServerView, ubigint, varchar } from '../define.js';
import { partitionDescription, partitionExpression, partitionMethod } from '../partition-text.js';

export const partitions = defineTable({
  name: 'PARTITIONS',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    TABLE_CATALOG: varchar(512),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    PARTITION_NAME: nullable(varchar(64)),
    SUBPARTITION_NAME: nullable(varchar(64)),
    PARTITION_ORDINAL_POSITION: nullable(ubigint()),
    SUBPARTITION_ORDINAL_POSITION: nullable(ubigint()),
    PARTITION_METHOD: nullable(varchar(18)),
    SUBPARTITION_METHOD: nullable(varchar(12)),
    PARTITION_EXPRESSION: nullable(longtext()),
    SUBPARTITION_EXPRESSION: nullable(longtext()),
    PARTITION_DESCRIPTION: nullable(longtext()),
    TABLE_ROWS: ubigint(),
    AVG_ROW_LENGTH: ubigint(),
    DATA_LENGTH: ubigint(),
    MAX_DATA_LENGTH: nullable(ubigint()),
    INDEX_LENGTH: ubigint(),
    DATA_FREE: ubigint(),
    CREATE_TIME: nullable(datetime()),
    UPDATE_TIME: nullable(datetime()),
    CHECK_TIME: nullable(datetime()),
    CHECKSUM: nullable(ubigint()),
    PARTITION_COMMENT: varchar(80),
    NODEGROUP: varchar(12),
    TABLESPACE_NAME: nullable(varchar(64)),
  },

  /** A table without partitions has one row, too. */
  *rows(view) {
    for (const table of view.engine.tables()) {
      const { db, name, partitioning } = table.definition;
      if (!view.seesTable(db, name)) continue;
      if (!partitioning) {
        yield { ...sizes(table, view), ...NO_PARTITION };
        continue;
      }
      for (const [at, partition] of partitioning.partitions.entries()) {
        yield {
          ...sizes(table.partitions[at] ?? table, view),
          ...NO_PARTITION,
          TABLE_NAME: name,
          PARTITION_NAME: partition.name,
          PARTITION_ORDINAL_POSITION: at + 1,
          PARTITION_METHOD: partitionMethod(partitioning),
          PARTITION_EXPRESSION: partitionExpression(partitioning),
          PARTITION_DESCRIPTION: partitionDescription(partition),
          PARTITION_COMMENT: partition.comment,
          NODEGROUP: 'default',
        };
      }
    }
  },
});

const NO_PARTITION = {
  PARTITION_NAME: null,
  SUBPARTITION_NAME: null,
  PARTITION_ORDINAL_POSITION: null,
  SUBPARTITION_ORDINAL_POSITION: null,
  PARTITION_METHOD: null,
  SUBPARTITION_METHOD: null,
  PARTITION_EXPRESSION: null,
  SUBPARTITION_EXPRESSION: null,
  PARTITION_DESCRIPTION: null,
  PARTITION_COMMENT: '',
  NODEGROUP: '',
  TABLESPACE_NAME: null,
};

function sizes({ definition, entry, storage, rowCount }: Table, { formatTime }: ServerView) {
  const bytes = storage instanceof PagedStorage ? storage.dataPages() * PAGE_SIZE : 0;
  return {
    TABLE_CATALOG: 'def',
    TABLE_SCHEMA: definition.db,
    TABLE_NAME: definition.name,
    TABLE_ROWS: rowCount,
    AVG_ROW_LENGTH: rowCount === 0 ? 0 : Math.floor(bytes / rowCount),
    DATA_LENGTH: bytes,
    MAX_DATA_LENGTH: null,
    INDEX_LENGTH: 0,
    DATA_FREE: 0,
    CREATE_TIME: formatTime(entry.created),
    UPDATE_TIME: null,
    CHECK_TIME: null,
    CHECKSUM: null,
  };
}
