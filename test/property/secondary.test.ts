/** Laws of secondary indexes: every row has its record in each index, in that index's order, whatever happened before. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integer, type SqlType, varchar } from '../../src/base/types.js';
import type { Index, TableDefinition } from '../../src/engine/definition.js';
import { compareKeys } from '../../src/engine/page/key.js';
import { secondaryLayouts } from '../../src/engine/page/secondary.js';
import { anyColumn } from '../unit/engine/page/arbitrary-rows.js';
import { byteWeights, Store, table } from '../unit/engine/page/support.js';
import { checkStore } from '../unit/engine/page/tree-check.js';

const latin1 = 'latin1_bin';

const key = (name: string, parts: Index['parts'], unique = false): Index => ({ name, unique, parts });
const withKeys = (definition: TableDefinition, ...indexes: Index[]): TableDefinition => ({
  ...definition,
  indexes: [...definition.indexes, ...indexes],
});

const indexed = withKeys(
  table({ id: integer('INT'), n: [integer('INT'), 'NULL'], v: [varchar(4000, latin1), 'NULL'] }, ['id']),
  key('n', [{ column: 1 }]),
  key('v', [{ column: 2, length: 700 }]),
  key('n_v', [{ column: 1, descending: true }, { column: 2, length: 3 }, { column: 0 }]),
);

const anyRow = fc.tuple(fc.nat(500), fc.option(fc.nat(50)), fc.option(fc.tuple(fc.nat(900), fc.nat(25))));
const step = fc.oneof(
  fc.record({ put: fc.array(anyRow, { minLength: 1, maxLength: 120 }) }),
  fc.record({ delete: fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 300 })) }),
);

test('trees keep their order, their links and their account of pages', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const store = new Store(indexed);
      for (const [at, one] of steps.entries()) {
        if ('delete' in one) store.delete(Math.min(one.delete[0], store.rows.length), one.delete[1]);
        else {
          for (const [id, n, text] of one.put) {
            store.put([id, n, text && String.fromCharCode(97 + text[1]).repeat(text[0])]);
          }
        }
        store.commit();
        const reopened = checkStore(store);
        if (at % 2 === 1) store.tablespace = reopened;
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
}, 60_000);

const isCut = ({ name }: SqlType): boolean => /CHAR|TEXT|BLOB|BINARY/.test(name);

/** A table with one index over some of its columns, cut and turned round here and there. */
const anyIndexed = fc
  .array(fc.record({ column: anyColumn, nullable: fc.boolean() }), { minLength: 1, maxLength: 6 })
  .chain((columns) => {
    const part = fc.record({
      column: fc.nat(columns.length - 1),
      length: fc.integer({ min: 1, max: 6 }),
      cut: fc.boolean(),
      descending: fc.boolean(),
    });
    const values = columns.map(({ column, nullable }) => (nullable ? fc.option(column.value) : column.value));
    return fc.record({
      columns: fc.constant(columns),
      parts: fc.uniqueArray(part, { selector: ({ column }) => column, minLength: 1, maxLength: 4 }),
      rows: fc.array(fc.tuple(...values), { minLength: 1, maxLength: 60 }),
    });
  });

test('an index of any columns is read as it was written', () => {
  fc.assert(
    fc.property(anyIndexed, ({ columns, parts, rows }) => {
      const types = columns.map(({ column: { type }, nullable }) => (nullable ? ([type, 'NULL'] as const) : type));
      const definition = table(Object.fromEntries(types.map((type, index) => [`c${index}`, type])));
      const indexParts = parts.map(({ column, length, cut, descending }) => {
        const type = definition.columns[column]?.type;
        const shorter = cut && type && isCut(type) && 'length' in type && type.length > length;
        return { column, ...(shorter && { length }), ...(descending && { descending: true as const }) };
      });
      const store = new Store(withKeys(definition, key('k', indexParts)));
      store.append(rows.map((row, index) => [...row, index + 1]));
      store.commit();
      checkStore(store);
    }),
    { numRuns: 300 },
  );
}, 60_000);

test('NULL comes before every value, and behind it where the column descends', () => {
  const [up, down] = secondaryLayouts(
    withKeys(
      table({ n: [integer('INT'), 'NULL'], v: [varchar(9, latin1), 'NULL'] }),
      key('up', [{ column: 0 }, { column: 1 }]),
      key('down', [{ column: 0, descending: true }, { column: 1 }]),
    ),
    byteWeights,
  );
  const value = fc.option(fc.integer({ min: -3, max: 3 }));
  const order = (a: number | null, b: number | null) => Math.sign((a ?? -100) - (b ?? -100));
  fc.assert(
    fc.property(value, value, (a, b) => {
      const [x, y] = [
        [a, 'v', 1],
        [b, 'v', 1],
      ];
      expect(up && compareKeys(up.keyOf(x ?? []), up.keyOf(y ?? []))).toBe(order(a, b));
      expect(down && compareKeys(down.keyOf(x ?? []), down.keyOf(y ?? []))).toBe(order(b, a));
    }),
  );
});
