/** Colours, widths and wrapping of the text that is printed. */

export type Style = 'bad' | 'doubtful' | 'good' | 'title' | 'quiet' | 'special';

const CODES: Readonly<Record<Style, string>> = {
  bad: '31',
  doubtful: '33',
  good: '32',
  title: '1',
  quiet: '2',
  special: '36',
};

/** How text is shown: in colours for a terminal, and how many columns there are. */
export interface Page {
  readonly paint: (style: Style, text: string) => string;
  readonly width: number;
}

export const page = (color: boolean, width: number): Page => ({
  paint: color ? (style, text) => (text === '' ? '' : `\u001b[${CODES[style]}m${text}\u001b[0m`) : (_, text) => text,
  width: Math.max(WIDTH_MIN, Math.min(width, WIDTH_MAX)),
});

const WIDTH_MIN = 40;
const WIDTH_MAX = 200;

/** Lines of at most so many characters, broken between words. */
export const wrap = (text: string, width: number): string[] => wrapItems(text.split(' '), width, ' ');

/** Lines of at most so many characters, broken between items. */
export function wrapItems(items: readonly string[], width: number, separator = '  '): string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && line.length + separator.length + item.length > width) {
      lines.push(line);
      line = item;
    } else line = line === '' ? item : `${line}${separator}${item}`;
  }
  return [...lines, line];
}

/** The text, with its middle left out where it is too long. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.ceil((width - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

/** Names may hold anything; a terminal is to see none of it. */
export const printable = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
