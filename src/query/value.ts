/**
 * Values while they are computed with: one JavaScript type for each family of SQL types.
 *
 *   integers                     bigint
 *   DECIMAL                      Decimal, possibly with more decimals than its type until it is stored
 *   FLOAT, DOUBLE                number
 *   character types, temporals   string
 *   binary types                 Uint8Array
 */
import {
  type BinaryType,
  type FloatType,
  isInteger,
  type SqlType,
  type StoredValue,
  type TemporalType,
  type TextType,
} from '../base/types.js';
import { charsetOfType, decodeText } from './charsets.js';
import { Decimal, decodeDecimal, encodeDecimal, fitDecimal, formatDecimal, rescale } from './decimal.js';
import { formatDouble, formatFloat } from './double.js';

export type Value = null | bigint | number | Decimal | string | Uint8Array;

const BINARY = new Set(['BINARY', 'VARBINARY', 'TINYBLOB', 'BLOB', 'MEDIUMBLOB', 'LONGBLOB']);
const TEXT = new Set(['CHAR', 'VARCHAR', 'TINYTEXT', 'TEXT', 'MEDIUMTEXT', 'LONGTEXT']);
const TEMPORAL = new Set(['DATETIME', 'TIMESTAMP', 'DATE', 'TIME']);

export const isBinary = (type: SqlType): type is BinaryType => BINARY.has(type.name);
export const isText = (type: SqlType): type is TextType => TEXT.has(type.name);
export const isTemporal = (type: SqlType): type is TemporalType => TEMPORAL.has(type.name);
export const isFloat = (type: SqlType): type is FloatType => type.name === 'DOUBLE' || type.name === 'FLOAT';
export const isUnsigned = (type: SqlType): boolean => 'unsigned' in type && type.unsigned;
/** BIGINT UNSIGNED is the integer type whose stored form is bytes. */
export const isWideUnsigned = (type: SqlType): boolean => type.name === 'BIGINT' && type.unsigned;

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
  return isFloat(type) ? Number(stored) : stored;
}

/** The stored form of a value that belongs to the type's domain; decimals are rounded to the type's scale. */
export function encodeValue(value: Value, type: SqlType): StoredValue {
  if (value instanceof Decimal) {
    if (type.name !== 'DECIMAL') return Number(formatDecimal(value));
    return encodeDecimal(fitDecimal(value, type.precision, type.scale).value, type.precision, type.scale);
  }
  if (typeof value === 'bigint' && isWideUnsigned(type)) return encodeUnsigned(BigInt.asUintN(64, value));
  return value;
}

const zeroPadded = (text: string, width: number): string => (text.startsWith('-') ? text : text.padStart(width, '0'));

/** A value as the text protocol prints it. Bytes are read in the type's charset. */
export function valueToText(value: Exclude<Value, null>, type: SqlType): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return decodeText(value, charsetOfType(type));
  if (typeof value === 'bigint') {
    return isInteger(type) && type.zerofill ? zeroPadded(String(value), type.width) : String(value);
  }
  if (value instanceof Decimal) {
    if (type.name !== 'DECIMAL') return formatDecimal(value);
    const text = formatDecimal(rescale(value, type.scale));
    return type.zerofill ? zeroPadded(text, type.precision + (type.scale > 0 ? 1 : 0)) : text;
  }
  if (type.name === 'DOUBLE' && type.decimals !== undefined) return value.toFixed(type.decimals);
  return type.name === 'FLOAT' ? formatFloat(value) : formatDouble(value);
}
