/** Pages of PAGE_COMPRESSED tables, before encryption and after decryption. Only zlib: the others need libraries. */
import { intact, PageCorruption } from './corruption.js';
import {
  CHECKSUM,
  COMPRESSED_BIT,
  ENCRYPTED,
  KEY_VERSION,
  LSN_LOW,
  PAGE_NUMBER,
  PAGE_TYPE,
  storedSize,
  TRAILER_LSN,
} from './layout.js';

const ZLIB_LEGACY = 1;
const LEGACY_TYPES: readonly number[] = [34_354, 37_401];
const LEGACY_LENGTH = 38;
const LEGACY_ALGORITHM = 40;
const LEGACY_DATA = 42;

/** What compressed pages are rounded up to. */
const UNIT = 256;

/**
 * Compresses a plain image in place, in the full_crc32 format; zeros follow what is left of it. A page that does not
 * get smaller stays as it is.
 */
export function compressPage(page: Buffer, level: number): void {
  const { deflateSync } = process.getBuiltinModule('node:zlib');
  page.writeUInt32BE(0, KEY_VERSION);
  page.copy(page, page.length - TRAILER_LSN, LSN_LOW, LSN_LOW + 4);
  const data = deflateSync(page, { level });
  const size = Math.ceil((ENCRYPTED + data.length + CHECKSUM) / UNIT) * UNIT;
  if (size >= page.length) return;
  page.fill(0, ENCRYPTED);
  data.copy(page, ENCRYPTED);
  page.writeUInt16BE(COMPRESSED_BIT | (size / UNIT), PAGE_TYPE);
}

export const isCompressed = (page: Buffer): boolean => (page.readUInt16BE(PAGE_TYPE) & COMPRESSED_BIT) !== 0;

/** The page as it was before compression; itself when it is not compressed. */
export function inflatePage(page: Buffer): Buffer {
  const type = page.readUInt16BE(PAGE_TYPE);
  if ((type & COMPRESSED_BIT) !== 0 && !LEGACY_TYPES.includes(type)) {
    return inflate(page, page.subarray(ENCRYPTED, storedSize(page) - CHECKSUM));
  }
  if (!LEGACY_TYPES.includes(type)) return page;
  const encrypted = type === LEGACY_TYPES[1];
  // Without encryption the algorithm stands in the header, and the data begin two bytes earlier.
  const data = encrypted ? LEGACY_DATA : LEGACY_ALGORITHM;
  intact(
    !encrypted || page.readUInt16BE(LEGACY_ALGORITHM) === ZLIB_LEGACY,
    page.readUInt32BE(PAGE_NUMBER),
    'is not compressed with zlib',
  );
  return inflate(page, page.subarray(data, data + page.readUInt16BE(LEGACY_LENGTH)));
}

function inflate(page: Buffer, data: Buffer): Buffer {
  // Loaded here: few tables are compressed, and every start would wait for it.
  const { inflateSync } = process.getBuiltinModule('node:zlib');
  const number = page.readUInt32BE(PAGE_NUMBER);
  let plain: Buffer;
  try {
    plain = inflateSync(data, { maxOutputLength: page.length });
  } catch {
    throw new PageCorruption(number, 'cannot be decompressed');
  }
  intact(plain.length === page.length, number, 'decompresses to another size than a page');
  return plain;
}
