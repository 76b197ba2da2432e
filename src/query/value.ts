/**
 * Values while they are computed with: one JavaScript type for each family of SQL types.
 *
 *   integers                     bigint
 *   DECIMAL                      Decimal, possibly with more decimals than its type until it is stored
 *   FLOAT, DOUBLE                number
 *   character types, temporals   string
 *   ENUM, SET, UUID, INET        string, as it is printed
 *   binary types                 Uint8Array
 */
import {
  type BinaryType,
  type FloatType,
  isAddress,
  isInteger,
  isList,
  isWideUnsigned,
  type ListType,
  type SqlType,
  type StoredValue,
  type TemporalType,
  type TextType,
} from '../base/types.js';
import { addressBytes, addressText } from './address.js';
import { charsetOfType, decodeText } from './charsets.js';
import { Decimal, decodeDecimal, encodeDecimal, fitDecimal, formatDecimal, rescale } from './decimal.js';
import { formatDouble, formatFloat } from './double.js';
import { memberNumber, memberText } from './members.js';

/** The bytes of a BIT, as many as it has bits for. */
export const bitBytes = (value: bigint, bits: number): Uint8Array =>
  encodeUnsigned(value).subarray(8 - Math.ceil(bits / 8));

export type Value = null | bigint | number | Decimal | string | Uint8Array;

const BINARY = new Set(['BINARY', 'VARBINARY', 'TINYBLOB', 'BLOB', 'MEDIUMBLOB', 'LONGBLOB']);
const TEXT = new Set(['CHAR', 'VARCHAR', 'TINYTEXT', 'TEXT', 'MEDIUMTEXT', 'LONGTEXT', 'ENUM', 'SET']);
const TEMPORAL = new Set(['DATETIME', 'TIMESTAMP', 'DATE', 'TIME']);

export const isBinary = (type: SqlType): type is BinaryType => BINARY.has(type.name);
export const isText = (type: SqlType): type is TextType | ListType => TEXT.has(type.name);
export const isTemporal = (type: SqlType): type is TemporalType => TEMPORAL.has(type.name);
export const isFloat = (type: SqlType): type is FloatType => type.name === 'DOUBLE' || type.name === 'FLOAT';
export const isUnsigned = (type: SqlType): boolean => 'unsigned' in type && type.unsigned;
export { isWideUnsigned };

/** The 8 bytes of a BIGINT UNSIGNED. */
export function encodeUnsigned(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

/** The number in the 8 bytes of a BIGINT UNSIGNED. */
export function decodeUnsigned(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
}

/**
 * A value as it comes out of SQLite. Integers and sums of integers may come as SQLite integers even where the
 * type's stored form is bytes: printed arithmetic stays native as long as it cannot overflow.
 */
export function decodeValue(stored: StoredValue, type: SqlType): Value {
  if (stored === null) return null;
  if (isInteger(type)) return stored instanceof Uint8Array ? decodeUnsigned(stored) : BigInt(stored);
  if (type.name === 'DECIMAL') {
    if (stored instanceof Uint8Array) return decodeDecimal(stored, type.precision, type.scale);
    return new Decimal(BigInt(stored), 0);
  }
  if (isList(type)) return memberText(stored instanceof Uint8Array ? decodeUnsigned(stored) : BigInt(stored), type);
  if (isAddress(type)) return stored instanceof Uint8Array ? addressText(stored, type) : stored;
  return isFloat(type) ? Number(stored) : stored;
}

/** The stored form of a value that belongs to the type's domain; decimals are rounded to the type's scale. */
export function encodeValue(value: Value, type: SqlType): StoredValue {
  if (value instanceof Decimal) {
    if (type.name !== 'DECIMAL') return Number(formatDecimal(value));
    return encodeDecimal(fitDecimal(value, type.precision, type.scale).value, type.precision, type.scale);
  }
  if (typeof value === 'string') return encodeText(value, type);
  if (typeof value === 'bigint' && isWideUnsigned(type)) return encodeUnsigned(BigInt.asUintN(64, value));
  return value;
}

/** The stored form of what prints as text but is not stored as such. */
function encodeText(value: string, type: SqlType): StoredValue {
  if (isList(type)) {
    const number = memberNumber(value, type);
    return type.name === 'ENUM' ? Number(number) : encodeUnsigned(number);
  }
  return isAddress(type) ? (addressBytes(value, type) ?? null) : value;
}

const zeroPadded = (text: string, width: number): string => (text.startsWith('-') ? text : text.padStart(width, '0'));

/** A value as the text protocol prints it. Bytes are read in the type's charset. */
export function valueToText(value: Exclude<Value, null>, type: SqlType): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return decodeText(value, charsetOfType(type));
  if (typeof value === 'bigint') return integerText(value, type);
  if (value instanceof Decimal) {
    if (type.name !== 'DECIMAL') return formatDecimal(value);
    const text = formatDecimal(rescale(value, type.scale));
    return type.zerofill ? zeroPadded(text, type.precision + (type.scale > 0 ? 1 : 0)) : text;
  }
  return isFloat(type) ? floatText(value, type) : formatDouble(value);
}

function integerText(value: bigint, type: SqlType): string {
  if (type.name === 'BIT') return decodeText(bitBytes(value, type.width), 'latin1');
  if (!isInteger(type) || !type.zerofill) return String(value);
  const text = zeroPadded(String(value), type.width);
  return type.name === 'YEAR' ? text.slice(-type.width) : text;
}

/** Characters of a number for which no precision was declared. */
const FLOAT_WIDTHS = { FLOAT: 12, DOUBLE: 22 } as const;

function floatText(value: number, { name, decimals, precision, zerofill }: FloatType): string {
  const shortest = name === 'FLOAT' ? formatFloat : formatDouble;
  const text = decimals === undefined ? shortest(value) : value.toFixed(decimals);
  return zerofill ? zeroPadded(text, precision ?? FLOAT_WIDTHS[name]) : text;
}
