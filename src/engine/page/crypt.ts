/**
 * Encryption and decryption of a tablespace's pages, in place.
 *
 * A page's bytes from 26 up to its checksum are encrypted; the header before them stays readable, so every page
 * tells its number, type, LSN and key version to those who have no key. Which mode was used is written nowhere:
 * it is what the key manager says, and the space id and the LSN in the trailer tell whether it was right.
 */
import { assert } from '../../base/assert.js';
import type { Cipher, CipherMode, KeyVersion } from '../../services/encryption.js';
import { checksumMatches, isUnwritten, sealPlain, trailerMatches, writeChecksum } from './checksum.js';
import {
  CHECKSUM,
  ENCRYPTED,
  KEY_VERSION,
  LSN_LOW,
  neverEncrypted,
  PAGE_NUMBER,
  PAGE_SIZE,
  SPACE_ID,
  storedSize,
  TRAILER_LSN,
} from './layout.js';
import { deriveLocalKey, LocalKey, writePageIv } from './local-key.js';
import { compressPage, isCompressed } from './page-compression.js';

/** `wrong key`: the page is as it was written, but does not decrypt to a page of this tablespace. */
export type PageCheck = 'ok' | 'checksum' | 'key missing' | 'wrong key';

export interface CipherOptions {
  readonly spaceId: number;
  /** From the tablespace's crypt data. */
  readonly iv: Uint8Array;
  readonly mode: CipherMode;
  /** Another cipher than AES for the pages of that version. */
  readonly cipher?: (version: KeyVersion) => Cipher | undefined;
  /** The file key of a version: 16, 24 or 32 bytes. */
  readonly key: (version: KeyVersion) => Uint8Array | undefined;
  readonly pageSize?: number;
}

/** What another thread needs to work with some versions of a key. */
export interface CipherParts {
  readonly spaceId: number;
  readonly mode: CipherMode;
  readonly localKeys: readonly (readonly [KeyVersion, Uint8Array])[];
}

export const keyVersionOf = (page: Buffer): KeyVersion => page.readUInt32BE(KEY_VERSION);

const IV_BYTES = 16;
const NO_IV = Buffer.alloc(IV_BYTES);
/** Pages that are deciphered by one call: with more, what it returns is so large that fetching memory takes longest. */
const RUN_PAGES = 4;

/** A plugin's cipher could not encrypt. */
export class CipherFailure extends Error {}

/** A plugin may keep or change what it was given. */
const copyOf = (page: Buffer, end: number): Uint8Array => Uint8Array.from(page.subarray(ENCRYPTED, end));

/** Puts what a plugin's cipher gave in the place of what it got; false where it gave nothing. */
function replaced(page: Buffer, end: number, data: Uint8Array | undefined): boolean {
  if (data?.length !== end - ENCRYPTED) return false;
  page.set(data, ENCRYPTED);
  return true;
}

/** Encrypts and decrypts the pages of one tablespace; keeps a local key for each key version that it met. */
export class PageCipher {
  readonly #options: CipherOptions;
  readonly #pageSize: number;
  readonly #localKeys = new Map<KeyVersion, LocalKey>();
  readonly #iv = Buffer.alloc(IV_BYTES);
  readonly #ivs = Buffer.alloc(RUN_PAGES * IV_BYTES);

  constructor(options: CipherOptions) {
    this.#options = options;
    this.#pageSize = options.pageSize ?? PAGE_SIZE;
  }

  /** One that knows the versions of these parts only. */
  static of({ spaceId, mode, localKeys }: CipherParts): PageCipher {
    const cipher = new PageCipher({ spaceId, mode, iv: NO_IV, key: () => undefined });
    for (const [version, key] of localKeys) cipher.#localKeys.set(version, new LocalKey(key));
    return cipher;
  }

  /** Undefined where a key is not there, or a plugin has a cipher of its own; version 0 needs none. */
  parts(versions: readonly KeyVersion[]): CipherParts | undefined {
    const { spaceId, mode } = this.#options;
    const localKeys: [KeyVersion, Uint8Array][] = [];
    for (const version of new Set(versions)) {
      if (version === 0) continue;
      const key = this.#localKey(version);
      if (!key || key.own) return undefined;
      localKeys.push([version, key.bytes]);
    }
    return { spaceId, mode, localKeys };
  }

  /** Makes a plain image ready for the disk; its key version must be known. */
  encrypt(page: Buffer, version: KeyVersion): void {
    const key = this.#localKey(version);
    assert(key, `key version ${version} is there before a page is encrypted with it`);
    const size = storedSize(page);
    page.writeUInt32BE(version, KEY_VERSION);
    // A compressed page has its trailer inside, compressed like the rest of it.
    if (!isCompressed(page)) page.copy(page, size - TRAILER_LSN, LSN_LOW, LSN_LOW + 4);
    writePageIv(this.#iv, 0, this.#options.spaceId, page);
    const end = size - CHECKSUM;
    if (key.own) {
      if (!replaced(page, end, key.own.encrypt(copyOf(page, end), key.bytes, this.#iv))) throw new CipherFailure();
    } else if (this.#options.mode === 'CTR') key.counter(page, ENCRYPTED, end, this.#iv);
    else key.encryptChain(page, ENCRYPTED, end, this.#iv);
    writeChecksum(page, size);
  }

  /** Verifies and decrypts a page; a plain page is only verified. */
  decrypt(page: Buffer): PageCheck {
    if (!checksumMatches(page)) return 'checksum';
    const version = keyVersionOf(page);
    if (version === 0) return this.#checkPlain(page);
    const key = this.#localKey(version);
    if (!key) return 'key missing';
    const end = storedSize(page) - CHECKSUM;
    writePageIv(this.#iv, 0, this.#options.spaceId, page);
    if (key.own) {
      if (!replaced(page, end, key.own.decrypt(copyOf(page, end), key.bytes, this.#iv))) return 'wrong key';
    } else if (this.#options.mode === 'CTR') key.counter(page, ENCRYPTED, end, this.#iv);
    else key.decryptChain(page, ENCRYPTED, end, this.#iv);
    return this.#checkDecrypted(page);
  }

  /** `decrypt` for pages that stand one behind the other: faster than page by page in CBC mode. */
  decryptRun(run: Buffer): PageCheck[] {
    const checks: PageCheck[] = [];
    const step = RUN_PAGES * this.#pageSize;
    for (let at = 0; at < run.length; at += step) this.#decryptFew(run.subarray(at, at + step), checks);
    return checks;
  }

  #decryptFew(run: Buffer, checks: PageCheck[]): void {
    const size = this.#pageSize;
    const pages: Buffer[] = [];
    for (let at = 0; at < run.length; at += size) pages.push(run.subarray(at, at + size));
    const version = keyVersionOf(run);
    const key = this.#options.mode === 'CBC' && version !== 0 ? this.#localKey(version) : undefined;
    if (!key || key.own || !pages.every((page) => !isCompressed(page) && keyVersionOf(page) === version)) {
      for (const page of pages) checks.push(this.decrypt(page));
      return;
    }
    const sound = pages.map(checksumMatches);
    pages.forEach((page, index) => {
      writePageIv(this.#ivs, index * IV_BYTES, this.#options.spaceId, page);
    });
    key.decryptRun(run, size, ENCRYPTED, size - CHECKSUM, this.#ivs.subarray(0, pages.length * IV_BYTES));
    pages.forEach((page, index) => {
      checks.push(sound[index] ? this.#checkDecrypted(page) : 'checksum');
    });
  }

  #checkPlain(page: Buffer): PageCheck {
    return isCompressed(page) || trailerMatches(page) ? 'ok' : 'checksum';
  }

  /** What tells a wrong key: the checksum covers the ciphertext and knows nothing of keys. */
  #checkDecrypted(page: Buffer): PageCheck {
    if (isCompressed(page)) return 'ok';
    return page.readUInt32BE(SPACE_ID) === this.#options.spaceId && trailerMatches(page) ? 'ok' : 'wrong key';
  }

  #localKey(version: KeyVersion): LocalKey | undefined {
    const known = this.#localKeys.get(version);
    if (known) return known;
    const fileKey = this.#options.key(version);
    if (!fileKey) return undefined;
    const key = new LocalKey(deriveLocalKey(fileKey, this.#options.iv), this.#options.cipher?.(version));
    this.#localKeys.set(version, key);
    return key;
  }
}

/**
 * Makes a plain image ready for the disk: compressed when there is a level, encrypted when there is a cipher. Pages
 * that describe extents are neither.
 */
export function sealPage(page: Buffer, cipher?: PageCipher, version: KeyVersion = 0, level?: number): void {
  const isReadable = neverEncrypted(page.readUInt32BE(PAGE_NUMBER));
  if (level !== undefined && !isReadable) compressPage(page, level);
  if (cipher && version !== 0 && !isReadable) cipher.encrypt(page, version);
  else sealPlain(page);
}

/** Verifies a page of a tablespace that has no crypt data. */
export function checkPlainPage(page: Buffer): PageCheck {
  if (!checksumMatches(page)) return 'checksum';
  if (keyVersionOf(page) !== 0) return 'key missing';
  return isUnwritten(page) || isCompressed(page) || trailerMatches(page) ? 'ok' : 'checksum';
}
