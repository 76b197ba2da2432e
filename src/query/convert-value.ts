/** Conversions between families of values inside expressions, with the warnings that the server gives. */
import { SqlError, sqlError } from '../base/errors.js';
import { isList, type SqlType } from '../base/types.js';
import { charsetOfType, decodeText, encodeText } from './charsets.js';
import {
  Decimal,
  decimalFromNumber,
  decimalToInteger,
  decimalToNumber,
  formatDecimal,
  parseDecimal,
} from './decimal.js';
import { parseDouble } from './double.js';
import { type Environment, heardBy } from './environment.js';
import { memberNumber } from './members.js';
import {
  dayNumber,
  formatDateTime,
  type Moment,
  momentOf,
  momentOfMillis,
  momentOfNumber,
  parseDateTime,
  parseTime,
} from './temporal.js';
import { bitBytes, isBinary, isTemporal, type Value, valueToText } from './value.js';

export type Present = Exclude<Value, null>;
export type Warnings = Pick<Environment, 'warn'>;

const MAX_SIGNED = 2n ** 63n - 1n;
const MIN_SIGNED = -(2n ** 63n);
const MAX_UNSIGNED = 2n ** 64n - 1n;

function warnTruncated(what: string, text: string, env: Warnings, level: 'Warning' | 'Note' = 'Warning'): void {
  env.warn(level, sqlError('ER_TRUNCATED_WRONG_VALUE', what, text.slice(0, 128)));
}

/** A temporal's digits as a number: 20200102030405. */
function temporalDigits(text: string, type: SqlType): string {
  const digits = text.replace(/[^\d.-]|(?<=.)-/g, '');
  return type.name === 'TIME' ? digits : digits.replace(/-/g, '');
}

/** The text of a value as string functions see it. */
export function toText(value: Present, type: SqlType): string {
  return valueToText(value, type);
}

/** The bytes of a value in the charset of its type. */
export function toBytes(value: Present, type: SqlType): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (type.name === 'BIT' && typeof value === 'bigint') return bitBytes(value, type.width);
  return encodeText(toText(value, type), charsetOfType(type));
}

/** A number as double, text by its beginning (Warning 1292 when that is not all of it). */
export function toDouble(value: Present, type: SqlType, env: Warnings): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Decimal) return decimalToNumber(value);
  if (isList(type) && typeof value === 'string') return Number(memberNumber(value, type));
  const text = toText(value, type);
  if (isTemporal(type)) return Number(temporalDigits(text, type));
  const { value: number, cleanness } = parseDouble(text);
  if (cleanness !== 'clean') warnTruncated('DOUBLE', text, env, cleanness === 'blanks' ? 'Note' : 'Warning');
  return number;
}

/** A number as DECIMAL, text by its beginning. */
export function toDecimal(value: Present, type: SqlType, env: Warnings): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return new Decimal(value, 0);
  if (typeof value === 'number') return decimalFromNumber(value);
  if (isList(type) && typeof value === 'string') return new Decimal(memberNumber(value, type), 0);
  const text = toText(value, type);
  if (isTemporal(type)) return parseDecimal(temporalDigits(text, type))?.value ?? new Decimal(0n, 0);
  const parsed = parseDecimal(text);
  if (parsed?.rest.trim() !== '') warnTruncated('DECIMAL', text, env);
  else if (parsed.rest !== '') warnTruncated('DECIMAL', text, env, 'Note');
  return parsed?.value ?? new Decimal(0n, 0);
}

function clampSigned(value: bigint): bigint {
  return value > MAX_SIGNED ? MAX_SIGNED : value < MIN_SIGNED ? MIN_SIGNED : value;
}

const INTEGER_PREFIX = /^[ \t\n\v\f\r]*([-+]?\d+)/;

/** The integer at the beginning of a text, as CAST(… AS SIGNED) reads it: no rounding, bits beyond 64 lost. */
function textToInteger(text: string, env: Warnings): bigint {
  const match = INTEGER_PREFIX.exec(text);
  const value = BigInt(match?.[1] ?? '0');
  const outside = value > MAX_UNSIGNED || value < MIN_SIGNED;
  const rest = text.slice(match?.[0].length ?? 0);
  if (!match || outside || rest.trim() !== '') warnTruncated('INTEGER', text, env);
  else if (rest !== '') warnTruncated('INTEGER', text, env, 'Note');
  if (value > MAX_UNSIGNED) return MAX_UNSIGNED;
  return value < MIN_SIGNED ? MIN_SIGNED : value;
}

/** Rounds half to even, as the server's rint. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const distance = value - floor;
  if (distance !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** A whole number: decimals and doubles are rounded, text is read up to the first other character. */
export function toInteger(value: Present, type: SqlType, env: Warnings): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal) return clampSigned(decimalToInteger(value));
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return value > 0 ? MAX_SIGNED : MIN_SIGNED;
    const rounded = BigInt(roundHalfEven(value));
    return clampSigned(rounded);
  }
  if (isList(type) && typeof value === 'string') return memberNumber(value, type);
  const text = toText(value, type);
  if (isTemporal(type)) return decimalToInteger(parseDecimal(temporalDigits(text, type))?.value ?? new Decimal(0n, 0));
  return textToInteger(text, env);
}

/** Is the value true, in WHERE or AND? Anything but zero is. */
export function toBoolean(value: Present, type: SqlType, env: Warnings): boolean {
  if (typeof value === 'bigint') return value !== 0n;
  if (value instanceof Decimal) return value.unscaled !== 0n;
  return toDouble(value, type, env) !== 0;
}

/** 1292 in its other wording. */
export const incorrectValue = (what: string, text: string): SqlError =>
  new SqlError(1292, '22007', `Incorrect ${what} value: '${text}'`);

function warnIncorrect(what: 'datetime' | 'time', value: Present, type: SqlType, env: Warnings): null {
  const text = toText(value, type);
  env.warn('Warning', incorrectValue(what, text));
  return null;
}

/** A point in time from any value; null, with Warning 1292, when it is none. */
export function toMoment(value: Present, type: SqlType, env: Environment): Moment | null {
  if (type.name === 'TIME' && typeof value === 'string') return momentOfTime(value, env);
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const text = value instanceof Uint8Array ? decodeText(value, 'latin1') : value;
    const parsed = parseDateTime(text);
    if (!parsed) return warnIncorrect('datetime', value, type, env);
    if (parsed.truncated) warnTruncated('datetime', text, env);
    return parsed.moment;
  }
  const decimal = toDecimal(value, type, env);
  const whole = decimal.unscaled / 10n ** BigInt(decimal.scale);
  const fraction = formatDecimal(decimal).split('.')[1] ?? '';
  const moment = momentOfNumber(whole, Number(fraction.slice(0, 6).padEnd(6, '0')));
  return moment ?? warnIncorrect('datetime', value, type, env);
}

const ZERO: Moment = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 };

/** A point in time to compare with: what is none counts as the zero date. */
export function toMomentOrZero(value: Present, type: SqlType, env: Environment): Moment {
  const quiet = heardBy(env, () => {});
  const moment = toMoment(value, type, quiet);
  if (!moment) warnTruncated('datetime', toText(value, type), env);
  return moment ?? ZERO;
}

/** A TIME is a moment of today. */
function momentOfTime(text: string, env: Environment): Moment | null {
  const today = dayNumber(momentOfMillis(env.now(), env.timeZoneMinutes));
  return momentOf(today, parseTime(text)?.micros ?? 0) ?? null;
}

/** Microseconds of a TIME from any value; null, with a warning, when it is none. */
export function toTimeMicros(value: Present, type: SqlType, env: Environment): number | null {
  const text = toText(value, type);
  const parsed = type.name === 'DATE' ? { micros: 0, truncated: false } : parseTime(text);
  if (!parsed) return warnIncorrect('time', value, type, env);
  if (parsed.truncated) warnTruncated('time', text, env);
  return parsed.micros;
}

/** The text of a moment in a DATE, DATETIME, TIMESTAMP type. */
export function momentText(moment: Moment, type: SqlType): string {
  if (type.name === 'DATE') return formatDateTime(moment, 0).slice(0, 10);
  return formatDateTime(moment, isTemporal(type) ? type.fsp : 0);
}

/** Text for a string function: characters, or bytes as U+0000 … U+00FF when the function works on bytes. */
export function toOperand(value: Present, type: SqlType, asBytes: boolean): string {
  if (!asBytes) return toText(value, type);
  return Buffer.from(isBinary(type) && value instanceof Uint8Array ? value : toBytes(value, type)).toString('latin1');
}
