/** The way from a statement's text to its tree. */
import { type SqlError, sqlError } from '../base/errors.js';
import type { Statement } from './ast.js';
import type { ParseOptions } from './parse-options.js';
import { type ScanOptions, scan } from './scanner.js';
import { StatementGrammar } from './statement.js';
import { statementBounds, syntaxErrorAt } from './syntax-error.js';
import { Semicolon } from './tokens.js';

let grammar: StatementGrammar | undefined;

/** Parses one statement; a `;` at its end is tolerated as the server tolerates it. */
export function parse(sql: string, options: ParseOptions = {}): Statement {
  const { start, end } = statementBounds(sql);
  const { tokens, cuts } = scan(sql, start, end, options);
  const stop = tokens.findIndex((token) => token.tokenType === Semicolon);
  const own = stop === -1 ? tokens : tokens.slice(0, stop);
  if (own.length === 0) throw sqlError('ER_EMPTY_QUERY');
  const statement = parseTokens(sql, tokens[stop]?.startOffset ?? end, { tokens: own, cuts }, options);
  const behind = tokens[stop + 1];
  if (stop !== -1 && behind !== undefined) throw syntaxErrorAt(sql, behind.startOffset);
  return statement;
}

/** The statements of a text that may hold several, each without its `;`: what a client with another delimiter sends. */
export function statementsIn(sql: string, options: ScanOptions = {}): string[] {
  const semicolon = sql.indexOf(';');
  if (semicolon === -1 || semicolon >= sql.trimEnd().length - 1) return [sql];
  const { start, end } = statementBounds(sql);
  const pieces: string[] = [];
  let from = 0;
  for (const { tokenType, startOffset } of scan(sql, start, end, options).tokens) {
    if (tokenType !== Semicolon) continue;
    pieces.push(sql.slice(from, startOffset));
    from = startOffset + 1;
  }
  const rest = sql.slice(from);
  return rest.trim() === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

function parseTokens(sql: string, end: number, scanned: ReturnType<typeof scan>, options: ParseOptions): Statement {
  grammar ??= new StatementGrammar();
  try {
    grammar.load(sql, end, scanned, options);
    const result = grammar.statement();
    if ('offset' in result) throw syntaxErrorAt(sql, result.offset);
    return result.statement;
  } catch (error) {
    throw isTooDeep(error) ? tooDeep(sql, scanned) : error;
  }
}

/** JavaScript's stack ends where the server's parser would report that its memory does. */
function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

function tooDeep(sql: string, { tokens }: ReturnType<typeof scan>): SqlError {
  return syntaxErrorAt(sql, tokens[0]?.startOffset ?? 0, 'memory exhausted');
}
