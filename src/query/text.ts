/** Cutting text by characters: code points, which are one or two UTF-16 units. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: surrogates are what is asked for.
const SURROGATE = /[\ud800-\udfff]/;

/** The characters from `start` on, at most `count` of them. */
export function sliceText(text: string, start: number, count = Number.POSITIVE_INFINITY): string {
  if (!SURROGATE.test(text)) return text.slice(start, start + count);
  return [...text].slice(start, start + count).join('');
}

/** Position of `part` in characters from `from` on; -1 when it is not there. */
export function indexOfText(text: string, part: string, from = 0): number {
  if (!SURROGATE.test(text)) return text.indexOf(part, from);
  const units = [...text].slice(0, from).join('').length;
  const found = text.indexOf(part, units);
  return found < 0 ? -1 : [...text.slice(0, found)].length;
}

/** Changes the case of each character that stays one character. */
export function changeCase(text: string, change: (text: string) => string): string {
  const changed = change(text);
  if (changed.length === text.length) return changed;
  return [...text].map((one) => ([...change(one)].length === 1 ? change(one) : one)).join('');
}
