/** Pieces that several kinds of expressions are bound with. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import { NULL_NODE } from './bind-literal.js';
import type { Binder, Place } from './binder.js';
import { commonCollation } from './coercibility.js';
import { apply, convertTo } from './functions/cast.js';
import type { SqlFunction } from './functions/define.js';
import { intervalFunction } from './functions/intervals.js';
import { caseFunction } from './functions/logic.js';
import type { BoundQuery, Node } from './tree.js';
import { commonType } from './types.js';

/** A function's call on nodes, with its type derived. */
export function call(binder: Binder, called: SqlFunction, args: readonly Node[]): Node {
  return apply(called, args, called.type(args, binder));
}

/** `date ± INTERVAL amount unit`, also behind DATE_ADD and DATE_SUB. */
export function addInterval(
  date: ast.Expr,
  interval: ast.IntervalExpr,
  op: '+' | '-',
  place: Place,
  binder: Binder,
): Node {
  const operands = [binder.expression(date, place), binder.expression(interval.amount, place)];
  return call(binder, intervalFunction(interval.unit, op === '+' ? 1 : -1), operands);
}

/** CASE over bound conditions; the values become their common type. */
export function chooseByCase(
  conditions: readonly Node[],
  values: readonly Node[],
  otherwise: Node | undefined,
  binder: Binder,
): Node {
  const results = otherwise ? [...values, otherwise] : values;
  const type = commonType(
    results.map((node) => node.type),
    commonCollation(results, binder),
  );
  const args = conditions.flatMap((condition, index) => [condition, convertTo(values[index] ?? NULL_NODE, type)]);
  const all = otherwise ? [...args, convertTo(otherwise, type)] : args;
  return apply(caseFunction, all, type);
}

/** The one column of a subquery that stands for a value. */
export function onlyItem(query: BoundQuery): Node {
  const [item] = query.items;
  if (!item || query.items.length !== 1) throw sqlError('ER_OPERAND_COLUMNS', 1);
  return item.node;
}
