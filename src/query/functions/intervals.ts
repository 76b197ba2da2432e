/** INTERVAL arithmetic: amounts with a unit, added to dates, datetimes and times. */
import { sqlError } from '../../base/errors.js';
import type { SqlType } from '../../base/types.js';
import { incorrectValue, momentText, type Present, toDecimal, toInteger, toMoment, toText } from '../convert-value.js';
import { formatDecimal } from '../decimal.js';
import {
  dayNumber,
  daysInMonth,
  formatTime,
  MAX_TIME_MICROS,
  MICROS_PER_DAY,
  type Moment,
  microsOfDay,
  momentOf,
  parseDateTime,
  parseTime,
} from '../temporal.js';
import type { Node } from '../tree.js';
import { isTemporal, isText, type Value } from '../value.js';
import { type BindContext, type CallContext, declareRaw, type SqlFunction } from './define.js';

/** Months, and microseconds, of one unit. */
interface Unit {
  readonly months?: number;
  readonly micros?: number;
  /** Units of which the amount names several: `'1:30' HOUR_MINUTE`. The smallest is last. */
  readonly parts?: readonly string[];
}

const SECOND = 1_000_000;

const UNITS: Readonly<Record<string, Unit>> = {
  MICROSECOND: { micros: 1 },
  SECOND: { micros: SECOND },
  MINUTE: { micros: 60 * SECOND },
  HOUR: { micros: 3600 * SECOND },
  DAY: { micros: MICROS_PER_DAY },
  WEEK: { micros: 7 * MICROS_PER_DAY },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { months: 12 },
  SECOND_MICROSECOND: { parts: ['SECOND', 'MICROSECOND'] },
  MINUTE_MICROSECOND: { parts: ['MINUTE', 'SECOND', 'MICROSECOND'] },
  MINUTE_SECOND: { parts: ['MINUTE', 'SECOND'] },
  HOUR_MICROSECOND: { parts: ['HOUR', 'MINUTE', 'SECOND', 'MICROSECOND'] },
  HOUR_SECOND: { parts: ['HOUR', 'MINUTE', 'SECOND'] },
  HOUR_MINUTE: { parts: ['HOUR', 'MINUTE'] },
  DAY_MICROSECOND: { parts: ['DAY', 'HOUR', 'MINUTE', 'SECOND', 'MICROSECOND'] },
  DAY_SECOND: { parts: ['DAY', 'HOUR', 'MINUTE', 'SECOND'] },
  DAY_MINUTE: { parts: ['DAY', 'HOUR', 'MINUTE'] },
  DAY_HOUR: { parts: ['DAY', 'HOUR'] },
  YEAR_MONTH: { parts: ['YEAR', 'MONTH'] },
};

const unitOf = (name: string): Unit => UNITS[name.toUpperCase()] ?? { micros: SECOND };

export interface Interval {
  readonly months: number;
  readonly micros: number;
}

function compoundInterval(text: string, parts: readonly string[]): Interval {
  const negative = /^\s*-/.test(text);
  const numbers = [...text.matchAll(/\d+/g)].map(([digits]) => digits);
  // Missing numbers are missing at the front.
  const named = parts.slice(Math.max(0, parts.length - numbers.length));
  let months = 0;
  let micros = 0;
  for (const [index, part] of named.entries()) {
    const digits = numbers[index] ?? '0';
    const amount = Number(part === 'MICROSECOND' ? digits.padEnd(6, '0').slice(0, 6) : digits);
    months += amount * (unitOf(part).months ?? 0);
    micros += amount * (unitOf(part).micros ?? 0);
  }
  return negative ? { months: -months, micros: -micros } : { months, micros };
}

/** The span of `INTERVAL amount unit`. */
export function intervalOf(amount: Present, type: SqlType, unitName: string, context: CallContext): Interval {
  const unit = unitOf(unitName);
  if (unit.parts) return compoundInterval(toText(amount, type), unit.parts);
  if (unitName.toUpperCase() === 'SECOND') {
    const micros = Math.trunc(Number(formatDecimal(toDecimal(amount, type, context.env))) * SECOND);
    return { months: 0, micros };
  }
  const count = Number(toInteger(amount, type, context.env));
  return { months: count * (unit.months ?? 0), micros: count * (unit.micros ?? 0) };
}

/** The moment an interval later; undefined outside of the calendar. */
export function addInterval(moment: Moment, { months, micros }: Interval): Moment | undefined {
  if (months === 0) return micros === 0 ? moment : momentOf(dayNumber(moment), microsOfDay(moment) + micros);
  const total = moment.year * 12 + moment.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = (total % 12) + 1;
  if (year < 0 || year > 9999) return undefined;
  const shifted = { ...moment, year, month, day: Math.min(moment.day, daysInMonth(year, month)) };
  return micros === 0 ? shifted : momentOf(dayNumber(shifted), microsOfDay(shifted) + micros);
}

/** Does the unit reach below a day? */
function hasTimePart(unitName: string): boolean {
  const unit = unitOf(unitName);
  const smallest = unit.parts?.at(-1) ?? unitName.toUpperCase();
  return (unitOf(smallest).micros ?? MICROS_PER_DAY) < MICROS_PER_DAY;
}

const hasMicros = (unitName: string): boolean => unitName.toUpperCase().endsWith('MICROSECOND');

/** Digits of a second's fraction that the amount can have. */
function amountDecimals(amount: Node | undefined, unit: string): number {
  if (hasMicros(unit)) return 6;
  return unit.toUpperCase() === 'SECOND' && amount && 'scale' in amount.type ? Math.min(6, amount.type.scale) : 0;
}

/** The result's type: a DATE stays one while whole days are added, text stays text. */
function resultType([base, amount]: readonly Node[], unit: string, context: BindContext): SqlType {
  const fsp = Math.max(amountDecimals(amount, unit), base && isTemporal(base.type) ? base.type.fsp : 0);
  if (base?.type.name === 'DATE') return hasTimePart(unit) ? { name: 'DATETIME', fsp } : { name: 'DATE', fsp: 0 };
  if (base?.type.name === 'TIME') return { name: 'TIME', fsp };
  if (base && isTemporal(base.type)) return { name: 'DATETIME', fsp };
  return { name: 'VARCHAR', length: 26, collation: context.collation };
}

function overflow(context: CallContext, what: string): null {
  context.env.warn('Warning', sqlError('ER_DATETIME_FUNCTION_OVERFLOW', what));
  return null;
}

function addToTime(value: Present, type: SqlType, interval: Interval, context: CallContext): Value {
  const micros = (parseTime(toText(value, type))?.micros ?? 0) + interval.micros;
  if (Math.abs(micros) > MAX_TIME_MICROS) return overflow(context, 'time');
  return formatTime(micros, isTemporal(context.type) ? context.type.fsp : 0);
}

/** Text in, text out: a date alone stays a date, and decimals show as far as there are any. */
function textOfSum(text: string, sum: Moment, unit: string, decimals: number): string {
  const parsed = parseDateTime(text);
  if (parsed && !parsed.hasTime && !hasTimePart(unit)) return momentText(sum, { name: 'DATE', fsp: 0 });
  return momentText(sum, { name: 'DATETIME', fsp: Math.max(parsed?.fsp ?? 0, decimals) });
}

/** `date ± INTERVAL amount unit` as a function of date and amount. */
export function intervalFunction(unit: string, sign: 1 | -1): SqlFunction {
  return declareRaw(`date_${sign > 0 ? 'add' : 'sub'}_interval_${unit.toLowerCase()}`, 2, 2, {
    type: (args, context) => resultType(args, unit, context),
    nullable: () => true,
    call(context, [value = null, amount = null]) {
      const [base, count] = context.args;
      if (value === null || amount === null || !base || !count) return null;
      const span = intervalOf(amount, count.type, unit, context);
      const interval = { months: sign * span.months, micros: sign * span.micros };
      if (base.type.name === 'TIME') return addToTime(value, base.type, interval, context);
      const moment = toMoment(value, base.type, context.env);
      if (!moment) return null;
      if (moment.month === 0 || moment.day === 0) {
        context.env.warn('Warning', incorrectValue('datetime', momentText(moment, { name: 'DATE', fsp: 0 })));
        return null;
      }
      const sum = addInterval(moment, interval);
      if (!sum) return overflow(context, 'datetime');
      return isText(context.type)
        ? textOfSum(toText(value, base.type), sum, unit, amountDecimals(count, unit))
        : momentText(sum, context.type);
    },
  });
}

function monthsBetween(from: Moment, to: Moment): number {
  const months = (to.year - from.year) * 12 + to.month - from.month;
  const rest = (moment: Moment): number => moment.day * MICROS_PER_DAY + microsOfDay(moment);
  if (months > 0 && rest(to) < rest(from)) return months - 1;
  return months < 0 && rest(to) > rest(from) ? months + 1 : months;
}

/** Whole units from one moment to another, as TIMESTAMPDIFF counts. */
export function unitsBetween(unitName: string, from: Moment, to: Moment): bigint {
  const unit = unitOf(unitName);
  if (unit.months) return BigInt(Math.trunc(monthsBetween(from, to) / unit.months));
  const days = BigInt(dayNumber(to) - dayNumber(from)) * BigInt(MICROS_PER_DAY);
  return (days + BigInt(microsOfDay(to) - microsOfDay(from))) / BigInt(unit.micros ?? 1);
}
