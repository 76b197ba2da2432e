/**
 * Result cells as text and text as bytes.
 *
 * Output must be byte for byte what the server sent, also where a cell is no valid UTF-8. Such bytes travel through
 * strings as lone surrogates U+DC80 … U+DCFF and become the same bytes again at the edge.
 */
import type { Cell } from '../base/result.js';

const ESCAPE = 0xdc00;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text; bytes that are no UTF-8 become lone surrogates. */
export function decodeBytes(bytes: Uint8Array): string {
  return decodeValid(bytes) ?? decodeMixed(bytes);
}

function decodeValid(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeMixed(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = sequenceLength(lead);
    const character = decodeValid(bytes.subarray(at, at + length));
    text += character ?? String.fromCharCode(ESCAPE + lead);
    at += character === undefined ? 1 : length;
  }
  return text;
}

function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** The inverse of `decodeBytes`. */
export function encodeText(text: string): Uint8Array {
  if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text);
  const parts = text.split(/(\p{Surrogate}+)/u);
  return Buffer.concat(parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : escapedBytes(part))));
}

function escapedBytes(surrogates: string): Uint8Array {
  return Uint8Array.from(surrogates, (unit) => unit.charCodeAt(0) - ESCAPE);
}

/** How many bytes the text has on the wire. */
export function byteLength(text: string): number {
  return /\p{Surrogate}/u.test(text) ? encodeText(text).length : Buffer.byteLength(text);
}

/** A cell for people and documents: a NUL would end the text on many terminals, the client writes a blank. */
export function printableCell(cell: Cell): string {
  return cellText(cell).replaceAll('\0', ' ');
}

/** A cell as a client shows it; SQL NULL is the word NULL. */
export function cellText(cell: Cell): string {
  if (cell === null) return 'NULL';
  return typeof cell === 'string' ? cell : decodeBytes(cell);
}
