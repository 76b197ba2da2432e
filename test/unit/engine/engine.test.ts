import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rebuildName } from '../../../src/engine/file-names.js';
import { RowLocked } from '../../../src/engine/store/statement-writes.js';
import { commit, crypt, definition, insert, newTable, newWorld, reload, rowsOf, type World } from './world.js';

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

const fileOf = (name = 't') => join(world.path, 'd', `${name}.ibd`);
const many = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => [from + at, `row ${from + at} `.repeat(8)]);

test('committed rows are there after a clean end', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [2, 'two'], [1, 'one'], [3, null]));
  engine.close();

  const again = await reload(world.start());
  expect(rowsOf(again)).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, null],
  ]);
  expect(again.rowCount).toBe(3);
});

test('committed rows are there after a crash, uncommitted ones are not', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one']));
  engine.write(engine.begin(), [table], (writes) => insert(writes, table, [2, 'two']));
  engine.abandon();

  expect(rowsOf(await reload(world.start()))).toEqual([[1, 'one']]);
});

test('a bulk load survives a crash, and leaves the journal small', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, ...many(20_000)));
  engine.abandon();

  const again = await reload(world.start());
  expect(again.rowCount).toBe(20_000);
  expect(rowsOf(again).at(-1)).toEqual(many(1, 20_000)[0]);
});

test('pages that an interrupted bulk load has written behind the end are cut off', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one']));
  engine.close();
  const size = statSync(fileOf()).size;
  truncateSync(fileOf(), size + 5 * 16384);

  const again = await reload(world.start());
  expect(rowsOf(again)).toEqual([[1, 'one']]);
  expect(statSync(fileOf()).size).toBe(size);
});

test('nothing of a row is readable in the files of an encrypted table', async () => {
  const engine = world.start();
  const encrypted = await newTable(engine, 't', crypt(3));
  const plain = await newTable(engine, 'p', 'plain');
  commit(engine, encrypted, (writes) => insert(writes, encrypted, [1, 'a secret']));
  commit(engine, plain, (writes) => insert(writes, plain, [1, 'no secret']));
  const contents = () =>
    ['d/t.ibd', 'd/p.ibd', 'sealion.db', 'sealion.db-wal'].map((file) => readFileSync(join(world.path, file)));
  const before = contents();
  engine.close();

  for (const file of [...before, readFileSync(fileOf())]) expect(file.includes('a secret')).toBe(false);
  expect(before.some((file) => file.includes('no secret'))).toBe(true);
  expect(readFileSync(fileOf('p')).includes('no secret')).toBe(true);
});

test('a statement that fails takes nothing with it, its transaction goes on', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  const transaction = engine.begin();
  engine.write(transaction, [table], (writes) => insert(writes, table, [1, 'one']));
  expect(() =>
    engine.write(transaction, [table], (writes) => {
      insert(writes, table, [2, 'two']);
      throw new Error('no');
    }),
  ).toThrow('no');
  engine.commit(transaction);

  expect(rowsOf(table)).toEqual([[1, 'one']]);
});

test('rollback puts every row back', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, ...many(10)));
  const before = rowsOf(table);
  const transaction = engine.begin();
  engine.write(transaction, [table], (writes) => {
    writes.remove(table, 3);
    writes.replace(table, 5, [5, 'changed']);
    insert(writes, table, ...many(5, 11), [0, 'in front']);
  });
  engine.rollback(transaction);

  expect(rowsOf(table)).toEqual(before);
});

test('one transaction does not see what another has not committed', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [1, 'old'], [2, 'two']));
  const writer = engine.begin();
  engine.write(writer, [table], (writes) => {
    writes.replace(table, 1, [1, 'new']);
    writes.remove(table, 2);
    insert(writes, table, [3, 'three']);
  });

  const seenByOthers = engine.transactions.isolate(undefined, [table], () => rowsOf(table));
  const seenByWriter = engine.transactions.isolate(writer, [table], () => rowsOf(table));
  expect(seenByOthers).toEqual([
    [1, 'old'],
    [2, 'two'],
  ]);
  expect(seenByWriter).toEqual([
    [1, 'new'],
    [3, 'three'],
  ]);
});

test('a row that another transaction has changed is locked', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one'], [2, 'two']));
  const holder = engine.begin();
  engine.write(holder, [table], (writes) => writes.replace(table, 1, [1, 'mine']));

  const other = engine.begin();
  expect(() => engine.write(other, [table], (writes) => writes.replace(table, 1, [1, 'yours']))).toThrow(RowLocked);
  engine.write(other, [table], (writes) => writes.replace(table, 2, [2, 'yours']));
  engine.commit(other);
  engine.commit(holder);
  expect(rowsOf(table)).toEqual([
    [1, 'mine'],
    [2, 'yours'],
  ]);
});

test('a commit writes its own rows and not those of other open transactions', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  const open = engine.begin();
  engine.write(open, [table], (writes) => insert(writes, table, [1, 'never committed']));
  commit(engine, table, (writes) => insert(writes, table, [2, 'committed']));
  engine.abandon();

  expect(rowsOf(await reload(world.start()))).toEqual([[2, 'committed']]);
});

test('without its key a table fails, other tables do not, and with the key it is back', async () => {
  const engine = world.start();
  const table = await newTable(engine, 't', crypt(3));
  const other = await newTable(engine, 'o', crypt(1));
  for (const one of [table, other]) commit(engine, one, (writes) => insert(writes, one, [1, 'one']));
  engine.close();
  const key = world.keys.get(3) ?? new Uint8Array();

  world.keys.delete(3);
  const without = world.start();
  await expect(reload(without, 't')).rejects.toThrow('Table `d`.`t` is corrupted. Please drop the table and recreate.');
  expect(rowsOf(await reload(without, 'o'))).toEqual([[1, 'one']]);
  without.close();

  world.keys.set(3, Buffer.alloc(32, 9));
  const wrong = world.start();
  await expect(reload(wrong, 't')).rejects.toMatchObject({ errno: 1877 });
  wrong.close();

  world.keys.set(3, key);
  expect(rowsOf(await reload(world.start(), 't'))).toEqual([[1, 'one']]);
});

test('a table that could not be opened stays so, and can be dropped', async () => {
  const engine = world.start();
  await newTable(engine);
  engine.close();
  const page = readFileSync(fileOf());
  page.writeUInt8(page.readUInt8(3 * 16384 + 500) ^ 1, 3 * 16384 + 500);
  writeFileSync(fileOf(), page);

  const again = world.start();
  const table = again.find('d', 't');
  await expect(table?.open()).rejects.toMatchObject({ errno: 1877 });
  await expect(table?.open()).rejects.toMatchObject({ errno: 1877 });
  expect(world.ports.log.lines.filter((line) => line.includes('looks corrupted'))).toHaveLength(1);
  if (table) again.dropTables([table]);
  expect(existsSync(fileOf())).toBe(false);
});

test.each([
  ['plain', 'plain', 1034],
  ['encrypted', crypt(1), 1296],
] as const)('a damaged page behind the first ones, %s', async (_, settings, errno) => {
  const engine = world.start();
  const table = await newTable(engine, 't', settings);
  commit(engine, table, (writes) => insert(writes, table, ...many(2000)));
  engine.close();
  const page = readFileSync(fileOf());
  page.writeUInt8(page.readUInt8(5 * 16384 + 500) ^ 1, 5 * 16384 + 500);
  writeFileSync(fileOf(), page);

  const broken = world.start();
  await expect(reload(broken)).rejects.toMatchObject({ errno });
  // What is known of the table without its rows still is.
  await expect(broken.find('d', 't')?.open()).resolves.toBeUndefined();
});

test('a file that is gone is another error, which the log explains', async () => {
  const engine = world.start();
  await newTable(engine);
  engine.close();
  rmSync(fileOf());

  const table = world.start().find('d', 't');
  await expect(table?.open()).rejects.toMatchObject({ errno: 1030, warning: { errno: 1812 } });
  expect(world.ports.log.lines.some((line) => line.includes('Could not find a valid tablespace file for d/t'))).toBe(
    true,
  );
  expect(existsSync(fileOf())).toBe(false);
});

test('a file that ends too early is another error, and stays as it is', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, ...many(2000)));
  engine.close();
  truncateSync(fileOf(), 4 * 16384 + 100);

  await expect(reload(world.start())).rejects.toMatchObject({ errno: 1034 });
  expect(statSync(fileOf()).size).toBe(4 * 16384 + 100);
});

test('a file put in the place of a dropped table while the server is down stays there', async () => {
  const engine = world.start();
  engine.dropTables([await newTable(engine)]);
  engine.close();
  writeFileSync(fileOf(), 'to be imported');

  world.start();
  expect(readFileSync(fileOf(), 'utf8')).toBe('to be imported');
});

test('a rename and a rebuild survive a crash', async () => {
  const engine = world.start();
  const table = await newTable(engine, 'a');
  commit(engine, table, (writes) => insert(writes, table, [1, 'one']));
  engine.renameTable(table, { db: 'd', name: 'b' });
  const old = await newTable(engine, 'c');
  const rebuilt = engine.createTable({ definition: definition(rebuildName(1)), crypt: crypt(3) });
  await rebuilt.load();
  commit(engine, rebuilt, (writes) => insert(writes, rebuilt, [7, 'seven']));
  engine.replaceTable(old, rebuilt);
  engine.abandon();

  const again = world.start();
  expect(rowsOf(await reload(again, 'b'))).toEqual([[1, 'one']]);
  expect(rowsOf(await reload(again, 'c'))).toEqual([[7, 'seven']]);
  expect(again.find('d', 'a')).toBeUndefined();
});

test('a rebuild that a crash interrupted leaves nothing', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one']));
  engine.createTable({ definition: definition(rebuildName(7)), crypt: crypt(3) });
  engine.abandon();

  const again = world.start();
  expect(readdirSync(join(world.path, 'd')).sort()).toEqual(['db.opt', 't.ibd']);
  expect(again.tables('d').map(({ definition: { name } }) => name)).toEqual(['t']);
});

test('a second owner is refused while the first one lives', async () => {
  const engine = world.start();
  expect(() => world.start()).toThrow('Unable to lock');
  engine.close();
  world.start().close();
});

test('no LSN is used twice, also across a crash', async () => {
  const lsns: bigint[] = [];
  for (let round = 0; round < 3; round++) {
    const engine = world.start();
    const table = engine.find('d', 't') ? await reload(engine) : await newTable(engine);
    commit(engine, table, (writes) => insert(writes, table, [round, 'x']));
    engine.checkpoint();
    lsns.push(readFileSync(fileOf()).readBigUInt64BE(3 * 16384 + 16));
    engine.abandon();
  }
  expect(new Set(lsns).size).toBe(3);
  expect(lsns).toEqual([...lsns].sort((a, b) => Number(a - b)));
});

test('a table that does not fit into memory is refused before it is read or grows so large', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, ...many(3000)));
  engine.close();
  // A quarter of it is what the file of one table may take.
  world.ports.memoryBytes = 4 * 20 * 16_384;
  const small = world.start();
  await expect(reload(small)).rejects.toMatchObject({ errno: 1114, message: "The table 't' is full" });
  const other = await newTable(small, 'u');
  expect(() => commit(small, other, (writes) => insert(writes, other, ...many(3000)))).toThrow("The table 'u' is full");
  small.abandon();
  world.ports.memoryBytes = 2 ** 40;
  const again = world.start();
  expect(rowsOf(await reload(again))).toHaveLength(3000);
  expect(rowsOf(await reload(again, 'u'))).toEqual([]);
});
