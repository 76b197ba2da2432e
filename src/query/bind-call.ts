/** Function calls, with the functions whose arguments are bound in a way of their own. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import { NULL_NODE } from './bind-literal.js';
import { addInterval, call, chooseByCase } from './bind-parts.js';
import { storedCall } from './bind-stored.js';
import type { Binder, Place } from './binder.js';
import { commonCollation } from './coercibility.js';
import { compareValues } from './compare-values.js';
import { apply, convertTo } from './functions/cast.js';
import { compare, extreme, looseDomain, sortKey, truthOf } from './functions/comparison.js';
import { differenceFunction } from './functions/dates.js';
import { declareRaw } from './functions/define.js';
import { functionNamed } from './functions/index.js';
import { choiceFunctions, TESTS } from './functions/logic.js';
import { isNotHere } from './functions/not-here.js';
import type { Node } from './tree.js';
import { commonType, DOUBLE, int } from './types.js';

const choices = new Set(choiceFunctions.map((one) => one.name));

function checkCount(name: string, count: number, min: number, max: number): void {
  if (count < min || count > max) throw sqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', name);
}

/** Arguments as values of their common type. */
function withCommonType(nodes: readonly Node[], binder: Binder): Node[] {
  const type = commonType(
    nodes.map((node) => node.type),
    commonCollation(nodes, binder),
  );
  return nodes.map((node) => convertTo(node, type));
}

function greatest(sign: 1 | -1): Special {
  return (nodes, binder, name) => {
    const domain = looseDomain(nodes, binder);
    const type = commonType(
      nodes.map((node) => node.type),
      commonCollation(nodes, binder),
    );
    const values =
      domain.kind === 'as' && domain.type.name === 'DOUBLE'
        ? nodes.map((node) => convertTo(node, DOUBLE))
        : nodes.map((node) => convertTo(node, type));
    return apply(
      extreme(name, sign),
      [...nodes.map((node) => sortKey(node, domain)), ...values],
      values[0]?.type ?? type,
    );
  };
}

/** Position of the first argument among the others, 0 without one. */
const fieldPosition = declareRaw('field', 2, Number.POSITIVE_INFINITY, {
  type: () => int(3),
  nullable: () => false,
  call(_context, [wanted = null, ...among]) {
    if (wanted === null) return 0n;
    return BigInt(among.findIndex((one) => one !== null && compareValues(wanted, one) === 0) + 1);
  },
});

/** How many of the ascending arguments are not above the first. */
const intervalPosition = declareRaw('interval', 2, Number.POSITIVE_INFINITY, {
  type: () => int(2),
  nullable: () => false,
  call(_context, [wanted = null, ...among]) {
    if (wanted === null) return -1n;
    const above = among.findIndex((one) => one !== null && compareValues(one, wanted) > 0);
    return BigInt(above < 0 ? among.length : above);
  },
});

const textOrder = declareRaw('strcmp', 2, 2, {
  type: () => int(2),
  nullable: (args) => args.some((arg) => arg.nullable),
  call(_context, [left = null, right = null]) {
    return left === null || right === null ? null : BigInt(Math.sign(compareValues(left, right)));
  },
});

type Special = (nodes: readonly Node[], binder: Binder, name: string) => Node;

interface SpecialForm {
  readonly min: number;
  readonly max: number;
  readonly bind: Special;
}

const asText = (nodes: readonly Node[], binder: Binder): Node[] => {
  const collation = commonCollation(nodes, binder);
  return nodes.map((node) => sortKey(node, { kind: 'text', collation }));
};

/** Functions of ordinary syntax that need more than types at binding. */
const SPECIAL: Readonly<Record<string, SpecialForm>> = {
  if: {
    min: 3,
    max: 3,
    bind: ([condition = NULL_NODE, yes = NULL_NODE, no = NULL_NODE], binder) =>
      chooseByCase([truthOf(condition)], [yes], no, binder),
  },
  nullif: {
    min: 2,
    max: 2,
    bind: ([value = NULL_NODE, other = NULL_NODE], binder) =>
      chooseByCase([compare('=', value, other, binder)], [NULL_NODE], value, binder),
  },
  isnull: { min: 1, max: 1, bind: (nodes, binder) => call(binder, TESTS.NULL, nodes) },
  greatest: { min: 2, max: Number.POSITIVE_INFINITY, bind: greatest(1) },
  least: { min: 2, max: Number.POSITIVE_INFINITY, bind: greatest(-1) },
  field: {
    min: 2,
    max: Number.POSITIVE_INFINITY,
    bind(nodes, binder) {
      const domain = looseDomain(nodes, binder);
      return call(
        binder,
        fieldPosition,
        nodes.map((node) => sortKey(node, domain)),
      );
    },
  },
  interval: {
    min: 2,
    max: Number.POSITIVE_INFINITY,
    bind: (nodes, binder) =>
      call(
        binder,
        intervalPosition,
        nodes.map((node) => convertTo(node, DOUBLE)),
      ),
  },
  strcmp: { min: 2, max: 2, bind: (nodes, binder) => call(binder, textOrder, asText(nodes, binder)) },
};

const unitOf = (expr: ast.Expr | undefined): string =>
  expr?.kind === 'Literal' && expr.value.type === 'string' ? expr.value.value : '';

const DAY = (amount: ast.Expr): ast.IntervalExpr => ({ kind: 'IntervalExpr', amount, unit: 'DAY' });

function bindDateArithmetic(expr: ast.Call, place: Place, binder: Binder): Node {
  const [date, change] = expr.args;
  if (!date || !change) throw sqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', expr.name);
  const interval = change.kind === 'IntervalExpr' ? change : DAY(change);
  return addInterval(date, interval, /add/i.test(expr.name) ? '+' : '-', place, binder);
}

function bindTimestampAdd(expr: ast.Call, place: Place, binder: Binder): Node {
  const [unit, amount, date] = expr.args;
  if (!unit || !amount || !date) throw sqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', expr.name);
  return addInterval(date, { kind: 'IntervalExpr', amount, unit: unitOf(unit) }, '+', place, binder);
}

function bindTimestampDifference(expr: ast.Call, place: Place, binder: Binder): Node {
  const [unit, from, to] = expr.args;
  if (!unit || !from || !to) throw sqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', expr.name);
  return call(
    binder,
    differenceFunction(unitOf(unit)),
    [from, to].map((part) => binder.expression(part, place)),
  );
}

function bindExtract(expr: ast.Call, place: Place, binder: Binder): Node {
  const [unit, date] = expr.args;
  const field = functionNamed(unitOf(unit).toLowerCase());
  if (!date || !field) throw sqlError('ER_NOT_SUPPORTED_YET', `EXTRACT(${unitOf(unit)})`);
  return call(binder, field, [binder.expression(date, place)]);
}

function bindValues(expr: ast.Call, place: Place): Node {
  const [column] = expr.args;
  if (column?.kind !== 'ColumnRef' || !place.special) return NULL_NODE;
  return place.special.valueOf(column.name);
}

type Syntax = (expr: ast.Call, place: Place, binder: Binder) => Node;

/** Functions whose arguments are not all expressions. */
const SYNTAX: Readonly<Record<string, Syntax>> = {
  date_add: bindDateArithmetic,
  adddate: bindDateArithmetic,
  date_sub: bindDateArithmetic,
  subdate: bindDateArithmetic,
  timestampadd: bindTimestampAdd,
  timestampdiff: bindTimestampDifference,
  extract: bindExtract,
  values: bindValues,
};

/** The node of a call; 1305 for an unknown function, 1235 for one that only the server has, 1582 for a wrong number of arguments. */
export function bindCall(expr: ast.Call, place: Place, binder: Binder): Node {
  const name = expr.name.toLowerCase();
  const syntax = SYNTAX[name];
  if (syntax) return syntax(expr, place, binder);
  const special = SPECIAL[name];
  const called = functionNamed(name);
  if (!special && !called) return bindStored(expr, place, binder);
  const { min, max } = special ?? { min: called?.minArgs ?? 0, max: called?.maxArgs ?? 0 };
  checkCount(expr.name, expr.args.length, min, max);
  const nodes = expr.args.map((arg) => binder.expression(arg, place));
  if (special) return special.bind(nodes, binder, name);
  if (!called) throw unknownFunction(expr.name, binder);
  return call(binder, called, choices.has(name) ? withCommonType(nodes, binder) : nodes);
}

/** A stored function. Errors: 1305, 1318. */
function bindStored(expr: ast.Call, place: Place, binder: Binder): Node {
  const stored = binder.env.storedFunction(expr.name);
  if (!stored) throw unknownFunction(expr.name, binder);
  if (binder.env.calls) binder.env.calls.stored = true;
  const { length } = expr.args;
  if (length !== stored.parameters)
    throw sqlError('ER_SP_WRONG_NO_OF_ARGS', 'FUNCTION', stored.name, stored.parameters, length);
  const nodes = expr.args.map((arg) => binder.expression(arg, place));
  return {
    kind: 'Apply',
    function: storedCall(stored),
    args: nodes,
    type: stored.type,
    nullable: true,
    constant: false,
  };
}

function unknownFunction(name: string, binder: Binder): Error {
  if (name.includes('.')) return sqlError('ER_SP_DOES_NOT_EXIST', 'FUNCTION', name);
  if (isNotHere(name.toLowerCase())) return sqlError('ER_NOT_SUPPORTED_YET', name.toLowerCase());
  const { database } = binder.env;
  if (database === undefined) return sqlError('ER_NO_DB_ERROR');
  return sqlError('ER_SP_DOES_NOT_EXIST', 'FUNCTION', `${database}.${name}`);
}
