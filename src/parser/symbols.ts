/** Operators and punctuation, the longest that fits first. */
import type { TokenType } from 'chevrotain';
import * as t from './tokens.js';

// biome-ignore format: read as a table.
const SYMBOLS: Readonly<Record<string, TokenType>> = {
  '(': t.LeftParenthesis, ')': t.RightParenthesis, '{': t.LeftBrace, '}': t.RightBrace,
  ',': t.Comma, '.': t.Dot, ';': t.Semicolon, ':': t.Colon, '@': t.At,
  '=': t.Equal, '<=>': t.NullSafeEqual, '<>': t.NotEqual, '!=': t.NotEqual, ':=': t.Assign,
  '<': t.Less, '<=': t.LessEqual, '>': t.Greater, '>=': t.GreaterEqual, '<<': t.ShiftLeft, '>>': t.ShiftRight,
  '+': t.Plus, '-': t.Minus, '*': t.Star, '/': t.Slash, '%': t.Percent,
  '&': t.Ampersand, '|': t.Pipe, '^': t.Caret, '~': t.Tilde, '!': t.Exclamation, '&&': t.AndAnd, '||': t.OrOr,
  '\\N': t.BackslashN, '?': t.ParameterMark,
};

/** Only these characters start a symbol of more than one character. */
const LONGER = /[<>!:&|\\]/;

/** The symbol at that place; a character that starts none is Invalid. */
export function symbolAt(text: string, at: number): { readonly type: TokenType; readonly length: number } {
  for (let length = LONGER.test(text.charAt(at)) ? 3 : 1; length > 0; length--) {
    const type = SYMBOLS[text.slice(at, at + length)];
    if (type !== undefined) return { type, length };
  }
  return { type: t.Invalid, length: 1 };
}
