/** + - * / DIV % and the bit operators. */
import { sqlError } from '../../base/errors.js';
import { isInteger, type SqlType } from '../../base/types.js';
import { toDecimal, toDouble, toInteger } from '../convert-value.js';
import {
  addDecimals,
  type Decimal,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  remainderDecimals,
} from '../decimal.js';
import { describe } from '../describe.js';
import { hasIntegerForm, rangeOf, SIGNED_64, UNSIGNED_64, within } from '../forms.js';
import type { Node, Range } from '../tree.js';
import {
  arithmetic,
  BIGINT_UNSIGNED,
  commonArithmetic,
  DOUBLE,
  decimal,
  decimalShape,
  digitsOf,
  displayWidth,
  integerOfWidth,
} from '../types.js';
import { isUnsigned, type Value } from '../value.js';
import { type CallContext, declareRaw, type Printer, type SqlFunction } from './define.js';

type Operands<T> = (left: T, right: T) => T;

/** Digits of an operand that counts as an integer. */
const digits = ({ type }: Node): number => (isInteger(type) ? digitsOf(type) : decimalShape(type).precision);
const shape = ({ type }: Node): { precision: number; scale: number } => decimalShape(type);
const anyUnsigned = (args: readonly Node[]): boolean => args.some((arg) => isUnsigned(arg.type));

const types = (args: readonly Node[]): SqlType[] => args.map((arg) => arg.type);

/** The error of a result that its type cannot hold. */
function outOfRange(kind: string, context: CallContext, fn: SqlFunction): Error {
  return sqlError('ER_DATA_OUT_OF_RANGE', kind, describe({ function: fn, args: context.args }));
}

function checkInteger(value: bigint, context: CallContext, fn: SqlFunction): bigint {
  const unsigned = isUnsigned(context.type);
  if (within({ min: value, max: value }, unsigned ? UNSIGNED_64 : SIGNED_64)) return value;
  throw outOfRange(unsigned ? 'BIGINT UNSIGNED' : 'BIGINT', context, fn);
}

function checkDouble(value: number, context: CallContext, fn: SqlFunction): number {
  if (Number.isFinite(value)) return value;
  throw outOfRange('DOUBLE', context, fn);
}

interface Kinds {
  readonly integer: Operands<bigint>;
  readonly decimal: Operands<Decimal>;
  readonly double: Operands<number>;
}

interface Rule {
  readonly sign: string;
  readonly kinds: Kinds;
  type(args: readonly Node[]): SqlType;
  range(left: Range, right: Range): Range;
}

function operandTypes(context: CallContext): [SqlType, SqlType] {
  const [left, right] = context.args;
  return [left?.type ?? context.type, right?.type ?? context.type];
}

/** An operator with two operands that has one meaning for each kind of number. */
function binaryOperator({ sign, kinds, type, range }: Rule): SqlFunction {
  const resultRange = (args: readonly Node[]): Range | undefined => {
    const [left, right] = args.map(rangeOf);
    if (!left || !right || commonArithmetic(types(args)) !== 'integer') return undefined;
    return range(left, right);
  };
  const fn: SqlFunction = declareRaw(sign, 2, 2, {
    type,
    nullable: (args) => args.some((arg) => arg.nullable),
    range: resultRange,
    operator: sign,
    integerForm: true,
    native: (args) => {
      const fits = within(resultRange(args), { min: anyUnsigned(args) ? 0n : SIGNED_64.min, max: SIGNED_64.max });
      return fits && args.every(hasIntegerForm) ? ([left, right]) => `(${left} ${sign} ${right})` : undefined;
    },
    call(context, [left = null, right = null]) {
      if (left === null || right === null) return null;
      const [leftType, rightType] = operandTypes(context);
      if (isInteger(context.type)) {
        const value = kinds.integer(toInteger(left, leftType, context.env), toInteger(right, rightType, context.env));
        return checkInteger(value, context, fn);
      }
      if (context.type.name === 'DECIMAL') {
        return kinds.decimal(toDecimal(left, leftType, context.env), toDecimal(right, rightType, context.env));
      }
      const value = kinds.double(toDouble(left, leftType, context.env), toDouble(right, rightType, context.env));
      return checkDouble(value, context, fn);
    },
  });
  return fn;
}

/** Integers with a sign take one character more than their digits. */
const signedWidth = (count: number, unsigned: boolean): number => count + (unsigned ? 0 : 1);

function sumType(args: readonly Node[]): SqlType {
  const kind = commonArithmetic(types(args));
  if (kind === 'double') return DOUBLE;
  if (kind === 'integer') {
    return integerOfWidth(signedWidth(Math.max(...args.map(digits)) + 1, anyUnsigned(args)), anyUnsigned(args));
  }
  const scale = Math.max(...args.map((arg) => shape(arg).scale));
  const whole = Math.max(...args.map((arg) => shape(arg).precision - shape(arg).scale));
  return decimal(whole + 1 + scale, scale);
}

function productType(args: readonly Node[]): SqlType {
  const kind = commonArithmetic(types(args));
  if (kind === 'double') return DOUBLE;
  const sum = (pick: (arg: Node) => number): number => args.reduce((total, arg) => total + pick(arg), 0);
  if (kind === 'integer') return integerOfWidth(signedWidth(sum(digits), anyUnsigned(args)), anyUnsigned(args));
  return decimal(
    sum((arg) => shape(arg).precision),
    sum((arg) => shape(arg).scale),
  );
}

const add = binaryOperator({
  sign: '+',
  kinds: { integer: (a, b) => a + b, decimal: addDecimals, double: (a, b) => a + b },
  type: sumType,
  range: (a, b) => ({ min: a.min + b.min, max: a.max + b.max }),
});

const subtract = binaryOperator({
  sign: '-',
  kinds: { integer: (a, b) => a - b, decimal: (a, b) => addDecimals(a, negateDecimal(b)), double: (a, b) => a - b },
  type: sumType,
  range: (a, b) => ({ min: a.min - b.max, max: a.max - b.min }),
});

const multiply = binaryOperator({
  sign: '*',
  kinds: { integer: (a, b) => a * b, decimal: multiplyDecimals, double: (a, b) => a * b },
  type: productType,
  range: (a, b) => {
    const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max].toSorted((x, y) => (x < y ? -1 : 1));
    return { min: corners.at(0) ?? 0n, max: corners.at(-1) ?? 0n };
  },
});

function divisionByZero(context: CallContext): null {
  if (context.env.sqlMode.has('ERROR_FOR_DIVISION_BY_ZERO'))
    context.env.warn('Warning', sqlError('ER_DIVISION_BY_ZERO'));
  return null;
}

/** Decimals come in groups of nine, and division computes whole groups. */
const wholeGroups = (count: number): number => Math.ceil(count / 9) * 9;

/** Decimals that a quotient is computed with, before it is rounded to its type. */
function quotientScale(left: Decimal, right: Decimal, increment: number): number {
  const groups = wholeGroups(left.scale) + wholeGroups(right.scale);
  return wholeGroups(groups + Math.max(0, increment - (groups - left.scale - right.scale)));
}

const divide: SqlFunction = declareRaw('/', 2, 2, {
  operator: '/',
  type([left, right], { divisionDecimals }) {
    if (!left || !right || commonArithmetic([left.type, right.type]) === 'double') return DOUBLE;
    const scale = shape(left).scale + divisionDecimals;
    return decimal(shape(left).precision + shape(right).scale + divisionDecimals, scale);
  },
  nullable: () => true,
  call(context, [left = null, right = null]) {
    if (left === null || right === null) return null;
    const [leftType, rightType] = operandTypes(context);
    if (context.type.name === 'DECIMAL') {
      const dividend = toDecimal(left, leftType, context.env);
      const divisor = toDecimal(right, rightType, context.env);
      const scale = quotientScale(dividend, divisor, context.env.divisionDecimals);
      return divideDecimals(dividend, divisor, scale) ?? divisionByZero(context);
    }
    const divisor = toDouble(right, rightType, context.env);
    if (divisor === 0) return divisionByZero(context);
    return checkDouble(toDouble(left, leftType, context.env) / divisor, context, divide);
  },
});

const integerDivide: SqlFunction = declareRaw('DIV', 2, 2, {
  operator: 'DIV',
  type([left, right]) {
    const unsigned = left !== undefined && right !== undefined && anyUnsigned([left, right]);
    const whole = left && arithmetic(left.type) !== 'double' ? shape(left).precision - shape(left).scale : 20;
    return { name: whole < 10 ? 'INT' : 'BIGINT', width: whole, unsigned, zerofill: false };
  },
  nullable: () => true,
  call(context, [left = null, right = null]) {
    if (left === null || right === null) return null;
    const [leftType, rightType] = operandTypes(context);
    const dividend = toDecimal(left, leftType, context.env);
    const quotient = divideDecimals(dividend, toDecimal(right, rightType, context.env), 0);
    return quotient ? checkInteger(quotient.unscaled, context, integerDivide) : divisionByZero(context);
  },
});

function remainder(name: string, operator?: string): SqlFunction {
  return declareRaw(name, 2, 2, {
    ...(operator && { operator }),
    integerForm: true,
    type(args) {
      const kind = commonArithmetic(types(args));
      if (kind === 'double') return DOUBLE;
      const [left] = args;
      if (kind === 'integer') {
        const unsigned = left !== undefined && isUnsigned(left.type);
        return integerOfWidth(signedWidth(Math.max(...args.map(digits)), unsigned), unsigned);
      }
      const shapes = args.map(shape);
      return decimal(Math.max(...shapes.map((one) => one.precision)), Math.max(...shapes.map((one) => one.scale)));
    },
    nullable: () => true,
    native: ([left, right]) => {
      // A divisor that cannot be 0 needs no warning.
      const divisor = right && rangeOf(right);
      const safe = divisor && (divisor.min > 0n || divisor.max < 0n) && divisor.min === divisor.max;
      if (!left || !right || !safe || !isInteger(left.type) || !hasIntegerForm(left) || !hasIntegerForm(right))
        return undefined;
      return ([a, b]) => `(${a} % ${b})`;
    },
    call(context, [left = null, right = null]) {
      if (left === null || right === null) return null;
      const [leftType, rightType] = operandTypes(context);
      if (context.type.name === 'DOUBLE') {
        const divisor = toDouble(right, rightType, context.env);
        return divisor === 0 ? divisionByZero(context) : toDouble(left, leftType, context.env) % divisor;
      }
      const rest = remainderDecimals(toDecimal(left, leftType, context.env), toDecimal(right, rightType, context.env));
      if (!rest) return divisionByZero(context);
      return isInteger(context.type) ? rest.unscaled : rest;
    },
  });
}

const negateText: Printer = ([operand]) => `(- ${operand})`;

const negate: SqlFunction = declareRaw('-', 1, 1, {
  integerForm: true,
  type([operand]) {
    if (!operand || arithmetic(operand.type) === 'double') return DOUBLE;
    if (!isInteger(operand.type)) return decimal(shape(operand).precision, shape(operand).scale);
    const width = isUnsigned(operand.type) ? digits(operand) + 1 : displayWidth(operand.type) + 1;
    return integerOfWidth(width, false);
  },
  nullable: ([operand]) => operand?.nullable ?? true,
  range(args) {
    const range = args[0] && rangeOf(args[0]);
    return range && { min: -range.max, max: -range.min };
  },
  native: (args) => {
    const range = args[0] && rangeOf(args[0]);
    const fits = range !== undefined && within({ min: -range.max, max: -range.min }, SIGNED_64);
    return fits && args.every(hasIntegerForm) ? negateText : undefined;
  },
  call(context, [operand = null]) {
    const type = context.args[0]?.type ?? context.type;
    if (operand === null) return null;
    if (isInteger(context.type)) return checkInteger(-toInteger(operand, type, context.env), context, negate);
    if (context.type.name === 'DECIMAL') return negateDecimal(toDecimal(operand, type, context.env));
    // A negative zero would show.
    return 0 - toDouble(operand, type, context.env);
  },
});

/** The 64 bits of an operand; a decimal or double is rounded. */
function bitsOf(value: Value, type: SqlType, context: CallContext): bigint | null {
  return value === null ? null : BigInt.asUintN(64, toInteger(value, type, context.env));
}

function bitOperator(sign: string, compute: Operands<bigint>, native = false): SqlFunction {
  return declareRaw(sign, 2, 2, {
    operator: sign,
    integerForm: true,
    type: () => BIGINT_UNSIGNED,
    nullable: (args) => args.some((arg) => arg.nullable),
    native: (args) => {
      const fits = args.every((arg) => within(rangeOf(arg), { min: 0n, max: SIGNED_64.max }) && hasIntegerForm(arg));
      return native && fits ? ([left, right]) => `(${left} ${sign} ${right})` : undefined;
    },
    call(context, [left = null, right = null]) {
      const [leftType, rightType] = operandTypes(context);
      const a = bitsOf(left, leftType, context);
      const b = bitsOf(right, rightType, context);
      return a === null || b === null ? null : BigInt.asUintN(64, compute(a, b));
    },
  });
}

const complement: SqlFunction = declareRaw('~', 1, 1, {
  type: () => BIGINT_UNSIGNED,
  nullable: ([operand]) => operand?.nullable ?? true,
  call(context, [operand = null]) {
    const bits = bitsOf(operand, context.args[0]?.type ?? context.type, context);
    return bits === null ? null : BigInt.asUintN(64, ~bits);
  },
});

export { add, complement, divide, integerDivide, multiply, negate, subtract };
export const modulo = remainder('MOD', 'MOD');

/** Operators by their sign in the AST. */
export const ARITHMETIC: Readonly<
  Record<'+' | '-' | '*' | '/' | 'DIV' | '%' | '|' | '&' | '^' | '<<' | '>>', SqlFunction>
> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  DIV: integerDivide,
  '%': modulo,
  '|': bitOperator('|', (a, b) => a | b, true),
  '&': bitOperator('&', (a, b) => a & b, true),
  '^': bitOperator('^', (a, b) => a ^ b),
  '<<': bitOperator('<<', (a, b) => (b > 63n ? 0n : a << b)),
  '>>': bitOperator('>>', (a, b) => (b > 63n ? 0n : a >> b)),
};

export const arithmeticFunctions: readonly SqlFunction[] = [remainder('mod')];
