/** The hashes of mysql_native_password: what PASSWORD() gives and accounts keep. */
import { createHash, timingSafeEqual } from 'node:crypto';

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

/** What a client shows instead of a password: an answer to 20 bytes of chance. It is empty for an empty password. */
export interface PasswordProof {
  readonly scramble: Uint8Array;
  readonly answer: Uint8Array;
  /** What it has answered for other plugins, by their names. */
  readonly others?: ReadonlyMap<string, Pick<PasswordProof, 'scramble' | 'answer'>>;
}

/** A password as it was typed, or the proof of one. */
export type Password = string | PasswordProof;

export const isEmptyPassword = (password: Password): boolean =>
  typeof password === 'string' ? password === '' : password.answer.length === 0 && !password.others?.size;

/** Whether the password has this hash. */
export function matchesHash(hash: string, password: Password): boolean {
  if (typeof password === 'string') return hash.toUpperCase() === nativePasswordHash(password);
  const { scramble, answer } = password;
  if (answer.length === 0 || hash === '') return answer.length === 0 && hash === '';
  const twice = Buffer.from(hash.slice(1), 'hex');
  const mask = sha1(Buffer.concat([scramble, twice]));
  if (answer.length !== mask.length || twice.length !== mask.length) return false;
  return timingSafeEqual(sha1(mask.map((byte, at) => byte ^ (answer[at] ?? 0))), twice);
}
