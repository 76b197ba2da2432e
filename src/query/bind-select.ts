/** SELECT: items, stars, conditions, groups, order. */
import { sqlError } from '../base/errors.js';
import type { SqlType } from '../base/types.js';
import type * as ast from '../parser/ast.js';
import { bindFrom } from './bind-from.js';
import type { Binder, Place } from './binder.js';
import { evaluateNode } from './evaluate.js';
import { ownKey, truthOf } from './functions/comparison.js';
import { names, type Scope } from './scope.js';
import type { BoundLimit, BoundSelect, Node, OrderTerm, ResultItem } from './tree.js';
import { childrenOf, contains, isAggregated, isConstant, sameNode } from './tree.js';
import { type Value, valueToText } from './value.js';

function expandStar(star: Extract<ast.SelectItem, { kind: 'Star' }>, scope: Scope, binder: Binder): ResultItem[] {
  const { table, db } = star;
  if (scope.sources.length === 0) throw sqlError('ER_NO_TABLES_USED');
  if (table === undefined)
    return scope.visible.filter((one) => !one.hidden && !one.invisible).map(({ name, node }) => ({ name, node }));
  const source = scope.sources.find((one) => names(one, table, db));
  const database = db ?? binder.env.database;
  if (!source) throw sqlError('ER_BAD_TABLE_ERROR', database === undefined ? table : `${database}.${table}`);
  return scope.visible
    .filter((one) => one.source === source && !one.invisible)
    .map(({ name, node }) => ({ name, node }));
}

/** The items of a select list. */
export function bindItems(items: readonly ast.SelectItem[], place: Place, binder: Binder): ResultItem[] {
  const bound = items.flatMap((item) => {
    if (item.kind === 'Star') return expandStar(item, place.scope, binder);
    const node = binder.expression(item.expr, place);
    return [{ name: item.alias ?? shortened(columnLabel(item)), node }];
  });
  binder.observer?.items(items, bound);
  return bound;
}

/** An expression's label is its text; a column's is its name alone. */
function columnLabel(item: Extract<ast.SelectItem, { kind: 'Item' }>): string {
  return item.expr.kind === 'ColumnRef' ? item.expr.name : item.text;
}

const MAX_LABEL_BYTES = 255;

/** A label ends at the last character that fits. */
function shortened(label: string): string {
  if (label.length * 3 <= MAX_LABEL_BYTES || Buffer.byteLength(label) <= MAX_LABEL_BYTES) return label;
  return new TextDecoder().decode(Buffer.from(label).subarray(0, MAX_LABEL_BYTES), { stream: true });
}

/** The number in ORDER BY 2: a position in the select list. */
function positionOf(expr: ast.Expr): number | undefined {
  return expr.kind === 'Literal' && expr.value.type === 'integer' ? Number(expr.value.digits) : undefined;
}

/** The item that ORDER BY or GROUP BY names by its position; undefined when it is no position. */
export function itemAt(
  expr: ast.Expr,
  items: readonly ResultItem[],
  clause: 'ORDER BY' | 'GROUP BY',
): Node | undefined {
  const position = positionOf(expr);
  if (position === undefined) return undefined;
  const item = items[position - 1];
  if (!item) throw sqlError('ER_BAD_FIELD_ERROR', String(position), clause);
  return item.node;
}

/** LIMIT's numbers. */
export function bindLimit(limit: ast.Limit | undefined, scope: Scope, binder: Binder): { limit?: BoundLimit } {
  if (!limit) return {};
  const place: Place = { scope: { ...scope, visible: [], aliases: [] }, clause: 'SELECT', aggregates: false };
  const number = (expr: ast.Expr): bigint => {
    const node = binder.expression(expr, place);
    return limitNumber(evaluateNode(node, binder.env), node.type);
  };
  return { limit: { count: number(limit.count), offset: limit.offset ? number(limit.offset) : 0n } };
}

/** What a parameter in LIMIT means; error 1210 below zero. */
function limitNumber(value: Value, type: SqlType): bigint {
  if (value === null) return 0n;
  const number = typeof value === 'bigint' ? value : BigInt(Math.round(Number(valueToText(value, type))) || 0);
  if (number < 0n) throw sqlError('ER_WRONG_ARGUMENTS', 'EXECUTE');
  return number;
}

/** The terms of ORDER BY as sort keys. */
export function bindOrder(
  items: readonly ast.OrderItem[],
  results: readonly ResultItem[],
  place: Place,
  binder: Binder,
): OrderTerm[] {
  return items.map(({ expr, descending }) => ({
    node: ownKey(itemAt(expr, results, 'ORDER BY') ?? binder.expression(expr, place)),
    descending,
  }));
}

/** Is the expression the same for all rows of a group? */
function dependsOnGroup(node: Node, groups: readonly Node[]): boolean {
  if (groups.some((group) => sameNode(group, node)) || node.kind === 'Aggregate' || isConstant(node)) return true;
  if (node.kind === 'Column') return false;
  return childrenOf(node).every((child) => dependsOnGroup(child, groups));
}

function checkFullGroup(items: readonly ResultItem[], groups: readonly Node[], scope: Scope, grouped: boolean): void {
  for (const { node } of items) {
    if (dependsOnGroup(node, groups)) continue;
    if (!grouped) throw sqlError('ER_MIX_OF_GROUP_FUNC_AND_FIELDS');
    const column = firstColumn(node, scope);
    throw sqlError('ER_WRONG_FIELD_WITH_GROUP', column);
  }
}

function firstColumn(node: Node, scope: Scope): string {
  if (node.kind === 'Column') {
    const path = [node.source.content.kind === 'Table' ? node.source.db : '', node.source.alias, node.name];
    return path.filter((part) => part !== '').join('.');
  }
  const child = childrenOf(node).find((one) => contains(one, (part) => part.kind === 'Column'));
  return child ? firstColumn(child, scope) : '';
}

interface Conditions {
  readonly where?: Node;
  readonly having?: Node;
}

/** GROUP BY's expressions, as sort keys and as they are. */
function bindGroups(
  select: ast.Select,
  scope: Scope,
  items: readonly ResultItem[],
  binder: Binder,
): { plain: Node[]; keys: Node[] } {
  const place: Place = { scope: { ...scope, aliases: items }, clause: 'GROUP BY', aggregates: false };
  const plain = select.groupBy.map(({ expr }) => itemAt(expr, items, 'GROUP BY') ?? binder.expression(expr, place));
  if (plain.some(isAggregated)) throw sqlError('ER_INVALID_GROUP_FUNC_USE');
  return { plain, keys: plain.map((node) => ownKey(node)) };
}

/** GROUP BY may order its groups: `GROUP BY a DESC`. */
function groupOrder(select: ast.Select, keys: readonly Node[]): OrderTerm[] {
  // SQLite's groups come in order.
  if (!select.groupBy.some(({ descending }) => descending)) return [];
  return keys.map((node, index) => ({ node, descending: select.groupBy[index]?.descending ?? false }));
}

/** HAVING sees aliases; in a query that reduces rows it sees no other columns than those that are grouped or selected. */
function havingScope(scope: Scope, items: readonly ResultItem[], groups: readonly Node[], aggregated: boolean): Scope {
  if (!aggregated) {
    return {
      ...scope,
      aliases: items,
      visible: scope.visible.filter(({ node }) => items.some((item) => sameNode(item.node, node))),
    };
  }
  const known = [...groups, ...items.map((item) => item.node)];
  return {
    ...scope,
    aliases: items,
    visible: scope.visible.filter(({ node }) => known.some((one) => sameNode(one, node))),
  };
}

/** The typed tree of a SELECT. */
export function bindSelect(select: ast.Select, outer: Scope | undefined, binder: Binder): BoundSelect {
  const { from, scope } = bindFrom(select.from, outer, binder);
  const place: Place = { scope, clause: 'SELECT', aggregates: true };
  const items = bindItems(select.items, place, binder);
  const conditions: { -readonly [Key in keyof Conditions]: Conditions[Key] } = {};
  if (select.where)
    conditions.where = truthOf(binder.expression(select.where, { scope, clause: 'WHERE', aggregates: false }));
  const { plain, keys } = bindGroups(select, scope, items, binder);
  const grouped = select.groupBy.length > 0;
  if (select.rollup && select.orderBy.length > 0) throw sqlError('ER_WRONG_USAGE', 'CUBE/ROLLUP', 'ORDER BY');
  const counted = grouped || items.some(({ node }) => isAggregated(node));
  if (select.having) {
    const seen = havingScope(scope, items, plain, counted);
    conditions.having = truthOf(binder.expression(select.having, { scope: seen, clause: 'HAVING', aggregates: true }));
  }
  const orderPlace: Place = { scope: { ...scope, aliases: items }, clause: 'ORDER BY', aggregates: true };
  const ordered = bindOrder(select.orderBy, items, orderPlace, binder);
  const aggregated =
    counted || [conditions.having, ...ordered.map(({ node }) => node)].some((node) => node && isAggregated(node));
  if (aggregated && binder.env.sqlMode.has('ONLY_FULL_GROUP_BY')) checkFullGroup(items, plain, scope, grouped);
  return {
    kind: 'Select',
    distinct: select.distinct,
    items,
    from,
    groupBy: keys,
    ...(select.rollup && { rollup: plain }),
    // One row has no order, and an order of a single group no meaning.
    orderBy: aggregated && !grouped ? [] : ordered.length > 0 ? ordered : groupOrder(select, keys),
    aggregated,
    ...conditions,
    ...bindLimit(select.limit, scope, binder),
  };
}
