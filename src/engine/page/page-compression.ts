/** Reading pages of PAGE_COMPRESSED tables, after decryption. Only zlib: the others need libraries. */
import { intact, PageCorruption } from './corruption.js';
import { CHECKSUM, COMPRESSED_BIT, ENCRYPTED, PAGE_NUMBER, PAGE_TYPE, storedSize } from './layout.js';

const ZLIB_LEGACY = 1;
const LEGACY_TYPES: readonly number[] = [34_354, 37_401];
const LEGACY_LENGTH = 38;
const LEGACY_ALGORITHM = 40;
const LEGACY_DATA = 42;

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
