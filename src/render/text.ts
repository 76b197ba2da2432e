/** Result cells as text. */
import { decodeBytes, encodeText, hasEscapedBytes } from '../base/escaped-bytes.js';
import type { Cell } from '../base/result.js';

export { decodeBytes, encodeText } from '../base/escaped-bytes.js';

/** How many bytes the text has on the wire. */
export function byteLength(text: string): number {
  return hasEscapedBytes(text) ? encodeText(text).length : Buffer.byteLength(text);
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
