/** The hashes of mysql_native_password: what PASSWORD() gives and accounts keep. */
import { createHash } from 'node:crypto';

/** Characters of a hash, its star included. */
export const NATIVE_HASH_LENGTH = 41;

const sha1 = (data: string | Uint8Array): Buffer => createHash('sha1').update(data).digest();

/** `*` and 40 digits; an empty password has an empty hash. */
export function nativePasswordHash(password: string | Uint8Array): string {
  if (password.length === 0) return '';
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
}

/** Whether a text can be such a hash. */
export const isNativeHash = (text: string): boolean => /^\*[0-9a-f]{40}$/i.test(text);
