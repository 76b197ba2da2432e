/** All information_schema tables, and how one becomes rows that SQLite can query. */
import type { Database } from 'better-sqlite3';
import { affinity } from '../base/affinity.js';
import type { StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { TableSource } from '../query/catalog.js';
import {
  EVERYTHING,
  type InfoColumn,
  type InfoTable,
  type PluginTable,
  type ServerView,
  type Wanted,
} from './define.js';
import { checkConstraints } from './tables/check-constraints.js';
import { characterSets, collationCharacterSetApplicability, collations } from './tables/collations.js';
import { columns } from './tables/columns.js';
import { keyColumnUsage, referentialConstraints, tableConstraints } from './tables/constraints.js';
import { engines } from './tables/engines.js';
import { partitions } from './tables/partitions.js';
import { allPlugins, plugins } from './tables/plugins.js';
import { schemaPrivileges, tablePrivileges, userPrivileges } from './tables/privileges.js';
import { processlist } from './tables/processlist.js';
import { parameters, routines } from './tables/routines.js';
import { schemata } from './tables/schemata.js';
import { statistics } from './tables/statistics.js';
import { globalStatus, sessionStatus } from './tables/status.js';
import { systemVariables } from './tables/system-variables.js';
import { tables } from './tables/tables.js';
import { triggers } from './tables/triggers.js';
import { events, files } from './tables/unused.js';
import { globalVariables, sessionVariables } from './tables/variables.js';
import { views } from './tables/views.js';

export const INFORMATION_SCHEMA = 'information_schema';

/** In the order in which the server lists them. */
const BUILT_IN: readonly InfoTable[] = [
  allPlugins,
  characterSets,
  collations,
  collationCharacterSetApplicability,
  columns,
  engines,
  events,
  files,
  globalStatus,
  globalVariables,
  keyColumnUsage,
  parameters,
  partitions,
  plugins,
  processlist,
  referentialConstraints,
  routines,
  schemata,
  checkConstraints,
  schemaPrivileges,
  sessionStatus,
  sessionVariables,
  statistics,
  systemVariables,
  tables,
  tableConstraints,
  tablePrivileges,
  triggers,
  userPrivileges,
  views,
] as readonly InfoTable[];

const ROWS_PER_INSERT = 50;

export class InfoSchema {
  private readonly database: Database;
  private readonly fromPlugins: () => readonly PluginTable[];

  /** `fromPlugins` gives the tables of plugins, as they are now. */
  constructor(database: Database, fromPlugins: () => readonly PluginTable[]) {
    this.database = database;
    this.fromPlugins = fromPlugins;
  }

  tables(): InfoTable[] {
    return [...BUILT_IN, ...this.fromPlugins()];
  }

  find(name: string): InfoTable | undefined {
    const wanted = name.toUpperCase();
    return this.tables().find((table) => table.name.toUpperCase() === wanted);
  }

  /** The table that SHOW <name> lists: only plugins have such tables. */
  showable(name: string): InfoTable | undefined {
    return this.ofPlugin(name)?.show;
  }

  /** What FLUSH <name> does. */
  resettable(name: string): PluginTable['reset'] {
    return this.ofPlugin(name)?.reset;
  }

  /** Reads the rows as they are now and puts them where the query can join and sort them. */
  async materialize(table: InfoTable, view: ServerView, wanted = EVERYTHING): Promise<TableSource> {
    const names = Object.keys(table.columns);
    // Each session has its own: another one may read the same table while this statement waits.
    const from = `"i${view.connectionId} ${table.name.replaceAll('"', '')}"`;
    const columns = names.map((name) => columnOf(name, table.columns[name]));
    const listed = [...(await table.rows(view, wanted))].filter((row) => isAdmitted(row, table, wanted));
    const rows = listed.map((row) => names.map((name, at) => stored(row[name], columns[at])));
    const columnNames = names.map((_, at) => `c${at}`);
    const declared = columns.map(({ type }, at) => `c${at} ${affinity(type)}`);
    this.database.exec(`DROP TABLE IF EXISTS ${from}; CREATE TABLE ${from} (${declared.join(', ')})`);
    this.insert(from, names.length, rows);
    return {
      db: INFORMATION_SCHEMA,
      name: table.name,
      columns,
      columnSql: columnNames.map((name) => `"${name}"`),
      from,
    };
  }

  private ofPlugin(name: string): PluginTable | undefined {
    const wanted = name.toUpperCase();
    return this.fromPlugins().find((table) => table.name.toUpperCase() === wanted);
  }

  private insert(from: string, width: number, rows: readonly StoredValue[][]): void {
    const tuple = `(${Array(width).fill('?').join(',')})`;
    for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
      const some = rows.slice(at, at + ROWS_PER_INSERT);
      this.database.prepare(`INSERT INTO ${from} VALUES ${some.map(() => tuple).join(',')}`).run(...some.flat());
    }
  }
}

function columnOf(name: string, declared: InfoColumn<unknown> | undefined): Column {
  const { type, nullable } = declared ?? { type: { name: 'NULL' }, nullable: true };
  return { name, type, nullable, onUpdateNow: false, autoIncrement: false, comment: '' };
}

/** Counters are plain numbers in the declarations; a BIGINT UNSIGNED is kept as its eight bytes. */
function stored(value: unknown, column: Column | undefined): StoredValue {
  const type = column?.type;
  if (type?.name === 'BIGINT' && type.unsigned && (typeof value === 'number' || typeof value === 'bigint')) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  }
  return (value ?? null) as StoredValue;
}

function isAdmitted(row: Readonly<Record<string, unknown>>, { names }: InfoTable, wanted: Wanted): boolean {
  if (!names) return true;
  const named = (column: string | undefined) => (column === undefined ? '' : String(row[column]));
  return wanted.admits(named(names.schema), named(names.table));
}
