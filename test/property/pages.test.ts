/** Laws of pages and tablespaces: whatever goes in comes out, and nothing that stands on a page can do harm. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integer, type SqlType, varchar } from '../../src/base/types.js';
import { sealPlain } from '../../src/engine/page/checksum.js';
import { PageCorruption } from '../../src/engine/page/corruption.js';
import { FILL_LIMIT } from '../../src/engine/page/index-page.js';
import { clusteredKey, compareKeys } from '../../src/engine/page/key.js';
import { PAGE_SIZE } from '../../src/engine/page/layout.js';
import { rowShape } from '../../src/engine/page/shape.js';
import { Tablespace } from '../../src/engine/tablespace/tablespace.js';
import { anyColumn } from '../unit/engine/page/arbitrary-rows.js';
import { byteWeights, fileSource, Store, table } from '../unit/engine/page/support.js';
import { checkStore } from '../unit/engine/page/tree-check.js';

const latin1 = 'latin1_bin';

const byNumber = table({ id: integer('INT'), v: varchar(4000, latin1) }, ['id']);
const byText = table({ name: varchar(2900, latin1), n: [integer('INT'), 'NULL'] }, ['name']);

/** A step of a table's life: rows put in, a range taken out, or rows appended. */
const step = fc.oneof(
  fc.record({ put: fc.array(fc.tuple(fc.nat(400), fc.nat(3000)), { minLength: 1, maxLength: 60 }) }),
  fc.record({ delete: fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 200 })) }),
  fc.record({ append: fc.tuple(fc.nat(150), fc.nat(3000)) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function change(store: Store, one: Step): void {
  if ('put' in one) for (const [id, length] of one.put) store.put([id, 'p'.repeat(length)]);
  else if ('delete' in one) store.delete(Math.min(one.delete[0], store.rows.length), one.delete[1]);
  else {
    const last = Number(store.rows.at(-1)?.row[0] ?? 0);
    store.append(Array.from({ length: one.append[0] }, (_, index) => [last + 1 + index, 'a'.repeat(one.append[1])]));
  }
  store.commit();
}

test('a tree keeps its order, its links and its account of pages', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const store = new Store(byNumber);
      for (const one of steps) {
        change(store, one);
        const before = store.tablespace;
        const reopened = checkStore(store);
        expect([...before.leaves()].map((leaf) => leaf.pageNumber)).toEqual(
          [...reopened.leaves()].map((leaf) => leaf.pageNumber),
        );
        // Every other step goes on with what a restart would find.
        if (steps.indexOf(one) % 2 === 1) store.tablespace = reopened;
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 60_000);

const long = table({ id: integer('INT'), a: varchar(60_000, latin1), b: [varchar(60_000, latin1), 'NULL'] }, ['id']);
const someLength = fc.oneof(fc.nat(200), fc.nat(9000), fc.nat(60_000));
const someRow = fc.tuple(fc.nat(30), someLength, fc.option(someLength), fc.constantFrom('p', 'q'));

const longStep = fc.oneof(
  fc.record({ put: fc.array(someRow, { minLength: 1, maxLength: 8 }) }),
  fc.record({ delete: fc.tuple(fc.nat(30), fc.nat(6)) }),
  fc.record({ reopen: fc.constant(true) }),
);

function changeLong(store: Store, one: typeof longStep extends fc.Arbitrary<infer T> ? T : never): void {
  if ('delete' in one) store.delete(Math.min(one.delete[0], store.rows.length), one.delete[1]);
  else if ('reopen' in one) store.tablespace = store.reopen();
  else for (const [id, a, b, letter] of one.put) store.put([id, letter.repeat(a), b === null ? b : 'b'.repeat(b)]);
  store.commit();
}

test('long values have pages of their own, each page one owner, and no page is left behind', () => {
  const life = fc.array(longStep, { maxLength: 14 });
  fc.assert(
    fc.property(life, (steps) => {
      const store = new Store(long);
      for (const one of steps) {
        const before = new Set(store.tablespace.usedPages());
        changeLong(store, one);
        checkStore(store);
        for (const [page, times] of store.written) if (!before.has(page)) expect(times).toBe(1);
      }
      store.delete(0, store.rows.length);
      store.commit();
      expect([...store.tablespace.usedPages()]).toEqual([0, 1, 2, 3]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 60_000);

test('long keys make high trees, which shrink again', () => {
  const keys = fc.array(fc.tuple(fc.nat(30_000), fc.nat(2800)), { minLength: 100, maxLength: 300 });
  fc.assert(
    fc.property(keys, keys, fc.nat(300), fc.nat(300), (first, second, from, count) => {
      const store = new Store(byText);
      const put = (rows: typeof first) => {
        for (const [n, length] of rows) store.put([String(n).padStart(length, 'k'), n % 3 === 0 ? null : n]);
        store.commit();
        checkStore(store);
      };
      put(first);
      put(second);
      store.delete(from, count);
      store.commit();
      store.tablespace = checkStore(store);
      put(first);
      store.delete(0, store.rows.length);
      store.commit();
      checkStore(store);
      expect(store.reopen().leafOf(Buffer.of(0)).pageNumber).toBe(3);
      expect([...store.tablespace.usedPages()]).toEqual([0, 1, 2, 3]);
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 60_000);

/** A first page that becomes small when the rows behind it are halved. */
const SMALL_AFTER_HALVING: Step[] = [
  {
    put: [
      [311, 2182],
      [249, 2321],
      [10, 1212],
      [155, 2403],
      [337, 1750],
      [127, 1862],
    ],
  },
  {
    put: [
      [150, 2827],
      [211, 2640],
      [218, 2942],
      [171, 2473],
      [126, 1618],
      [272, 2357],
    ],
  },
  {
    put: [
      [260, 1087],
      [372, 755],
      [241, 61],
      [201, 2945],
      [359, 1821],
    ],
  },
  {
    put: [
      [136, 613],
      [196, 663],
      [154, 2749],
      [370, 2426],
    ],
  },
  { append: [5, 2157] },
  { delete: [259, 79] },
  {
    put: [
      [392, 2989],
      [125, 1833],
      [271, 2334],
    ],
  },
  { delete: [210, 60] },
  { append: [7, 2770] },
  {
    put: [
      [180, 1657],
      [187, 26],
      [78, 332],
      [145, 2795],
      [22, 871],
      [217, 781],
      [369, 138],
      [114, 878],
      [289, 1642],
      [188, 1478],
    ],
  },
  { append: [32, 818] },
  { append: [63, 2579] },
];

test('two neighbours never fit on one page, and a new page comes once', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
      const store = new Store(byNumber);
      for (const one of steps) {
        const before = new Set(store.tablespace.usedPages());
        change(store, one);
        for (const leaf of store.tablespace.leaves()) {
          if (leaf.next) expect((leaf.used ?? 0) + (leaf.next.used ?? 0)).toBeGreaterThan(FILL_LIMIT);
        }
        for (const [page, times] of store.written) if (!before.has(page)) expect(times).toBe(1);
      }
    }),
    { numRuns: 60, endOnFailure: true, examples: [[SMALL_AFTER_HALVING]] },
  );
}, 60_000);

test('a damaged file gives rows or PageCorruption, never anything else', () => {
  const store = new Store(byNumber);
  store.append(Array.from({ length: 400 }, (_, id) => [id, `value ${id} ${'x'.repeat(300)}`]));
  store.commit();
  const sound = store.file();
  // The bitmap page is never read.
  const used = [...store.tablespace.usedPages()].filter((page) => page !== 1);
  const damage = fc.array(
    fc.tuple(fc.constantFrom(...used), fc.oneof(fc.nat(700), fc.nat(PAGE_SIZE - 9)), fc.nat(255)),
    { minLength: 1, maxLength: 4 },
  );
  let corrupt = 0;
  fc.assert(
    fc.property(damage, fc.boolean(), (flips, resealed) => {
      const file = Buffer.from(sound);
      for (const [page, at, byte] of flips) file.writeUInt8(byte, page * PAGE_SIZE + at);
      // With its checksum made right again, damage must be seen in what the page says.
      if (resealed) for (const [page] of flips) sealPlain(file.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
      try {
        for (const rows of Tablespace.open(fileSource(file), byNumber, byteWeights).loadRows()) {
          expect(rows.every((row) => row.length === 2)).toBe(true);
        }
        if (!resealed) expect(file.equals(sound)).toBe(true);
      } catch (error) {
        corrupt++;
        expect(error).toBeInstanceOf(PageCorruption);
      }
    }),
    { numRuns: 600 },
  );
  expect(corrupt).toBeGreaterThan(200);
}, 60_000);

/** Columns, some of them nullable, with rows of theirs. */
const anyTable = fc
  .array(fc.record({ column: anyColumn, nullable: fc.boolean() }), { minLength: 1, maxLength: 12 })
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(
        fc.tuple(...columns.map(({ column, nullable }) => (nullable ? fc.option(column.value) : column.value))),
        { minLength: 1, maxLength: 60 },
      ),
    }),
  );

test('rows of any definition are read as they were written', () => {
  fc.assert(
    fc.property(anyTable, ({ columns, rows }) => {
      const types = columns.map(({ column: { type }, nullable }) => (nullable ? ([type, 'NULL'] as const) : type));
      const store = new Store(table(Object.fromEntries(types.map((type, index) => [`c${index}`, type]))));
      store.append(rows.map((row, index) => [...row, index + 1]));
      store.commit();
      checkStore(store);
    }),
    { numRuns: 200 },
  );
}, 60_000);

/** How PAD SPACE compares: the shorter text as if it had blanks at its end. */
function comparePadded(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  return Buffer.compare(Buffer.from(a.padEnd(length), 'latin1'), Buffer.from(b.padEnd(length), 'latin1'));
}

const someText = fc.array(fc.constantFrom('a', 'b', ' ', '\t', '\0', '!'), { maxLength: 6 }).map((all) => all.join(''));

test('text keys are in the order of padded comparison, also before another column', () => {
  const alone = clusteredKey(rowShape(table({ k: varchar(10, latin1) }, ['k'])), byteWeights);
  const paired = clusteredKey(rowShape(table({ k: varchar(10, latin1), n: integer('INT') }, ['k', 'n'])), byteWeights);
  fc.assert(
    fc.property(someText, someText, fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }), (a, b, n, m) => {
      const order = comparePadded(a, b);
      expect(compareKeys(alone([a]), alone([b]))).toBe(order);
      expect(compareKeys(paired([a, n]), paired([b, m]))).toBe(order === 0 ? Math.sign(n - m) : order);
    }),
    { numRuns: 2000 },
  );
});

test('keys of numbers and of bytes are in their order', () => {
  const keyOf = (type: SqlType) => clusteredKey(rowShape(table({ k: type }, ['k'])), byteWeights);
  const [double, binary, big] = [
    keyOf({ name: 'DOUBLE', unsigned: false, zerofill: false }),
    keyOf({ name: 'VARBINARY', length: 10 }),
    keyOf(integer('BIGINT', true)),
  ];
  const someBytes = fc.uint8Array({ maxLength: 8 });
  const eight = fc.uint8Array({ minLength: 8, maxLength: 8 });
  const number = fc.double({ noNaN: true });
  fc.assert(
    fc.property(number, number, someBytes, someBytes, eight, eight, (x, y, a, b, p, q) => {
      expect(compareKeys(double([x]), double([y]))).toBe(x < y ? -1 : x > y ? 1 : 0);
      expect(compareKeys(binary([a]), binary([b]))).toBe(Buffer.compare(a, b));
      expect(compareKeys(big([p]), big([q]))).toBe(Buffer.compare(p, q));
    }),
    { numRuns: 1000 },
  );
});
