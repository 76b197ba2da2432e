/** Character sets: how text becomes bytes and bytes text. Inside, all text is JavaScript strings. */
import type { SqlType } from '../base/types.js';

/** A collation's character set: the part of its name before the first `_`. */
export function charsetOfCollation(collation: string): string {
  const end = collation.indexOf('_');
  return end < 0 ? collation : collation.slice(0, end);
}

/** The character set of a type's values; numbers and temporals print in ASCII, which utf8mb4 contains. */
export function charsetOf(type: SqlType): string {
  return 'collation' in type ? charsetOfCollation(type.collation) : 'utf8mb4';
}

/** The most bytes that one character takes. */
export function bytesPerCharacter(charset: string): number {
  if (charset === 'utf8mb4') return 4;
  return charset === 'utf8mb3' || charset === 'utf8' ? 3 : 1;
}

/** The server's latin1 is Windows-1252 with the five holes filled by the control characters. */
const LATIN1_HIGH =
  '\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\x8D\u017D\x8F' +
  '\x90\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\x9D\u017E\u0178';

const latin1Byte = new Map([...LATIN1_HIGH].map((character, index) => [character.charCodeAt(0), 0x80 + index]));

const QUESTION_MARK = 0x3f;

function encodeLatin1(text: string): Uint8Array {
  const characters = [...text];
  return Uint8Array.from(characters, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
    return latin1Byte.get(code) ?? QUESTION_MARK;
  });
}

function decodeLatin1(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (character) => LATIN1_HIGH[character.charCodeAt(0) - 0x80] ?? character);
}

/** The bytes of a text in a character set; what it cannot hold becomes a question mark. */
export function encodeText(text: string, charset: string): Uint8Array {
  if (charset === 'latin1') return encodeLatin1(text);
  return Buffer.from(charset === 'utf8mb3' ? narrowText(text, charset) : text, 'utf8');
}

/** The text of bytes in a character set. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  if (charset === 'latin1') return decodeLatin1(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** The text with a question mark for each character that the character set does not have. */
export function narrowText(text: string, charset: string): string {
  if (charset === 'utf8mb3') return text.replace(/[\u{10000}-\u{10ffff}]/gu, '?');
  if (charset === 'latin1' || charset === 'ascii') return [...text].map((one) => (holds(one, charset) ? one : '?')).join('');
  return text;
}

/** Does the character set have this character? */
export function holds(character: string, charset: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (charset === 'utf8mb4') return true;
  if (charset === 'latin1') return code < 0x80 || (code >= 0xa0 && code <= 0xff) || latin1Byte.has(code);
  return charset === 'ascii' ? code < 0x80 : code <= 0xffff;
}

/** Bytes as a string of the characters U+0000 … U+00FF: string functions work on binary strings through it. */
export function bytesToString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
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
