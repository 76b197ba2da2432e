/** Includes that the runner brings itself. */
import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/base/result.js';
import { varchar } from '../../../src/base/types.js';
import { runScript, type ScriptOutcome } from '../../../src/script/run.js';
import { fakeServer, MemoryFiles } from './world.js';

function rows(...values: string[]): Outcome[] {
  const column = { name: 'x', type: varchar(9), nullable: false, db: '', table: '', orgTable: '', orgName: '' };
  return [{ kind: 'rows', columns: [column], rows: values.map((value) => [value]), warningCount: 0 }];
}

interface Run extends ScriptOutcome {
  readonly events: readonly string[];
  readonly now: number;
}

async function run(script: string, answer: (sql: string) => Outcome[] = () => rows('1'), log = ''): Promise<Run> {
  const events: string[] = [];
  const server = {
    ...fakeServer(undefined, events),
    restart: async (options: readonly string[]) => {
      if (options.includes('--broken')) throw new Error('unknown option');
      events.push(['restart', ...options].join(' '));
    },
    connect: async () => {
      events.push('connect');
      return {
        connectionId: 1,
        database: 'test',
        serverVersion: '10.11.19-MariaDB',
        execute: async (sql: string) => answer(sql),
        killQuery: () => {},
        close: async () => {},
      };
    },
  };
  const files = new MemoryFiles({ '/t/a.test': script, '/var/log/error.log': log });
  const environment = { MYSQLTEST_VARDIR: '/var', MYSQL_TMP_DIR: '/var/tmp', MYSQL_TEST_DIR: '/mysql-test' };
  const outcome = await runScript('/t/a.test', { server, files, environment, sourcePath: [] });
  return { ...outcome, events, now: server.clock.now() };
}

test('a restart is clean, takes the parameters and connects again', async () => {
  const { output, events } = await run(`
    let $restart_parameters= --innodb-encrypt-tables --file=$MYSQLTEST_VARDIR/keys;
    --source include/restart_mysqld.inc
    select 1;`);
  expect(output).toBe('# restart: --innodb-encrypt-tables --file=MYSQLTEST_VARDIR/keys\nselect 1;\nx\n1\n');
  expect(events).toEqual(['connect', 'stop', 'restart --innodb-encrypt-tables --file=/var/keys', 'connect']);
});

test.each([
  ['', '# restart\n'],
  ['let $restart_noprint= 1;', '# restart\n'],
  ['let $restart_noprint= 2;', ''],
  ['let $restart_noprint= 1; let $restart_parameters= --secret;', '# restart: with restart_parameters\n'],
  ['let $restart_noprint= 2; let $restart_parameters= --secret;', ''],
])('what a restart says after %j', async (settings, said) => {
  expect((await run(`${settings}\n--source include/restart_mysqld.inc\n`)).output).toBe(said);
});

test('shutdown and start can be apart; in between the server is gone', async () => {
  const { output, events } = await run(`
    --source include/shutdown_mysqld.inc
    --error 2006
    select 1;
    --source include/start_mysqld.inc
    select 1;`);
  expect(output).toBe('select 1;\nERROR 000000: MariaDB server has gone away\n# restart\nselect 1;\nx\n1\n');
  expect(events).toEqual(['connect', 'stop', 'restart', 'connect']);
});

test('a crash is no shutdown', async () => {
  const killed = await run('--source include/kill_mysqld.inc\n--source include/start_mysqld.inc\n');
  expect(killed.output).toBe('# Kill the server\n# restart\n');
  expect(killed.events).toEqual(['connect', 'kill', 'restart', 'connect']);
  const impatient = await run('let $shutdown_timeout= 0;\n--source include/restart_mysqld.inc\n');
  expect(impatient.events).toEqual(['connect', 'kill', 'restart', 'connect']);
});

test('a server that does not come up again fails the test', async () => {
  const { kind, message } = await run('let $restart_parameters= --broken;\n--source include/restart_mysqld.inc\n');
  expect([kind, message]).toEqual(['failed', 'mysqltest: At line 2: Server failed to restart: unknown option']);
});

test('a missing plugin skips the test', async () => {
  const script = '--source include/have_file_key_management_plugin.inc\n--echo here\n';
  expect(await run(script, () => rows('0'))).toMatchObject({
    kind: 'skipped',
    message: 'Needs the plugin file_key_management',
  });
  expect(await run(script, () => rows('1'))).toMatchObject({ kind: 'finished', output: 'here\n' });
});

test('wait_condition asks until the answer is true, in virtual time', async () => {
  let asked = 0;
  const script =
    'let $wait_condition= SELECT COUNT(*) = 0 FROM x;\n--source include/wait_condition.inc\necho $success;\n';
  const { output, now } = await run(script, () => rows(++asked === 5 ? '1' : '0'));
  expect(output).toBe('1\n');
  expect(now).toBe(400);
});

test('wait_condition gives up after its time and says so', async () => {
  const script =
    'let $wait_timeout= 2;\nlet $wait_condition= SELECT 0;\n--source include/wait_condition.inc\necho $success;\n';
  const { output, now } = await run(script, () => rows('0'));
  expect(output).toBe('Timeout in wait_condition.inc for SELECT 0\n0\n');
  expect(now).toBe(2000);
});

const search = (settings: string): string =>
  `--let SEARCH_FILE= /var/log/error.log\n${settings}\n--source include/search_pattern_in_file.inc\n`;

test.each([
  ['--let SEARCH_PATTERN= key \\d', 'FOUND 2 /key \\d/ in error.log\n'],
  ['--let SEARCH_PATTERN= nothing', 'NOT FOUND /nothing/ in error.log\n'],
  ['--let SEARCH_PATTERN= key \\d\n--let SEARCH_OUTPUT= matches', 'key 2\nkey 3\n'],
  ['--let SEARCH_PATTERN= key \\d\n--let SEARCH_OUTPUT= count', 'FOUND 2 matches in error.log\n'],
  ['--let SEARCH_PATTERN= key \\d\n--let SEARCH_RANGE= 10', 'FOUND 1 /key \\d/ in error.log\n'],
  ['--let SEARCH_PATTERN= key \\d\n--let SEARCH_RANGE= -3', 'NOT FOUND /key \\d/ in error.log\n'],
])('searching the log since the test began: %j', async (settings, said) => {
  expect((await run(search(settings), undefined, 'key 1\nCURRENT_TEST: s.a\nkey 2, key 3\n')).output).toBe(said);
});

test('a search can fail the test', async () => {
  const settings = '--let SEARCH_PATTERN= key\n--let SEARCH_ABORT= FOUND';
  expect(await run(search(settings), undefined, 'key')).toMatchObject({ kind: 'failed' });
  expect(await run(search(settings), undefined, 'lock')).toMatchObject({ kind: 'finished' });
});

test('suppressions are echoed and not run', async () => {
  const { output } = await run('call mtr.add_suppression("x");\n', () => {
    throw new Error('nobody asks the server');
  });
  expect(output).toBe('call mtr.add_suppression("x");\n');
});

test('scripts write below their own directories only', async () => {
  expect(await run('--write_file /etc/x\nEOF\n')).toMatchObject({
    kind: 'failed',
    message: "mysqltest: At line 1: Path '/etc/x' is not a subdirectory of MYSQLTEST_VARDIR or MYSQL_TMP_DIR",
  });
  expect(await run('--remove_file /var/../etc/passwd\n')).toMatchObject({ kind: 'failed' });
});
