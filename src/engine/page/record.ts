/**
 * Records in COMPACT form, as ROW_FORMAT=DYNAMIC uses them. The origin of a record is where its data begins; what
 * describes it stands before, to be read backwards:
 *
 *   lengths of varying columns, last column first | NULL bitmap | 5 extra bytes | ^ data
 *
 * A record is measured first, and then written straight to its place on a page.
 */
import { assert } from '../../base/assert.js';
import type { StoredValue } from '../../base/types.js';
import { type BlobChain, REFERENCE_BYTES, writeReference } from './blob.js';
import { type EncodedRecord, type ExternalValues, isMovable, localPart, type RecordWriter } from './record-format.js';
import { type Field, type IndexShape, type StoredRow, SYSTEM_COLUMN_BYTES, writeSystemColumns } from './shape.js';

/** info bits and owned records (1 byte), heap number and status (2), distance to the next record (2). */
export const EXTRA_BYTES = 5;
export const STATUS_NODE_POINTER = 1;

const CHILD_BYTES = 4;
/** Lengths from here on take two bytes in columns that may have long values. */
const LONG_LENGTH = 0x80;
const TWO_BYTES = 0x8000;
/** Marks the length of a value that lies on pages of its own. */
const EXTERNAL = 0xc000;

const NONE: readonly Field[] = [];

/** Writes rows as records of one index. */
export class CompactWriter implements RecordWriter {
  readonly #shape: IndexShape;
  readonly #externals: ExternalValues | undefined;
  /** Fields of the row that was measured last whose values are moved out, and where they are. */
  #moved: readonly Field[] = NONE;
  #chains: readonly BlobChain[] = [];
  /** Bytes before the origin of the record that was measured last, and all its bytes. */
  #header = 0;
  #lengthAt = 0;
  bytes = 0;

  constructor(shape: IndexShape, externals?: ExternalValues) {
    this.#shape = shape;
    this.#externals = externals;
  }

  measure(row: StoredRow): number {
    const { fields, systemAt } = this.#shape;
    this.#measure(fields, row, systemAt === undefined ? 0 : SYSTEM_COLUMN_BYTES);
    this.#moved = this.bytes >= this.#shape.format.maxRecord ? this.#moveOut(row) : NONE;
    return this.bytes;
  }

  write(row: StoredRow, page: Buffer, start: number): number {
    const { fields, systemAt } = this.#shape;
    assert(this.bytes < this.#shape.format.maxRecord, 'rows are checked before they are written');
    const origin = start + this.#header;
    this.#chains = this.#externals?.place(row, this.#moved) ?? [];
    this.#writeFields(fields, systemAt, row, page, origin);
    return origin;
  }

  pointer(row: StoredRow): EncodedRecord {
    this.#measure(this.#shape.keyFields, row, CHILD_BYTES);
    this.#moved = NONE;
    assert(this.bytes < this.#shape.format.maxRecord, 'keys are short');
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
  }

  /** Moves the longest value out, and the next, until the record is small enough. */
  #moveOut(row: StoredRow): Field[] {
    const moved: Field[] = [];
    const { fields, keyFields, format } = this.#shape;
    const candidates = fields
      .slice(keyFields.length)
      .filter(({ codec, position }) => codec.fixed === undefined && codec.long && row[position] !== null)
      .map((field) => ({ field, size: field.codec.size(row[field.position] as StoredValue) }))
      .filter(({ size }) => isMovable(size, format))
      .sort((a, b) => b.size - a.size);
    for (const { field, size } of candidates) {
      if (this.bytes < this.#shape.format.maxRecord) break;
      moved.push(field);
      // A length of one byte becomes one of two.
      const longer = size < LONG_LENGTH ? 1 : 0;
      this.#header += longer;
      this.bytes += format.localPrefix + REFERENCE_BYTES - size + longer;
    }
    return moved;
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
      const chain = this.#moved === NONE ? undefined : this.#chains[this.#moved.indexOf(field)];
      if (chain) at = this.#writeReference(field, value, chain, page, at);
      else if (value !== null) at = this.#writeValue(field, value, page, at);
      else if (field.nullable) {
        const byte = bitmap - (nullBit >> 3);
        page.writeUInt8(page.readUInt8(byte) | (1 << (nullBit & 7)), byte);
      }
      if (field.nullable) nullBit++;
    }
    if (systemAt === fields.length) writeSystemColumns(page, at);
  }

  #writeReference(field: Field, value: StoredValue, chain: BlobChain, page: Buffer, at: number): number {
    const { localPrefix } = this.#shape.format;
    this.#lengthAt -= 2;
    page.writeUInt16LE(EXTERNAL | (localPrefix + REFERENCE_BYTES), this.#lengthAt);
    if (localPrefix > 0) page.set(localPart(field, value, localPrefix), at);
    writeReference(page, at + localPrefix, this.#externals?.spaceId ?? 0, chain);
    return at + localPrefix + REFERENCE_BYTES;
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
