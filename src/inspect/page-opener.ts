/**
 * Decrypting and decompressing pages with the keys at hand. Which mode a page was encrypted with is written nowhere,
 * so both are tried; what comes out tells which was right, or that the key was another one.
 */
import { PageCorruption } from '../engine/page/corruption.js';
import { keyVersionOf as fullCrc32Version, type PageCheck, PageCipher } from '../engine/page/crypt.js';
import type { CryptData } from '../engine/page/crypt-data.js';
import { COMPRESSED_BIT, PAGE_TYPE } from '../engine/page/layout.js';
import { decryptLegacyPage, legacyKeyVersion } from '../engine/page/legacy.js';
import { inflatePage } from '../engine/page/page-compression.js';
import type { CipherMode, KeyId, KeyVersion } from '../services/encryption.js';
import type { PageFormat } from './format.js';

/** Keys by id and version, and how they say that pages are encrypted. */
export interface Keys {
  readonly mode: CipherMode;
  key(id: KeyId, version: KeyVersion): Uint8Array | undefined;
}

/** `not decoded`: decrypted, but compressed in a way that can not be undone here, so nobody knows whether it is right. */
export type OpenVerdict = PageCheck | 'not decoded';

export interface OpenedPage {
  readonly verdict: OpenVerdict;
  /** The page as the server has it in memory, where it could be opened. */
  readonly page?: Buffer;
  /** For a page that was encrypted. */
  readonly mode?: CipherMode;
}

export class PageOpener {
  /** The mode that a page was decrypted with. */
  mode: CipherMode | undefined;
  readonly #format: PageFormat;
  readonly #openers: readonly (readonly [CipherMode, (page: Buffer) => PageCheck])[];

  constructor(format: PageFormat, spaceId: number, crypt: CryptData | undefined, keys: Keys | undefined) {
    this.#format = format;
    const modes: readonly CipherMode[] = keys?.mode === 'CTR' ? ['CTR', 'CBC'] : ['CBC', 'CTR'];
    const options = (mode: CipherMode) => ({
      spaceId,
      iv: crypt?.iv ?? Buffer.alloc(16),
      mode,
      key: (version: KeyVersion) => (crypt ? keys?.key(crypt.keyId, version) : undefined),
      pageSize: format.pageSize,
      compressedTable: format.compressedTable,
    });
    this.#openers = modes.map((mode) => {
      if (format.checksums === 'legacy') return [mode, (page) => decryptLegacyPage(page, options(mode))];
      const cipher = new PageCipher(options(mode));
      return [mode, (page) => cipher.decrypt(page)];
    });
  }

  /** Opens a page whose checksum is right. The one that is given stays as it is. */
  open(stored: Buffer, encrypted: boolean): OpenedPage {
    if (!encrypted) return this.#inflate(Buffer.from(stored));
    if (versionOn(stored, this.#format) === 0) return { verdict: 'key missing' };
    let last: OpenedPage = { verdict: 'wrong key' };
    for (const [mode, decrypt] of this.#inOrder()) {
      const page = Buffer.from(stored);
      const check = decrypt(page);
      if (check !== 'ok' && check !== 'wrong key') return { verdict: check };
      last = check === 'ok' ? this.#inflate(page) : { verdict: check };
      if (last.verdict === 'ok') {
        this.mode = mode;
        return { ...last, mode };
      }
    }
    return last;
  }

  /** The mode that was right before comes first. */
  #inOrder() {
    return this.#openers.toSorted(([left], [right]) => Number(right === this.mode) - Number(left === this.mode));
  }

  #inflate(page: Buffer): OpenedPage {
    if (isCompressed(page, this.#format) && !this.#isZlib(page)) return { verdict: 'not decoded' };
    try {
      return { verdict: 'ok', page: inflatePage(page) };
    } catch (error) {
      if (error instanceof PageCorruption) return { verdict: 'wrong key' };
      throw error;
    }
  }

  /** The old format names the algorithm on each page. */
  #isZlib(page: Buffer): boolean {
    const { pageCompression } = this.#format;
    if (pageCompression === 'zlib') return true;
    return pageCompression === 'yes' && (page.readUInt16BE(PAGE_TYPE) !== ENCRYPTED_TOO || page.readUInt16BE(40) === 1);
  }
}

const PAGE_COMPRESSED = 34_354;
const ENCRYPTED_TOO = 37_401;

/** Whether a page is compressed by PAGE_COMPRESSED. */
export function isCompressed(page: Buffer, { checksums }: PageFormat): boolean {
  const type = page.readUInt16BE(PAGE_TYPE);
  return checksums === 'legacy' ? type === PAGE_COMPRESSED || type === ENCRYPTED_TOO : (type & COMPRESSED_BIT) !== 0;
}

const versionOn = (page: Buffer, { checksums }: PageFormat): KeyVersion =>
  checksums === 'legacy' ? legacyKeyVersion(page) : fullCrc32Version(page);
