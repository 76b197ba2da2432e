/**
 * What a session must be allowed to do before a statement runs: the privileges on the databases and tables that it
 * names, whether they exist or not.
 */
import { type Access, accessOf, NO_ACCESS, privilegeNames } from '../accounts/privileges.js';
import { type SqlError, sqlError } from '../base/errors.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type {
  AlterTable,
  ColumnRef,
  CreateTable,
  Expr,
  LoadData,
  ShowTopic,
  Statement,
  StatementOf,
  TableName,
} from '../parser/ast.js';
import { lookUp, namedTables } from './catalog.js';
import type { Context, SessionState } from './define.js';
import { updatedTables } from './table-accesses.js';

const SELECT = accessOf('SELECT');

/** Statements that write to tables or databases. */
const WRITING: ReadonlySet<Statement['kind']> = new Set([
  ...(['Insert', 'Update', 'Delete', 'CreateTable', 'AlterTable', 'DropTable', 'TruncateTable'] as const),
  'LoadData' as const,
  ...(['RenameTable', 'CreateDatabase', 'DropDatabase', 'CreateView', 'DropView'] as const),
]);

/** Raises 1142, 1143 or 1044 when the session may not do that, 1290 when nobody may write. */
export function checkAccess(statement: Statement, context: Context): void {
  if (WRITING.has(statement.kind)) requireWritable(context);
  if (!context.session.access.isUnlimited) checkPrivileges(statement, context);
}

/** On a read-only server only READ_ONLY ADMIN may write. Error: 1290. */
export function requireWritable(context: Context): void {
  if (context.value('read_only') === '1' && !context.has('READ_ONLY ADMIN'))
    throw sqlError('ER_OPTION_PREVENTS_STATEMENT', '--read-only');
}

type Checks = { readonly [Kind in Statement['kind']]?: (statement: StatementOf<Kind>, context: Context) => void };

/** Statements that need more than to read what they name. */
const CHECKS: Checks = {
  Insert: checkChange,
  LoadData: checkLoad,
  Update: checkChange,
  Delete: checkChange,
  CreateTable: checkCreate,
  AlterTable: checkAlter,
  DropTable: ({ tables }, context) => requireTables(tables, accessOf('DROP'), context),
  CreateView: checkCreateView,
  DropView: ({ views }, context) => requireTables(views, accessOf('DROP'), context),
  TruncateTable: ({ table }, context) => requireTable(table, accessOf('DROP'), context),
  RenameTable({ pairs }, context) {
    for (const { from, to } of pairs) checkRename(from, to, context);
  },
  CreateDatabase: ({ name }, context) => requireDatabase(name, accessOf('CREATE'), context),
  DropDatabase: ({ name }, context) => requireDatabase(name, accessOf('DROP'), context),
  UseDatabase: ({ name }, context) => requireEntry(name, context),
  LockTables: checkLocks,
  TableMaintenance({ action, tables }, context) {
    for (const table of tables) checkMaintenance(action, table, context);
  },
  Show: ({ show }, context) => checkShow(show, context),
  // The statement behind FOR is checked when its turn comes.
  SetStatement: ({ items }, context) => checkReads(items, context),
};

function checkPrivileges<Kind extends Statement['kind']>(statement: StatementOf<Kind>, context: Context): void {
  const check = CHECKS[statement.kind as Kind] as
    | ((statement: StatementOf<Kind>, context: Context) => void)
    | undefined;
  if (check) check(statement, context);
  else checkReads(statement, context);
}

/** Everything that a piece of a statement reads. */
const checkReads = (node: unknown, context: Context): void => requireTables([...namedTables(node)], SELECT, context);

type Change = Extract<Statement, { kind: 'Insert' | 'Update' | 'Delete' }>;

function checkChange(statement: Change, context: Context): void {
  const targets = targetsOf(statement);
  requireTables(targets, neededToChange(statement), context);
  const read = [...namedTables(statement)].filter((table) => !targets.includes(table));
  requireTables(read, SELECT, context);
  if (statement.kind === 'Insert') return;
  const [only] = targets;
  if (isJoined(statement)) requireTables(targets, SELECT, context);
  else if (only) checkColumns(only, columnsRead(statement), context);
}

/** FILE is for the whole server. Error: 1045. */
function checkLoad({ table, replace }: LoadData, context: Context): void {
  const { access } = context.session;
  if (!access.hasAll(accessOf('FILE'))) {
    const { account, usedPassword } = access;
    throw sqlError('ER_ACCESS_DENIED_ERROR', account.user, account.host, usedPassword ? 'YES' : 'NO');
  }
  requireTable(table, accessOf('INSERT', ...(replace ? ['DELETE'] : [])), context);
}

/** The tables that change. */
function targetsOf(statement: Change): readonly TableName[] {
  if (statement.kind === 'Insert') return [statement.table];
  const references = statement.kind === 'Update' ? updatedTables(statement) : statement.targets;
  return references.map(({ table }) => table);
}

const isJoined = (statement: Extract<Change, { kind: 'Update' | 'Delete' }>): boolean =>
  statement.kind === 'Update'
    ? statement.tables.length > 1 || statement.tables[0]?.kind !== 'NamedTable'
    : statement.using.length > 0;

function neededToChange(statement: Change): Access {
  if (statement.kind !== 'Insert') return accessOf(statement.kind.toUpperCase());
  const more = [...(statement.replace ? ['DELETE'] : []), ...(statement.onDuplicate.length > 0 ? ['UPDATE'] : [])];
  return accessOf('INSERT', ...more);
}

/** What UPDATE and DELETE look at; a column that is only written is not among it. */
const columnsRead = (statement: Extract<Change, { kind: 'Update' | 'Delete' }>): ColumnRef[] => [
  ...(statement.kind === 'Update' ? statement.set.flatMap(({ value }) => [...columnsIn(value)]) : []),
  ...columnsIn(statement.where),
  ...columnsIn(statement.orderBy),
];

/** Columns of an expression; those in subqueries belong to other tables. */
function* columnsIn(node: Expr | unknown): Generator<ColumnRef> {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  if ('kind' in node && (node.kind === 'SubqueryExpr' || node.kind === 'ExistsTest')) return;
  if ('kind' in node && node.kind === 'ColumnRef') yield node as ColumnRef;
  else for (const value of Object.values(node)) yield* columnsIn(value);
}

/** Error 1143, unless the column is not there: that is said when the statement is bound. */
function checkColumns(table: TableName, read: readonly ColumnRef[], context: Context): void {
  const { session } = context;
  const db = databaseOf(table, context);
  if (isOwn(db, table, context)) return;
  if ((session.access.onTable(db, table.name) & SELECT) !== NO_ACCESS) return;
  const columns = lookUp(db, table.name, context)?.definition.columns ?? [];
  const denied = read.find((each) => columns.some(({ name }) => name.toLowerCase() === each.name.toLowerCase()));
  if (!denied) return;
  throw sqlError(
    'ER_COLUMNACCESS_DENIED_ERROR',
    'SELECT',
    session.access.account.user,
    session.host,
    denied.name,
    table.name,
  );
}

function checkCreate({ table, orReplace, temporary, like, select }: CreateTable, context: Context): void {
  if (temporary) requireDatabase(databaseOf(table, context), accessOf('CREATE TEMPORARY TABLES'), context);
  else requireTable(table, accessOf('CREATE', ...(orReplace ? ['DROP'] : []), ...(select ? ['INSERT'] : [])), context);
  if (like) requireTable(like, SELECT, context);
  checkReads(select, context);
}

function checkAlter({ table, actions, as }: AlterTable, context: Context): void {
  const rename = actions.find((action) => action.kind === 'Rename');
  if (rename) checkRename(table, rename.to, context);
  else requireTable(table, accessOf(as === undefined ? 'ALTER' : 'INDEX'), context);
}

/** One of these is enough to make a view of a table; to read it takes more. */
const VIEWED = accessOf('SELECT', 'INSERT', 'UPDATE', 'DELETE');

/** A definer who is not the session's account needs SET USER. Error: 1227. */
function checkCreateView(statement: StatementOf<'CreateView'>, context: Context): void {
  const { view, query, orReplace, alter, definer } = statement;
  requireTable(view, accessOf('CREATE VIEW', ...(orReplace || alter ? ['DROP'] : [])), context);
  for (const table of namedTables(query)) requireAny(VIEWED, table, 'ANY', context);
  const { account } = context.session.access;
  const isOther =
    definer && definer.user !== 'CURRENT_USER' && (definer.user !== account.user || definer.host !== account.host);
  if (isOther) requireSetUser(context);
}

/** Whoever names another account as definer. Error: 1227. */
export function requireSetUser(context: Context): void {
  if (!context.has('SET USER') && !context.has('SUPER'))
    throw sqlError('ER_SPECIFIC_ACCESS_DENIED_ERROR', 'SUPER, SET USER');
}

function checkRename(from: TableName, to: TableName, context: Context): void {
  requireTable(from, accessOf('ALTER', 'DROP'), context);
  requireTable({ db: databaseOf(to, context, from.db), name: to.name }, accessOf('CREATE', 'INSERT'), context);
}

function checkMaintenance(action: string, table: TableName, context: Context): void {
  if (action === 'CHECK') requireSomething(table, 'CHECK TABLE', context);
  else requireTable(table, action === 'CHECKSUM' ? SELECT : accessOf('SELECT', 'INSERT'), context);
}

function checkLocks({ locks }: StatementOf<'LockTables'>, context: Context): void {
  for (const { table } of locks) {
    requireDatabase(databaseOf(table, context), accessOf('LOCK TABLES'), context);
    requireTable(table, SELECT, context);
  }
}

function checkShow(shown: ShowTopic, context: Context): void {
  const { topic } = shown;
  if (topic === 'TABLES' || topic === 'TABLE STATUS') requireEntry(shown.db ?? context.session.database ?? '', context);
  if (topic === 'COLUMNS' || topic === 'INDEX') requireSomething(shown.table, 'SELECT', context);
  if (topic === 'CREATE VIEW') requireTable(shown.table, accessOf('SELECT', 'SHOW VIEW'), context);
  if (topic === 'CREATE TABLE') requireSomething(shown.table, 'SHOW', context);
  if (topic === 'CREATE DATABASE' && !isOpen(shown.db) && !context.session.access.mayEnter(shown.db)) {
    // This one names the client's host.
    const { access, host } = context.session;
    throw sqlError('ER_DBACCESS_DENIED_ERROR', access.account.user, host, shown.db);
  }
}

/** Everybody may read information_schema; what may not be done there is said by those who would do it. */
const isOpen = (db: string): boolean => db === '' || db.toLowerCase() === INFORMATION_SCHEMA;

/** Who may make a temporary table may do anything with it. */
const isOwn = (db: string, { name }: TableName, { session }: Context): boolean =>
  session.temporaryTables.find(db, name) !== undefined;

/** '' where no database is chosen: the statement itself complains of that. */
const databaseOf = ({ db }: TableName, { session }: Context, otherwise?: string): string =>
  db ?? otherwise ?? session.database ?? '';

function requireTables(tables: readonly TableName[], needed: Access, context: Context): void {
  for (const table of tables) requireTable(table, needed, context);
}

function requireTable(table: TableName, needed: Access, context: Context): void {
  const db = databaseOf(table, context);
  if (isOpen(db) || isOwn(db, table, context)) return;
  const missing = needed & ~context.session.access.onTable(db, table.name);
  if (missing !== NO_ACCESS) throw deniedTable(privilegeNames(missing).join(', '), db, table.name, context);
}

/** Any privilege on the table will do; `command` is what the error calls it. */
const requireSomething = (table: TableName, command: string, context: Context): void =>
  requireAny(~NO_ACCESS, table, command, context);

function requireAny(wanted: Access, table: TableName, command: string, context: Context): void {
  const db = databaseOf(table, context);
  if (isOpen(db) || isOwn(db, table, context)) return;
  if ((context.session.access.onTable(db, table.name) & wanted) !== NO_ACCESS) return;
  throw deniedTable(command, db, table.name, context);
}

function requireDatabase(db: string, needed: Access, context: Context): void {
  if (isOpen(db) || (context.session.access.onDatabase(db) & needed) !== NO_ACCESS) return;
  throw deniedDatabase(db, context);
}

function requireEntry(db: string, context: Context): void {
  if (!isOpen(db) && !context.session.access.mayEnter(db)) throw deniedDatabase(db, context);
}

/** Whose statement is refused. */
interface Denied {
  readonly session: Pick<SessionState, 'access' | 'host'>;
}

/** Error 1142, which names the client's host. */
export const deniedTable = (command: string, db: string, table: string, { session }: Denied): SqlError =>
  sqlError('ER_TABLEACCESS_DENIED_ERROR', command, session.access.account.user, session.host, db, table);

/** Error 1044, which names the account. */
export const deniedDatabase = (db: string, { session }: Denied): SqlError =>
  sqlError('ER_DBACCESS_DENIED_ERROR', session.access.account.user, session.access.account.host, db);
