/**
 * Clustered keys as values whose order is the order of rows in the B-tree.
 *
 * A key of one integer column, and a row id, is a number (a bigint where that is not exact). Every other key is
 * bytes that compare as the columns do one after the other.
 */
import type { SqlType, StoredValue, TextType } from '../../base/types.js';
import { isInteger } from '../../base/types.js';
import type { Field, RowShape, StoredRow } from './shape.js';
import { withoutTrailingBlanks } from './text.js';

export type Key = number | bigint | Uint8Array;

/**
 * The weights of a text under a collation, as bytes of a fixed number per weight that compare as the texts do.
 * Trailing blanks have been taken off where the collation pads with blanks.
 */
export type Weights = (text: string, collation: string) => Uint8Array;

/** < 0, 0 or > 0. */
export function compareKeys(a: Key, b: Key): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Makes the function that gives a row's clustered key. */
export function clusteredKey({ keyFields }: Pick<RowShape, 'keyFields'>, weights: Weights): (row: StoredRow) => Key {
  const [first] = keyFields;
  if (first && keyFields.length === 1 && (first.type === undefined || isInteger(first.type))) {
    const { position } = first;
    return (row) => integerKey(row[position] as number | bigint | Uint8Array);
  }
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

function keyPart(field: Field, weights: Weights): KeyPart {
  const { type, position, codec } = field;
  if (type?.name === 'FLOAT' || type?.name === 'DOUBLE') return (row) => floatKey(row[position] as number);
  if (isText(type)) return textKey(type, position, weights);
  if (codec.fixed === undefined) return (row) => binaryKey(row[position] as Uint8Array);
  const { fixed } = codec;
  return (row) => {
    const bytes = Buffer.alloc(fixed);
    codec.write(bytes, 0, row[position] as StoredValue);
    return bytes;
  };
}

const isText = (type: SqlType | undefined): type is TextType => type !== undefined && 'collation' in type;

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

function textKey({ collation }: TextType, position: number, weights: Weights): KeyPart {
  if (isNoPad(collation)) return (row) => binaryKey(weights(row[position] as string, collation));
  const blank = Buffer.from(weights(' ', collation));
  return (row) => {
    const trimmed = withoutTrailingBlanks(row[position] as string);
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
