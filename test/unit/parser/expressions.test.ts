/** How expressions group, and what literals, names and labels become. */
import { describe, expect, test } from 'vitest';
import type { Expr, SelectItem } from '../../../src/parser/ast.js';
import { parse } from '../../../src/parser/parse.js';
import type { ScanOptions } from '../../../src/parser/scanner.js';

function itemsOf(list: string, options?: ScanOptions): readonly SelectItem[] {
  const statement = parse(`SELECT ${list}`, options);
  if (statement.kind !== 'SelectStatement' || statement.query.kind !== 'Select') throw new Error(statement.kind);
  return statement.query.items;
}

function exprOf(text: string, options?: ScanOptions): Expr {
  const [item] = itemsOf(text, options);
  if (item?.kind !== 'Item') throw new Error(text);
  return item.expr;
}

/** The tree with all its parentheses. */
function grouped(expr: Expr): string {
  switch (expr.kind) {
    case 'Binary':
      return `(${grouped(expr.left)} ${expr.op} ${grouped(expr.right)})`;
    case 'Unary':
      return `(${expr.op} ${grouped(expr.operand)})`;
    case 'ColumnRef':
      return expr.name;
    case 'Literal':
      return 'digits' in expr.value ? expr.value.digits : expr.value.type;
    case 'IsTest':
      return `(${grouped(expr.operand)} is ${expr.what})`;
    case 'LikeTest':
      return `(${grouped(expr.operand)} ${expr.op} ${grouped(expr.pattern)})`;
    case 'BetweenTest':
      return `(${grouped(expr.operand)} between ${grouped(expr.low)} and ${grouped(expr.high)})`;
    case 'CollateExpr':
      return `(${grouped(expr.operand)} collate)`;
    default:
      return expr.kind;
  }
}

test.each([
  ['a OR b AND c XOR d', '(a OR ((b AND c) XOR d))'],
  ['a || b && c', '(a OR (b AND c))'],
  ['NOT a = b', '(NOT (a = b))'],
  ['! a = b', '((NOT a) = b)'],
  ['NOT a AND b', '((NOT a) AND b)'],
  ['a + b * c - d', '((a + (b * c)) - d)'],
  ['a - b - c', '((a - b) - c)'],
  ['a | b & c << d + e', '(a | (b & (c << (d + e))))'],
  ['a * b ^ c', '(a * (b ^ c))'],
  ['a DIV b MOD c', '((a DIV b) % c)'],
  ['- a ^ b', '((- a) ^ b)'],
  ['- a COLLATE x', '(- (a collate))'],
  ['BINARY a = b', '((BINARY a) = b)'],
  ['a = b = c', '((a = b) = c)'],
  ['a IS NULL = b', '((a is NULL) = b)'],
  ['a = b IS NULL', '((a = b) is NULL)'],
  ['a LIKE b = c', '((a LIKE b) = c)'],
  ['a BETWEEN b AND c AND d', '((a between b and c) AND d)'],
  ['a != b <> c <=> d', '(((a <> b) <> c) <=> d)'],
  ['5--1', '(5 - (- 1))'],
])('%s is %s', (text, expected) => {
  expect(grouped(exprOf(text))).toBe(expected);
});

describe('literals', () => {
  test.each<[string, object]>([
    ["'a''b'", { type: 'string', value: "a'b" }],
    ['"a""b"', { type: 'string', value: 'a"b' }],
    ["'a' /* x */ 'b'", { type: 'string', value: 'ab' }],
    ["'\\n\\'\\\\\\%\\_\\x'", { type: 'string', value: "\n'\\\\%\\_x" }],
    ["'\\0\\Z'", { type: 'string', value: '\0\x1a' }],
    ["_latin1'a' 'b'", { type: 'string', value: 'ab', charset: 'latin1' }],
    ["N'a'", { type: 'string', value: 'a', charset: 'utf8mb3' }],
    ["X'4d79'", { type: 'hex', bytes: Uint8Array.of(0x4d, 0x79) }],
    ['0x123', { type: 'hex', bytes: Uint8Array.of(0x01, 0x23) }],
    ["b'100000001'", { type: 'bit', bytes: Uint8Array.of(1, 1) }],
    ['0b101', { type: 'bit', bytes: Uint8Array.of(5) }],
    ['99999999999999999999', { type: 'integer', digits: '99999999999999999999' }],
    ['1.50', { type: 'decimal', text: '1.50' }],
    ['.5', { type: 'decimal', text: '.5' }],
    ['1.', { type: 'decimal', text: '1.' }],
    ['1e5', { type: 'double', text: '1e5' }],
    ['.5E-3', { type: 'double', text: '.5E-3' }],
    ['\\N', { type: 'null' }],
    ['TRUE', { type: 'boolean', value: true }],
    ["DATE'2020-01-01'", { type: 'temporal', of: 'DATE', value: '2020-01-01' }],
    ["{ts '2020-01-01'}", { type: 'temporal', of: 'TIMESTAMP', value: '2020-01-01' }],
  ])('%s', (text, value) => {
    expect(exprOf(text)).toEqual({ kind: 'Literal', value });
  });

  test('a backslash is an ordinary character when the session says so', () => {
    const value = { type: 'string', value: 'a\\' };
    expect(exprOf("'a\\'", { noBackslashEscapes: true })).toEqual({ kind: 'Literal', value });
  });

  test('double quotes hold a name when the session says so', () => {
    expect(exprOf('"a ""b"', { ansiQuotes: true })).toEqual({ kind: 'ColumnRef', name: 'a "b' });
  });
});

describe('names', () => {
  test.each(['1a', '1e', '0x', '0xG', '0X41', '0b2', '_foo', '$a', 'é', 'count', 'date', 'plugin', 'a$1'])(
    '%s',
    (name) => {
      expect(exprOf(name)).toEqual({ kind: 'ColumnRef', name });
    },
  );

  test('a word beside a dot is never a keyword', () => {
    expect(exprOf('select.from.where')).toEqual({ kind: 'ColumnRef', name: 'where', table: 'from', db: 'select' });
    expect(() => parse('SELECT t . select')).toThrow(/near 'select'/);
  });

  test('COUNT is a function only with its parenthesis directly behind it', () => {
    expect(exprOf('COUNT(*)')).toEqual({ kind: 'Call', name: 'COUNT', args: [], star: true });
    expect(() => parse('SELECT COUNT (*)')).toThrow(/near '\*\)'/);
  });

  test.each<[string, object]>([
    ['@a.b$c', { kind: 'UserVariable', name: 'a.b$c' }],
    ["@'a b'", { kind: 'UserVariable', name: 'a b' }],
    ['@`a``b`', { kind: 'UserVariable', name: 'a`b' }],
    ['@@x', { kind: 'SystemVariable', name: 'x' }],
    ['@@global . x', { kind: 'SystemVariable', scope: 'GLOBAL', name: 'x' }],
    ['@@foo.x', { kind: 'SystemVariable', component: 'foo', name: 'x' }],
    ['@@local.foo.x', { kind: 'SystemVariable', scope: 'LOCAL', component: 'foo', name: 'x' }],
  ])('%s', (text, expr) => {
    expect(exprOf(text)).toEqual(expr);
  });
});

describe('executable comments', () => {
  test.each([
    ['/*! +1 */', true],
    ['/*!50699 +1 */', true],
    ['/*!50700 +1 */', false],
    ['/*!99999 +1 */', false],
    ['/*!100000 +1 */', true],
    ['/*!101120 +1 */', false],
    ['/*M! +1 */', true],
    ['/*M!50800 +1 */', true],
    ['/*M!999999 +1 */', false],
    ['/*m! +1 */', false],
    ['/*!99999 /* x */ +1 */', false],
  ])('2 %s: run %o', (comment, run) => {
    expect(exprOf(`2 ${comment}`).kind).toBe(run ? 'Binary' : 'Literal');
  });

  test('the version is that of the server', () => {
    expect(exprOf('2 /*!110800 +1 */', { serverVersion: 110_801 }).kind).toBe('Binary');
  });
});

test.each([
  ['1  +   1 ', '1  +   1'],
  ['1 /* a */ + 2 -- b\n', '1 /* a */ + 2'],
  ['1 /*! + 1 */', '1  + 1'],
  ['1 /*!99999 + 1 */+ 2', '1 + 2'],
  ["' a' 'b'", 'ab'],
  ['(  5 )', '5'],
  ['( 1 + 2 )', '( 1 + 2 )'],
  ['\\N', 'NULL'],
  ['@@GLOBAL . x', '@@GLOBAL . x'],
  ["( X'41' )", "( X'41' )"],
])('the label of %o is %o', (text, label) => {
  expect(itemsOf(text)).toMatchObject([{ text: label }]);
});
