/** The tour between two servers: its shell blocks are run, one after the other, and say what stands below them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyFileOptions } from '../support/key-files.js';
import { MariadbServer, temporaryDirectory } from '../support/mariadb.js';

const directory = temporaryDirectory();
const home = join(directory, 'home');
const MARK = '--- next block ---';
let mariadb: MariadbServer;

beforeAll(async () => {
  mariadb = await MariadbServer.start(keyFileOptions(directory));
});
afterAll(() => mariadb.remove());

/** A program of that name on the PATH. */
function program(name: string, command: string): void {
  const path = join(directory, 'bin', name);
  writeFileSync(path, `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(path, 0o755);
}

test('move-to-mariadb.md', { timeout: 60_000 }, () => {
  for (const place of ['bin', 'home']) mkdirSync(join(directory, place));
  program('sealion', `${process.execPath} ${resolve('dist/cli.js')}`);
  const client = spawnSync('sh', ['-c', 'command -v mariadb'], { encoding: 'utf8' }).stdout.trim();
  const login = `--no-defaults --socket=${mariadb.socket} --user=root --default-character-set=utf8mb4`;
  program('mariadb', `${client} ${login}`);

  const text = readFileSync('examples/tours/move-to-mariadb.md', 'utf8');
  const blocks = [...text.matchAll(/^```(sh|text)\n(.*?)^```$/gms)].map(([, kind, body = '']) => ({ kind, body }));
  const commands = blocks.filter(({ kind }) => kind === 'sh').map(({ body }) => body);
  const expected = blocks.filter(({ kind }) => kind === 'text').map(({ body }) => body);
  const { stdout, stderr, status } = spawnSync('sh', ['-e'], {
    cwd: home,
    input: commands.join(`echo '${MARK}'\n`),
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(directory, 'bin')}:${process.env['PATH']}`, REAL: mariadb.datadir },
    timeout: 50_000,
  });
  expect(stderr).toBe('');
  expect(stdout.split(`${MARK}\n`)).toEqual(expected);
  expect(expected).toHaveLength(4);
  expect(status).toBe(0);
});
