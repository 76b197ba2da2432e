/**
 * Encryption of the page journal, where innodb_encrypt_log asks for it: images of plain pages are encrypted with a key
 * that comes from key 1. Those of encrypted pages are as they will stand in their file.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { Random } from '../../base/ports.js';
import type { KeyVersion } from '../../services/encryption.js';
import { deriveLocalKey } from '../page/local-key.js';

const ALGORITHM = 'aes-128-ctr';
const BLOCK = 16;

/** What the dictionary keeps of an encrypted log. */
export interface LogHeader {
  readonly keyVersion: KeyVersion;
  /** Random: key 1 encrypts it, which gives the log's own key. */
  readonly message: Uint8Array;
  /** Tells whether a key is the one that the log was encrypted with. */
  readonly probe: string;
  /** The server that made the log. */
  readonly creator: string;
}

export class LogCipher {
  private readonly key: Buffer;
  private readonly random: Random;

  constructor(fileKey: Uint8Array, message: Uint8Array, random: Random) {
    this.key = deriveLocalKey(fileKey, message);
    this.random = random;
  }

  get probe(): string {
    return createHash('sha256').update(this.key).digest('hex').slice(0, BLOCK);
  }

  /** Behind an initialisation vector of its own. */
  encrypt(image: Uint8Array): Buffer {
    const iv = this.random.bytes(BLOCK);
    return Buffer.concat([iv, createCipheriv(ALGORITHM, this.key, iv).update(image)]);
  }

  decrypt(stored: Uint8Array): Buffer {
    return createDecipheriv(ALGORITHM, this.key, stored.subarray(0, BLOCK)).update(stored.subarray(BLOCK));
  }
}
