/** MariaDB's own tests, from where they are installed; without them there is nothing to run. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testHost } from '../../src/cli/test-mode.js';
import { runTests } from '../../src/script/cli.js';
import { KNOWN_FAILURES, TESTS, WHOLE_SUITES } from './tests.js';

/** Where the package mariadb-test puts them. */
const BASEDIR = process.env['MYSQL_TEST_DIR'] ?? '/usr/share/mysql/mysql-test';
const isInstalled = existsSync(join(BASEDIR, 'suite', 'encryption'));
if (!isInstalled)
  process.stderr.write(`MariaDB's test suites are not in ${BASEDIR} (package mariadb-test): nothing is run\n`);

/** Fewer of the named tests must not pass. */
const SHARE_THAT_PASSES = 0.8;

const vardir = mkdtempSync(join(tmpdir(), 'sealion-mariadb-'));
afterAll(() => rmSync(vardir, { recursive: true, force: true }));

/** What `sealion test` prints about all runs of a test. */
async function outputOf(name: string): Promise<string> {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const { startWorker: _, ...host } = testHost();
  await runTests(['--force', `--basedir=${BASEDIR}`, `--vardir=${vardir}`, name], {
    ...host,
    write,
    writeError: write,
    color: false,
  });
  return said;
}

const names = Object.entries(TESTS).flatMap(([suite, tests]) => tests.map((name) => `${suite}.${name}`));

test('known failures are among the tests, and are few', () => {
  const known = Object.keys(KNOWN_FAILURES);
  expect(known.filter((name) => !names.includes(name))).toEqual([]);
  expect(1 - known.length / names.length).toBeGreaterThanOrEqual(SHARE_THAT_PASSES);
});

/** Most of what fails there needs plugins that are not here, or files in formats that are not here. */
const BELOW: readonly string[] = ['plugins', 'encryption'];

test.each(Object.entries(WHOLE_SUITES))('%s: enough of the whole suite passes', (suite, { passed, failed }) => {
  const names = Object.values(failed).flatMap((list) => list.trim().split(/\s+/));
  expect(new Set(names).size).toBe(names.length);
  expect(passed / (passed + names.length) >= SHARE_THAT_PASSES).toBe(!BELOW.includes(suite));
});

/** All runs of a test have passed. */
const passes = (output: string): boolean => output.includes('[ pass ]') && !/\[ (?:fail|skipped) \]/.test(output);

describe.runIf(isInstalled)("MariaDB's tests", () => {
  for (const name of names) {
    const cause = KNOWN_FAILURES[name];
    if (cause === undefined) {
      test(name, async () => {
        const output = await outputOf(name);
        expect(passes(output) ? '' : output).toBe('');
      });
    } else {
      test(`${name} still fails: ${cause}`, async () => {
        const output = await outputOf(name);
        expect(passes(output) ? `${name} passes: take it off the list of known failures` : '').toBe('');
      });
    }
  }
});
