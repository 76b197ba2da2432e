/** From the hexadecimal digits that Vault keeps to a key. */

/** Why there is no key: an error for the client, or a note in the log. */
export type KeyProblem = { readonly error: string } | { readonly note: string };

const BYTES_MAX = 32;
const CIPHER_BYTES = [16, 24, 32];

/** Two digits are a byte. A wrong length is refused here: the cipher cannot use it. */
export function decodeKey(text: string): Uint8Array | KeyProblem {
  const bytes = text.length >> 1;
  if (bytes > BYTES_MAX) return { note: 'Encryption key data is too long' };
  if (!/^[0-9a-f]*$/i.test(text.slice(0, 2 * bytes)))
    return { error: 'Syntax error - the key data should contain only hexadecimal digits' };
  if (text.length % 2 === 1) return { error: 'Syntax error - extra character in the key data' };
  if (!CIPHER_BYTES.includes(bytes)) return { error: `The key data has ${bytes} bytes instead of 16, 24 or 32` };
  return Buffer.from(text, 'hex');
}
