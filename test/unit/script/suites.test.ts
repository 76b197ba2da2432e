/** Trees of suites: what a test's name means, which runs it has, which result each of them expects. */
import { expect, test } from 'vitest';
import { applyPatch } from '../../../src/script/patch.js';
import { recordedResult } from '../../../src/script/recorded-result.js';
import { findNamedTests, findTests, titleOf } from '../../../src/script/suite.js';
import { prepareTest } from '../../../src/script/test-preparation.js';
import { MemoryFiles } from './world.js';

const TREE = {
  '/m/include/default_my.cnf': '!include default_mysqld.cnf\n[mysqld.1]\n[ENV]\nMYSOCK= @mysqld.1.socket\n',
  '/m/include/default_mysqld.cnf': '[mysqld]\nlocal-infile\nsecure-file-priv= @ENV.MYSQLTEST_VARDIR\n',
  '/m/include/have_keys.inc': '',
  '/m/include/have_keys.opt': '--keys=$KEYS',
  '/m/include/have_keys.combinations': '[cbc]\nalgorithm=aes_cbc\n\n[ctr]\nalgorithm = "aes ctr"\n# none\n--force\n',
  '/m/include/have_debug.inc': '',
  '/m/include/maybe_debug.inc': '',
  '/m/include/maybe_debug.combinations': '[debug]\n[release]\n',
  '/m/suite/e/t/a.test': '--source include/have_keys.inc\n# source include/have_debug.inc\n',
  '/m/suite/e/t/a.opt': '--own $KEYS',
  '/m/suite/e/r/a.result': 'one\ntwo\n',
  '/m/suite/e/r/a,ctr.rdiff': '--- a\n+++ b\n@@ -1,2 +1,2 @@\n one\n-two\n+zwei\n',
  '/m/suite/e/t/both.test': 'source include/maybe_debug.inc;\nsource include/have_keys.inc;\n',
  '/m/suite/e/t/fixed.test': '-- source include/have_keys.inc\n',
  '/m/suite/e/t/fixed.opt': '--algorithm=aes_cbc',
  '/m/suite/e/t/debug.test': '--source include/have_debug.inc\n',
  '/m/suite/e/t/off.test': '',
  '/m/suite/e/disabled.def': '# none\noff : it is broken\n',
  '/m/suite/e/t/two.test': '',
  '/m/suite/e/t/two.cnf': '!include include/default_my.cnf\n[mysqld.2]\n',
  '/m/main/plain.test': '',
  '/v/log/x': '',
};

const files = new MemoryFiles(TREE);
const titles = (name: string) => findNamedTests(name, '/m', files)?.map(titleOf);
const only = (name: string) => {
  const [found] = findNamedTests(name, '/m', files) ?? [];
  if (!found) throw new Error(`no test ${name}`);
  return found;
};

test('names mean suites, tests, and runs of tests', () => {
  expect(titles('e.a')).toEqual(["e.a 'cbc'", "e.a 'ctr'"]);
  expect(titles('e.a,ctr')).toEqual(["e.a 'ctr'"]);
  expect(titles('e.both')).toEqual(["e.both 'cbc,release'", "e.both 'ctr,release'"]);
  expect(titles('main.plain')).toEqual(['main.plain']);
  expect(titles('e')).toHaveLength(8);
  expect(titles('nowhere.a')).toBeUndefined();
  expect(titles('e.nothing')).toBeUndefined();
  expect(findTests('/m/suite/e/t/a.test', files)?.map(titleOf)).toEqual(titles('e.a'));
});

test('a group whose options the test has anyway is its only run', () => {
  expect(titles('e.fixed')).toEqual(["e.fixed 'cbc'"]);
});

test('what cannot run says so without running', () => {
  expect(only('e.debug').hindrance).toBe('Requires debug build');
  expect(only('e.off').hindrance).toBe('it is broken');
  expect(only('e.a').hindrance).toBeUndefined();
});

test('options: of the combination, of includes, of the test', () => {
  const { options } = only('e.a,ctr');
  expect(options).toEqual(['--algorithm=aes ctr', '--force', '--keys=$KEYS', '--own', '$KEYS']);
});

test('the server reads the template as its option file', () => {
  const place = { vardir: '/v', tmpdir: '/v/tmp', suiteDir: '/m/suite/e', basedir: '/m' };
  const host = { files, environment: { KEYS: 'k' } };
  const { options, environment } = prepareTest(only('e.a'), place, host);
  expect(options.slice(0, 2)).toEqual(['--defaults-file=/v/my.cnf', '--defaults-group-suffix=.1']);
  expect(options.slice(2)).toEqual(['--algorithm=aes_cbc', '--keys=k', '--own', 'k']);
  const text = files.text('/v/my.cnf');
  expect(text).toMatch(/^\[mysqld\]\nlocal-infile\nsecure-file-priv=\/v\nloose-skip-plugin-/);
  expect(text).toContain('\n[mysqld.1]\n');
  expect(environment).toMatchObject({
    MYSQL_TEST_DIR: '/m',
    MTR_COMBINATION_CBC: '1',
    MYSOCK: '/v/tmp/mysqld.1.sock',
    KEYS: 'k',
  });
  expect(() => prepareTest(only('e.two'), place, host)).toThrow('Needs more than one server');
});

test('the result of a combination is a patched common one, or a file of its own', () => {
  const result = (name: string) => recordedResult(only(name).result, files);
  expect(result('e.a,cbc')).toBe('one\ntwo\n');
  expect(result('e.a,ctr')).toBe('one\nzwei\n');
  expect(result('e.both,cbc')).toBeUndefined();
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

test.each([
  ['adds', 'a\nb\n', '@@ -1,2 +1,3 @@\n a\n+x\n b\n', 'a\nx\nb\n'],
  ['adds at the start', 'a\n', '@@ -0,0 +1 @@\n+x\n', 'x\na\n'],
  ['adds at the end', 'a\n', '@@ -1 +1,2 @@\n a\n+x\n', 'a\nx\n'],
  ['removes', 'a\nb\nc\n', '@@ -2 +1,0 @@\n-b\n', 'a\nc\n'],
  [
    'finds moved lines',
    numbered(40),
    '@@ -3,2 +3,2 @@\n line 30\n-line 31\n+new\n',
    numbered(40).replace('line 31', 'new'),
  ],
  [
    'several hunks',
    numbered(9),
    '@@ -1,1 +1,0 @@\n-line 1\n@@ -9 +8 @@\n-line 9\n+end\n',
    `${numbered(9).slice(7, -7)}end\n`,
  ],
])('a patch %s', (_, text, patch, expected) => {
  expect(applyPatch(text, `--- a\n+++ b\n${patch}`)).toBe(expected);
});

test('a patch that fits nowhere gives no result', () => {
  expect(applyPatch('a\n', '@@ -1 +1 @@\n-b\n+c\n')).toBeUndefined();
});
