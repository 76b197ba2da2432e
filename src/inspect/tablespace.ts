/** Reads a tablespace file from its first page to its last, in pieces, and keeps what is worth reporting. */
import type { OpenFile } from '../base/ports.js';
import { checksumMatches } from '../engine/page/checksum.js';
import type { CryptData } from '../engine/page/crypt-data.js';
import { PAGE_NUMBER, SPACE_ID } from '../engine/page/layout.js';
import { legacyChecksumMatches } from '../engine/page/legacy.js';
import type { CipherMode } from '../services/encryption.js';
import { Descriptors, isDescriptorPage } from './descriptors.js';
import { cryptDataOf, formatOfPage0, formatsByChance, LARGEST_PAGE, type PageFormat } from './format.js';
import { PageCensus } from './page-census.js';
import { type Doublewrite, doublewriteOf, type PageFacts, pageFacts } from './page-facts.js';
import { type Keys, PageOpener } from './page-opener.js';

/** What is known of a tablespace before its pages are read. */
export interface SpaceHeader {
  readonly format: PageFormat;
  /** False where page 0 is damaged and the format was found by trying. */
  readonly formatIsKnown: boolean;
  readonly spaceId: number;
  /** In pages, as page 0 has it. */
  readonly sizeInHeader: number;
  readonly crypt?: CryptData;
  readonly doublewrite: Doublewrite;
  /** Whole pages in the file. */
  readonly pages: number;
  /** Bytes behind the last whole page. */
  readonly rest: number;
}

export interface KeyResult {
  /** Pages that could be decrypted. */
  readonly decrypted: number;
  readonly wrongKey: number;
  readonly notDecoded: number;
  /** Pages for which there is no key, by key version. */
  readonly missing: Readonly<Record<string, number>>;
  readonly mode?: CipherMode;
}

export interface TablespaceFacts extends SpaceHeader {
  readonly census: PageCensus;
  readonly keys?: KeyResult;
}

const SIZE = 46;
const TRX_SYS_PAGE = 5;
/** How much is read at once. */
const PIECE = 1024 * 1024;

/** Finds out how a file is laid out; undefined when it is no tablespace. */
export function readSpaceHeader(file: OpenFile): SpaceHeader | undefined {
  const start = readAt(file, 0, LARGEST_PAGE);
  const known = formatOfPage0(start);
  const format = known ?? formatByTrying(file);
  if (!format) return undefined;
  const size = file.size();
  const page0 = start.subarray(0, format.pageSize);
  const spaceId = known ? page0.readUInt32BE(SPACE_ID) : spaceIdByMajority(file, format);
  const crypt = known && cryptDataOf(page0, format);
  const trxSys = spaceId === 0 ? readAt(file, TRX_SYS_PAGE * format.pageSize, format.pageSize) : Buffer.alloc(0);
  return {
    format,
    formatIsKnown: known !== undefined,
    spaceId,
    sizeInHeader: known ? page0.readUInt32BE(SIZE) : 0,
    ...(crypt && { crypt }),
    doublewrite: trxSys.length === format.pageSize ? doublewriteOf(trxSys) : [],
    pages: Math.floor(size / format.pageSize),
    rest: size % format.pageSize,
  };
}

/** Reads up to so many bytes. */
export function readAt(file: OpenFile, offset: number, length: number): Buffer {
  const into = Buffer.alloc(length);
  return into.subarray(0, file.read(into, offset));
}

/** The format in which some of the first pages have their right number and checksum. */
function formatByTrying(file: OpenFile): PageFormat | undefined {
  for (const format of formatsByChance()) {
    for (const number of [1, 2, 3, 4]) {
      const page = readAt(file, number * format.pageSize, format.pageSize);
      if (page.length < format.pageSize || page.readUInt32BE(PAGE_NUMBER) !== number) continue;
      const legacy = format.checksums === 'legacy';
      const isRight = legacy
        ? legacyChecksumMatches(page, false, false) || legacyChecksumMatches(page, false, true)
        : checksumMatches(page);
      if (isRight) return format;
    }
  }
  return undefined;
}

/** The pages of the old format all tell their tablespace, others only where they are plain. */
function spaceIdByMajority(file: OpenFile, format: PageFormat): number {
  const page = readAt(file, format.pageSize, format.pageSize);
  const readable = page.length === format.pageSize && (format.checksums === 'legacy' || page.readUInt32BE(0) === 0);
  return readable ? page.readUInt32BE(SPACE_ID) : UNKNOWN_SPACE;
}

export const UNKNOWN_SPACE = 0xffffffff;

/** The pages of a file with what they tell, read in order. A file that shrinks meanwhile just ends. */
export function* pagesOf(file: OpenFile, header: SpaceHeader): Generator<readonly [PageFacts, Buffer]> {
  const { format, spaceId, doublewrite, pages } = header;
  const { pageSize } = format;
  const perPiece = Math.max(1, Math.floor(PIECE / pageSize));
  for (let first = 0; first < pages; first += perPiece) {
    const piece = readAt(file, first * pageSize, Math.min(perPiece, pages - first) * pageSize);
    for (let at = 0; at + pageSize <= piece.length; at += pageSize) {
      const page = piece.subarray(at, at + pageSize);
      yield [pageFacts(page, { number: first + at / pageSize, spaceId, format, doublewrite }), page];
    }
  }
}

/** Reads all pages; with keys, it tries them. */
export function readTablespace(file: OpenFile, header: SpaceHeader, keys: Keys | undefined): TablespaceFacts {
  const { format, spaceId, crypt, pages } = header;
  const census = new PageCensus(pages);
  const trial = keys && crypt ? new KeyTrial(new PageOpener(format, spaceId, crypt, keys)) : undefined;
  let descriptors: Descriptors | undefined;
  for (const [facts, page] of pagesOf(file, header)) {
    if (isDescriptorPage(facts)) descriptors = new Descriptors(Buffer.from(page), facts.number, format);
    census.count(facts, descriptors?.isFree(facts.number) ?? false, trial?.of(facts, page));
  }
  return { ...header, census, ...(trial && { keys: trial.result }) };
}

/** Tries keys on pages and keeps count. */
class KeyTrial {
  readonly #opener: PageOpener;
  #decrypted = 0;
  #wrongKey = 0;
  #notDecoded = 0;
  readonly #missing: Record<string, number> = {};

  constructor(opener: PageOpener) {
    this.#opener = opener;
  }

  /** What is wrong with a page beside what shows without a key. */
  of(facts: PageFacts, page: Buffer): 'wrong key' | 'key missing' | undefined {
    if (facts.state !== 'encrypted' || facts.damage !== undefined || facts.doublewrite) return undefined;
    const { verdict } = this.#opener.open(page, true);
    if (verdict === 'ok') this.#decrypted++;
    else if (verdict === 'not decoded') this.#notDecoded++;
    else if (verdict === 'key missing') {
      this.#missing[facts.keyVersion] = (this.#missing[facts.keyVersion] ?? 0) + 1;
      return verdict;
    } else {
      this.#wrongKey++;
      return 'wrong key';
    }
    return undefined;
  }

  get result(): KeyResult {
    const { mode } = this.#opener;
    return {
      decrypted: this.#decrypted,
      wrongKey: this.#wrongKey,
      notDecoded: this.#notDecoded,
      missing: this.#missing,
      ...(mode && { mode }),
    };
  }
}
