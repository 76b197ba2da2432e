/** LIKE and the regular expressions. */

import { isBinaryCollation } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import { characterCount } from '../charsets.js';
import { commonCollation } from '../coercibility.js';
import { fold } from '../collations.js';
import { BOOLEAN, displayWidth, int } from '../types.js';
import { isBinary, isText } from '../value.js';
import { type CallContext, declare, type SqlFunction } from './define.js';
import { text } from './parameters.js';
import { textResult, textType } from './strings.js';

const ZERO_ONE = () => ({ min: 0n, max: 1n });

/** The collation of the operands; bytes are compared as they are. */
function collationOf(context: CallContext): string {
  if (context.bytes || context.args.some(({ type }) => isBinary(type))) return 'binary';
  return commonCollation(
    context.args.filter(({ type }) => isText(type)),
    { collation: 'utf8mb4_general_ci' },
  );
}

const folded = (value: string, collation: string): string => (collation === 'binary' ? value : fold(value, collation));

const escapeRegExp = (literal: string): string => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function likeSource(pattern: string, escape: string, collation: string): string {
  let source = '';
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    const next = characters[index + 1];
    if (character === escape && next !== undefined) {
      source += escapeRegExp(folded(next, collation));
      index++;
    } else if (character === '%') source += '.*';
    else source += character === '_' ? '.' : escapeRegExp(folded(character, collation));
  }
  return source;
}

const MAX_PATTERNS = 200;

/** Keeps what is costly to make, by text. */
function remember<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= MAX_PATTERNS) known.clear();
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

const matcher = remember((key) => new RegExp(`^(?:${key})$`, 'su'));
const likeMatcher = (pattern: string, escape: string, collation: string): RegExp =>
  matcher(likeSource(pattern, escape, collation));

const like: SqlFunction = declare('like', {
  parameters: [text, text],
  optional: [text],
  type: BOOLEAN,
  range: ZERO_ONE,
  operator: 'like',
  call(context, value, pattern, escape) {
    const sign = escape ?? (context.env.sqlMode.has('NO_BACKSLASH_ESCAPES') ? '' : '\\');
    if (characterCount(sign) > 1) throw sqlError('ER_WRONG_ARGUMENTS', 'ESCAPE');
    const collation = collationOf(context);
    return likeMatcher(pattern, sign, collation).test(folded(value, collation)) ? 1n : 0n;
  },
});

/** PCRE's classes and flags that JavaScript spells otherwise. */
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
  blank: ' \\t',
  word: '\\w',
};

function translate(pattern: string): { source: string; flags: string } {
  const [all = '', letters = ''] = /^\(\?([imsx]+)\)/.exec(pattern) ?? [];
  const source = pattern.slice(all.length).replace(/\[:(\w+):\]/g, (word, name: string) => CLASSES[name] ?? word);
  return { source, flags: letters.replace(/x/g, '') };
}

const regularExpression = remember((key) => {
  const { source, flags } = translate(key.slice(1));
  const caseFlag = key.startsWith('i') && !flags.includes('i') ? 'i' : '';
  try {
    return new RegExp(source, `${flags}${caseFlag}gu`);
  } catch {
    return new RegExp(source, `${flags}${caseFlag}g`);
  }
});

function compileExpression(pattern: string, context: CallContext): RegExp {
  const caseSensitive = isBinaryCollation(collationOf(context));
  try {
    const expression = regularExpression((caseSensitive ? 'c' : 'i') + pattern);
    expression.lastIndex = 0;
    return expression;
  } catch (failure) {
    throw sqlError('ER_REGEXP_ERROR', regexpMessage(pattern, failure));
  }
}

function regexpMessage(pattern: string, failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  if (/unterminated group/i.test(text)) return `missing closing parenthesis at offset ${pattern.length}`;
  if (/nothing to repeat/i.test(text))
    return `quantifier does not follow a repeatable item at offset ${pattern.search(/[*+?]/)}`;
  if (/unterminated character class/i.test(text))
    return `missing terminating ] for character class at offset ${pattern.length}`;
  return text;
}

function regexp(name: string): SqlFunction {
  return declare(name, {
    parameters: [text, text],
    type: BOOLEAN,
    range: ZERO_ONE,
    operator: 'regexp',
    call: (context, value, pattern) => (compileExpression(pattern, context).test(value) ? 1n : 0n),
  });
}

export { like };
export const regexpTest = regexp('regexp');

export const matchingFunctions: readonly SqlFunction[] = [
  declare('regexp_replace', {
    parameters: [text, text, text],
    type: textType(() => 0x55555555),
    nullable: true,
    call(context, value, pattern, replacement) {
      const plain = replacement
        .replace(/\$/g, '$$$$')
        .replace(/\\(\d)/g, (_all, digit: string) => (digit === '0' ? '$&' : `$${digit}`));
      return textResult(value.replace(compileExpression(pattern, context), plain), context);
    },
  }),
  declare('regexp_substr', {
    parameters: [text, text],
    type: textType((args) => (args[0] ? displayWidth(args[0].type) : 0)),
    nullable: true,
    call: (context, value, pattern) => textResult(value.match(compileExpression(pattern, context))?.[0] ?? '', context),
  }),
  declare('regexp_instr', {
    parameters: [text, text],
    type: int(11),
    nullable: true,
    call: (context, value, pattern) => BigInt(value.search(compileExpression(pattern, context)) + 1),
  }),
];
