/** Where quotes, comments and lines end; shared by the scanner and the statement splitter. */

/** One past the closing quote of what opens at `at`; undefined if it stays open. A doubled quote does not close. */
export function endOfQuoted(text: string, at: number, backslashEscapes: boolean): number | undefined {
  const quote = text.charCodeAt(at);
  for (let index = at + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5c && backslashEscapes) index++;
    else if (code === quote && text.charCodeAt(index + 1) === quote) index++;
    else if (code === quote) return index + 1;
  }
  return undefined;
}

/** One past the end of the comment that opens at `at`. A skipped executable comment may hold a plain one. */
export function endOfComment(text: string, at: number, nesting: boolean): number | undefined {
  let index = at + 2;
  while (index < text.length) {
    const close = text.indexOf('*/', index);
    if (close === -1) return undefined;
    const open = nesting ? text.indexOf('/*', index) : -1;
    if (open === -1 || open > close) return close + 2;
    index = close + 2;
  }
  return undefined;
}

/** One past the line that `at` is in, without its line break. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** `--` starts a comment only before a blank, a control character or the end. */
export function isLineComment(text: string, at: number): boolean {
  if (text.charCodeAt(at + 1) !== 0x2d) return false;
  const code = text.charCodeAt(at + 2);
  return Number.isNaN(code) || code <= 0x20 || code === 0x7f;
}
