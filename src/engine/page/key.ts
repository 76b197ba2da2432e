/**
 * Keys as values whose order is the order of records in the B-tree.
 *
 * A clustered key of one integer column, and a row id, is a number (a bigint where that is not exact). Every other
 * key is bytes that compare as the columns do one after the other. No column's bytes begin with all bytes of another
 * value of it, so a descending column has them inverted.
 */
import type { SqlType, StoredValue, TextType } from '../../base/types.js';
import { isInteger, isList } from '../../base/types.js';
import { cutValue } from './prefix.js';
import type { Field, RowShape, StoredRow } from './shape.js';
import { withoutTrailingBlanks } from './text.js';

export type Key = number | bigint | Uint8Array;

/**
 * The weights of a text under a collation, as bytes of a fixed number per weight that compare as the texts do.
 * Trailing blanks have been taken off where the collation pads with blanks.
 */
export type Weights = (text: string, collation: string) => Uint8Array;

/** Keys that Map finds by value: byte strings take their Latin-1 form, and a bigint that is a number too is that. */
export type MapKey = number | bigint | string;

export function mapKey(key: Key): MapKey {
  if (key instanceof Uint8Array) return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
  const number = Number(key);
  return Number.isSafeInteger(number) ? number : key;
}

/** < 0, 0 or > 0. */
export function compareKeys(a: Key, b: Key): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Makes the function that gives a row's clustered key. */
export function clusteredKey({ keyFields }: Pick<RowShape, 'keyFields'>, weights: Weights): (row: StoredRow) => Key {
  const only = integerField(keyFields);
  if (only) return (row) => integerKey(row[only.position] as number | bigint | Uint8Array);
  return bytesKey(keyFields, weights);
}

/** The field that is the whole key as a number: the row id, or the only column. */
export function integerField(keyFields: readonly Field[]): Field | undefined {
  const [only, ...others] = keyFields;
  if (!only || others.length > 0 || only.descending) return undefined;
  return only.type === undefined || isInteger(only.type) ? only : undefined;
}

/** Makes the function that gives the bytes by which rows are ordered under these fields. */
export function bytesKey(keyFields: readonly Field[], weights: Weights): (row: StoredRow) => Uint8Array {
  const parts = keyFields.map((field) => keyPart(field, weights));
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return (row) => Buffer.concat(parts.map((part) => part(row)));
}

/** BIGINT UNSIGNED comes as eight bytes. */
function integerKey(value: number | bigint | Uint8Array): Key {
  if (!(value instanceof Uint8Array)) return value;
  const exact = Buffer.from(value.buffer, value.byteOffset, value.byteLength).readBigUInt64BE();
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}

type KeyPart = (row: StoredRow) => Uint8Array;

const NULL_MARK = Buffer.of(0);
const VALUE_MARK = Buffer.of(1);

/** NULL sorts before every value. */
function keyPart(field: Field, weights: Weights): KeyPart {
  const { position, nullable, prefix, descending } = field;
  const encode = valueKey(field, weights);
  const part: KeyPart = (row) => {
    const value = row[position] as StoredValue;
    if (nullable && value === null) return NULL_MARK;
    const bytes = encode(prefix === undefined ? value : cutValue(value, prefix));
    return nullable ? Buffer.concat([VALUE_MARK, bytes]) : bytes;
  };
  return descending ? (row) => part(row).map((byte) => byte ^ 0xff) : part;
}

function valueKey({ type, codec }: Field, weights: Weights): (value: StoredValue) => Uint8Array {
  if (type?.name === 'FLOAT' || type?.name === 'DOUBLE') return (value) => floatKey(value as number);
  if (isText(type)) return textKey(type, weights);
  if (codec.fixed === undefined) return (value) => binaryKey(value as Uint8Array);
  const { fixed } = codec;
  return (value) => {
    const bytes = Buffer.alloc(fixed);
    codec.write(bytes, 0, value);
    return bytes;
  };
}

const isText = (type: SqlType | undefined): type is TextType =>
  type !== undefined && 'collation' in type && !isList(type);

/** IEEE numbers sort as bytes when the sign bit is flipped, and in negative ones all the others too. */
function floatKey(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  // Adding zero makes a negative zero positive: they are equal.
  bytes.writeDoubleBE(value + 0);
  if (value < 0) return bytes.map((byte) => byte ^ 0xff);
  bytes.writeUInt8(bytes.readUInt8(0) ^ 0x80);
  return bytes;
}

/** Zero bytes are marked, so that the end sorts before everything: a shorter value comes first. */
function binaryKey(value: Uint8Array): Uint8Array {
  const zeros = value.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  const bytes = Buffer.alloc(value.length + zeros + 2);
  let at = 0;
  for (const byte of value) {
    bytes.writeUInt8(byte, at++);
    if (byte === 0) bytes.writeUInt8(0xff, at++);
  }
  return bytes;
}

function textKey({ collation }: TextType, weights: Weights): (value: StoredValue) => Uint8Array {
  if (isNoPad(collation)) return (value) => binaryKey(weights(value as string, collation));
  const blank = Buffer.from(weights(' ', collation));
  return (value) => {
    const trimmed = withoutTrailingBlanks(value as string);
    return paddedKey(Buffer.from(weights(trimmed, collation)), blank);
  };
}

const isNoPad = (collation: string): boolean => collation.includes('_nopad_') || collation === 'binary';

const LESS_FOLLOWS = 0;
const END = 1;
const GREATER_FOLLOWS = 2;

/**
 * The end of a text compares as if blanks went on for ever. So it is written as a blank with a mark, and each
 * blank before it gets a mark that says whether what follows the run of blanks is less or greater than one.
 */
function paddedKey(weights: Buffer, blank: Buffer): Uint8Array {
  const unit = blank.length;
  const bytes: number[] = [];
  for (let at = 0; at < weights.length; at += unit) {
    bytes.push(...weights.subarray(at, at + unit));
    if (blank.compare(weights, at, at + unit) !== 0) continue;
    const order = followingOrder(weights, at + unit, blank);
    if (order === 0) return Uint8Array.from([...bytes, END]);
    bytes.push(order < 0 ? LESS_FOLLOWS : GREATER_FOLLOWS);
  }
  return Uint8Array.from([...bytes, ...blank, END]);
}

/** How the first weight that is not a blank's compares to it; 0 when there is none. */
function followingOrder(weights: Buffer, from: number, blank: Buffer): number {
  for (let at = from; at < weights.length; at += blank.length) {
    const order = weights.compare(blank, 0, blank.length, at, at + blank.length);
    if (order !== 0) return order;
  }
  return 0;
}
