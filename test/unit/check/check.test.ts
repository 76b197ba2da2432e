/** What a check tells beyond the server's own lines. */

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { HttpFailure } from '../../../src/base/http-failure.js';
import { reportText } from '../../../src/check/report-text.js';
import { addKeyFiles } from '../../support/check-cases.js';
import { type CheckedWorld, check, said } from './world.js';

const directory = mkdtempSync(join(tmpdir(), 'sl-check-'));
const datadir = join(directory, 'data');
const cnf = join(directory, 'my.cnf');
beforeEach(() => {
  rmSync(datadir, { recursive: true, force: true });
  addKeyFiles(datadir);
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Checks an option file with these lines in the group of the server. */
function checkLines(lines: string, world: CheckedWorld = { installed: [] }, ...words: readonly string[]) {
  writeFileSync(cnf, `[mariadb]\n${lines}\n`);
  chmodSync(cnf, 0o600);
  return check([`--defaults-file=${cnf}`, `--datadir=${datadir}`, ...words], world);
}

const KEYS = 'plugin_load_add=file_key_management\nfile_key_management_filename=keys.txt';

test('the place in the key file, and what only follows from it', async () => {
  const report = await checkLines(KEYS.replace('keys.txt', 'short-key.txt'));
  expect(report.findings[0]).toMatchObject({
    level: 'error',
    place: { file: 'short-key.txt', line: 2, column: 37 },
    consequences: [
      "Plugin 'file_key_management' init function returned error.",
      "Plugin 'file_key_management' registration as a ENCRYPTION failed.",
    ],
    advice: 'A key is 32, 48 or 64 hexadecimal digits: 128, 192 or 256 bits.',
  });
});

test.each([
  ['innodb_encrypt_tables=ON\nfile_key_management=FORCE', 2],
  ['max_connections=5x', 2],
  ['# a comment\n\nplugin_load_add=file_key_management', 4],
  [`${KEYS}x`, 3],
  [`${KEYS}\nfile_key_management_filekey=FILE:nowhere`, 4],
  ['plugin_load_add=locales;no_such_library', 2],
])('the line of an option file: %j', async (lines, line) => {
  const { findings } = await checkLines(lines);
  expect(findings[0]).toMatchObject({ level: 'error', place: { file: cnf, line } });
});

test('a later setting replaces an earlier one', async () => {
  const { values } = await checkLines('innodb_encrypt_log=OFF\nmax-connections=20', undefined, '--max_connections=30');
  expect(values.filter(({ name }) => name !== 'datadir')).toEqual([
    {
      name: 'innodb_encrypt_log',
      value: 'OFF',
      place: { file: cnf, line: 2 },
      plugin: 'InnoDB',
      overrides: [],
      checked: true,
    },
    {
      name: 'max_connections',
      value: '30',
      place: { file: 'command line' },
      overrides: [{ value: '20', place: { file: cnf, line: 3 } }],
      checked: true,
    },
  ]);
});

test('lists of libraries add up, until plugin_load begins anew', async () => {
  const names = async (lines: string) =>
    (await checkLines(lines)).values.filter(({ name }) => name.startsWith('plugin_load')).map(({ value }) => value);
  expect(await names('plugin_load_add=locales\nplugin_load_add=sql_errlog')).toEqual(['locales', 'sql_errlog']);
  expect(await names('plugin_load_add=locales\nplugin_load=sql_errlog')).toEqual(['sql_errlog']);
});

test('what the server would not have come to is told, too', async () => {
  const report = await checkLines('no_such_option=1\nencrypt_tmp_files=ON');
  expect(report.exitCode).toBe(7);
  expect(report.findings.map(({ text, hidden }) => [text, hidden])).toEqual([
    ["mariadbd: unknown variable 'no_such_option=1'", false],
    ['Failed to enable encryption of temporary files', true],
  ]);
});

test.each([
  ['innodb_bufer_pool_size=1G', 'Did you mean innodb_buffer_pool_size?'],
  ['innodb_io_capacity_maxx=200', 'Did you mean innodb_io_capacity_max?'],
  [
    'file_key_management_filename=keys.txt',
    'It is an option of file_key_management, which is not loaded: plugin_load_add = file_key_management',
  ],
])('advice on %s', async (line, advice) => {
  const { findings } = await checkLines(line);
  expect(findings[0]).toMatchObject({ advice });
});

test('options of a plugin that is in mysql.plugin', async () => {
  const lines = 'file_key_management_filename=keys.txt';
  const installed = [{ name: 'file_key_management', dl: 'file_key_management' }];
  expect(await checkLines(lines, { installed: [] })).toMatchObject({ exitCode: 7 });
  expect(await checkLines(lines, { installed })).toMatchObject({ verdict: 'starts', plugins: [{ status: 'ACTIVE' }] });
});

test('mysql.plugin comes too late for InnoDB', async () => {
  const installed = [{ name: 'file_key_management', dl: 'file_key_management' }];
  const lines = 'file_key_management_filename=keys.txt\ninnodb_encrypt_tables=ON';
  const { exitCode, findings } = await checkLines(lines, { installed });
  expect(exitCode).toBe(1);
  expect(findings[0]).toMatchObject({ place: { file: cnf, line: 3 }, advice: expect.stringContaining('too late') });
});

test('where mysql.plugin can not be read, the owner of an option is assumed to be in it', async () => {
  const report = await checkLines('file_key_management_filename=short-key.txt', {});
  expect(report.verdict).toBe('starts otherwise');
  expect(said(report)[0]).toContain('Invalid key at short-key.txt');
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      place: { file: cnf, line: 2 },
      text: 'The options of file_key_management are only known if mysql.plugin names it, which is assumed here',
    }),
  );
  expect(await checkLines('no_such_option=1', {})).toMatchObject({ exitCode: 7 });
});

test('libraries of MariaDB that Sealion does not have take their options', async () => {
  const report = await checkLines('plugin_load_add=auth_pam\npam_use_cleartext_plugin=ON\npam=FORCE\npan=1');
  expect(said(report)).toEqual(["[ERROR] mariadbd: unknown variable 'pan=1'", '[ERROR] Aborting']);
  expect(report.plugins).toEqual([
    { name: 'pam', library: 'auth_pam.so', status: 'ACTIVE', activation: 'FORCE', known: false },
  ]);
  expect(report.values.find(({ name }) => name === 'pam_use_cleartext_plugin')).toMatchObject({ checked: false });
});

test('a library that nobody knows, in a directory that is elsewhere', async () => {
  const lines = 'plugin_dir=/elsewhere\nplugin_load_add=my_key_store\nstore_address=1.2.3.4\ninnodb_encrypt_tables=ON';
  const report = await checkLines(lines);
  expect(report.verdict).toBe('starts');
  expect(report.findings).toContainEqual(
    expect.objectContaining({
      text: 'my_key_store (my_key_store.so) is not known here: its options can not be checked',
    }),
  );
});

test('nobody is asked on the network, and no token is shown', async () => {
  const http = { request: () => Promise.reject(new Error('the network was asked')) };
  const lines = `plugin_load_add=hashicorp_key_management
hashicorp_key_management_vault_url=http://vault:8200/v1/test
hashicorp_key_management_token=s.1234567
innodb_encrypt_tables=ON`;
  const report = await checkLines(lines, { installed: [], http });
  expect(report.verdict).toBe('starts');
  expect(report.findings.map(({ text }) => text).join()).toContain('its keys are taken for granted');
  expect(JSON.stringify(report)).not.toContain('s.1234567');
  const unknown = await checkLines('hashicorp_key_management_token=s.1234567');
  expect(said(unknown)[0]).toBe("[ERROR] mariadbd: unknown variable 'hashicorp_key_management_token=***'");
});

test('online, the key server is asked, and what it answers counts', async () => {
  const asked: string[] = [];
  const http = {
    request: ({ url }: { readonly url: string }) => {
      asked.push(url);
      return Promise.reject(new HttpFailure({ kind: 'no connection', host: 'vault', port: 8200, afterMs: 0 }));
    },
  };
  const lines = `plugin_load_add=hashicorp_key_management
hashicorp_key_management=FORCE
hashicorp_key_management_vault_url=http://vault:8200/v1/test
hashicorp_key_management_token=s.1234567`;
  const report = await checkLines(lines, { installed: [], http, online: true });
  expect(asked).toContain('http://vault:8200/v1/sys/mounts/test/tune');
  expect(report.verdict).toBe('does not start');
  expect(said(report)).toContain("[ERROR] Plugin 'hashicorp_key_management' init function returned error.");
  expect(JSON.stringify(report)).not.toContain('s.1234567');
  expect(report.findings.map(({ text }) => text).join()).not.toContain('taken for granted');
});

test('files that everybody can read', async () => {
  const warnings = async () => {
    const { findings } = await check([`--defaults-file=${cnf}`, `--datadir=${datadir}`], { installed: [] });
    return findings.filter(({ level }) => level === 'warning').map(({ text, advice }) => [text, advice]);
  };
  writeFileSync(
    cnf,
    `[mariadb]\n${KEYS.replace('keys.txt', 'keys.enc')}\nfile_key_management_filekey=FILE:password.txt`,
  );
  for (const name of ['keys.enc', 'password.txt']) chmodSync(join(datadir, name), 0o644);
  expect(await warnings()).toEqual([
    ['keys.enc can be read by everybody', 'chmod 600 keys.enc'],
    ['password.txt can be read by everybody', 'chmod 600 password.txt'],
  ]);
  for (const name of ['keys.enc', 'password.txt']) chmodSync(join(datadir, name), 0o600);
  expect(await warnings()).toEqual([]);
});

test('an option file that everybody can write is not read', async () => {
  writeFileSync(cnf, '[mariadb]\nno_such_option=1\n');
  chmodSync(cnf, 0o666);
  const report = await check([`--defaults-file=${cnf}`], { installed: [] });
  expect(report).toMatchObject({ verdict: 'starts', values: [], optionFiles: [] });
  expect(said(report)).toEqual([`Warning: World-writable config file '${cnf}' is ignored`]);
});

test('a default key that is not there', async () => {
  const { verdict, findings } = await checkLines(`${KEYS}\ninnodb_default_encryption_key_id=7`);
  expect(verdict).toBe('starts');
  expect(findings).toContainEqual(
    expect.objectContaining({
      level: 'warning',
      text: expect.stringContaining('no key 7'),
      place: { file: cnf, line: 4 },
    }),
  );
});

test('nothing is written', async () => {
  const before = readdirSync(datadir);
  const lines = `${KEYS}\nplugin_load_add=server_audit\nserver_audit_logging=ON\nplugin_load_add=sql_errlog\nlog_error=x.err`;
  expect(await checkLines(lines)).toMatchObject({ verdict: 'starts' });
  expect(readdirSync(datadir)).toEqual(before);
});

test('the profile decides which options there are', async () => {
  const lines = `${KEYS}\nfile_key_management_digest=sha256`;
  expect(await checkLines(lines)).toMatchObject({ profile: '10.11', exitCode: 7 });
  expect(await checkLines(lines, undefined, '--sealion-profile=12.3')).toMatchObject({ verdict: 'starts' });
});

test.each(globSync('examples/option-files/*.cnf'))('%s starts', async (path) => {
  const report = await check([`--defaults-file=${path}`, `--datadir=${datadir}`], { installed: [] });
  expect(report).toMatchObject({ verdict: 'starts', exitCode: 0 });
});

test("the manual's option file for AWS", async () => {
  const report = await checkLines(`plugin_load_add = aws_key_management
aws-key-management = FORCE_PLUS_PERMANENT
aws-key-management-master-key-id = alias/mariadb-encryption
aws-key-management-region = us-east-1
innodb-encrypt-tables = ON`);
  expect(report).toMatchObject({ verdict: 'starts', plugins: [{ activation: 'FORCE_PLUS_PERMANENT' }] });
  expect(report.findings.map(({ level }) => level)).toEqual(['warning']);
});

test('the text for people', async () => {
  const report = await checkLines(`${KEYS.replace('keys', 'nokeys')}\nfile_key_management=FORCE`);
  const text = reportText(report, false)
    .replaceAll(directory, 'DIR')
    .replace(/(?<=\S) {2,}/g, '  ');
  expect(text).toBe(readFileSync('test/data/check/report.txt', 'utf8'));
  expect(reportText(report, true)).toContain('\u001b[31mWould not start');
});
