/** What a real server accepted and refused in the recorded suites, the parser accepts and refuses. */
import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/base/errors.js';
import type { Statement } from '../../../src/parser/ast.js';
import { parse, statementsIn } from '../../../src/parser/parse.js';
import { recordedStatements } from './suite-statements.js';

/**
 * `SHOW x` and `FLUSH x`: only the server knows whether x is the table of a plugin, so the command refuses it. Texts
 * that are prepared are read by the command, too.
 */
function looksUp(statement: Statement): boolean {
  if (statement.kind === 'Prepare' || statement.kind === 'ExecuteImmediate') return true;
  if (statement.kind === 'Show') return statement.show.topic === 'IDENT';
  return statement.kind === 'Flush' && statement.items.some(({ kind }) => kind === 'Ident');
}

/** Error 1064; the parser's others (1113, 1221 …) are answers, which the suite compares. */
function syntaxErrorOf(sql: string, mode?: { ansiQuotes: boolean }): string | undefined {
  try {
    const options = { ansiQuotes: false, noBackslashEscapes: false, ...mode };
    for (const statement of statementsIn(sql, options)) parse(statement, options);
    return undefined;
  } catch (error) {
    return error instanceof SqlError && error.errno !== 1064 ? undefined : String(error);
  }
}

describe('the recorded suites', () => {
  const statements = recordedStatements();

  test('hold many statements, and some that are wrong', () => {
    expect(statements.length).toBeGreaterThan(1000);
    expect(statements.filter(({ refusal }) => refusal !== undefined).length).toBeGreaterThan(20);
  });

  test('every statement that the server could parse parses', () => {
    const failed = statements
      .filter(({ refusal }) => refusal === undefined)
      .flatMap(({ file, sql }) => {
        const complaint = syntaxErrorOf(sql) && syntaxErrorOf(sql, { ansiQuotes: true });
        return complaint === undefined ? [] : [`${file}: ${sql} -> ${complaint}`];
      });
    expect(failed).toEqual([]);
  });

  test.each(statements.filter(({ refusal }) => refusal !== undefined))('$sql', ({ sql, refusal }) => {
    let outcome: unknown;
    try {
      outcome = parse(sql);
    } catch (error) {
      expect(error).toBeInstanceOf(SqlError);
      outcome = (error as SqlError).message;
    }
    if (typeof outcome === 'object' && outcome !== null && looksUp(outcome as Statement)) return;
    expect(outcome).toBe(refusal);
  });
});
