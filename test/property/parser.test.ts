/** Whatever the text, the parser gives a statement or the server's error, and does so soon. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SqlError } from '../../src/base/errors.js';
import { parse } from '../../src/parser/parse.js';
import { FUNCTION_WORDS, RESERVED_WORDS, USABLE_WORDS } from '../../src/parser/words.js';

/** True if the answer was one of the two that are allowed. */
function answers(sql: string): boolean {
  try {
    return parse(sql).kind.length > 0;
  } catch (error) {
    return error instanceof SqlError;
  }
}

const word = fc.constantFrom<string>(...RESERVED_WORDS, ...USABLE_WORDS, ...FUNCTION_WORDS);

const symbol = fc.constantFrom(
  ...[
    '(',
    ')',
    ',',
    '.',
    ';',
    '=',
    ':=',
    '<=>',
    '<',
    '>',
    '!',
    '+',
    '-',
    '*',
    '/',
    '%',
    '&&',
    '||',
    '@',
    '@@',
    '{',
    '}',
  ],
  ...[
    "'a'",
    '"b"',
    '`c`',
    "N'd'",
    "X'41'",
    '0x41',
    "b'1'",
    '1',
    '1.5',
    '1e5',
    '@v',
    '@@x',
    '_utf8mb4',
    '\\N',
    'a',
    't.*',
  ],
  ...['/*', '*/', '/*!', '/*!50700 ', '-- ', '#', '\n', "'", '"', '`', '\\', '?', '\u0000', 'é', '😀'],
);

const start = fc.constantFrom(
  'SELECT',
  'INSERT INTO t',
  'CREATE TABLE t (',
  'ALTER TABLE t',
  'SET',
  'SHOW',
  'FLUSH',
  '',
);

const soup = fc
  .tuple(start, fc.array(fc.oneof(word, symbol), { maxLength: 25 }), fc.constantFrom(' ', ''))
  .map(([first, rest, between]) => `${first} ${rest.join(between)}`);

const statements = readFileSync('test/data/parser/accepted.txt', 'utf8').trimEnd().split('\n');

describe('the parser', () => {
  test('answers any soup of tokens', () => {
    fc.assert(fc.property(soup, answers), { numRuns: 3000 });
  });

  test('answers any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), answers), { numRuns: 1000 });
  });

  test('answers every beginning of a statement', () => {
    const beginnings = statements.flatMap((sql) => [...sql].map((_, length) => sql.slice(0, length)));
    expect(beginnings.filter((sql) => !answers(sql))).toEqual([]);
  });

  test('reads a statement whatever blanks and comments stand around it', () => {
    const filler = fc.constantFrom('', ' ', '\n', '/* x */', '-- x\n', '# y\n', '/*!99999 z */');
    fc.assert(
      fc.property(
        fc.constantFrom(...statements.filter((sql) => !/[;\\]/.test(sql))),
        filler,
        filler,
        (sql, before, behind) => {
          expect(parse(`${before}${sql}\n${behind}`).kind).toBe(parse(sql).kind);
        },
      ),
    );
  });
});

const MEGABYTE = 1_000_000;

/** Far more than it takes, for a machine that is busy with other things. */
const SOON_MS = 20_000;

const filled = (length: number, text: string): string => text.repeat(Math.ceil(length / text.length));

describe('a megabyte', () => {
  const of = (text: string): string => filled(MEGABYTE, text);

  test.each([
    ['of parentheses', `SELECT ${of('(')}`],
    ['of queries in parentheses', `SELECT ${of('(SELECT ')}`],
    ['of CASE', `SELECT ${of('CASE ')}`],
    ['of function calls', `SELECT ${of('f(')}`],
    ['of joins', `SELECT 1 FROM a${of(' JOIN a')}`],
    ['of quotes', of("'")],
    ['of open comments', of('/*')],
    ['of executable comments', of('/*!')],
    ['of letters', of('x')],
    ['of digits', `SELECT ${of('9')}`],
    ['of semicolons', `SELECT 1${of(';')}`],
    ['of dots', `SELECT a${of('.a')}`],
    ['of commas', of(',')],
    ['of all bytes', of(String.fromCharCode(...Array.from({ length: 5003 }, (_, index) => (index * 7919) % 256)))],
  ])('%s is answered soon', { timeout: SOON_MS }, (_, sql) => {
    expect(answers(sql)).toBe(true);
  });

  test('too deep a nesting is what the server says of it', () => {
    const wrong = `SELECT ${of('(')}`;
    expect(() => parse(wrong)).toThrow(/^memory exhausted near 'SELECT \({70}\.\.\.' at line 1$/);
  });
});

describe('what is long without being deep', () => {
  const of = (text: string): string => filled(MEGABYTE / 10, text);

  test.each([
    ['additions', `SELECT 1${of('+1')}`],
    ['signs', `SELECT ${of('- ')}1`],
    ['NOT', `SELECT ${of('NOT ')}1`],
    ['unions', `SELECT 1${of(' UNION SELECT 1')}`],
    ['options', `CREATE TABLE t (a INT) ${of('x=1 ')}`],
    ['rows', `INSERT INTO t VALUES (1)${of(',(1)')}`],
  ])('is parsed: %s', { timeout: SOON_MS }, (_, sql) => {
    expect(parse(sql).kind.length).toBeGreaterThan(0);
  });
});
