/** What is written as a file of LOAD DATA is read again, whatever stands in it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FileFormat } from '../../src/parser/ast.js';
import { type TextRow, textRows } from '../../src/query/text-fields.js';

const TABS: FileFormat = { fieldEnd: '\t', enclosure: '', escape: '\\', lineStart: '', lineEnd: '\n' };

const formats: readonly FileFormat[] = [
  TABS,
  { ...TABS, fieldEnd: ',', enclosure: '"' },
  { ...TABS, fieldEnd: ';;', enclosure: "'", lineStart: '>', lineEnd: '|\r\n' },
];

const isSpecial = (character: string, { fieldEnd, enclosure, escape, lineStart, lineEnd }: FileFormat): boolean =>
  [fieldEnd, enclosure, escape, lineStart, lineEnd].some((part) => part.includes(character));

/** As SELECT … INTO OUTFILE would write it. */
function written(rows: readonly TextRow[], format: FileFormat): string {
  const { fieldEnd, enclosure, escape, lineStart, lineEnd } = format;
  const field = (value: string | null): string => {
    if (value === null) return `${escape}N`;
    const escaped = [...value].map((character) => (isSpecial(character, format) ? escape + character : character));
    return enclosure + escaped.join('') + enclosure;
  };
  return rows.map((row) => lineStart + row.map(field).join(fieldEnd) + lineEnd).join('');
}

const text = fc.string({ unit: fc.constantFrom(...'ab\t\n\r,;|>\'"\\ NÜ😀'), maxLength: 6 });
const row = fc.array(fc.option(text), { minLength: 1, maxLength: 4 });

test.each(formats)('%j', (format) => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      // An escaped N is NULL, and those letters that are escapes mean something else.
      const plain = rows.filter((each) => each.every((value) => value !== 'N' && value !== ''));
      expect([...textRows(written(plain, format), format, 0)]).toEqual(plain);
    }),
  );
});

test('ignored lines do not count, and nothing is no row', () => {
  expect([...textRows('a\nb\tc\n', TABS, 1)]).toEqual([['b', 'c']]);
  expect([...textRows('a\n', TABS, 5)]).toEqual([]);
  expect([...textRows('', TABS, 0)]).toEqual([]);
  expect([...textRows('last', TABS, 0)]).toEqual([['last']]);
});

test('an enclosure that nothing ends belongs to the text', () => {
  const csv = { ...TABS, fieldEnd: ',', enclosure: '"' };
  expect([...textRows('"a,b\n', csv, 0)]).toEqual([['"a,b\n']]);
});
