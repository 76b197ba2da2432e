/** MariaDB's tests of its Vault plugin, with the lab for a Vault and `vault` on the PATH. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { testHost } from '../../src/cli/test-mode.js';
import { runTests } from '../../src/script/cli.js';

const BASEDIR = process.env['MYSQL_TEST_DIR'] ?? '/usr/share/mysql/mysql-test';
const isInstalled = existsSync(join(BASEDIR, 'plugin', 'hashicorp_key_management', 'vault'));
if (!isInstalled) process.stderr.write(`MariaDB's tests of its Vault plugin are not in ${BASEDIR}: nothing is run\n`);

const NAMES = [
  'hashicorp_cache_after_recreate',
  'hashicorp_cache_timeout_update',
  'hashicorp_check_kv_version',
  'hashicorp_encode',
  'hashicorp_key_migration',
  'hashicorp_key_rotation_age',
  'hashicorp_url_prefix',
];

describe.runIf(isInstalled)("MariaDB's tests of Vault", () => {
  const vardir = mkdtempSync(join(tmpdir(), 'sealion-vault-'));
  let lab: ChildProcess;

  beforeAll(async () => {
    // Scripts wait for their programs, so the lab must be a program of its own.
    const child = spawn(process.execPath, ['dist/cli.js', 'lab', 'vault', '--port=0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    lab = child;
    let said = '';
    for await (const part of child.stdout as AsyncIterable<Buffer>) {
      said += part;
      if (said.includes('# unseal key')) break;
    }
    for (const [, name = '', value] of said.matchAll(/^export (VAULT_\w+)=(.*)$/gm)) vi.stubEnv(name, value);
    vi.stubEnv('PATH', [resolve('examples/bin'), process.env['PATH']].join(delimiter));
  }, 60_000);

  afterAll(() => {
    lab.kill();
    vi.unstubAllEnvs();
    rmSync(vardir, { recursive: true, force: true });
  });

  test.each(NAMES)('%s', async (name) => {
    let said = '';
    const write = (text: string) => {
      said += text;
    };
    const { startWorker: _, ...host } = testHost();
    const options = ['--force', '--allow-exec', `--basedir=${BASEDIR}`, `--vardir=${vardir}`];
    await runTests([...options, `vault.${name}`], { ...host, write, writeError: write, color: false });
    expect(said.includes('[ pass ]') ? '' : said).toBe('');
  });
});
