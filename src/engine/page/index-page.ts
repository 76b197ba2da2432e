/**
 * INDEX pages: the pages of a B-tree. An image is built once, in key order, and never changed afterwards.
 *
 *   header | infimum | supremum | records, growing upwards … | … directory, growing downwards | trailer
 *
 * Records form a list from infimum to supremum. Each directory slot points to an owner: a record that counts
 * itself and those before it up to the previous owner.
 */
import type { StoredValue } from '../../base/types.js';
import { PageCorruption } from './corruption.js';
import {
  BODY,
  NO_PAGE,
  PAGE_NUMBER,
  PAGE_SIZE,
  PAGE_TYPE,
  PageType,
  TRAILER_LSN,
  writeHeader,
  writeLsn,
} from './layout.js';
import { EXTRA_BYTES } from './record.js';
import type { EncodedRecord, RecordFormat, RecordWriter } from './record-format.js';
import type { NodePointer, RecordReader } from './record-reader.js';
import { REDUNDANT_EXTRA_BYTES } from './redundant-record.js';
import type { StoredRow } from './shape.js';

const SLOTS = BODY;
const HEAP_TOP = 40;
const HEAP_COUNT = 42;
const DIRECTION = 50;
const RECORDS = 54;
/** The AUTO_INCREMENT value on a clustered root, the newest transaction on a secondary leaf. */
const COUNTER = 56;
const LEVEL = 64;
const INDEX_ID = 66;
const LEAF_SEGMENT = 74;
const TOP_SEGMENT = 84;
const COMPACT = 0x8000;
const NO_DIRECTION = 5;
const SLOT_BYTES = 2;
const OWNED = 4;
const DELETED = 0x20;
const MINIMUM = 0x10;
const FIRST_SLOT = PAGE_SIZE - TRAILER_LSN - SLOT_BYTES;
/** The first and the last record of every page, and how the records between are linked. */
interface PageForm {
  readonly boundaries: Buffer;
  readonly infimum: number;
  readonly supremum: number;
  readonly heapStart: number;
  readonly extraBytes: number;
  /** From a record's origin back to its number in the heap, whose lowest bits belong to something else. */
  readonly heapNumberAt: number;
  /** The next record is given as its place on the page; else as the distance to it. */
  readonly absolute: boolean;
}

const COMPACT_FORM: PageForm = {
  boundaries: Buffer.from('010002000d696e66696d756d0001000b000073757072656d756d', 'hex'),
  infimum: 99,
  supremum: 112,
  heapStart: 120,
  extraBytes: EXTRA_BYTES,
  heapNumberAt: 4,
  absolute: false,
};
const REDUNDANT_FORM: PageForm = {
  boundaries: Buffer.from('08010000030074696e66696d756d000901000803000073757072656d756d00', 'hex'),
  infimum: 101,
  supremum: 116,
  heapStart: 125,
  extraBytes: REDUNDANT_EXTRA_BYTES,
  heapNumberAt: 5,
  absolute: true,
};
/** Where the boundaries begin. */
const RECORDS_START = 94;

const formOf = (page: Buffer): PageForm =>
  (page.readUInt16BE(HEAP_COUNT) & COMPACT) === 0 ? REDUNDANT_FORM : COMPACT_FORM;

const LEAST_ROOM = PAGE_SIZE - TRAILER_LSN - REDUNDANT_FORM.heapStart - 2 * SLOT_BYTES;
/** All that records and their directory may take, in any form. */
export const PAGE_CAPACITY = LEAST_ROOM;
/** How far pages are filled: the rest is left for later rows. */
export const FILL_LIMIT = LEAST_ROOM - PAGE_SIZE / 16;

/** Bytes that so many records of that many bytes take. */
export const bytesUsed = (records: number, bytes: number): number => bytes + Math.floor(records / OWNED) * SLOT_BYTES;

/** Where the space of a segment is kept account of: an offset in the INODE page. */
export interface SegmentAddress {
  readonly page: number;
  readonly offset: number;
}

export interface IndexPageHeader {
  readonly pageNumber: number;
  readonly previous: number | undefined;
  readonly next: number | undefined;
  readonly lsn: number;
  readonly spaceId: number;
  readonly level: number;
  readonly indexId: number;
  /** The root alone knows these. */
  readonly root?: { readonly leafSegment: SegmentAddress; readonly topSegment: SegmentAddress } | undefined;
  /** On a clustered root the last AUTO_INCREMENT value, on a secondary leaf the newest transaction; else 0. */
  readonly counter: bigint;
}

/** Builds the image of one page from records in key order. */
export class IndexPageBuilder {
  readonly #page = Buffer.alloc(PAGE_SIZE);
  readonly #form: PageForm;
  #last: number;
  #top: number;
  records = 0;

  constructor(format: RecordFormat) {
    this.#form = format.redundant ? REDUNDANT_FORM : COMPACT_FORM;
    this.#last = this.#form.infimum;
    this.#top = this.#form.heapStart;
    this.#form.boundaries.copy(this.#page, RECORDS_START);
  }

  /** Bytes that records and directory take. */
  get used(): number {
    return bytesUsed(this.records, this.#top - this.#form.heapStart);
  }

  /** True when a record of so many bytes leaves the page within a limit. */
  fits(bytes: number, limit: number): boolean {
    return bytesUsed(this.records + 1, this.#top - this.#form.heapStart + bytes) <= limit;
  }

  /** Appends the row that the writer has measured. */
  appendRow(writer: RecordWriter, row: StoredRow): void {
    this.#link(writer.write(row, this.#page, this.#top), writer.bytes);
  }

  /** Appends the pointer to a child page; the very first pointer of a level counts as less than every key. */
  appendChild({ bytes, origin }: EncodedRecord, child: number, minimum: boolean): void {
    const at = this.#top + origin;
    this.#page.set(bytes, this.#top);
    this.#link(at, bytes.length);
    this.#page.writeUInt32BE(child, this.#top - 4);
    const info = at - this.#form.extraBytes;
    if (minimum) this.#page.writeUInt8(this.#page.readUInt8(info) | MINIMUM, info);
  }

  /** Puts the record at the top of the heap into list and directory. */
  #link(origin: number, bytes: number): void {
    const page = this.#page;
    const { extraBytes, heapNumberAt } = this.#form;
    this.records++;
    const heapNumber = this.records + 1;
    page.writeUInt16BE((heapNumber << 3) | (page.readUInt8(origin - heapNumberAt + 1) & 7), origin - heapNumberAt);
    this.#point(origin);
    if (this.records % OWNED === 0) {
      page.writeUInt8(OWNED, origin - extraBytes);
      page.writeUInt16BE(origin, FIRST_SLOT - (this.records / OWNED) * SLOT_BYTES);
    }
    this.#last = origin;
    this.#top += bytes;
  }

  /** Makes a record the next one of the last. */
  #point(next: number): void {
    const distance = this.#form.absolute ? next : (next - this.#last) & 0xffff;
    this.#page.writeUInt16BE(distance, this.#last - 2);
  }

  /** The finished image, plain and without trailer; the builder is of no use afterwards. */
  finish(header: IndexPageHeader): Buffer {
    const page = this.#page;
    const { pageNumber, previous, next, spaceId } = header;
    const links = { previous: previous ?? NO_PAGE, next: next ?? NO_PAGE };
    writeHeader(page, { pageNumber, ...links, type: PageType.INDEX, spaceId });
    writeLsn(page, header.lsn);
    this.#finishList(page);
    page.writeUInt16BE(this.#top, HEAP_TOP);
    page.writeUInt16BE((this.#form.absolute ? 0 : COMPACT) | (this.records + 2), HEAP_COUNT);
    page.writeUInt16BE(NO_DIRECTION, DIRECTION);
    page.writeUInt16BE(this.records, RECORDS);
    page.writeUInt16BE(header.level, LEVEL);
    page.writeBigUInt64BE(BigInt(header.indexId), INDEX_ID);
    page.writeBigUInt64BE(header.counter, COUNTER);
    if (header.root) {
      writeSegment(page, LEAF_SEGMENT, spaceId, header.root.leafSegment);
      writeSegment(page, TOP_SEGMENT, spaceId, header.root.topSegment);
    }
    return page;
  }

  /** Links the last record to supremum, which owns what is left over, and closes the directory. */
  #finishList(page: Buffer): void {
    const owners = Math.floor(this.records / OWNED);
    const { infimum, supremum, extraBytes } = this.#form;
    this.#point(supremum);
    page.writeUInt8((this.records % OWNED) + 1, supremum - extraBytes);
    page.writeUInt16BE(infimum, FIRST_SLOT);
    page.writeUInt16BE(supremum, FIRST_SLOT - (owners + 1) * SLOT_BYTES);
    page.writeUInt16BE(owners + 2, SLOTS);
  }
}

function writeSegment(page: Buffer, at: number, spaceId: number, segment: SegmentAddress): void {
  page.writeUInt32BE(spaceId, at);
  page.writeUInt32BE(segment.page, at + 4);
  page.writeUInt16BE(segment.offset, at + 8);
}

/** What an INDEX page says about itself. */
export interface IndexPageFacts {
  readonly level: number;
  readonly indexId: number;
  readonly records: number;
  readonly counter: bigint;
  readonly leafSegment: SegmentAddress;
  readonly topSegment: SegmentAddress;
}

const readSegment = (page: Buffer, at: number): SegmentAddress => ({
  page: page.readUInt32BE(at + 4),
  offset: page.readUInt16BE(at + 8),
});

/** Reads the header of an INDEX page. */
export function indexPageFacts(page: Buffer): IndexPageFacts {
  const type = page.readUInt16BE(PAGE_TYPE);
  if (type === PageType.INDEX_INSTANT) throw corrupt(page, 'columns were added to or dropped from it instantly');
  if (type !== PageType.INDEX) throw corrupt(page, 'is no INDEX page');
  return {
    level: page.readUInt16BE(LEVEL),
    indexId: Number(page.readBigUInt64BE(INDEX_ID)),
    records: page.readUInt16BE(RECORDS),
    counter: page.readBigUInt64BE(COUNTER),
    leafSegment: readSegment(page, LEAF_SEGMENT),
    topSegment: readSegment(page, TOP_SEGMENT),
  };
}

/** Bytes that the records and the directory of a read page take; what was deleted counts as used. */
export const usedOnPage = (page: Buffer): number =>
  page.readUInt16BE(HEAP_TOP) - formOf(page).heapStart + (page.readUInt16BE(SLOTS) - 2) * SLOT_BYTES;

/** Calls back with the origin of each record in key order, without the deleted ones. */
function eachRecord(page: Buffer, visit: (origin: number, heapTop: number) => void): void {
  const heapTop = page.readUInt16BE(HEAP_TOP);
  const end = page.length - TRAILER_LSN - SLOT_BYTES;
  const { heapStart, infimum, supremum, extraBytes, absolute } = formOf(page);
  if (heapTop < heapStart || heapTop > end) throw corrupt(page, 'its records end outside of the page');
  let left = page.readUInt16BE(HEAP_COUNT) & ~COMPACT;
  let origin = infimum;
  for (;;) {
    const next = page.readUInt16BE(origin - 2);
    origin = absolute ? next : (origin + next) & 0xffff;
    if (origin === supremum) return;
    if (origin < heapStart + extraBytes || origin > heapTop) throw corrupt(page, 'a record lies outside of it');
    if (--left < 0) throw corrupt(page, 'its list of records has no end');
    if ((page.readUInt8(origin - extraBytes) & DELETED) === 0) visit(origin, heapTop);
  }
}

/** The rows of a leaf in key order. */
export function readLeaf(page: Buffer, reader: RecordReader): StoredValue[][] {
  const rows: StoredValue[][] = [];
  const { absolute } = formOf(page);
  eachRecord(page, (origin, heapTop) =>
    rows.push(absolute ? reader.redundantLeaf(page, origin, heapTop) : reader.leaf(page, origin, heapTop)),
  );
  return rows;
}

/** The pointers of a page above the leaves. */
export function readNode(page: Buffer, reader: RecordReader): NodePointer[] {
  const pointers: NodePointer[] = [];
  const { absolute, extraBytes } = formOf(page);
  eachRecord(page, (origin, heapTop) => {
    const pointer = absolute ? reader.redundantPointer(page, origin, heapTop) : reader.pointer(page, origin, heapTop);
    // The marks belong to the place that a record has on its page.
    pointer.record.bytes.writeUInt8(0, pointer.record.origin - extraBytes);
    pointers.push(pointer);
  });
  return pointers;
}

const corrupt = (page: Buffer, reason: string): PageCorruption =>
  new PageCorruption(page.readUInt32BE(PAGE_NUMBER), reason);
