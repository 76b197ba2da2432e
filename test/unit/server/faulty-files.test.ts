import { expect, test } from 'vitest';
import type { Files } from '../../../src/base/ports.js';
import { FaultyFiles } from '../../support/faulty-files.js';
import { MemoryFiles } from '../../support/memory-files.js';
import { seededRandom } from '../../support/ports.js';

/** Four changes: create, write, sync, rename. */
function work(files: Files): void {
  const file = files.open('a', 'create');
  file.write(new Uint8Array(100).fill(7), 0);
  file.sync();
  file.close();
  files.rename('a', 'b');
}

test('without a fault the changes are counted', () => {
  const files = new FaultyFiles(new MemoryFiles(), seededRandom(1));
  work(files);
  expect(files.changes).toBe(4);
});

test('a failing change has no effect, later ones work', () => {
  const disk = new MemoryFiles();
  const files = new FaultyFiles(disk, seededRandom(1), { at: 2, kind: 'fail', code: 'ENOSPC' });
  expect(() => work(files)).toThrow('ENOSPC');
  expect(disk.readFile('a')).toHaveLength(0);
  work(files);
  expect(disk.readFile('b')).toHaveLength(100);
});

test('a cut change happens in part, then nothing works', () => {
  const disk = new MemoryFiles();
  const files = new FaultyFiles(disk, seededRandom(1), { at: 2, kind: 'cut' });
  expect(() => work(files)).toThrow('EIO');
  const torn = disk.readFile('a').length;
  expect(torn).toBeGreaterThan(0);
  expect(torn).toBeLessThan(100);
  expect(() => files.readFile('a')).toThrow('EIO');
  expect(() => files.writeFile('c', '')).toThrow('EIO');
});

test('the same seed tears at the same byte', () => {
  const tornAt = (seed: number) => {
    const disk = new MemoryFiles();
    expect(() => work(new FaultyFiles(disk, seededRandom(seed), { at: 2, kind: 'cut' }))).toThrow('EIO');
    return disk.readFile('a').length;
  };
  expect(tornAt(5)).toBe(tornAt(5));
  expect(new Set([1, 2, 3, 4].map(tornAt)).size).toBeGreaterThan(1);
});
