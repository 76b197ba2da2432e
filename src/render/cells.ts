/**
 * How many terminal cells a text takes: once as MariaDB's client counts (batch tables must look like its tables),
 * once as terminals really draw (emoji, combining marks).
 */

/** Two-cell characters of the basic plane, in the client's table. Everything from U+20000 on is wide, too. */
// biome-ignore format: read as a table.
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x1159], [0x115f, 0x115f], [0x2329, 0x232a], [0x2e80, 0x2e99], [0x2e9b, 0x2ef3], [0x2f00, 0x2fd5],
  [0x2ff0, 0x2ffb], [0x3000, 0x303e], [0x3041, 0x3096], [0x3099, 0x30ff], [0x3105, 0x312c], [0x3131, 0x318e],
  [0x3190, 0x31b7], [0x31f0, 0x321e], [0x3220, 0x3243], [0x3250, 0x327d], [0x327f, 0x32fe], [0x3300, 0x4db5],
  [0x4e00, 0x9fa5], [0xa000, 0xa48c], [0xa490, 0xa4c6], [0xac00, 0xd7a3], [0xf900, 0xfa2d], [0xfa30, 0xfa6a],
  [0xfe30, 0xfe52], [0xfe54, 0xfe66], [0xfe68, 0xfe6b], [0xff01, 0xff60], [0xffe0, 0xffe6],
];

const WIDE_PLANES = 0x20000;

function isWide(codePoint: number): boolean {
  return codePoint >= WIDE_PLANES || WIDE.some(([from, to]) => codePoint >= from && codePoint <= to);
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** Cells as the MariaDB client counts them: one per code point, two for East Asian ones, none for a stray byte. */
export function clientCells(text: string): number {
  if (isAscii(text)) return text.length;
  let cells = 0;
  for (const character of text) {
    if (!/\p{Surrogate}/u.test(character)) cells += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return cells;
}

/** Made when first needed: making it takes longer than most statements. */
let graphemes: Intl.Segmenter | undefined;

/** Cells as a terminal draws them: a grapheme with its marks is one, an emoji or East Asian character two. */
export function terminalCells(text: string): number {
  if (isAscii(text)) return text.length;
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let cells = 0;
  for (const { segment } of graphemes.segment(text)) {
    const wide = isWide(segment.codePointAt(0) ?? 0) || /\p{Emoji_Presentation}|\ufe0f/u.test(segment);
    cells += wide ? 2 : 1;
  }
  return cells;
}
