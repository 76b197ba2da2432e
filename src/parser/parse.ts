/** The way from a statement's text to its tree. */

import type { IToken } from 'chevrotain';
import { type SqlError, sqlError } from '../base/errors.js';
import type { Statement } from './ast.js';
import { holdsStatements } from './grammar/routines.js';
import type { ParseOptions } from './parse-options.js';
import { type Scan, scan } from './scanner.js';
import { StatementGrammar } from './statement.js';
import { statementBounds, syntaxErrorAt } from './syntax-error.js';
import { Semicolon } from './tokens.js';
import { unsupportedAt } from './unsupported-syntax.js';

let grammar: StatementGrammar | undefined;

/** Parses one statement; a `;` at its end is tolerated as the server tolerates it. */
export function parse(sql: string, options: ParseOptions = {}): Statement {
  const { start, end } = statementBounds(sql);
  const { tokens, cuts } = scan(sql, start, end, options);
  const stop = holdsStatements(reader(tokens, 0))
    ? lengthOfFirst(sql, end, { tokens, cuts }, options)
    : tokens.findIndex((token) => token.tokenType === Semicolon);
  const own = stop === -1 ? tokens : tokens.slice(0, stop);
  if (own.length === 0) throw sqlError('ER_EMPTY_QUERY');
  const statement = parseTokens(sql, tokens[stop]?.startOffset ?? end, { tokens: own, cuts }, options);
  const next = tokens[stop];
  const behind = next?.tokenType === Semicolon ? tokens[stop + 1] : next;
  if (stop !== -1 && behind !== undefined) throw syntaxErrorAt(sql, behind.startOffset);
  return statement;
}

const END: IToken = { image: '', startOffset: Number.NaN, tokenType: Semicolon, tokenTypeIdx: 0 };

/** Tokens by their distance from a place, as a parser looks ahead. */
const reader =
  (tokens: readonly IToken[], from: number) =>
  (ahead: number): IToken =>
    tokens[from + ahead - 1] ?? END;

/** How many tokens a statement has that holds others; all of them if it cannot be parsed. */
function lengthOfFirst(sql: string, end: number, scanned: ReturnType<typeof scan>, options: ParseOptions): number {
  grammar ??= new StatementGrammar();
  try {
    grammar.load(sql, end, scanned, options);
    return grammar.lengthOfFirst();
  } catch {
    return scanned.tokens.length;
  }
}

/** The statements of a text that may hold several, each without its `;`: what a client with another delimiter sends. */
export function statementsIn(sql: string, options: ParseOptions = {}): string[] {
  const semicolon = sql.indexOf(';');
  if (semicolon === -1 || semicolon >= sql.trimEnd().length - 1) return [sql];
  const { start, end } = statementBounds(sql);
  const { tokens, cuts } = scan(sql, start, end, options);
  const pieces: string[] = [];
  let from = 0;
  for (let first = 0; first < tokens.length; ) {
    const stop = endOfStatement(sql, end, { tokens, cuts }, first, options);
    const semicolon = tokens[stop];
    if (semicolon?.tokenType !== Semicolon) break;
    pieces.push(sql.slice(from, semicolon.startOffset));
    from = semicolon.startOffset + 1;
    first = stop + 1;
  }
  const rest = sql.slice(from);
  return rest.trim() === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

/** The place of the semicolon behind the statement that begins there; behind the last token where there is none. */
function endOfStatement(sql: string, end: number, scanned: Scan, first: number, options: ParseOptions): number {
  const { tokens, cuts } = scanned;
  const own = tokens.slice(first);
  if (holdsStatements(reader(tokens, first))) return first + lengthOfFirst(sql, end, { tokens: own, cuts }, options);
  const at = own.findIndex((token) => token.tokenType === Semicolon);
  return at === -1 ? tokens.length : first + at;
}

function parseTokens(sql: string, end: number, scanned: ReturnType<typeof scan>, options: ParseOptions): Statement {
  grammar ??= new StatementGrammar();
  try {
    grammar.load(sql, end, scanned, options);
    const result = grammar.statement();
    if ('offset' in result) throw refusedAt(sql, result.offset);
    return result.statement;
  } catch (error) {
    throw isTooDeep(error) ? tooDeep(sql, scanned) : error;
  }
}

/** Error 1235 for what the server would understand, 1064 for everything else. */
function refusedAt(sql: string, offset: number): SqlError {
  const what = unsupportedAt(sql, offset);
  return what === undefined ? syntaxErrorAt(sql, offset) : sqlError('ER_NOT_SUPPORTED_YET', what);
}

/** JavaScript's stack ends where the server's parser would report that its memory does. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

function tooDeep(sql: string, { tokens }: ReturnType<typeof scan>): SqlError {
  return syntaxErrorAt(sql, tokens[0]?.startOffset ?? 0, 'memory exhausted');
}
