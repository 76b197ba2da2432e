/** From the text of a literal or a name, as typed, to its value. */
import { sqlError } from '../base/errors.js';

// biome-ignore format: read as a table.
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a',
  // Kept with their backslash, so that LIKE sees them.
  '%': '\\%', _: '\\_',
};

/** A backslash with what it escapes, or a doubled quote: read in one pass, for a backslash may stand before a quote. */
const IN_SINGLE_QUOTES = /\\([\s\S])|''/g;
const IN_DOUBLE_QUOTES = /\\([\s\S])|""/g;

/** The value of `'…'` or `"…"`. */
export function unquoteString(image: string, noBackslashEscapes: boolean): string {
  const quote = image.charAt(0);
  const inner = image.slice(1, -1);
  if (noBackslashEscapes || !inner.includes('\\')) return inner.replaceAll(quote + quote, quote);
  return inner.replace(quote === "'" ? IN_SINGLE_QUOTES : IN_DOUBLE_QUOTES, (_, escaped?: string) =>
    escaped === undefined ? quote : (ESCAPES[escaped] ?? escaped),
  );
}

/** Names are kept in utf8mb3. */
const BEYOND_UTF8MB3 = /[\u{10000}-\u{10ffff}]/u;

function invalidName(image: string): Error {
  const [character = ''] = BEYOND_UTF8MB3.exec(image) ?? [];
  const bytes = [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).toUpperCase()}`);
  return sqlError('ER_INVALID_CHARACTER_STRING', 'utf8mb4', bytes.join(''));
}

/** A name without its quotes. Error: 1300. */
export function unquoteIdentifier(image: string): string {
  if (BEYOND_UTF8MB3.test(image)) throw invalidName(image);
  const quote = image.charAt(0);
  if (quote !== '`' && quote !== '"') return image;
  return image.slice(1, -1).replaceAll(quote + quote, quote);
}

/** The name in `@name`, `@'name'`, `` @`name` ``, `@"name"`. */
export function userVariableName(image: string, noBackslashEscapes: boolean): string {
  const name = image.slice(1);
  return name.startsWith("'") ? unquoteString(name, noBackslashEscapes) : unquoteIdentifier(name);
}

/** The bytes of X'4D79' or 0x4D79; an odd number of digits gets a leading 0. */
export function hexBytes(image: string): Uint8Array {
  const digits = image.startsWith('0') ? image.slice(2) : image.slice(2, -1);
  return Uint8Array.from(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
}

/** The bytes of b'101' or 0b101, padded with 0 on the left. */
export function bitBytes(image: string): Uint8Array {
  const digits = image.startsWith('0') ? image.slice(2) : image.slice(2, -1);
  const bytes = new Uint8Array(Math.ceil(digits.length / 8));
  const padded = digits.padStart(bytes.length * 8, '0');
  for (const [index] of bytes.entries()) bytes[index] = Number.parseInt(padded.slice(index * 8, index * 8 + 8), 2);
  return bytes;
}
