/** Replacements that the next command's output goes through: letter case, expressions, literal texts, columns. */
import { ScriptFailure } from './failure.js';

/** One `/pattern/text/i` of replace_regex. */
interface Expression {
  readonly pattern: RegExp;
  readonly text: string;
}

/** What `replace_*` and `lowercase_result` ask for; applies to one command. */
export interface Replacements {
  readonly lowerCase: boolean;
  readonly expressions: readonly Expression[];
  readonly literals: ReadonlyMap<string, string>;
  /** By column number, from 1 on. */
  readonly columns: ReadonlyMap<number, string>;
}

export const NO_REPLACEMENTS: Replacements = {
  lowerCase: false,
  expressions: [],
  literals: new Map(),
  columns: new Map(),
};

/** The text after all replacements but those of columns. */
export function replaceText(text: string, { lowerCase, expressions, literals }: Replacements): string {
  let replaced = lowerCase ? text.toLowerCase() : text;
  for (const expression of expressions) replaced = replaced.replace(expression.pattern, expression.text);
  return literals.size === 0 ? replaced : replaceLiterals(replaced, literals);
}

/** At each place the longest literal wins; replaced text is not looked at again. */
function replaceLiterals(text: string, literals: ReadonlyMap<string, string>): string {
  const longestFirst = [...literals.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    longestFirst.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'),
    'g',
  );
  return text.replace(pattern, (found) => literals.get(found) ?? found);
}

/** Pairs `from to from to …`. */
export function parseLiterals(words: readonly string[]): ReadonlyMap<string, string> {
  if (words.length % 2 !== 0)
    throw new ScriptFailure("Wrong number of arguments to replace_result in 'replace_result'");
  const literals = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) literals.set(words[at] ?? '', words[at + 1] ?? '');
  return literals;
}

/** Pairs `column text column text …`. */
export function parseColumns(words: readonly string[]): ReadonlyMap<number, string> {
  const columns = new Map<number, string>();
  for (let at = 0; at < words.length; at += 2) {
    const column = Number(words[at]);
    const text = words[at + 1];
    if (!Number.isInteger(column) || column < 1) throw new ScriptFailure(`Wrong column number to replace_column`);
    if (text === undefined) throw new ScriptFailure('Wrong number of arguments to replace_column');
    columns.set(column, text);
  }
  return columns;
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** `/pattern/text/i` …, with any character in place of the slash, or a pair of brackets around each part. */
export function parseExpressions(text: string): readonly Expression[] {
  const expressions: Expression[] = [];
  for (let at = skipBlanks(text, 0); at < text.length; at = skipBlanks(text, at)) {
    const open = text[at] ?? '';
    const close = CLOSING[open] ?? open;
    const pattern = part(text, at + 1, close);
    const secondStart = CLOSING[open] === undefined ? pattern.end : skipBlanks(text, pattern.end) + 1;
    const replacement = part(text, secondStart, close);
    const insensitive = text[replacement.end] === 'i';
    at = replacement.end + (insensitive ? 1 : 0);
    expressions.push({
      pattern: compile(pattern.text, insensitive),
      text: replacement.text
        .replaceAll('$', '$$$$')
        .replace(/\\(\d)/g, '$$$1')
        .replace(/\\(.)/g, '$1'),
    });
  }
  return expressions;
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (/\s/.test(text[next] ?? '')) next++;
  return next;
}

function part(text: string, start: number, close: string): { text: string; end: number } {
  let found = '';
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === close) return { text: found, end: at + 1 };
    if (character === '\\' && text[at + 1] === close) found += text[++at];
    else if (character === '\\') found += character + (text[++at] ?? '');
    else found += character;
  }
  throw new ScriptFailure(`Error parsing replace_regex "${text}"`);
}

/** The expressions are PCRE; named character classes are the one thing in use that JavaScript lacks. */
function compile(pattern: string, insensitive: boolean): RegExp {
  // A dot stands for the end of a line, too.
  const flags = insensitive ? 'gis' : 'gs';
  try {
    return new RegExp(
      pattern.replace(/\[:(\w+):\]/g, (found, name: string) => CLASSES[name] ?? found),
      flags,
    );
  } catch {
    throw new ScriptFailure(`Error compiling regular expression '${pattern}'`);
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  digit: '0-9',
  alpha: 'a-zA-Z',
  alnum: 'a-zA-Z0-9',
  xdigit: '0-9a-fA-F',
  space: '\\s',
  upper: 'A-Z',
  lower: 'a-z',
};
