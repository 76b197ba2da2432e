/** IN, and comparisons of rows. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import { NULL_NODE } from './bind-literal.js';
import { call } from './bind-parts.js';
import { rowOf } from './bind-quantified.js';
import type { Binder, Place } from './binder.js';
import { type COMPARISONS, comparable, compare, domainOf, inList, sortKey } from './functions/comparison.js';
import { and, or } from './functions/logic.js';
import type { BoundQuery, Node } from './tree.js';
import { BOOLEAN } from './types.js';

export const isRow = (expr: ast.Expr): expr is ast.RowExpr => expr.kind === 'RowExpr';

const isQuery = (among: readonly ast.Expr[] | ast.Query): among is ast.Query => 'kind' in among;

function bindOperands(expr: ast.Expr, place: Place, binder: Binder): Node[] {
  return (isRow(expr) ? expr.items : [expr]).map((item) => binder.expression(item, place));
}

function chain(op: typeof and, nodes: readonly Node[], binder: Binder): Node {
  const [first = NULL_NODE, ...rest] = nodes;
  return rest.reduce((left, right) => call(binder, op, [left, right]), first);
}

/** `x IN (…)`, without its NOT. */
export function bindIn(expr: ast.InTest, place: Place, binder: Binder): Node {
  const operands = bindOperands(expr.operand, place, binder);
  if (isQuery(expr.among)) return bindInQuery(operands, binder.query(expr.among, place.scope), binder);
  const [operand = NULL_NODE] = operands;
  if (operands.length > 1) {
    const rows = expr.among.map((row) => equalRows(operands, bindOperands(row, place, binder), binder));
    return chain(or, rows, binder);
  }
  const among = expr.among.map((one) => binder.expression(one, place));
  const pairs = among.map((one) => comparable(operand, one, binder));
  // One list, if the operand is the same sort key beside each of them.
  const [[key] = [operand]] = pairs;
  const domain = domainOf([operand, ...among], binder);
  if (pairs.every(([left]) => left === key)) return call(binder, inList, [key, ...pairs.map(([, right]) => right)]);
  if (pairs.length > 8 && domain.kind === 'text') {
    return call(
      binder,
      inList,
      [operand, ...among].map((node) => sortKey(node, domain)),
    );
  }
  return chain(
    or,
    among.map((one) => compare('=', operand, one, binder)),
    binder,
  );
}

function bindInQuery(operands: readonly Node[], query: BoundQuery, binder: Binder): Node {
  if (operands.length !== query.items.length) throw sqlError('ER_OPERAND_COLUMNS', operands.length);
  const pairs = operands.map((operand, index) => comparable(operand, query.items[index]?.node ?? NULL_NODE, binder));
  return {
    kind: 'InQuery',
    operands: pairs.map(([left]) => left),
    keys: pairs.map(([, right]) => right),
    // Among equal rows it does not matter how many there are.
    query: query.kind === 'Select' && query.distinct && !query.limit ? { ...query, distinct: false } : query,
    type: BOOLEAN,
    nullable: true,
  };
}

function equalRows(left: readonly Node[], right: readonly Node[], binder: Binder): Node {
  if (left.length !== right.length) throw sqlError('ER_OPERAND_COLUMNS', left.length);
  return chain(
    and,
    left.map((node, index) => compare('=', node, right[index] ?? NULL_NODE, binder)),
    binder,
  );
}

type Sign = keyof typeof COMPARISONS;

/** `(a, b) < (c, d)`: the first difference decides. */
function orderRows(sign: Sign, left: readonly Node[], right: readonly Node[], binder: Binder): Node {
  const [first = NULL_NODE, ...restLeft] = left;
  const [other = NULL_NODE, ...restRight] = right;
  if (restLeft.length === 0) return compare(sign, first, other, binder);
  const strict: Sign = sign.startsWith('<') ? '<' : '>';
  const rest = call(binder, and, [compare('=', first, other, binder), orderRows(sign, restLeft, restRight, binder)]);
  return call(binder, or, [compare(strict, first, other, binder), rest]);
}

/** A comparison in which one side is written as a row. */
export function bindRowComparison(expr: ast.Binary, place: Place, binder: Binder): Node {
  const operands = (side: ast.Expr, other: ast.Expr): Node[] =>
    side.kind === 'SubqueryExpr' && isRow(other)
      ? rowOf(side, other.items.length, expr.op, place, binder)
      : bindOperands(side, place, binder);
  const left = operands(expr.left, expr.right);
  const right = operands(expr.right, expr.left);
  if (![expr.left, expr.right].every((side) => isRow(side) || side.kind === 'SubqueryExpr')) {
    const kind = (side: ast.Expr, nodes: readonly Node[]): string =>
      isRow(side) ? 'row' : (nodes[0]?.type.name ?? '').toLowerCase();
    throw sqlError(
      'ER_ILLEGAL_PARAMETER_DATA_TYPES2_FOR_OPERATION',
      kind(expr.left, left),
      kind(expr.right, right),
      expr.op,
    );
  }
  if (left.length !== right.length) throw sqlError('ER_OPERAND_COLUMNS', left.length);
  const pairs = (sign: Sign): Node[] =>
    left.map((node, index) => compare(sign, node, right[index] ?? NULL_NODE, binder));
  switch (expr.op) {
    case '=':
    case '<=>':
      return chain(and, pairs(expr.op), binder);
    case '<>':
      return chain(or, pairs('<>'), binder);
    default:
      return orderRows(expr.op as Sign, left, right, binder);
  }
}
