/** What a wrong plugin does to a session: one failed statement, with the server's number and words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sealion } from '../../support/sealion.js';

let directory: string;
let server: Sealion;

const start = () => Sealion.start(join(directory, 'data'), [`--plugin-dir=${directory}`]);

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sealion-wrong-'));
  server = await start();
});
afterEach(async () => {
  await server.shutdown();
  rmSync(directory, { recursive: true });
});

const plugin = (type: string, vars: string, init: string) =>
  writeFileSync(
    join(directory, 'mine.mjs'),
    `import { definePlugin, sysvar, unsigned } from 'sealion/plugin';
     const number = (hooks) => sysvar('mine_number', { scope: 'GLOBAL', type: unsigned({ min: 0, max: 9 }), default: 1, comment: '', ...hooks });
     export default definePlugin({ name: 'mine', type: '${type}', version: '1.0', maturity: 'Stable', author: '', description: '',
       license: 'BSD', vars: { ${vars} }, init: ${init} });`,
  );

/** As where a key is another one than a page was written with. */
const WRONG_KEY = '1877 (HY000): Table `test`.`t` is corrupted. Please drop the table and recreate.';
const NO_KEY = expect.stringContaining("1296 (HY000): Got error 192 'Table encrypted but decryption failed.");

/** What each statement says: its error, or what it printed. */
async function say(...statements: string[]): Promise<string[]> {
  const said: string[] = [];
  for (const statement of statements) {
    said.push(
      await server.sql(statement).catch((error: unknown) => (error instanceof Error ? error.message : 'no error')),
    );
  }
  return said;
}

test('a key of a wrong length is no key', async () => {
  plugin('ENCRYPTION', '', '() => ({ latestVersion: () => 1, key: (id) => new Uint8Array(id === 1 ? 16 : 17) })');
  const said = await say(
    "INSTALL SONAME 'mine'",
    'CREATE TABLE good (a INT) ENCRYPTED=YES',
    'CREATE TABLE bad (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=2',
    'SELECT 1 AS alive',
  );
  expect(said).toEqual(['', '', NO_KEY, 'alive\n1\n']);
});

test('a cipher that breaks fails the statement; what was written before stays', async () => {
  plugin(
    'ENCRYPTION',
    'on: number({})',
    `({ vars }) => {
       const same = (data) => { if (vars.on === 0) throw new Error('out of order'); return data.map((byte) => byte ^ 90); };
       return { latestVersion: () => 1, key: () => new Uint8Array(16), cipher: () => ({ encrypt: same, decrypt: same }) };
     }`,
  );
  expect(
    await say(
      "INSTALL SONAME 'mine'",
      'CREATE TABLE t (a INT) ENCRYPTED=YES',
      'INSERT INTO t VALUES (1)',
      'SET GLOBAL mine_number = 0',
      'INSERT INTO t VALUES (2)',
      'SET GLOBAL mine_number = 1',
      'INSERT INTO t VALUES (3)',
      'SELECT * FROM t',
    ),
  ).toEqual(['', '', '', '', NO_KEY, '', '', 'a\n1\n3\n']);
});

test('a table that its cipher can not read says so when it is opened', async () => {
  const keys = (cipher: string) =>
    plugin(
      'ENCRYPTION',
      '',
      `() => ({ latestVersion: () => 1, key: () => new Uint8Array(16), cipher: () => (${cipher}) })`,
    );
  keys('{ encrypt: (data) => data.map((byte) => byte ^ 90), decrypt() {} }');
  expect(
    await say("INSTALL SONAME 'mine'", 'CREATE TABLE t (a INT) ENCRYPTED=YES', 'INSERT INTO t VALUES (1)'),
  ).toEqual(['', '', '']);
  await server.shutdown();
  server = await start();
  expect(await say('SELECT * FROM t', 'SELECT 1 AS alive')).toEqual([WRONG_KEY, 'alive\n1\n']);
});

test('hooks of variables that throw fail their SET', async () => {
  plugin('DAEMON', "a: number({ check() { throw new Error('no check'); } })", '() => ({})');
  expect(await say("INSTALL SONAME 'mine'", 'SET GLOBAL mine_number = 2', 'SELECT @@mine_number')).toEqual([
    '',
    expect.stringContaining('1105 (HY000)'),
    '@@mine_number\n1\n',
  ]);
});

test('rows that throw fail the statement that reads them', async () => {
  plugin(
    'INFORMATION SCHEMA',
    '',
    `() => ({ columns: { A: { type: { name: 'INT', unsigned: false, zerofill: false, width: 11 }, nullable: false } }, show: true,
       rows() { throw new Error('no rows today'); }, reset: async () => { throw new Error('no reset'); } })`,
  );
  expect(
    await say(
      "INSTALL SONAME 'mine'",
      'SELECT * FROM information_schema.mine',
      'SHOW mine',
      'FLUSH mine',
      'SELECT 1 AS alive',
    ),
  ).toEqual([
    '',
    '1105 (HY000): mine: no rows today',
    '1105 (HY000): mine: no rows today',
    '1105 (HY000): mine: no reset',
    'alive\n1\n',
  ]);
});

test.each(['INFORMATION SCHEMA', 'AUDIT', 'PASSWORD VALIDATION', 'ENCRYPTION'])(
  'a %s plugin that gives nothing is not installed',
  async (type) => {
    plugin(type, '', '() => 5');
    const [refusal, ...rest] = await say(
      "INSTALL SONAME 'mine'",
      "SELECT COUNT(*) AS n FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'mine'",
    );
    expect([refusal, rest]).toEqual([
      expect.stringMatching(/^1105 \(HY000\): mine: init must give a service with \w+\(\)$/),
      ['n\n0\n'],
    ]);
  },
);
