/** Character sets: how text becomes bytes and bytes text. Inside, all text is JavaScript strings. */
import { charsetOf } from '../base/charsets.js';
import { encodeText as encodeUtf8, hasEscapedBytes } from '../base/escaped-bytes.js';
import { latin1Byte, latin1Text } from '../base/latin1.js';
import type { SqlType } from '../base/types.js';

/** The character set of a type's values; numbers and temporals print in ASCII, which utf8mb4 contains. */
export function charsetOfType(type: SqlType): string {
  return 'collation' in type ? charsetOf(type.collation) : 'utf8mb4';
}

const QUESTION_MARK = 0x3f;

function encodeLatin1(text: string): Uint8Array {
  if (hasEscapedBytes(text)) return encodeUtf8(text);
  return Uint8Array.from([...text], (character) => latin1Byte(character.codePointAt(0) ?? 0) ?? QUESTION_MARK);
}

/** The bytes of a text in a character set; what it cannot hold becomes a question mark. */
export function encodeText(text: string, charset: string): Uint8Array {
  if (charset === 'latin1') return encodeLatin1(text);
  if (hasEscapedBytes(text)) return encodeUtf8(text);
  return Buffer.from(charset === 'utf8mb3' ? narrowText(text, charset) : text, 'utf8');
}

/** The text of bytes in a character set. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return charset === 'latin1' ? latin1Text(buffer.toString('latin1')) : buffer.toString('utf8');
}

/** The text with a question mark for each character that the character set does not have. */
export function narrowText(text: string, charset: string): string {
  if (charset === 'utf8mb3') return text.replace(/[\u{10000}-\u{10ffff}]|\p{Surrogate}/gu, '?');
  if (charset === 'utf8mb4') return text.replace(/\p{Surrogate}/gu, '?');
  if (charset === 'latin1' || charset === 'ascii')
    return [...text].map((one) => (holds(one, charset) ? one : '?')).join('');
  return text;
}

/** Does the character set have this character? */
export function holds(character: string, charset: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (hasEscapedBytes(character)) return false;
  if (charset === 'utf8mb4') return true;
  if (charset === 'latin1') return latin1Byte(code) !== undefined;
  return charset === 'ascii' ? code < 0x80 : code <= 0xffff;
}

/** The bytes of a string of the characters U+0000 … U+00FF. */
export function stringToBytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is asked for.
const ASCII = /^[\x00-\x7f]*$/;

/** True for text that is the same bytes in every character set. */
export const isAscii = (text: string): boolean => ASCII.test(text);

/** Characters of a text: code points, not UTF-16 units. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) count--;
  }
  return count;
}
