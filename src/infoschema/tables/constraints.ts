/** Primary and unique keys, foreign keys and CHECKs as the constraints that they are. */
import type { ForeignKey, Index, TableDefinition } from '../../engine/definition.js';
import { indexFor } from '../../engine/foreign-keys/indexes.js';
import { bigint, defineTable, nullable, type ServerView, varchar } from '../define.js';

/** The unique indexes of all tables that the session may know of. */
function* uniqueIndexes({ engine, seesTable }: ServerView) {
  for (const { definition } of engine.tables()) {
    if (!seesTable(definition.db, definition.name)) continue;
    for (const index of definition.indexes) if (index.unique) yield { definition, index };
  }
}

/** The CHECKs of all tables that the session may know of; those of columns have their names. */
function* tableChecks({ engine, seesTable }: ServerView) {
  for (const { definition } of engine.tables()) {
    if (!seesTable(definition.db, definition.name)) continue;
    for (const { name, check } of definition.columns) if (check !== undefined) yield { definition, name };
    for (const { name } of definition.checks ?? []) yield { definition, name };
  }
}

/** The foreign keys of all tables that the session may know of. */
function* foreignKeys({ engine, seesTable }: ServerView) {
  for (const { definition } of engine.tables()) {
    if (!seesTable(definition.db, definition.name)) continue;
    for (const key of definition.foreignKeys ?? []) yield { definition, key };
  }
}

/** What the constraint tables say of a constraint. */
const constraintOf = ({ db, name }: TableDefinition, constraint: string) => ({
  CONSTRAINT_CATALOG: 'def',
  CONSTRAINT_SCHEMA: db,
  CONSTRAINT_NAME: constraint,
  TABLE_SCHEMA: db,
  TABLE_NAME: name,
});

const typeOf = ({ name }: Index): string => (name === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE');

export const tableConstraints = defineTable({
  name: 'TABLE_CONSTRAINTS',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    CONSTRAINT_CATALOG: varchar(512),
    CONSTRAINT_SCHEMA: varchar(64),
    CONSTRAINT_NAME: varchar(64),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    CONSTRAINT_TYPE: varchar(64),
  },

  *rows(view) {
    for (const { definition, index } of uniqueIndexes(view))
      yield { ...constraintOf(definition, index.name), CONSTRAINT_TYPE: typeOf(index) };
    for (const { definition, name } of tableChecks(view))
      yield { ...constraintOf(definition, name), CONSTRAINT_TYPE: 'CHECK' };
    for (const { definition, key } of foreignKeys(view))
      yield { ...constraintOf(definition, key.name), CONSTRAINT_TYPE: 'FOREIGN KEY' };
  },
});

export const keyColumnUsage = defineTable({
  name: 'KEY_COLUMN_USAGE',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
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
          ...constraintOf(definition, index.name),
          TABLE_CATALOG: 'def',
          COLUMN_NAME: definition.columns[column]?.name ?? '',
          ORDINAL_POSITION: at + 1,
          POSITION_IN_UNIQUE_CONSTRAINT: null,
          REFERENCED_TABLE_SCHEMA: null,
          REFERENCED_TABLE_NAME: null,
          REFERENCED_COLUMN_NAME: null,
        };
      }
    }
    for (const { definition, key } of foreignKeys(view)) {
      const { references } = key;
      for (const [at, column] of key.columns.entries()) {
        yield {
          ...constraintOf(definition, key.name),
          TABLE_CATALOG: 'def',
          COLUMN_NAME: column,
          ORDINAL_POSITION: at + 1,
          POSITION_IN_UNIQUE_CONSTRAINT: at + 1,
          REFERENCED_TABLE_SCHEMA: references.db,
          REFERENCED_TABLE_NAME: references.name,
          REFERENCED_COLUMN_NAME: references.columns[at] ?? '',
        };
      }
    }
  },
});

export const referentialConstraints = defineTable({
  name: 'REFERENTIAL_CONSTRAINTS',
  names: { schema: 'CONSTRAINT_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    CONSTRAINT_CATALOG: varchar(512),
    CONSTRAINT_SCHEMA: varchar(64),
    CONSTRAINT_NAME: varchar(64),
    UNIQUE_CONSTRAINT_CATALOG: varchar(512),
    UNIQUE_CONSTRAINT_SCHEMA: varchar(64),
    UNIQUE_CONSTRAINT_NAME: nullable(varchar(64)),
    MATCH_OPTION: varchar(64),
    UPDATE_RULE: varchar(64),
    DELETE_RULE: varchar(64),
    TABLE_NAME: varchar(64),
    REFERENCED_TABLE_NAME: nullable(varchar(64)),
  },

  *rows(view) {
    for (const { definition, key } of foreignKeys(view)) {
      const { references, onUpdate = 'RESTRICT', onDelete = 'RESTRICT' } = key;
      yield {
        CONSTRAINT_CATALOG: 'def',
        CONSTRAINT_SCHEMA: definition.db,
        CONSTRAINT_NAME: key.name,
        UNIQUE_CONSTRAINT_CATALOG: 'def',
        UNIQUE_CONSTRAINT_SCHEMA: references.db,
        UNIQUE_CONSTRAINT_NAME: parentIndex(key, definition, view) ?? null,
        MATCH_OPTION: 'NONE',
        UPDATE_RULE: onUpdate,
        DELETE_RULE: onDelete,
        TABLE_NAME: definition.name,
        REFERENCED_TABLE_NAME: references.name,
      };
    }
  },
});

/** The index that the foreign key refers to, unique or not. */
function parentIndex({ columns, references }: ForeignKey, child: TableDefinition, { engine }: ServerView) {
  const parent = engine.find(references.db, references.name)?.definition;
  return parent && indexFor(parent, references.columns, { definition: child, columns })?.index.name;
}
