/** Real clients on Sealion's socket and port see what they see on a real server. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const OPTIONS = ['--character-set-server=latin1', '--collation-server=latin1_swedish_ci'];

const directory = temporaryDirectory();
const log: string[] = [];
let mariadb: MariadbServer;
let sealion: ServedSealion;
let socket: string;

beforeAll(async () => {
  mariadb = await MariadbServer.start(OPTIONS);
  await mariadb.sql("DELETE FROM mysql.global_priv WHERE User = ''; FLUSH PRIVILEGES");
  sealion = await serveSealion(directory, OPTIONS, (line) => log.push(line));
  ({ socket } = sealion);
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

/** A program of MariaDB's on one of the servers. */
const run = (program: string, path: string, args: readonly string[], input = ''): Promise<Finished> =>
  runProgram(program, ['--no-defaults', `--socket=${path}`, '--user=root', ...args], { input, timeoutMs: 60_000 });

const DURATION = /\(\d+\.\d+ sec\)/g;
const comparable = ({ status, stdout, stderr }: Finished) => ({
  status,
  stdout: stdout.replace(DURATION, '(0 sec)'),
  stderr,
});

async function expectSame(args: readonly string[], input: string): Promise<void> {
  const expected = await run('mariadb', mariadb.socket, args, input);
  expect(comparable(await run('mariadb', socket, args, input))).toEqual(comparable(expected));
}

const SCRIPT = `
CREATE OR REPLACE DATABASE p; USE p;
CREATE TABLE t (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(20), c BLOB, d DECIMAL(8,2)) ENGINE=InnoDB;
INSERT INTO t (b, c, d) VALUES ('one', x'0001ff', 1.5), (NULL, NULL, NULL), ('it''s', 'x\\ny', -0.25);
SELECT * FROM t; SELECT COUNT(*) AS n, MAX(d) FROM t;
INSERT IGNORE INTO t VALUES (1, 'again', NULL, 1);
SHOW WARNINGS;
UPDATE t SET b = 'two' WHERE a = 2;
DELETE FROM t WHERE a = 99;
SELECT a, b FROM t WHERE a > 5;
SELECT nothing FROM t;
SELECT 1; SELECT 2;
DROP DATABASE p;
SHOW CREATE DATABASE test;
`;

describe('the mariadb client', () => {
  test.each([
    ['--batch'],
    ['--force', '--batch'],
    ['--table', '--force'],
    ['-vvv', '--force'],
    ['--compress', '-vvv', '--force', '--show-warnings'],
    ['--xml', '--force'],
    ['--default-character-set=utf8mb4', '--vertical', '--force'],
  ])('%j %j', (...args) => expectSame(args, SCRIPT));

  test('texts in the character set of the client', async () => {
    const statements = `CREATE TABLE test.u (a VARCHAR(9) CHARACTER SET utf8mb4, b VARCHAR(9)) ENGINE=InnoDB;
INSERT INTO test.u VALUES ('\u00e4\u20ac', 'b\u00f6');
SELECT a, b, HEX(a), HEX(b), LENGTH('\u00e4') FROM test.u; SELECT '\u00e4' AS \`\u00fc\`; DROP TABLE test.u;`;
    for (const charset of ['utf8mb4', 'utf8mb3', 'latin1']) {
      await expectSame([`--default-character-set=${charset}`], statements);
    }
  });

  test('what is known of columns', async () => {
    const columns = `a TINYINT PRIMARY KEY AUTO_INCREMENT, b SMALLINT UNSIGNED NOT NULL UNIQUE, c MEDIUMINT ZEROFILL,
d INT(5), e BIGINT UNSIGNED, f DECIMAL(10,3), g DECIMAL(5,0) UNSIGNED, h FLOAT, i DOUBLE, j FLOAT(7,2),
k DOUBLE UNSIGNED ZEROFILL, l CHAR(10), m VARCHAR(20) NOT NULL, n TINYTEXT, o TEXT, p MEDIUMTEXT, q LONGTEXT,
r BINARY(5), s VARBINARY(7), t TINYBLOB, u BLOB, v MEDIUMBLOB, w LONGBLOB, x DATE, y TIME, z TIME(3), aa DATETIME,
ab DATETIME(6), ac TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, ad TIMESTAMP(2) NULL,
ae YEAR, af BIT(9), ag ENUM('a','bcd'), ah SET('x','y'), ai UUID, aj INET6, ak INET4,
al VARCHAR(5) CHARACTER SET utf8mb4, am VARCHAR(5) COLLATE latin1_bin, KEY (d), KEY (e, f)`;
    const statements = `SET timestamp = 1700000000; CREATE TABLE test.y (${columns}) ENGINE=InnoDB; SELECT * FROM test.y;
SELECT z.a AS q, m FROM test.y AS z;
SELECT 1, -1, 1.5, 'abc', NULL, NOW(), CURDATE(), CURTIME(3), COUNT(*), SUM(a), AVG(a), MAX(l), LENGTH('x') FROM test.y;
DROP TABLE test.y;`;
    await expectSame(['--table', '--column-type-info', '--default-character-set=utf8mb4'], statements);
  });

  test('logins that are refused', async () => {
    const set = "CREATE USER p@localhost IDENTIFIED BY 'secret'; CREATE USER q@localhost IDENTIFIED VIA unix_socket;";
    await expectSame([], set);
    for (const args of [
      ['--user=p', '--password=secret'],
      ['--user=p', '--password=wrong'],
      ['--user=p', '--skip-password'],
      ['--user=q', '--password=x'],
      ['--user=nobody', '--skip-password'],
      ['--user=p', '--password=secret', '--database=mysql'],
      ['--user=root', '--database=nothing'],
    ]) {
      await expectSame(args, 'SELECT CURRENT_USER(); CREATE DATABASE x;');
    }
    await expectSame([], 'DROP USER p@localhost, q@localhost;');
  });

  test('a packet that is too large', async () => {
    const big = `SELECT LENGTH('${'x'.repeat(2_000_000)}');`;
    await expectSame(['--max-allowed-packet=64M'], `SET GLOBAL max_allowed_packet = 1048576;`);
    const { status, stderr } = await run('mariadb', socket, ['--max-allowed-packet=64M'], big);
    const last = stderr.trimEnd().split('\n').at(-1);
    expect([status, last]).toEqual([
      1,
      "ERROR 1153 (08S01) at line 1: Got a packet bigger than 'max_allowed_packet' bytes",
    ]);
    await expectSame(['--max-allowed-packet=64M'], `SET GLOBAL max_allowed_packet = 67108864;`);
    await expectSame(['--max-allowed-packet=64M'], `SELECT LENGTH('${'x'.repeat(20_000_000)}');`);
  });
});

test('mariadb-admin: ping, status, processlist, kill', async () => {
  expect((await run('mariadb-admin', socket, ['ping'])).stdout).toBe('mysqld is alive\n');
  expect((await run('mariadb-admin', socket, ['status'])).stdout).toMatch(
    /^Uptime: \d+ {2}Threads: 1 {2}Questions: \d+/,
  );
  expect((await run('mariadb-admin', socket, ['processlist'])).stdout).toContain('| show processlist |');
  expect((await run('mariadb-admin', socket, ['kill', '999'])).stderr).toContain('Unknown thread id: 999');
});

test('mariadb-admin: every other command says the same, but those of replication', async () => {
  const flushes = [
    ...['all-statistics', 'all-status', 'binary-log', 'client-statistics', 'engine-log', 'error-log', 'general-log'],
    ...[
      'hosts',
      'index-statistics',
      'logs',
      'privileges',
      'relay-log',
      'slow-log',
      'ssl',
      'status',
      'table-statistics',
    ],
    ...['tables', 'threads', 'user-resources', 'user-statistics'],
  ];
  // Several commands of one call are carried out in their order.
  const all = ['reload', 'refresh', 'debug', 'create', 'p', 'drop', 'p', ...flushes.map((what) => `flush-${what}`)];
  for (const args of [['--force', ...all], ['kill', '99999'], ['nonsense']]) {
    const expected = await run('mariadb-admin', mariadb.socket, args);
    expect(await run('mariadb-admin', socket, args)).toEqual(expected);
  }
});

test('mariadb-slap: 20 clients at once', async () => {
  const args = ['--concurrency=20', '--number-of-queries=100', '--auto-generate-sql', '--engine=InnoDB'];
  const { status, stderr } = await run('mariadb-slap', socket, args);
  expect([status, stderr]).toEqual([0, '']);
});

test('mariadb-check', async () => {
  await expectSame([], 'CREATE TABLE test.c (a INT PRIMARY KEY) ENGINE=InnoDB');
  expect((await run('mariadb-check', socket, ['test'])).stdout).toMatch(/^test\.c +OK\n$/);
  await expectSame([], 'DROP TABLE test.c');
});

test('a client that sends no packets is told so, and others are served', async () => {
  const client = connect(socket);
  const [greeting] = (await once(client, 'data')) as [Buffer];
  expect(greeting.subarray(4, 12).toString('latin1')).toBe('\n5.5.5-1');
  const answer = once(client, 'data') as Promise<[Buffer]>;
  client.write('GET / HTTP/1.1\r\n\r\n');
  expect((await answer)[0].toString('latin1')).toContain('Got packets out of order');
  client.destroy();
  expect((await run('mariadb-admin', socket, ['ping'])).status).toBe(0);
});

test('a failed login is in the log, without a password', async () => {
  await run('mariadb', socket, ['--user=someone', '--password=MySecret']);
  const lines = log.filter((line) => line.includes('someone'));
  expect(lines).toEqual([
    expect.stringMatching(/\[Warning\] Access denied for user 'someone'@'localhost' \(using password: YES\)$/),
  ]);
  expect(log.join('\n')).not.toContain('MySecret');
});
