import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Files } from '../../../src/base/ports.js';
import type { Engine } from '../../../src/engine/engine.js';
import { decodeCryptData } from '../../../src/engine/page/crypt-data.js';
import type { PagedStorage } from '../../../src/engine/paged-storage.js';
import { realFiles } from '../../../src/server/real-files.js';
import { FaultyFiles } from '../../support/faulty-files.js';
import { SEED, seededRandom } from '../../support/ports.js';
import { commit, crypt, insert, keysOf, newTable, newWorld, reload, rowsOf, type World } from './world.js';

const PAGE = 16384;
const SLICE = 3;

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

const many = (count: number) => Array.from({ length: count }, (_, at) => [at, `row ${at} `.repeat(8)]);
const storageOf = (engine: Engine, name = 't') => engine.find('d', name)?.storage as PagedStorage;
const fileOf = (name = 't') => readFileSync(join(world.path, 'd', `${name}.ibd`));

/** The key version on each page that was written. */
function versions(name = 't'): number[] {
  const file = fileOf(name);
  const found: number[] = [];
  for (let at = PAGE; at < file.length; at += PAGE) {
    if (!file.subarray(at, at + PAGE).every((byte) => byte === 0)) found.push(file.readUInt32BE(at));
  }
  return found;
}

const lsns = (name = 't') => {
  const file = fileOf(name);
  return Array.from({ length: file.length / PAGE }, (_, page) => file.readBigUInt64BE(page * PAGE + 16));
};

/** A scan from beginning to end, as one encryption thread does it. */
async function scan(engine: Engine, name = 't'): Promise<void> {
  const storage = storageOf(engine, name);
  const { encryption } = engine;
  await keysOf(engine).resolve([storage.crypt?.keyId ?? 1]);
  const work = encryption.prepare(storage);
  await storage.resolveKeys();
  encryption.begin(storage, work);
  const slices = Array.from({ length: Math.ceil((work.end - 1) / SLICE) }, (_, slice) => 1 + slice * SLICE);
  await Promise.all(slices.map((at) => encryption.rotate(storage, work, at, Math.min(SLICE, work.end - at))));
  encryption.end(storage, work);
}

async function filled(engine: Engine, settings: Parameters<typeof newTable>[2]): Promise<void> {
  const table = await newTable(engine, 't', settings);
  commit(engine, table, (writes) => insert(writes, table, ...many(1500)));
  engine.checkpoint();
}

test('a tablespace without crypt data is encrypted with key 1, and decrypted again', async () => {
  const engine = world.start();
  await filled(engine, 'plain');
  expect(fileOf().includes('row 700')).toBe(true);

  world.encryptTables = 'ON';
  await scan(engine);
  engine.checkpoint();
  expect(new Set(versions())).toEqual(new Set([1]));
  expect(fileOf().includes('row 700')).toBe(false);
  expect(decodeCryptData(fileOf().subarray(0, PAGE))).toMatchObject({ ...crypt(1), mode: 'DEFAULT' });

  world.encryptTables = 'OFF';
  await scan(engine);
  engine.checkpoint();
  expect(new Set(versions())).toEqual(new Set([0]));
  expect(decodeCryptData(fileOf().subarray(0, PAGE))).toMatchObject({ mode: 'DEFAULT', type: 0, minKeyVersion: 0 });
  engine.close();
  expect(rowsOf(await reload(world.start()))).toEqual(many(1500));
});

test('a newer key version is on all pages, each with a new LSN, and the rows are as they were', async () => {
  world.encryptTables = 'ON';
  const engine = world.start();
  await filled(engine, crypt(3));
  const before = lsns();
  world.versions.set(3, 5);
  await scan(engine);
  engine.close();

  expect(new Set(versions())).toEqual(new Set([5]));
  for (const [page, lsn] of lsns().entries()) {
    // Pages that were never written stay as they are.
    if (before[page] !== 0n) expect(lsn).toBeGreaterThan(before[page] ?? 0n);
  }
  expect(storageOf(engine).crypt?.minKeyVersion).toBe(5);
  expect(engine.encryption.counts.modified).toBe(versions().length);
  expect(rowsOf(await reload(world.start()))).toEqual(many(1500));
});

test('rows can change between two slices', async () => {
  world.encryptTables = 'ON';
  const engine = world.start();
  await filled(engine, crypt(3));
  world.versions.set(3, 5);
  const table = await reload(engine);
  const storage = storageOf(engine);
  await keysOf(engine).resolve([3]);
  const work = engine.encryption.prepare(storage);
  await storage.resolveKeys();
  engine.encryption.begin(storage, work);
  const last = work.end - 1;
  await engine.encryption.rotate(storage, work, 1, 5);
  commit(engine, table, (writes) => insert(writes, table, [2000, 'late'], [2001, 'later']));
  await engine.encryption.rotate(storage, work, 6, last - 5);
  commit(engine, table, (writes) => insert(writes, table, [3000, 'last']));
  engine.encryption.end(storage, work);
  engine.close();

  expect(new Set(versions())).toEqual(new Set([5]));
  const again = rowsOf(await reload(world.start()));
  expect(again).toEqual([...many(1500), [2000, 'late'], [2001, 'later'], [3000, 'last']]);
});

test('what a commit makes of a page while the disk works goes before what the rotation made of it', async () => {
  world.encryptTables = 'ON';
  const held: (() => void)[] = [];
  const slow: Files = {
    ...realFiles,
    open: (path, mode) => ({
      ...realFiles.open(path, mode),
      syncLater: () => new Promise<void>((resolve) => held.push(resolve)),
    }),
  };
  const engine = world.start(slow);
  await filled(engine, crypt(3));
  world.versions.set(3, 5);
  const table = await reload(engine);
  const storage = storageOf(engine);
  await keysOf(engine).resolve([3]);
  const work = engine.encryption.prepare(storage);
  await storage.resolveKeys();
  engine.encryption.begin(storage, work);
  const rotated = engine.encryption.rotate(storage, work, 1, work.end - 1);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  commit(engine, table, (writes) => writes.replace(table, storage.keyOf([700, null]), [700, 'changed']));
  engine.checkpoint();
  held.pop()?.();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  // The server ends before the disk has done.
  engine.close();
  held.pop()?.();
  await rotated;
  expect(existsSync(join(world.path, 'sealion.dblwr'))).toBe(false);

  const rows = rowsOf(await reload(world.start()));
  expect(rows).toEqual(many(1500).map((row) => (row[0] === 700 ? [700, 'changed'] : row)));
  expect(new Set(versions())).toEqual(new Set([5]));
});

test('pages that wait in the journal count as dirty: they do not hold min_key_version back', async () => {
  world.encryptTables = 'ON';
  const engine = world.start();
  await filled(engine, crypt(3));
  world.versions.set(3, 2);
  await keysOf(engine).resolve([3]);
  const table = await reload(engine);
  commit(engine, table, (writes) => insert(writes, table, [2000, 'version 2']));
  world.versions.set(3, 3);
  await scan(engine);
  engine.close();

  expect(storageOf(engine).crypt?.minKeyVersion).toBe(3);
  expect(new Set(versions())).toEqual(new Set([3]));
});

test('a page that can not be read stops the scan before anything of the slice is written', async () => {
  world.encryptTables = 'ON';
  const engine = world.start();
  await filled(engine, crypt(3));
  engine.close();
  const before = versions();
  world.versions.set(3, 5);
  world.keys.set(3, Buffer.alloc(32, 9));

  const again = world.start();
  await expect(reload(again)).rejects.toMatchObject({ errno: 1877 });
  await expect(scan(again)).rejects.toMatchObject({ errno: 1877 });
  expect(versions()).toEqual(before);
  expect(storageOf(again).crypt?.minKeyVersion).toBe(1);
});

/** Rotates with a disk that fails at its n-th change; how many changes there were. */
async function rotateWith(at: number, kind: 'fail' | 'cut'): Promise<number> {
  world.encryptTables = 'ON';
  world.versions.set(3, 1);
  const first = world.start();
  await filled(first, crypt(3));
  first.close();
  world.versions.set(3, 5);
  const files: Files = new FaultyFiles(realFiles, seededRandom(SEED + at), at === 0 ? undefined : { at, kind });
  const engine = world.start(files);
  let failed = false;
  try {
    await reload(engine);
    await scan(engine);
  } catch {
    failed = true;
  }
  engine.abandon();
  const last = world.start();
  expect(rowsOf(await reload(last)), `${kind} at ${at}, seed ${SEED}`).toEqual(many(1500));
  expect(existsSync(join(world.path, 'sealion.dblwr'))).toBe(false);
  if (!failed) expect(storageOf(last).crypt?.minKeyVersion).toBe(5);
  last.close();
  expect(Math.min(...versions())).toBeGreaterThanOrEqual(storageOf(last).crypt?.minKeyVersion ?? 0);
  return (files as FaultyFiles).changes;
}

test.each(['fail', 'cut'] as const)('no page is lost wherever the disk has a %s', { timeout: 60_000 }, async (kind) => {
  const places = await rotateWith(0, kind);
  expect(places).toBeGreaterThan(12);
  for (let at = 1; at <= places; at++) {
    world.remove();
    world = newWorld();
    await rotateWith(at, kind);
  }
});
