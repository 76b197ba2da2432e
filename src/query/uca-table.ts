/** The weights of characters: tables of them as words, and what the tables leave to be computed. */

type Range = readonly [first: number, last: number];

/**
 * The weights of characters as words, in hexadecimal. `c0:` says which character is next, `4c.b7:` is a contraction:
 * several characters that weigh together. Any other word is the weights of the next character: numbers and, behind
 * `@`, characters that weigh the same, joined by `.`; `-` stands for none. `*6` gives them to six characters; with
 * `+6` the last part grows by one from each of the six to the next. `~` is a contraction's two characters exchanged.
 */
export interface UcaTable {
  readonly ascii: string;
  readonly others: string;
  readonly contractions: string;
  /** Han characters, which come behind the characters of the table, in the order of their codes. */
  readonly ideographs: readonly Range[];
  /** The later additions to them, which come behind those. */
  readonly extensions: readonly Range[];
  /** The weight of each character beyond the basic plane, where their order is all the same. */
  readonly supplementary?: number;
}

const hex = (digits: string): number => Number.parseInt(digits, 16);

const BEHIND_TABLE = { ideograph: 0xfb40, extension: 0xfb80, unassigned: 0xfbc0 };

/** The lower half of a code weighs that much, in the second of two units. */
const LOWER_HALF = 0x5000;

const within = (code: number, ranges: readonly Range[]): boolean =>
  ranges.some(([first, last]) => code >= first && code <= last);

/** The weights, as UTF-16 units, of a character that the table does not list. */
export function computedWeights(code: number, table: UcaTable): string {
  if (code > 0xffff && table.supplementary !== undefined) return String.fromCharCode(table.supplementary);
  const { ideograph, extension, unassigned } = BEHIND_TABLE;
  const base = within(code, table.ideographs) ? ideograph : within(code, table.extensions) ? extension : unassigned;
  return String.fromCharCode(base + (code >> 15), LOWER_HALF + (code & 0x7fff));
}

type Lookup = (code: number) => string;

function partWeights(part: string, growth: number, known: Lookup): string {
  if (part.startsWith('@')) return known(hex(part.slice(1)) + growth);
  return part === '-' ? '' : String.fromCharCode(hex(part) + growth);
}

/** The weights that a word gives to the next characters. */
function* wordWeights(word: string, known: Lookup): Generator<string> {
  const [given = '', count = '1'] = word.split(/[*+]/);
  const parts = given.split('.');
  const last = parts.pop() ?? '';
  const begin = parts.map((part) => partWeights(part, 0, known)).join('');
  const step = word.includes('+') ? 1 : 0;
  for (let index = 0; index < hex(count); index++) yield begin + partWeights(last, index * step, known);
}

/** The characters of a table from `first` on, each with its weights; `known` has those that were given before. */
export function* readCharacters(
  words: string,
  first: number,
  known: Lookup,
): Generator<[code: number, weights: string]> {
  let code = first;
  for (const word of words.trim().split(/\s+/)) {
    if (word.endsWith(':')) code = hex(word.slice(0, -1));
    else for (const weights of wordWeights(word, known)) yield [code++, weights];
  }
}

/** The contractions of a table with their weights. */
export function* readContractions(words: string, known: Lookup): Generator<[letters: string, weights: string]> {
  let codes: readonly number[] = [];
  for (const word of words.split(/\s+/)) {
    const [first = 0, last = 0] = [codes[0], codes.at(-1)];
    if (word.endsWith(':')) codes = word.slice(0, -1).split('.').map(hex);
    else if (word.startsWith('~')) {
      for (let index = 0; index < hex(word.slice(2) || '1'); index++) {
        yield [String.fromCodePoint(first, last + index), known(last + index) + known(first)];
      }
    } else if (word !== '') {
      let next = last;
      for (const weights of wordWeights(word, known)) {
        yield [String.fromCodePoint(...codes.slice(0, -1), next++), weights];
      }
    }
  }
}
