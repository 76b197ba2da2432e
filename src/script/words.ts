/** Arguments of commands: words between blanks, in quotes where they hold blanks themselves. */
import { ScriptFailure } from './failure.js';

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** Words between blanks; `'…'` and `"…"` are one word, without its quotes. */
export function splitWords(text: string): string[] {
  return scan(text, (word) => word);
}

/** As `splitWords`, with backslash escapes undone: the arguments of `replace_result` and `replace_column`. */
export function splitEscapedWords(text: string): string[] {
  return scan(text, (word) => word.replace(/\\(.)/gs, (_, character: string) => ESCAPED[character] ?? character));
}

function scan(text: string, finish: (word: string) => string): string[] {
  const words: string[] = [];
  const pattern = /\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|(['"])|((?:\\.|[^\s\\])+))/gsy;
  while (pattern.lastIndex < text.trimEnd().length) {
    const match = pattern.exec(text);
    if (!match) break;
    const [, single, double, openQuote, bare] = match;
    if (openQuote !== undefined) throw new ScriptFailure(`missing ending quote in '${text}'`);
    words.push(finish(single ?? double ?? bare ?? ''));
  }
  return words;
}
