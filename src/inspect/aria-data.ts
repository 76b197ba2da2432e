/** The data file of an Aria table: its pages, if it has pages, and a try with the keys. */
import type { OpenFile } from '../base/ports.js';
import { isUnwritten } from '../engine/page/checksum.js';
import { deriveLocalKey } from '../engine/page/local-key.js';
import { type CipherMode, type KeyVersion, NOT_ENCRYPTED, SYSTEM_KEY_ID } from '../services/encryption.js';
import { type AriaTable, PAGE_FORMAT, unreadable, whyPlain } from './aria.js';
import { decipher, modesFrom } from './chain.js';
import type { Keys } from './page-opener.js';
import { countText, type Encryption, type Findings, type Line, type Problem } from './report.js';
import { readAt } from './tablespace.js';

const PAGE_TYPE = 7;
const TYPE_MASK = 7;
const BLOB = 3;
/** Pages of a table without PAGE_CHECKSUM end with one of two such marks. */
const NO_CHECKSUM = 0xfffffffe;
const DAMAGED_MAX = 100;

/** Where the key version of a data page stands; what is encrypted begins behind it. */
const versionAt = (page: Buffer): number => ((page.readUInt8(PAGE_TYPE) & TYPE_MASK) === BLOB ? 8 : 12);

/** A bitmap stands before the pages that it describes: 16 for each of its groups of six bytes. */
const pagesPerBitmap = (pageSize: number): number => Math.floor((pageSize - 4) / 6) * 16 + 1;

/** `table` is what the index file beside it says; undefined where there is none. */
export function inspectAriaData(file: OpenFile, table: AriaTable | undefined, keys: Keys | undefined): Findings {
  const size = file.size();
  if (size === 0) return { kind: 'Aria data', encryption: 'no data', keyVersions: {}, lines: [], problems: [] };
  if (!table)
    return unreadable('Aria data', 'the index file beside it (.MAI) is missing or damaged, so pages can not be read');
  if (table.rowFormat !== PAGE_FORMAT) {
    const lines: Line[] = [['format', `ROW_FORMAT=${table.rowFormat}, no pages`]];
    return { kind: 'Aria data', encryption: 'plain', why: whyPlain(table), keyVersions: { 0: 1 }, lines, problems: [] };
  }
  const census = new AriaCensus(table, keys);
  for (let number = 0; number < Math.floor(size / table.pageSize); number++)
    census.count(readAt(file, number * table.pageSize, table.pageSize), number);
  return reportOn(census, table, size % table.pageSize);
}

/** Counts the pages of one table, and decrypts them where there are keys. */
class AriaCensus {
  total = 0;
  readonly versions: Record<string, number> = {};
  /** Plain pages with a wrong checksum; those of encrypted pages are of what is inside. */
  readonly damaged: number[] = [];
  decrypted = 0;
  wrongKey = 0;
  readonly missing = new Set<KeyVersion>();
  readonly tried: boolean;
  mode: CipherMode | undefined;
  readonly #table: AriaTable;
  readonly #keys: Keys | undefined;

  constructor(table: AriaTable, keys: Keys | undefined) {
    this.#table = table;
    this.#keys = keys;
    this.tried = table.crypt !== undefined && keys !== undefined;
  }

  get plain(): number {
    return this.versions[NOT_ENCRYPTED] ?? 0;
  }

  get encrypted(): number {
    return Object.values(this.versions).reduce((sum, pages) => sum + pages, 0) - this.plain;
  }

  count(page: Buffer, number: number): void {
    const { pageSize, crypt } = this.#table;
    if (page.length < pageSize) return;
    this.total++;
    if (isUnwritten(page)) return;
    // Bitmaps say where there is room, and are never encrypted.
    const isBitmap = number % pagesPerBitmap(pageSize) === 0;
    const version = crypt && !isBitmap ? page.readUInt32LE(versionAt(page)) : NOT_ENCRYPTED;
    if (!isBitmap) this.versions[version] = (this.versions[version] ?? 0) + 1;
    if (version !== NOT_ENCRYPTED) this.#try(page, number, version);
    else if (!checksumMatches(page, number) && this.damaged.length < DAMAGED_MAX) this.damaged.push(number);
  }

  #try(page: Buffer, number: number, version: KeyVersion): void {
    const { crypt } = this.#table;
    if (!crypt || !this.#keys) return;
    const key = this.#keys.key(SYSTEM_KEY_ID, version);
    if (!key) {
      this.missing.add(version);
      return;
    }
    const local = deriveLocalKey(key, crypt.iv);
    const iv = pageIv(page, number, crypt.space);
    const mode = modesFrom(this.mode ?? this.#keys.mode).find((each) => opens(page, number, local, iv, each));
    if (mode === undefined) this.wrongKey++;
    else this.decrypted++;
    this.mode ??= mode;
  }
}

/** The checksum is of the plain page, with a key version of 0 in it. */
function checksumMatches(page: Buffer, number: number): boolean {
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const end = page.length - 4;
  const stored = page.readUInt32LE(end);
  return stored >= NO_CHECKSUM || crc32(page.subarray(0, end), number) === stored;
}

function pageIv(page: Buffer, number: number, space: number): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32LE(space, 0);
  iv.writeUInt32LE(number, 4);
  // The LSN: the number of the log file in three bytes, then the offset in it.
  iv.writeUInt32LE(page.readUInt32LE(3), 8);
  iv.writeUInt32LE(page.readUIntLE(0, 3), 12);
  return iv;
}

function opens(page: Buffer, number: number, key: Uint8Array, iv: Buffer, mode: CipherMode): boolean {
  const at = versionAt(page);
  const plain = Buffer.from(page);
  decipher(page.subarray(at + 4, page.length - 4), key, iv, mode).copy(plain, at + 4);
  plain.writeUInt32LE(NOT_ENCRYPTED, at);
  return checksumMatches(plain, number);
}

function reportOn(census: AriaCensus, table: AriaTable, rest: number): Findings {
  const { versions, damaged, decrypted, wrongKey, missing, total } = census;
  const why = whyNot(census, table);
  return {
    kind: 'Aria data',
    encryption: encryptionOf(census, table),
    ...(table.crypt && { keyId: SYSTEM_KEY_ID }),
    ...(why === undefined ? {} : { why }),
    keyVersions: versions,
    lines: linesOf(census, table),
    problems: problemsOf(census, rest),
    details: { pageSize: table.pageSize, pages: total, damaged, decrypted, wrongKey, missingVersions: [...missing] },
  };
}

function encryptionOf({ encrypted, plain }: AriaCensus, { crypt }: AriaTable): Encryption {
  if (encrypted + plain === 0) return 'no data';
  if (!crypt) return 'plain';
  return plain === 0 ? 'encrypted' : 'partly';
}

function whyNot(census: AriaCensus, table: AriaTable): string | undefined {
  switch (encryptionOf(census, table)) {
    case 'plain':
      return whyPlain(table);
    case 'partly':
      return `${countText(census.plain, 'page')} of it are plain`;
    default:
      return undefined;
  }
}

function linesOf({ total, encrypted, decrypted, mode, tried }: AriaCensus, { pageSize, crypt }: AriaTable): Line[] {
  const lines: Line[] = [
    ['format', `ROW_FORMAT=PAGE, ${countText(total, 'page')} of ${pageSize} bytes`],
    ['encryption', crypt ? `key 1, ${countText(encrypted, 'page')}` : 'none'],
  ];
  if (tried) lines.push(['keys', `key 1 opens ${countText(decrypted, 'page')}${mode ? ` (AES-${mode})` : ''}`]);
  else if (crypt) lines.push(['checksums', 'they are of the pages in clear: without keys they can not be checked']);
  return lines;
}

function problemsOf({ damaged, wrongKey, missing, total }: AriaCensus, rest: number): Problem[] {
  const problems: Problem[] = damaged.map((page) => ({ level: 'damage', text: `page ${page}: its checksum is wrong` }));
  if (rest > 0) problems.push({ level: 'damage', text: `it ends within page ${total}` });
  if (wrongKey > 0)
    problems.push({
      level: 'damage',
      text: `the given key 1 is wrong for ${countText(wrongKey, 'page')}, or they are damaged`,
    });
  for (const version of missing)
    problems.push({ level: 'damage', text: `key 1 version ${version} is missing among the given keys` });
  return problems;
}
