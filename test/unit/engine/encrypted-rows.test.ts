/** Rows of encrypted Aria tables: nothing of them is readable where they are kept, and each has its key version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine.js';
import type { Table } from '../../../src/engine/table.js';
import { commit, definition, insert, newWorld, reload, rowsOf, type World } from './world.js';

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

async function ariaTable(engine: Engine, encryptsRows: boolean): Promise<Table> {
  engine.createDatabase({ name: 'd', collation: 'latin1_swedish_ci' });
  const table = engine.createTable({ definition: { ...definition('t'), engine: 'Aria' }, encryptsRows });
  await table.load();
  return table;
}

const content = () =>
  Buffer.concat(['sealion.db', 'sealion.db-wal'].map((file) => readFileSync(join(world.path, file))));

function versions(): number[] {
  const database = new SqliteDatabase(join(world.path, 'sealion.db'));
  const rows = database.prepare('SELECT row FROM encrypted_rows').pluck().all() as Buffer[];
  database.close();
  return rows.map((row) => row.readUInt32LE());
}

test('rows and keys of an encrypted table are unreadable, those of another are not', async () => {
  const engine = world.start();
  const table = await ariaTable(engine, true);
  commit(engine, table, (writes) => insert(writes, table, [0x5ec12e7, 'a secret']));
  expect(content().includes('a secret')).toBe(false);
  engine.close();
  expect(readFileSync(join(world.path, 'sealion.db')).includes('a secret')).toBe(false);
  expect(rowsOf(await reload(world.start()))).toEqual([[0x5ec12e7, 'a secret']]);
});

test('the same table in clear can be read where it is kept', async () => {
  const engine = world.start();
  const table = await ariaTable(engine, false);
  commit(engine, table, (writes) => insert(writes, table, [1, 'no secret']));
  expect(content().includes('no secret')).toBe(true);
  engine.close();
});

test('changed and removed rows are found again', async () => {
  const engine = world.start();
  const table = await ariaTable(engine, true);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one'], [2, 'two'], [3, 'three']));
  commit(engine, table, (writes) => {
    writes.replace(table, 2, [2, 'changed']);
    writes.remove(table, 1);
  });
  engine.close();
  expect(rowsOf(await reload(world.start()))).toEqual([
    [2, 'changed'],
    [3, 'three'],
  ]);
});

test('a row keeps its key version until it is written again', async () => {
  world.versions.set(1, 1);
  const engine = world.start();
  const table = await ariaTable(engine, true);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one'], [2, 'two']));
  engine.close();

  world.versions.set(1, 2);
  const again = world.start();
  const reloaded = await reload(again);
  commit(again, reloaded, (writes) => writes.replace(reloaded, 2, [2, 'new']));
  again.close();

  expect(versions()).toEqual([1, 2]);
  expect(rowsOf(await reload(world.start()))).toEqual([
    [1, 'one'],
    [2, 'new'],
  ]);
});

test('without the key the table cannot be opened, with another one its rows cannot be read', async () => {
  const engine = world.start();
  const table = await ariaTable(engine, true);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one']));
  engine.close();
  const [right] = [world.keys.get(1)];

  world.keys.delete(1);
  const without = world.start();
  await expect(reload(without)).rejects.toMatchObject({ errno: 199 });
  without.close();

  world.keys.set(1, Buffer.alloc(16, 9));
  const other = world.start();
  await expect(reload(other)).rejects.toMatchObject({ errno: 1030, message: expect.stringContaining('176') });
  other.close();

  if (right) world.keys.set(1, right);
  expect(rowsOf(await reload(world.start()))).toEqual([[1, 'one']]);
});
