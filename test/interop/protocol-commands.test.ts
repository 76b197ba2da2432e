/** Commands of the protocol that few clients send, packet by packet as a real server answers them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { bytes, fourBytes, RawClient } from '../support/raw-client.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const OPTIONS = ['--character-set-server=latin1', '--collation-server=latin1_swedish_ci'];
const DEPRECATE_EOF = 1 << 24;

const directory = temporaryDirectory();
let mariadb: MariadbServer;
let sealion: ServedSealion;

const SETUP = `
CREATE USER raw@localhost; GRANT ALL ON *.* TO raw@localhost;
CREATE TABLE f (a INT PRIMARY KEY AUTO_INCREMENT, bb VARCHAR(10) NOT NULL DEFAULT 'x', c BLOB,
  d DATETIME DEFAULT CURRENT_TIMESTAMP, e DECIMAL(5,2) DEFAULT 1.5, f INT DEFAULT NULL, g VARCHAR(3) NOT NULL) ENGINE=InnoDB;
INSERT INTO f (bb, g) VALUES ('1', ''), ('2', ''), ('3', ''), ('4', ''), ('5', '');
`;

beforeAll(async () => {
  mariadb = await MariadbServer.start(OPTIONS);
  sealion = await serveSealion(directory, OPTIONS);
  for (const { socket } of [mariadb, sealion]) {
    const args = ['--no-defaults', `--socket=${socket}`, '--user=root', 'test'];
    const { stderr } = await runProgram('mariadb', args, { input: SETUP });
    expect(stderr).toBe('');
  }
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

type Talk = (client: RawClient) => Promise<unknown>;

async function expectSame(talk: Talk, capabilities = 0): Promise<unknown> {
  const answers: unknown[] = [];
  for (const { socket } of [mariadb, sealion]) {
    const client = new RawClient(socket);
    await client.logIn('raw', 'test', capabilities);
    answers.push(await talk(client));
    client.close();
  }
  expect(answers[1]).toEqual(answers[0]);
  return answers[0];
}

describe.each([0, DEPRECATE_EOF])('with capability %d', (capabilities) => {
  test.each(['f\0', 'f\0%', 'f\0bb', 'f\0b%', 'f\0zz', 'nothing\0', ''])('COM_FIELD_LIST %j', async (text) => {
    await expectSame((client) => client.talk(bytes(0x04, text)), capabilities);
  });
});

test.each([
  ['SLEEP', bytes(0x00)],
  ['CREATE_DB', bytes(0x05, 'x')],
  ['REFRESH', bytes(0x07, 1)],
  ['REFRESH, several', bytes(0x07, 4 | 16)],
  ['PROCESS_KILL', bytes(0x0c, fourBytes(99_999))],
  ['DEBUG', bytes(0x0d)],
  ['PING with more', bytes(0x0e, 'more')],
  ['TIME', bytes(0x0f)],
  ['SET_OPTION', bytes(0x1b, 1, 0)],
  ['SET_OPTION, none', bytes(0x1b, 2, 0)],
  ['DAEMON', bytes(0x1d)],
  ['a number that is none', bytes(0x3f)],
  ['nothing', bytes()],
  ['INIT_DB', bytes(0x02, 'nothing')],
  ['INIT_DB, empty', bytes(0x02)],
  ['QUERY, empty', bytes(0x03)],
  ['STMT_PREPARE, wrong', bytes(0x16, 'selec')],
  ['STMT_EXECUTE, cut off', bytes(0x17, 1)],
  ['STMT_EXECUTE of none', bytes(0x17, fourBytes(77_777), 0, fourBytes(1))],
  ['STMT_CLOSE, cut off', bytes(0x19, 1)],
  ['STMT_SEND_LONG_DATA, cut off', bytes(0x18, 1)],
  ['STMT_RESET of none', bytes(0x1a, fourBytes(77_777))],
  ['STMT_FETCH of none', bytes(0x1c, fourBytes(77_777), fourBytes(1))],
])('COM_%s', async (_, payload) => {
  await expectSame((client) => client.talk(payload));
});

test('packets out of order', async () => {
  const answer = await expectSame(async (client) => {
    client.send(bytes(0x0e), 3);
    const packet = await client.packet();
    return [packet?.sequence, packet?.payload.toString('latin1'), await client.packet()];
  });
  expect(answer).toEqual([0, '\xff\x84\x04#08S01Got packets out of order', undefined]);
});

/** The number of a statement, as its first packet says. */
async function prepare(client: RawClient, text: string): Promise<Buffer> {
  const [first = ''] = await client.talk(bytes(0x16, text));
  return Buffer.from(first.slice(3, 7), 'latin1');
}

const execute = (id: Uint8Array, flags: number) => bytes(0x17, id, flags, fourBytes(1));
const fetch = (id: Uint8Array, count: number) => bytes(0x1c, id, fourBytes(count));

/** Rows and what ends them: the real server sends the columns of its temporary table. */
const withoutColumns = (answers: readonly string[]) =>
  // It also tells that no index was used: a bit that nobody here asks for.
  answers.filter((answer) => !answer.includes('\x03def')).map((answer) => answer.replace(/(\xfe\0\0)[bB]/g, '$1B'));

describe.each([0, DEPRECATE_EOF])('cursors, with capability %d', (capabilities) => {
  test('rows come when they are fetched', async () => {
    const text = 'SELECT a, bb FROM f ORDER BY a';
    await expectSame(async (client) => {
      const id = await prepare(client, text);
      const answers = [];
      for (const command of [execute(id, 1), fetch(id, 2), bytes(0x03, 'COMMIT'), fetch(id, 3), fetch(id, 3)]) {
        answers.push(withoutColumns(await client.talk(command)));
      }
      return answers;
    }, capabilities);
  });

  test('no cursor: after its last row, after a reset, and for what gives no rows', async () => {
    await expectSame(async (client) => {
      const id = await prepare(client, 'SELECT a FROM f ORDER BY a');
      const other = await prepare(client, 'SET @a = 1');
      const answers = [];
      for (const command of [
        ...[execute(id, 1), fetch(id, 100), fetch(id, 1)],
        ...[execute(id, 1), bytes(0x1a, id), fetch(id, 1)],
        ...[execute(other, 1), fetch(other, 1)],
      ]) {
        answers.push(withoutColumns(await client.talk(command)).map((answer) => answer.replace(/\(\d+\)/, '(n)')));
      }
      return answers;
    }, capabilities);
  });
});

test('parameters that are not there', async () => {
  await expectSame(async (client) => {
    const id = await prepare(client, 'SELECT ?');
    return [await client.talk(execute(id, 0)), await client.talk(bytes(execute(id, 0), 0, 1, 0xfd))];
  });
});

test('a procedure gives its results to a prepared CALL', async () => {
  await expectSame(async (client) => {
    const body = 'CREATE OR REPLACE PROCEDURE two() BEGIN SELECT 1 AS x; SELECT 2 AS y; END';
    await client.talk(bytes(0x03, body));
    const id = await prepare(client, 'CALL two()');
    // The real server says between columns and rows, too, that more results follow.
    return withoutColumns(await client.talk(execute(id, 0))).filter((answer) => !/^[38] /.test(answer));
  });
});

test('mysqltest with cursors', async () => {
  const script = `
--disable_warnings
DROP TABLE IF EXISTS c;
--enable_warnings
CREATE TABLE c (a INT PRIMARY KEY, b VARCHAR(20), c BLOB, d DECIMAL(6,2), e DATETIME(3)) ENGINE=InnoDB;
INSERT INTO c VALUES (1, 'one', x'00ff', 1.5, '2020-01-02 03:04:05.678'), (2, NULL, NULL, NULL, NULL);
SELECT * FROM c;
SELECT COUNT(*), MAX(b) FROM c WHERE a > 7;
SELECT a FROM c WHERE a > 7;
--error 1146
SELECT * FROM nothing;
SELECT a, b FROM c UNION SELECT 3, 'three' ORDER BY a DESC;
SHOW TABLES LIKE 'c';
DROP TABLE c;
`;
  const run = (socket: string) =>
    runProgram(
      'mysqltest',
      ['--no-defaults', `--socket=${socket}`, '--user=root', '--database=test', '--cursor-protocol'],
      { input: script, env: { MYSQLTEST_VARDIR: directory } },
    );
  const expected = await run(mariadb.socket);
  expect(expected.stderr).toBe('');
  expect(await run(sealion.socket)).toEqual(expected);
});
