/** Looking for a text in another one. */
import { charsetOf, isBinaryCollation, maxBytesPerCharacter } from '../base/charsets.js';
import { isAscii } from './charsets.js';
import { fold, sameWeights } from './collations.js';

const SURROGATE = /[\ud800-\udfff]/;

/** Position of `part` in characters from `from` on; -1 when it is not there. */
export function search(text: string, part: string, collation: string, from: number): number {
  if (isBinaryCollation(collation)) return indexOfText(text, part, from);
  const single = maxBytesPerCharacter(charsetOf(collation)) === 1;
  if (single || (isAscii(text) && isAscii(part))) return fold(text, collation).indexOf(fold(part, collation), from);
  return indexOfEqual([...text], part, collation, from);
}

function indexOfText(text: string, part: string, from: number): number {
  if (!SURROGATE.test(text)) return text.indexOf(part, from);
  const units = [...text].slice(0, from).join('').length;
  const found = text.indexOf(part, units);
  return found < 0 ? -1 : [...text.slice(0, found)].length;
}

/** Only what takes as many bytes as the part is compared with it: `e` is not found in `\u00e9`. */
function indexOfEqual(letters: readonly string[], part: string, collation: string, from: number): number {
  const wanted = Buffer.byteLength(part);
  for (let start = from; start <= letters.length; start++) {
    let end = start;
    let bytes = 0;
    while (bytes < wanted && end < letters.length) bytes += Buffer.byteLength(letters[end++] ?? '');
    if (bytes === wanted && sameWeights(letters.slice(start, end).join(''), part, collation)) return start;
  }
  return -1;
}
