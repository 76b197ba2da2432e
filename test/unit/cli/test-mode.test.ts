/** `sealion test` as a program: its workers, and what becomes of a test that takes one of them down. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { BUILT_PROGRAM, inEmptyFolder, type Ran, sealion } from './program.js';

// Programs start, some of them several times, beside the tests of other files.
vi.setConfig({ testTimeout: 60_000 });
const folder = inEmptyFolder();

const SCRIPT = 'select 1;\n';
const RESULT = 'select 1;\n1\n1\n';

function files(contents: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), text);
  }
}

const run = (...args: string[]): Ran => sealion(folder.path, ['test', ...args], '', BUILT_PROGRAM);

test('a test that never ends is ended, and the others run', () => {
  files({
    's/a.test': 'let $i= 1;\nwhile ($i)\n{\n  let $j= 2;\n}\n',
    's/b.test': SCRIPT,
    's/b.result': RESULT,
  });
  const { stdout, status } = run('--force', '--parallel=1', '--testcase-timeout=4', 's');
  expect(status).toBe(1);
  expect(stdout).toMatch(/^s\.a +\[ fail \]\n\nTest case timeout after 4 seconds\n/);
  expect(stdout).toMatch(/^s\.b +\[ pass \]/m);
  expect(stdout).toContain('1 passed, 1 failed\n');
});

test('a test that takes its worker down fails with how that ended, and the others run', () => {
  files({ 's/a.test': 'exec kill -9 0;\n', 's/b.test': SCRIPT, 's/b.result': RESULT });
  const { stdout, status } = run('--force', '--parallel=1', '--allow-exec', 's');
  expect(status).toBe(1);
  expect(stdout).toContain('The worker was ended by SIGKILL before the test did\n');
  expect(stdout).toMatch(/^s\.b +\[ pass \]/m);
});

test('the results of several workers come in the order of the tests', () => {
  const names = ['a', 'b', 'c', 'd'];
  files(
    Object.fromEntries(
      names.flatMap((name) => [
        [`s/${name}.test`, SCRIPT],
        [`s/${name}.result`, RESULT],
      ]),
    ),
  );
  files({ 's/a.test': 'exec sleep 0.3;\nselect 1;\n' });
  const { stdout, status } = run('--parallel=2', '--allow-exec', 's');
  expect(status).toBe(0);
  expect(stdout.match(/^s\..*(?=\[)/gm)).toHaveLength(4);
  expect(stdout.match(/^s\.\w/gm)).toEqual(['s.a', 's.b', 's.c', 's.d']);
  expect(stdout).toMatch(/^s\.a {38}w[12] \[ pass \]/);
});

test('.sql files run and -, and --result-file=-, print', () => {
  files({ 'a.sql': SCRIPT, 'a.result': RESULT });
  expect(run('a.sql').status).toBe(0);
  expect(run('--result-file=-', 'a.sql')).toEqual({ stdout: RESULT, stderr: '', status: 0 });
  expect(sealion(folder.path, ['test', '-'], SCRIPT, BUILT_PROGRAM)).toEqual({ stdout: RESULT, stderr: '', status: 0 });
  const failed = sealion(folder.path, ['test', '-'], 'select 1;\nselect nothing;\n', BUILT_PROGRAM);
  expect(failed).toMatchObject({ stdout: `${RESULT}select nothing;\n`, status: 1 });
  expect(failed.stderr).toContain("mysqltest: At line 2: query 'select nothing' failed: ER_BAD_FIELD_ERROR (1054)");
});

test('time is virtual unless it is to be real', () => {
  files({
    'a.test': '# sealion: clock +2h\nsleep 3600;\nselect 1;\n',
    'a.result': RESULT,
    'b.test': 'select unix_timestamp() into @a;\nsleep 1.1;\nselect unix_timestamp() - @a between 1 and 3 as ok;\n',
    'b.result': 'select unix_timestamp() into @a;\nselect unix_timestamp() - @a between 1 and 3 as ok;\nok\n1\n',
  });
  expect(run('a.test').stdout).toContain('[ pass ]');
  const started = performance.now();
  expect(run('--real-time', 'b.test').stdout).toContain('[ pass ]');
  expect(performance.now() - started).toBeGreaterThan(1000);
  expect(run('--real-time', 'a.test').stdout).toContain('[ skipped ]  Moves the clock, and time is real');
});

test('a report for JUnit readers is written beside what is printed', () => {
  files({ 's/a.test': SCRIPT, 's/a.result': RESULT });
  expect(run('--xml-report=out.xml', '--format=tap', 's').stdout).toMatch(
    /^TAP version 14\n1\.\.1\nok 1 - s\.a # time=/,
  );
  expect(readFileSync(join(folder.path, 'out.xml'), 'utf8')).toContain(
    'classname="s" name="a" status="MTR_RES_PASSED"',
  );
});
