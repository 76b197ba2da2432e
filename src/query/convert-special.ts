/** Values on their way into columns of types with few values: YEAR, BIT, ENUM, SET, UUID, INET6, INET4. */
import { SqlError, sqlError } from '../base/errors.js';
import { typeText } from '../base/type-text.js';
import type { AddressType, IntegerType, ListType, SqlType, StoredValue } from '../base/types.js';
import { isInteger } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import { addressBytes, addressFromBytes, zeroAddress } from './address.js';
import { charsetOfType, decodeText } from './charsets.js';
import { sortKeyText } from './collations.js';
import { type Present, roundHalfEven, toBytes, toText } from './convert-value.js';
import { Decimal, rescale } from './decimal.js';
import { memberBit } from './members.js';
import { type Reporter, truncated } from './reporter.js';
import { encodeUnsigned, isBinary, isTemporal, isText } from './value.js';

type Converter = (value: Present, reporter: Reporter) => StoredValue;

const outOfRange = (column: Column, reporter: Reporter): SqlError =>
  sqlError('ER_WARN_DATA_OUT_OF_RANGE', column.name, reporter.row);

/** 1292 with the column's place. */
function incorrect(kind: string, text: string, column: Column, reporter: Reporter): SqlError {
  const { db, name } = reporter.table;
  const place = `\`${db}\`.\`${name}\`.\`${column.name}\``;
  return new SqlError(1292, '22007', `Incorrect ${kind} value: '${text}' for column ${place} at row ${reporter.row}`);
}

const isTextual = (value: Present, from: SqlType): boolean =>
  (typeof value === 'string' && !isTemporal(from)) || value instanceof Uint8Array;

/** A whole number of a value that is one; undefined for texts. */
function wholeOf(value: Present): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (value instanceof Decimal) return rescale(value, 0).unscaled;
  return typeof value === 'number' && Number.isFinite(value) ? BigInt(roundHalfEven(value)) : undefined;
}

const YEAR = { first: 1901n, last: 2155n, pivot: 70n, digits: 100n } as const;

/** `number` reads the value as a number, with its complaints. */
export function yearConverter(from: SqlType, column: Column, number: Converter): Converter {
  return (value, reporter) => {
    if (isTemporal(from)) {
      reporter.problem(incorrect(from.name.toLowerCase(), String(value), column, reporter));
      return 0;
    }
    let complained = false;
    const year =
      wholeOf(value) ??
      BigInt(
        Number(
          number(
            value,
            listening(reporter, () => (complained = true)),
          ),
        ),
      );
    const known = year === 0n || (year > 0n && year < YEAR.digits) || (year >= YEAR.first && year <= YEAR.last);
    if (!known) {
      if (!complained) reporter.problem(outOfRange(column, reporter));
      return 0;
    }
    // 0 is no year, but the texts 0 and 00 are the year 2000.
    if (year === 0n && (complained || !isTextual(value, from) || toText(value, from).trim().length === 4)) return 0;
    if (year >= YEAR.digits) return Number(year);
    return Number(year) + (year < YEAR.pivot ? 2000 : 1900);
  };
}

function listening(reporter: Reporter, told: () => void): Reporter {
  const problem = (error: SqlError): void => {
    told();
    reporter.problem(error);
  };
  return Object.create(reporter, { problem: { value: problem } });
}

export function bitConverter({ width }: IntegerType, from: SqlType, column: Column): Converter {
  const max = 2n ** BigInt(width) - 1n;
  return (value, reporter) => {
    const bits = bitsOf(value, from);
    if (bits <= max) return encodeUnsigned(bits);
    const { name } = column;
    reporter.problem(reporter.strict ? sqlError('ER_DATA_TOO_LONG', name, reporter.row) : outOfRange(column, reporter));
    return encodeUnsigned(max);
  };
}

/** A number's bits, or the bytes of a text as one big-endian number. */
function bitsOf(value: Present, from: SqlType): bigint {
  const whole = wholeOf(value);
  if (whole !== undefined) return whole < 0n ? BigInt.asUintN(64, whole) : whole;
  const hex = Buffer.from(toBytes(value, from)).toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/** A text that is nothing but a whole number. */
const WHOLE = /^\s*\d+\s*$/;

export function listConverter(type: ListType, from: SqlType, column: Column): Converter {
  const numbers = new Map(type.values.map((value, index) => [sortKeyText(value, type.collation), index + 1]));
  const find = (text: string): number => numbers.get(sortKeyText(text, type.collation)) ?? 0;
  const read = type.name === 'ENUM' ? enumReader(type, find) : setReader(type, find);
  const charset = charsetOfType(type);
  return (value, reporter) => {
    const number = isTemporal(from) ? undefined : wholeOf(value);
    const text = value instanceof Uint8Array ? decodeText(value, charset) : toText(value, from);
    // What was no member before may be copied.
    if (from.name === 'ENUM' && type.name === 'ENUM' && text === '') return find(text);
    const result = number === undefined ? read.text(text) : read.number(number);
    if (!result.whole) reporter.problem(truncated(column, reporter));
    return type.name === 'ENUM' ? Number(result.number) : encodeUnsigned(result.number);
  };
}

interface ReadList {
  readonly number: bigint;
  /** False: something of the value is no member. */
  readonly whole: boolean;
}

interface ListReader {
  text(text: string): ReadList;
  number(number: bigint): ReadList;
}

function enumReader({ values }: ListType, find: (text: string) => number): ListReader {
  const numbered = (number: bigint): ReadList => {
    const known = number > 0n && number <= BigInt(values.length);
    return { number: known ? number : 0n, whole: known };
  };
  return {
    number: numbered,
    text(text) {
      const number = find(text);
      if (number > 0) return { number: BigInt(number), whole: true };
      return WHOLE.test(text) ? numbered(BigInt(text)) : { number: 0n, whole: false };
    },
  };
}

function setReader({ values }: ListType, find: (text: string) => number): ListReader {
  const all = 2n ** BigInt(values.length) - 1n;
  const numbered = (number: bigint): ReadList => ({ number: number & all, whole: number >= 0n && number <= all });
  return {
    number: numbered,
    text(text) {
      const members = text === '' ? [] : text.split(',').map(find);
      const whole = members.every((member) => member > 0);
      if (!whole && WHOLE.test(text) && BigInt(text) <= all) return numbered(BigInt(text));
      return { number: members.reduce((bits, member) => bits | memberBit(member - 1), 0n), whole };
    },
  };
}

export function addressConverter(type: AddressType, from: SqlType, column: Column): Converter {
  return (value, reporter) => {
    if (!isText(from) && !isBinary(from) && from.name !== type.name) throw notCast(type, from, column, reporter);
    const bytes = value instanceof Uint8Array;
    const stored = bytes ? addressFromBytes(value, type) : addressBytes(toText(value, from), type);
    if (stored) return stored;
    const text = bytes ? decodeText(value, 'latin1') : toText(value, from);
    reporter.problem(incorrect(type.name.toLowerCase(), text, column, reporter));
    return column.nullable ? null : zeroAddress(type);
  };
}

function notCast(type: AddressType, from: SqlType, column: Column, { table }: Reporter): SqlError {
  const name = isInteger(from) ? from.name.toLowerCase() : typeText(from).replace(/\(.*/, '');
  const place = `\`${table.db}\`.\`${table.name}\`.\`${column.name}\``;
  return new SqlError(4078, 'HY000', `Cannot cast '${name}' as '${type.name.toLowerCase()}' in assignment of ${place}`);
}
