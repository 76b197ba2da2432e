import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inEmptyFolder, sealion, sealionInBackground, sealionInScript } from './program.js';

const folder = inEmptyFolder();
const LONG = { timeout: 60_000 };

test('without options it makes a sandbox, and yesterday’s tables open today', LONG, () => {
  const create =
    "INSTALL SONAME 'file_key_management'; CREATE TABLE test.t (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=2; INSERT INTO test.t VALUES (7)";
  expect(sealion(folder.path, ['-e', create])).toEqual({ stdout: '', stderr: '', status: 0 });
  expect(sealion(folder.path, ['-e', 'SELECT a FROM test.t']).stdout).toBe('a\n7\n');
  expect(statSync(join(folder.path, 'sealion-data/keys.txt')).mode & 0o777).toBe(0o600);
});

test('the sandbox has a Vault in itself, with commands, and its keys are there the next day', LONG, () => {
  const lines = [
    "INSTALL SONAME 'hashicorp_key_management';",
    'CREATE TABLE test.t (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=2;',
    'INSERT INTO test.t VALUES (7);',
    '\\vault kv get test/3',
    '\\vault kv put test/3 data=0123456789ABCDEF0123456789ABCDEF',
    '\\lab fault vault sealed --times=1',
    '\\lab fault vault nothing',
    'CREATE TABLE test.t3 (a INT) ENCRYPTED=YES ENCRYPTION_KEY_ID=3;',
    '\\lab faults vault',
  ];
  const ran = sealion(folder.path, ['-f'], `${lines.join('\n')}\n`);
  expect(ran.stdout).toMatch(/^Key +Value\n[\s\S]*version +1\nsealed times=1 hits=1\n$/);
  expect(ran.stderr.split('\n').filter((line) => line.startsWith('ERROR'))).toEqual([
    'ERROR at line 4: No value found at test/data/3',
    expect.stringContaining("ERROR at line 7: There is no fault 'nothing'"),
    'ERROR 1105 (HY000) at line 8: hashicorp: Unable to get key data',
  ]);
  expect(sealion(folder.path, ['-N', '-e', 'SELECT a FROM test.t']).stdout).toBe('7\n');
  expect(statSync(join(folder.path, 'sealion-data/.lab/vault.json')).mode & 0o777).toBe(0o600);
});

test('it ends quietly when nobody reads its output any more, and runs nothing more', LONG, () => {
  const rows = 'SELECT seq FROM test.seq_1_to_60000;\n'.repeat(4);
  const input = `CREATE TABLE test.t (a INT);\n${rows}INSERT INTO test.t VALUES (1);\n`;
  const ran = sealionInScript(folder.path, 'set -o pipefail; "$@" -N | head -n 1; echo $?', input);
  expect(ran).toEqual({ stdout: '1\n141\n', stderr: '' });
  expect(sealion(folder.path, ['-N', '-e', 'SELECT COUNT(*) FROM test.t']).stdout).toBe('0\n');
});

test('options that name no data directory are for the sandbox, too', LONG, () => {
  const there = (args: readonly string[]) =>
    sealion(folder.path, [...args, '-N', '-e', 'SELECT @@max_connections, @@datadir']);
  const sandbox = `${join(folder.path, 'sealion-data')}/`;
  expect(there(['--max-connections=12']).stdout).toBe(`12\t${sandbox}\n`);
  writeFileSync(join(folder.path, 'my.cnf'), '[sealion]\nmax_connections=13\n');
  expect(there(['--defaults-file=my.cnf']).stdout).toBe(`13\t${sandbox}\n`);
  expect(there(['--no-defaults']).stdout).toBe(`151\t${sandbox}\n`);
  writeFileSync(join(folder.path, 'there.cnf'), `[sealion]\ndatadir=${join(folder.path, 'd')}\n`);
  expect(there(['--defaults-file=there.cnf']).stdout).toBe(`151\t${join(folder.path, 'd')}/\n`);
  expect(there(['--max-connections=12', '--nosuch']).status).not.toBe(0);
  expect(readdirSync(folder.path).sort()).toEqual(['d', 'my.cnf', 'sealion-data', 'there.cnf']);
});

test('statements come from standard input, and its end at once is success', LONG, () => {
  expect(sealion(folder.path, [], '')).toEqual({ stdout: '', stderr: '', status: 0 });
  expect(sealion(folder.path, ['--datadir=d', '-N'], 'SELECT 1;\nSELECT 2')).toEqual({
    stdout: '1\n2\n',
    stderr: '',
    status: 0,
  });
});

test('an error ends a batch with exit code 1, at the line of its statement', LONG, () => {
  const { stdout, stderr, status } = sealion(folder.path, ['--datadir=d'], 'SELECT 1;\n\nSELEC 2;\nSELECT 3;\n');
  expect(stdout).toBe('1\n1\n');
  expect(stderr).toContain('ERROR 1064 (42000) at line 3: You have an error in your SQL syntax');
  expect(status).toBe(1);
});

test('a megabyte of garbage is a syntax error, and the next statement works', LONG, () => {
  const garbage = '%$& ~ ) ( # \u0001 x'.replaceAll('#', '@').repeat(60_000);
  const { stdout, stderr, status } = sealion(folder.path, ['--datadir=d', '--force', '-N'], `${garbage};\nSELECT 7;\n`);
  expect(stderr).toContain('ERROR 1064 (42000) at line 1: You have an error in your SQL syntax');
  expect(stdout).toBe('7\n');
  expect(status).toBe(0);
});

test('a server option that does not exist ends it as it ends mariadbd', LONG, () => {
  const { stderr, status } = sealion(folder.path, ['--datadir=d', '--nosuch=1', '-e', 'SELECT 1']);
  expect(stderr).toMatch(/\[ERROR\] mariadbd: unknown variable 'nosuch=1'\n.*\[ERROR\] Aborting\n$/);
  expect(status).toBe(7);
});

test('a forced plugin that fails ends it with its reasons and exit code 1', LONG, () => {
  const options = [
    '--datadir=d',
    '--plugin-load-add=file_key_management',
    '--file-key-management=FORCE',
    '--file-key-management-filename=/nowhere',
  ];
  const { stderr, status } = sealion(folder.path, [...options, '-e', 'SELECT 1']);
  expect(stderr).toContain(`[ERROR] mariadbd: File '/nowhere' not found (Errcode: 2 "No such file or directory")`);
  expect(stderr).toContain('[ERROR] Failed to initialize plugins.');
  expect(status).toBe(1);
});

test('serve runs in the foreground until SIGTERM; a second server is refused meanwhile', LONG, async () => {
  expect(sealion(folder.path, ['serve', '--no-defaults', '--datadir=d']).status).toBe(1);
  expect(sealion(folder.path, ['install-db', '--no-defaults', '--datadir=d']).status).toBe(0);
  const server = await sealionInBackground(
    folder.path,
    ['serve', '--no-defaults', '--datadir=d', '--pid-file=pid'],
    'ready for connections',
  );
  expect(readFileSync(join(folder.path, 'd/pid'), 'utf8')).toBe(`${server.pid}\n`);

  const second = sealion(folder.path, ['--datadir=d', '-e', 'SELECT 1']);
  expect(second.stderr).toContain('[ERROR] InnoDB: Unable to lock ./sealion.db error: 11');
  expect(second.status).toBe(1);

  expect(await server.stop('SIGTERM')).toBe(0);
  expect(existsSync(join(folder.path, 'd/pid'))).toBe(false);
});

test('the client’s own server reads option files only where one is named', LONG, () => {
  writeFileSync(join(folder.path, 'my.cnf'), '[mariadbd]\nmax_connections = 77\n');
  const ask = ['-N', '-e', 'SELECT @@max_connections'];
  expect(sealion(folder.path, ['--defaults-file=my.cnf', '--datadir=d', ...ask]).stdout).toBe('77\n');
  expect(sealion(folder.path, ['--datadir=d', ...ask]).stdout).toBe('151\n');
});
