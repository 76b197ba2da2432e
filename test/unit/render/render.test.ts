/** Renderers beyond what the client's recordings show. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell, ResultColumn, Rows } from '../../../src/base/result.js';
import { integer, type SqlType, varchar } from '../../../src/base/types.js';
import { clientCells, terminalCells } from '../../../src/render/cells.js';
import { declaredLength } from '../../../src/render/declared-length.js';
import { clientErrorText, durationText, errorText, summaryText, warningText } from '../../../src/render/status-line.js';
import { tableText } from '../../../src/render/table.js';
import { byteLength, decodeBytes, encodeText } from '../../../src/render/text.js';
import { verticalText } from '../../../src/render/vertical.js';

const column = (name: string, type: SqlType = varchar(10), nullable = false): ResultColumn => ({
  ...{ name, type, nullable, db: '', table: '', orgTable: '', orgName: '' },
});

const rows = (columns: ResultColumn[], ...cells: Cell[][]): Rows => ({ kind: 'rows', columns, rows: cells });

test('bytes become text and the same bytes again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = decodeBytes(bytes);
      expect(new Uint8Array(encodeText(text))).toEqual(bytes);
      expect(byteLength(text)).toBe(bytes.length);
    }),
  );
});

test('text that is valid stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeBytes(encodeText(text))).toBe(text);
    }),
  );
});

test.each([
  ['abc', 3, 3],
  ['é', 1, 1],
  ['日本', 4, 4],
  ['한', 2, 2],
  ['😀', 1, 2],
  ['e\u0301', 2, 1],
  ['👩‍👩‍👧', 5, 2],
  ['\u{20000}', 2, 2],
  ['', 0, 0],
  ['\udcff', 0, 1],
])('%s takes %i cells for the client and %i on a terminal', (text, client, terminal) => {
  expect([clientCells(text), terminalCells(text)]).toEqual([client, terminal]);
});

test('on a terminal columns are as wide as they look', () => {
  const result = rows([column('名'), column('n', integer('INT'), true)], ['😀é', '5'], ['x', null]);
  expect(tableText(result, { header: true, widths: 'cells' })).toBe(
    '+-----+------+\n| 名  | n    |\n+-----+------+\n| 😀é |    5 |\n| x   | NULL |\n+-----+------+\n',
  );
  expect(tableText(result, { header: false, widths: 'bytes' })).toBe(
    '+--------+------+\n| 😀é     |    5 |\n| x      | NULL |\n+--------+------+\n',
  );
});

test('vertical names are aligned to the longest', () => {
  expect(verticalText(rows([column('a'), column('long')], ['1', null]), true)).toBe(
    `${'*'.repeat(27)} 1. row ${'*'.repeat(27)}\n   a: 1\nlong: NULL\n`,
  );
});

test.each([
  [2, '0.002 sec'],
  [61_006, '1 min 1.006 sec'],
  [7_325_000, '2 hours 2 min 5.000 sec'],
  [90_061_000, '1 day 1 hour 1 min 1.000 sec'],
  [3_600_000, '1 hour 0.000 sec'],
])('%i ms are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

test('summaries count in singular and plural', () => {
  const ok = { kind: 'ok', insertId: 0n, info: '' } as const;
  expect(summaryText({ ...ok, affectedRows: 1, warningCount: 0 })).toBe('Query OK, 1 row affected\n');
  expect(summaryText({ ...ok, affectedRows: 0, warningCount: 2 }, 13)).toBe(
    'Query OK, 0 rows affected, 2 warnings (0.013 sec)\n',
  );
  expect(summaryText({ ...ok, affectedRows: 2, info: 'Records: 2', warningCount: 1 })).toBe(
    'Query OK, 2 rows affected, 1 warning\nRecords: 2\n',
  );
  expect(summaryText({ ...rows([column('a')]), warningCount: 0 })).toBe('Empty set\n');
  expect(summaryText({ ...rows([column('a')], ['1']), warningCount: 0 })).toBe('1 row in set\n');
});

test('errors name their place', () => {
  const failure = { kind: 'error', errno: 1064, sqlstate: '42000', message: 'wrong' } as const;
  expect(errorText(failure)).toBe('ERROR 1064 (42000): wrong\n');
  expect(errorText(failure, { line: 3 })).toBe('ERROR 1064 (42000) at line 3: wrong\n');
  expect(errorText(failure, { line: 3, file: 'a.sql' })).toBe("ERROR 1064 (42000) at line 3 in file: 'a.sql': wrong\n");
  expect(clientErrorText('no', { line: 1 })).toBe('ERROR at line 1: no\n');
  expect(warningText({ level: 'Note', errno: 1051, message: 'm' })).toBe('Note (Code 1051): m\n');
});

test.each<[SqlType, number]>([
  [integer('INT'), 11],
  [varchar(20), 80],
  [{ name: 'DECIMAL', precision: 6, scale: 2, unsigned: false, zerofill: false }, 8],
  [{ name: 'DECIMAL', precision: 6, scale: 0, unsigned: true, zerofill: false }, 6],
  [{ name: 'DOUBLE', unsigned: false, zerofill: false }, 22],
  [{ name: 'DATETIME', fsp: 3 }, 23],
  [{ name: 'DATE', fsp: 0 }, 10],
  [{ name: 'TEXT', length: 65_535, collation: 'utf8mb4_general_ci' }, 262_140],
  [{ name: 'TINYBLOB', length: 255 }, 255],
  [{ name: 'VARBINARY', length: 8 }, 8],
  [{ name: 'LONGTEXT', length: 4_294_967_295, collation: 'utf8mb4_general_ci' }, 16_777_215],
])('declared length of %j', (type, length) => {
  expect(declaredLength(type)).toBe(length);
});
