/** Primary and unique keys as the constraints that they are. */
import type { Index } from '../../engine/definition.js';
import { bigint, defineTable, nullable, type ServerView, varchar } from '../define.js';

/** The unique indexes of all tables that the session may know of. */
function* uniqueIndexes({ engine, seesTable }: ServerView) {
  for (const { definition } of engine.tables()) {
    if (!seesTable(definition.db, definition.name)) continue;
    for (const index of definition.indexes) if (index.unique) yield { definition, index };
  }
}

const typeOf = ({ name }: Index): string => (name === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE');

export const tableConstraints = defineTable({
  name: 'TABLE_CONSTRAINTS',
  columns: {
    CONSTRAINT_CATALOG: varchar(512),
    CONSTRAINT_SCHEMA: varchar(64),
    CONSTRAINT_NAME: varchar(64),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    CONSTRAINT_TYPE: varchar(64),
  },

  *rows(view) {
    for (const { definition, index } of uniqueIndexes(view)) {
      yield {
        CONSTRAINT_CATALOG: 'def',
        CONSTRAINT_SCHEMA: definition.db,
        CONSTRAINT_NAME: index.name,
        TABLE_SCHEMA: definition.db,
        TABLE_NAME: definition.name,
        CONSTRAINT_TYPE: typeOf(index),
      };
    }
  },
});

export const keyColumnUsage = defineTable({
  name: 'KEY_COLUMN_USAGE',
  columns: {
    CONSTRAINT_CATALOG: varchar(512),
    CONSTRAINT_SCHEMA: varchar(64),
    CONSTRAINT_NAME: varchar(64),
    TABLE_CATALOG: varchar(512),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    COLUMN_NAME: varchar(64),
    ORDINAL_POSITION: bigint(10),
    POSITION_IN_UNIQUE_CONSTRAINT: nullable(bigint(10)),
    REFERENCED_TABLE_SCHEMA: nullable(varchar(64)),
    REFERENCED_TABLE_NAME: nullable(varchar(64)),
    REFERENCED_COLUMN_NAME: nullable(varchar(64)),
  },

  *rows(view) {
    for (const { definition, index } of uniqueIndexes(view)) {
      for (const [at, { column }] of index.parts.entries()) {
        yield {
          CONSTRAINT_CATALOG: 'def',
          CONSTRAINT_SCHEMA: definition.db,
          CONSTRAINT_NAME: index.name,
          TABLE_CATALOG: 'def',
          TABLE_SCHEMA: definition.db,
          TABLE_NAME: definition.name,
          COLUMN_NAME: definition.columns[column]?.name ?? '',
          ORDINAL_POSITION: at + 1,
          POSITION_IN_UNIQUE_CONSTRAINT: null,
          REFERENCED_TABLE_SCHEMA: null,
          REFERENCED_TABLE_NAME: null,
          REFERENCED_COLUMN_NAME: null,
        };
      }
    }
  },
});
