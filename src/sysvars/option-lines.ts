/** The lines of an option file, one by one. */

export type OptionLine =
  | { readonly kind: 'empty' }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'wrong group' }
  | { readonly kind: 'include' | 'includedir'; readonly path: string }
  | { readonly kind: 'option'; readonly name: string; readonly value?: string };

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  s: ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** Cuts `# …` off, unless it is inside quotes; quotes may begin anywhere. */
function withoutComment(text: string): string {
  let quote = '';
  let escaped = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (!escaped && (character === '"' || character === "'"))
      quote = quote === '' ? character : quote === character ? '' : quote;
    if (quote === '' && character === '#') return text.slice(0, at);
    escaped = quote !== '' && character === '\\' && !escaped;
  }
  return text;
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
const unescaped = (text: string): string =>
  text.replace(/\\(["'ntrbs\\])/g, (_, letter: string) => ESCAPES[letter] ?? '');

function directive(text: string): OptionLine {
  const [, word = '', path = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  return word === 'include' || word === 'includedir' ? { kind: word, path } : { kind: 'empty' };
}

function option(text: string): OptionLine {
  const equals = text.indexOf('=');
  if (equals < 0) return { kind: 'option', name: text };
  return {
    kind: 'option',
    name: text.slice(0, equals).trimEnd(),
    value: unescaped(unquoted(text.slice(equals + 1).trim())),
  };
}

/** What a line means. A line never continues on the next one. */
export function parseOptionLine(line: string): OptionLine {
  const text = line.trimStart();
  if (text === '' || text.startsWith('#') || text.startsWith(';')) return { kind: 'empty' };
  if (text.startsWith('!')) return directive(text.slice(1));
  if (!text.startsWith('[')) return option(withoutComment(text).trimEnd());
  const end = text.indexOf(']');
  return end < 0 ? { kind: 'wrong group' } : { kind: 'group', name: text.slice(1, end).trimEnd() };
}
