import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import { SqlError } from '../../base/errors.js';
import { typeText } from '../../base/type-text.js';
import { type IntegerName, isInteger, isList, type SqlType } from '../../base/types.js';
import type { Column, TableDefinition } from '../../engine/definition.js';
import { isFloat } from '../../query/value.js';
import { defineTable, type InfoTable, longtext, nullable, ubigint, varchar } from '../define.js';
import { defaultText, nowText } from '../definition-text.js';

const INTEGER_PRECISION: Readonly<Record<IntegerName, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  MEDIUMINT: 7,
  INT: 10,
  BIGINT: 19,
  YEAR: 4,
  BIT: 64,
};

function numericPrecision(type: SqlType): number | null {
  if (type.name === 'YEAR') return null;
  if (type.name === 'BIT') return type.width;
  if (isInteger(type)) return type.name === 'BIGINT' && type.unsigned ? 20 : INTEGER_PRECISION[type.name];
  if (type.name === 'DECIMAL') return type.precision;
  if (isFloat(type) && type.precision !== undefined) return type.precision;
  if (type.name === 'FLOAT') return 12;
  return type.name === 'DOUBLE' ? 22 : null;
}

function numericScale(type: SqlType): number | null {
  if (type.name === 'YEAR' || type.name === 'BIT') return null;
  if (isInteger(type)) return 0;
  if (isFloat(type)) return type.precision === undefined ? null : (type.decimals ?? null);
  return type.name === 'DECIMAL' ? type.scale : null;
}

/** PRI, UNI or MUL: the strongest index that begins with the column. */
export function columnKey({ indexes, columns }: Pick<TableDefinition, 'columns' | 'indexes'>, column: number): string {
  const firstOf = (index: TableDefinition['indexes'][number]) => index.parts[0]?.column === column;
  if (indexes.some((index) => index.name === 'PRIMARY' && index.parts.some((part) => part.column === column)))
    return 'PRI';
  const unique = indexes.find((index) => index.unique && firstOf(index) && index.parts.length === 1);
  if (unique) return columns[column]?.nullable || indexes.some((index) => index.name === 'PRIMARY') ? 'UNI' : 'PRI';
  return indexes.some(firstOf) ? 'MUL' : '';
}

export function columnExtra({ autoIncrement, onUpdateNow, type, generated, invisible }: Column): string {
  if (generated) return `${generated.stored ? 'STORED' : 'VIRTUAL'} GENERATED${invisible ? ', INVISIBLE' : ''}`;
  if (invisible) return 'INVISIBLE';
  if (autoIncrement) return 'auto_increment';
  return onUpdateNow ? `on update ${nowText(type)}` : '';
}

function textLengths(type: SqlType): { characters: number | null; bytes: number | null } {
  if (!('length' in type)) return { characters: null, bytes: null };
  const perCharacter = 'collation' in type ? maxBytesPerCharacter(charsetOf(type.collation)) : 1;
  const counted = type.name === 'CHAR' || type.name === 'VARCHAR' || isList(type);
  return { characters: type.length, bytes: counted ? type.length * perCharacter : type.length };
}

/** What the columns that begin with DATA_TYPE say of a type. */
export function typeFacts(type: SqlType) {
  const { characters, bytes } = textLengths(type);
  const collation = 'collation' in type ? type.collation : null;
  return {
    DATA_TYPE: type.name.toLowerCase(),
    CHARACTER_MAXIMUM_LENGTH: characters,
    CHARACTER_OCTET_LENGTH: bytes,
    NUMERIC_PRECISION: numericPrecision(type),
    NUMERIC_SCALE: numericScale(type),
    DATETIME_PRECISION: 'fsp' in type && type.name !== 'DATE' ? type.fsp : null,
    CHARACTER_SET_NAME: collation === null ? null : charsetOf(collation),
    COLLATION_NAME: collation,
  };
}

function infoRow(definition: Pick<TableDefinition, 'db' | 'name' | 'columns' | 'indexes'>, column: Column, at: number) {
  const { type } = column;
  return {
    TABLE_CATALOG: 'def',
    TABLE_SCHEMA: definition.db,
    TABLE_NAME: definition.name,
    COLUMN_NAME: column.name,
    ORDINAL_POSITION: at + 1,
    COLUMN_DEFAULT: column.generated ? null : (defaultText(column) ?? null),
    IS_NULLABLE: column.nullable ? 'YES' : 'NO',
    ...typeFacts(type),
    COLUMN_TYPE: typeText(type),
    COLUMN_KEY: columnKey(definition, at),
    EXTRA: columnExtra(column),
    PRIVILEGES: 'select',
    COLUMN_COMMENT: column.comment,
    IS_GENERATED: column.generated ? 'ALWAYS' : 'NEVER',
    GENERATION_EXPRESSION: column.generated?.expr ?? null,
  };
}

/** An information_schema table as a definition: it has columns like every other table. */
export function infoDefinition(table: InfoTable): TableDefinition {
  const columns = Object.entries(table.columns).map(([name, { type, nullable }]): Column => {
    return { name, type, nullable, onUpdateNow: false, autoIncrement: false, comment: '' };
  });
  return {
    db: 'information_schema',
    name: table.name,
    engine: 'MEMORY',
    columns,
    indexes: [],
    collation: 'utf8mb3_general_ci',
    comment: '',
    engineOptions: [],
  };
}

export const columns = defineTable({
  name: 'COLUMNS',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    TABLE_CATALOG: varchar(512),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    COLUMN_NAME: varchar(64),
    ORDINAL_POSITION: ubigint(),
    COLUMN_DEFAULT: nullable(longtext()),
    IS_NULLABLE: varchar(3),
    DATA_TYPE: varchar(64),
    CHARACTER_MAXIMUM_LENGTH: nullable(ubigint()),
    CHARACTER_OCTET_LENGTH: nullable(ubigint()),
    NUMERIC_PRECISION: nullable(ubigint()),
    NUMERIC_SCALE: nullable(ubigint()),
    DATETIME_PRECISION: nullable(ubigint()),
    CHARACTER_SET_NAME: nullable(varchar(32)),
    COLLATION_NAME: nullable(varchar(64)),
    COLUMN_TYPE: longtext(),
    COLUMN_KEY: varchar(3),
    EXTRA: varchar(80),
    PRIVILEGES: varchar(80),
    COLUMN_COMMENT: varchar(1024),
    IS_GENERATED: varchar(6),
    GENERATION_EXPRESSION: nullable(longtext()),
  },

  async rows({ engine, infoTables, seesTable, columnPrivileges, viewColumns, warn }, wanted) {
    const rows = [];
    for (const table of infoTables()) {
      const definition = infoDefinition(table);
      // These tables have no defaults, and say so with NULL even where a column is nullable.
      for (const [at, column] of definition.columns.entries()) {
        rows.push({ ...infoRow(definition, column, at), COLUMN_DEFAULT: null });
      }
    }
    const listed: Pick<TableDefinition, 'db' | 'name' | 'columns' | 'indexes'>[] = engine
      .tables()
      .map(({ definition }) => definition);
    for (const view of engine.views.list()) {
      if (!seesTable(view.db, view.name) || !wanted.admits(view.db, view.name)) continue;
      try {
        listed.push({ db: view.db, name: view.name, columns: await viewColumns(view), indexes: [] });
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        warn('Warning', error);
      }
    }
    for (const definition of listed) {
      const { db, name, columns } = definition;
      if (!seesTable(db, name)) continue;
      const PRIVILEGES = columnPrivileges(db, name);
      for (const [at, column] of columns.entries()) rows.push({ ...infoRow(definition, column, at), PRIVILEGES });
    }
    return rows;
  },
});
