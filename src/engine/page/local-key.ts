/**
 * The AES-128 key that one version of a file key becomes in one tablespace, with cipher objects that live as long
 * as it does.
 *
 * Making a cipher object costs more than encrypting a kilobyte, so CBC objects are kept although each page has its
 * own initialisation vector (IV): a CBC object XORs the first block with the ciphertext block that it saw last.
 * XORing that block away beforehand and the IV in gives what a fresh object with this IV would have given.
 *
 * Results are put in their places by `fill`, since `set` and `copy` are several times slower in shared memory.
 */
import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from 'node:crypto';
import type { Cipher as PluginCipher } from '../../services/encryption.js';
import { LSN, LSN_LOW, PAGE_NUMBER } from './layout.js';

const BLOCK = 16;
const ZERO_IV = Buffer.alloc(BLOCK);

/** The IV of a page: little-endian, unlike all that stands on pages. */
export function writePageIv(into: Buffer, at: number, spaceId: number, page: Buffer): void {
  into.writeUInt32LE(spaceId, at);
  into.writeUInt32LE(page.readUInt32BE(PAGE_NUMBER), at + 4);
  into.writeUInt32LE(page.readUInt32BE(LSN_LOW), at + 8);
  into.writeUInt32LE(page.readUInt32BE(LSN), at + 12);
}

/** XORs two blocks into a third place. */
function xorBlock(target: Buffer, at: number, a: Buffer, aAt: number, b: Buffer, bAt: number): void {
  for (let word = 0; word < BLOCK; word += 4) {
    target.writeInt32LE(
      target.readInt32LE(at + word) ^ a.readInt32LE(aAt + word) ^ b.readInt32LE(bAt + word),
      at + word,
    );
  }
}

/** XORs a few bytes: the rest of a range that is no whole block. */
function xorBytes(target: Buffer, from: number, to: number, mask: Buffer, maskAt: number): void {
  for (let at = from; at < to; at++) {
    target.writeUInt8(target.readUInt8(at) ^ mask.readUInt8(maskAt + at - from), at);
  }
}

const blocks = (algorithm: string, key: Buffer, iv: Buffer | null): Cipher =>
  createCipheriv(algorithm, key, iv).setAutoPadding(false);

/** What the file key encrypts: the tablespace's IV becomes its local key. */
export function deriveLocalKey(fileKey: Uint8Array, iv: Uint8Array): Buffer {
  return createCipheriv(`aes-${fileKey.length * 8}-ecb`, fileKey, null)
    .setAutoPadding(false)
    .update(iv);
}

export class LocalKey {
  readonly #key: Buffer;
  readonly #ecb: Cipher;
  readonly #encrypt: Cipher;
  readonly #decrypt: Decipher;
  readonly #lastEncrypted = Buffer.alloc(BLOCK);
  readonly #lastDecrypted = Buffer.alloc(BLOCK);

  /** What the plugin encrypts with instead. */
  readonly own: PluginCipher | undefined;

  /** `key` is what `deriveLocalKey` gives. */
  constructor(key: Uint8Array, own?: PluginCipher) {
    this.own = own;
    this.#key = Buffer.from(key);
    this.#ecb = blocks('aes-128-ecb', this.#key, null);
    this.#encrypt = blocks('aes-128-cbc', this.#key, ZERO_IV);
    this.#decrypt = createDecipheriv('aes-128-cbc', this.#key, ZERO_IV).setAutoPadding(false);
  }

  /** 16 bytes; a copy, since a plugin may change what it is given. */
  get bytes(): Uint8Array {
    return Uint8Array.from(this.#key);
  }

  /** Encrypts or decrypts page[from, to) in place: in counter mode both are the same. */
  counter(page: Buffer, from: number, to: number, iv: Buffer): void {
    const cipher = createCipheriv('aes-128-ctr', this.#key, iv);
    page.fill(cipher.update(page.subarray(from, to)), from, to);
  }

  /** Encrypts page[from, to) in place; the bytes after the last whole block are XORed with the encrypted IV. */
  encryptChain(page: Buffer, from: number, to: number, iv: Buffer): void {
    const tail = to - ((to - from) % BLOCK);
    xorBlock(page, from, iv, 0, this.#lastEncrypted, 0);
    const encrypted = this.#encrypt.update(page.subarray(from, tail));
    page.fill(encrypted, from, tail);
    page.copy(this.#lastEncrypted, 0, tail - BLOCK, tail);
    if (tail < to) xorBytes(page, tail, to, this.#ecb.update(iv), 0);
  }

  /** Undoes `encryptChain`. */
  decryptChain(page: Buffer, from: number, to: number, iv: Buffer): void {
    this.decryptRun(page, page.length, from, to, iv);
  }

  /**
   * Undoes `encryptChain` on pages that stand one behind the other, in one go. The ranges of two neighbours are
   * a whole number of blocks apart, so one call deciphers everything from the first range to the last; the
   * blocks between are rubbish that nobody looks at.
   */
  decryptRun(run: Buffer, pageSize: number, from: number, to: number, ivs: Buffer): void {
    const tail = to - ((to - from) % BLOCK);
    const lastPage = run.length - pageSize;
    const plain = this.#decrypt.update(run.subarray(from, lastPage + tail));
    const masks = tail < to ? this.#ecb.update(ivs) : ivs;
    xorBlock(plain, 0, ivs, 0, this.#lastDecrypted, 0);
    run.copy(this.#lastDecrypted, 0, lastPage + tail - BLOCK, lastPage + tail);
    for (let page = 0, iv = 0; page <= lastPage; page += pageSize, iv += BLOCK) {
      if (page > 0) xorBlock(plain, page, ivs, iv, run, page + from - BLOCK);
      run.fill(plain.subarray(page, page + tail - from), page + from, page + tail);
      if (tail < to) xorBytes(run, page + tail, page + to, masks, iv);
    }
  }
}
