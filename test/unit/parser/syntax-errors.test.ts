/** Where a syntax error points: recorded from a real server of version 10.11. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/base/errors.js';
import { parse } from '../../../src/parser/parse.js';
import { syntaxErrorAt } from '../../../src/parser/syntax-error.js';

const USUAL =
  'You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use ';

const unescape = (text: string): string =>
  text.replace(/\\([nt\\])/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? '\\');

function rows(file: string): string[][] {
  const lines = readFileSync(`test/data/parser/${file}`, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split('\t').map(unescape));
}

function answer(sql: string): string {
  try {
    return `accepted as ${parse(sql).kind}`;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return error.errno === 1064 ? error.message.replace(USUAL, '') : `error ${error.errno}`;
  }
}

describe('wrong statements', () => {
  const equal = rows('syntax-errors.tsv');
  const different = rows('syntax-errors-different.tsv');

  test('give the text of the server', () => {
    const wrong = equal.filter(([sql = '', text]) => answer(sql) !== text);
    expect(wrong.map(([sql = '', text]) => `${sql}: ${answer(sql)}, not ${text}`)).toEqual([]);
  });

  test('that give another text are few, each with its reason', () => {
    expect(equal.length / (equal.length + different.length)).toBeGreaterThanOrEqual(0.9);
    expect(different.filter(([, , reason]) => reason === undefined)).toEqual([]);
  });

  test('that give the text of the server leave the list of exceptions', () => {
    expect(different.filter(([sql = '', text]) => answer(sql) === text).map(([sql]) => sql)).toEqual([]);
  });
});

describe('right statements', () => {
  test('are accepted', () => {
    const lines = readFileSync('test/data/parser/accepted.txt', 'utf8').trimEnd().split('\n').map(unescape);
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.map((sql) => [sql, answer(sql)]).filter(([, text = '']) => !text.startsWith('accepted'))).toEqual([]);
  });

  test.each([';', ' ', '/* x */', '-- x', '# x', '/* x */;', '/*!99999 x */'])('%o is an empty query', (sql) => {
    expect(answer(sql)).toBe('error 1065');
  });

  test.each(['SELECT 1;', 'SELECT 1;; ;', '  SELECT 1', 'SELECT 1; -- x', 'SELECT 1; /* x */'])('%o is one', (sql) => {
    expect(answer(sql)).toBe('accepted as SelectStatement');
  });

  test('behind a semicolon must not follow', () => {
    expect(answer('SELECT 1; SELECT 2')).toBe("near 'SELECT 2' at line 1");
  });
});

describe('syntaxErrorAt', () => {
  test('counts lines from the first line that is not blank', () => {
    expect(syntaxErrorAt('\n\nSHOW\n x', 8).message).toContain("near 'x' at line 2");
  });

  test('leaves out blanks and semicolons at the end', () => {
    expect(syntaxErrorAt('SHOW x ; ', 5).message).toContain("near 'x' at line 1");
  });
});
