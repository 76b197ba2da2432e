/**
 * Reading pages in the format before full_crc32, which ROW_FORMAT=COMPRESSED uses to this day. They carry two
 * checksums: one of the encrypted page in the header, one of the plain page at its beginning (and, unless the page
 * belongs to a compressed table, in the trailer).
 */
import { crc32c } from '@node-rs/crc32';
import type { CipherOptions, PageCheck } from './crypt.js';
import { BODY, ENCRYPTED, LSN_LOW, neverEncrypted, PAGE_NUMBER, PAGE_TYPE, SPACE_ID } from './layout.js';
import { deriveLocalKey, LocalKey, writePageIv } from './local-key.js';

const PLAIN_CHECKSUM = 0;
const LEGACY_KEY_VERSION = 26;
const CIPHER_CHECKSUM = 30;
const TRAILER = 8;
const PAGE_COMPRESSED_ENCRYPTED = 37_401;
const COMPRESSED_LENGTH = 38;
const COMPRESSED_DATA = 42;
/** What stands in place of the plain checksum on a compressed page. */
const NO_CHECKSUM = 0xdeadbeef;

export interface LegacyOptions extends CipherOptions {
  /** ROW_FORMAT=COMPRESSED: pages without trailer. */
  readonly compressedTable: boolean;
}

/** Checksum of a page as it stands, in the way of its table. */
function checksum(page: Buffer, compressedTable: boolean): number {
  if (compressedTable) {
    return (crc32c(page.subarray(4, 16)) ^ crc32c(page.subarray(24, 26)) ^ crc32c(page.subarray(SPACE_ID))) >>> 0;
  }
  return (crc32c(page.subarray(4, ENCRYPTED)) ^ crc32c(page.subarray(BODY, page.length - TRAILER))) >>> 0;
}

/** The key version of a page that may be encrypted; 0 for a plain one. */
export const legacyKeyVersion = (page: Buffer): number => page.readUInt32BE(LEGACY_KEY_VERSION);

/** True when the page is as it was written, which can be seen without a key. */
export function legacyChecksumMatches(page: Buffer, compressedTable: boolean, encrypted: boolean): boolean {
  if (!encrypted) return checkPlain(page, compressedTable) === 'ok';
  return checksum(page, compressedTable) === page.readUInt32BE(CIPHER_CHECKSUM);
}

/** A plain page that is not of a compressed table ends with its checksum and the low half of its LSN. */
export const legacyTrailerMatches = (page: Buffer): boolean =>
  page.readUInt32BE(page.length - TRAILER) === page.readUInt32BE(PLAIN_CHECKSUM) &&
  page.readUInt32BE(page.length - TRAILER + 4) === page.readUInt32BE(LSN_LOW);

/** Verifies and decrypts a page in place, then verifies what came out. */
export function decryptLegacyPage(page: Buffer, options: LegacyOptions): PageCheck {
  const version = legacyKeyVersion(page);
  if (version === 0 || neverEncrypted(page.readUInt32BE(PAGE_NUMBER))) return checkPlain(page, options.compressedTable);
  if (checksum(page, options.compressedTable) !== page.readUInt32BE(CIPHER_CHECKSUM)) return 'checksum';
  const fileKey = options.key(version);
  if (!fileKey) return 'key missing';
  const [from, to] = encryptedRange(page);
  const key = new LocalKey(deriveLocalKey(fileKey, options.iv));
  const iv = Buffer.alloc(16);
  writePageIv(iv, 0, options.spaceId, page);
  if (options.mode === 'CTR') key.counter(page, from, to, iv);
  else key.decryptChain(page, from, to, iv);
  return checkPlain(page, options.compressedTable) === 'ok' ? 'ok' : 'wrong key';
}

function encryptedRange(page: Buffer): readonly [from: number, to: number] {
  if (page.readUInt16BE(PAGE_TYPE) === PAGE_COMPRESSED_ENCRYPTED) {
    const length = page.readUInt16BE(COMPRESSED_LENGTH);
    return [COMPRESSED_DATA, Math.min(COMPRESSED_DATA + length, page.length)];
  }
  return [BODY, page.length - TRAILER];
}

function checkPlain(page: Buffer, compressedTable: boolean): PageCheck {
  const expected = page.readUInt32BE(PLAIN_CHECKSUM);
  if (expected === NO_CHECKSUM) return 'ok';
  return checksum(page, compressedTable) === expected ? 'ok' : 'checksum';
}
