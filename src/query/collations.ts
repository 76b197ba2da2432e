/** Collations as weight functions: two texts are equal, or in order, when their weights are. */
import { sqlError } from '../base/errors.js';
import { charsetOfCollation, encodeText, isAscii } from './charsets.js';
import { GENERAL_CI } from './general-ci.js';

/** Weights of latin1_swedish_ci for the bytes C0 to FF, as a real server's WEIGHT_STRING gave them. */
const SWEDISH_HIGH =
  '414141415c5b5c434545454549494949444e4f4f4f4f5dd7d85555555959dedf' +
  '414141415c5b5c434545454549494949444e4f4f4f4f5df7d85555555959deff';

/** Replaces each character by the character whose code is its weight. */
type Fold = (text: string) => string;

const CASE_DISTANCE = 32;

const upperAscii = (code: number): number => (code >= 0x61 && code <= 0x7a ? code - CASE_DISTANCE : code);

function swedishFold(): Fold {
  const high = Buffer.from(SWEDISH_HIGH, 'hex');
  const weight = (byte: number): number => (byte < 0xc0 ? upperAscii(byte) : (high[byte - 0xc0] ?? byte));
  return (text) => {
    if (isAscii(text)) return text.toUpperCase();
    return Buffer.from(encodeText(text, 'latin1').map(weight)).toString('latin1');
  };
}

const RUN = /([0-9a-f]+)(?:([*/])([0-9a-f]+))?([+=])([0-9a-f]+)/g;

function readWeights(): Uint16Array {
  const table = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
  for (const [, first = '', step = '*', count = '1', rule = '', weight = ''] of GENERAL_CI.matchAll(RUN)) {
    const [code, base, stride] = [parseInt(first, 16), parseInt(weight, 16), step === '/' ? 2 : 1];
    for (let index = 0; index < parseInt(count, 16); index++) {
      table[code + index * stride] = rule === '+' ? base + index * stride : base;
    }
  }
  return table;
}

const REPLACEMENT = '\ufffd';

function generalFold(): Fold {
  let table: Uint16Array | undefined;
  return (text) => {
    if (isAscii(text)) return text.toUpperCase();
    table ??= readWeights();
    let folded = '';
    for (const character of text) {
      // All characters beyond the basic plane weigh the same.
      folded += character.length > 1 ? REPLACEMENT : String.fromCharCode(table[character.charCodeAt(0)] ?? 0);
    }
    return folded;
  };
}

const general = generalFold();
const identity: Fold = (text) => text;

const FOLDS: ReadonlyMap<string, Fold> = new Map([
  ['latin1_swedish_ci', swedishFold()],
  ['latin1_bin', identity],
  ['ascii_general_ci', (text: string) => text.toUpperCase()],
  ['ascii_bin', identity],
  ['utf8mb3_general_ci', general],
  ['utf8mb3_bin', identity],
  ['utf8mb4_general_ci', general],
  ['utf8mb4_bin', identity],
]);

/** The collation that a character set has when none is named; undefined for an unknown character set. */
export function defaultCollation(charset: string): string | undefined {
  return DEFAULTS.get(charset.toLowerCase());
}

const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['latin1', 'latin1_swedish_ci'],
  ['ascii', 'ascii_general_ci'],
  ['utf8', 'utf8mb3_general_ci'],
  ['utf8mb3', 'utf8mb3_general_ci'],
  ['utf8mb4', 'utf8mb4_general_ci'],
  ['binary', 'binary'],
]);

/** The full name of a collation as typed (`utf8_bin` is utf8mb3_bin); throws 1273. */
export function resolveCollation(name: string): string {
  const full = name.toLowerCase().replace(/^utf8_/, 'utf8mb3_');
  if (full !== 'binary' && !FOLDS.has(full)) throw sqlError('ER_UNKNOWN_COLLATION', name);
  return full;
}

/** Is it a collation that compares codes? */
export const isBinaryCollation = (collation: string): boolean => collation.endsWith('_bin') || collation === 'binary';

/** The text with each character replaced by one that stands for its weight: LIKE and equality work on this. */
export function fold(text: string, collation: string): string {
  const folding = FOLDS.get(collation);
  if (!folding) throw sqlError('ER_UNKNOWN_COLLATION', collation);
  return folding(text);
}

/** The text without its trailing blanks: all supported collations pad with blanks. */
export function trimPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end--;
  return end === text.length ? text : text.slice(0, end);
}

/**
 * Text that sorts, code by code, as the text does in the collation; trailing blanks do not count. One blank is left
 * as a terminator, because `a` is behind `a<tab>` when it is padded.
 */
export function sortKeyText(text: string, collation: string): string {
  return `${trimPadding(fold(text, collation))} `;
}

/** Bytes that sort as the texts do in that collation: the order of keys in pages. */
export function weights(text: string, collation: string): Uint8Array {
  return Buffer.from(sortKeyText(text, collation), 'utf8');
}

/** The collation of the same character set that compares codes. */
export const binaryCollationOf = (collation: string): string => `${charsetOfCollation(collation)}_bin`;
