/** Aggregate functions. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import { NULL_NODE } from './bind-literal.js';
import type { Binder, Place } from './binder.js';
import { aggregateFunction } from './functions/aggregates.js';
import { ownKey, valueKey } from './functions/comparison.js';
import type { Node } from './tree.js';

/** Is it COUNT, SUM …? */
export const isAggregateCall = (expr: ast.Call): boolean => aggregateFunction(expr.name) !== undefined;

/** The node of an aggregate; 1111 where there must be none. */
export function bindAggregate(expr: ast.Call, place: Place, binder: Binder): Node {
  const called = aggregateFunction(expr.name);
  if (!called || !place.aggregates) throw sqlError('ER_INVALID_GROUP_FUNC_USE');
  const inner: Place = { ...place, aggregates: false };
  const values = expr.args.map((arg) => binder.expression(arg, inner));
  const distinct = expr.distinct ?? false;
  const args = argumentsOf(called.name, values, distinct);
  const orderBy = (expr.orderBy ?? []).map((item) => ({
    node: ownKey(orderTerm(item.expr, values) ?? binder.expression(item.expr, inner)),
    descending: item.descending,
  }));
  const type = called.type(args, binder);
  return {
    kind: 'Aggregate',
    function: called,
    args,
    distinct: distinct && !/^(min|max)$/.test(called.name),
    orderBy,
    separator: expr.separator ?? ',',
    type,
    nullable: called.nullable,
  };
}

/** ORDER BY 1 in GROUP_CONCAT means its first argument. */
function orderTerm(expr: ast.Expr, values: readonly Node[]): Node | undefined {
  if (expr.kind !== 'Literal' || expr.value.type !== 'integer') return undefined;
  return values[Number(expr.value.digits) - 1] ?? NULL_NODE;
}

/** MIN and MAX see a sort key beside the value, COUNT(DISTINCT …) sees sort keys. */
function argumentsOf(name: string, values: readonly Node[], distinct: boolean): readonly Node[] {
  if (name === 'count') return distinct ? values.map((value) => ownKey(value)) : values;
  const [value] = values;
  if (!/^(min|max)$/.test(name) || !value) return values;
  const key = valueKey(value);
  return key === value ? [value] : [key, value];
}
