/** How the pages of a tablespace are laid out: what the flags in page 0 say, or what can be found out without them. */
import { type CryptData, cryptDataOffset, decodeCryptData } from '../engine/page/crypt-data.js';
import { PAGE_TYPE, PageType, SPACE_ID } from '../engine/page/layout.js';

/** Names of the algorithms of page compression, by their number in the flags. */
const COMPRESSIONS = ['none', 'zlib', 'lz4', 'lzo', 'lzma', 'bzip2', 'snappy'] as const;
export type PageCompression = (typeof COMPRESSIONS)[number] | 'yes';

export interface PageFormat {
  readonly flags: number;
  /** `legacy`: the format before full_crc32, of ROW_FORMAT=COMPRESSED to this day. */
  readonly checksums: 'full_crc32' | 'legacy';
  /** Bytes of a page in the file. */
  readonly pageSize: number;
  /** Bytes of a page of the server: more than in the file for ROW_FORMAT=COMPRESSED. */
  readonly logicalSize: number;
  /** ROW_FORMAT=COMPRESSED. */
  readonly compressedTable: boolean;
  /** `yes`: the flags of the old format do not say which. */
  readonly pageCompression: PageCompression;
}

/** Bytes that hold the largest page 0. */
export const LARGEST_PAGE = 65_536;
const SMALLEST_ZIP = 1024;
const FLAGS = 54;
const FULL_CRC32 = 0x10;
const SIZES_BY_CHANCE = [16_384, 8192, 4096, 32_768, 65_536] as const;

/** What flags mean; undefined for flags that no server writes. */
export function decodeFlags(flags: number): PageFormat | undefined {
  return (flags & FULL_CRC32) !== 0 && (flags & 0xf) >= 3 && (flags & 0xf) <= 7 && flags < 0x100
    ? fullCrc32Format(flags)
    : legacyFormat(flags);
}

function fullCrc32Format(flags: number): PageFormat | undefined {
  const pageSize = 2 ** ((flags & 0xf) + 9);
  const pageCompression = COMPRESSIONS[flags >> 5];
  if (pageCompression === undefined) return undefined;
  return { flags, checksums: 'full_crc32', pageSize, logicalSize: pageSize, compressedTable: false, pageCompression };
}

/** Bits: 0 not REDUNDANT or COMPACT, 1–4 compressed size, 5 long columns, 6–9 page size, 10 DATA DIRECTORY, 16 page compression. */
function legacyFormat(flags: number): PageFormat | undefined {
  const zip = (flags >> 1) & 0xf;
  const size = (flags >> 6) & 0xf;
  const logicalSize = size === 0 ? 16_384 : 2 ** (size + 9);
  const known = (flags & ~0x1_07ff) === 0 && size <= 7 && (size === 0 || size >= 3) && zip <= 5;
  if (!known || (zip !== 0 && (flags & 0x21) !== 0x21)) return undefined;
  return {
    flags,
    checksums: 'legacy',
    pageSize: zip === 0 ? logicalSize : 2 ** (zip + 9),
    logicalSize,
    compressedTable: zip !== 0,
    pageCompression: (flags & 0x1_0000) === 0 ? 'none' : 'yes',
  };
}

/** The format that page 0 tells, where it looks like a page 0 at all. */
export function formatOfPage0(start: Buffer): PageFormat | undefined {
  if (start.length < SMALLEST_ZIP || start.readUInt16BE(PAGE_TYPE) !== PageType.FSP_HDR) return undefined;
  if (start.readUInt32BE(SPACE_ID) !== start.readUInt32BE(SPACE_ID + 4)) return undefined;
  const format = decodeFlags(start.readUInt32BE(FLAGS));
  return format && format.pageSize <= start.length ? format : undefined;
}

/** Formats to try on a file whose page 0 says nothing sensible. */
export function* formatsByChance(): Generator<PageFormat> {
  for (const pageSize of SIZES_BY_CHANCE) {
    const format = { pageSize, logicalSize: pageSize, compressedTable: false, pageCompression: 'none' } as const;
    yield { ...format, flags: 0, checksums: 'full_crc32' };
    yield { ...format, flags: 0, checksums: 'legacy' };
  }
}

/** The crypt data of page 0. */
export const cryptDataOf = (page0: Buffer, { pageSize, logicalSize }: PageFormat): CryptData | undefined =>
  decodeCryptData(page0, cryptDataOffset(pageSize, logicalSize));

/** Where the crypt data of page 0 stands. */
export const cryptOffsetOf = ({ pageSize, logicalSize }: PageFormat): number => cryptDataOffset(pageSize, logicalSize);

/** Whether a page, by its number, is one that InnoDB leaves readable: headers, descriptors, and TRX_SYS of space 0. */
export const staysPlain = (number: number, spaceId: number, { logicalSize, pageSize }: PageFormat): boolean =>
  number % (pageSize < logicalSize ? pageSize : logicalSize) === 0 || (spaceId === 0 && number === TRX_SYS_PAGE);

const TRX_SYS_PAGE = 5;
