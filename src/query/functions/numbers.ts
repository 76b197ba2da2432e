/** Functions on numbers. */
import { sqlError } from '../../base/errors.js';
import { isInteger, type SqlType } from '../../base/types.js';
import { roundHalfEven, toDecimal, toDouble } from '../convert-value.js';
import { Decimal, powerOfTen, rescale, truncateDecimal } from '../decimal.js';
import { describe } from '../describe.js';
import type { Node } from '../tree.js';
import { arithmetic, DOUBLE, decimal, decimalShape, int, integerOfWidth } from '../types.js';
import type { Value } from '../value.js';
import { type CallContext, declare, declareRaw, type SqlFunction } from './define.js';
import { any, double, integer } from './parameters.js';

type Exact = bigint | Decimal | number;

/** A number of the argument's own kind: exact stays exact, text becomes DOUBLE. */
function numberOf(value: Exclude<Value, null>, type: SqlType, context: CallContext): Exact {
  const kind = arithmetic(type);
  if (typeof value === 'bigint') return value;
  return kind === 'double' ? toDouble(value, type, context.env) : toDecimal(value, type, context.env);
}

const firstType = (context: CallContext): SqlType => context.args[0]?.type ?? context.type;

const constantOf = (node: Node | undefined): number | undefined =>
  node?.kind === 'Constant' && typeof node.value === 'bigint' ? Number(node.value) : undefined;

/** The type of ABS: the argument's own, as BIGINT for integers. */
function ownType([value]: readonly Node[]): SqlType {
  if (!value || arithmetic(value.type) === 'double') return DOUBLE;
  if (isInteger(value.type)) return { ...value.type, name: 'BIGINT', zerofill: false };
  const { precision, scale } = decimalShape(value.type);
  return decimal(precision, scale);
}

const abs = declare('abs', {
  parameters: [any],
  type: ownType,
  call(context, value) {
    const number = numberOf(value, firstType(context), context);
    if (number instanceof Decimal) return number.unscaled < 0n ? new Decimal(-number.unscaled, number.scale) : number;
    return number < 0 ? -number : number;
  },
});

/** The type of CEILING and FLOOR: whole numbers, INT while they are short. */
function wholeType([value]: readonly Node[]): SqlType {
  if (!value || arithmetic(value.type) === 'double') return DOUBLE;
  if (isInteger(value.type)) return value.type;
  const { precision, scale } = decimalShape(value.type);
  const width = precision - scale + 2;
  return width <= 18 ? integerOfWidth(width, false) : decimal(precision - scale + 1, 0);
}

function wholeFunction(name: string, up: boolean): SqlFunction {
  return declare(name, {
    parameters: [any],
    type: wholeType,
    call(context, value) {
      const number = numberOf(value, firstType(context), context);
      if (typeof number === 'bigint') return number;
      if (typeof number === 'number') return up ? Math.ceil(number) : Math.floor(number);
      const cut = truncateDecimal(number, 0).unscaled;
      const exact = cut * powerOfTen(number.scale) === number.unscaled;
      const whole = exact || number.unscaled < 0n === up ? cut : up ? cut + 1n : cut - 1n;
      return isInteger(context.type) ? whole : new Decimal(whole, 0);
    },
  });
}

/** ROUND and TRUNCATE: the decimals are those that are asked for, if the argument has as many. */
function roundType(extraDigit: number) {
  return ([value, decimals]: readonly Node[]): SqlType => {
    if (!value || arithmetic(value.type) === 'double') return DOUBLE;
    if (isInteger(value.type)) return value.type;
    const { precision, scale } = decimalShape(value.type);
    const wanted = decimals === undefined ? 0 : constantOf(decimals);
    const kept = Math.max(0, Math.min(scale, wanted ?? scale));
    return decimal(precision - scale + kept + (kept < scale ? extraDigit : 0), kept);
  };
}

const MAX_POWER = 308;

function roundDouble(value: number, decimals: number, cut: boolean): number {
  const places = Math.max(-MAX_POWER, Math.min(MAX_POWER, decimals));
  const factor = 10 ** Math.abs(places);
  const scaled = places >= 0 ? value * factor : value / factor;
  if (!Number.isFinite(scaled)) return value;
  const rounded = cut ? Math.trunc(scaled) : roundHalfEven(scaled);
  return places >= 0 ? rounded / factor : rounded * factor;
}

function roundExact(value: Decimal, decimals: number, cut: boolean): Decimal {
  const change = cut ? truncateDecimal : rescale;
  if (decimals >= 0) return decimals < value.scale ? change(value, decimals) : value;
  const factor = powerOfTen(Math.min(100, -decimals));
  const scaled = change(new Decimal(value.unscaled, value.scale + Math.min(100, -decimals)), 0);
  return new Decimal(scaled.unscaled * factor, 0);
}

function roundFunction(name: string, cut: boolean): SqlFunction {
  return declare(name, {
    parameters: [any],
    optional: [integer],
    type: roundType(cut ? 0 : 1),
    nullable: true,
    decimals: ([, decimals]) => (decimals === undefined ? 0 : Math.max(0, constantOf(decimals) ?? 31)),
    call(context, value, decimals = 0n) {
      const places = Number(decimals);
      const number = numberOf(value, firstType(context), context);
      if (typeof number === 'number') return roundDouble(number, places, cut);
      if (typeof number === 'bigint') return roundExact(new Decimal(number, 0), places, cut).unscaled;
      return roundExact(number, places, cut);
    },
  });
}

/** NULL outside of the function's domain, 1690 beyond the largest double. */
function doubleFunction(name: string, compute: (...args: number[]) => number, count = 1): SqlFunction {
  const parameters = Array.from({ length: count }, () => double);
  const fn: SqlFunction = declare(name, {
    parameters,
    type: DOUBLE,
    nullable: true,
    call(context, ...args) {
      const value = compute(...args);
      if (Number.isNaN(value)) return null;
      if (Number.isFinite(value)) return value;
      throw sqlError('ER_DATA_OUT_OF_RANGE', 'DOUBLE', describe({ function: fn, args: context.args }));
    },
  });
  return fn;
}

function logarithm(name: string, compute: (value: number) => number): SqlFunction {
  return declare(name, {
    parameters: [double],
    optional: [double],
    type: DOUBLE,
    nullable: true,
    call(context, first, second) {
      const value = second ?? first;
      const base = second === undefined ? undefined : first;
      if (value <= 0 || (base !== undefined && (base <= 0 || base === 1))) {
        context.env.warn('Warning', sqlError('ER_DIVISION_BY_ZERO'));
        return null;
      }
      return base === undefined ? compute(value) : Math.log(value) / Math.log(base);
    },
  });
}

const sign = declare('sign', {
  parameters: [any],
  type: int(2),
  call(context, value) {
    const number = numberOf(value, firstType(context), context);
    const probe = number instanceof Decimal ? number.unscaled : number;
    return probe > 0 ? 1n : probe < 0 ? -1n : 0n;
  },
});

const RANDOM_MODULUS = 0x3fffffff;

/** The server's own generator behind RAND(seed). */
function* seeded(seed: bigint): Generator<number, never> {
  const bits = BigInt.asUintN(32, seed);
  let first = Number(BigInt.asUintN(32, bits * 0x10001n + 55555555n) % BigInt(RANDOM_MODULUS));
  let second = Number(BigInt.asUintN(32, bits * 0x10000001n) % BigInt(RANDOM_MODULUS));
  for (;;) {
    first = (first * 3 + second) % RANDOM_MODULUS;
    second = (first + second + 33) % RANDOM_MODULUS;
    yield first / RANDOM_MODULUS;
  }
}

/** Generators of the running statement, by the place where RAND stands. */
const generators = new WeakMap<CallContext, { env: unknown; numbers: Generator<number, never> }>();

const rand = declareRaw('rand', 0, 1, {
  deterministic: false,
  type: () => DOUBLE,
  nullable: () => false,
  call(context, [seed = null]) {
    if (context.args.length === 0) {
      const [a = 0, b = 0, c = 0, d = 0] = context.env.random.bytes(4);
      return (((a & 0x3f) << 24) | (b << 16) | (c << 8) | d) / RANDOM_MODULUS;
    }
    const known = generators.get(context);
    if (known?.env === context.env) return known.numbers.next().value;
    const start = seed === null ? 0n : (integer.coerce(seed, firstType(context), context) ?? 0n);
    const numbers = seeded(start);
    generators.set(context, { env: context.env, numbers });
    return numbers.next().value;
  },
});

const conv = declare('conv', {
  parameters: [any, integer, integer],
  type: { name: 'VARCHAR', length: 64, collation: 'utf8mb3_general_ci' },
  nullable: true,
  call(context, value, from, to) {
    const base = Number(from < 0n ? -from : from);
    const target = Number(to < 0n ? -to : to);
    if (base < 2 || base > 36 || target < 2 || target > 36) return null;
    const digits = typeof value === 'string' ? value : String(numberOf(value, firstType(context), context));
    const [, minus = '', body = ''] = /^\s*(-?)([0-9a-z]*)/i.exec(digits) ?? [];
    let number = 0n;
    for (const digit of body) {
      const worth = Number.parseInt(digit, 36);
      if (worth >= base) break;
      number = number * BigInt(base) + BigInt(worth);
    }
    const signed = minus === '-' ? -number : number;
    return (to < 0n ? signed : BigInt.asUintN(64, signed)).toString(target).toUpperCase();
  },
});

const DEGREES = 180 / Math.PI;

export const numberFunctions: readonly SqlFunction[] = [
  abs,
  ...['ceil', 'ceiling'].map((name) => wholeFunction(name, true)),
  wholeFunction('floor', false),
  roundFunction('round', false),
  roundFunction('truncate', true),
  sign,
  ...['pow', 'power'].map((name) => doubleFunction(name, (base, exponent) => (base ?? 0) ** (exponent ?? 0), 2)),
  doubleFunction('sqrt', (value = 0) => Math.sqrt(value)),
  doubleFunction('exp', (value = 0) => Math.exp(value)),
  logarithm('log', Math.log),
  logarithm('ln', Math.log),
  logarithm('log2', Math.log2),
  logarithm('log10', Math.log10),
  doubleFunction('sin', (value = 0) => Math.sin(value)),
  doubleFunction('cos', (value = 0) => Math.cos(value)),
  doubleFunction('tan', (value = 0) => Math.tan(value)),
  doubleFunction('asin', (value = 0) => Math.asin(value)),
  doubleFunction('acos', (value = 0) => Math.acos(value)),
  doubleFunction('cot', (angle) => 1 / Math.tan(angle ?? 0)),
  doubleFunction('atan', (value = 0) => Math.atan(value)),
  doubleFunction('atan2', (y, x) => Math.atan2(y ?? 0, x ?? 0), 2),
  doubleFunction('degrees', (angle) => (angle ?? 0) * DEGREES),
  doubleFunction('radians', (angle) => (angle ?? 0) / DEGREES),
  declareRaw('pi', 0, 0, { type: () => DOUBLE, nullable: () => false, decimals: () => 6, call: () => Math.PI }),
  rand,
  conv,
  declare('bit_count', {
    parameters: [integer],
    type: int(2),
    call: (_context, value) => BigInt(BigInt.asUintN(64, value).toString(2).replaceAll('0', '').length),
  }),
];
