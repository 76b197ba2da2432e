/** `sealion test`: workers, retries, reports, real servers, directives, --explain. */
import { expect, test } from 'vitest';
import type { ScriptOutcome } from '../../../src/script/run.js';
import { RESULT, SCRIPT, type World, world } from './driver-world.js';

const PASS = { '/home/s/a.test': SCRIPT, '/home/s/a.result': RESULT };

/** A worker that answers test by test what it is told to; `die` ends before it answers, `hang` never does. */
function workers(...answers: ('pass' | 'fail' | 'die' | 'hang')[]) {
  const stopped: number[] = [];
  let started = 0;
  return {
    stopped,
    startWorker: () => {
      const number = ++started;
      return {
        run: async () => {
          const answer = answers.shift();
          if (answer === 'hang') return await new Promise<never>(() => {});
          if (answer === 'die') throw new Error('The worker ended with exit code 7 before the test did');
          if (answer === 'fail') return { kind: 'fail', message: 'so it is', diff: '' } as const;
          return { kind: 'pass', notes: [] } as const;
        },
        stop: () => void stopped.push(number),
      };
    },
  };
}

const tests = (...names: string[]) => Object.fromEntries(names.map((name) => [`/home/s/${name}.test`, SCRIPT]));

test('a worker that dies costs one test', async () => {
  const pool = workers('die', 'pass');
  const { run, output } = world(tests('a', 'b'), {}, pool);
  expect(await run('--force', '--parallel=1', 's')).toBe(1);
  expect(output()).toContain('The worker ended with exit code 7 before the test did');
  expect(output()).toContain('1 passed, 1 failed');
  expect(pool.stopped).toEqual([1, 2]);
});

test('a test that does not end is ended with its worker', async () => {
  const pool = workers('hang', 'pass');
  const clock = {
    now: () => 0,
    sleep: async () => {},
    timer: (ms: number, callback: () => void) => later(ms, callback),
  };
  const later = (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, ms / 1000);
    return { cancel: () => clearTimeout(timer) };
  };
  const { run, output } = world(tests('a', 'b'), {}, { ...pool, clock });
  expect(await run('--force', '--parallel=1', '--testcase-timeout=10', 's')).toBe(1);
  expect(output()).toContain('Test case timeout after 10 seconds');
  expect(output()).toContain('1 passed, 1 failed');
});

test('--retry runs a failing test again, and says so', async () => {
  const { run, output } = world(tests('a', 'b'), {}, workers('fail', 'pass', 'fail', 'fail'));
  expect(await run('--force', '--retry=1', 's')).toBe(1);
  expect(output()).toMatch(/^s\.a +\[ retry-pass \]/m);
  expect(output()).toMatch(/^s\.b +\[ retry-fail \]/m);
  expect(output()).toContain('1 passed (1 not at once), 1 failed');
});

test('tests that a failure kept from running are counted', async () => {
  const { run, output } = world(tests('a', 'b', 'c'), {}, workers('fail'));
  expect(await run('s')).toBe(1);
  expect(output()).toContain('0 passed, 1 failed, 2 not run');
});

test('more than one worker: lines name it', async () => {
  const { run, output } = world(tests('a', 'b'), {}, workers());
  expect(await run('--parallel=2', 's')).toBe(0);
  expect(output()).toMatch(/^s\.a {38}w1 \[ pass \] {6}0\ns\.b {38}w2 \[ pass \]/);
});

const MIXED = {
  ...PASS,
  '/home/s/b#.test': 'skip <not> here;',
  '/home/s/c.test': 'echo "x" & y;\n',
  '/home/s/c.result': '"x" & z\n',
};

test('--format=tap', async () => {
  const { run, output } = world(MIXED);
  expect(await run('--format=tap', 's')).toBe(1);
  expect(output()).toBe(`TAP version 14
1..3
ok 1 - s.a # time=0ms
ok 2 - s.b\\# # SKIP <not> here
not ok 3 - s.c
  ---
  line: 1
  message: "mysqltest: Result content mismatch, first difference in line 1"
  diff: |
    --- /home/s/c.result
    +++ /home/s/c.reject
    @@ -1 +1 @@
    -"x" & z
    +"x" & y
  ...
`);
});

test('--format=tap tells of tests that were not run', async () => {
  const { run, output } = world({ '/home/s/a.test': 'die x;', '/home/s/b.test': SCRIPT });
  expect(await run('--format=tap', 's')).toBe(1);
  expect(output()).toMatch(/Bail out! 1 tests were not run after a failure\n$/);
});

test('--format=junit and --xml-report', async () => {
  const { run, output, files } = world(MIXED);
  expect(await run('--format=junit', '--xml-report=out.xml', 's')).toBe(1);
  expect(output()).toBe(files.text('/home/out.xml'));
  expect(output()).toContain('<testsuites disabled="0" errors="" failures="1" name="" tests="3" time="0.000">');
  expect(output()).toContain('failures="1" hostname="" id="0" name="s" package="" skipped="1" tests="3"');
  expect(output()).toContain('<testcase assertions="" classname="s" name="a" status="MTR_RES_PASSED" time="0.000" />');
  expect(output()).toContain('<skipped message="&lt;not&gt; here" type="MTR_RES_SKIPPED" />');
  expect(output()).toContain('type="MTR_RES_FAILED">--- /home/s/c.result');
  expect(output()).toContain('+&quot;x&quot; &amp; y\n</failure>');
});

const real = (outcome: Partial<ScriptOutcome>) => ({
  runReal: async (): Promise<ScriptOutcome> => ({ kind: 'finished', output: RESULT, message: '', ...outcome }),
});

test('--server=mariadbd compares what a real server says with the result file', async () => {
  expect(await world(PASS).run('--server=mariadbd', 's')).toBe(0);
  const wrong = world(PASS, {}, real({ output: 'select 1;\n1\n2\n' }));
  expect(await wrong.run('--server=mariadbd', 's')).toBe(1);
  expect(wrong.output()).toContain('-1\n+2\n');
});

test('--server=mariadbd --record records from the real server', async () => {
  const { run, files } = world(PASS, {}, real({ output: 'truth\n' }));
  expect(await run('--server=mariadbd', '--record', 's')).toBe(0);
  expect(files.text('/home/s/a.result')).toBe('truth\n');
});

test.each<[string, Partial<ScriptOutcome>, number, string]>([
  ['equal', {}, 0, '[ pass ]'],
  ['another answer', { output: 'select 1;\n1\n2\n' }, 1, '--- s.a on mariadbd\n+++ s.a on sealion\n'],
  ['a failure', { kind: 'failed', message: 'mysqltest: At line 1: no' }, 1, 'mariadbd: mysqltest: At line 1: no'],
  ['a skip', { kind: 'skipped', message: 'no plugin' }, 0, '[ skipped ]  mariadbd: no plugin'],
  ['nothing at all', { output: '' }, 1, 'mismatch'],
])('--compare: %s', async (_, outcome, exitCode, said) => {
  const { run, output } = world(PASS, {}, real(outcome));
  expect(await run('--compare', 's')).toBe(exitCode);
  expect(output()).toContain(said);
});

test('--compare does not need a result file', async () => {
  expect(await world({ '/home/s/a.test': SCRIPT }).run('--compare', 's')).toBe(0);
});

test('without MariaDB the run does not begin', async () => {
  const prepareReal = () => Promise.reject(new Error('This needs MariaDB'));
  const { run, output } = world(PASS, {}, { prepareReal });
  expect(await run('--compare', 's')).toBe(2);
  expect(output()).toBe('sealion test: This needs MariaDB\n');
});

test('--extern skips what needs options of its own', async () => {
  const { run, output } = world({ ...PASS, '/home/s/b.test': SCRIPT, '/home/s/b.opt': '--x' });
  expect(await run('--extern=socket=/s', 's')).toBe(0);
  expect(output()).toContain('[ skipped ]  Needs a server with options of its own\n');
  expect(output()).toContain('1 passed, 0 failed, 1 skipped');
});

/** What a script with this first line says, on the simulator or with further arguments. */
async function withDirective(directive: string, ...args: string[]): Promise<World> {
  const made = world({ '/home/s/a.test': `${directive}\n${SCRIPT}`, '/home/s/a.result': RESULT });
  await made.run(...args, 's');
  return made;
}

test.each([
  ['# sealion: skip-sim not yet', [], '[ skipped ]  not yet'],
  ['# sealion: skip-sim not yet', ['--server=mariadbd'], '[ pass ]'],
  ['# sealion: skip-real ours', [], '[ pass ]'],
  ['# sealion: skip-real ours', ['--server=mariadbd'], '[ skipped ]  ours'],
  ['# sealion: require feature partition', [], '[ pass ]'],
  ['# sealion: require feature spatial', [], '[ skipped ]  Needs the feature spatial, which is not simulated'],
  ['# sealion: require feature magic', [], "At line 1: '# sealion: require feature magic' is neither"],
  ['# sealion: require plugin file_key_management', [], '[ pass ]'],
  ['# sealion: clock +90s', [], '[ pass ]'],
  ['# sealion: clock +90s', ['--compare'], '[ skipped ]  Moves the clock'],
  ['# sealion: clock 90', [], "At line 1: '# sealion: clock 90' is not like +90s"],
  ['# sealion: vault kv put test/1 data=00', [], '[ pass ]'],
  ['# sealion: vault fault hang --times=3', [], '[ pass ]'],
  ['# sealion: vault nonsense', [], "'# sealion: vault nonsense' ended with 2: no such command"],
  ['# sealion: kms create', ['--server=mariadbd'], '[ skipped ]  Drives the KMS stand-in'],
  ['# sealion: nonsense', [], "At line 1: Unknown directive 'nonsense' behind '# sealion:'"],
  ['#sealion: nonsense', ['--compare'], "At line 1: Unknown directive 'nonsense'"],
  ['# sealion:', [], "At line 1: Unknown directive ''"],
  ['# sealion nonsense', [], '[ pass ]'],
])('%s %j', async (directive, args, said) => {
  expect((await withDirective(directive, ...args)).output()).toContain(said);
});

test('# sealion: opt adds to the options of the server', async () => {
  const { starts } = await withDirective("# sealion: opt --one --two='a b'");
  expect(starts[0]?.options).toEqual(['--one', '--two=a b']);
});

test.each([
  ['of the statement', 'select 1;\n1\n2\nselect 1;\n1\n1\n', 0, 'known difference: order of a hash'],
  ['of a line more', 'select 1;\n1\n1\n2\nselect 1;\n1\n1\n', 0, 'known difference: order of a hash'],
  ['none', `${RESULT}${RESULT}`, 0, '[ pass ]'],
  ['of another statement', 'select 1;\n1\n1\nselect 1;\n1\n2\n', 1, 'first difference in line 6'],
  ['of both', 'select 1;\n1\n2\nselect 1;\n1\n2\n', 1, 'first difference in line 3'],
])('# sealion: known-difference, a difference %s', async (_, recorded, exitCode, said) => {
  const script = `--error 0\n# sealion: known-difference order of a hash\n${SCRIPT}${SCRIPT}`;
  const { run, output } = world({ '/home/s/a.test': script, '/home/s/a.result': recorded });
  expect(await run('s')).toBe(exitCode);
  expect(output()).toContain(said);
});

test('--explain shows the commands and runs nothing', async () => {
  const { run, output, starts } = world({
    '/home/s/a.test': [
      '# a comment',
      'let $engine= InnoDB;',
      'let $rows= `select count(*) from t`;',
      '--echo $engine \\$5 $rows',
      'eval create table t (a int)',
      '  engine=$engine;',
      '# sealion: clock +1h',
      'if ($rows)',
      '{',
      '  --source part.inc',
      '  --source include/have_innodb.inc',
      '}',
      '--write_file $x',
      'two',
      'lines',
      'EOF',
      '--nonsense',
    ].join('\n'),
    '/home/s/part.inc': 'delimiter |;\nselect $engine|\n',
  });
  expect(await run('--explain', 's')).toBe(0);
  expect(starts).toEqual([]);
  expect(output()).toBe(`# /home/s/a.test
    2  let: $engine= InnoDB
    3  let: $rows= \`select count(*) from t\`
    4  echo: InnoDB \\$5 $rows
    5  eval: create table t (a int)
         engine=InnoDB
    7  # sealion: clock +1h
    8  if: ($rows)
   10    source: part.inc
    1      delimiter: |
    2      sql: select $engine
   11    source: include/have_innodb.inc
           (have_innodb.inc is built in)
   13  write_file: $x
         two
         lines
   17  !! Found line beginning with --  that didn't contain a valid mysqltest command, check your syntax or use # if you intended to write a comment
`);
});

test('a suite or a test is found by its name', async () => {
  const contents = {
    '/base/suite/enc/t/a.test': SCRIPT,
    '/base/suite/enc/r/a.result': RESULT,
    '/base/main/b.test': SCRIPT,
  };
  const { run, output } = world(contents);
  expect(await run('--basedir=/base', 'enc.a')).toBe(0);
  expect(await run('--basedir=/base', 'enc')).toBe(0);
  expect(output().match(/enc\.a .*pass/g)).toHaveLength(2);
  expect(await run('--basedir=/base', 'enc.z')).toBe(2);
});

test('-, and --result-file=-, print the output and nothing else', async () => {
  const { run, output } = world(PASS);
  expect(await run('-')).toBe(0);
  expect(await run('--result-file=-', 's/a.test')).toBe(0);
  expect(output()).toBe(`${RESULT}${RESULT}`);
});

test('--logdir takes what differs', async () => {
  const { run, files } = world({ '/home/s/a.test': SCRIPT, '/home/s/a.result': 'other\n' });
  await run('--logdir=logs', 's');
  expect(files.text('/home/logs/s.a/s.a.reject')).toBe(RESULT);
  expect(files.exists('/home/s/a.reject')).toBe(false);
});

test.each([
  [['--parallel=0', 's']],
  [['--parallel=many', 's']],
  [['--format=xml', 's']],
  [['--server=mysqld', 's']],
  [['--extern=nowhere', 's']],
  [['--extern=h:1', '--server=mariadbd', 's']],
  [['--extern=h:1', '--record', 's']],
  [['--compare', '--record', 's']],
  [['--result-file=x', 's', 's']],
  [['--do-test=(', 's']],
  [['-x', 's']],
])('a wrong command line is exit code 2: %j', async (args) => {
  const { run, output } = world(PASS);
  expect(await run(...args)).toBe(2);
  expect(output()).toMatch(/^sealion test: /);
});
