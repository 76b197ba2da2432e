/** Prepared statements of the protocol: mysqltest, and two of Node's clients, see the same on both servers. */
import { createConnection as connectMariadb } from 'mariadb';
import { createConnection as connectMysql2 } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const OPTIONS = ['--character-set-server=latin1', '--collation-server=latin1_swedish_ci'];

const directory = temporaryDirectory();
let mariadb: MariadbServer;
let sealion: ServedSealion;
let socket: string;

beforeAll(async () => {
  mariadb = await MariadbServer.start(OPTIONS);
  sealion = await serveSealion(directory, OPTIONS);
  ({ socket } = sealion);
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

const TABLE = `CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(50), c DECIMAL(8,2), d DATETIME(6), e TIME(3), f DOUBLE, g FLOAT,
h BIGINT UNSIGNED, i DATE, j YEAR, k BIT(9), l BLOB, m TINYINT, n SMALLINT, o MEDIUMINT, p TIMESTAMP NULL) ENGINE=InnoDB`;

const SCRIPT = `${TABLE};
INSERT INTO t VALUES (1, 'one', 1.25, '2020-01-02 03:04:05.678901', '-12:30:01.5', 1.5e10, 2.5, 18446744073709551615,
  '2020-02-29', 2020, b'101', x'00ff', -5, -300, 70000, '2021-05-06 07:08:09');
INSERT INTO t (a) VALUES (2);
INSERT INTO t VALUES (3, '', 0, '2020-01-02', '00:00:00', 0, 0, 0, '2020-01-02', 1999, 0, '', 0, 0, 0, NULL);
SELECT * FROM t;
SELECT COUNT(*), SUM(c), AVG(a), MAX(d) FROM t;
UPDATE t SET b = 'x' WHERE a = 2;
--error 1146
SELECT * FROM nowhere;
SELECT 1 + 1, 'a', NULL, NOW() > 0, 1.50, 1e3;
SHOW TABLES;
DROP TABLE t;
`;

test('mysqltest with all statements prepared', async () => {
  const [ours, theirs] = await Promise.all(
    [socket, mariadb.socket].map((path) =>
      runProgram(
        'mysqltest',
        ['--no-defaults', '--ps-protocol', `--socket=${path}`, '--user=root', '--database=test'],
        { input: SCRIPT, env: { MYSQLTEST_VARDIR: directory } },
      ),
    ),
  );
  expect(theirs?.stdout).toContain('18446744073709551615');
  expect(ours).toEqual(theirs);
});

/** What both clients offer. */
interface Client {
  execute(sql: string, values: unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

const CLIENTS: Readonly<Record<string, (path: string) => Promise<Client>>> = {
  async mysql2(path) {
    const options = { socketPath: path, user: 'root', database: 'test', timezone: 'Z', supportBigNumbers: true };
    const connection = await connectMysql2(options);
    return {
      execute: async (sql, values) => (await connection.execute(sql, values as never))[0],
      end: () => connection.end(),
    };
  },
  async mariadb(path) {
    const connection = await connectMariadb({ socketPath: path, user: 'root', database: 'test', timezone: 'Z' });
    return { execute: (sql, values) => connection.execute(sql, values), end: () => connection.end() };
  },
};

const ROWS: readonly unknown[][] = [
  [1, 'eins', 1.5, new Date(Date.UTC(2020, 1, 2, 3, 4, 5, 678)), '12.34', 9007199254740993n, Buffer.of(0, 255), 200],
  [2, null, null, null, null, null, null, null],
  [3, '\u00f6\u20ac', -0.25, '2021-01-01 00:00:00', '-1', -5, Buffer.alloc(60_000, 7), 0],
];

async function story(client: Client): Promise<string> {
  const said: unknown[] = [];
  const execute = async (sql: string, ...values: unknown[]) =>
    said.push(await client.execute(sql, values).catch((error) => [error.errno, error.sqlState]));
  await execute('DROP TABLE IF EXISTS p');
  await execute(`CREATE TABLE p (a INT PRIMARY KEY, b VARCHAR(50), c DOUBLE, d DATETIME(3), e DECIMAL(10,2), f BIGINT,
g BLOB, h TINYINT UNSIGNED) ENGINE=InnoDB`);
  for (const row of ROWS) await execute('INSERT INTO p VALUES (?, ?, ?, ?, ?, ?, ?, ?)', ...row);
  await execute(
    'SELECT a, b, c, d, e, f, LENGTH(g) AS g, h, ? AS q, ? + 1 AS s FROM p WHERE a >= ? ORDER BY a',
    'x',
    41,
    1,
  );
  await execute('SELECT * FROM nowhere WHERE a = ?', 1);
  await execute('SELECT ?', 1, 2);
  await execute('UPDATE p SET b = ? WHERE a < ?', 'y', 3);
  await execute('SELECT b, HEX(b) AS h FROM p WHERE b = ?', '\u00f6\u20ac');
  await execute('SELECT CAST(? AS DATE) AS d, ? = ? AS e', new Date(Date.UTC(2024, 1, 29)), 1, '1');
  await client.end();
  return JSON.stringify(said, (_, value) => (typeof value === 'bigint' ? String(value) : value), 1);
}

test.each(Object.keys(CLIENTS))('npm package %s', async (name) => {
  const [ours, theirs] = await Promise.all(
    [socket, mariadb.socket].map(async (path) => story((await CLIENTS[name]?.(path)) as Client)),
  );
  expect(theirs).toContain('eins');
  expect(ours).toBe(theirs);
});
