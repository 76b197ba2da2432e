/**
 * Files written by `openssl enc -aes-256-cbc`: `Salted__`, eight bytes of salt, and the ciphertext.
 *
 * The password becomes key and IV either by one round of a digest, as OpenSSL has done since ever, or by PBKDF2.
 */
import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto';

/** `openssl enc -md`, those that the server knows. */
export const DIGESTS = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

export type Digest = (typeof DIGESTS)[number];

/** How a password was turned into a key: `-md digest`, and `-pbkdf2 -iter iterations` (0: not used). */
export interface Derivation {
  readonly digest: Digest;
  readonly iterations: number;
}

const MAGIC = Buffer.from('Salted__');
const SALT_BYTES = 8;
const KEY_BYTES = 32;
const IV_BYTES = 16;

/** True for a file that `openssl enc` wrote. The bare word is taken for text. */
export function isEncrypted(file: Uint8Array): boolean {
  return file.length > MAGIC.length && MAGIC.equals(file.subarray(0, MAGIC.length));
}

/** The text of an encrypted file; undefined when the password or the derivation is not the right one. */
export function decrypt(file: Uint8Array, password: Uint8Array, derivation: Derivation): Uint8Array | undefined {
  const salt = file.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);
  if (salt.length < SALT_BYTES) return undefined;
  const derived = derive(password, salt, derivation);
  const key = derived.subarray(0, KEY_BYTES);
  const decipher = createDecipheriv('aes-256-cbc', key, derived.subarray(KEY_BYTES, KEY_BYTES + IV_BYTES));
  try {
    return Buffer.concat([decipher.update(file.subarray(MAGIC.length + SALT_BYTES)), decipher.final()]);
  } catch {
    // The padding does not fit: all that there is to see of a wrong password.
    return undefined;
  }
}

/** Key and IV, one behind the other. */
function derive(password: Uint8Array, salt: Uint8Array, { digest, iterations }: Derivation): Buffer {
  const length = KEY_BYTES + IV_BYTES;
  if (iterations > 0) return pbkdf2Sync(password, salt, iterations, length, digest);
  let derived = Buffer.alloc(0);
  let block = Buffer.alloc(0);
  while (derived.length < length) {
    block = createHash(digest).update(block).update(password).update(salt).digest();
    derived = Buffer.concat([derived, block]);
  }
  return derived;
}
