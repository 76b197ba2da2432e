/** What of the batch client no recording shows: terminals, programs, the status block, our own decisions. */
import { expect, test } from 'vitest';
import type { Outcome } from '../../../src/base/result.js';
import { varchar } from '../../../src/base/types.js';
import { runBatch } from '../../../src/client/batch.js';
import type { ClientIo } from '../../../src/client/client.js';
import { CLIENT_COMMANDS } from '../../../src/client/commands.js';
import { parseClientArguments } from '../../../src/client/options.js';
import { MemoryFiles } from '../script/world.js';

function rows(...pairs: (readonly string[])[]): Outcome {
  const columns = (pairs[0] ?? []).map((_, index) => ({
    ...{ name: `c${index}`, type: varchar(9), nullable: false },
    ...{ db: '', table: '', orgTable: '', orgName: '' },
  }));
  return { kind: 'rows', columns, rows: pairs, warningCount: 0 };
}

const BAD: Outcome = { kind: 'error', errno: 1064, sqlstate: '42000', message: 'wrong', warningCount: 0 };

interface Run {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  readonly asked: readonly string[];
}

async function run(
  args: string[],
  input = '',
  answer: (sql: string) => Outcome = () => rows(['1']),
  extra: Partial<ClientIo> & { onTerminal?: boolean } = {},
): Promise<Run> {
  const parsed = parseClientArguments(args);
  if (typeof parsed === 'string') throw new Error(parsed);
  const asked: string[] = [];
  let out = '';
  let err = '';
  const io: ClientIo = {
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      err += text;
    },
    files: new MemoryFiles({ '/a.sql': 'select 1;' }),
    clock: { now: () => 0, sleep: async () => {}, timer: () => ({ cancel: () => {} }) },
    connect: async ({ database }) => ({
      connectionId: 5,
      database,
      serverVersion: '10.11.19-MariaDB',
      execute: async (sql) => {
        asked.push(sql);
        return [sql.startsWith('bad') ? BAD : answer(sql)];
      },
      killQuery: () => {},
      close: async () => {},
    }),
    ...extra,
  };
  async function* lines(): AsyncGenerator<string> {
    yield* input.split('\n');
  }
  const exit = await runBatch(parsed.options, { lines, onTerminal: extra.onTerminal ?? false }, io);
  return { exit, out, err, asked };
}

test('-e on a terminal draws tables, and says nothing of statements without rows', async () => {
  const answer = (sql: string): Outcome =>
    sql === 'do 1' ? { kind: 'ok', affectedRows: 0, insertId: 0n, info: '', warningCount: 0 } : rows(['1']);
  const { out } = await run(['-e', 'select 1; do 1'], '', answer, { onTerminal: true });
  expect(out).toBe('+----+\n| c0 |\n+----+\n| 1  |\n+----+\n');
  expect((await run(['-B', '-e', 'select 1'], '', answer, { onTerminal: true })).out).toBe('c0\n1\n');
});

test('-L leaves the line number out', async () => {
  expect((await run(['-L', '--skip-print-query-on-error'], '\nbad;')).err).toBe('ERROR 1064 (42000): wrong\n');
});

test('quit behind a statement on one line is no failure', async () => {
  const { exit, asked } = await run([], 'select 1;\\q\nselect 2;');
  expect([exit, asked]).toEqual([0, ['select 1']]);
});

test('--init-command runs first; its error is a refused login', async () => {
  expect((await run(['--init-command=set @a=1', '-e', 'select 1'])).asked).toEqual(['set @a=1', 'select 1']);
  expect(await run(['--init-command=bad', '-e', 'select 1'])).toMatchObject({
    exit: 1,
    err: 'ERROR 1064 (42000): wrong\n',
    asked: ['bad'],
  });
});

test('a connection that is lost is not made again in a script', async () => {
  const gone: Outcome = { ...BAD, errno: 2006, sqlstate: 'HY000', message: 'Server has gone away' };
  const { exit, err, asked } = await run(['--skip-print-query-on-error'], 'select 1;\nselect 2;', () => gone);
  expect([exit, err, asked]).toEqual([1, 'ERROR 2006 (HY000) at line 1: Server has gone away\n', ['select 1']]);
});

test('programs run through the port, and not without it', async () => {
  const commands: string[] = [];
  const runProgram = async (command: string): Promise<number> => commands.push(command);
  await run([], 'system echo a b\n\\! ls', undefined, { runProgram });
  expect(commands).toEqual(['echo a b', 'ls']);
  expect((await run([], 'system echo a')).err).toBe('ERROR at line 1: Programs cannot be run from here\n');
});

test('status tells about the connection, as far as the server answers', async () => {
  const answer = (sql: string): Outcome => {
    if (sql === 'SHOW VARIABLES') return rows(['character_set_server', 'latin1'], ['character_set_client', 'utf8mb4']);
    if (sql === 'SHOW GLOBAL STATUS')
      return rows(['Uptime', '3700'], ['Questions', '7400'], ['Threads_connected', '2']);
    return sql === 'SELECT USER()' ? rows(['root@localhost']) : BAD;
  };
  const { out } = await run(['test'], 'status', answer);
  expect(out).toBe(`--------------
Connection id:\t\t5
Current database:\ttest
Current user:\t\troot@localhost
SSL:\t\t\tNot in use
Current pager:\t\tstdout
Using outfile:\t\t''
Using delimiter:\t;
Server:\t\t\tMariaDB
Server version:\t\t10.11.19-MariaDB
Server characterset:\tlatin1
Client characterset:\tutf8mb4
Uptime:\t\t\t1 hour 1 min 40 sec

Threads: 2  Questions: 7400  Queries per second avg: 2.000
--------------

`);
});

test('help lists every command; with a topic the server is asked', async () => {
  const { out } = await run([], 'help');
  const names = out.match(/^\S+(?= +\()/gm);
  expect(names).toEqual(CLIENT_COMMANDS.map(({ name }) => name));
  expect((await run([], "help it's")).asked).toEqual(["HELP 'it''s'"]);
});

test('the sandbox allows no files and no programs', async () => {
  for (const command of ['source /a.sql', 'system ls', 'tee /x', 'pager less', 'edit']) {
    const { err, asked } = await run(['--sandbox', '-f'], command, undefined, { runProgram: async () => 0 });
    expect([err, asked]).toEqual(['ERROR at line 1: Not allowed in the sandbox mode\n', []]);
  }
});
