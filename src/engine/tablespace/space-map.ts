/**
 * Which pages of a tablespace are used, and by which segment. A segment gets its first 32 pages one by one from
 * extents that several segments share; after that it gets whole extents. The file grows by a page while it is
 * smaller than an extent, then by an extent.
 */
import { assert } from '../../base/assert.js';
import { intact } from '../page/corruption.js';
import { type CryptData, cryptDataOffset, decodeCryptData } from '../page/crypt-data.js';
import {
  decodeDescriptors,
  decodeInodePage,
  decodeSpaceHeader,
  EXTENTS_PER_DESCRIPTOR_PAGE,
  type Extent,
  ExtentLists,
  ExtentState,
  encodeBitmapPage,
  encodeDescriptorPage,
  encodeInodePage,
  type FileSpace,
  FRAGMENT_SLOTS,
  isFree,
  newExtent,
  PLAIN_FLAGS,
  type Segment,
  setFree,
  usedPages,
  ZLIB_FLAGS,
} from '../page/fsp.js';
import { INODE_PAGE, LSN, PAGES_PER_DESCRIPTOR, PAGES_PER_EXTENT } from '../page/layout.js';
import type { PageSource } from '../page/page-source.js';

/** Takes the image of a page: plain, without trailer and checksum. */
export type PageSink = (pageNumber: number, image: Buffer) => void;

/** Page 0 and the bitmap page behind it, and the INODE page. */
const SYSTEM_PAGES = 3;
/** Of every descriptor page but the first: itself and the bitmap page. */
const DESCRIPTOR_PAGES = 2;

export class SpaceMap {
  readonly #space: FileSpace;
  /** What went out last, so that only pages that changed go out again. */
  readonly #written = new Map<number, Buffer>();
  readonly #newBitmapPages: number[] = [];
  /** Extents with a free page: shared ones, unowned ones, and by owner. */
  readonly #shared = new Set<number>();
  readonly #unowned = new Set<number>();
  readonly #owned = new Map<number, Set<number>>();
  #cryptData: CryptData | undefined;
  #changed = true;

  private constructor(space: FileSpace, cryptData: CryptData | undefined) {
    this.#space = space;
    this.#cryptData = cryptData;
    for (const [number, extent] of space.extents.entries()) this.#file(extent, number);
  }

  /** The map of a new tablespace: page 0, the bitmap page and the INODE page are used. */
  static create(spaceId: number, cryptData?: CryptData, compressed = false): SpaceMap {
    const extent = { ...newExtent(), state: ExtentState.FREE_FRAGMENTS };
    for (let page = 0; page < SYSTEM_PAGES; page++) setFree(extent, page, false);
    const flags = compressed ? ZLIB_FLAGS : PLAIN_FLAGS;
    const space = { spaceId, flags, size: SYSTEM_PAGES, nextSegmentId: 1, extents: [extent], segments: [] };
    const map = new SpaceMap(space, cryptData);
    map.#newBitmapPages.push(1);
    return map;
  }

  static open(pages: PageSource): SpaceMap {
    const page0 = pages.read(0, 1);
    const { freeLimit, ...space } = decodeSpaceHeader(page0);
    intact(
      space.flags === PLAIN_FLAGS || space.flags === ZLIB_FLAGS,
      0,
      `flags 0x${space.flags.toString(16)} are not supported`,
    );
    intact(space.size <= pages.size, 0, 'its tablespace is larger than the file');
    intact(freeLimit - PAGES_PER_EXTENT < space.size, 0, 'its free limit lies behind the end of the file');
    for (let first = 0; first < freeLimit; first += PAGES_PER_DESCRIPTOR) {
      const count = Math.min(EXTENTS_PER_DESCRIPTOR_PAGE, (freeLimit - first) / PAGES_PER_EXTENT);
      space.extents.push(...decodeDescriptors(first === 0 ? page0 : pages.read(first, 1), first, count));
    }
    space.segments.push(...decodeInodePage(pages.read(INODE_PAGE, 1)));
    const map = new SpaceMap(space, decodeCryptData(page0, cryptDataOffset()));
    map.#changed = false;
    return map;
  }

  get spaceId(): number {
    return this.#space.spaceId;
  }

  /** In pages. */
  get size(): number {
    return this.#space.size;
  }

  get cryptData(): CryptData | undefined {
    return this.#cryptData;
  }

  set cryptData(data: CryptData | undefined) {
    this.#cryptData = data;
    this.#changed = true;
  }

  /** The segment at a place in the INODE page. */
  segment(slot: number): Segment | undefined {
    return this.#space.segments[slot];
  }

  /** All segments, by place in the INODE page. */
  get segments(): readonly (Segment | undefined)[] {
    return this.#space.segments;
  }

  /** Makes a segment and returns its place in the INODE page. */
  createSegment(): number {
    this.#changed = true;
    return this.#space.segments.push({ id: this.#space.nextSegmentId++, fragments: [] }) - 1;
  }

  isUsed(page: number): boolean {
    const extent = this.#space.extents[Math.floor(page / PAGES_PER_EXTENT)];
    return extent !== undefined && !isFree(extent, page % PAGES_PER_EXTENT);
  }

  /** All used pages of the tablespace. */
  *usedPages(): Iterable<number> {
    const limit = this.#space.extents.length * PAGES_PER_EXTENT;
    for (let page = 0; page < limit; page++) if (this.isUsed(page)) yield page;
  }

  /** Takes a page for a segment. */
  allocate(slot: number): number {
    const segment = this.#space.segments[slot];
    assert(segment, 'a segment exists before it gets pages');
    this.#changed = true;
    if (segment.fragments.length < FRAGMENT_SLOTS) return this.#allocateFragment(segment);
    const [open = this.#takeExtent(ExtentState.SEGMENT, segment.id)] = this.#owned.get(segment.id) ?? [];
    return this.#usePage(open);
  }

  /** Gives a page back. */
  free(page: number): void {
    const number = Math.floor(page / PAGES_PER_EXTENT);
    const extent = this.#extent(number);
    assert(!isFree(extent, page % PAGES_PER_EXTENT), `page ${page} is used when it is freed`);
    this.#changed = true;
    setFree(extent, page % PAGES_PER_EXTENT, true);
    if (extent.state !== ExtentState.SEGMENT) {
      extent.state = ExtentState.FREE_FRAGMENTS;
      for (const segment of this.#space.segments) {
        const at = segment?.fragments.indexOf(page) ?? -1;
        if (at >= 0) segment?.fragments.splice(at, 1);
      }
    }
    this.#file(extent, number);
    if (usedPages(extent) === 0) this.#disown(extent, number);
  }

  /** Gives out the pages that changed since the last time. */
  write(lsn: number, sink: PageSink): void {
    for (const page of this.#newBitmapPages.splice(0)) sink(page, encodeBitmapPage(this.spaceId, page, lsn));
    if (!this.#changed) return;
    this.#changed = false;
    const lists = new ExtentLists(this.#space);
    const limit = this.#space.extents.length * PAGES_PER_EXTENT;
    for (let page = 0; page < limit; page += PAGES_PER_DESCRIPTOR) {
      this.#writeChanged(page, encodeDescriptorPage(this.#space, lists, page, lsn, this.#cryptData), sink);
    }
    this.#writeChanged(INODE_PAGE, encodeInodePage(this.#space, lists, lsn), sink);
  }

  #writeChanged(page: number, image: Buffer, sink: PageSink): void {
    const content = Buffer.from(image);
    content.fill(0, LSN, LSN + 8);
    if (this.#written.get(page)?.equals(content)) return;
    this.#written.set(page, content);
    sink(page, image);
  }

  #allocateFragment(segment: Segment): number {
    const [number = this.#takeExtent(ExtentState.FREE_FRAGMENTS, 0)] = this.#shared;
    const page = this.#usePage(number);
    segment.fragments.push(page);
    // Only the first extent may lie partly behind the end of the file.
    this.#space.size = Math.max(this.#space.size, page + 1);
    return page;
  }

  /** Uses the first free page of an extent. */
  #usePage(number: number): number {
    const extent = this.#extent(number);
    let page = 0;
    while (!isFree(extent, page)) page++;
    assert(page < PAGES_PER_EXTENT, `extent ${number} has a free page`);
    setFree(extent, page, false);
    if (extent.state === ExtentState.FREE_FRAGMENTS && usedPages(extent) === PAGES_PER_EXTENT) {
      extent.state = ExtentState.FULL_FRAGMENTS;
    }
    this.#file(extent, number);
    return number * PAGES_PER_EXTENT + page;
  }

  /** Gives an unowned extent to a segment or to all. */
  #takeExtent(state: number, owner: number): number {
    const [number = this.#grow()] = this.#unowned;
    const extent = this.#extent(number);
    this.#unowned.delete(number);
    extent.state = state;
    extent.segment = owner;
    this.#file(extent, number);
    return number;
  }

  #disown(extent: Extent, number: number): void {
    this.#owned.get(extent.segment)?.delete(number);
    this.#shared.delete(number);
    extent.state = ExtentState.FREE;
    extent.segment = 0;
    this.#unowned.add(number);
  }

  /** Adds an unowned extent; every 256th describes the extents from itself on, and is shared. */
  #grow(): number {
    const { extents } = this.#space;
    const number = extents.push(newExtent()) - 1;
    this.#space.size = Math.max(this.#space.size, extents.length * PAGES_PER_EXTENT);
    if (number % EXTENTS_PER_DESCRIPTOR_PAGE !== 0) return number;
    const extent = this.#extent(number);
    extent.state = ExtentState.FREE_FRAGMENTS;
    for (let page = 0; page < DESCRIPTOR_PAGES; page++) setFree(extent, page, false);
    this.#newBitmapPages.push(number * PAGES_PER_EXTENT + 1);
    this.#file(extent, number);
    return this.#grow();
  }

  /** Puts an extent into the set that it can be found in, or out of it when it is full. */
  #file(extent: Extent, number: number): void {
    const full = usedPages(extent) === PAGES_PER_EXTENT;
    const set = this.#setOf(extent);
    if (full) set.delete(number);
    else set.add(number);
  }

  #setOf(extent: Extent): Set<number> {
    if (extent.state === ExtentState.FREE) return this.#unowned;
    if (extent.state !== ExtentState.SEGMENT) return this.#shared;
    const owned = this.#owned.get(extent.segment) ?? new Set();
    this.#owned.set(extent.segment, owned);
    return owned;
  }

  #extent(number: number): Extent {
    const extent = this.#space.extents[number];
    assert(extent, `extent ${number} is described`);
    return extent;
  }
}
