/** The real files and the files in memory behave alike: every test here runs on both. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Files } from '../../../src/base/ports.js';
import { backgroundFiles, realFiles } from '../../../src/server/real-files.js';
import { MemoryFiles } from '../../support/memory-files.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const text = (data: Uint8Array) => Buffer.from(data).toString();

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sealion-files-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** The code of the error that a call throws. */
function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
  return undefined;
}

let next = 0;
const worlds: [string, () => { files: Files; at: (name: string) => string }][] = [
  [
    'real files',
    () => {
      const directory = join(root, String(next++));
      realFiles.makeDirectory(directory);
      return { files: realFiles, at: (name) => join(directory, name) };
    },
  ],
  [
    'real files that are synced in the background',
    () => {
      const directory = join(root, String(next++));
      realFiles.makeDirectory(directory);
      return { files: backgroundFiles, at: (name) => join(directory, name) };
    },
  ],
  ['files in memory', () => ({ files: new MemoryFiles(), at: (name) => `./${name}` })],
];

describe.each(worlds)('%s', (_name, world) => {
  test('what is written is read back, wherever it lies', () => {
    const { files, at } = world();
    const file = files.open(at('a'), 'create');
    file.write(bytes(1, 2, 3), 5);
    file.writeAll([bytes(7), bytes(8, 9)], 0);
    const into = new Uint8Array(10);
    expect(file.read(into, 0)).toBe(8);
    expect(into).toEqual(bytes(7, 8, 9, 0, 0, 1, 2, 3, 0, 0));
    expect(file.read(into, 8)).toBe(0);
    file.sync();
    file.close();
    expect(files.readFile(at('a'))).toHaveLength(8);
    expect([...files.readFile(at('a'), 2)]).toEqual([7, 8]);
  });

  test('a file may be closed while it is synced', async () => {
    const { files, at } = world();
    const file = files.open(at('a'), 'create');
    file.write(bytes(1), 0);
    await file.syncLater();
    const syncing = [file.syncLater(), file.syncLater()];
    file.close();
    await Promise.all(syncing);
    expect(files.readFile(at('a'))).toHaveLength(1);
  });

  test('writeAll takes more buffers than one system call does', () => {
    const { files, at } = world();
    const file = files.open(at('a'), 'create');
    file.writeAll(
      Array.from({ length: 3000 }, (_, index) => bytes(index & 255, index >> 8)),
      0,
    );
    const data = files.readFile(at('a'));
    expect(data).toHaveLength(6000);
    expect([data[5998], data[5999]]).toEqual([2999 & 255, 2999 >> 8]);
    file.close();
  });

  test('a file is cut and grown', () => {
    const { files, at } = world();
    const file = files.open(at('a'), 'create');
    file.write(bytes(1, 2, 3), 0);
    file.truncate(1);
    file.truncate(2);
    expect(file.size()).toBe(2);
    expect([...files.readFile(at('a'))]).toEqual([1, 0]);
    file.close();
  });

  test('create empties a file that exists', () => {
    const { files, at } = world();
    files.writeFile(at('a'), 'old');
    files.open(at('a'), 'create').close();
    expect(text(files.readFile(at('a')))).toBe('');
  });

  test('writeFile replaces, appendFile adds', () => {
    const { files, at } = world();
    files.appendFile(at('log'), 'one\n');
    files.appendFile(at('log'), 'two\n');
    files.writeFile(at('a'), 'first');
    files.writeFile(at('a'), bytes(65));
    expect(text(files.readFile(at('log')))).toBe('one\ntwo\n');
    expect(text(files.readFile(at('a')))).toBe('A');
    expect(files.list(at('.'))).toEqual(['a', 'log']);
  });

  test('a reader keeps the file that writeFile replaced', () => {
    const { files, at } = world();
    files.writeFile(at('a'), 'old');
    const file = files.open(at('a'), 'r');
    files.writeFile(at('a'), 'new');
    const into = new Uint8Array(3);
    file.read(into, 0);
    expect(text(into)).toBe('old');
    file.close();
  });

  test('directories are made, listed, renamed and removed', () => {
    const { files, at } = world();
    files.makeDirectory(at('db'));
    files.writeFile(at('db/t.ibd'), '');
    expect(files.isDirectory(at('db'))).toBe(true);
    expect(files.isDirectory(at('db/t.ibd'))).toBe(false);
    expect(codeOf(() => files.removeDirectory(at('db')))).toBe('ENOTEMPTY');
    files.rename(at('db'), at('db2'));
    files.rename(at('db2/t.ibd'), at('db2/u.ibd'));
    expect([files.list(at('.')), files.list(at('db2'))]).toEqual([['db2'], ['u.ibd']]);
    files.remove(at('db2/u.ibd'));
    files.syncDirectory(at('.'));
    files.removeDirectory(at('db2'));
    expect(files.exists(at('db2'))).toBe(false);
  });

  test('mistakes have the codes of the system', () => {
    const { files, at } = world();
    files.makeDirectory(at('db'));
    files.writeFile(at('a'), '');
    const file = files.open(at('a'), 'r');
    expect(codeOf(() => file.write(bytes(1), 0))).toBe('EBADF');
    file.close();
    expect(codeOf(() => files.open(at('none'), 'r'))).toBe('ENOENT');
    expect(codeOf(() => files.open(at('none'), 'r+'))).toBe('ENOENT');
    expect(codeOf(() => files.readFile(at('none')))).toBe('ENOENT');
    expect(codeOf(() => files.open(at('none/a'), 'create'))).toBe('ENOENT');
    expect(codeOf(() => files.remove(at('none')))).toBe('ENOENT');
    expect(codeOf(() => files.rename(at('none'), at('b')))).toBe('ENOENT');
    expect(codeOf(() => files.list(at('none')))).toBe('ENOENT');
    expect(codeOf(() => files.makeDirectory(at('db')))).toBe('EEXIST');
    expect(codeOf(() => files.makeDirectory(at('none/db')))).toBe('ENOENT');
    expect(codeOf(() => files.open(at('db'), 'r+'))).toBe('EISDIR');
  });
});

describe('on a real disk', () => {
  const [, world] = worlds[0] ?? ['', () => ({ files: realFiles, at: (name: string) => name })];
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  test('files are the group’s, secrets the owner’s, whatever the umask', () => {
    const { files, at } = world();
    files.writeFile(at('a'), '');
    files.writeFile(at('secret'), '', 0o600);
    files.open(at('t'), 'create').close();
    expect([mode(at('a')), mode(at('secret')), mode(at('t'))]).toEqual(['660', '600', '660']);
  });

  test('a writeFile that fails leaves the old file and nothing beside it', () => {
    const { files, at } = world();
    files.makeDirectory(at('a'));
    files.writeFile(at('a/kept'), '');
    expect(codeOf(() => files.writeFile(at('a'), 'x'))).toBe('EISDIR');
    expect(files.list(at('.'))).toEqual(['a']);
  });

  test('a device is read up to the limit', () => {
    expect(realFiles.readFile('/dev/zero', 100_000)).toHaveLength(100_000);
  });
});
