/** Encryption threads on a whole server, in virtual time: nothing moves unless somebody sleeps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientSession } from '../../../src/base/session.js';
import { tabText } from '../../../src/render/tab.js';
import { realPorts } from '../../../src/server/ports.js';
import { realFiles } from '../../../src/server/real-files.js';
import { Server } from '../../../src/server/server.js';
import { type CollectingLog, testPorts } from '../../support/ports.js';

/** A key manager whose newest version, and whether it has its keys, are variables. */
const PLUGIN = `
import { definePlugin, sysvar, unsigned } from 'sealion/plugin';
const number = (name, value) => sysvar('mine_' + name, { scope: 'GLOBAL', type: unsigned({ min: 0, max: 99 }), default: value, comment: '' });
export default definePlugin({ name: 'mine', type: 'ENCRYPTION', version: '1.0', maturity: 'Stable', author: '', description: '', license: 'BSD',
  vars: { version: number('version', 1), missing: number('missing', 99) },
  init: ({ vars }) => ({
    latestVersion: (id) => (id < 4 ? vars.version : undefined),
    key: (id, version) => (version === vars.missing ? undefined : new Uint8Array(16).fill(id * 16 + version)),
  }) });`;

vi.setConfig({ testTimeout: 60_000 });

let directory: string;
let log: CollectingLog;
let server: Server;
let session: ClientSession;
let clock: ReturnType<typeof testPorts>['clock'];

async function start(...options: string[]): Promise<void> {
  const ports = testPorts();
  ({ log, clock } = ports);
  const args = ['--no-defaults', `--datadir=${join(directory, 'data')}`, `--plugin-dir=${directory}`];
  const watch = realPorts(() => {}).clock;
  server = await Server.start(
    [...args, '--plugin-load-add=mine', ...options],
    { ...ports, files: realFiles, watch },
    { createDatadir: true },
  );
  session = server.connect({ user: 'root', host: 'localhost', database: 'test' });
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sealion-threads-'));
  writeFileSync(join(directory, 'mine.mjs'), PLUGIN);
  await start();
});
afterEach(async () => {
  await server.shutdown();
  rmSync(directory, { recursive: true });
});

async function sql(...statements: string[]): Promise<string> {
  let printed = '';
  for (const statement of statements) {
    for (const outcome of await session.execute(statement)) {
      if (outcome.kind === 'error') throw new Error(`${outcome.errno}: ${outcome.message}`);
      if (outcome.kind === 'rows') printed += tabText(outcome, { header: false, raw: false });
    }
  }
  return printed;
}

const fill = (name: string, options: string, rows = 40_000) =>
  sql(
    `CREATE TABLE ${name} (a INT PRIMARY KEY, b VARCHAR(200)) ${options}`,
    `INSERT INTO ${name} SELECT seq, REPEAT('x', 150) FROM seq_1_to_${rows}`,
  );

const states = () =>
  sql(`SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, KEY_ROTATION_PAGE_NUMBER IS NULL, CURRENT_KEY_ID,
    ROTATING_OR_FLUSHING FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE NAME LIKE 'test/%' ORDER BY NAME`);
const progress = () =>
  sql(`SELECT KEY_ROTATION_PAGE_NUMBER, KEY_ROTATION_MAX_PAGE_NUMBER, ROTATING_OR_FLUSHING
    FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE NAME = 'test/t'`);
/** Until the scan of test.t is under way. */
async function untilAtWork(): Promise<void> {
  for (let ms = 0; ms < 100; ms++) {
    if (/^[1-9]\d*\t[1-9]\d*\t1\n$/.test(await progress())) return;
    await clock.advance(1);
  }
  throw new Error('test.t was not worked on');
}

const status = (name: string) =>
  sql(`SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'INNODB_ENCRYPTION_${name}'`);

test('a tablespace is encrypted slice by slice, and statements come between', async () => {
  await fill('t', '');
  await sql('SET GLOBAL innodb_encrypt_tables = ON');
  expect(await states()).toBe('');
  await sql('SET GLOBAL innodb_encryption_threads = 1');
  await clock.advance(10);
  const [next = 0, end = 0, working] = (await progress()).trim().split('\t').map(Number);
  expect(working).toBe(1);
  expect(next).toBeGreaterThan(1);
  expect(next).toBeLessThan(end);
  await sql("UPDATE t SET b = 'changed' WHERE a IN (1, 20000, 40000)");
  await clock.advance(1000);
  expect(await states()).toBe('test/t\t1\t1\t1\t1\t1\t0\n');
  expect(await sql("SELECT COUNT(*), SUM(b = 'changed') FROM t")).toBe('40000\t3\n');
});

test('without disk reads the iops do not matter; with them, they are the speed', async () => {
  await fill('t', 'ENCRYPTED=YES', 4000);
  await server.shutdown();
  await start('--innodb-encrypt-tables=ON', '--innodb-encryption-rotation-iops=10');
  await sql('SET GLOBAL mine_version = 5, GLOBAL innodb_encryption_threads = 2');
  await clock.advance(3500);
  const before = await progress();
  expect(before).toMatch(/^31\t\d+\t1\n$|^61\t\d+\t1\n$/);
  expect(await status('ROTATION_ESTIMATED_IOPS')).toBe('10020\n');
  await clock.advance(60_000);
  expect(await states()).toBe('test/t\t1\t5\t5\t1\t1\t0\n');
  expect(Number(await status('ROTATION_PAGES_READ_FROM_DISK'))).toBeGreaterThan(40);
});

test('with no iops nothing happens', async () => {
  await fill('t', 'ENCRYPTED=YES', 1000);
  await sql('SET GLOBAL innodb_encryption_rotation_iops = 0, GLOBAL innodb_encryption_threads = 4');
  await sql('SET GLOBAL mine_version = 5, GLOBAL innodb_encrypt_tables = ON');
  await clock.advance(60_000);
  expect(await states()).toBe('test/t\t1\t1\t5\t1\t1\t0\n');
  await sql('SET GLOBAL innodb_encryption_rotation_iops = 1');
  await clock.advance(60_000);
  expect(await states()).toBe('test/t\t1\t5\t5\t1\t1\t0\n');
});

test('a version that goes up wakes the threads when somebody asks for it or writes', async () => {
  await fill('t', 'ENCRYPTED=YES', 1000);
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL innodb_encryption_threads = 1');
  await clock.advance(1000);
  await sql('SET GLOBAL mine_version = 9');
  await clock.advance(60_000);
  expect(server.engine.encryption.counts.modified).toBe(Number(await status('ROTATION_PAGES_MODIFIED')));
  expect(server.engine.tablespaces()[0]?.crypt?.minKeyVersion).toBe(1);
  await sql('DELETE FROM t WHERE a = 1');
  await clock.advance(1000);
  expect(server.engine.tablespaces()[0]?.crypt?.minKeyVersion).toBe(9);
});

test.each([
  ['DROP TABLE t', ''],
  ['TRUNCATE TABLE t', 'test/t\t1\t1\t1\t1\t1\t0\n'],
  ['ALTER TABLE t ENCRYPTED=NO', 'test/t\t0\t0\t1\t1\t1\t0\n'],
  ['RENAME TABLE t TO u', 'test/u\t1\t1\t1\t1\t1\t0\n'],
])('%s of a table in work', async (statement, after) => {
  await fill('t', '');
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL innodb_encryption_threads = 2');
  await untilAtWork();
  await sql(statement);
  await clock.advance(10_000);
  expect(await states()).toBe(after);
});

test.each(['PAGE_COMPRESSED=1', 'ROW_FORMAT=COMPRESSED', 'PARTITION BY HASH (a) PARTITIONS 3'])(
  'pages of a table with %s are rotated as they are',
  async (options) => {
    await fill('t', options, 1500);
    await sql('CREATE INDEX i ON t (b)');
    const restarted = async (...more: string[]) => {
      await server.shutdown();
      await start('--innodb-encryption-threads=2', ...more);
      expect(await sql('SELECT COUNT(*), SUM(LENGTH(b)) FROM t')).toBe('1500\t225000\n');
      await clock.advance(10_000);
    };
    const versions = async () =>
      new Set(
        (await states())
          .trim()
          .split('\n')
          .map((line) => line.split('\t')[2]),
      );
    await restarted('--innodb-encrypt-tables=ON');
    expect(await versions()).toEqual(new Set(['1']));
    await restarted('--innodb-encrypt-tables=ON', '--mine-version=5');
    expect(await versions()).toEqual(new Set(['5']));
    await restarted('--mine-version=5');
    expect(await versions()).toEqual(new Set(['0']));
    await server.shutdown();
    await start('--mine-missing=5');
    expect(await sql('SELECT COUNT(*), SUM(LENGTH(b)) FROM t')).toBe('1500\t225000\n');
  },
);

test('the file of a table that is exported stays as it is until it is released', async () => {
  await fill('t', '');
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL innodb_encryption_threads = 2');
  await untilAtWork();
  await sql('FLUSH TABLES t FOR EXPORT');
  const file = () => realFiles.readFile(join(directory, 'data', 'test', 't.ibd'));
  const before = file();
  await clock.advance(10_000);
  expect(Buffer.from(before).equals(file())).toBe(true);
  await sql('UNLOCK TABLES');
  await clock.advance(10_000);
  expect(await states()).toBe('test/t\t1\t1\t1\t1\t1\t0\n');
});

test('what is not wanted any more is given up', async () => {
  await fill('t', '');
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL innodb_encryption_threads = 2');
  await untilAtWork();
  await sql('SET GLOBAL innodb_encrypt_tables = OFF');
  await clock.advance(10_000);
  expect(await states()).toBe('test/t\t0\t0\t0\t1\t1\t0\n');
  expect(await sql('SELECT COUNT(*) FROM t')).toBe('40000\n');
});

test('a key that is missing: that tablespace is left alone and the log says so; the others are done', async () => {
  await fill('a', 'ENCRYPTED=YES ENCRYPTION_KEY_ID=2', 1000);
  await fill('b', 'ENCRYPTED=YES ENCRYPTION_KEY_ID=3', 1000);
  await server.shutdown();
  await start('--innodb-encrypt-tables=ON', '--mine-missing=1');
  await sql('SET GLOBAL mine_version = 2', 'CREATE TABLE c (a INT)');
  await sql('SET GLOBAL mine_version = 7, GLOBAL innodb_encryption_threads = 2');
  await clock.advance(60_000);
  expect(log.lines.some((line) => line.includes('in file ./test/a.ibd looks corrupted; key_version=1'))).toBe(true);
  await server.shutdown();
  await start('--innodb-encrypt-tables=ON');
  expect(await sql('SELECT COUNT(*) FROM a UNION ALL SELECT COUNT(*) FROM b')).toBe('1000\n1000\n');
});

test('a new version whose key can not be had: nothing is touched, and it is tried again when a variable is set', async () => {
  await fill('t', 'ENCRYPTED=YES', 1000);
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL mine_missing = 5, GLOBAL mine_version = 5');
  await sql('SET GLOBAL innodb_encryption_threads = 1');
  await clock.advance(60_000);
  expect(log.lines).toContain('[ERROR] InnoDB: Encryption key is not found for ./test/t.ibd');
  expect(await states()).toBe('test/t\t1\t1\t5\t1\t1\t0\n');
  await sql('SET GLOBAL mine_missing = 99, GLOBAL innodb_encryption_rotation_iops = 50');
  await clock.advance(1000);
  expect(await states()).toBe('test/t\t1\t5\t5\t1\t1\t0\n');
});

test('threads are told of in the log, numbered by the change that made them', async () => {
  await sql('SET GLOBAL innodb_encryption_threads = 2', 'SET GLOBAL innodb_encryption_threads = 1');
  await sql('SET GLOBAL innodb_encryption_threads = 3');
  const created = log.lines
    .filter((line) => line.includes('encryption thread'))
    .map((line) => line.replace(/id \d+/, 'id N'));
  expect(created).toEqual([
    '[Note] InnoDB: Creating #1 encryption thread id N total threads 2.',
    '[Note] InnoDB: Creating #2 encryption thread id N total threads 2.',
    '[Note] InnoDB: Creating #1 encryption thread id N total threads 3.',
    '[Note] InnoDB: Creating #2 encryption thread id N total threads 3.',
  ]);
});

test('a system tablespace that is encrypted can not do without its key', async () => {
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL innodb_encryption_threads = 2');
  await clock.advance(1000);
  await server.shutdown();
  const lines = [
    "InnoDB: Failed to read page 7 from file './ibdata1': Table is compressed or encrypted but uncompress or decrypt failed.",
    "InnoDB: File './ibdata1' is corrupted",
    'InnoDB: Plugin initialization aborted with error Table is compressed or encrypted but uncompress or decrypt failed.',
  ];
  const looks =
    'InnoDB: Encrypted page [page id: space=0, page number=7] in file ./ibdata1 looks corrupted; key_version=1';
  await expect(start('--mine-missing=1')).rejects.toThrow([looks, ...lines].join('\n'));
  writeFileSync(join(directory, 'mine.mjs'), PLUGIN.replace('id * 16', 'id * 17'));
  await expect(start()).rejects.toThrow(lines.join('\n'));
  writeFileSync(join(directory, 'mine.mjs'), PLUGIN);
  await start();
});

test('a crash in the middle: the next start goes on from the beginning', async () => {
  await fill('t', 'ENCRYPTED=YES');
  await sql('SET GLOBAL innodb_encrypt_tables = ON, GLOBAL mine_version = 5, GLOBAL innodb_encryption_threads = 2');
  await untilAtWork();
  server.crash();
  await start('--innodb-encrypt-tables=ON', '--mine-version=5', '--innodb-encryption-threads=2');
  await sql('SELECT COUNT(*) FROM t');
  await clock.advance(60_000);
  expect(await states()).toBe('test/t\t1\t5\t5\t1\t1\t0\n');
  expect(await sql('SELECT COUNT(*), SUM(LENGTH(b)) FROM t')).toBe('40000\t6000000\n');
});
