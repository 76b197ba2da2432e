/** Partitioned tables: all of their parts come, move and go together. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TableDefinition } from '../../../src/engine/definition.js';
import { partitionName } from '../../../src/engine/file-names.js';
import { commit, definition, insert, newWorld, rowsOf, type World } from './world.js';

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

const partitioned = (name: string, ...partitions: string[]): TableDefinition => ({
  ...definition(name),
  partitioning: {
    method: 'HASH',
    linear: false,
    expression: '`id`',
    shown: 'count',
    partitions: partitions.map((partition) => ({ name: partition, comment: '' })),
  },
});

const isThere = (file: string) => existsSync(join(world.path, 'd', `${file}.ibd`));

test('each partition has a file, and all move and go with the table', async () => {
  const engine = world.start();
  engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
  const table = engine.createTable({ definition: partitioned('t', 'p0', 'p1') });
  await table.load();
  expect([isThere('t#P#p0'), isThere('t#P#p1'), isThere('t')]).toEqual([true, true, false]);
  expect(engine.tables('d').map(({ definition: { name } }) => name)).toEqual(['t']);

  engine.renameTable(table, { db: 'd', name: 'u' });
  expect([isThere('t#P#p0'), isThere('u#P#p0'), isThere('u#P#p1')]).toEqual([false, true, true]);
  engine.dropDatabase('d');
  expect([isThere('u#P#p0'), isThere('u#P#p1')]).toEqual([false, false]);
  engine.close();
});

test('rows of a partition are there after a crash', async () => {
  const engine = world.start();
  engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
  const table = engine.createTable({ definition: partitioned('t', 'p0', 'p1') });
  await table.load();
  const [first, second] = table.partitions;
  if (!first || !second) throw new Error('there are two partitions');
  commit(engine, second, (writes) => insert(writes, second, [1, 'one']));
  engine.abandon();

  const again = world.start().find('d', 't');
  await again?.load();
  expect(again?.partitions.map(rowsOf)).toEqual([[], [[1, 'one']]]);
  expect([...(again?.scan() ?? [])]).toEqual([[1, 'one']]);
});

test('one table takes the place of another with other partitions, and nothing else is left', async () => {
  const engine = world.start();
  engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
  const old = engine.createTable({ definition: partitioned('t', 'p0', 'p1') });
  const rebuilt = engine.createTable({ definition: partitioned('n', 'p1', 'p2') });
  engine.replaceTable(old, rebuilt);
  expect(['t#P#p0', 't#P#p1', 't#P#p2', 'n#P#p1'].map(isThere)).toEqual([false, true, true, false]);
  engine.close();
  expect(
    world
      .start()
      .find('d', 't')
      ?.partitions.map(({ definition: { name } }) => name),
  ).toEqual([partitionName('t', 'p1'), partitionName('t', 'p2')]);
});

test('partitions whose table was never made are removed by the next start', () => {
  const engine = world.start();
  engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
  engine.createTable({ definition: definition(partitionName('t', 'p0')) });
  engine.close();
  expect(isThere('t#P#p0')).toBe(true);
  const again = world.start();
  expect(isThere('t#P#p0')).toBe(false);
  again.close();
});
