/** Temporary tables: in memory only, in front of other tables, and gone when their session forgets them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TemporaryTables } from '../../../src/engine/temporary-tables.js';
import { commit, definition, insert, newTable, newWorld, rowsOf, type World } from './world.js';

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

test('rows never reach the disk, and nothing is left of them', async () => {
  const engine = world.start();
  const temporary = new TemporaryTables(engine);
  const table = temporary.createTable({ definition: definition('t') });
  await table.load();
  commit(engine, table, (writes) => insert(writes, table, [1, 'a secret']));
  expect(rowsOf(table)).toEqual([[1, 'a secret']]);
  const files = ['sealion.db', 'sealion.db-wal'].map((file) => readFileSync(join(world.path, file)));
  expect(files.some((file) => file.includes('a secret'))).toBe(false);

  temporary.dropAll();
  expect(temporary.find('d', 't')).toBeUndefined();
  expect(engine.find('d', 't')).toBeUndefined();
  engine.close();
});

test('a transaction that has changed a table can end after the table', async () => {
  const engine = world.start();
  const base = await newTable(engine, 'b');
  const temporary = new TemporaryTables(engine);
  const table = temporary.createTable({ definition: definition('t') });
  await table.load();
  const transaction = engine.begin();
  engine.write(transaction, [table], (writes) => insert(writes, table, [1, 'gone']));
  engine.write(transaction, [base], (writes) => insert(writes, base, [1, 'undone']));
  temporary.dropTables([table]);
  engine.rollback(transaction);
  expect(rowsOf(base)).toEqual([]);
  engine.close();
});
