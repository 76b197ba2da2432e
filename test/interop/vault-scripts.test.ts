/** The scripts of the suite that drive the lab's Vault, on a real server with its own plugin: they say what was recorded. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../support/mariadb.js';
import { complaint } from '../support/test-driver.js';
import { type ScriptLab, startScriptLab } from '../support/vault-scripts.js';

const scripts = globSync('test/suite/vault/*.test')
  .filter((script) => !readFileSync(script, 'utf8').includes('# sealion: skip-real'))
  .sort();

let directory: string;
let lab: ScriptLab;
beforeEach(async () => {
  directory = temporaryDirectory();
  lab = await startScriptLab(directory);
  vi.stubEnv('http_proxy', lab.proxy);
  mkdirSync(join(directory, 'encrypted-tables'));
  copyFileSync('test/suite/encrypted-tables/keys.txt', join(directory, 'encrypted-tables', 'keys.txt'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await lab.close();
});

test.each(scripts)('%s', { timeout: 120_000 }, async (script) => {
  const copy = lab.realScript(script);
  const record = process.env['SEALION_RECORD'] === undefined ? [] : ['--record'];
  expect(await complaint('--server=mariadbd', ...record, `--vardir=${join(directory, 'var')}`, copy)).toBe('');
  if (record.length > 0)
    copyFileSync(copy.replace(/test$/, 'result'), `test/suite/vault/${basename(copy, 'test')}result`);
});
