/**
 * Values on their way into a column: the server's conversions, its errors in strict mode and its warnings otherwise.
 * A column's converter is made once for a statement and called for each row.
 */
import { maxBytesPerCharacter } from '../base/charsets.js';
import { type SqlError, sqlError } from '../base/errors.js';
import {
  type BinaryType,
  type DecimalType,
  type FloatType,
  type IntegerType,
  integer,
  isAddress,
  isInteger,
  isList,
  type SqlType,
  type StoredValue,
  type TextType,
} from '../base/types.js';
import type { Column } from '../engine/definition.js';
import { zeroAddress } from './address.js';
import { characterCount, charsetOfType, decodeText, encodeText, holds, isAscii, narrowText } from './charsets.js';
import { addressConverter, bitConverter, listConverter, yearConverter } from './convert-special.js';
import { convertTemporal } from './convert-temporal.js';
import { type Present, roundHalfEven, toBytes, toText } from './convert-value.js';
import {
  compareDecimals,
  Decimal,
  decimalFromNumber,
  encodeDecimal,
  fitDecimal,
  parseDecimal,
  rescale,
  truncateDecimal,
} from './decimal.js';
import { formatDouble, parseDouble } from './double.js';
import { rangeOfType, within } from './forms.js';
import { type Reporter, truncated } from './reporter.js';
import { sliceText } from './text.js';
import { encodeUnsigned, isBinary, isFloat, isTemporal, isText, isWideUnsigned } from './value.js';

/** Turns a value that is not NULL into the column's stored form. */
export type Converter = (value: Present, reporter: Reporter) => StoredValue;

const outOfRange = (column: Column, reporter: Reporter): SqlError =>
  sqlError('ER_WARN_DATA_OUT_OF_RANGE', column.name, reporter.row);

/** Bytes that are no text show as \xHH. */
function printable(value: Present, from: SqlType): string {
  if (typeof value === 'string') return narrowText(value, 'utf8mb3');
  const bytes = toBytes(value, from);
  return [...bytes]
    .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase()}`))
    .join('');
}

/** 1366: the text is no number at all. */
function incorrect(kind: string, value: Present, from: SqlType, column: Column, reporter: Reporter): SqlError {
  const { db, name } = reporter.table;
  return sqlError(
    'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
    kind,
    printable(value, from),
    db,
    name,
    column.name,
    reporter.row,
  );
}

const isTextual = (value: Present, from: SqlType): boolean =>
  (typeof value === 'string' && !isTemporal(from)) || value instanceof Uint8Array;

/** The number in a text, with the complaint that it deserves. */
function numberInText(kind: string, value: Present, from: SqlType, column: Column, reporter: Reporter): Decimal {
  const text = value instanceof Uint8Array ? decodeText(value, 'latin1') : toText(value, from);
  const parsed = parseDecimal(text);
  if (!parsed) reporter.problem(incorrect(kind, value, from, column, reporter));
  else if (parsed.rest.trim() !== '') reporter.problem(truncated(column, reporter));
  else if (parsed.rest !== '') reporter.note(truncated(column, reporter));
  return parsed?.value ?? new Decimal(0n, 0);
}

/** A temporal value's digits as a number. */
function temporalNumber(text: string): Decimal {
  return parseDecimal(text.replace(/[^\d.]/g, ''))?.value ?? new Decimal(0n, 0);
}

function exactNumber(kind: string, value: Present, from: SqlType, column: Column, reporter: Reporter): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return new Decimal(value, 0);
  if (typeof value === 'number') return decimalFromNumber(value);
  return isTextual(value, from) ? numberInText(kind, value, from, column, reporter) : temporalNumber(String(value));
}

function wholeNumber(value: Present, from: SqlType, column: Column, reporter: Reporter): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(roundHalfEven(value)) : 2n ** 64n;
  const number = exactNumber('integer', value, from, column, reporter);
  // A temporal value loses its fraction, a number is rounded.
  return (isTemporal(from) ? truncateDecimal(number, 0) : rescale(number, 0)).unscaled;
}

/** A text that is too large for the column is that, whatever stands behind the number. */
function hasLargeNumber(value: Present, min: bigint, max: bigint): boolean {
  const number = typeof value === 'string' ? parseDecimal(value) : undefined;
  if (!number || number.rest.trim() === '') return false;
  const whole = rescale(number.value, 0).unscaled;
  return whole < min || whole > max;
}

/** Beyond these, a number is not exact. */
const SAFE = { min: BigInt(Number.MIN_SAFE_INTEGER), max: BigInt(Number.MAX_SAFE_INTEGER) };

function integerConverter(type: IntegerType, from: SqlType, column: Column): Converter {
  const { min, max } = rangeOfType(type) ?? { min: 0n, max: 0n };
  const small = type.name !== 'BIGINT';
  const wide = isWideUnsigned(type);
  return (value, reporter) => {
    if (typeof value === 'bigint' && small && value >= min && value <= max) return Number(value);
    const quiet: Reporter = hasLargeNumber(value, min, max) ? { ...reporter, problem: () => undefined } : reporter;
    const whole = wholeNumber(value, from, column, quiet);
    const fitted = whole < min ? min : whole > max ? max : whole;
    if (fitted !== whole) reporter.problem(outOfRange(column, reporter));
    if (small) return Number(fitted);
    if (wide) return encodeUnsigned(fitted);
    return within({ min: fitted, max: fitted }, SAFE) ? Number(fitted) : fitted;
  };
}

const ZERO = new Decimal(0n, 0);

function decimalConverter(type: DecimalType, from: SqlType, column: Column): Converter {
  return (value, reporter) => {
    const number = exactNumber('decimal', value, from, column, reporter);
    const negative = type.unsigned && number.unscaled < 0n;
    const { value: fitted, clamped } = fitDecimal(negative ? ZERO : number, type.precision, type.scale);
    if (clamped || negative) reporter.problem(outOfRange(column, reporter));
    else if (typeof value !== 'number' && compareDecimals(fitted, number) !== 0)
      reporter.note(truncated(column, reporter));
    return encodeDecimal(fitted, type.precision, type.scale);
  };
}

const MAX_FLOAT = 3.4028234663852886e38;

function floatConverter(type: FloatType, from: SqlType, column: Column): Converter {
  const { precision, decimals = 0 } = type;
  const widest = type.name === 'FLOAT' ? MAX_FLOAT : Number.MAX_VALUE;
  const limit = precision === undefined ? widest : Math.min(widest, 10 ** (precision - decimals) - 10 ** -decimals);
  return (value, reporter) => {
    const number = floatNumber(value, from, column, reporter);
    const rounded = type.precision === undefined ? number : Number(number.toFixed(type.decimals));
    const fitted = Math.max(type.unsigned ? 0 : -limit, Math.min(limit, rounded));
    if (fitted !== rounded) reporter.problem(outOfRange(column, reporter));
    return type.name === 'FLOAT' ? Math.fround(fitted) : fitted;
  };
}

function floatNumber(value: Present, from: SqlType, column: Column, reporter: Reporter): number {
  if (typeof value === 'number') return value;
  if (!isTextual(value, from))
    return Number(
      value instanceof Decimal
        ? toText(value, { name: 'NULL' })
        : typeof value === 'string'
          ? value.replace(/[^\d.]/g, '')
          : value,
    );
  numberInText('double', value, from, column, reporter);
  return parseDouble(value instanceof Uint8Array ? decodeText(value, 'latin1') : toText(value, from)).value;
}

function textConverter(type: TextType, from: SqlType, column: Column): Converter {
  const { length } = type;
  const charset = charsetOfType(type);
  const padded = type.name === 'CHAR';
  // TEXT types count bytes.
  const bytesCount = /TEXT$/.test(type.name) && maxBytesPerCharacter(charset) > 1;
  const narrow = (text: string, reporter: Reporter): string => {
    const clean = isAscii(text) ? text : checkCharset(text, charset, column, reporter);
    if (bytesCount && clean.length * 3 > length) return cutBytes(clean, length, column, reporter);
    const fits = clean.length <= length || characterCount(clean) <= length;
    const kept = fits ? clean : cutText(clean, length, padded, column, reporter);
    return padded ? kept.replace(/ +$/, '') : kept;
  };
  // Rows often repeat one text.
  let harmless: string | undefined;
  return (value, reporter) => {
    if (value === harmless) return harmless;
    const text = textOf(value, from, charset);
    const kept = narrow(text, reporter);
    if (kept === text && typeof value === 'string') harmless = text;
    return kept;
  };
}

function textOf(value: Present, from: SqlType, charset: string): string {
  if (value instanceof Uint8Array) return decodeText(value, charset);
  return typeof value === 'number' && isFloat(from) ? formatDouble(value) : toText(value, from);
}

/** 1366 for the first character that the column's character set does not have, which becomes a question mark. */
function checkCharset(text: string, charset: string, column: Column, reporter: Reporter): string {
  const foreign = [...text].find((one) => !holds(one, charset));
  if (foreign === undefined) return text;
  incorrectString(encodeText(text.slice(text.indexOf(foreign)), 'utf8mb4'), column, reporter);
  return narrowText(text, charset);
}

/** 1366 for bytes that are no text, of which the first six are shown. */
function incorrectString(bytes: Uint8Array, column: Column, reporter: Reporter): void {
  const shown = [...bytes.subarray(0, 6)]
    .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase()}`))
    .join('');
  const { db, name } = reporter.table;
  const text = shown + (bytes.length > 6 ? '...' : '');
  reporter.problem(sqlError('ER_TRUNCATED_WRONG_VALUE_FOR_FIELD', 'string', text, db, name, column.name, reporter.row));
}

/** Whole characters of a text up to a number of bytes; one that the limit divides is no text. */
function cutBytes(text: string, length: number, column: Column, reporter: Reporter): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= length) return text;
  let end = length;
  while (isContinuation(bytes[end])) end--;
  if (end < length) incorrectString(bytes.subarray(end), column, reporter);
  else if (bytes.subarray(end).every((byte) => byte === BLANK)) reporter.note(truncated(column, reporter));
  else tooLong(column, reporter);
  return bytes.toString('utf8', 0, end);
}

const BLANK = 0x20;
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function cutText(text: string, length: number, padded: boolean, column: Column, reporter: Reporter): string {
  const kept = sliceText(text, 0, length);
  const blanksOnly = text.slice(kept.length).trim() === '';
  if (!blanksOnly) tooLong(column, reporter);
  else if (!padded) reporter.note(truncated(column, reporter));
  return kept;
}

/** 1406 in strict mode, 1265 otherwise. */
function tooLong(column: Column, reporter: Reporter): void {
  reporter.problem(
    reporter.strict ? sqlError('ER_DATA_TOO_LONG', column.name, reporter.row) : truncated(column, reporter),
  );
}

function binaryConverter(type: BinaryType, from: SqlType, column: Column): Converter {
  const { length } = type;
  const fixed = type.name === 'BINARY';
  return (value, reporter) => {
    const bytes = value instanceof Uint8Array ? value : encodeText(toText(value, from), charsetOfType(from));
    if (bytes.length > length) {
      tooLong(column, reporter);
      return bytes.slice(0, length);
    }
    return fixed && bytes.length < length ? Buffer.concat([bytes], length) : bytes;
  };
}

/** YEAR is read as such a number first. */
const YEAR_TEXT: IntegerType = integer('SMALLINT');

/** The converter of values of type `from` for a column. */
export function converterFor(from: SqlType, column: Column): Converter {
  const { type } = column;
  if (type.name === 'YEAR') return yearConverter(from, column, integerConverter(YEAR_TEXT, from, column));
  if (type.name === 'BIT') return bitConverter(type, from, column);
  if (isList(type)) return listConverter(type, from, column);
  if (isAddress(type)) return addressConverter(type, from, column);
  if (isInteger(type)) return integerConverter(type, from, column);
  if (type.name === 'DECIMAL') return decimalConverter(type, from, column);
  if (isFloat(type)) return floatConverter(type, from, column);
  if (isText(type)) return textConverter(type, from, column);
  if (isBinary(type)) return binaryConverter(type, from, column);
  if (isTemporal(type)) return (value, reporter) => convertTemporal(value, from, type, column, reporter);
  throw new Error(`Invariant broken: a column of type ${type.name}`);
}

/** Stored values of the types that hold no NULL: what a column gets where nothing else can be put. */
export function implicitDefault(type: SqlType): StoredValue {
  if (isWideUnsigned(type) || type.name === 'SET') return encodeUnsigned(0n);
  if (type.name === 'ENUM') return 0;
  if (isAddress(type)) return zeroAddress(type);
  if (isInteger(type) || isFloat(type)) return 0;
  if (type.name === 'DECIMAL') return encodeDecimal(ZERO, type.precision, type.scale);
  if (type.name === 'BINARY') return new Uint8Array(type.length);
  if (isBinary(type)) return new Uint8Array(0);
  if (!isTemporal(type)) return '';
  const fraction = type.fsp > 0 ? `.${'0'.repeat(type.fsp)}` : '';
  if (type.name === 'DATE') return '0000-00-00';
  return (type.name === 'TIME' ? '00:00:00' : '0000-00-00 00:00:00') + fraction;
}
