/** The merge sort: as sorting in memory, whatever memory there is, and nothing stays open. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredValue } from '../../../src/base/types.js';
import { mergeSorted, type SortPlace, type SortRow, type TemporaryFile } from '../../../src/query/sort/merge-sort.js';
import { compareStored } from '../../../src/query/sort/sorted-query.js';

class Place implements SortPlace {
  readonly bufferBytes: number;
  opened = 0;
  closed = 0;
  merges = 0;
  interrupt: Error | undefined;

  constructor(bufferBytes: number) {
    this.bufferBytes = bufferBytes;
  }

  open(): TemporaryFile {
    this.opened++;
    const blocks: Uint8Array[] = [];
    return {
      append: (block) => ({ position: blocks.push(Uint8Array.from(block)) - 1, length: block.length }),
      read: ({ position }) => blocks[position] ?? new Uint8Array(),
      close: () => {
        this.closed++;
      },
    };
  }

  merged(): void {
    this.merges++;
  }

  checkInterrupted(): void {
    if (this.interrupt) throw this.interrupt;
  }
}

const compare = (a: SortRow, b: SortRow): number => compareStored(a[1] ?? null, b[1] ?? null);

const value: fc.Arbitrary<StoredValue> = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true }),
  fc.bigInt(),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
);

test('rows come as from a stable sort in memory, and all files are closed', () => {
  const bytes = fc.constantFrom(1, 60, 200, 1000, 100_000);
  fc.assert(
    fc.property(fc.array(value, { maxLength: 150 }), bytes, (keys, bufferBytes) => {
      const rows = keys.map((key, at): SortRow => [at, key]);
      const place = new Place(bufferBytes);
      const sorted = [...mergeSorted(rows, compare, place)];
      expect(sorted).toEqual([...rows].sort(compare));
      expect(place.closed).toBe(place.opened);
    }),
    { numRuns: 300 },
  );
});

test('texts are ordered as their UTF-8 is', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareStored(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

const rowsOf = (count: number): SortRow[] => Array.from({ length: count }, (_, at) => [at, (at * 7919) % count]);

// The number of merges is the server's for as many runs.
test.each([
  [1, 1],
  [15, 1],
  [16, 3],
  [52, 8],
  [103, 16],
])('%i runs: %i merges', (runs, merges) => {
  const place = new Place(1);
  expect([...mergeSorted(rowsOf(runs), compare, place)]).toHaveLength(runs);
  expect(place.merges).toBe(merges);
});

test('whoever takes no more rows, is interrupted or fails, leaves nothing open', () => {
  const enough = new Place(1000);
  for (const _ of mergeSorted(rowsOf(5000), compare, enough)) break;
  expect([enough.opened > 0, enough.closed]).toEqual([true, enough.opened]);

  const killed = new Place(1000);
  const rows = function* () {
    yield* rowsOf(1500);
    killed.interrupt = new Error('Query execution was interrupted');
    yield* rowsOf(1500);
  };
  expect(() => [...mergeSorted(rows(), compare, killed)]).toThrow('interrupted');
  expect([killed.opened, killed.closed]).toEqual([1, 1]);

  const full = new Place(1000);
  const { open } = full;
  full.open = () => ({
    ...open.call(full),
    append: () => {
      throw new Error('the disk is full');
    },
  });
  expect(() => [...mergeSorted(rowsOf(5000), compare, full)]).toThrow('full');
  expect([full.opened, full.closed]).toEqual([1, 1]);
});
