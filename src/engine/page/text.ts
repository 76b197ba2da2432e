/**
 * Text in records. A single-byte character set stores CHAR at its full length; a multi-byte one stores it as a
 * varying value that has at least one byte per character, filled up with blanks.
 */
import { assert } from '../../base/assert.js';
import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import { latin1Byte, latin1Text } from '../../base/latin1.js';
import type { TextType } from '../../base/types.js';
import { fixedCodec, type ValueCodec } from './value-codec.js';

interface Charset {
  readonly maxBytes: number;
  size(text: string): number;
  write(into: Buffer, at: number, text: string): void;
  read(from: Buffer, start: number, end: number): string;
}

const BLANK = 0x20;

function writeLatin1(into: Buffer, at: number, text: string): void {
  // Short of looking at each character: text that takes as many bytes in UTF-8 as it has characters is ASCII.
  if (Buffer.byteLength(text) === text.length) {
    into.write(text, at, 'latin1');
    return;
  }
  for (let index = 0; index < text.length; index++) {
    const byte = latin1Byte(text.charCodeAt(index));
    assert(byte !== undefined, 'text was converted to the column’s character set');
    into.writeUInt8(byte, at + index);
  }
}

const readLatin1 = (from: Buffer, start: number, end: number): string =>
  latin1Text(from.toString('latin1', start, end));

const latin1: Charset = { maxBytes: 1, size: (text) => text.length, write: writeLatin1, read: readLatin1 };

const utf8 = (name: string): Charset => ({
  maxBytes: maxBytesPerCharacter(name),
  size: (text) => Buffer.byteLength(text),
  write: (into, at, text) => into.write(text, at, 'utf8'),
  read: (from, start, end) => from.toString('utf8', start, end),
});

const CHARSETS: ReadonlyMap<string, Charset> = new Map([
  ['latin1', latin1],
  ['ascii', latin1],
  ['utf8mb3', utf8('utf8mb3')],
  ['utf8mb4', utf8('utf8mb4')],
]);

function codingOf({ collation }: TextType): Charset {
  const name = charsetOf(collation);
  const charset = CHARSETS.get(name);
  assert(charset, `tables with the character set ${name} were refused`);
  return charset;
}

/** The text without the blanks at its end. */
export function withoutTrailingBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === BLANK) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** Where the trailing blanks of from[start, end) begin. */
function withoutBlanks(from: Buffer, start: number, end: number): number {
  while (end > start && from.readUInt8(end - 1) === BLANK) end--;
  return end;
}

function charCodec(type: TextType, charset: Charset): ValueCodec {
  return {
    fixed: charset.maxBytes === 1 ? type.length : undefined,
    long: charset.maxBytes > 1 && type.length * charset.maxBytes > 255,
    size: (value) => Math.max(charset.size(value as string), type.length),
    write(into, at, value) {
      charset.write(into, at, value as string);
      const written = charset.size(value as string);
      if (written < type.length) into.fill(BLANK, at + written, at + type.length);
    },
    read: (from, at, length) => charset.read(from, at, withoutBlanks(from, at, at + length)),
  };
}

/** The codec of a character column. */
export function textCodec(type: TextType): ValueCodec {
  const charset = codingOf(type);
  if (type.name === 'CHAR') return charCodec(type, charset);
  return {
    fixed: undefined,
    long: type.name !== 'VARCHAR' || type.length * charset.maxBytes > 255,
    size: (value) => charset.size(value as string),
    write: (into, at, value) => charset.write(into, at, value as string),
    read: (from, at, length) => charset.read(from, at, at + length),
  };
}

/** CHAR of a multi-byte character set at its full length, filled up with blanks. */
export function filledCharCodec(type: TextType): ValueCodec {
  const charset = codingOf(type);
  const bytes = type.length * charset.maxBytes;
  return {
    ...fixedCodec<string>(
      bytes,
      (into, at, value) => {
        charset.write(into, at, value);
        into.fill(BLANK, at + charset.size(value), at + bytes);
      },
      (from, at) => charset.read(from, at, withoutBlanks(from, at, at + bytes)),
    ),
    // A prefix of it is shorter.
    read: (from, at, length) => charset.read(from, at, withoutBlanks(from, at, at + length)),
  };
}
