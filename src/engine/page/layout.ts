/**
 * Where things stand on a page of a full_crc32 tablespace. Integers on pages are big-endian; a page's address
 * is page number × page size. Everything that Sealion writes has pages of 16 KiB.
 */
export const PAGE_SIZE = 16_384;
/** "No page": the previous page of the first, the next of the last. */
export const NO_PAGE = 0xffffffff;

/** The header that every page begins with. */
export const KEY_VERSION = 0;
export const PAGE_NUMBER = 4;
export const PREVIOUS_PAGE = 8;
export const NEXT_PAGE = 12;
export const LSN = 16;
export const LSN_LOW = 20;
export const PAGE_TYPE = 24;
/** Where the encrypted range begins. */
export const ENCRYPTED = 26;
export const SPACE_ID = 34;
/** Where the header ends. */
export const BODY = 38;

/** Counted from the end of the page: the low half of the LSN again, then the CRC-32C of all before it. */
export const TRAILER_LSN = 8;
export const CHECKSUM = 4;

export const PageType = {
  UNUSED: 0,
  INODE: 3,
  IBUF_BITMAP: 5,
  FSP_HDR: 8,
  XDES: 9,
  BLOB: 10,
  INDEX_INSTANT: 18,
  INDEX: 17_855,
} as const;

/** A page type with this bit set: the page is compressed, and the other bits × 256 are its stored size. */
export const COMPRESSED_BIT = 0x8000;

export const PAGES_PER_EXTENT = 64;
/** Each page whose number is a multiple of this describes the extents of the pages up to the next one. */
export const PAGES_PER_DESCRIPTOR = 16_384;
/** The first user page of a tablespace: the root of the clustered index. */
export const CLUSTERED_ROOT = 3;
export const INODE_PAGE = 2;

/** Header, trailer and body of page 0 and of the descriptor pages are always readable. */
export const neverEncrypted = (pageNumber: number): boolean => pageNumber % PAGES_PER_DESCRIPTOR === 0;

/** Bytes that a page occupies: less than a page when it is compressed. */
export function storedSize(page: Buffer): number {
  const type = page.readUInt16BE(PAGE_TYPE);
  if ((type & COMPRESSED_BIT) === 0) return page.length;
  const size = (type & (COMPRESSED_BIT - 1)) * 256;
  return size === 0 ? page.length : Math.min(size, page.length);
}

export function writeLsn(page: Buffer, lsn: number): void {
  page.writeUInt32BE(Math.floor(lsn / 2 ** 32), LSN);
  page.writeUInt32BE(lsn % 2 ** 32, LSN_LOW);
}

export const readLsn = (page: Buffer): number => page.readUInt32BE(LSN) * 2 ** 32 + page.readUInt32BE(LSN_LOW);

/** Fills the header of a fresh page image; the trailer belongs to `sealPage`. */
export function writeHeader(
  page: Buffer,
  header: { pageNumber: number; previous?: number; next?: number; type: number; spaceId: number },
): void {
  page.writeUInt32BE(header.pageNumber, PAGE_NUMBER);
  page.writeUInt32BE(header.previous ?? NO_PAGE, PREVIOUS_PAGE);
  page.writeUInt32BE(header.next ?? NO_PAGE, NEXT_PAGE);
  page.writeUInt16BE(header.type, PAGE_TYPE);
  page.writeUInt32BE(header.spaceId, SPACE_ID);
}
