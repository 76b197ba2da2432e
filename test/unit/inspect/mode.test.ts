/** `sealion inspect` as a program: exit codes, and rows of a data directory of Sealion's, whose dictionary knows the columns. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addKeyFiles } from '../../support/check-cases.js';

const datadir = mkdtempSync(join(tmpdir(), 'sl-inspect-'));
afterAll(() => rmSync(datadir, { recursive: true }));

const PROGRAM = ['--conditions=source', '--import', 'tsx', 'src/cli.ts'];
const sealion = (...words: string[]) => spawnSync(process.execPath, [...PROGRAM, ...words], { encoding: 'utf8' });

test('a data directory of Sealion’s', () => {
  addKeyFiles(datadir);
  const options = `[mariadb]\ndatadir=${datadir}\nplugin_load_add=file_key_management\nfile_key_management_filename=keys.txt\n`;
  writeFileSync(join(datadir, 'my.cnf'), options);
  const defaults = `--defaults-file=${join(datadir, 'my.cnf')}`;
  const sql = `CREATE DATABASE \`a-b\`; USE \`a-b\`;
    CREATE TABLE t (id INT PRIMARY KEY, d DECIMAL(10,2), b VARBINARY(4), ts TIMESTAMP NULL) ENCRYPTED=YES;
    INSERT INTO t VALUES (1, 1.5, x'00ff', NULL), (2, NULL, '', '2024-01-02 03:04:05')`;
  execFileSync(process.execPath, [...PROGRAM, defaults, '-e', `SET time_zone='+00:00'; ${sql}`]);
  const files = readdirSync(datadir);
  const path = join(datadir, 'a@002db/t.ibd');
  const rows = sealion('inspect', defaults, '--rows', path);
  expect(rows.stderr).toBe('');
  expect(rows.stdout).toBe(
    `SET NAMES utf8mb4;
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
SET time_zone = '+00:00';
INSERT INTO \`a-b\`.\`t\` (\`id\`, \`d\`, \`b\`, \`ts\`) VALUES (1, 1.50, x'00ff', NULL);
INSERT INTO \`a-b\`.\`t\` (\`id\`, \`d\`, \`b\`, \`ts\`) VALUES (2, NULL, '', '2024-01-02 03:04:05');
`,
  );
  expect(rows.status).toBe(0);
  expect(sealion('inspect', defaults, '--audit').status).toBe(1);
  expect(sealion('inspect', '--nothing').stderr).toBe(
    "sealion inspect: unknown option '--nothing'\nsealion inspect: --help lists the options\n",
  );
  copyFileSync(path, join(datadir, 'lonely.ibd'));
  const lonely = sealion('inspect', defaults, '--rows', join(datadir, 'lonely.ibd'));
  expect([lonely.status, lonely.stderr]).toEqual([2, expect.stringMatching(/what its columns are is not known/)]);
  rmSync(join(datadir, 'lonely.ibd'));
  expect(readdirSync(datadir)).toEqual(files);
}, 60_000);
