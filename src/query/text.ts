/** Cutting text by characters: code points, which are one or two UTF-16 units. */

const SURROGATE = /[\ud800-\udfff]/;

/** The characters from `start` on, at most `count` of them. */
export function sliceText(text: string, start: number, count = Number.POSITIVE_INFINITY): string {
  if (!SURROGATE.test(text)) return text.slice(start, start + count);
  return [...text].slice(start, start + count).join('');
}

/** Changes the case of each character that stays one character. */
export function changeCase(text: string, change: (text: string) => string): string {
  const changed = change(text);
  if (changed.length === text.length) return changed;
  return [...text].map((one) => ([...change(one)].length === 1 ? change(one) : one)).join('');
}
