/** CHECK TABLE sees where a secondary index and the rows differ. */
import { expect, test } from 'vitest';
import { integer, varchar } from '../../../src/base/types.js';
import { checkIndexes } from '../../../src/engine/index-check.js';
import { secondaryLayouts } from '../../../src/engine/page/secondary.js';
import { openRowDatabase } from '../../../src/engine/store/row-database.js';
import { RowTable } from '../../../src/engine/store/row-table.js';
import { byteWeights, Store, table } from './page/support.js';

const definition = {
  ...table({ id: integer('INT'), v: [varchar(9, 'latin1_bin'), 'NULL'] }, ['id']),
  indexes: [
    { name: 'PRIMARY', unique: true, parts: [{ column: 0 }] },
    { name: 'v', unique: false, parts: [{ column: 1 }] },
  ],
};

/** A file with these rows, and a row store with others. */
function findings(onPages: [number, string | null][], inStore: [number, string | null][]) {
  const store = new Store(definition);
  store.append(onPages);
  store.commit();
  const layout = { kind: 'integer', column: 0, wide: false } as const;
  const rows = new RowTable(openRowDatabase(), 1, definition, layout, secondaryLayouts(definition, byteWeights));
  rows.load(
    inStore.map(([id]) => id),
    inStore,
  );
  return checkIndexes(store.reopen(), rows);
}

test('an index with the records of all rows is right', () => {
  const rows: [number, string | null][] = [
    [1, 'b'],
    [2, null],
    [3, 'a'],
  ];
  expect(findings(rows, rows)).toEqual([]);
});

test('records that are missing are counted', () => {
  expect(
    findings(
      [[1, 'b']],
      [
        [1, 'b'],
        [2, 'c'],
      ],
    ),
  ).toEqual([{ position: 1, entries: { found: 1, expected: 2 } }]);
});

test('a record of another value is damage', () => {
  expect(findings([[1, 'b']], [[1, 'c']])).toEqual([{ position: 1, entries: undefined }]);
});
