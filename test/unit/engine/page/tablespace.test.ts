/** What a tablespace writes, and when. */
import { expect, test } from 'vitest';
import { integer, varchar } from '../../../../src/base/types.js';
import { checkPlainPage, PageCipher, sealPage } from '../../../../src/engine/page/crypt.js';
import { PAGE_SIZE } from '../../../../src/engine/page/layout.js';
import { pageSource } from '../../../../src/engine/page/page-source.js';
import { Tablespace } from '../../../../src/engine/tablespace/tablespace.js';
import { byteWeights, Store, table } from './support.js';
import { checkStore } from './tree-check.js';

const definition = table({ id: integer('INT'), v: varchar(8000, 'latin1_bin') }, ['id']);
const rows = (count: number, from = 1, length = 1000) =>
  Array.from({ length: count }, (_, index) => [from + index, 'v'.repeat(length)]);
const written = (store: Store) => [...store.written.keys()];

test('a new tablespace has four pages', () => {
  const store = new Store(definition);
  expect(written(store).sort()).toEqual([0, 1, 2, 3]);
  expect(store.tablespace.size).toBe(4);
  for (const page of store.pages.values()) expect(checkPlainPage(page)).toBe('ok');
  checkStore(store);
});

test('a change within a leaf writes that leaf alone', () => {
  const store = new Store(definition);
  store.append(rows(200));
  store.commit();
  store.put([100, 'changed']);
  store.commit();
  expect(written(store)).toEqual([store.tablespace.leafOf(100).pageNumber]);
});

test('a split writes the leaf, the new one, the neighbour and the root, and counts the page', () => {
  const store = new Store(definition);
  store.append(rows(45, 1, 1000));
  store.commit();
  const leaf = store.tablespace.leafOf(20);
  const neighbour = leaf.next?.pageNumber;
  for (const [id] of rows(3, 18)) store.put([id ?? 0, 'w'.repeat(3000)]);
  store.commit();
  expect(leaf.next?.pageNumber).not.toBe(neighbour);
  expect(written(store).sort((a, b) => a - b)).toEqual(
    [0, 2, 3, leaf.pageNumber, leaf.next?.pageNumber, neighbour].sort((a = 0, b = 0) => a - b),
  );
  checkStore(store);
});

test('rows that are appended come out page by page while they go in', () => {
  const store = new Store(definition);
  const { tablespace } = store;
  let taken = 0;
  function* stream() {
    for (const row of rows(5000)) {
      taken++;
      yield row;
    }
  }
  const rowsTakenAt: number[] = [];
  tablespace.apply(tablespace.leaves(), stream, 7, () => rowsTakenAt.push(taken));
  expect(rowsTakenAt.length).toBeGreaterThan(300);
  // Two pages are held back at most, of fifteen rows each.
  const late = rowsTakenAt.slice(0, -2).filter((count, page) => count > (page + 3) * 15 + 1);
  expect(late).toEqual([]);
});

test('each leaf of a high tree can lose its rows', () => {
  const long = table({ k: varchar(3000, 'latin1_bin') }, ['k']);
  const filled = () => {
    const store = new Store(long);
    store.append(Array.from({ length: 120 }, (_, index) => [String(index + 1000).padEnd(2800, 'x')]));
    store.commit();
    return store;
  };
  const leaves = [...filled().tablespace.leaves()];
  expect(leaves.length).toBeGreaterThan(20);
  for (let index = 0; index < leaves.length; index++) {
    const store = filled();
    const leaf = [...store.tablespace.leaves()][index];
    const gone = store.range(leaf?.previous ? leaf.fence : undefined, leaf?.next?.fence);
    store.delete(
      store.rows.findIndex(({ row }) => row === gone[0]),
      gone.length,
    );
    store.commit();
    checkStore(store);
  }
}, 60_000);

const text = (length: number) => ({ name: 'VARCHAR', length, collation: 'latin1_bin' }) as const;
const wide = table({ id: integer('INT'), a: text(60_000), b: text(60_000) }, ['id']);
const pagesOf = (store: Store) => [...store.tablespace.usedPages()].length;

test('a row of half a page moves its longest value out, one of a byte less does not', () => {
  // 4 + 13 bytes before the texts, 5 + 3 before the record.
  const row = (bytes: number, id = 1) => [id, 'a'.repeat(8000), 'b'.repeat(bytes - 8000 - 25)];
  const store = new Store(wide);
  store.append([row(8125)]);
  store.commit();
  checkStore(store);
  expect(pagesOf(store)).toBe(4);
  store.put(row(8126));
  store.commit();
  checkStore(store);
  expect(pagesOf(store)).toBe(5);
});

test('the pages of a long value stay while it is unchanged, and go with its row', () => {
  const store = new Store(wide);
  const long = 'l'.repeat(50_000);
  store.append([1, 2, 3].map((id) => [id, long, 'short']));
  store.commit();
  checkStore(store);
  const used = pagesOf(store);
  store.put([2, long, 'changed']);
  store.commit();
  expect(written(store)).toEqual([3]);
  checkStore(store);
  store.tablespace = store.reopen();
  store.put([1, long, 'changed after a restart']);
  store.commit();
  expect(written(store)).toEqual([3]);
  store.put([2, `${long}!`, 'changed']);
  store.commit();
  expect(written(store)).toHaveLength(4 + 3);
  checkStore(store);
  store.delete(0, 2);
  store.commit();
  checkStore(store);
  expect(pagesOf(store)).toBe(used - 8);
});

test('crypt data and the AUTO_INCREMENT value are found again', () => {
  const store = new Store(definition);
  store.append(rows(100));
  store.commit();
  const cryptData = { type: 1, iv: new Uint8Array(16).fill(5), minKeyVersion: 7, keyId: 3, mode: 'DEFAULT' } as const;
  store.tablespace.cryptData = cryptData;
  store.commit();
  expect(written(store)).toEqual([0]);
  store.tablespace.autoIncrement = 18_446_744_073_709_551_615n;
  store.commit();
  expect(written(store)).toEqual([3]);
  const reopened = store.reopen();
  expect(reopened.cryptData).toEqual(cryptData);
  expect(reopened.autoIncrement).toBe(18_446_744_073_709_551_615n);
});

test('an AUTO_INCREMENT value in a root that is a leaf keeps the rows', () => {
  const store = new Store(definition);
  store.append(rows(3));
  store.commit();
  store.tablespace.autoIncrement = 3n;
  store.commit();
  expect(checkStore(store).autoIncrement).toBe(3n);
});

test('page 0 stays readable in an encrypted file, and a key of another version is told from a wrong one', () => {
  const store = new Store(definition);
  store.append(rows(100));
  store.commit();
  const options = { spaceId: 77, iv: Buffer.alloc(16, 1), mode: 'CTR' } as const;
  const cipher = new PageCipher({ ...options, key: (version) => (version === 4 ? Buffer.alloc(32, 9) : undefined) });
  const file = store.file();
  for (let at = 0; at < file.length; at += PAGE_SIZE) sealPage(file.subarray(at, at + PAGE_SIZE), cipher, 4);
  expect(checkPlainPage(file.subarray(0, PAGE_SIZE))).toBe('ok');
  const open = (key: (version: number) => Uint8Array | undefined) => {
    const read = (first: number, count: number) =>
      Buffer.from(file.subarray(first * PAGE_SIZE, (first + count) * PAGE_SIZE));
    const source = pageSource(file.length / PAGE_SIZE, read, new PageCipher({ ...options, key }));
    return [...Tablespace.open(source, definition, byteWeights).loadRows()].flat().length;
  };
  expect(open(() => Buffer.alloc(32, 9))).toBe(100);
  expect(() => open(() => undefined)).toThrow('key missing');
  expect(() => open(() => Buffer.alloc(32, 8))).toThrow('wrong key');
});
