/** CREATE VIEW, ALTER VIEW, DROP VIEW, SHOW CREATE VIEW. */
import { sqlError } from '../base/errors.js';
import { ok, type Result } from '../base/result.js';
import type { Column } from '../engine/definition.js';
import type { ViewDefinition } from '../engine/views.js';
import type { CreateView, Query, TableName } from '../parser/ast.js';
import { bindQuery } from '../query/bind.js';
import { viewError } from '../query/bind-view.js';
import { implicitDefault } from '../query/convert.js';
import { heardBy } from '../query/environment.js';
import { tableReferences } from '../query/named-tables.js';
import type { BoundQuery, Node } from '../query/tree.js';
import { currentDatabase, lookUp, refuseInformationSchema, StatementCatalog } from './catalog.js';
import { checkName } from './ddl/build-definition.js';
import { Meanings, QueryText } from './ddl/query-text.js';
import type { Commands, Context } from './define.js';
import { isUpdatable } from './view-dml.js';
import { queryOf } from './view-source.js';

export const viewCommands = {
  async CreateView(statement, context) {
    const { engine, session } = context;
    refuseInformationSchema(statement.view.db, context);
    const db = currentDatabase(statement.view.db, context);
    const { name } = statement.view;
    checkName(name);
    if (!engine.database(db)) throw sqlError('ER_BAD_DB_ERROR', db);
    const existing = existingView(statement, db, context);
    if (existing === 'keep') return ok();
    const query = withDatabases(statement.query, db, context);
    refuseContents(query, context);
    const own = { db, name };
    if (!existing || statement.alter || statement.orReplace) refuseItself(query, own);
    const made = await written(query, statement.columns, context);
    const { user, host } = statement.definer ?? session.access.account;
    const definer = user === 'CURRENT_USER' ? session.access.account : { user, host };
    const updatable = statement.algorithm !== 'TEMPTABLE' && isUpdatable(query, context);
    if (statement.check && !updatable) throw sqlError('ER_VIEW_NONUPD_CHECK', db, name);
    engine.views.put({
      ...own,
      ...made,
      algorithm: statement.algorithm ?? 'UNDEFINED',
      definer: { user: definer.user, host: definer.host },
      security: statement.security ?? 'DEFINER',
      check: statement.check ?? 'NONE',
      updatable,
      charset: String(context.value('character_set_client')),
      collation: String(context.value('collation_connection')),
    });
    return ok();
  },

  DropView({ views, ifExists }, context): Result {
    const { engine, warn } = context;
    const wanted = views.map(({ db, name }) => ({ db: currentDatabase(db, context), name }));
    const missing: string[] = [];
    for (const { db, name } of wanted) {
      if (engine.views.find(db, name)) continue;
      if (engine.find(db, name)) warn('Warning', sqlError('ER_WRONG_OBJECT', db, name, 'VIEW'));
      missing.push(`${db}.${name}`);
    }
    const unknown = sqlError('ER_UNKNOWN_VIEW', missing.join(','));
    for (const { db, name } of wanted) engine.views.remove({ db, name });
    if (missing.length > 0 && !ifExists) throw unknown;
    if (missing.length > 0) warn('Note', unknown);
    return ok();
  },
} satisfies Pick<Commands, 'CreateView' | 'DropView'>;

/** What has the name already; `keep`: it stays. Errors: 1050, 1347, 1146. */
function existingView(
  { view: { name }, orReplace, ifNotExists, alter }: CreateView,
  db: string,
  { engine, warn }: Context,
): ViewDefinition | 'keep' | undefined {
  const view = engine.views.find(db, name);
  const table = engine.find(db, name);
  if (alter) {
    if (table) throw sqlError('ER_WRONG_OBJECT', db, name, 'VIEW');
    if (!view) throw sqlError('ER_NO_SUCH_TABLE', db, name);
    return view;
  }
  if (table && orReplace) throw sqlError('ER_WRONG_OBJECT', db, name, 'VIEW');
  if ((!view && !table) || orReplace) return view;
  const exists = sqlError('ER_TABLE_EXISTS_ERROR', name);
  if (!ifNotExists) throw exists;
  warn('Note', exists);
  return 'keep';
}

/** Every table of the query with its database, so that the view means the same everywhere. */
function withDatabases(query: Query, db: string, context: Context): Query {
  const named = new Set<unknown>(tableReferences(query));
  const database = (own: TableName) =>
    own.db ?? (context.session.database === undefined ? db : currentDatabase(undefined, context));
  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
    if (named.has(node)) {
      const { table } = node as { table: TableName };
      return { ...node, table: { ...table, db: database(table) } };
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
  };
  return copy(query) as Query;
}

/** Errors: 1351 for variables and parameters, 1352 for temporary tables. */
function refuseContents(query: Query, { session }: Context): void {
  if (hasKind(query, /^(?:UserVariable|SystemVariable|Assignment|GivenValue)$/))
    throw sqlError('ER_VIEW_SELECT_VARIABLE');
  for (const { table } of tableReferences(query)) {
    if (table.db !== undefined && session.temporaryTables.find(table.db, table.name))
      throw sqlError('ER_VIEW_SELECT_TMPTABLE', table.name);
  }
}

function hasKind(node: unknown, kinds: RegExp): boolean {
  if (Array.isArray(node)) return node.some((item) => hasKind(item, kinds));
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false;
  if ('kind' in node && kinds.test(String(node.kind))) return true;
  return Object.values(node).some((value) => hasKind(value, kinds));
}

/** A view that names itself names what is no longer there. Error: 1146. */
function refuseItself(query: Query, { db, name }: { readonly db: string; readonly name: string }): void {
  for (const { table } of tableReferences(query))
    if (table.db === db && table.name === name) throw sqlError('ER_NO_SUCH_TABLE', db, name);
}

/** The query as it is kept. Errors: 1353, 1060, and whatever binding finds. */
async function written(
  query: Query,
  columns: readonly string[] | undefined,
  context: Context,
): Promise<Pick<ViewDefinition, 'query' | 'columns'>> {
  const meanings = new Meanings();
  const catalog = await StatementCatalog.open(query, context);
  const { items } = bindQuery(query, catalog, context.environment, meanings);
  if (columns && columns.length !== items.length) throw sqlError('ER_VIEW_WRONG_LIST');
  const names = columns ?? items.map(({ name }) => name);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) throw sqlError('ER_DUP_FIELDNAME', name);
    seen.add(name.toLowerCase());
  }
  const text = new QueryText(meanings, { qualified: true, nested: false }).whole(query, names);
  return { query: text, columns: names };
}

/** SHOW CREATE VIEW. Errors: 1146, 1347. */
export async function createViewText(given: TableName, context: Context): Promise<ViewDefinition & { text: string }> {
  const db = currentDatabase(given.db, context);
  const view = context.engine.views.find(db, given.name);
  if (!view) {
    if (lookUp(db, given.name, context)) throw sqlError('ER_WRONG_OBJECT', db, given.name, 'VIEW');
    throw sqlError('ER_NO_SUCH_TABLE', db, given.name);
  }
  const { definer, check } = view;
  const quote = (name: string) => `\`${name.replaceAll('`', '``')}\``;
  const isOwn = db === context.session.database;
  const head = [
    `CREATE ALGORITHM=${view.algorithm}`,
    `DEFINER=${quote(definer.user)}@${quote(definer.host)}`,
    `SQL SECURITY ${view.security}`,
    `VIEW ${isOwn ? '' : `${quote(db)}.`}${quote(view.name)}`,
  ];
  const option = check === 'NONE' ? '' : ` WITH ${check} CHECK OPTION`;
  return { ...view, text: `${head.join(' ')} AS ${await shownQuery(view, isOwn, context)}${option}` };
}

/** Databases are left out where all tables are of the current one. */
async function shownQuery(view: ViewDefinition, isOwn: boolean, context: Context): Promise<string> {
  const query = queryOf(view);
  const meanings = new Meanings();
  const qualified = !isOwn || [...tableReferences(query)].some(({ table }) => table.db !== view.db);
  try {
    bindQuery(query, await StatementCatalog.open(query, context), context.environment, meanings);
  } catch (error) {
    const invalid = viewError(error, view, () => {});
    if (invalid === error) throw error;
    context.warn('Warning', invalid as Parameters<Context['warn']>[1]);
  }
  return new QueryText(meanings, { qualified, nested: true }).whole(query, view.columns);
}

/** The columns of a view, as its query has them now. Error: 1356. */
export async function viewColumns(
  view: ViewDefinition,
  asking: Context,
  warn: Context['warn'] = () => {},
): Promise<Column[]> {
  const environment = heardBy(asking.environment, warn);
  const context: Context = Object.create(asking, { warn: { value: warn }, environment: { value: environment } });
  const named = { kind: 'NamedTable', table: { db: view.db, name: view.name } } as const;
  const query = {
    kind: 'Select',
    distinct: false,
    items: [{ kind: 'Star' }],
    from: [named],
    groupBy: [],
    orderBy: [],
  } as const;
  const bound: BoundQuery = bindQuery(query, await StatementCatalog.open(query, context), context.environment);
  return bound.items.map(({ name, node }) => ({
    name,
    type: node.type,
    nullable: node.nullable,
    onUpdateNow: false,
    autoIncrement: false,
    comment: '',
    ...defaultOf(node, context),
  }));
}

/** A column of a table keeps its default; an expression that is never NULL has its type's zero. */
function defaultOf(node: Node, context: Context): Pick<Column, 'default'> {
  const base = baseColumn(node, context);
  if (base) return base.default ? { default: base.default } : {};
  return node.nullable ? {} : { default: { value: implicitDefault(node.type) } };
}

function baseColumn(node: Node, context: Context): Column | undefined {
  if (node.kind !== 'Column') return undefined;
  const { content } = node.source;
  if (content.kind === 'Query') return inside(content.query.items[node.index]?.node, context);
  const table = lookUp(node.source.db, node.source.name, context);
  return table?.definition.columns[node.index];
}

const inside = (node: Node | undefined, context: Context): Column | undefined => node && baseColumn(node, context);
