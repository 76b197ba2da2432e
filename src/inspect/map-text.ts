/**
 * A map of a tablespace: one letter for each page, or for a few of a large file. The letter is the type of the page,
 * a capital where the page is encrypted; colours say the same, and more.
 */
import type { CellState, MapCell } from './page-census.js';
import { type Page, type Style, wrapItems } from './paint.js';

const LETTERS: Readonly<Record<string, string>> = {
  FSP_HDR: 'h',
  XDES: 'x',
  IBUF_BITMAP: 'b',
  INODE: 'n',
  INDEX: 'i',
  INDEX_INSTANT: 'j',
  RTREE: 'r',
  BLOB: 'l',
  ZBLOB: 'l',
  ZBLOB2: 'l',
  UNDO_LOG: 'u',
  SYS: 's',
  TRX_SYS: 't',
  ALLOCATED: 'a',
  IBUF_FREE_LIST: 'f',
  COMPRESSED: 'c',
  DOUBLEWRITE: 'd',
};

const STYLES: Readonly<Record<CellState, Style>> = {
  damaged: 'bad',
  'wrong key': 'bad',
  'key missing': 'bad',
  plain: 'doubtful',
  remains: 'doubtful',
  encrypted: 'good',
  'stays plain': 'special',
  unwritten: 'quiet',
};

const SIGNS: Partial<Readonly<Record<CellState, string>>> = {
  damaged: '!',
  'wrong key': '#',
  'key missing': '?',
  unwritten: '·',
};

const MEANINGS: readonly (readonly [CellState, string, string])[] = [
  ['encrypted', 'ABC', 'encrypted'],
  ['plain', 'abc', 'plain'],
  ['remains', 'abc', 'old data in clear'],
  ['stays plain', 'abc', 'never encrypted'],
  ['unwritten', '·', 'never written'],
  ['damaged', '!', 'damaged'],
  ['wrong key', '#', 'wrong key'],
  ['key missing', '?', 'key missing'],
];

function glyph({ typeName, state }: MapCell): string {
  const letter = LETTERS[typeName] ?? 'z';
  return SIGNS[state] ?? (state === 'encrypted' ? letter.toUpperCase() : letter);
}

const GROUP = 16;
const INDENT = '  ';

/** The map and what its letters mean. */
export function mapText(
  { span, cells }: { readonly span: number; readonly cells: readonly MapCell[] },
  out: Page,
): string[] {
  const digits = String(cells.length * span).length;
  const room = out.width - INDENT.length - digits - 1;
  const groups = Math.max(1, Math.floor((room + 1) / (GROUP + 1)));
  const perLine = GROUP * Math.min(groups, 4);
  const lines: string[] = [];
  for (let from = 0; from < cells.length; from += perLine) {
    const line = cells.slice(from, from + perLine);
    if (repeats(cells, from, perLine)) {
      if (lines.at(-1) !== `${INDENT}${' '.repeat(digits)} …`) lines.push(`${INDENT}${' '.repeat(digits)} …`);
      continue;
    }
    lines.push(`${INDENT}${out.paint('quiet', String(from * span).padStart(digits))} ${lineText(line, out)}`);
  }
  return [...lines, ...legend(span, cells, out)];
}

/** A line that is all like the last of its neighbours says nothing. */
function repeats(cells: readonly MapCell[], from: number, perLine: number): boolean {
  if (from < perLine || from + perLine >= cells.length) return false;
  const first = cells[from - 1];
  for (let at = from - perLine; at < from + 2 * perLine && at < cells.length; at++) {
    if (cells[at]?.state !== first?.state || cells[at]?.typeName !== first?.typeName) return false;
  }
  return true;
}

function lineText(cells: readonly MapCell[], { paint }: Page): string {
  let text = '';
  for (let at = 0; at < cells.length; ) {
    const { state } = cells[at] as MapCell;
    let run = '';
    const style = STYLES[state];
    while (at < cells.length && STYLES[(cells[at] as MapCell).state] === style) {
      run += `${run === '' && text === '' ? '' : at % GROUP === 0 ? ' ' : ''}${glyph(cells[at] as MapCell)}`;
      at++;
    }
    text += paint(style, run);
  }
  return text;
}

function legend(span: number, cells: readonly MapCell[], { paint, width }: Page): string[] {
  const types = [...new Set(cells.filter(({ state }) => SIGNS[state] === undefined).map(({ typeName }) => typeName))];
  const states = new Set(cells.map(({ state }) => state));
  const letters = [
    ...types.map((name) => `${LETTERS[name] ?? 'z'} ${name}`),
    ...(span > 1 ? [`each letter: ${span} pages`] : []),
  ];
  const meanings = MEANINGS.filter(([state]) => states.has(state));
  const colours = wrapItems(
    meanings.map(([, sign, text]) => `${sign} ${text}`),
    width - 4,
  ).map((line) =>
    meanings.reduce((text, [state, sign, word]) => paintItem(text, `${sign} ${word}`, STYLES[state], paint), line),
  );
  return [...wrapItems(letters, width - 4), ...colours]
    .filter((line) => line !== '')
    .map((line) => `${INDENT}  ${line}`);
}

/** Paints an item of a line, where it is one: `abc plain` may stand in front of others with the same letters. */
function paintItem(line: string, item: string, style: Style, paint: Page['paint']): string {
  return line
    .split('  ')
    .map((part) => (part === item ? paint(style, item) : part))
    .join('  ');
}
