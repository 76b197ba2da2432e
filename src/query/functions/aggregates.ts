/** Functions that make one value of many rows. */
import { sqlError } from '../../base/errors.js';
import { isInteger, type SqlType } from '../../base/types.js';
import { charsetOfType, encodeText } from '../charsets.js';
import { commonCollation } from '../coercibility.js';
import { compareValues } from '../compare-values.js';
import { toDecimal, toDouble, toInteger, toText } from '../convert-value.js';
import { addDecimals, Decimal, divideDecimals } from '../decimal.js';
import { hasIntegerForm, rangeOf } from '../forms.js';
import type { Node } from '../tree.js';
import { arithmetic, BIGINT, BIGINT_UNSIGNED, DOUBLE, decimal, decimalShape } from '../types.js';
import { isBinary, type Value } from '../value.js';
import type { Accumulator, AggregateFunction, CallContext, Printer } from './define.js';

const typeOf = (context: CallContext): SqlType => context.args[0]?.type ?? context.type;

const COUNT_TYPE: SqlType = { ...BIGINT, width: 21 };
const countStar: Printer = () => 'count(*)';

const count: AggregateFunction = {
  name: 'count',
  minArgs: 0,
  maxArgs: Number.POSITIVE_INFINITY,
  type: () => COUNT_TYPE,
  nullable: false,
  native(args, distinct) {
    if (args.length === 0) return countStar;
    // The arguments of COUNT(DISTINCT …) are sort keys.
    return args.length === 1 ? ([value]) => `count(${distinct ? 'DISTINCT ' : ''}${value})` : undefined;
  },
  start() {
    let rows = 0n;
    return { add: () => void rows++, result: () => rows };
  },
};

/** A sum needs more digits than its addends. */
const SUM_DIGITS = 22;

function sumType([value]: readonly Node[]): SqlType {
  if (!value || arithmetic(value.type) === 'double') return DOUBLE;
  const { precision, scale } = decimalShape(value.type);
  return decimal(precision + SUM_DIGITS, scale);
}

function averageType([value]: readonly Node[], { divisionDecimals }: { divisionDecimals: number }): SqlType {
  if (!value || arithmetic(value.type) === 'double') return DOUBLE;
  const { precision, scale } = decimalShape(value.type);
  return decimal(precision + divisionDecimals, scale + divisionDecimals);
}

/** Adds exactly for exact numbers, in DOUBLE for all others. */
function sumOf(context: CallContext): { add(value: Value): void; total(): Decimal | number | null; rows(): number } {
  const type = typeOf(context);
  const exact = arithmetic(type) !== 'double';
  let sum: Decimal | number | null = null;
  let whole = 0n;
  let rows = 0;
  return {
    add(value) {
      if (value === null) return;
      rows++;
      if (typeof value === 'bigint') whole += value;
      else if (exact) {
        const addend = toDecimal(value, type, context.env);
        sum = sum instanceof Decimal ? addDecimals(sum, addend) : addend;
      } else sum = (typeof sum === 'number' ? sum : 0) + toDouble(value, type, context.env);
    },
    total: () => (rows > 0 && sum === null ? new Decimal(whole, 0) : sum),
    rows: () => rows,
  };
}

/** Is there room in 64 bits for the sum of a billion such numbers? */
const SAFE_SUM = 2n ** 33n;

function sumsNatively([value]: readonly Node[]): boolean {
  const range = value && rangeOf(value);
  return (
    value !== undefined &&
    range !== undefined &&
    isInteger(value.type) &&
    hasIntegerForm(value) &&
    range.min > -SAFE_SUM &&
    range.max < SAFE_SUM
  );
}

const sum: AggregateFunction = {
  name: 'sum',
  minArgs: 1,
  maxArgs: 1,
  type: sumType,
  nullable: true,
  native: (args, distinct) => (sumsNatively(args) && !distinct ? ([value]) => `sum(${value})` : undefined),
  start(context) {
    const running = sumOf(context);
    return { add: ([value = null]) => running.add(value), result: () => running.total() };
  },
};

const average: AggregateFunction = {
  name: 'avg',
  minArgs: 1,
  maxArgs: 1,
  type: averageType,
  nullable: true,
  start(context) {
    const running = sumOf(context);
    return {
      add: ([value = null]) => running.add(value),
      result() {
        const total = running.total();
        if (total === null) return null;
        if (typeof total === 'number') return total / running.rows();
        const scale = total.scale + context.env.divisionDecimals;
        return divideDecimals(total, new Decimal(BigInt(running.rows()), 0), scale + 5) ?? null;
      },
    };
  },
};

/** MIN and MAX: the arguments are a sort key and the value. */
function extremum(name: 'min' | 'max', sign: 1 | -1): AggregateFunction {
  return {
    name,
    minArgs: 1,
    maxArgs: 2,
    type: (args) => args.at(-1)?.type ?? DOUBLE,
    nullable: true,
    native(args) {
      const [key, value] = args;
      return key !== undefined && (value === undefined || key === value) ? ([sql]) => `${name}(${sql})` : undefined;
    },
    start() {
      let best: readonly Value[] | undefined;
      return {
        add(args) {
          const [key = null] = args;
          const [bestKey = null] = best ?? [];
          if (key !== null && (bestKey === null || sign * compareValues(key, bestKey) > 0)) best = [...args];
        },
        result: () => best?.at(-1) ?? null,
      };
    },
  };
}

function concatType(args: readonly Node[], context: { collation: string }): SqlType {
  const collation = commonCollation(args, context);
  if (args.some(({ type }) => isBinary(type))) return { name: 'MEDIUMBLOB', length: 1048576 };
  return { name: 'MEDIUMTEXT', length: 1048576, collation };
}

const groupConcat: AggregateFunction = {
  name: 'group_concat',
  minArgs: 1,
  maxArgs: Number.POSITIVE_INFINITY,
  type: concatType,
  nullable: true,
  start(context) {
    const parts: string[] = [];
    return {
      add(args) {
        const texts = args.map((value, index) =>
          value === null ? null : toText(value, context.args[index]?.type ?? context.type),
        );
        if (!texts.includes(null)) parts.push(texts.join(''));
      },
      result() {
        return parts.length === 0 ? null : cutConcat(parts, context.separator, context);
      },
    };
  },
};

function cutConcat(parts: readonly string[], separator: string, context: CallContext): Value {
  const text = parts.join(separator);
  const bytes = encodeText(text, charsetOfType(context.type));
  const limit = context.env.groupConcatLimit;
  if (bytes.length <= limit) return text;
  context.env.warn('Warning', sqlError('ER_CUT_VALUE_GROUP_CONCAT', parts.length, 'group_concat('));
  return Buffer.from(bytes.slice(0, limit))
    .toString('utf8')
    .replace(/\ufffd$/, '');
}

function bitAggregate(
  name: string,
  initial: bigint,
  combine: (total: bigint, bits: bigint) => bigint,
): AggregateFunction {
  return {
    name,
    minArgs: 1,
    maxArgs: 1,
    type: () => BIGINT_UNSIGNED,
    nullable: false,
    start(context) {
      let total = initial;
      const type = typeOf(context);
      return {
        add([value = null]) {
          if (value !== null) total = combine(total, BigInt.asUintN(64, toInteger(value, type, context.env)));
        },
        result: () => total,
      };
    },
  };
}

/** Variance by Welford's running mean, as the server computes it; `sample` divides by one less. */
function variance(name: string, sample: boolean, root: boolean): AggregateFunction {
  return {
    name,
    minArgs: 1,
    maxArgs: 1,
    type: () => DOUBLE,
    decimals: ([value]) =>
      value && arithmetic(value.type) !== 'double' ? decimalShape(value.type).scale + 4 : undefined,
    nullable: true,
    start(context): Accumulator {
      const type = typeOf(context);
      let rows = 0;
      let mean = 0;
      let squares = 0;
      return {
        add([value = null]) {
          if (value === null) return;
          const number = toDouble(value, type, context.env);
          rows++;
          const distance = number - mean;
          mean += distance / rows;
          squares += distance * (number - mean);
        },
        result() {
          const divisor = sample ? rows - 1 : rows;
          if (divisor < 1) return null;
          return root ? Math.sqrt(squares / divisor) : squares / divisor;
        },
      };
    },
  };
}

const ALL_BITS = 2n ** 64n - 1n;

const AGGREGATES: readonly AggregateFunction[] = [
  count,
  sum,
  average,
  extremum('min', -1),
  extremum('max', 1),
  groupConcat,
  bitAggregate('bit_or', 0n, (total, bits) => total | bits),
  bitAggregate('bit_and', ALL_BITS, (total, bits) => total & bits),
  bitAggregate('bit_xor', 0n, (total, bits) => total ^ bits),
  ...['std', 'stddev', 'stddev_pop'].map((name) => variance(name, false, true)),
  variance('stddev_samp', true, true),
  ...['variance', 'var_pop'].map((name) => variance(name, false, false)),
  variance('var_samp', true, false),
];

const byName = new Map(AGGREGATES.map((one) => [one.name, one]));

/** The aggregate function of that name, in any case. */
export const aggregateFunction = (name: string): AggregateFunction | undefined => byName.get(name.toLowerCase());
