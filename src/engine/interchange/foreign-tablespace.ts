/**
 * The file that ALTER TABLE … IMPORT TABLESPACE finds: another server's, or another table's. Its rows are read in key
 * order along the leaves; of its account of pages nothing is needed. Both formats of pages are read.
 */
import type { Files } from '../../base/ports.js';
import type { CipherMode, KeyId, KeyVersion } from '../../services/encryption.js';
import type { KeyRing } from '../../services/key-ring.js';
import type { TableDefinition } from '../definition.js';
import { FILE_ENDS, intact, PageCorruption } from '../page/corruption.js';
import { checkPlainPage, type PageCheck, PageCipher } from '../page/crypt.js';
import { type CryptData, cryptDataOffset, decodeCryptData } from '../page/crypt-data.js';
import { decodeSpaceHeader } from '../page/fsp.js';
import { indexPageFacts, readLeaf, readNode } from '../page/index-page.js';
import { CLUSTERED_ROOT, KEY_VERSION, NEXT_PAGE, NO_PAGE, PAGE_NUMBER, PAGE_SIZE } from '../page/layout.js';
import { decryptLegacyPage } from '../page/legacy.js';
import { inflatePage } from '../page/page-compression.js';
import type { PageSource } from '../page/page-source.js';
import { RecordReader } from '../page/record-reader.js';
import { rowShape, type StoredRow } from '../page/shape.js';

export interface ForeignTablespace {
  /** undefined: its page 0 says nothing of encryption. */
  readonly crypt: CryptData | undefined;
  /** The last value that was given out. */
  readonly autoIncrement: bigint;
  /** In key order, leaf by leaf. Throws PageCorruption. */
  rows(): Iterable<readonly StoredRow[]>;
  close(): void;
}

/** Why a file is no tablespace that could be imported. */
export class ForeignFileError extends Error {
  readonly reason: 'missing' | 'short' | 'page size';
  /** In bytes. */
  readonly pageSize: number | undefined;

  constructor(reason: ForeignFileError['reason'], pageSize?: number) {
    super(reason);
    this.reason = reason;
    this.pageSize = pageSize;
  }
}

/** Marks flags of the full_crc32 format. */
const FULL_CRC32 = 0x10;
const LEGACY_KEY_VERSION = 26;
/** Bits 6 to 9 of legacy flags are the page size; 0 is 16 KiB. */
const LEGACY_PAGE_SIZE = 0x3c0;
/** Bits 1 to 4 of legacy flags: ROW_FORMAT=COMPRESSED. */
const LEGACY_COMPRESSED = 0x1e;
/** An uncompressed page 0 of the smallest size. */
const LEAST_PAGES = 4;

/** Opens the file and fetches the keys that its pages need. Throws ForeignFileError and PageCorruption. */
export async function openForeignTablespace(
  path: string,
  definition: TableDefinition,
  { files, keys }: { readonly files: Files; readonly keys: KeyRing },
): Promise<ForeignTablespace> {
  if (!files.exists(path)) throw new ForeignFileError('missing');
  const file = files.open(path, 'r');
  try {
    const size = Math.floor(file.size() / PAGE_SIZE);
    if (size < LEAST_PAGES) throw new ForeignFileError('short');
    const readRaw = (page: number): Buffer => {
      const bytes = Buffer.alloc(PAGE_SIZE);
      intact(file.read(bytes, page * PAGE_SIZE) === PAGE_SIZE, page, FILE_ENDS);
      return bytes;
    };
    const head = readRaw(0);
    const { flags, spaceId } = decodeSpaceHeader(head);
    const isLegacy = (flags & FULL_CRC32) === 0;
    checkPageSize(flags, isLegacy);
    const crypt = decodeCryptData(head, cryptDataOffset(PAGE_SIZE));
    if (crypt) await resolveKeys(crypt.keyId, versionsIn(size, readRaw, isLegacy), keys);
    const check = pageCheck({ spaceId, crypt, isLegacy, keys });
    const pages = foreignPages(size, readRaw, check);
    pages.read(0, 1);
    const root = indexPageFacts(pages.read(CLUSTERED_ROOT, 1));
    return {
      crypt,
      autoIncrement: root.counter,
      rows: () => readRows(pages, definition, root.indexId),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function checkPageSize(flags: number, isLegacy: boolean): void {
  const isCompressed = isLegacy && (flags & LEGACY_COMPRESSED) !== 0;
  const pageSize = isLegacy ? 512 << ((flags & LEGACY_PAGE_SIZE) >> 6 || 5) : 512 << (flags & 0xf);
  if (isCompressed || pageSize !== PAGE_SIZE) throw new ForeignFileError('page size', pageSize);
}

/** The key versions on its pages. */
function versionsIn(size: number, readRaw: (page: number) => Buffer, isLegacy: boolean): Set<KeyVersion> {
  const versions = new Set<KeyVersion>();
  const at = isLegacy ? LEGACY_KEY_VERSION : KEY_VERSION;
  for (let page = 1; page < size; page++) versions.add(readRaw(page).readUInt32BE(at));
  versions.delete(0);
  return versions;
}

async function resolveKeys(keyId: KeyId, versions: ReadonlySet<KeyVersion>, keys: KeyRing): Promise<void> {
  await keys.resolve(
    [keyId],
    [...versions].map((version) => [keyId, version] as const),
  );
}

interface Protection {
  readonly spaceId: number;
  readonly crypt: CryptData | undefined;
  readonly isLegacy: boolean;
  readonly keys: KeyRing;
}

/** Verifies a page and decrypts it in place. */
function pageCheck({ spaceId, crypt, isLegacy, keys }: Protection): (page: Buffer) => PageCheck {
  const mode: CipherMode = keys.cipherMode;
  const key = (version: KeyVersion) => (crypt ? keys.get(crypt.keyId, version) : undefined);
  const iv = crypt?.iv ?? new Uint8Array(16);
  if (isLegacy) return (page) => decryptLegacyPage(page, { spaceId, iv, mode, key, compressedTable: false });
  if (!crypt) return checkPlainPage;
  const cipher = new PageCipher({ spaceId, iv, mode, key, cipher: (version) => keys.cipher(crypt.keyId, version) });
  return (page) => cipher.decrypt(page);
}

function foreignPages(size: number, readRaw: (page: number) => Buffer, check: (page: Buffer) => PageCheck): PageSource {
  const one = (number: number): Buffer => {
    intact(number < size, number, 'beyond the end of the file');
    const page = readRaw(number);
    const verdict = check(page);
    if (verdict !== 'ok') throw new PageCorruption(number, verdict);
    intact(page.readUInt32BE(PAGE_NUMBER) === number, number, `is page ${page.readUInt32BE(PAGE_NUMBER)}`);
    return inflatePage(page);
  };
  return {
    size,
    read: (first, count) => Buffer.concat(Array.from({ length: count }, (_, at) => one(first + at))),
  };
}

function* readRows(pages: PageSource, definition: TableDefinition, indexId: number): Generator<StoredRow[]> {
  const reader = new RecordReader(rowShape(definition), pages);
  const seen = new Set<number>();
  for (let at = firstLeaf(pages, reader); at !== NO_PAGE; ) {
    intact(!seen.has(at), at, 'comes twice in its level');
    seen.add(at);
    const page = pages.read(at, 1);
    const facts = indexPageFacts(page);
    intact(facts.level === 0 && facts.indexId === indexId, at, 'does not belong where it is');
    yield readLeaf(page, reader);
    at = page.readUInt32BE(NEXT_PAGE);
  }
}

/** Down the left edge of the tree. */
function firstLeaf(pages: PageSource, reader: RecordReader): number {
  let at = CLUSTERED_ROOT;
  let page = pages.read(at, 1);
  for (let { level } = indexPageFacts(page); level > 0; level--) {
    const [first] = readNode(page, reader);
    intact(first !== undefined, at, 'points nowhere');
    at = first.child;
    page = pages.read(at, 1);
    intact(indexPageFacts(page).level === level - 1, at, 'does not belong where it is');
  }
  return at;
}
