/** Pages that other threads compute anew. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Thread } from '../../../src/base/ports.js';
import type { Engine } from '../../../src/engine/engine.js';
import { PageCorruption } from '../../../src/engine/page/corruption.js';
import { PageCipher, sealPage } from '../../../src/engine/page/crypt.js';
import { PAGE_NUMBER, PAGE_SIZE, SPACE_ID, writeLsn } from '../../../src/engine/page/layout.js';
import { type Reseal, reseal } from '../../../src/engine/page/reseal.js';
import { PageWork } from '../../../src/engine/page-work.js';
import type { PagedStorage } from '../../../src/engine/paged-storage.js';
import { testPorts } from '../../support/ports.js';
import { pretendedThreads } from '../../support/threads.js';
import { commit, crypt, insert, keysOf, newTable, newWorld, reload, rowsOf, type World } from './world.js';

const SPACE = 7;
const IV = Buffer.alloc(16, 3);
const MINUTE_MS = 60_000;

const cipherOf = (mode: 'CBC' | 'CTR', key = (version: number): Buffer => Buffer.alloc(32, version)): PageCipher =>
  new PageCipher({ spaceId: SPACE, iv: IV, mode, key });

/** Pages 5, 6, 7 under version 1, to be written with version 2. */
function pagesOf(cipher: PageCipher): Reseal {
  const pages = Buffer.from(new SharedArrayBuffer(3 * PAGE_SIZE));
  for (let at = 0; at < 3; at++) {
    const page = pages.subarray(at * PAGE_SIZE, (at + 1) * PAGE_SIZE);
    page.fill(at + 1, 38, PAGE_SIZE - 8);
    page.writeUInt32BE(5 + at, PAGE_NUMBER);
    page.writeUInt32BE(SPACE, SPACE_ID);
    page.writeUInt16BE(45, 24);
    writeLsn(page, 10);
    sealPage(page, cipher, 1);
  }
  return { pages, first: 5, groups: [{ from: 0, to: 3, version: 1 }], version: 2, lsn: 11 };
}

/** With threads that have started. */
async function workWith(threads: ReturnType<typeof pretendedThreads>): Promise<PageWork> {
  const work = new PageWork({ ...testPorts(), threads });
  work.expect(1);
  await vi.waitFor(() => expect(threads.started).toBe(2));
  return work;
}

test.each(['CBC', 'CTR'] as const)('another thread makes the same pages, in %s mode', async (mode) => {
  const here = pagesOf(cipherOf(mode));
  const there = pagesOf(cipherOf(mode));
  reseal(here, cipherOf(mode));
  const threads = pretendedThreads(() => 2);
  await (await workWith(threads)).reseal(there, cipherOf(mode));
  expect(threads.tasks).toBe(1);
  expect(Buffer.compare(there.pages, here.pages)).toBe(0);
});

test('a page that can not be read is one there, too', async () => {
  const task = pagesOf(cipherOf('CBC'));
  const work = await workWith(pretendedThreads(() => 1));
  await expect(
    work.reseal(
      task,
      cipherOf('CBC', (version) => Buffer.alloc(16, version + 1)),
    ),
  ).rejects.toEqual(new PageCorruption(5, 'wrong key'));
});

test('a key that is missing, or a cipher of a plugin, is the matter of this thread', async () => {
  const threads = pretendedThreads(() => 1);
  const work = await workWith(threads);
  const own = { encrypt: (data: Uint8Array) => data, decrypt: (data: Uint8Array) => data };
  const plugin = new PageCipher({
    spaceId: SPACE,
    iv: IV,
    mode: 'CBC',
    cipher: () => own,
    key: () => Buffer.alloc(16),
  });
  await work.reseal(pagesOf(plugin), plugin);
  const missing = new PageCipher({ spaceId: SPACE, iv: IV, mode: 'CBC', key: () => undefined });
  await expect(work.reseal(pagesOf(cipherOf('CBC')), missing)).rejects.toEqual(new PageCorruption(5, 'key missing'));
  expect(threads.tasks).toBe(0);
});

test('threads are there for large tablespaces only, and for a while', async () => {
  const ports = testPorts();
  const threads = { ...pretendedThreads(() => 1), worthBytes: 10 * PAGE_SIZE };
  const ended: string[] = [];
  const started = vi.fn(async (): Promise<Thread> => ({ ask: async () => undefined, end: () => ended.push('end') }));
  const work = new PageWork({ ...ports, threads: { ...threads, start: started } });
  work.expect(9);
  expect(started).not.toHaveBeenCalled();
  work.expect(10);
  work.expect(10);
  expect(started).toHaveBeenCalledTimes(2);
  await Promise.resolve();
  work.rest();
  await ports.clock.sleep(1000);
  work.expect(10);
  await ports.clock.sleep(MINUTE_MS);
  expect(ended).toEqual([]);
  work.rest();
  await ports.clock.sleep(MINUTE_MS);
  expect(ended).toEqual(['end', 'end']);
});

test('where no thread starts, this one does the work', async () => {
  const threads = { ...pretendedThreads(() => 1), start: () => Promise.reject(new Error('no more threads')) };
  const work = new PageWork({ ...testPorts(), threads });
  work.expect(1);
  await Promise.resolve();
  const task = pagesOf(cipherOf('CBC'));
  await work.reseal(task, cipherOf('CBC'));
  expect(Buffer.from(task.pages).readUInt32BE(0)).toBe(2);
});

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

const many = (count: number) => Array.from({ length: count }, (_, at) => [at, `row ${at} `.repeat(8)]);
const storageOf = (engine: Engine) => engine.find('d', 't')?.storage as PagedStorage;

test('what a commit makes of a page while another thread computes goes before what comes of that', async () => {
  world.encryptTables = 'ON';
  const threads = pretendedThreads(() => 20);
  Object.assign(world.ports, { threads });
  const engine = world.start();
  const table = await newTable(engine, 't', crypt(3));
  commit(engine, table, (writes) => insert(writes, table, ...many(1500)));
  engine.checkpoint();
  world.versions.set(3, 5);
  const storage = storageOf(engine);
  await keysOf(engine).resolve([3]);
  const scan = engine.encryption.prepare(storage);
  await storage.resolveKeys();
  engine.encryption.begin(storage, scan);
  await vi.waitFor(() => expect(threads.started).toBe(2));
  const rotated = engine.encryption.rotate(storage, scan, 1, scan.end - 1);
  await vi.waitFor(() => expect(threads.tasks).toBe(1));
  commit(engine, table, (writes) => writes.replace(table, storage.keyOf([700, null]), [700, 'changed']));
  engine.checkpoint();
  await rotated;
  engine.encryption.end(storage, scan);
  engine.close();

  const rows = rowsOf(await reload(world.start()));
  expect(rows).toEqual(many(1500).map((row) => (row[0] === 700 ? [700, 'changed'] : row)));
});
