/** What a page tells without any key: type, number, LSN, key version, and whether it is as it was written. */
import { checksumMatches, isUnwritten, trailerMatches } from '../engine/page/checksum.js';
import {
  COMPRESSED_BIT,
  KEY_VERSION,
  LSN,
  PAGE_NUMBER,
  PAGE_TYPE,
  SPACE_ID,
  storedSize,
} from '../engine/page/layout.js';
import { legacyChecksumMatches, legacyKeyVersion, legacyTrailerMatches } from '../engine/page/legacy.js';
import { type PageFormat, staysPlain } from './format.js';

/** `unwritten`: nothing but zeros. */
export type PageState = 'unwritten' | 'plain' | 'encrypted';

export interface PageFacts {
  readonly number: number;
  readonly type: number;
  readonly typeName: string;
  readonly state: PageState;
  readonly keyVersion: number;
  readonly lsn: bigint;
  /** Bytes in use, where the page is compressed. */
  readonly storedSize: number;
  /** A sentence without its subject; undefined for a page that is as it was written. */
  readonly damage?: string;
  /** InnoDB never encrypts it. */
  readonly staysPlain: boolean;
  /** A copy of some page, in the doublewrite buffer. */
  readonly doublewrite: boolean;
}

/** Names of page types as the server's tools print them. */
const TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'ALLOCATED'],
  [1, 'UNKNOWN'],
  [2, 'UNDO_LOG'],
  [3, 'INODE'],
  [4, 'IBUF_FREE_LIST'],
  [5, 'IBUF_BITMAP'],
  [6, 'SYS'],
  [7, 'TRX_SYS'],
  [8, 'FSP_HDR'],
  [9, 'XDES'],
  [10, 'BLOB'],
  [11, 'ZBLOB'],
  [12, 'ZBLOB2'],
  [18, 'INDEX_INSTANT'],
  [17_854, 'RTREE'],
  [17_855, 'INDEX'],
]);

export const COMPRESSED_TYPE = 'COMPRESSED';
const LEGACY_COMPRESSED: readonly number[] = [34_354, 37_401];
export const TEMPORARY_SPACE = 0xfffffffe;

/** The name of a page's type. What a compressed page of full_crc32 really is can only be seen inside. */
export function typeName(type: number): string {
  if ((type & COMPRESSED_BIT) !== 0) return COMPRESSED_TYPE;
  return TYPE_NAMES.get(type) ?? `TYPE_${type}`;
}

/** Where the doublewrite buffer of a system tablespace is, as TRX_SYS tells: first pages of its two blocks. */
export type Doublewrite = readonly number[];
const BLOCK_PAGES = 64;

const isDoublewrite = (number: number, blocks: Doublewrite): boolean =>
  blocks.some((first) => number >= first && number < first + BLOCK_PAGES);

const DOUBLEWRITE = 200;
const DOUBLEWRITE_MAGIC = 536_853_855;

/** Reads the place of the doublewrite buffer from page 5 of the system tablespace. */
export function doublewriteOf(trxSys: Buffer): Doublewrite {
  const at = trxSys.length - DOUBLEWRITE;
  if (trxSys.readUInt32BE(at + 10) !== DOUBLEWRITE_MAGIC) return [];
  return [trxSys.readUInt32BE(at + 14), trxSys.readUInt32BE(at + 18)].filter((page) => page > 0);
}

/** Where a page stands, and what is known of its tablespace. */
export interface PagePlace {
  readonly number: number;
  readonly spaceId: number;
  readonly format: PageFormat;
  readonly doublewrite: Doublewrite;
}

/** Everything that can be said of a page as it stands in the file. */
export function pageFacts(page: Buffer, place: PagePlace): PageFacts {
  const { number, spaceId, format } = place;
  const type = page.readUInt16BE(PAGE_TYPE);
  const doublewrite = isDoublewrite(number, place.doublewrite);
  const common = {
    number,
    type,
    typeName: typeName(type),
    lsn: page.readBigUInt64BE(LSN),
    storedSize: sizeInUse(page, format),
    staysPlain: doublewrite ? copyStaysPlain(page, format) : staysPlain(number, spaceId, format),
    doublewrite,
  };
  if (isUnwritten(page)) return { ...common, typeName: 'UNWRITTEN', state: 'unwritten', keyVersion: 0 };
  const keyVersion = keyVersionOf(page, place);
  const damage = doublewrite ? undefined : damageOf(page, place, keyVersion);
  const hidden = spaceId === TEMPORARY_SPACE && damage === HIDDEN;
  return {
    ...common,
    keyVersion,
    state: keyVersion !== 0 || hidden ? 'encrypted' : 'plain',
    ...(damage === undefined || hidden ? {} : { damage }),
  };
}

/** Whether the page of which this is a copy is one that stays readable. */
const copyStaysPlain = (copy: Buffer, format: PageFormat): boolean =>
  staysPlain(copy.readUInt32BE(PAGE_NUMBER), copy.readUInt32BE(SPACE_ID), format);

function sizeInUse(page: Buffer, { checksums }: PageFormat): number {
  return checksums === 'full_crc32' ? storedSize(page) : page.length;
}

/** In the old format the first page of the system tablespace has another thing in that place. */
export function keyVersionOf(page: Buffer, { number, spaceId, format }: PagePlace): number {
  if (format.checksums === 'full_crc32') return page.readUInt32BE(KEY_VERSION);
  return staysPlain(number, spaceId, format) ? 0 : legacyKeyVersion(page);
}

const CHECKSUM = 'its checksum is wrong';
/** A temporary tablespace writes no key version: what does not look plain is encrypted. */
const HIDDEN = 'its trailer does not belong to its header';

function damageOf(page: Buffer, { number, spaceId, format }: PagePlace, keyVersion: number): string | undefined {
  const { checksums, compressedTable } = format;
  const isCompressed = (page.readUInt16BE(PAGE_TYPE) & COMPRESSED_BIT) !== 0;
  if (checksums === 'full_crc32') {
    if (!checksumMatches(page)) return CHECKSUM;
    if (keyVersion === 0 && !isCompressed && !trailerMatches(page)) return HIDDEN;
  } else {
    if (!legacyChecksumMatches(page, compressedTable, keyVersion !== 0)) return CHECKSUM;
    const hasTrailer =
      keyVersion === 0 && !compressedTable && !LEGACY_COMPRESSED.includes(page.readUInt16BE(PAGE_TYPE));
    if (hasTrailer && !legacyTrailerMatches(page)) return HIDDEN;
  }
  const found = page.readUInt32BE(PAGE_NUMBER);
  if (found !== number) return `it says that it is page ${found}`;
  const spaceIsReadable = checksums === 'legacy' || (keyVersion === 0 && !isCompressed);
  const owner = spaceIsReadable ? page.readUInt32BE(SPACE_ID) : spaceId;
  return owner === spaceId || spaceId === TEMPORARY_SPACE ? undefined : `it belongs to tablespace ${owner}`;
}
