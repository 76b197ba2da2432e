/** Decodes records; the counterpart of `record.ts`. Whatever a page may hold, it ends with rows or PageCorruption. */
import type { StoredValue } from '../../base/types.js';
import { type BlobChain, REFERENCE_BYTES, readBlob } from './blob.js';
import { intact } from './corruption.js';
import { PAGE_NUMBER } from './layout.js';
import type { PageSource } from './page-source.js';
import { EXTRA_BYTES } from './record.js';
import type { EncodedRecord } from './record-format.js';
import { LONG, REDUNDANT_EXTRA_BYTES, SHORT } from './redundant-record.js';
import { type Field, type IndexShape, SYSTEM_COLUMN_BYTES } from './shape.js';

const TWO_BYTES = 0x80;
const EXTERNAL = 0x40;
const CHILD_BYTES = 4;

export interface NodePointer {
  /** Only the key columns are filled in. */
  readonly row: StoredValue[];
  readonly child: number;
  readonly record: EncodedRecord;
}

/** Told of a value of a row that lies on pages of its own, before the row is complete. */
export type ExternalListener = (row: StoredValue[], position: number, chain: BlobChain) => void;

/** Reads the records of one index's pages. */
export class RecordReader {
  readonly #shape: IndexShape;
  readonly #pages: PageSource | undefined;
  readonly #external: ExternalListener | undefined;
  /** Where the bytes of the next length, and the bit of the next nullable column, are to be read. */
  #lengthAt = 0;
  #nullBit = 0;
  #isExternal = false;

  /** `pages` is where values that lie on pages of their own are fetched from. */
  constructor(shape: IndexShape, pages?: PageSource, external?: ExternalListener) {
    this.#shape = shape;
    this.#pages = pages;
    this.#external = external;
  }

  /** The row at `origin` of a leaf whose records end at `heapTop`. */
  leaf(page: Buffer, origin: number, heapTop: number): StoredValue[] {
    const { fields, systemAt, width } = this.#shape;
    const row = new Array<StoredValue>(width).fill(null);
    this.#begin(page, origin);
    let at = origin;
    for (let index = 0; index < fields.length; index++) {
      if (index === systemAt) at += SYSTEM_COLUMN_BYTES;
      const field = fields[index] as Field;
      if (field.nullable && this.#isNull(page, origin)) continue;
      const length = field.codec.fixed ?? this.#length(page, field);
      check(at + length <= heapTop, page, 'a record ends behind the last one');
      if (this.#isExternal) row[field.position] = this.#fetch(row, field, page, at, length);
      else if (!field.covered) row[field.position] = field.codec.read(page, at, length);
      at += length;
    }
    return row;
  }

  /** The pointer at `origin` of a page above the leaves. */
  pointer(page: Buffer, origin: number, heapTop: number): NodePointer {
    const { keyFields, width } = this.#shape;
    const row = new Array<StoredValue>(width).fill(null);
    this.#begin(page, origin);
    let at = origin;
    for (const field of keyFields) {
      if (field.nullable && this.#isNull(page, origin)) continue;
      const length = field.codec.fixed ?? this.#length(page, field);
      check(at + length <= heapTop && !this.#isExternal, page, 'a node pointer ends behind the last one');
      if (!field.covered) row[field.position] = field.codec.read(page, at, length);
      at += length;
    }
    check(at + CHILD_BYTES <= heapTop, page, 'a node pointer ends behind the last one');
    const start = this.#lengthAt + 1;
    const end = at + CHILD_BYTES;
    const bytes = Buffer.from(page.subarray(start, end));
    return { row, child: page.readUInt32BE(at), record: { bytes, origin: origin - start } };
  }

  /** The same of ROW_FORMAT=REDUNDANT. */
  redundantLeaf(page: Buffer, origin: number, heapTop: number): StoredValue[] {
    const { fields, systemAt, width } = this.#shape;
    const row = new Array<StoredValue>(width).fill(null);
    const parts = redundantParts(page, origin, heapTop);
    if (systemAt !== undefined) parts.splice(systemAt, SYSTEM_PARTS);
    check(parts.length === fields.length, page, 'a record has another number of columns');
    fields.forEach((field, index) => {
      const { at, length, isNull, isExternal } = parts[index] as RedundantPart;
      if (isNull) return;
      check(isExternal || (field.codec.fixed ?? length) === length, page, 'a value has another length');
      if (isExternal) row[field.position] = this.#fetch(row, field, page, at, length);
      else if (!field.covered) row[field.position] = field.codec.read(page, at, length);
    });
    return row;
  }

  redundantPointer(page: Buffer, origin: number, heapTop: number): NodePointer {
    const { keyFields, width } = this.#shape;
    const row = new Array<StoredValue>(width).fill(null);
    const parts = redundantParts(page, origin, heapTop);
    const child = parts.pop();
    check(parts.length === keyFields.length && child?.length === CHILD_BYTES, page, 'a node pointer is none');
    keyFields.forEach((field, index) => {
      const { at, length, isNull } = parts[index] as RedundantPart;
      if (!isNull && !field.covered) row[field.position] = field.codec.read(page, at, length);
    });
    const start = origin - REDUNDANT_EXTRA_BYTES - (parts.length + 1) * endsOf(page, origin).bytes;
    const bytes = Buffer.from(page.subarray(start, child.at + CHILD_BYTES));
    return { row, child: page.readUInt32BE(child.at), record: { bytes, origin: origin - start } };
  }

  #begin(page: Buffer, origin: number): void {
    this.#lengthAt = origin - EXTRA_BYTES - 1 - this.#shape.nullBytes;
    this.#nullBit = 0;
    this.#isExternal = false;
    check(this.#lengthAt > 0, page, 'a record begins before the page');
  }

  #isNull(page: Buffer, origin: number): boolean {
    const bit = this.#nullBit++;
    return ((page.readUInt8(origin - EXTRA_BYTES - 1 - (bit >> 3)) >> (bit & 7)) & 1) === 1;
  }

  #length(page: Buffer, field: Field): number {
    check(this.#lengthAt > 1, page, 'a record begins before the page');
    const first = page.readUInt8(this.#lengthAt--);
    this.#isExternal = false;
    if (!field.codec.long || (first & TWO_BYTES) === 0) return first;
    this.#isExternal = (first & EXTERNAL) !== 0;
    return ((first & 0x3f) << 8) | page.readUInt8(this.#lengthAt--);
  }

  /** A value of which all or the greater part lies on pages of its own. */
  #fetch(row: StoredValue[], { position, codec }: Field, page: Buffer, at: number, length: number): StoredValue {
    this.#isExternal = false;
    const pages = this.#pages;
    check(pages && length >= REFERENCE_BYTES, page, 'a value on other pages has no reference to them');
    const reference = at + length - REFERENCE_BYTES;
    const { value, chain } = readBlob(pages, page, reference);
    this.#external?.(row, position, chain);
    const bytes = reference === at ? value : Buffer.concat([page.subarray(at, reference), value]);
    return codec.read(bytes, 0, bytes.length);
  }
}

/** A column of a record of ROW_FORMAT=REDUNDANT. */
interface RedundantPart {
  readonly at: number;
  readonly length: number;
  readonly isNull: boolean;
  readonly isExternal: boolean;
}

/** Transaction id and roll pointer. */
const SYSTEM_PARTS = 2;

const endsOf = (page: Buffer, origin: number): typeof SHORT | typeof LONG =>
  (page.readUInt8(origin - 3) & 1) === 1 ? SHORT : LONG;

function redundantParts(page: Buffer, origin: number, heapTop: number): RedundantPart[] {
  const count = (page.readUInt16BE(origin - 4) & 0x7fe) >> 1;
  const ends = endsOf(page, origin);
  check(origin - REDUNDANT_EXTRA_BYTES - count * ends.bytes > 0, page, 'a record begins before the page');
  let start = 0;
  return Array.from({ length: count }, (_, index) => {
    const mark = page.readUIntBE(origin - REDUNDANT_EXTRA_BYTES - (index + 1) * ends.bytes, ends.bytes);
    const end = mark & ends.end;
    check(end >= start && origin + end <= heapTop, page, 'a record ends behind the last one');
    const part = { at: origin + start, length: end - start };
    start = end;
    return { ...part, isNull: (mark & ends.isNull) !== 0, isExternal: (mark & ends.isExternal) !== 0 };
  });
}

function check(condition: unknown, page: Buffer, reason: string): asserts condition {
  intact(Boolean(condition), page.readUInt32BE(PAGE_NUMBER), reason);
}
