/** `sealion test`: verdicts, recording, options and exit codes. A wrong script must never look like a pass. */
import { expect, test } from 'vitest';
import { RESULT, SCRIPT, world } from './driver-world.js';

test('an equal result passes', async () => {
  const { run, output } = world({ '/home/s/a.test': SCRIPT, '/home/s/a.result': RESULT });
  expect(await run('s')).toBe(0);
  expect(output()).toMatch(/^s\.a {37} \[ pass \] {6}0\n-+\n1 passed, 0 failed\n$/);
});

test.each([
  ['another result', 'select 1;\n1\n2\n', 'content mismatch, first difference in line 3'],
  ['a shorter recorded result', 'select 1;\n1\n', 'length mismatch, first difference in line 3'],
  ['a longer recorded result', `${RESULT}more\n`, 'length mismatch, first difference in line 4'],
  ['a missing newline', 'select 1;\n1\n1', 'length mismatch'],
  ['an empty recorded result', '', 'length mismatch'],
])('%s fails, and what came is kept beside it', async (_, recorded, message) => {
  const { run, output, files } = world({ '/home/s/a.test': SCRIPT, '/home/s/a.result': recorded });
  expect(await run('s/a.test')).toBe(1);
  expect(output()).toContain(`[ fail ]\n\nmysqltest: Result ${message}`);
  expect(files.text('/home/s/a.reject')).toBe(RESULT);
});

test('a pass removes what an earlier failure kept', async () => {
  const { run, files } = world({ '/home/s/a.test': SCRIPT, '/home/s/a.result': RESULT, '/home/s/a.reject': 'old' });
  await run('s');
  expect(files.exists('/home/s/a.reject')).toBe(false);
});

test.each([
  ['no result file', SCRIPT, undefined, 'There is no result file'],
  ['no output', 'let $a= 1;\n', RESULT, "The test didn't produce any output"],
  ['unexpected success', '--error 1064\nselect 1;\n', RESULT, 'succeeded - should have failed'],
  ['an unknown command', '--nonsense\n', RESULT, "didn't contain a valid mysqltest command"],
  ['a die', 'die because;', '', 'At line 1: because'],
])('%s fails', async (_, script, recorded, message) => {
  const { run, output } = world({
    '/home/s/a.test': script,
    ...(recorded === undefined ? {} : { '/home/s/a.result': recorded }),
  });
  expect(await run('s')).toBe(1);
  expect(output()).toContain(message);
  expect(output()).toContain('0 passed, 1 failed');
});

test('a script without output passes when its result file is empty', async () => {
  const { run } = world({ '/home/s/a.test': 'let $a= 1;\n', '/home/s/a.result': '' });
  expect(await run('s')).toBe(0);
});

test('a server that does not start is a failure', async () => {
  const { run, output } = world({ '/home/s/a.test': SCRIPT, '/home/s/a.result': RESULT, '/home/s/a.opt': '--broken' });
  expect(await run('s')).toBe(1);
  expect(output()).toContain('The server did not start: unknown option --broken');
});

test('skipping is success, with 62 for a single test when asked for', async () => {
  const { run, output } = world({ '/home/s/a.test': 'skip not today;' });
  expect(await run('s')).toBe(0);
  expect(await run('--mysqltest-exit-codes', 's')).toBe(62);
  expect(output()).toContain('[ skipped ]  not today\n');
});

test('without --force the first failure ends the run', async () => {
  const contents = { '/home/s/a.test': 'die x;', '/home/s/b.test': SCRIPT, '/home/s/b.result': RESULT };
  const short = world(contents);
  expect(await short.run('s')).toBe(1);
  expect(short.output()).not.toContain('s.b');
  const full = world(contents);
  expect(await full.run('--force', 's')).toBe(1);
  expect(full.output()).toContain('1 passed, 1 failed');
});

test('--record writes the result, but not in CI', async () => {
  const { run, files } = world({ '/home/s/a.test': SCRIPT });
  expect(await run('--record', 's')).toBe(0);
  expect(files.text('/home/s/a.result')).toBe(RESULT);
  const ci = world({ '/home/s/a.test': SCRIPT }, { CI: '' });
  expect(await ci.run('--record', 's')).toBe(2);
  expect(ci.files.exists('/home/s/a.result')).toBe(false);
  expect(await ci.run('--record', '--force', 's')).toBe(0);
});

test('--record does not write the result of a script that fails', async () => {
  const { run, files } = world({ '/home/s/a.test': 'echo a;\ndie x;' });
  expect(await run('--record', 's')).toBe(1);
  expect(files.exists('/home/s/a.result')).toBe(false);
});

test('options come from the suite, then from the file beside the test', async () => {
  const { run, starts } = world(
    {
      '/home/s/suite.opt': '--one',
      '/home/s/a.opt': "--two='a b'\n--three=$DIR/x $MYSQLTEST_VARDIR",
      '/home/s/a.test': SCRIPT,
      '/home/s/a.result': RESULT,
    },
    { DIR: '/d' },
  );
  await run('--vardir=v', 's');
  expect(starts).toEqual([{ options: ['--one', '--two=a b', '--three=/d/x', '/home/v/s.a'], vardir: '/home/v/s.a' }]);
});

test('a test goes on with the data of another one', async () => {
  const { run, starts } = world({
    '/home/s/b.test': SCRIPT,
    '/home/s/b.result': RESULT,
    '/home/s/b.opt': '--loose-sealion-after=a --second',
    '/home/s/a.test': SCRIPT,
    '/home/s/a.opt': '--first',
  });
  expect(await run('s/b.test')).toBe(0);
  expect(starts.map(({ options, vardir }) => [...options, vardir])).toEqual([
    ['--first', '/home/var/s.b'],
    ['--second', '/home/var/s.b'],
  ]);
});

test('a test that continues a failing one fails', async () => {
  const { run, output } = world({
    '/home/s/b.test': SCRIPT,
    '/home/s/b.result': RESULT,
    '/home/s/b.opt': '--loose-sealion-after=a',
    '/home/s/a.test': 'die early;',
  });
  expect(await run('s/b.test')).toBe(1);
  expect(output()).toContain('s.a: mysqltest: At line 1: early');
});

test('results of t/ are in r/', async () => {
  const { run, output } = world({ '/home/s/t/a.test': SCRIPT, '/home/s/r/a.result': RESULT });
  expect(await run('s')).toBe(0);
  expect(output()).toContain('s.a ');
});

test('filters choose by suite and name', async () => {
  const contents = Object.fromEntries(
    ['x/a', 'x/b', 'y/a'].flatMap((name) => [
      [`/home/${name}.test`, SCRIPT],
      [`/home/${name}.result`, RESULT],
    ]),
  );
  const ran = async (...args: string[]): Promise<string[]> => {
    const { run, output } = world(contents);
    await run(...args, '/home');
    return output().match(/^[xy]\.[ab]/gm) ?? [];
  };
  expect(await ran('--suite=x')).toEqual(['x.a', 'x.b']);
  expect(await ran('--do-test=a$')).toEqual(['x.a', 'y.a']);
  expect(await ran('--skip-test', 'x.a')).toEqual(['x.b', 'y.a']);
  expect(await ran('--start-from=x.b')).toEqual(['x.b', 'y.a']);
});

test.each([[['--nonsense', 's']], [['--record=1', 's']], [['nowhere']], [[]], [['--suite=z', 's']], [['--suite']]])(
  'a wrong command line is exit code 2: %j',
  async (args) => {
    const { run, output } = world({ '/home/s/a.test': SCRIPT, '/home/s/a.result': RESULT });
    expect(await run(...args)).toBe(2);
    expect(output()).toMatch(/^sealion test: /);
  },
);

test('programs run only when they are allowed to', async () => {
  const contents = { '/home/s/a.test': 'exec say;', '/home/s/a.result': 'said\n' };
  const closed = world(contents);
  expect(await closed.run('s')).toBe(0);
  expect(closed.output()).toContain('[ skipped ]  exec is not allowed here');
  const open = world(contents);
  expect(await open.run('--allow-exec', 's')).toBe(0);
  expect(open.output()).toContain('1 passed');
});
