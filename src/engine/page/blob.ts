/** Values that lie on pages of their own: a chain of BLOB pages, each with a part of the value. */
import { intact } from './corruption.js';
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
import type { PageSource } from './page-source.js';

/** What stands in a record in the place of a value: space, first page, offset there, length with two marks. */
export const REFERENCE_BYTES = 20;

const PART_LENGTH = BODY;
const NEXT_PART = BODY + 4;
const PART = BODY + 8;
/** Bytes of a value on a page that is written here. */
const MAX_PART = PAGE_SIZE - TRAILER_LSN - PART;

/** Pages that hold one value, in order. */
export interface BlobChain {
  readonly pages: readonly number[];
  /** Bytes of the value. */
  readonly length: number;
}

/** Pages that a value of so many bytes takes. */
export const blobPages = (length: number): number => Math.ceil(length / MAX_PART);

/** Fetches the value that the reference at `at` points to. */
export function readBlob(pages: PageSource, page: Buffer, at: number): { value: Buffer; chain: BlobChain } {
  const owner = page.readUInt32BE(PAGE_NUMBER);
  const length = page.readUInt32BE(at + 16);
  const maxPart = page.length - TRAILER_LSN - PART;
  intact(length <= pages.size * maxPart, owner, 'a value is longer than the file');
  const parts: Buffer[] = [];
  const numbers: number[] = [];
  let next = page.readUInt32BE(at + 4);
  for (let rest = length; rest > 0; ) {
    intact(next < pages.size, owner, 'a part of a value lies behind the end of the file');
    const blob = pages.read(next, 1);
    const part = blob.readUInt32BE(PART_LENGTH);
    intact(blob.readUInt16BE(PAGE_TYPE) === PageType.BLOB, next, 'is no BLOB page');
    intact(part > 0 && part <= maxPart && part <= rest, next, 'a part of a value has an impossible length');
    parts.push(blob.subarray(PART, PART + part));
    numbers.push(next);
    rest -= part;
    next = blob.readUInt32BE(NEXT_PART);
  }
  return { value: Buffer.concat(parts, length), chain: { pages: numbers, length } };
}

/** Writes, to zeros, the reference to a chain on the same page's tablespace. */
export function writeReference(page: Buffer, at: number, spaceId: number, { pages, length }: BlobChain): void {
  page.writeUInt32BE(spaceId, at);
  page.writeUInt32BE(pages[0] ?? NO_PAGE, at + 4);
  page.writeUInt32BE(BODY, at + 8);
  page.writeUInt32BE(length, at + 16);
}

/** The images of the pages of a chain, plain and without trailer. */
export function* blobImages(value: Buffer, { pages }: BlobChain, spaceId: number, lsn: number): Iterable<Buffer> {
  for (const [index, pageNumber] of pages.entries()) {
    const page = Buffer.alloc(PAGE_SIZE);
    const part = value.subarray(index * MAX_PART, (index + 1) * MAX_PART);
    writeHeader(page, { pageNumber, type: PageType.BLOB, spaceId });
    writeLsn(page, lsn);
    page.writeUInt32BE(part.length, PART_LENGTH);
    page.writeUInt32BE(pages[index + 1] ?? NO_PAGE, NEXT_PART);
    page.set(part, PART);
    yield page;
  }
}
