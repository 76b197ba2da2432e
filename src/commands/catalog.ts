/** From the tables that a statement names to what the binder can work with: opened, loaded, materialised. */
import { sqlError } from '../base/errors.js';
import { primaryKey } from '../engine/definition.js';
import type { Table } from '../engine/table.js';
import type { TableStore } from '../engine/temporary-tables.js';
import type { ViewDefinition } from '../engine/views.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { InfoTable } from '../infoschema/define.js';
import type { Query, TableName } from '../parser/ast.js';
import { viewError } from '../query/bind-view.js';
import { type Catalog, sequenceTable, type TableRules, type TableSource, type ViewSource } from '../query/catalog.js';
import { tableReferences } from '../query/named-tables.js';
import type { Context } from './define.js';
import { loadRelated, type RelatedTables, tablesOf } from './foreign-keys/related-tables.js';
import { reachedTables } from './routines/reach.js';
import { tableIndexes } from './table-indexes.js';
import { rulesOf } from './table-rules.js';
import type { ViewCheck } from './view-dml.js';
import { checkViewAccess, queryOf } from './view-source.js';
import { wantedOf } from './wanted.js';

/** The database that a name without one means. Error: 1046. */
export function currentDatabase(db: string | undefined, { session }: Context): string {
  const name = db ?? session.database;
  if (name === undefined) throw sqlError('ER_NO_DB_ERROR');
  return name;
}

/** Nothing in information_schema can be changed. Error: 1044. */
export function refuseInformationSchema(given: string | undefined, { session }: Context): void {
  const db = given ?? session.database;
  if (db?.toLowerCase() !== INFORMATION_SCHEMA) return;
  const { user, host } = session.access.account;
  throw sqlError('ER_DBACCESS_DENIED_ERROR', user, host, INFORMATION_SCHEMA);
}

/** A name means the session's temporary table first. */
export const lookUp = (db: string, name: string, { session, engine }: Pick<Context, 'session' | 'engine'>) =>
  session.temporaryTables.find(db, name) ?? engine.find(db, name);

/** What makes, changes and drops tables: the engine, or the session. */
export const storeOf = (temporary: boolean, { session, engine }: Context): TableStore =>
  temporary ? session.temporaryTables : engine;

/** The view of that name, if it is one. */
export function findView({ db = '', name }: TableName, context: Context): ViewDefinition | undefined {
  const database = db === '' ? (context.session.database ?? '') : db;
  return lookUp(database, name, context) ? undefined : context.engine.views.find(database, name);
}

/** The table of that name, whatever its state. Errors: 1046, 1146. */
export function findTable({ db, name }: TableName, context: Context): Table {
  const database = currentDatabase(db, context);
  const table = lookUp(database, name, context);
  if (table) return table;
  if (context.engine.views.find(database, name)) throw sqlError('ER_WRONG_OBJECT', database, name, 'BASE TABLE');
  throw sqlError('ER_NO_SUCH_TABLE', database, name);
}

/** The same, its keys checked and its first pages read: what every statement but DROP needs. Error: 1877. */
export async function openTable(name: TableName, context: Context): Promise<Table> {
  const table = findTable(name, context);
  await table.open();
  return table;
}

/** Loads the table of that name; another one that has taken its place meanwhile, too. */
async function loadNamed(db: string, name: string, context: Context): Promise<void> {
  let table = lookUp(db, name, context);
  for (;;) {
    await table?.load();
    const present = lookUp(db, name, context);
    if (present === table) return;
    table = present;
  }
}

/** The tables of one statement. */
export class StatementCatalog implements Catalog {
  /** Those with rows of their own. */
  readonly tables = new Set<Table>();
  /** Foreign keys that the statement may come to. */
  related: RelatedTables | undefined;
  /** Functions that the statement calls write to tables. */
  writesInside = false;
  private readonly sources = new Map<string, TableSource>();
  private readonly views = new Map<string, ViewSource>();
  private readonly context: Context;

  private constructor(context: Context) {
    this.context = context;
  }

  /** Opens and loads whatever the statement names. `shown` stands for the information_schema table of its name. */
  static async open(statement: unknown, context: Context, shown?: InfoTable): Promise<StatementCatalog> {
    const catalog = new StatementCatalog(context);
    for (const name of namedTables(statement)) await catalog.load(name, statement, shown);
    for (const table of catalog.tables) context.unit.own.add(table);
    await catalog.loadReached(statement);
    return catalog;
  }

  /** The same inside of a statement that has loaded whatever is reached. */
  static opened(statement: unknown, context: Context): StatementCatalog {
    const catalog = new StatementCatalog(context);
    for (const name of namedTables(statement)) catalog.add(name);
    for (const table of catalog.tables) {
      context.unit.own.add(table);
      table.rows.flush();
    }
    return catalog;
  }

  table(name: TableName): TableSource {
    const source = this.sources.get(this.keyOf(name));
    if (!source) throw sqlError('ER_NO_SUCH_TABLE', currentDatabase(name.db, this.context), name.name);
    return source;
  }

  view(name: TableName): ViewSource | undefined {
    return this.views.get(this.keyOf(name));
  }

  /** What rows must keep that are written through a view. */
  addChecks(name: TableName, checks: readonly ViewCheck[]): void {
    if (checks.length === 0) return;
    const source = this.table(name);
    const rules = source.rules ?? { generated: [], defaults: [], checks: [] };
    const added = checks.map(({ expr, error }) => ({ name: '', expr, error }));
    this.sources.set(this.keyOf(name), { ...source, rules: { ...rules, checks: [...rules.checks, ...added] } });
  }

  /** The table that INSERT, UPDATE or DELETE changes. Errors: 1044 in information_schema, 1036 for sequences. */
  writable(name: TableName): Table {
    const db = currentDatabase(name.db, this.context);
    const { user, host } = this.context.session;
    if (db.toLowerCase() === INFORMATION_SCHEMA) throw sqlError('ER_DBACCESS_DENIED_ERROR', user, host, db);
    const table = lookUp(db, name.name, this.context);
    if (table) return table;
    if (sequenceTable(db, name.name)) throw sqlError('ER_OPEN_AS_READONLY', name.name);
    throw sqlError('ER_NO_SUCH_TABLE', db, name.name);
  }

  /** Loads the tables that foreign keys connect with those that are changed. */
  async addRelated(tables: readonly Table[]): Promise<void> {
    this.related = await loadRelated(tables, this.context.engine);
    for (const one of this.related ? tablesOf(this.related) : []) this.tables.add(one);
  }

  /** `piece` names the table. */
  private async load(name: TableName, piece: unknown, shown?: InfoTable): Promise<void> {
    const key = this.keyOf(name);
    if (this.sources.has(key) || this.views.has(key)) return;
    const view = findView(name, this.context);
    if (view) return this.loadView(key, view);
    const db = currentDatabase(name.db, this.context);
    if (isOpenToAll(db)) {
      const { infoschema, view: shownTo } = this.context;
      const table = shown?.name === name.name ? shown : infoschema.find(name.name);
      if (!table) throw sqlError('ER_UNKNOWN_TABLE', name.name, INFORMATION_SCHEMA);
      const wanted = await wantedOf(piece, table, this.context);
      this.sources.set(key, await infoschema.materialize(table, shownTo, wanted));
      return;
    }
    await loadNamed(db, name.name, this.context);
    // An error of this table comes before one of the next.
    this.add(name);
  }

  /** A view and everything that it reads. Error: 1356. */
  private async loadView(key: string, view: ViewDefinition): Promise<void> {
    const query = this.enterView(key, view);
    try {
      for (const table of namedTables(query)) await this.load(table, query);
    } catch (error) {
      throw viewError(error, view, this.context.warn);
    }
  }

  private enterView(key: string, view: ViewDefinition): Query {
    const { db, name, columns, updatable } = view;
    const query = queryOf(view);
    this.views.set(key, { db, name, columns, query, updatable });
    checkViewAccess(view, this.context);
    return query;
  }

  /** What functions and triggers use is loaded, too: they cannot wait. Error: 1146. */
  private async loadReached(statement: unknown): Promise<void> {
    if (typeof statement !== 'object' || statement === null) return;
    for (const { table: name, written } of reachedTables(statement, this.context)) {
      await this.loadOnly(name);
      if (written) this.writesInside = true;
    }
  }

  private async loadOnly(name: TableName & { readonly db: string }): Promise<void> {
    const view = findView(name, this.context);
    if (view) {
      for (const table of namedTables(queryOf(view))) await this.loadOnly({ db: view.db, ...table });
      return;
    }
    const table = lookUp(name.db, name.name, this.context);
    if (!table) {
      if (isOpenToAll(name.db) || sequenceTable(name.db, name.name)) return;
      throw sqlError('ER_NO_SUCH_TABLE', name.db, name.name);
    }
    await table.load();
    for (const part of withRows(table)) this.tables.add(part);
  }

  private add(name: TableName): void {
    const key = this.keyOf(name);
    if (this.sources.has(key) || this.views.has(key)) return;
    const view = findView(name, this.context);
    if (view) for (const table of namedTables(this.enterView(key, view))) this.add(table);
    else this.sources.set(key, this.source(currentDatabase(name.db, this.context), name));
  }

  private source(db: string, { name, partitions }: TableName): TableSource {
    const { engine } = this.context;
    // Its rows may have to be waited for.
    if (isOpenToAll(db)) throw sqlError('ER_NOT_SUPPORTED_YET', 'information_schema in a function or trigger');
    const table = lookUp(db, name, this.context);
    const sequence = table ? undefined : sequenceTable(db, name);
    if (sequence && engine.database(db)) return sequence;
    if (!table) throw sqlError('ER_NO_SUCH_TABLE', db, name);
    if (partitions && table.partitions.length === 0) throw sqlError('ER_PARTITION_CLAUSE_ON_NONPARTITIONED');
    for (const part of withRows(table)) this.tables.add(part);
    const [first = table] = table.partitions;
    const { rows } = first;
    return {
      db,
      name: table.definition.name,
      columns: table.definition.columns,
      columnSql: rows.columnSql,
      from: table.partitions.length > 0 ? unionOf(chosenPartitions(table, partitions)) : rows.sqliteName,
      rowKeySql: '_k',
      ...(!table.definition.heap && { keyColumns: primaryKey(table.definition) ?? [] }),
      ...(table.partitions.length === 0 && { indexes: () => tableIndexes(table) }),
      rules: this.rules(table),
    };
  }

  private rules({ definition }: Table): TableRules | undefined {
    const rules = rulesOf(definition);
    const checks = String(this.context.value('check_constraint_checks')) === '1';
    return rules && !checks ? { ...rules, checks: [] } : rules;
  }

  private keyOf({ db, name, partitions = [] }: TableName): string {
    return [currentDatabase(db, this.context), name, ...partitions].join('\0');
  }
}

const isOpenToAll = (db: string): boolean => db.toLowerCase() === INFORMATION_SCHEMA;

/** Those that PARTITION (a, b) names. Error: 1735. */
function chosenPartitions({ definition, partitions }: Table, names: readonly string[] | undefined): readonly Table[] {
  if (!names) return partitions;
  const { partitions: known = [] } = definition.partitioning ?? {};
  const unknown = names.find((wanted) => !known.some(({ name }) => isSame(name, wanted)));
  if (unknown !== undefined) throw sqlError('ER_UNKNOWN_PARTITION', unknown, definition.name);
  return partitions.filter((_, at) => names.some((wanted) => isSame(wanted, known[at]?.name ?? '')));
}

const isSame = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** The partitions one behind the other, as one table of SQLite's. */
function unionOf(partitions: readonly Table[]): string {
  const selects = partitions.map(({ rows }) => {
    const columns = [...new Set(['_k', ...rows.columnSql])];
    return `SELECT ${columns.join(', ')} FROM ${rows.sqliteName}`;
  });
  return `(${selects.join(' UNION ALL ')})`;
}

/** The tables that have the rows of a table. */
export const withRows = (table: Table): readonly Table[] => (table.partitions.length > 0 ? table.partitions : [table]);

/** Every table name in a piece of AST, subqueries included. */
export function* namedTables(node: unknown): Generator<TableName> {
  for (const { table } of tableReferences(node)) yield table;
}
