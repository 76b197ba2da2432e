/** What statements become. */
import { describe, expect, test } from 'vitest';
import { parse } from '../../../src/parser/parse.js';

const variable = (name: string) => ({ kind: 'UserVariable', name });

describe('SET', () => {
  test('GLOBAL stays in force for the bare names behind it, and only for them', () => {
    expect(parse('SET GLOBAL a=1, b=x, @c=2, @@d=DEFAULT, e=ON, SESSION f=1, g=1')).toMatchObject({
      items: [
        { name: 'a', scope: 'GLOBAL', value: { kind: 'Expr', text: '1' } },
        { name: 'b', scope: 'GLOBAL', value: { kind: 'Word', word: 'x' } },
        { kind: 'UserVariable', name: 'c' },
        { name: 'd', scope: 'SESSION', value: { kind: 'Default' } },
        { name: 'e', scope: 'GLOBAL', value: { kind: 'Word', word: 'ON' } },
        { name: 'f', scope: 'SESSION' },
        { name: 'g', scope: 'SESSION' },
      ],
    });
  });

  test.each([
    ['BINARY', { kind: 'Word', word: 'BINARY' }],
    ["BINARY 'x'", { kind: 'Expr', text: "BINARY 'x'" }],
    ['a.b', { kind: 'Expr', text: 'a.b' }],
    ['-1', { kind: 'Expr', text: '-1' }],
  ])('x = %s', (value, expected) => {
    expect(parse(`SET x = ${value}`)).toMatchObject({ items: [{ value: expected }] });
  });

  test('a component stands before the name', () => {
    expect(parse('SET foo.x = 1')).toMatchObject({ items: [{ component: 'foo', name: 'x' }] });
  });

  test('SET STATEMENT holds its statement', () => {
    expect(parse('SET STATEMENT a=1, b=2 FOR SHOW PLUGINS')).toMatchObject({
      kind: 'SetStatement',
      items: [{ name: 'a' }, { name: 'b' }],
      statement: { kind: 'Show' },
    });
  });

  test('TRANSACTION', () => {
    expect(parse('SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY')).toEqual({
      kind: 'Set',
      items: [{ kind: 'Transaction', scope: 'GLOBAL', isolation: 'READ-COMMITTED', readOnly: true }],
    });
  });
});

describe('table options', () => {
  const optionsOf = (text: string) => {
    const statement = parse(`CREATE TABLE t (a INT) ${text}`);
    return statement.kind === 'CreateTable' ? statement.options : [];
  };

  test('are kept as typed', () => {
    expect(optionsOf("ENGINE InnoDB, `encrypted`=`yes` ENCRYPTION_KEY_ID=0x03 Comment 'c' X=DEFAULT y='z'")).toEqual([
      { name: 'ENGINE', value: 'InnoDB', form: 'word' },
      { name: 'encrypted', value: 'yes', form: 'word' },
      { name: 'ENCRYPTION_KEY_ID', value: '3', form: 'number' },
      { name: 'Comment', value: 'c', form: 'string' },
      { name: 'X', form: 'default' },
      { name: 'y', value: 'z', form: 'string' },
    ]);
  });

  test('character sets have one name', () => {
    expect(optionsOf('DEFAULT CHARACTER SET = latin1 COLLATE latin1_bin')).toEqual([
      { name: 'CHARSET', value: 'latin1', form: 'word' },
      { name: 'COLLATE', value: 'latin1_bin', form: 'word' },
    ]);
  });

  test('PARTITION BY is text', () => {
    expect(parse('CREATE TABLE t (a INT) x=1 PARTITION BY HASH (a)  PARTITIONS 2')).toMatchObject({
      options: [{ name: 'x' }],
      partition: { offset: expect.any(Number) },
    });
  });
});

describe('ALTER TABLE', () => {
  test('a position ends a definition', () => {
    expect(
      parse('ALTER TABLE t ADD COLUMN a INT NOT NULL AFTER b, ADD c INT FIRST, ADD INDEX IF NOT EXISTS k (a)'),
    ).toMatchObject({
      actions: [
        { kind: 'AddColumn', column: { name: 'a', nullable: false }, position: { after: 'b' } },
        { kind: 'AddColumn', column: { name: 'c' }, position: { first: true } },
        { kind: 'AddKey', key: { name: 'k' }, ifNotExists: true },
      ],
    });
  });

  test('options stand together', () => {
    expect(parse('ALTER TABLE t ENGINE=InnoDB ENCRYPTED=NO, FORCE, ALGORITHM=COPY')).toMatchObject({
      actions: [
        { kind: 'Options', options: [{ name: 'ENGINE' }, { name: 'ENCRYPTED', value: 'NO' }] },
        { kind: 'Force' },
        { kind: 'Algorithm', value: 'COPY' },
      ],
    });
  });
});

describe('queries', () => {
  const queryOf = (sql: string) => {
    const statement = parse(sql);
    if (statement.kind !== 'SelectStatement') throw new Error(statement.kind);
    return statement.query;
  };

  test('INTERSECT binds tighter than UNION', () => {
    expect(queryOf('SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 ORDER BY 1')).toMatchObject({
      op: 'UNION',
      right: { op: 'INTERSECT' },
      orderBy: [{}],
    });
  });

  test('a condition sees all tables that are joined before it', () => {
    expect(queryOf('SELECT 1 FROM a JOIN b JOIN c ON x')).toMatchObject({
      from: [
        { type: 'INNER', left: { type: 'CROSS', left: { table: { name: 'a' } } }, right: { table: { name: 'c' } } },
      ],
    });
    expect(queryOf('SELECT 1 FROM a JOIN b JOIN c ON x ON y')).toMatchObject({
      from: [{ left: { table: { name: 'a' } }, right: { type: 'INNER' }, on: { name: 'y' } }],
    });
  });

  test('an outer LIMIT does not replace an inner one', () => {
    expect(queryOf('(SELECT 1 LIMIT 2) LIMIT 1')).toMatchObject({
      limit: { count: { value: { digits: '1' } } },
      from: [{ kind: 'DerivedTable', query: { limit: { count: { value: { digits: '2' } } } } }],
    });
  });

  test('INTO names variables', () => {
    expect(parse('SELECT 1, 2 INTO @a, @b')).toMatchObject({ into: [variable('a'), variable('b')] });
    expect(parse('SELECT 1 INTO @a FROM t')).toMatchObject({ into: [variable('a')] });
    expect(() => parse('SELECT (SELECT 1 INTO @a)')).toThrow(/near 'INTO @a\)'/);
  });

  test('VALUES are selects', () => {
    expect(queryOf('VALUES (1, 2), (3, 4)')).toMatchObject({ op: 'UNION', all: true, left: { items: [{}, {}] } });
  });
});

test('INSERT … SET gives columns and one row', () => {
  expect(parse('INSERT INTO t SET a = 1, b = DEFAULT')).toMatchObject({
    columns: ['a', 'b'],
    source: { kind: 'Values', rows: [[{ kind: 'Literal' }, { kind: 'DefaultExpr' }]] },
  });
});

test('a failed statement leaves nothing behind', () => {
  expect(() => parse('INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(')).toThrow(/near ''/);
  expect(() => parse('SELECT VALUES(a)')).toThrow(/near 'VALUES\(a\)'/);
  expect(parse('SELECT 1 INTO @a')).toMatchObject({ into: [variable('a')] });
  expect(() => parse('INSERT INTO t SELECT 1 INTO @a')).toThrow(/near 'INTO @a'/);
});

test('SHOW and FLUSH say where their name stands', () => {
  expect(parse('SHOW  x')).toMatchObject({ show: { topic: 'IDENT', name: 'x', offset: 6 } });
  expect(parse('FLUSH STATUS, x')).toMatchObject({ items: [{ name: 'STATUS' }, { kind: 'Ident', offset: 14 }] });
});

test.each(['CREATE SERVER s x', 'XA BEGIN x'])('%s is known by name', (sql) => {
  expect(parse(sql).kind).toBe('Unsupported');
});
