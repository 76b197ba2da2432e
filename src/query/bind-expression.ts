/** Expressions: AST → typed nodes. */

import { charsetOf, resolveCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import type { SqlType } from '../base/types.js';
import type * as ast from '../parser/ast.js';
import { bindAggregate, isAggregateCall } from './bind-aggregate.js';
import { bindCall } from './bind-call.js';
import { bindIn, bindRowComparison, isRow } from './bind-in.js';
import { bindLiteral, integerConstant, NULL_NODE, numberOfBytes } from './bind-literal.js';
import { addInterval, call, chooseByCase, onlyItem } from './bind-parts.js';
import { bindQuantified } from './bind-quantified.js';
import { castTarget } from './bind-type.js';
import type { Binder, Place } from './binder.js';
import { charsetOfType } from './charsets.js';
import { COLLATE } from './coercibility.js';
import { ARITHMETIC, complement, negate } from './functions/arithmetic.js';
import { apply, cast, convertTo } from './functions/cast.js';
import { COMPARISONS, compare, looseDomain, sortKey, truthOf } from './functions/comparison.js';
import { declareRaw, type SqlFunction } from './functions/define.js';
import { and, not, or, TESTS, xor } from './functions/logic.js';
import { like, regexpTest } from './functions/matching.js';
import { assignment, userVariable } from './functions/session.js';
import { resolveColumn } from './scope.js';
import type { ConstantNode, Node } from './tree.js';
import { NULL_TYPE } from './types.js';
import { decodeValue, isBinary, isText, type Value, valueToText } from './value.js';

function bindUnary(expr: ast.Unary, place: Place, binder: Binder): Node {
  const { operand } = expr;
  if (expr.op === '-' && operand.kind === 'Literal' && operand.value.type === 'integer') {
    return integerConstant(-BigInt(operand.value.digits), `-${operand.value.digits}`);
  }
  if (
    expr.op === '-' &&
    operand.kind === 'Literal' &&
    (operand.value.type === 'decimal' || operand.value.type === 'double')
  ) {
    return bindLiteral({ ...operand.value, text: `-${operand.value.text}` }, binder);
  }
  const node = bindExpression(operand, place, binder);
  switch (expr.op) {
    case '+':
      return node;
    case '-':
      return call(binder, negate, [asNumber(node)]);
    case '~':
      return call(binder, complement, [asNumber(node)]);
    case 'NOT':
      return call(binder, not, [truthOf(node)]);
    case 'BINARY':
      return convertTo(node, { name: 'VARBINARY', length: 'length' in node.type ? node.type.length : 255 });
  }
}

/** Hexadecimal literals are numbers in arithmetic. */
function asNumber(node: Node): Node {
  return node.kind === 'Constant' && node.value instanceof Uint8Array && node.text.startsWith('0x')
    ? numberOfBytes(node.value)
    : node;
}

function bindBinary(expr: ast.Binary, place: Place, binder: Binder): Node {
  const { op } = expr;
  if ((op === '+' || op === '-') && expr.right.kind === 'IntervalExpr')
    return addInterval(expr.left, expr.right, op, place, binder);
  if (op === '+' && expr.left.kind === 'IntervalExpr') return addInterval(expr.right, expr.left, op, place, binder);
  if (op in COMPARISONS && (isRow(expr.left) || isRow(expr.right))) {
    return bindRowComparison(expr, place, binder);
  }
  const left = bindExpression(expr.left, place, binder);
  const right = bindExpression(expr.right, place, binder);
  switch (op) {
    case 'AND':
      return call(binder, and, [truthOf(left), truthOf(right)]);
    case 'OR':
      return call(binder, or, [truthOf(left), truthOf(right)]);
    case 'XOR':
      return call(binder, xor, [truthOf(left), truthOf(right)]);
    case '=':
    case '<=>':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(op, left, right, binder);
    default:
      return call(binder, ARITHMETIC[op], [asNumber(left), asNumber(right)]);
  }
}

const negated = (node: Node, wanted: boolean, binder: Binder): Node => (wanted ? call(binder, not, [node]) : node);

function bindTest(expr: ast.IsTest, place: Place, binder: Binder): Node {
  const node = bindExpression(expr.operand, place, binder);
  const operand = expr.what === 'NULL' || expr.what === 'UNKNOWN' ? node : truthOf(node);
  return negated(call(binder, TESTS[expr.what], [operand]), expr.not, binder);
}

function bindBetween(expr: ast.BetweenTest, place: Place, binder: Binder): Node {
  const nodes = [expr.operand, expr.low, expr.high].map((part) => bindExpression(part, place, binder));
  const domain = looseDomain(nodes, binder);
  const [operand = NULL_NODE, low = NULL_NODE, high = NULL_NODE] = nodes.map((node) => sortKey(node, domain));
  const both = [call(binder, COMPARISONS['>='], [operand, low]), call(binder, COMPARISONS['<='], [operand, high])];
  return negated(call(binder, and, both), expr.not, binder);
}

function bindLike(expr: ast.LikeTest, place: Place, binder: Binder): Node {
  const parts = [expr.operand, expr.pattern, ...(expr.escape ? [expr.escape] : [])];
  const nodes = parts.map((part) => bindExpression(part, place, binder));
  return negated(call(binder, expr.op === 'LIKE' ? like : regexpTest, nodes), expr.not, binder);
}

function bindCase(expr: ast.CaseExpr, place: Place, binder: Binder): Node {
  const operand = expr.operand && bindExpression(expr.operand, place, binder);
  const conditions = expr.whens.map(({ when }) => {
    const node = bindExpression(when, place, binder);
    return operand ? compare('=', operand, node, binder) : truthOf(node);
  });
  const values = expr.whens.map(({ then }) => bindExpression(then, place, binder));
  const otherwise = expr.otherwise && bindExpression(expr.otherwise, place, binder);
  return chooseByCase(conditions, values, otherwise, binder);
}

function bindCast(expr: ast.CastExpr, place: Place, binder: Binder): Node {
  const node = bindExpression(expr.operand, place, binder);
  if (expr.type) return cast(node, castTarget(expr.type, node.type, binder.collation));
  const collation = resolveCollation(expr.charset ?? 'binary', undefined);
  const length = 'length' in node.type ? node.type.length : 255;
  return cast(node, collation === 'binary' ? { name: 'VARBINARY', length } : { name: 'VARCHAR', length, collation });
}

/** COLLATE: the same text under another collation. */
function collated(type: SqlType): SqlFunction {
  return declareRaw(COLLATE, 1, 1, {
    type: () => type,
    nullable: ([operand]) => operand?.nullable ?? true,
    native:
      () =>
      ([operand = '']) =>
        operand,
    call: (_context, [value = null]) => value,
  });
}

function bindCollate(expr: ast.CollateExpr, place: Place, binder: Binder): Node {
  const node = bindExpression(expr.operand, place, binder);
  const charset = isText(node.type)
    ? charsetOfType(node.type)
    : isBinary(node.type)
      ? 'binary'
      : charsetOf(binder.collation);
  const collation = resolveCollation(charset, expr.collation);
  const text = isText(node.type) ? node : convertTo(node, { name: 'VARCHAR', length: 255, collation });
  return apply(collated({ ...text.type, ...(isText(text.type) && { collation }) }), [text], {
    ...text.type,
    ...(isText(text.type) && { collation }),
  });
}

/** A value of the session as a constant. */
function constantOf(value: Value, type: SqlType): ConstantNode {
  return {
    kind: 'Constant',
    value,
    type,
    nullable: value === null,
    text: value === null ? 'NULL' : valueToText(value, type),
  };
}

function bindUserVariable(name: string, binder: Binder): Node {
  const type = binder.env.userVariable(name)?.type ?? NULL_TYPE;
  return call(binder, userVariable(type.name === 'NULL' ? { name: 'LONGBLOB', length: 0 } : type), [
    { ...NULL_NODE, value: name, text: `@${name}` },
  ]);
}

function bindAssignment(expr: ast.Assignment, place: Place, binder: Binder): Node {
  const value = bindExpression(expr.value, place, binder);
  const name: ConstantNode = { ...NULL_NODE, value: expr.name, text: `@${expr.name}` };
  return call(binder, assignment(value.type), [name, value]);
}

function bindColumn(expr: ast.ColumnRef, { scope, clause }: Place, binder: Binder): Node {
  const local = bindLocal(expr, binder);
  if (local) return local;
  const node = resolveColumn(expr, scope, clause);
  binder.observer?.column(expr, node);
  return node;
}

/** A variable of the routine around the statement hides the columns of its name. */
function bindLocal({ db, table, name }: ast.ColumnRef, { env }: Binder): Node | undefined {
  const local = db === undefined ? env.locals?.find(name, table) : undefined;
  return local && constantOf(decodeValue(local.value, local.type), local.type);
}

/** The typed node of an expression. */
export function bindExpression(expr: ast.Expr, place: Place, binder: Binder): Node {
  switch (expr.kind) {
    case 'Literal':
      return bindLiteral(expr.value, binder);
    case 'ColumnRef':
      return bindColumn(expr, place, binder);
    case 'UserVariable':
      return bindUserVariable(expr.name, binder);
    case 'SystemVariable': {
      const { value, type } = binder.env.readVariable(expr);
      return { ...constantOf(decodeValue(value, type), type), isVariable: true };
    }
    case 'Assignment':
      return bindAssignment(expr, place, binder);
    case 'Unary':
      return bindUnary(expr, place, binder);
    case 'Binary':
      return bindBinary(expr, place, binder);
    case 'IsTest':
      return bindTest(expr, place, binder);
    case 'InTest':
      return negated(bindIn(expr, place, binder), expr.not, binder);
    case 'BetweenTest':
      return bindBetween(expr, place, binder);
    case 'LikeTest':
      return bindLike(expr, place, binder);
    default:
      return bindCompound(expr, place, binder);
  }
}

type Compound = Exclude<
  ast.Expr,
  | ast.Literal
  | ast.ColumnRef
  | ast.UserVariable
  | ast.SystemVariable
  | ast.Assignment
  | ast.Unary
  | ast.Binary
  | ast.IsTest
  | ast.InTest
  | ast.BetweenTest
  | ast.LikeTest
>;

function bindCompound(expr: Compound, place: Place, binder: Binder): Node {
  switch (expr.kind) {
    case 'CaseExpr':
      return bindCase(expr, place, binder);
    case 'CastExpr':
      return bindCast(expr, place, binder);
    case 'Call':
      return isAggregateCall(expr) ? bindAggregate(expr, place, binder) : bindCall(expr, place, binder);
    case 'SubqueryExpr': {
      const query = binder.query(expr.query, place.scope);
      return { kind: 'Scalar', query, type: onlyItem(query).type, nullable: true };
    }
    case 'ExistsTest':
      return { kind: 'Exists', query: binder.query(expr.query, place.scope), type: EXISTS_TYPE, nullable: false };
    case 'CollateExpr':
      return bindCollate(expr, place, binder);
    case 'DefaultExpr':
      if (!place.special) throw sqlError('ER_BAD_FIELD_ERROR', expr.column ?? 'DEFAULT', place.clause);
      return place.special.defaultOf(expr.column);
    case 'QuantifiedTest':
      return bindQuantified(expr, place, binder);
    case 'GivenValue':
      return constantOf(decodeValue(expr.value, expr.type), expr.type);
    case 'RowExpr':
      throw sqlError('ER_OPERAND_COLUMNS', 1);
    case 'IntervalExpr':
      throw sqlError('ER_WRONG_USAGE', 'INTERVAL', 'expression');
  }
}

const EXISTS_TYPE: SqlType = { name: 'INT', unsigned: false, zerofill: false, width: 1 };
