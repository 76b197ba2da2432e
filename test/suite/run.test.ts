import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { afterAll, expect, test } from 'vitest';
import { complaint } from '../support/test-driver.js';
import { PENDING } from './pending.js';

const vardir = mkdtempSync(join(tmpdir(), 'sealion-suite-'));
afterAll(() => rmSync(vardir, { recursive: true, force: true }));

const scripts = globSync('test/suite/**/*.test').sort();
const nameOf = (script: string) => `${basename(dirname(script))}.${basename(script, '.test')}`;

test('there are scripts, and every pending one is among them', () => {
  expect(scripts.length).toBeGreaterThan(40);
  expect(Object.keys(PENDING).filter((name) => !scripts.some((script) => nameOf(script) === name))).toEqual([]);
});

// A real server recorded the results: when one differs, Sealion is wrong.
for (const script of scripts.filter((path) => !(nameOf(path) in PENDING))) {
  test(script, async () => expect(await complaint(`--vardir=${vardir}`, script)).toBe(''));
}

for (const script of scripts.filter((path) => nameOf(path) in PENDING)) {
  test(`${script} is still pending`, async () => expect(await complaint(`--vardir=${vardir}`, script)).not.toBe(''));
}
