/** The server's latin1: Windows-1252 with the five holes filled by the control characters. */

/** The characters of the bytes 80 to 9F. All others are the bytes of their codes. */
const HIGH =
  '\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\x8D\u017D\x8F' +
  '\x90\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\x9D\u017E\u0178';

const bytes = new Map([...HIGH].map((character, index) => [character.charCodeAt(0), 0x80 + index]));

/** The byte of a character by its code point; undefined when latin1 does not have it. */
export function latin1Byte(code: number): number | undefined {
  return code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : bytes.get(code);
}

const NOT_ITSELF = /[\x80-\x9f]/;
const ALL_NOT_ITSELF = /[\x80-\x9f]/g;

/** The text of bytes that were read as the characters U+0000 to U+00FF. */
export function latin1Text(binary: string): string {
  if (!NOT_ITSELF.test(binary)) return binary;
  return binary.replace(ALL_NOT_ITSELF, (character) => HIGH.charAt(character.charCodeAt(0) - 0x80));
}
