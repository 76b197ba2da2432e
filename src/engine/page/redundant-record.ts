/**
 * Records of ROW_FORMAT=REDUNDANT. As in the newer form, the origin is where the data begins; what describes it stands
 * before, to be read backwards:
 *
 *   ends of all columns, last column first | 6 extra bytes | ^ data
 *
 * The ends take a byte each in short records, else two. A NULL of a column of fixed length takes its bytes, too.
 */
import { assert } from '../../base/assert.js';
import type { StoredValue } from '../../base/types.js';
import { type BlobChain, REFERENCE_BYTES, writeReference } from './blob.js';
import { type EncodedRecord, type ExternalValues, isMovable, localPart, type RecordWriter } from './record-format.js';
import { type Field, type IndexShape, type StoredRow, writeSystemColumns } from './shape.js';

/** info bits and owned records (1 byte), heap number, number of columns and size of their ends (3), next record (2). */
export const REDUNDANT_EXTRA_BYTES = 6;
/** Bits of an end. */
export const SHORT = { bytes: 1, isNull: 0x80, isExternal: 0, end: 0x7f } as const;
export const LONG = { bytes: 2, isNull: 0x8000, isExternal: 0x4000, end: 0x3fff } as const;
/** Of a column in a record: transaction id, roll pointer, page number of a child. */
const SYSTEM_PARTS = [6, 7] as const;
const CHILD_BYTES = 4;
const MAX_SHORT = 0x7f;

/** A column of a record that is being made: a field with its value, or bytes that are filled in later. */
interface Part {
  readonly field?: Field;
  readonly bytes: number;
  readonly isNull: boolean;
  readonly isExternal: boolean;
}

const later = (bytes: number): Part => ({ bytes, isNull: false, isExternal: false });

/** Writes rows as records of one index. */
export class RedundantWriter implements RecordWriter {
  readonly #shape: IndexShape;
  readonly #externals: ExternalValues | undefined;
  #parts: Part[] = [];
  #ends: typeof SHORT | typeof LONG = SHORT;
  bytes = 0;

  constructor(shape: IndexShape, externals?: ExternalValues) {
    this.#shape = shape;
    this.#externals = externals;
  }

  measure(row: StoredRow): number {
    const { fields, systemAt, format } = this.#shape;
    const parts = fields.map((field) => partOf(field, row));
    if (systemAt !== undefined) parts.splice(systemAt, 0, ...SYSTEM_PARTS.map(later));
    this.#take(parts);
    if (this.bytes >= format.maxRecord) this.#moveOut();
    return this.bytes;
  }

  write(row: StoredRow, page: Buffer, start: number): number {
    assert(this.bytes < this.#shape.format.maxRecord, 'rows are checked before they are written');
    const moved = this.#parts.flatMap(({ field, isExternal }) => (field && isExternal ? [field] : []));
    const chains = this.#externals?.place(row, moved) ?? [];
    const origin = this.#writeParts(row, page, start, (field) => chains[moved.indexOf(field)]);
    const { systemAt } = this.#shape;
    if (systemAt !== undefined) {
      const before = this.#parts.slice(0, systemAt).reduce((sum, { bytes }) => sum + bytes, 0);
      writeSystemColumns(page, origin + before);
    }
    return origin;
  }

  pointer(row: StoredRow): EncodedRecord {
    this.#take([...this.#shape.keyFields.map((field) => partOf(field, row)), later(CHILD_BYTES)]);
    const bytes = Buffer.alloc(this.bytes);
    return { bytes, origin: this.#writeParts(row, bytes, 0, () => undefined) };
  }

  #take(parts: Part[]): void {
    const data = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#parts = parts;
    this.#ends = data <= MAX_SHORT && !parts.some(({ isExternal }) => isExternal) ? SHORT : LONG;
    this.bytes = REDUNDANT_EXTRA_BYTES + parts.length * this.#ends.bytes + data;
  }

  /** Moves the longest value out, and the next, until the record is small enough. */
  #moveOut(): void {
    const { format, keyFields } = this.#shape;
    const parts = [...this.#parts];
    const candidates = parts
      .map((part, at) => ({ part, at }))
      .filter(({ part: { field, bytes } }) => {
        if (!field || keyFields.includes(field)) return false;
        return field.codec.fixed === undefined && field.codec.long && isMovable(bytes, format);
      })
      .sort((a, b) => b.part.bytes - a.part.bytes);
    for (const { part, at } of candidates) {
      if (this.bytes < format.maxRecord) break;
      parts[at] = { ...part, bytes: format.localPrefix + REFERENCE_BYTES, isExternal: true };
      this.#take(parts);
    }
  }

  #writeParts(row: StoredRow, page: Buffer, start: number, chainOf: (field: Field) => BlobChain | undefined): number {
    const parts = this.#parts;
    const ends = this.#ends;
    const origin = start + parts.length * ends.bytes + REDUNDANT_EXTRA_BYTES;
    const isShort = ends === SHORT;
    page.writeUInt16BE((parts.length << 1) | (isShort ? 1 : 0), origin - 4);
    let end = 0;
    parts.forEach(({ field, bytes, isNull, isExternal }, at) => {
      if (field && !isNull) this.#writeValue(field, row, isExternal ? chainOf(field) : undefined, page, origin + end);
      end += bytes;
      const mark = end | (isNull ? ends.isNull : 0) | (isExternal ? ends.isExternal : 0);
      page.writeUIntBE(mark, origin - REDUNDANT_EXTRA_BYTES - (at + 1) * ends.bytes, ends.bytes);
    });
    return origin;
  }

  #writeValue(field: Field, row: StoredRow, chain: BlobChain | undefined, page: Buffer, at: number): void {
    const value = row[field.position] as StoredValue;
    if (!chain) {
      field.codec.write(page, at, value);
      return;
    }
    const { localPrefix } = this.#shape.format;
    page.set(localPart(field, value, localPrefix), at);
    writeReference(page, at + localPrefix, this.#externals?.spaceId ?? 0, chain);
  }
}

function partOf(field: Field, row: StoredRow): Part {
  const value = row[field.position] as StoredValue;
  const isNull = value === null;
  const bytes = field.codec.fixed ?? (isNull ? 0 : field.codec.size(value));
  return { field, bytes, isNull, isExternal: false };
}
