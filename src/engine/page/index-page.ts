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
import { type EncodedRecord, EXTRA_BYTES, type RecordWriter } from './record.js';
import type { NodePointer, RecordReader } from './record-reader.js';
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
const INFIMUM = 99;
const SUPREMUM = 112;
const HEAP_START = 120;

const COMPACT = 0x8000;
const NO_DIRECTION = 5;
const SLOT_BYTES = 2;
const OWNED = 4;
const DELETED = 0x20;
const MINIMUM = 0x10;
const FIRST_SLOT = PAGE_SIZE - TRAILER_LSN - SLOT_BYTES;
const BOUNDARIES = Buffer.from('010002000d696e66696d756d0001000b000073757072656d756d', 'hex');

/** All that records and their directory may take. */
export const PAGE_CAPACITY = PAGE_SIZE - TRAILER_LSN - HEAP_START - 2 * SLOT_BYTES;
/** How far pages are filled: the rest is left for later rows. */
export const FILL_LIMIT = Math.floor(PAGE_SIZE * (15 / 16)) - TRAILER_LSN - HEAP_START - 2 * SLOT_BYTES;

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
  #last = INFIMUM;
  #top = HEAP_START;
  records = 0;

  constructor() {
    BOUNDARIES.copy(this.#page, INFIMUM - EXTRA_BYTES);
  }

  /** Bytes that records and directory take. */
  get used(): number {
    return bytesUsed(this.records, this.#top - HEAP_START);
  }

  /** True when a record of so many bytes leaves the page within a limit. */
  fits(bytes: number, limit: number): boolean {
    return bytesUsed(this.records + 1, this.#top - HEAP_START + bytes) <= limit;
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
    if (minimum) this.#page.writeUInt8(this.#page.readUInt8(at - EXTRA_BYTES) | MINIMUM, at - EXTRA_BYTES);
  }

  /** Puts the record at the top of the heap into list and directory. */
  #link(origin: number, bytes: number): void {
    const page = this.#page;
    this.records++;
    const heapNumber = this.records + 1;
    page.writeUInt16BE((heapNumber << 3) | (page.readUInt8(origin - 3) & 7), origin - 4);
    page.writeUInt16BE(origin - this.#last, this.#last - 2);
    if (this.records % OWNED === 0) {
      page.writeUInt8(OWNED, origin - EXTRA_BYTES);
      page.writeUInt16BE(origin, FIRST_SLOT - (this.records / OWNED) * SLOT_BYTES);
    }
    this.#last = origin;
    this.#top += bytes;
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
    page.writeUInt16BE(COMPACT | (this.records + 2), HEAP_COUNT);
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
    page.writeUInt16BE((SUPREMUM - this.#last) & 0xffff, this.#last - 2);
    page.writeUInt8((this.records % OWNED) + 1, SUPREMUM - EXTRA_BYTES);
    page.writeUInt16BE(INFIMUM, FIRST_SLOT);
    page.writeUInt16BE(SUPREMUM, FIRST_SLOT - (owners + 1) * SLOT_BYTES);
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
  page.readUInt16BE(HEAP_TOP) - HEAP_START + (page.readUInt16BE(SLOTS) - 2) * SLOT_BYTES;

/** Calls back with the origin of each record in key order, without the deleted ones. */
function eachRecord(page: Buffer, visit: (origin: number, heapTop: number) => void): void {
  const heapTop = page.readUInt16BE(HEAP_TOP);
  const end = page.length - TRAILER_LSN - SLOT_BYTES;
  if (heapTop < HEAP_START || heapTop > end) throw corrupt(page, 'its records end outside of the page');
  let left = page.readUInt16BE(HEAP_COUNT) & ~COMPACT;
  let origin = INFIMUM;
  for (;;) {
    origin = (origin + page.readUInt16BE(origin - 2)) & 0xffff;
    if (origin === SUPREMUM) return;
    if (origin < HEAP_START + EXTRA_BYTES || origin > heapTop) throw corrupt(page, 'a record lies outside of it');
    if (--left < 0) throw corrupt(page, 'its list of records has no end');
    if ((page.readUInt8(origin - EXTRA_BYTES) & DELETED) === 0) visit(origin, heapTop);
  }
}

/** The rows of a leaf in key order. */
export function readLeaf(page: Buffer, reader: RecordReader): StoredValue[][] {
  const rows: StoredValue[][] = [];
  eachRecord(page, (origin, heapTop) => rows.push(reader.leaf(page, origin, heapTop)));
  return rows;
}

/** The pointers of a page above the leaves. */
export function readNode(page: Buffer, reader: RecordReader): NodePointer[] {
  const pointers: NodePointer[] = [];
  eachRecord(page, (origin, heapTop) => {
    const pointer = reader.pointer(page, origin, heapTop);
    // The marks belong to the place that a record has on its page.
    pointer.record.bytes.writeUInt8(0, pointer.record.origin - EXTRA_BYTES);
    pointers.push(pointer);
  });
  return pointers;
}

const corrupt = (page: Buffer, reason: string): PageCorruption =>
  new PageCorruption(page.readUInt32BE(PAGE_NUMBER), reason);
