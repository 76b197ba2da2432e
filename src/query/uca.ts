/**
 * Collations of the Unicode algorithm that look at primary weights alone: case and accents do not count.
 *
 * A text's key is the weights of its characters, one UTF-16 unit each. No unit is a surrogate, so that keys sort alike
 * as units, as UTF-8 and as bytes. The table is read when the first text arrives that is not ASCII.
 */
import { isAscii } from './charsets.js';
import { computedWeights, readCharacters, readContractions, type UcaTable } from './uca-table.js';

/** What a collation has to say about texts. */
export interface UnicodeCollation {
  /** The text with each character replaced by the first of those that weigh the same. */
  fold(text: string): string;
  /** The weights of the whole text. */
  key(text: string): string;
}

const ASCII_SIZE = 0x80;

/** The weights of all ASCII characters, in order. */
function readAscii(table: UcaTable): string[] {
  const keys: string[] = [];
  for (const [, weights] of readCharacters(table.ascii, 0, (code) => keys[code] ?? '')) keys.push(weights);
  return keys;
}

/** Texts of ASCII alone, by two short tables. */
function asciiCollation(table: UcaTable): UnicodeCollation {
  const keys = readAscii(table);
  const folds = keys.map((key) => String.fromCharCode(keys.indexOf(key)));
  const mapped = (text: string, map: readonly string[]): string => {
    let result = '';
    for (let index = 0; index < text.length; index++) result += map[text.charCodeAt(index)] ?? '';
    return result;
  };
  return { fold: (text) => mapped(text, folds), key: (text) => mapped(text, keys) };
}

const LONGEST_CONTRACTION = 3;

const codeOf = (letter: string): number => letter.codePointAt(0) ?? 0;

/** All texts, by the whole table. */
function fullCollation(table: UcaTable): UnicodeCollation {
  const listed = new Map<number, string>(readAscii(table).entries());
  const keyOf = (code: number): string => listed.get(code) ?? computedWeights(code, table);
  for (const [code, weights] of readCharacters(table.others, ASCII_SIZE, keyOf)) listed.set(code, weights);
  const contractions = new Map(readContractions(table.contractions, keyOf));
  const starters = new Set([...contractions.keys()].map(codeOf));

  /** The longest contraction that stands at that place. */
  const contractionAt = (letters: readonly string[], at: number): string | undefined => {
    if (!starters.has(codeOf(letters[at] ?? ''))) return undefined;
    for (let count = LONGEST_CONTRACTION; count > 1; count--) {
      const found = letters.slice(at, at + count).join('');
      if (contractions.has(found)) return found;
    }
    return undefined;
  };

  const key = (text: string): string => {
    const letters = [...text];
    let result = '';
    for (let at = 0; at < letters.length; ) {
      const contraction = contractionAt(letters, at);
      result += contraction === undefined ? keyOf(codeOf(letters[at] ?? '')) : contractions.get(contraction);
      at += contraction === undefined ? 1 : [...contraction].length;
    }
    return result;
  };

  let firsts: ReadonlyMap<string, number> | undefined;
  const first = (letter: string): string => {
    firsts ??= firstCharacters(listed);
    const code = firsts.get(keyOf(codeOf(letter)));
    return code === undefined ? letter : String.fromCodePoint(code);
  };

  return { key, fold: (text) => Array.from(text, first).join('') };
}

/** The first character that has each weight. */
function firstCharacters(listed: ReadonlyMap<number, string>): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>();
  for (const [code, weights] of listed) if (!firsts.has(weights)) firsts.set(weights, code);
  return firsts;
}

/** The collation of a table, of which no more is read than the texts need. */
export function unicodeCollation(table: UcaTable): UnicodeCollation {
  let ascii: UnicodeCollation | undefined;
  let full: UnicodeCollation | undefined;
  const forText = (text: string): UnicodeCollation => {
    if (isAscii(text)) {
      ascii ??= asciiCollation(table);
      return ascii;
    }
    full ??= fullCollation(table);
    return full;
  };
  return { fold: (text) => forText(text).fold(text), key: (text) => forText(text).key(text) };
}
