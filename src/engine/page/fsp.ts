/**
 * File space pages: page 0 with the header of the tablespace, the descriptor pages, and the INODE page with the
 * segments. They are decoded to one small model and encoded from it; the lists that link extents on disk follow
 * from the model and are never read.
 */

import { intact } from './corruption.js';
import { type CryptData, cryptDataOffset, encodeCryptData } from './crypt-data.js';
import {
  INODE_PAGE,
  NO_PAGE,
  PAGE_SIZE,
  PAGE_TYPE,
  PAGES_PER_DESCRIPTOR,
  PAGES_PER_EXTENT,
  PageType,
  SPACE_ID,
  writeHeader,
  writeLsn,
} from './layout.js';

export const ExtentState = { FREE: 1, FREE_FRAGMENTS: 2, FULL_FRAGMENTS: 3, SEGMENT: 4 } as const;

export interface Extent {
  state: number;
  /** The owner in state SEGMENT, else 0. */
  segment: number;
  /** Two bits per page, lowest first: "free", then one that is always set. */
  readonly bitmap: Buffer;
}

export interface Segment {
  readonly id: number;
  /** Its pages outside of extents of its own: the first 32 that it got. */
  readonly fragments: number[];
}

/** A tablespace's account of its pages. */
export interface FileSpace {
  readonly spaceId: number;
  readonly flags: number;
  /** In pages. */
  size: number;
  nextSegmentId: number;
  /** One for each extent below the free limit. */
  readonly extents: Extent[];
  /** By their place in the INODE page. */
  readonly segments: (Segment | undefined)[];
}

/** full_crc32, pages of 16 KiB: not compressed, and compressed with zlib. */
export const PLAIN_FLAGS = 0x15;
export const ZLIB_FLAGS = 0x35;
export const FRAGMENT_SLOTS = 32;

const SIZE = 46;
const FREE_LIMIT = 50;
const FLAGS_AT = 54;
const FRAGMENTS_USED = 58;
const FREE_LIST = 62;
const FREE_FRAGMENTS_LIST = 78;
const FULL_FRAGMENTS_LIST = 94;
const NEXT_SEGMENT_ID = 110;
const FULL_INODES_LIST = 118;
const FREE_INODES_LIST = 134;
const DESCRIPTORS = 150;
const DESCRIPTOR_BYTES = 40;
const DESCRIPTOR_NODE = 8;
const DESCRIPTOR_STATE = 20;
const BITMAP = 24;
const BITMAP_BYTES = PAGES_PER_EXTENT / 4;
/** Extents that one page describes. */
export const EXTENTS_PER_DESCRIPTOR_PAGE = PAGES_PER_DESCRIPTOR / PAGES_PER_EXTENT;

const INODE_LIST_NODE = 38;
const INODES = 50;
const INODE_BYTES = 192;
const INODES_PER_PAGE = 85;
const INODE_NOT_FULL_USED = 8;
const INODE_FREE = 12;
const INODE_NOT_FULL = 28;
const INODE_FULL = 44;
const INODE_MAGIC = 60;
const INODE_FRAGMENTS = 64;
const MAGIC = 0x05d669d2;

/** Where a segment's account stands in the INODE page. */
export const inodeOffset = (slot: number): number => INODES + slot * INODE_BYTES;
/** The place in the INODE page that stands at an offset. */
export const inodeSlot = (offset: number): number => (offset - INODES) / INODE_BYTES;

const FREE_BIT = 1;

export const isFree = (extent: Extent, page: number): boolean =>
  ((extent.bitmap.readUInt8(page >> 2) >> ((page & 3) * 2)) & FREE_BIT) === 1;

/** Marks page 0 … 63 of an extent as free or used. */
export function setFree(extent: Extent, page: number, free: boolean): void {
  const bit = FREE_BIT << ((page & 3) * 2);
  const byte = extent.bitmap.readUInt8(page >> 2);
  extent.bitmap.writeUInt8(free ? byte | bit : byte & ~bit, page >> 2);
}

export function usedPages(extent: Extent): number {
  let used = 0;
  for (let page = 0; page < PAGES_PER_EXTENT; page++) if (!isFree(extent, page)) used++;
  return used;
}

export const newExtent = (): Extent => ({
  state: ExtentState.FREE,
  segment: 0,
  bitmap: Buffer.alloc(BITMAP_BYTES, 0xff),
});

// ---- Encoding ----

/** The number of the first page that describes an extent, and where in it. */
const descriptorPage = (extent: number): number =>
  Math.floor(extent / EXTENTS_PER_DESCRIPTOR_PAGE) * PAGES_PER_DESCRIPTOR;
const descriptorOffset = (extent: number): number =>
  DESCRIPTORS + (extent % EXTENTS_PER_DESCRIPTOR_PAGE) * DESCRIPTOR_BYTES;

function writeAddress(page: Buffer, at: number, extent: number | undefined): void {
  page.writeUInt32BE(extent === undefined ? NO_PAGE : descriptorPage(extent), at);
  page.writeUInt16BE(extent === undefined ? 0 : descriptorOffset(extent) + DESCRIPTOR_NODE, at + 4);
}

/** The base of a list of extents: length, first, last. */
function writeList(page: Buffer, at: number, list: readonly number[]): void {
  page.writeUInt32BE(list.length, at);
  writeAddress(page, at + 4, list[0]);
  writeAddress(page, at + 10, list.at(-1));
}

/** The lists that a tablespace's extents are in, each in the order of their numbers. */
export class ExtentLists {
  readonly #lists = new Map<string, number[]>();
  readonly #places: { readonly list: readonly number[]; readonly index: number }[];

  constructor({ extents }: FileSpace) {
    this.#places = extents.map((extent, number) => {
      const name = listName(extent);
      const list = this.#lists.get(name) ?? [];
      this.#lists.set(name, list);
      return { list, index: list.push(number) - 1 };
    });
  }

  list(state: number, segment = 0, fill = ''): readonly number[] {
    return this.#lists.get(`${state}/${segment}/${fill}`) ?? [];
  }

  neighbours(extent: number): { previous: number | undefined; next: number | undefined } {
    const place = this.#places[extent];
    return { previous: place?.list[place.index - 1], next: place?.list[place.index + 1] };
  }
}

function listName(extent: Extent): string {
  if (extent.state !== ExtentState.SEGMENT) return `${extent.state}/0/`;
  const used = usedPages(extent);
  const fill = used === 0 ? 'free' : used === PAGES_PER_EXTENT ? 'full' : 'partly';
  return `${extent.state}/${extent.segment}/${fill}`;
}

/** Page 0, or the page that describes the extents from page number `pageNumber` on. */
export function encodeDescriptorPage(
  space: FileSpace,
  lists: ExtentLists,
  pageNumber: number,
  lsn: number,
  cryptData?: CryptData,
): Buffer {
  const page = Buffer.alloc(PAGE_SIZE);
  const { spaceId } = space;
  writeHeader(page, {
    pageNumber,
    type: pageNumber === 0 ? PageType.FSP_HDR : PageType.XDES,
    spaceId,
  });
  writeLsn(page, lsn);
  const first = pageNumber / PAGES_PER_EXTENT;
  space.extents.slice(first, first + EXTENTS_PER_DESCRIPTOR_PAGE).forEach((extent, index) => {
    const at = DESCRIPTORS + index * DESCRIPTOR_BYTES;
    const { previous, next } = lists.neighbours(first + index);
    page.writeBigUInt64BE(BigInt(extent.segment), at);
    writeAddress(page, at + DESCRIPTOR_NODE, previous);
    writeAddress(page, at + DESCRIPTOR_NODE + 6, next);
    page.writeUInt32BE(extent.state, at + DESCRIPTOR_STATE);
    extent.bitmap.copy(page, at + BITMAP);
  });
  if (pageNumber === 0) writeSpaceHeader(page, space, lists);
  if (pageNumber === 0 && cryptData) encodeCryptData(cryptData).copy(page, cryptDataOffset());
  return page;
}

function writeSpaceHeader(page: Buffer, space: FileSpace, lists: ExtentLists): void {
  const fragments = lists.list(ExtentState.FREE_FRAGMENTS);
  const fragmentsUsed = fragments.reduce((sum, extent) => sum + usedPages(space.extents[extent] as Extent), 0);
  page.writeUInt32BE(space.spaceId, SPACE_ID + 4);
  page.writeUInt32BE(space.size, SIZE);
  page.writeUInt32BE(space.extents.length * PAGES_PER_EXTENT, FREE_LIMIT);
  page.writeUInt32BE(space.flags, FLAGS_AT);
  page.writeUInt32BE(fragmentsUsed, FRAGMENTS_USED);
  writeList(page, FREE_LIST, lists.list(ExtentState.FREE));
  writeList(page, FREE_FRAGMENTS_LIST, fragments);
  writeList(page, FULL_FRAGMENTS_LIST, lists.list(ExtentState.FULL_FRAGMENTS));
  page.writeBigUInt64BE(BigInt(space.nextSegmentId), NEXT_SEGMENT_ID);
  // There is one INODE page, and it never fills: it has room for more segments than a table has indexes.
  writeList(page, FULL_INODES_LIST, []);
  page.writeUInt32BE(1, FREE_INODES_LIST);
  for (const at of [FREE_INODES_LIST + 4, FREE_INODES_LIST + 10]) {
    page.writeUInt32BE(INODE_PAGE, at);
    page.writeUInt16BE(INODE_LIST_NODE, at + 4);
  }
}

export function encodeInodePage(space: FileSpace, lists: ExtentLists, lsn: number): Buffer {
  const page = Buffer.alloc(PAGE_SIZE);
  const { spaceId } = space;
  writeHeader(page, { pageNumber: INODE_PAGE, type: PageType.INODE, spaceId });
  writeLsn(page, lsn);
  writeAddress(page, INODE_LIST_NODE, undefined);
  writeAddress(page, INODE_LIST_NODE + 6, undefined);
  space.segments.forEach((segment, slot) => {
    if (segment) writeInode(page, inodeOffset(slot), segment, space, lists);
  });
  return page;
}

function writeInode(page: Buffer, at: number, { id, fragments }: Segment, space: FileSpace, lists: ExtentLists): void {
  const partly = lists.list(ExtentState.SEGMENT, id, 'partly');
  page.writeBigUInt64BE(BigInt(id), at);
  page.writeUInt32BE(
    partly.reduce((sum, extent) => sum + usedPages(space.extents[extent] as Extent), 0),
    at + INODE_NOT_FULL_USED,
  );
  writeList(page, at + INODE_FREE, lists.list(ExtentState.SEGMENT, id, 'free'));
  writeList(page, at + INODE_NOT_FULL, partly);
  writeList(page, at + INODE_FULL, lists.list(ExtentState.SEGMENT, id, 'full'));
  page.writeUInt32BE(MAGIC, at + INODE_MAGIC);
  for (let slot = 0; slot < FRAGMENT_SLOTS; slot++) {
    page.writeUInt32BE(fragments[slot] ?? NO_PAGE, at + INODE_FRAGMENTS + slot * 4);
  }
}

/** A page for buffered changes of secondary indexes: there never are any. */
export function encodeBitmapPage(spaceId: number, pageNumber: number, lsn: number): Buffer {
  const page = Buffer.alloc(PAGE_SIZE);
  writeHeader(page, { pageNumber, type: PageType.IBUF_BITMAP, spaceId });
  writeLsn(page, lsn);
  return page;
}

// ---- Decoding ----

/** Reads the header in page 0; extents and segments are read from the other pages. */
export function decodeSpaceHeader(page: Buffer): FileSpace & { readonly freeLimit: number } {
  intact(page.readUInt16BE(PAGE_TYPE) === PageType.FSP_HDR, 0, 'does not begin a tablespace');
  const freeLimit = page.readUInt32BE(FREE_LIMIT);
  intact(freeLimit % PAGES_PER_EXTENT === 0, 0, 'its free limit is no multiple of an extent');
  return {
    spaceId: page.readUInt32BE(SPACE_ID),
    flags: page.readUInt32BE(FLAGS_AT),
    size: page.readUInt32BE(SIZE),
    nextSegmentId: Number(page.readBigUInt64BE(NEXT_SEGMENT_ID)),
    freeLimit,
    extents: [],
    segments: [],
  };
}

/** Reads `count` extent descriptors of page 0 or a descriptor page. */
export function decodeDescriptors(page: Buffer, pageNumber: number, count: number): Extent[] {
  const type = page.readUInt16BE(PAGE_TYPE);
  intact(type === (pageNumber === 0 ? PageType.FSP_HDR : PageType.XDES), pageNumber, 'does not describe extents');
  return Array.from({ length: count }, (_, index) => {
    const at = DESCRIPTORS + index * DESCRIPTOR_BYTES;
    const state = page.readUInt32BE(at + DESCRIPTOR_STATE);
    intact(state >= ExtentState.FREE && state <= ExtentState.SEGMENT, pageNumber, 'an extent has an unknown state');
    const segment = state === ExtentState.SEGMENT ? Number(page.readBigUInt64BE(at)) : 0;
    return { state, segment, bitmap: Buffer.from(page.subarray(at + BITMAP, at + BITMAP + BITMAP_BYTES)) };
  });
}

/** Reads the segments of the INODE page. */
export function decodeInodePage(page: Buffer): (Segment | undefined)[] {
  intact(page.readUInt16BE(PAGE_TYPE) === PageType.INODE, INODE_PAGE, 'is no INODE page');
  const segments = Array.from({ length: INODES_PER_PAGE }, (_, slot): Segment | undefined => {
    const at = inodeOffset(slot);
    const id = Number(page.readBigUInt64BE(at));
    if (id === 0) return undefined;
    intact(page.readUInt32BE(at + INODE_MAGIC) === MAGIC, INODE_PAGE, 'a segment has a bad mark');
    const fragments = Array.from({ length: FRAGMENT_SLOTS }, (_, index) =>
      page.readUInt32BE(at + INODE_FRAGMENTS + index * 4),
    );
    return { id, fragments: fragments.filter((fragment) => fragment !== NO_PAGE) };
  });
  return segments.slice(0, segments.findLastIndex((segment) => segment !== undefined) + 1);
}

/** Whether page images are a whole tablespace: every page that its first page calls used is among them. */
export function isWhole(images: ReadonlyMap<number, Uint8Array>): boolean {
  const first = images.get(0);
  if (!first) return false;
  const page0 = Buffer.from(first);
  const extents = decodeSpaceHeader(page0).freeLimit / PAGES_PER_EXTENT;
  // One that needs a second page for its descriptors was a file long before.
  if (extents > EXTENTS_PER_DESCRIPTOR_PAGE) return false;
  return decodeDescriptors(page0, 0, extents).every((extent, index) => {
    for (let page = 0; page < PAGES_PER_EXTENT; page++) {
      if (!isFree(extent, page) && !images.has(index * PAGES_PER_EXTENT + page)) return false;
    }
    return true;
  });
}
