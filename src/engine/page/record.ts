/**
 * Records in COMPACT form, as ROW_FORMAT=DYNAMIC uses them. The origin of a record is where its data begins; what
 * describes it stands before, to be read backwards:
 *
 *   lengths of varying columns, last column first | NULL bitmap | 5 extra bytes | ^ data
 *
 * A record is measured first, and then written straight to its place on a page.
 */
import { sqlError } from '../../base/errors.js';
import type { StoredValue } from '../../base/types.js';
import { type Field, type IndexShape, type StoredRow, SYSTEM_COLUMN_BYTES, writeSystemColumns } from './shape.js';

/** info bits and owned records (1 byte), heap number and status (2), distance to the next record (2). */
export const EXTRA_BYTES = 5;
export const STATUS_NODE_POINTER = 1;
/** A record of this size would not fit twice on a page. */
export const MAX_RECORD = 8126;

const CHILD_BYTES = 4;
/** Lengths from here on take two bytes in columns that may have long values. */
const LONG_LENGTH = 0x80;
const TWO_BYTES = 0x8000;

/** A record that has no place yet. */
export interface EncodedRecord {
  readonly bytes: Buffer;
  readonly origin: number;
}

/** Writes rows as records of one index. */
export class RecordWriter {
  readonly #shape: IndexShape;
  /** Bytes before the origin of the record that was measured last, and all its bytes. */
  #header = 0;
  #lengthAt = 0;
  bytes = 0;

  constructor(shape: IndexShape) {
    this.#shape = shape;
  }

  /** Bytes that a row takes on a leaf. Throws 1118 when it has no place on a page. */
  measure(row: StoredRow): number {
    const { fields, systemAt } = this.#shape;
    this.#measure(fields, row, systemAt === undefined ? 0 : SYSTEM_COLUMN_BYTES);
    return this.bytes;
  }

  /** Writes the row that was measured last to zeros; returns the record's origin. */
  write(row: StoredRow, page: Buffer, start: number): number {
    const { fields, systemAt } = this.#shape;
    const origin = start + this.#header;
    this.#writeFields(fields, systemAt, row, page, origin);
    return origin;
  }

  /** Makes the pointer to a page whose first row this is; the page number is filled in on the node page. */
  pointer(row: StoredRow): EncodedRecord {
    this.#measure(this.#shape.keyFields, row, CHILD_BYTES);
    const bytes = Buffer.alloc(this.bytes);
    const origin = this.#header;
    this.#writeFields(this.#shape.keyFields, undefined, row, bytes, origin);
    bytes.writeUInt8(STATUS_NODE_POINTER, origin - 3);
    return { bytes, origin };
  }

  #measure(fields: readonly Field[], row: StoredRow, more: number): void {
    let lengths = 0;
    let data = more;
    for (const { position, codec } of fields) {
      const value = row[position] as StoredValue;
      if (value === null) continue;
      if (codec.fixed !== undefined) data += codec.fixed;
      else {
        const size = codec.size(value);
        data += size;
        lengths += codec.long && size >= LONG_LENGTH ? 2 : 1;
      }
    }
    this.#header = lengths + this.#shape.nullBytes + EXTRA_BYTES;
    this.bytes = this.#header + data;
    if (this.bytes >= MAX_RECORD) throw sqlError('ER_TOO_BIG_ROWSIZE', MAX_RECORD);
  }

  #writeFields(
    fields: readonly Field[],
    systemAt: number | undefined,
    row: StoredRow,
    page: Buffer,
    origin: number,
  ): void {
    const bitmap = origin - EXTRA_BYTES - 1;
    this.#lengthAt = origin - EXTRA_BYTES - this.#shape.nullBytes;
    let nullBit = 0;
    let at = origin;
    for (let index = 0; index < fields.length; index++) {
      if (index === systemAt) at = writeSystemColumns(page, at);
      const field = fields[index] as Field;
      const value = row[field.position] as StoredValue;
      if (value !== null) at = this.#writeValue(field, value, page, at);
      else if (field.nullable) {
        const byte = bitmap - (nullBit >> 3);
        page.writeUInt8(page.readUInt8(byte) | (1 << (nullBit & 7)), byte);
      }
      if (field.nullable) nullBit++;
    }
    if (systemAt === fields.length) writeSystemColumns(page, at);
  }

  #writeValue({ codec }: Field, value: StoredValue, page: Buffer, at: number): number {
    codec.write(page, at, value);
    if (codec.fixed !== undefined) return at + codec.fixed;
    const length = codec.size(value);
    if (codec.long && length >= LONG_LENGTH) {
      this.#lengthAt -= 2;
      // Little-endian, because it is read backwards: the byte with the mark comes first.
      page.writeUInt16LE(length | TWO_BYTES, this.#lengthAt);
    } else page.writeUInt8(length, --this.#lengthAt);
    return at + length;
  }
}
