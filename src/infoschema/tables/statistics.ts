import type { Index, TableDefinition } from '../../engine/definition.js';
import { bigint, defineTable, nullable, uint, varchar } from '../define.js';

/** One row for each column of each index. */
export function* indexRows(definition: TableDefinition, rowCount: number) {
  for (const index of definition.indexes) {
    for (const [at, { column, length, descending }] of index.parts.entries()) {
      const { name = '', nullable: isNullable = false } = definition.columns[column] ?? {};
      yield {
        TABLE_CATALOG: 'def',
        TABLE_SCHEMA: definition.db,
        TABLE_NAME: definition.name,
        NON_UNIQUE: index.unique ? 0 : 1,
        INDEX_SCHEMA: definition.db,
        INDEX_NAME: index.name,
        SEQ_IN_INDEX: at + 1,
        COLUMN_NAME: name,
        COLLATION: descending ? 'D' : 'A',
        CARDINALITY: rowCount,
        SUB_PART: length ?? null,
        PACKED: null,
        NULLABLE: isNullable ? 'YES' : '',
        INDEX_TYPE: 'BTREE',
        COMMENT: '',
        INDEX_COMMENT: commentOf(index),
        IGNORED: index.ignored ? 'YES' : 'NO',
      };
    }
  }
}

const commentOf = (index: Index): string => index.comment ?? '';

export const statistics = defineTable({
  name: 'STATISTICS',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    TABLE_CATALOG: varchar(512),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    NON_UNIQUE: bigint(1),
    INDEX_SCHEMA: varchar(64),
    INDEX_NAME: varchar(64),
    SEQ_IN_INDEX: uint(2),
    COLUMN_NAME: varchar(64),
    COLLATION: nullable(varchar(1)),
    CARDINALITY: nullable(bigint(21)),
    SUB_PART: nullable(bigint(3)),
    PACKED: nullable(varchar(10)),
    NULLABLE: varchar(3),
    INDEX_TYPE: varchar(16),
    COMMENT: nullable(varchar(16)),
    INDEX_COMMENT: varchar(1024),
    IGNORED: varchar(3),
  },

  *rows({ engine, seesTable }) {
    for (const { definition, rowCount } of engine.tables()) {
      if (seesTable(definition.db, definition.name)) yield* indexRows(definition, rowCount);
    }
  },
});
