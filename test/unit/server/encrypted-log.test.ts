/** innodb_encrypt_log: what the page journal holds, and what a start says about it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientSession } from '../../../src/base/session.js';
import { realFiles } from '../../../src/server/real-files.js';
import { Server } from '../../../src/server/server.js';
import { type CollectingLog, testPorts } from '../../support/ports.js';

const KEY = 'a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a';
const OTHER = 'b7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a';

let directory: string;
let log: CollectingLog;
let server: Server | undefined;
let session: ClientSession;

async function start(...options: string[]): Promise<void> {
  server = undefined;
  const ports = testPorts();
  log = ports.log;
  const args = ['--no-defaults', '--sealion-profile=10.11', `--datadir=${join(directory, 'data')}`, ...options];
  server = await Server.start(args, { ...ports, files: realFiles }, { createDatadir: true });
  session = server.connect({ user: 'root', host: 'localhost', database: 'test' });
}

const keyFile = (key: string): string[] => {
  writeFileSync(join(directory, 'keys'), `1;${key}\n`);
  return ['--plugin-load-add=file_key_management', `--file-key-management-filename=${join(directory, 'keys')}`];
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sealion-log-'));
});
afterEach(async () => {
  await server?.shutdown();
  rmSync(directory, { recursive: true });
});

const sql = async (...statements: string[]) => {
  for (const statement of statements) await session.execute(statement);
};
const rows = async (statement: string) => {
  const [outcome] = await session.execute(statement);
  return outcome?.kind === 'rows' ? outcome.rows : outcome;
};
/** Whether a text stands in any file that SQLite has in the datadir. */
const isReadable = (text: string) =>
  readdirSync(join(directory, 'data'))
    .filter((name) => name.startsWith('sealion.db'))
    .some((name) => readFileSync(join(directory, 'data', name)).includes(text));
const aboutLog = () =>
  log.lines.filter((line) => /redo log/.test(line)).map((line) => line.replace(/LSN=\d+/, 'LSN=n'));

test('rows of a plain table are readable in a plain log, and not in an encrypted one', async () => {
  await start(...keyFile(KEY));
  await sql('CREATE TABLE t (a VARCHAR(40))', "INSERT INTO t VALUES ('before it was on')");
  expect(isReadable('before it was on')).toBe(true);
  expect(aboutLog()).toEqual([]);
  await server?.shutdown();

  await start(...keyFile(KEY), '--innodb-encrypt-log=ON');
  expect(aboutLog()).toEqual(['[Note] InnoDB: Encrypting redo log: 96.000MiB; LSN=n']);
  expect(isReadable('before it was on')).toBe(false);
  await sql("INSERT INTO t VALUES ('while it is on')");
  expect(isReadable('while it is on')).toBe(false);
});

test('a crash: the next start reads the encrypted log, also where it shall be plain from then on', async () => {
  await start(...keyFile(KEY), '--innodb-encrypt-log=ON');
  await sql('CREATE TABLE t (a VARCHAR(40))', "INSERT INTO t VALUES ('one')");
  server?.crash();
  await start(...keyFile(KEY), '--innodb-encrypt-log=ON');
  expect(aboutLog()).toEqual([]);
  await sql("INSERT INTO t VALUES ('two')");
  server?.crash();
  await start(...keyFile(KEY));
  expect(aboutLog()).toEqual(['[Note] InnoDB: Removing redo log encryption: 96.000MiB; LSN=n']);
  expect(await rows('SELECT a FROM t ORDER BY a')).toEqual([['one'], ['two']]);
});

test('without its key an encrypted log can not be read; with the key back, it can', async () => {
  await start(...keyFile(KEY), '--innodb-encrypt-log=ON');
  await sql('CREATE TABLE t (a INT)', 'INSERT INTO t VALUES (1)');
  server?.crash();
  await expect(start()).rejects.toThrow(
    'InnoDB: Obtaining redo log encryption key version 1 failed (4294967295). Maybe the key or the required encryption key management plugin was not found.\nInnoDB: Reading log encryption info failed; the log was created with MariaDB 10.11.',
  );
  await expect(start(...keyFile(OTHER), '--innodb-encrypt-log=ON')).rejects.toThrow(
    /^InnoDB: Malformed log record at LSN \d+; set innodb_force_recovery=1 to ignore.\nInnoDB: Missing FILE_CHECKPOINT\(\d+\) at \d+\nInnoDB: Log scan aborted at LSN \d+\nInnoDB: Plugin initialization aborted with error Generic error\n/,
  );
  await start(...keyFile(KEY), '--innodb-encrypt-log=ON');
  expect(await rows('SELECT a FROM t')).toEqual([['1']]);
});
