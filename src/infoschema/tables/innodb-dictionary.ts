/** InnoDB's dictionary as tables: what it knows of the tables that have a tablespace of their own. */

import type { CascadedAction, IndexPart } from '../../engine/definition.js';
import { tablespaceName } from '../../engine/file-names.js';
import { constraintId } from '../../engine/foreign-keys/registry.js';

import { innodbColumnType } from '../../engine/innodb-column-type.js';
import { innodbFormat, tableFlags } from '../../engine/innodb-format.js';
import { CLUSTERED_ROOT } from '../../engine/page/layout.js';
import { clusteredIndex } from '../../engine/page/shape.js';
import { PagedStorage } from '../../engine/paged-storage.js';
import type { Table } from '../../engine/table.js';
import { defineTable, int, nullable, oneOf, type ServerView, ubigint, uint, varchar } from '../define.js';

/** DB_ROW_ID, DB_TRX_ID and DB_ROLL_PTR count as columns. */
const HIDDEN_COLUMNS = 3;
const MERGE_THRESHOLD = 50;
const CLUSTERED = 1;
const UNIQUE = 2;

const innodbTables = ({ engine }: ServerView): Table[] =>
  engine
    .tables()
    .flatMap((table) => (table.partitions.length > 0 ? table.partitions : [table]))
    .filter(({ definition }) => definition.engine === 'InnoDB');

const nameOf = ({ definition: { db, name } }: Table): string => tablespaceName(db, name);

export const innodbSysTables = defineTable({
  name: 'INNODB_SYS_TABLES',
  columns: {
    TABLE_ID: ubigint(),
    NAME: varchar(655),
    FLAG: int(),
    N_COLS: uint(),
    SPACE: uint(),
    ROW_FORMAT: nullable(oneOf('Redundant', 'Compact', 'Compressed', 'Dynamic')),
    ZIP_PAGE_SIZE: uint(),
    SPACE_TYPE: nullable(oneOf('Single', 'System')),
  },

  *rows(view) {
    for (const table of innodbTables(view)) {
      const format = innodbFormat(table.definition);
      yield {
        TABLE_ID: table.entry.id,
        NAME: nameOf(table),
        FLAG: tableFlags(format),
        N_COLS: table.definition.columns.length + HIDDEN_COLUMNS,
        SPACE: table.entry.space,
        ROW_FORMAT: format.rowFormat,
        ZIP_PAGE_SIZE: format.zipPageSize,
        SPACE_TYPE: table.entry.space === 0 ? 'System' : 'Single',
      };
    }
  },
});

export const innodbSysTablestats = defineTable({
  name: 'INNODB_SYS_TABLESTATS',
  columns: {
    TABLE_ID: ubigint(),
    NAME: varchar(64),
    STATS_INITIALIZED: int(1),
    NUM_ROWS: ubigint(),
    CLUST_INDEX_SIZE: ubigint(),
    OTHER_INDEX_SIZE: ubigint(),
    MODIFIED_COUNTER: ubigint(),
    AUTOINC: ubigint(),
    REF_COUNT: int(),
  },

  /** Statistics of a table are there once it has been opened. */
  *rows(view) {
    for (const table of innodbTables(view)) {
      const { storage, isLoaded } = table;
      const counted = isLoaded && storage instanceof PagedStorage;
      const counts = table.definition.columns.some(({ autoIncrement }) => autoIncrement);
      yield {
        TABLE_ID: table.entry.id,
        NAME: nameOf(table),
        STATS_INITIALIZED: counted ? 1 : 0,
        NUM_ROWS: counted ? table.rowCount : 0,
        CLUST_INDEX_SIZE: counted ? storage.dataPages() : 0,
        OTHER_INDEX_SIZE: counted ? storage.secondaryTrees().reduce((sum, { pageCount }) => sum + pageCount, 0) : 0,
        MODIFIED_COUNTER: 0,
        AUTOINC: counts ? table.nextAutoIncrement : 0,
        REF_COUNT: isLoaded ? 1 : 0,
      };
    }
  },
});

export const innodbSysIndexes = defineTable({
  name: 'INNODB_SYS_INDEXES',
  columns: {
    INDEX_ID: ubigint(),
    NAME: varchar(64),
    TABLE_ID: ubigint(),
    TYPE: int(),
    N_FIELDS: int(),
    PAGE_NO: nullable(int()),
    SPACE: nullable(int()),
    MERGE_THRESHOLD: int(),
  },

  *rows(view) {
    for (const table of innodbTables(view)) {
      for (const { id, name, type, parts, rootPage } of indexesOf(table)) {
        yield {
          INDEX_ID: id,
          NAME: name,
          TABLE_ID: table.entry.id,
          TYPE: type,
          N_FIELDS: parts.length,
          PAGE_NO: rootPage,
          SPACE: table.entry.space,
          MERGE_THRESHOLD,
        };
      }
    }
  },
});

interface IndexRow {
  readonly id: number;
  readonly name: string;
  readonly type: number;
  readonly parts: readonly IndexPart[];
  readonly rootPage: number;
}

/** The clustered index first. */
function indexesOf({ entry, definition, secondary, storage }: Table): IndexRow[] {
  const roots = storage instanceof PagedStorage ? storage.secondaryTrees().map(({ rootPage }) => rootPage) : [];
  const clustered = clusteredIndex(definition);
  return [
    {
      id: entry.indexId,
      name: clustered?.name ?? 'GEN_CLUST_INDEX',
      type: clustered ? CLUSTERED | UNIQUE : CLUSTERED,
      parts: clustered?.parts ?? [],
      rootPage: CLUSTERED_ROOT,
    },
    ...secondary.map(({ position, unique }, at) => ({
      id: entry.indexId + 1 + at,
      name: definition.indexes[position]?.name ?? '',
      type: unique ? UNIQUE : 0,
      parts: definition.indexes[position]?.parts ?? [],
      // Where a new file has it.
      rootPage: roots[at] ?? CLUSTERED_ROOT + 1 + at,
    })),
  ];
}

export const innodbSysColumns = defineTable({
  name: 'INNODB_SYS_COLUMNS',
  columns: {
    TABLE_ID: ubigint(),
    NAME: varchar(64),
    POS: ubigint(),
    MTYPE: int(),
    PRTYPE: int(),
    LEN: int(),
  },

  *rows(view) {
    for (const { entry, definition } of innodbTables(view)) {
      for (const [at, { name, type, nullable: isNullable }] of definition.columns.entries()) {
        const { mainType, preciseType, bytes } = innodbColumnType(type, isNullable);
        yield { TABLE_ID: entry.id, NAME: name, POS: at, MTYPE: mainType, PRTYPE: preciseType, LEN: bytes };
      }
    }
  },
});

export const innodbSysFields = defineTable({
  name: 'INNODB_SYS_FIELDS',
  columns: {
    INDEX_ID: ubigint(),
    NAME: varchar(64),
    POS: uint(),
  },

  *rows(view) {
    for (const table of innodbTables(view)) {
      for (const { id, parts } of indexesOf(table)) {
        for (const [at, { column }] of parts.entries()) {
          yield { INDEX_ID: id, NAME: table.definition.columns[column]?.name ?? '', POS: at };
        }
      }
    }
  },
});

/** The bits of a foreign key's type. */
const DELETE_BITS: Readonly<Record<CascadedAction, number>> = { CASCADE: 1, 'SET NULL': 2, 'NO ACTION': 16 };
const UPDATE_BITS: Readonly<Record<CascadedAction, number>> = { CASCADE: 4, 'SET NULL': 8, 'NO ACTION': 32 };

export const innodbSysForeign = defineTable({
  name: 'INNODB_SYS_FOREIGN',
  columns: {
    ID: varchar(193),
    FOR_NAME: varchar(193),
    REF_NAME: varchar(193),
    N_COLS: uint(),
    TYPE: uint(),
  },

  *rows({ engine }) {
    for (const reference of engine.foreignKeys.all()) {
      const { child, key } = reference;
      const { references, columns, onDelete, onUpdate } = key;
      yield {
        ID: constraintId(reference),
        FOR_NAME: tablespaceName(child.definition.db, child.definition.name),
        REF_NAME: tablespaceName(references.db, references.name),
        N_COLS: columns.length,
        TYPE: (onDelete ? DELETE_BITS[onDelete] : 0) | (onUpdate ? UPDATE_BITS[onUpdate] : 0),
      };
    }
  },
});

export const innodbSysForeignCols = defineTable({
  name: 'INNODB_SYS_FOREIGN_COLS',
  columns: {
    ID: varchar(193),
    FOR_COL_NAME: varchar(64),
    REF_COL_NAME: varchar(64),
    POS: uint(),
  },

  *rows({ engine }) {
    for (const reference of engine.foreignKeys.all()) {
      const { columns, references } = reference.key;
      for (const [at, column] of columns.entries()) {
        const parent = references.columns[at] ?? '';
        yield { ID: constraintId(reference), FOR_COL_NAME: column, REF_COL_NAME: parent, POS: at };
      }
    }
  },
});

/** No virtual columns are listed. */
export const innodbSysVirtual = defineTable({
  name: 'INNODB_SYS_VIRTUAL',
  columns: {
    TABLE_ID: ubigint(),
    POS: uint(),
    BASE_POS: uint(),
  },
  rows: () => [],
});
