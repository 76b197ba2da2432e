/** Collations as weight functions: two texts are equal, or in order, when their weights are. */
import { assert } from '../base/assert.js';
import { isBinaryCollation } from '../base/charsets.js';
import { encodeText, isAscii } from './charsets.js';
import { generalFold } from './general-ci.js';
import { unicodeCollation } from './uca.js';
import { UCA_400 } from './uca-400.js';
import { UCA_1400 } from './uca-1400.js';
import type { UcaTable } from './uca-table.js';

/** Weights of latin1_swedish_ci for the bytes C0 to FF, as a real server's WEIGHT_STRING gave them. */
const SWEDISH_HIGH =
  '414141415c5b5c434545454549494949444e4f4f4f4f5dd7d85555555959dedf' +
  '414141415c5b5c434545454549494949444e4f4f4f4f5df7d85555555959deff';

type Fold = (text: string) => string;

interface Collation {
  /** The text with each character replaced by one that stands for all that weigh the same. */
  readonly fold: Fold;
  /** The weights of the text, as characters. */
  readonly key: Fold;
  /** The weight of a blank. */
  readonly blank: string;
}

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

/** A collation that gives each character one weight. */
const simple = (fold: Fold): Collation => ({ fold, key: fold, blank: ' ' });

function unicode(table: UcaTable): Collation {
  const { fold, key } = unicodeCollation(table);
  return { fold, key, blank: key(' ') };
}

const BINARY = simple((text) => text);
const SWEDISH = simple(swedishFold());
const ASCII = simple((text) => text.toUpperCase());
const GENERAL = simple(generalFold());

/** A table is read when the first text asks for it. */
function lazily(make: () => Collation): () => Collation {
  let made: Collation | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const unicode400 = lazily(() => unicode(UCA_400));
const unicode1400 = lazily(() => unicode(UCA_1400));

const COLLATIONS: ReadonlyMap<string, () => Collation> = new Map([
  ['latin1_swedish_ci', () => SWEDISH],
  ['ascii_general_ci', () => ASCII],
  ['utf8mb3_general_ci', () => GENERAL],
  ['utf8mb3_unicode_ci', unicode400],
  ['utf8mb3_uca1400_ai_ci', unicode1400],
  ['utf8mb4_general_ci', () => GENERAL],
  ['utf8mb4_unicode_ci', unicode400],
  ['utf8mb4_uca1400_ai_ci', unicode1400],
]);

function collationOf(name: string): Collation {
  if (isBinaryCollation(name)) return BINARY;
  const collation = COLLATIONS.get(name)?.();
  assert(collation !== undefined, `texts in the collation ${name} were refused`);
  return collation;
}

/** The text with each character replaced by the first of those that weigh the same: LIKE works on this. */
export const fold = (text: string, collation: string): string => collationOf(collation).fold(text);

/** Have both texts the same weights, blanks at the end included? */
export function sameWeights(left: string, right: string, collation: string): boolean {
  const { key } = collationOf(collation);
  return key(left) === key(right);
}

/** Stands for a blank before something less than a blank: behind all that is less, before the end of a text. */
const lowBlank = (blank: string): string => `${String.fromCharCode(blank.charCodeAt(0) - 1)}\uffff`;

/**
 * Text that sorts, code by code, as the text does in the collation; equal texts have the same. The end of a text
 * compares as if blanks went on for ever, so one blank is left there, and blanks before a lesser weight are less.
 */
export function sortKeyText(text: string, collation: string): string {
  const { key, blank } = collationOf(collation);
  const weights = key(text);
  let end = weights.length;
  while (end > 0 && weights[end - 1] === blank) end--;
  const trimmed = weights.slice(0, end);
  // SQLite makes the keys of binary collations by itself, and does not look for such blanks.
  return (isBinaryCollation(collation) ? trimmed : lowerBlanks(trimmed, blank)) + blank;
}

function lowerBlanks(weights: string, blank: string): string {
  let lowered = '';
  let at = 0;
  for (let start = weights.indexOf(blank); start >= 0; start = weights.indexOf(blank, at)) {
    let end = start;
    while (weights[end] === blank) end++;
    const isLow = (weights[end] ?? '') < blank;
    lowered += weights.slice(at, start) + (isLow ? lowBlank(blank) : blank).repeat(end - start);
    at = end;
  }
  return at === 0 ? weights : lowered + weights.slice(at);
}

/** Bytes that sort as the texts do in that collation: the order of keys in pages. */
export function weights(text: string, collation: string): Uint8Array {
  const key = sortKeyText(text, collation);
  // Weights of the Unicode collations are units of two bytes, so that each takes as many.
  return collationOf(collation).blank === ' ' ? Buffer.from(key) : Buffer.from(key, 'utf16le').swap16();
}
