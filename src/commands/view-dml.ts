/**
 * Statements that write through a view. A view whose rows are those of one table stands for that table: the names of
 * its columns become their expressions, its condition joins the statement's, and WITH CHECK OPTION becomes a rule.
 */
import { type SqlError, sqlError } from '../base/errors.js';
import type { ViewDefinition } from '../engine/views.js';
import type * as ast from '../parser/ast.js';
import { isAggregateCall } from '../query/bind-aggregate.js';
import { viewError } from '../query/bind-view.js';
import { hasDefault } from '../query/dml-columns.js';
import { isStrict } from '../query/environment.js';
import { currentDatabase, findView, lookUp } from './catalog.js';
import type { Context } from './define.js';
import { checkViewAccess, queryOf } from './view-source.js';

/** A condition that rows must keep which are written through a view. */
export interface ViewCheck {
  readonly expr: ast.Expr;
  readonly error: SqlError;
}

export interface Rewritten<S> {
  readonly statement: S;
  readonly checks: readonly ViewCheck[];
}

/** A view that stands for one table. */
interface Merged {
  readonly view: ViewDefinition;
  readonly table: ast.TableName;
  /** What the columns stand for, by their names in lower case. */
  readonly columns: ReadonlyMap<string, ast.Expr>;
  readonly where?: ast.Expr;
  readonly checks: readonly ViewCheck[];
}

/** Can rows be changed through a view with this query? */
export function isUpdatable(query: ast.Query, context: Context): boolean {
  if (query.kind !== 'Select' || query.distinct || query.groupBy.length > 0 || query.having || query.limit)
    return false;
  if (query.from.length === 0 || query.with) return false;
  if (query.items.some((item) => item.kind === 'Item' && hasAggregate(item.expr))) return false;
  if (!query.items.some((item) => item.kind === 'Star' || item.expr.kind === 'ColumnRef')) return false;
  return query.from.every((reference) => isUpdatableTable(reference, context));
}

function isUpdatableTable(reference: ast.TableReference, context: Context): boolean {
  switch (reference.kind) {
    case 'DerivedTable':
      return isUpdatable(reference.query, context);
    case 'Join':
      return isUpdatableTable(reference.left, context) && isUpdatableTable(reference.right, context);
    case 'NamedTable': {
      const view = findView(reference.table, context);
      return !view || view.updatable;
    }
  }
}

function hasAggregate(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false;
  if ('kind' in node && node.kind === 'Call' && isAggregateCall(node as ast.Call)) return true;
  if ('kind' in node && node.kind === 'Select') return false;
  return Object.values(node).some(hasAggregate);
}

type Verb = 'INSERT' | 'UPDATE' | 'DELETE';

const refusal = (view: ViewDefinition, verb: Verb): SqlError =>
  sqlError(verb === 'INSERT' ? 'ER_NON_INSERTABLE_TABLE' : 'ER_NON_UPDATABLE_TABLE', view.name, verb);

/** Errors: 1288 and 1471 where the view is no single table, 1395 for DELETE from a join. */
function merge(view: ViewDefinition, verb: Verb, context: Context): Merged {
  checkViewAccess(view, context);
  const query = queryOf(view);
  if (!view.updatable || query.kind !== 'Select') throw refusal(view, verb);
  const [from, ...others] = query.from;
  if (from?.kind !== 'NamedTable' || others.length > 0) throw joinView(view, verb);
  const inner = findView(from.table, context);
  const db = currentDatabase(from.table.db, context);
  if (!inner && !lookUp(db, from.table.name, context))
    throw viewError(sqlError('ER_NO_SUCH_TABLE', db, from.table.name), view, context.warn);
  const below = inner && merge(inner, verb, context);
  const down = (expr: ast.Expr): ast.Expr =>
    below ? substitute(expr, below, [from.alias ?? from.table.name]) : bare(expr);
  const columns = new Map<string, ast.Expr>();
  query.items.forEach((item, index) => {
    if (item.kind === 'Item') columns.set(view.columns[index]?.toLowerCase() ?? '', down(item.expr));
  });
  const own = query.where && down(query.where);
  const where = both(own, below?.where);
  const condition = view.check === 'LOCAL' ? own : where;
  const error = sqlError('ER_VIEW_CHECK_FAILED', view.db, view.name);
  const checks = view.check !== 'NONE' && condition ? [{ expr: isTrue(condition), error }] : [];
  return { view, table: below?.table ?? from.table, columns, checks, ...(where && { where }) };
}

/** Does the view show rows that are joined of several tables? */
export function isJoinView(name: ast.TableName, context: Context): boolean {
  const view = findView(name, context);
  const query = view?.updatable ? queryOf(view) : undefined;
  if (query?.kind !== 'Select') return false;
  const [only, ...others] = query.from;
  return only?.kind !== 'NamedTable' || others.length > 0 || isJoinView(only.table, context);
}

/** What rows must keep that an UPDATE of several tables writes through the view of that name, if it is one. */
export function checksThrough(name: ast.TableName, context: Context): readonly ViewCheck[] {
  const view = findView(name, context);
  if (!view?.updatable || (view.check === 'NONE' && isJoinView(name, context))) return [];
  return merge(view, 'UPDATE', context).checks;
}

function joinView(view: ViewDefinition, verb: Verb): SqlError {
  if (verb === 'DELETE') return sqlError('ER_VIEW_DELETE_MERGE_VIEW', view.db, view.name);
  if (verb === 'INSERT') return sqlError('ER_VIEW_NO_INSERT_FIELD_LIST', view.db, view.name);
  return sqlError('ER_NOT_SUPPORTED_YET', 'UPDATE of a join view with CHECK OPTION');
}

const both = (left: ast.Expr | undefined, right: ast.Expr | undefined): ast.Expr | undefined =>
  left && right ? { kind: 'Binary', op: 'AND', left, right } : (left ?? right);

const isTrue = (operand: ast.Expr): ast.Expr => ({ kind: 'IsTest', operand, not: false, what: 'TRUE' });

/** The columns of the one table need no names of tables: what the statement calls it is another matter. */
function bare(expr: ast.Expr): ast.Expr {
  return mapColumns(expr, ({ kind, name }, inSubquery, reference) => (inSubquery ? reference : { kind, name }));
}

type Replace = (column: ast.ColumnRef, inSubquery: boolean, reference: ast.ColumnRef) => ast.Expr;

function mapColumns<T>(node: T, replace: Replace, inSubquery = false): T {
  if (Array.isArray(node)) return node.map((item) => mapColumns(item, replace, inSubquery)) as T;
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
  if ('kind' in node && node.kind === 'ColumnRef') {
    const reference = node as unknown as ast.ColumnRef;
    return replace(reference, inSubquery, reference) as T;
  }
  const deeper = inSubquery || ('kind' in node && (node.kind === 'Select' || node.kind === 'SetOperation'));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapColumns(value, replace, deeper)])) as T;
}

/** Names of the view's columns become what they stand for; `names`: what the view is called there. */
function substitute<T>(node: T, { columns, table }: Merged, names: readonly string[]): T {
  return mapColumns(node, (column, inSubquery) => {
    const isNamed = column.table !== undefined && names.includes(column.table);
    if (column.table !== undefined ? !isNamed : inSubquery) return column;
    const expr = columns.get(column.name.toLowerCase());
    if (!expr) return column.table === undefined ? column : { kind: 'ColumnRef', name: column.name };
    return inSubquery ? qualified(expr, table) : expr;
  });
}

const qualified = (expr: ast.Expr, { name, db }: ast.TableName): ast.Expr =>
  mapColumns(expr, (column) => ({ ...column, table: column.table ?? name, ...(db && { db }) }));

/** The column of the table that an assignment means. Error: 1348. */
function targetColumn({ name }: ast.ColumnRef, { columns }: Merged): ast.ColumnRef {
  const expr = columns.get(name.toLowerCase());
  if (!expr) return { kind: 'ColumnRef', name };
  if (expr.kind !== 'ColumnRef') throw sqlError('ER_NONUPDATEABLE_COLUMN', name);
  return { kind: 'ColumnRef', name: expr.name };
}

const assigned = (set: readonly ast.SetColumn[], merged: Merged, names: readonly string[]): ast.SetColumn[] =>
  set.map(({ column, value }) => ({ column: targetColumn(column, merged), value: substitute(value, merged, names) }));

/** What RETURNING shows under the names of the view's columns. */
function returnedThrough(
  { returning }: Pick<ast.Insert, 'returning'>,
  merged: Merged,
  names: readonly string[],
): Pick<ast.Insert, 'returning'> {
  if (!returning) return {};
  const all = merged.view.columns.map((name): ast.SelectItem => {
    return { kind: 'Item', expr: { kind: 'ColumnRef', name }, text: name };
  });
  const items = returning.flatMap((item) => (item.kind === 'Star' ? all : [item]));
  return {
    returning: items.flatMap((item) => {
      if (item.kind === 'Star') return [];
      const alias = item.alias ?? (item.expr.kind === 'ColumnRef' ? item.expr.name : item.text);
      return [{ ...item, alias, expr: substitute(item.expr, merged, names) }];
    }),
  };
}

/** INSERT as it is without the view. */
export function insertThrough(statement: ast.Insert, context: Context): Rewritten<ast.Insert> {
  const view = findView(statement.table, context);
  if (!view) return { statement, checks: [] };
  const merged = merge(view, 'INSERT', context);
  const written = statement.columns && statement.columns.length > 0 ? statement.columns : view.columns;
  const columns = written.map((name) => {
    const expr = merged.columns.get(name.toLowerCase());
    if (!expr) throw sqlError('ER_BAD_FIELD_ERROR', name, 'INSERT INTO');
    if (expr.kind === 'ColumnRef') return expr.name;
    throw statement.columns ? sqlError('ER_NONUPDATEABLE_COLUMN', name) : refusal(view, 'INSERT');
  });
  requireDefaults(view, merged, context);
  const names = [view.name];
  const onDuplicate = assigned(statement.onDuplicate, merged, names);
  const returned = returnedThrough(statement, merged, names);
  return {
    statement: { ...statement, table: merged.table, columns, onDuplicate, ...returned },
    checks: merged.checks,
  };
}

/** Columns that the view does not show must have defaults: 1423, a warning where sql_mode is lenient. */
function requireDefaults({ db, name }: ViewDefinition, { table, columns }: Merged, context: Context): void {
  const base = lookUp(currentDatabase(table.db, context), table.name, context);
  const shown = new Set(
    [...columns.values()].map((expr) => (expr.kind === 'ColumnRef' ? expr.name.toLowerCase() : '')),
  );
  const bareColumn = base?.definition.columns.find(
    (column) => !hasDefault(column) && !shown.has(column.name.toLowerCase()),
  );
  if (!bareColumn) return;
  const error = sqlError('ER_NO_DEFAULT_FOR_VIEW_FIELD', db, name);
  if (isStrict(context.environment)) throw error;
  context.warn('Warning', error);
}

type Clauses = Pick<ast.Update, 'where' | 'orderBy'>;

function clausesThrough({ where, orderBy }: Clauses, merged: Merged, names: readonly string[]): Clauses {
  const condition = both(merged.where, where && substitute(where, merged, names));
  return { orderBy: substitute(orderBy, merged, names), ...(condition && { where: condition }) };
}

/** UPDATE of one table as it is without the view. */
export function updateThrough(statement: ast.Update, context: Context): Rewritten<ast.Update> {
  const [only, ...others] = statement.tables;
  const view = only?.kind === 'NamedTable' && others.length === 0 ? findView(only.table, context) : undefined;
  if (only?.kind !== 'NamedTable' || !view) return { statement, checks: [] };
  const merged = merge(view, 'UPDATE', context);
  const names = [only.alias ?? view.name];
  const set = assigned(statement.set, merged, names);
  const { where: _, ...rest } = statement;
  const tables = [{ kind: 'NamedTable', table: merged.table } as const];
  return { statement: { ...rest, tables, set, ...clausesThrough(statement, merged, names) }, checks: merged.checks };
}

/** DELETE from one table as it is without the view. */
export function deleteThrough(statement: ast.Delete, context: Context): ast.Delete {
  const [only, ...others] = statement.targets;
  const view = only && others.length === 0 && statement.using.length === 0 ? findView(only.table, context) : undefined;
  if (!only || !view) return statement;
  const merged = merge(view, 'DELETE', context);
  const { where: _, ...rest } = statement;
  const targets = [{ kind: 'NamedTable', table: merged.table } as const];
  const names = [only.alias ?? view.name];
  return {
    ...rest,
    targets,
    ...clausesThrough(statement, merged, names),
    ...returnedThrough(statement, merged, names),
  };
}
