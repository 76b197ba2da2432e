/** A user's plugins of every kind and extension, from an empty folder: through the built program and from source. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BUILT_PROGRAM, inEmptyFolder, sealion } from './program.js';

const PLUGINS = resolve('test/data/user-plugins');
const SERVER = ['--no-defaults', '--plugin-dir=.', '--datadir=data', '--log-error=server.err'];

const folder = inEmptyFolder();

const built: typeof sealion = (cwd, args, input) => sealion(cwd, args, input, BUILT_PROGRAM);

/** The log without times and the lines of every start. */
const logOf = (path: string) =>
  readFileSync(join(path, 'data', 'server.err'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('user_'))
    .map((line) => line.replace(/^\S+ +\S+ \d+ /, ''))
    .join('\n');

const PROGRAMS = [
  ['from source', sealion],
  ['built', built],
] as const;

describe.each(PROGRAMS)('%s', (_, run) => {
  test('five kinds of plugins as .ts, .mjs and CommonJS', { timeout: 60_000 }, async () => {
    cpSync(PLUGINS, folder.path, { recursive: true });
    const script = readFileSync(join(PLUGINS, 'plugins.sql'), 'utf8');
    const { stdout, stderr, status } = run(folder.path, [...SERVER, '-f', '-t'], script);
    const transcript = `${stdout}\n=== stderr, exit code ${status}\n${stderr}\n=== log\n${logOf(folder.path)}\n`;
    await expect(transcript).toMatchFileSnapshot(join(PLUGINS, 'plugins.txt'));
    const again = run(folder.path, [...SERVER, '-N', '-e', 'SELECT * FROM d.low, d.high']);
    expect(again).toMatchObject({ stdout: '1\t2\n', stderr: '', status: 0 });
  });

  test('one that never answers ends at the time limit, and the session goes on', { timeout: 60_000 }, () => {
    const plugin = (init: string) => `import { definePlugin } from 'sealion/plugin';
      export default definePlugin({ name: 'mute', type: 'DAEMON', version: '1.0', maturity: 'Stable', author: '',
        description: '', license: 'BSD', init: ${init} });`;
    writeFileSync(join(folder.path, 'mute.mjs'), plugin('() => new Promise(() => {})'));
    writeFileSync(join(folder.path, 'unborn.mjs'), 'await new Promise(() => {});');
    const script = "INSTALL SONAME 'mute'; SHOW WARNINGS; INSTALL SONAME 'unborn'; SELECT 'alive';";
    const { stdout, stderr } = run(folder.path, [...SERVER, '--sealion-plugin-timeout=1', '-f', '-N'], script);
    expect(stdout.split('\n')).toEqual([
      'Error\t1105\tmute: init has not answered for 1 seconds',
      "Error\t1123\tCan't initialize function 'mute'; Plugin initialization function failed.",
      'alive',
      '',
    ]);
    expect(stderr).toContain(
      "Can't open shared library './unborn.so' (errno: 22, unborn has not answered for 1 seconds)",
    );
  });
});
