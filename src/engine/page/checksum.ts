/**
 * Checksums of full_crc32 pages: CRC-32C over the page as it is stored, so that it covers the ciphertext of an
 * encrypted page and can be checked without any key.
 */
import { crc32c } from '@node-rs/crc32';
import { CHECKSUM, KEY_VERSION, LSN_LOW, storedSize, TRAILER_LSN } from './layout.js';

const ZEROS = Buffer.alloc(65_536);

/** Writes the checksum of a page of which `size` bytes are used. */
export function writeChecksum(page: Buffer, size = page.length): void {
  page.writeUInt32BE(crc32c(page.subarray(0, size - CHECKSUM)), size - CHECKSUM);
}

/** True when the page is as it was written. An all-zero page is one that was never written, which is fine too. */
export function checksumMatches(page: Buffer): boolean {
  const size = storedSize(page);
  if (size < 64) return false;
  if (crc32c(page.subarray(0, size - CHECKSUM)) === page.readUInt32BE(size - CHECKSUM)) return true;
  return isUnwritten(page);
}

export const isUnwritten = (page: Buffer): boolean => page.equals(ZEROS.subarray(0, page.length));

/** A page that is not encrypted ends with the low half of its LSN. */
export const trailerMatches = (page: Buffer): boolean =>
  page.readUInt32BE(page.length - TRAILER_LSN) === page.readUInt32BE(LSN_LOW);

/** Makes a plain image ready for the disk. */
export function sealPlain(page: Buffer): void {
  page.writeUInt32BE(0, KEY_VERSION);
  const size = storedSize(page);
  // A compressed page has its trailer inside.
  if (size === page.length) page.copy(page, size - TRAILER_LSN, LSN_LOW, LSN_LOW + 4);
  writeChecksum(page, size);
}
