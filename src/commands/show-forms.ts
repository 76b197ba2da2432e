/**
 * SHOW as tables: each topic is an information_schema-like table with the headings that SHOW gives, so LIKE and
 * WHERE are ordinary conditions on it.
 */
import { charsetOf } from '../base/charsets.js';
import { typeText } from '../base/type-text.js';
import type { SqlType, StoredValue } from '../base/types.js';
import type { TableDefinition } from '../engine/definition.js';
import type { Table } from '../engine/table.js';
import {
  defineTable,
  type InfoTable,
  longtext,
  nullable,
  type ServerView,
  varchar,
  type Wanted,
} from '../infoschema/define.js';
import { defaultText } from '../infoschema/definition-text.js';
import { type Quote, quoteName } from '../infoschema/quoting.js';
import { characterSets, collations } from '../infoschema/tables/collations.js';
import { columnExtra, columnKey } from '../infoschema/tables/columns.js';
import { engines } from '../infoschema/tables/engines.js';
import { processlist } from '../infoschema/tables/processlist.js';
import { indexRows, statistics } from '../infoschema/tables/statistics.js';
import { tables } from '../infoschema/tables/tables.js';
import { variableValues } from '../infoschema/tables/variables.js';
import type { PluginRow } from '../plugins/plugin-rows.js';
import { valueCell } from '../query/cells.js';
import { decodeValue } from '../query/value.js';

/** Where LIKE applies; a topic without it takes no LIKE. */
export interface ShowForm {
  readonly table: InfoTable;
  readonly likeColumn?: string;
  /** LIKE '' asks for what has an empty name; to most forms it asks for nothing. */
  readonly emptyFits?: boolean;
  /** Names of databases and tables are those of files: LIKE minds the case, and the heading shows its pattern. */
  readonly named?: boolean;
}

const form = (table: unknown, likeColumn?: string): ShowForm =>
  likeColumn === undefined ? { table: table as InfoTable } : { table: table as InfoTable, likeColumn };

const heading = (name: string): string => name.charAt(0) + name.slice(1).toLowerCase();

/** The columns of a table under SHOW's headings: `Create_time` for CREATE_TIME. */
function renamed(
  table: InfoTable,
  names: Readonly<Record<string, string>>,
  keep: (row: Readonly<Record<string, unknown>>) => boolean = () => true,
): InfoTable {
  const pairs = Object.entries(names);
  return defineTable({
    name: `SHOW ${table.name}`,
    columns: Object.fromEntries(pairs.map(([from, to]) => [to, table.columns[from] ?? varchar(64)])),
    async rows(view: ServerView, wanted: Wanted) {
      const rows = [...(await table.rows(view, wanted))].filter(keep);
      return rows.map((row) => Object.fromEntries(pairs.map(([from, to]) => [to, row[from]])));
    },
  }) as unknown as InfoTable;
}

export function showVariables(scope: 'GLOBAL' | 'SESSION'): ShowForm {
  return form(
    defineTable({
      name: 'SHOW VARIABLES',
      columns: { Variable_name: varchar(64), Value: varchar(4096) },
      rows: (view) => variableValues(view, scope).map(({ name, value }) => ({ Variable_name: name, Value: value })),
    }),
    'Variable_name',
  );
}

export function showStatus(scope: 'GLOBAL' | 'SESSION'): ShowForm {
  return form(
    defineTable({
      name: 'SHOW STATUS',
      columns: { Variable_name: varchar(64), Value: varchar(4096) },
      rows: (view) => [...view.status(scope)].map(([name, value]) => ({ Variable_name: name, Value: value })),
    }),
    'Variable_name',
  );
}

const PLUGIN_COLUMNS = {
  Name: varchar(64),
  Status: varchar(16),
  Type: varchar(80),
  Library: nullable(varchar(64)),
  License: varchar(80),
};

const pluginRow = ({ name, status, type, library, license }: PluginRow) => ({
  Name: name,
  Status: status,
  Type: type,
  Library: library,
  License: license,
});

export const showPlugins: ShowForm = form(
  defineTable({ name: 'SHOW PLUGINS', columns: PLUGIN_COLUMNS, rows: ({ plugins }) => plugins.rows().map(pluginRow) }),
);

/** SHOW PLUGINS SONAME: the file's exact name, compared without case. */
export function showPluginsSoname(soname: string | undefined): ShowForm {
  const isWanted = ({ library }: PluginRow) => soname === undefined || library?.toLowerCase() === soname.toLowerCase();
  const table = defineTable({
    name: 'SHOW PLUGINS SONAME',
    columns: PLUGIN_COLUMNS,
    rows: async ({ plugins }) => (await plugins.allRows()).filter(isWanted).map(pluginRow),
  });
  return { ...form(table, 'Library'), emptyFits: true };
}

/** The heading of a list of names: `Database (t%)` behind LIKE 't%'. */
const headingOf = (label: string, like: string | undefined): string =>
  like === undefined ? label : `${label} (${like})`;

export function showDatabases(like: string | undefined): ShowForm {
  const label = headingOf('Database', like);
  const table = defineTable({
    name: 'SHOW DATABASES',
    columns: { [label]: varchar(64) },
    rows({ engine, seesDatabase }) {
      const visible = engine.databases().filter(({ name }) => seesDatabase(name));
      return ['information_schema', ...visible.map(({ name }) => name)].sort().map((name) => ({ [label]: name }));
    },
  });
  return { ...form(table, label), named: true };
}

export function showTables(db: string, full: boolean, like: string | undefined): ShowForm {
  const label = headingOf(`Tables_in_${db}`, like);
  const isInfo = db.toLowerCase() === 'information_schema';
  const columns = full ? { [label]: varchar(64), Table_type: varchar(64) } : { [label]: varchar(64) };
  const table = defineTable({
    name: 'SHOW TABLES',
    columns,
    *rows({ engine, infoTables, seesTable }) {
      const names = isInfo
        ? [...infoTables()].map(({ name }) => name)
        : [
            ...engine.tables(db).map(({ definition }) => definition.name),
            ...engine.views.list(db).map(({ name }) => name),
          ]
            .filter((name) => seesTable(db, name))
            .sort();
      const typeOf = (name: string) => (engine.views.find(db, name) ? 'VIEW' : 'BASE TABLE');
      for (const name of names) yield { [label]: name, Table_type: isInfo ? 'SYSTEM VIEW' : typeOf(name) };
    },
  });
  return { ...form(table, label), named: true };
}

export function showTableStatus(db: string): ShowForm {
  const names = Object.fromEntries(
    Object.keys(tables.columns)
      .filter((name) => !['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_TYPE'].includes(name))
      .map((name) => [name, STATUS_HEADINGS[name] ?? heading(name)]),
  );
  const own = (wanted: Wanted): Wanted => ({
    ...wanted,
    admits: (schema, name) => schema === db && wanted.admits(schema, name),
  });
  const listed: InfoTable = {
    ...(tables as unknown as InfoTable),
    rows: (view, wanted) => tables.rows(view, own(wanted)) as ReturnType<InfoTable['rows']>,
  };
  const shown = renamed(listed, names, (row) => row['TABLE_SCHEMA'] === db);
  const table: InfoTable = { ...shown, names: { table: 'Name' } };
  return { ...form(table, 'Name'), named: true };
}

const STATUS_HEADINGS: Readonly<Record<string, string>> = {
  TABLE_NAME: 'Name',
  TABLE_ROWS: 'Rows',
  TABLE_COLLATION: 'Collation',
  TABLE_COMMENT: 'Comment',
};

export function showColumns(definition: TableDefinition, full: boolean): ShowForm {
  const isInfo = definition.db === 'information_schema';
  const brief = { Field: varchar(64), Type: longtext() };
  const rest = { Null: varchar(3), Key: varchar(3), Default: nullable(longtext()), Extra: varchar(80) };
  const columns = full
    ? { ...brief, Collation: nullable(varchar(64)), ...rest, Privileges: varchar(80), Comment: varchar(1024) }
    : { ...brief, ...rest };
  return form(
    defineTable({
      name: 'SHOW COLUMNS',
      columns,
      rows({ columnPrivileges }) {
        const privileges = isInfo ? 'select' : columnPrivileges(definition.db, definition.name);
        return definition.columns.map((column, at) => columnRow(definition, column, at, privileges));
      },
    }),
    'Field',
  );
}

function columnRow(
  definition: TableDefinition,
  column: TableDefinition['columns'][number],
  at: number,
  privileges: string,
) {
  return {
    Field: column.name,
    Type: typeText(column.type),
    Collation: 'collation' in column.type ? column.type.collation : null,
    Null: column.nullable ? 'YES' : 'NO',
    Key: columnKey(definition, at),
    Default: plainDefault(column),
    Extra: columnExtra(column),
    Privileges: privileges,
    Comment: column.comment,
  };
}

export function showIndex({ definition, rowCount }: Pick<Table, 'definition' | 'rowCount'>): ShowForm {
  const rowsOfTable = { ...statistics, rows: () => indexRows(definition, rowCount) };
  return form(
    renamed(rowsOfTable as unknown as InfoTable, {
      TABLE_NAME: 'Table',
      NON_UNIQUE: 'Non_unique',
      INDEX_NAME: 'Key_name',
      SEQ_IN_INDEX: 'Seq_in_index',
      COLUMN_NAME: 'Column_name',
      COLLATION: 'Collation',
      CARDINALITY: 'Cardinality',
      SUB_PART: 'Sub_part',
      PACKED: 'Packed',
      NULLABLE: 'Null',
      INDEX_TYPE: 'Index_type',
      COMMENT: 'Comment',
      INDEX_COMMENT: 'Index_comment',
      IGNORED: 'Ignored',
    }),
  );
}

export const showCharacterSet: ShowForm = form(
  renamed(characterSets as unknown as InfoTable, {
    CHARACTER_SET_NAME: 'Charset',
    DESCRIPTION: 'Description',
    DEFAULT_COLLATE_NAME: 'Default collation',
    MAXLEN: 'Maxlen',
  }),
  'Charset',
);

export const showCollation: ShowForm = form(
  renamed(collations as unknown as InfoTable, {
    COLLATION_NAME: 'Collation',
    CHARACTER_SET_NAME: 'Charset',
    ID: 'Id',
    IS_DEFAULT: 'Default',
    IS_COMPILED: 'Compiled',
    SORTLEN: 'Sortlen',
  }),
  'Collation',
);

export const showEngines: ShowForm = form(
  renamed(engines as unknown as InfoTable, {
    ENGINE: 'Engine',
    SUPPORT: 'Support',
    COMMENT: 'Comment',
    TRANSACTIONS: 'Transactions',
    XA: 'XA',
    SAVEPOINTS: 'Savepoints',
  }),
);

export const showProcesslist: ShowForm = form(
  renamed(processlist as unknown as InfoTable, {
    ID: 'Id',
    USER: 'User',
    HOST: 'Host',
    DB: 'db',
    COMMAND: 'Command',
    TIME: 'Time',
    STATE: 'State',
    INFO: 'Info',
    PROGRESS: 'Progress',
  }),
);

/** A table of one row that is known already: SHOW CREATE and the like. */
export function singleRow(name: string, values: Readonly<Record<string, string | null>>): ShowForm {
  const columns = Object.fromEntries(Object.keys(values).map((column) => [column, nullable(longtext())]));
  return form(defineTable({ name, columns, rows: () => [values] }));
}

/** The text of CREATE DATABASE, as SHOW prints it. */
export const createDatabaseText = (name: string, collation: string, ifNotExists: boolean, quote: Quote): string =>
  `CREATE DATABASE ${ifNotExists ? '/*!32312 IF NOT EXISTS*/ ' : ''}${quoteName(name, quote)} /*!40100 DEFAULT CHARACTER SET ${charsetOf(collation)} COLLATE ${collation} */`;

/** A default without the quotes that SHOW CREATE TABLE puts around it. */
function plainDefault(column: TableDefinition['columns'][number]): string | null {
  if (column.generated) return null;
  if (column.default && 'value' in column.default && !/^BIT$|TEXT$|BLOB$/.test(column.type.name))
    return shownValue(column.default.value, column.type);
  const text = defaultText(column);
  return text === undefined || text === 'NULL' ? null : text;
}

function shownValue(value: StoredValue, type: SqlType): string | null {
  const cell = valueCell(decodeValue(value, type), type);
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : cell;
}
