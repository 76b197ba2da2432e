/** Values that lie on pages of their own: a chain of BLOB pages, each with a part of the value. */
import { intact } from './corruption.js';
import { BODY, PAGE_NUMBER, PAGE_TYPE, PageType, TRAILER_LSN } from './layout.js';
import type { PageSource } from './page-source.js';

const PART_LENGTH = BODY;
const NEXT_PART = BODY + 4;
const PART = BODY + 8;

/** Fetches the value that the reference at `at` points to: space, first page, offset, and length with two marks. */
export function readBlob(pages: PageSource, page: Buffer, at: number): Buffer {
  const owner = page.readUInt32BE(PAGE_NUMBER);
  const length = page.readUInt32BE(at + 16);
  const maxPart = page.length - TRAILER_LSN - PART;
  intact(length <= pages.size * maxPart, owner, 'a value is longer than the file');
  const parts: Buffer[] = [];
  let next = page.readUInt32BE(at + 4);
  for (let rest = length; rest > 0; ) {
    intact(next < pages.size, owner, 'a part of a value lies behind the end of the file');
    const blob = pages.read(next, 1);
    const part = blob.readUInt32BE(PART_LENGTH);
    intact(blob.readUInt16BE(PAGE_TYPE) === PageType.BLOB, next, 'is no BLOB page');
    intact(part > 0 && part <= maxPart && part <= rest, next, 'a part of a value has an impossible length');
    parts.push(blob.subarray(PART, PART + part));
    rest -= part;
    next = blob.readUInt32BE(NEXT_PART);
  }
  return Buffer.concat(parts, length);
}
