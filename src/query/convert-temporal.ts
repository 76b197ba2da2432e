/** Values on their way into DATE, DATETIME, TIMESTAMP and TIME columns. */
import { SqlError } from '../base/errors.js';
import type { SqlType, StoredValue, TemporalType } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import { decodeText, narrowText } from './charsets.js';
import { momentText, type Present, toText } from './convert-value.js';
import { Decimal, decimalFromNumber, truncateDecimal } from './decimal.js';
import { type Reporter, truncated } from './reporter.js';
import {
  dayNumber,
  formatTime,
  MAX_TIME_MICROS,
  type Moment,
  microsOfDay,
  momentOf,
  momentOfMillis,
  momentOfNumber,
  parseDateTime,
  parseTime,
} from './temporal.js';

interface Read {
  readonly moment?: Moment;
  /** Something stood behind the date, or the value was more than the column can hold. */
  readonly lost: boolean;
  readonly broken: boolean;
}

const NOTHING: Read = { lost: false, broken: true };
const MICROS = 1_000_000n;

function fromNumber(value: Decimal): Read {
  const whole = truncateDecimal(value, 0).unscaled;
  const micros = (value.unscaled * MICROS) / 10n ** BigInt(value.scale) - whole * MICROS;
  // A date alone has no fraction.
  const dateOnly = whole < 100_000_000n;
  const moment = whole < 0n ? undefined : momentOfNumber(whole, dateOnly ? 0 : Number(micros));
  if (!moment) return NOTHING;
  return { moment, lost: micros !== 0n && dateOnly, broken: false };
}

function fromText(text: string): Read {
  const parsed = parseDateTime(text);
  if (!parsed || /^\s*-/.test(text)) return NOTHING;
  return { moment: parsed.moment, lost: parsed.truncated, broken: false };
}

function readMoment(value: Present, from: SqlType, reporter: Reporter): Read {
  if (typeof value === 'bigint') return fromNumber(new Decimal(value, 0));
  if (typeof value === 'number') return fromNumber(decimalFromNumber(value));
  if (value instanceof Decimal) return fromNumber(value);
  const text = value instanceof Uint8Array ? decodeText(value, 'latin1') : value;
  if (from.name !== 'TIME') return fromText(text);
  const { env } = reporter;
  const today = dayNumber(momentOfMillis(env.now(), env.timeZoneMinutes));
  const moment = momentOf(today, parseTime(text)?.micros ?? 0);
  return moment ? { moment, lost: false, broken: false } : NOTHING;
}

/** 1292 with the column's place. */
function incorrect(kind: string, value: Present, from: SqlType, column: Column, reporter: Reporter): SqlError {
  const { db, name } = reporter.table;
  const text =
    value instanceof Uint8Array
      ? decodeText(value, 'latin1').replace(/[\x80-\xff]/g, hexEscape)
      : narrowText(toText(value, from), 'utf8mb3');
  return new SqlError(
    1292,
    '22007',
    `Incorrect ${kind} value: '${text}' for column \`${db}\`.\`${name}\`.\`${column.name}\` at row ${reporter.row}`,
  );
}

const hexEscape = (character: string): string => `\\x${character.charCodeAt(0).toString(16).toUpperCase()}`;

const ZERO: Moment = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 };

/** TIMESTAMP holds real moments only. */
function isPossible(moment: Moment, type: TemporalType): boolean {
  if (type.name !== 'TIMESTAMP' || (moment.year === 0 && moment.month === 0 && moment.day === 0)) return true;
  return moment.month > 0 && moment.day > 0 && moment.year >= 1970 && moment.year <= 2038;
}

/** sql_mode can forbid zero dates and dates with a zero in them. */
function isForbidden(moment: Moment, { env }: Reporter): boolean {
  const zero = moment.year === 0 && moment.month === 0 && moment.day === 0;
  if (zero) return env.sqlMode.has('NO_ZERO_DATE');
  return (moment.month === 0 || moment.day === 0) && env.sqlMode.has('NO_ZERO_IN_DATE');
}

/** The stored form of a value in a temporal column. */
export function convertTemporal(
  value: Present,
  from: SqlType,
  type: TemporalType,
  column: Column,
  reporter: Reporter,
): StoredValue {
  if (type.name === 'TIME') return convertTime(value, from, type, column, reporter);
  const { moment, lost, broken } = readMoment(value, from, reporter);
  if (!moment || broken || !isPossible(moment, type) || isForbidden(moment, reporter)) {
    const kind = type.name === 'DATE' ? 'date' : 'datetime';
    reporter.problem(reporter.strict ? incorrect(kind, value, from, column, reporter) : truncated(column, reporter));
    return momentText(ZERO, type);
  }
  const time = type.name === 'DATE' && (microsOfDay(moment) !== 0 || from.name === 'TIME');
  if (lost && typeof value === 'string') reporter.problem(truncated(column, reporter));
  else if (lost || time) reporter.note(truncated(column, reporter));
  return momentText(moment, type);
}

const WHOLE_DATE = /^\s*\d{1,4}-\d{1,2}-\d{1,2}\s*$/;

function convertTime(
  value: Present,
  from: SqlType,
  type: TemporalType,
  column: Column,
  reporter: Reporter,
): StoredValue {
  if (from.name === 'DATE' || from.name === 'DATETIME' || from.name === 'TIMESTAMP') {
    reporter.note(truncated(column, reporter));
    const moment = parseDateTime(String(value))?.moment ?? ZERO;
    return formatTime(from.name === 'DATE' ? 0 : microsOfDay(moment), type.fsp);
  }
  if (typeof value === 'bigint' && /^\d{8}$|^\d{14}$/.test(String(value))) {
    const moment = momentOfNumber(value);
    if (moment) {
      reporter.note(truncated(column, reporter));
      return formatTime(microsOfDay(moment), type.fsp);
    }
  }
  const text = value instanceof Uint8Array ? decodeText(value, 'latin1') : toText(value, from);
  const whole = WHOLE_DATE.test(text);
  const parsed = parseTime(whole ? (text.split('-')[0] ?? '') : text);
  const limit = MAX_TIME_MICROS;
  if (!parsed || parsed.truncated || whole || Math.abs(parsed.micros) > limit) {
    reporter.problem(reporter.strict ? incorrect('time', value, from, column, reporter) : truncated(column, reporter));
    return formatTime(parsed && Math.abs(parsed.micros) <= limit ? parsed.micros : 0, type.fsp);
  }
  if (/^\s*\d+-/.test(text)) reporter.note(truncated(column, reporter));
  return formatTime(parsed.micros, type.fsp);
}
