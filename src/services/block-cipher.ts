/**
 * Encryption of temporary files: each block for itself, under a key that is as old as the file and kept nowhere.
 *
 * A block is a counter (4 bytes) and ciphertext. Its initialisation vector is its place in the file (8), the counter
 * (4) and zeros. Where pages have AES-CTR, blocks have AES-GCM, whose tag tells whether somebody has changed them:
 * the first 12 bytes are its nonce then, the others are authenticated with the data.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../base/ports.js';
import type { CipherMode } from './encryption.js';

const KEY_BYTES = 16;
const IV_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const COUNTER_BYTES = 4;

/** A block that is not as it was written. */
export class BlockDamage extends Error {}

export class BlockCipher {
  readonly #key: Uint8Array;
  readonly #mode: CipherMode;
  #counter = 0;

  /** `mode` is that of pages. */
  constructor(random: Random, mode: CipherMode) {
    this.#key = random.bytes(KEY_BYTES);
    this.#mode = mode;
  }

  seal(block: Uint8Array, position: number): Buffer {
    const counter = this.#counter++;
    const start = Buffer.alloc(COUNTER_BYTES);
    start.writeUInt32LE(counter);
    const iv = vector(position, counter);
    if (this.#mode === 'CBC') {
      const cipher = createCipheriv('aes-128-cbc', this.#key, iv);
      return Buffer.concat([start, cipher.update(block), cipher.final()]);
    }
    const cipher = createCipheriv('aes-128-gcm', this.#key, iv.subarray(0, NONCE_BYTES));
    cipher.setAAD(iv.subarray(NONCE_BYTES));
    return Buffer.concat([start, cipher.update(block), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws BlockDamage. */
  open(sealed: Uint8Array, position: number): Buffer {
    if (sealed.length < COUNTER_BYTES + TAG_BYTES) throw new BlockDamage();
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length);
    const iv = vector(position, bytes.readUInt32LE());
    try {
      return this.#mode === 'CBC' ? this.#openChain(bytes, iv) : this.#openTagged(bytes, iv);
    } catch {
      throw new BlockDamage();
    }
  }

  #openChain(bytes: Buffer, iv: Buffer): Buffer {
    const decipher = createDecipheriv('aes-128-cbc', this.#key, iv);
    return Buffer.concat([decipher.update(bytes.subarray(COUNTER_BYTES)), decipher.final()]);
  }

  #openTagged(bytes: Buffer, iv: Buffer): Buffer {
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-128-gcm', this.#key, iv.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(iv.subarray(NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(end));
    return Buffer.concat([decipher.update(bytes.subarray(COUNTER_BYTES, end)), decipher.final()]);
  }
}

function vector(position: number, counter: number): Buffer {
  const iv = Buffer.alloc(IV_BYTES);
  iv.writeBigUInt64LE(BigInt(position));
  iv.writeUInt32LE(counter, 8);
  return iv;
}
