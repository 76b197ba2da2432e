/** `sealion check` as a program: exit codes, `--json`, and mysql.plugin of a data directory of Sealion's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addKeyFiles } from '../../support/check-cases.js';

const datadir = mkdtempSync(join(tmpdir(), 'sl-check-'));
afterAll(() => rmSync(datadir, { recursive: true }));

const PROGRAM = ['--conditions=source', '--import', 'tsx', 'src/cli.ts'];
const sealion = (...words: string[]) => spawnSync(process.execPath, [...PROGRAM, ...words], { encoding: 'utf8' });

test('a plugin that SQL has installed', () => {
  addKeyFiles(datadir);
  const keys = [`--datadir=${datadir}`, '--file-key-management-filename=keys.txt'];
  const install = "INSTALL SONAME 'file_key_management'";
  const loose = keys.map((word) => word.replace('--file', '--loose-file'));
  execFileSync(process.execPath, [...PROGRAM, '--sealion-profile=10.11', ...loose, '-e', install]);
  const { status, stdout } = sealion('check', '--no-defaults', ...keys, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'starts', plugins: [{ name: 'file_key_management' }] });
  expect(status).toBe(0);
  const encrypting = sealion('check', '--no-defaults', ...keys, '--innodb-encrypt-tables');
  expect(encrypting.stdout).toMatch(/^Would not start: the server ends with exit code 1\.\n/);
  expect(encrypting.status).toBe(1);
}, 60_000);
