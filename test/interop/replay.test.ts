/**
 * The scripts of the suite, run by MariaDB's own mysqltest on a real server with the same options: they say what was
 * recorded. What Sealion answers is held against the same recordings, so between the two there is no difference.
 */
import { globSync } from 'tinyglobby';
import { beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/mariadb.js';
import { complaint } from '../support/test-driver.js';

// Those that drive a Vault have one of their own: vault-scripts.test.ts.
const scripts = globSync('test/suite/**/*.test', { ignore: 'test/suite/vault/**' }).sort();

let vardir: string;
beforeAll(() => {
  vardir = temporaryDirectory();
});

test.each(scripts)('%s', async (script) => {
  expect(await complaint('--server=mariadbd', `--vardir=${vardir}`, script)).toBe('');
});
