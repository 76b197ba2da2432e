/** `sealion --connect` prints what MariaDB's own client prints, on a real server and on Sealion's. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const OPTIONS = ['--character-set-server=latin1', '--collation-server=latin1_swedish_ci'];

let mariadb: MariadbServer;
let sealion: ServedSealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start(OPTIONS);
  sealion = await serveSealion(temporaryDirectory(), OPTIONS);
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

const comparable = ({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }) => ({
  status,
  stdout: stdout.replace(/\(\d+\.\d+ sec\)/g, '(0 sec)'),
  // What the library finds in errno where a server says nothing: whether connecting took a moment, or reading.
  stderr: stderr.replace(/(reading initial communication packet', system error:) (?:11|115)$/m, '$1 (115 or 11)'),
});
type Comparable = ReturnType<typeof comparable>;

/** Both clients with the same arguments: ours is given the built program. Returns what both have said. */
async function expectSame(
  args: readonly string[],
  input: string,
  env: Record<string, string> = {},
  settled = (finished: Comparable) => finished,
): Promise<Comparable> {
  const [theirs, ours] = await Promise.all([
    runProgram('mariadb', ['--no-defaults', '--default-character-set=utf8mb4', ...args], { input, env }),
    runProgram(process.execPath, ['dist/cli.js', ...args], { input, env }),
  ]);
  const expected = settled(comparable(theirs));
  expect(settled(comparable(ours))).toEqual(expected);
  return expected;
}

/** The first statement after the end: whether the server's close is there before it or behind it is chance. */
const firstAfterTheEnd = (finished: Comparable): Comparable => ({
  ...finished,
  stderr: finished.stderr.replace(
    /^ERROR (?:2006 \(HY000\) at line 3: Server has gone away|2013 \(HY000\) at line 3: Lost connection to server during query)$/m,
    'ERROR at line 3: the server has gone away or was lost',
  ),
});

const SCRIPT = `CREATE OR REPLACE TABLE m (a INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(20), c BLOB, d DECIMAL(8,2), e DOUBLE,
  f DATE, g BIT(3), h VARCHAR(9) NOT NULL DEFAULT 'x') ENGINE=InnoDB;
INSERT INTO m (b, c, d, e, f, g) VALUES ('one', x'0001ff', 1.5, 1e10, '2020-01-01', b'101'),
  (NULL, NULL, NULL, NULL, NULL, NULL), ('it''s', 'x\\ny\\tz\\\\', -0.25, 0.5, '2021-01-01', 1);
INSERT IGNORE INTO m (b, c, d, e, f, g) VALUES ('äöü', '<&">', 0, 0, '2000-00-00', 0);
SELECT * FROM m; SELECT COUNT(*) AS n, MAX(d) FROM m;
INSERT IGNORE INTO m VALUES (1, 'again', NULL, 1, 1, 1, 1, 1);
SHOW WARNINGS;
UPDATE m SET b = 'two' WHERE a = 2;
DELETE FROM m WHERE a = 99;
SELECT a, b FROM m WHERE a > 50;
SELECT 1/0, CAST('x' AS INT);
SELECT nothing FROM m;
delimiter //
SELECT 1; SELECT 2; SELECT nothing; SELECT 3//
SELECT 1; SELECT 2//
CREATE OR REPLACE PROCEDURE p() BEGIN SELECT 1/0; SELECT 2; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='ü'; END//
CALL p()//
delimiter ;
use information_schema
SELECT DATABASE();
\\u test
SELECT DATABASE() AS \`a b\`, NULL AS \`x<y\`;
SELECT REPEAT('x', 2000) AS r, 1 AS s;
SELECT CONCAT('a', CHAR(0), 'b') AS z, _binary x'c328' AS y, 'ü' AS \`ü\`;
SELECT 5
`;
const STATEMENTS = 'SELECT 1, NULL; SELECT * FROM m; SELECT 1/0; SELECT nothing; SELECT 2';

const FORMS = [
  ...[
    [],
    ['-B'],
    ['-t'],
    ['-N'],
    ['-E'],
    ['-X'],
    ['-H'],
    ['-r'],
    ['-v'],
    ['-vv'],
    ['-vvv'],
    ['-t', '-N'],
    ['-s'],
    ['-ss'],
  ],
  ...[['--show-warnings'], ['--show-warnings', '-vvv'], ['--binary-as-hex', '-t'], ['-q'], ['-c'], ['-C']],
  ...[['--skip-print-query-on-error'], ['--init-command=SET @x = 1']],
];

describe.each<[string, string[][]]>([
  ['a real server', FORMS],
  ['Sealion', [['-t'], ['-vvv', '--show-warnings']]],
])('on %s', (server, forms) => {
  const socket = () => (server === 'Sealion' ? sealion.socket : mariadb.socket);
  const at = () => [`--socket=${socket()}`, '--user=root'];

  test.each(forms.map((form) => [form.join(' '), form]))('a script with %s', async (_, form) => {
    await expectSame([...at(), ...form, '--force', 'test'], SCRIPT);
    await expectSame([...at(), ...form, 'test', '-e', STATEMENTS], '');
  });

  test('nothing to do, and a connection that ends', async () => {
    for (const input of ['', ';;\n \n']) {
      await expectSame(at(), input);
      await expectSame([...at(), '--force'], input);
    }
    const input = 'SELECT 1;\nKILL CONNECTION_ID();\nSELECT 2;\nSELECT 3;\n';
    expect((await expectSame(at(), input)).stderr).toMatch(/^ERROR 1927 .* at line 2: /m);
    const { stderr } = await expectSame([...at(), '--force'], input, {}, firstAfterTheEnd);
    expect(stderr.match(/^ERROR .*/gm)).toEqual([
      'ERROR 1927 (70100) at line 2: Connection was killed',
      'ERROR at line 3: the server has gone away or was lost',
      'ERROR 2006 (HY000) at line 4: Server has gone away',
    ]);
  });

  test('logins', async () => {
    const [first = ''] = at();
    await expectSame(at(), "CREATE OR REPLACE USER c@localhost IDENTIFIED BY 'a b/@:%';");
    const statement = 'SELECT CURRENT_USER(), DATABASE()';
    await expectSame([first, '-uc', '--password=a b/@:%', '-e', statement], '');
    await expectSame([first, '-uc', '-pa b/@:%', '-e', statement], '');
    await expectSame([first, '-uc', '-e', statement], '', { MYSQL_PWD: 'a b/@:%' });
    await expectSame([first, '-uc', '-pMySecret', '-e', statement], '');
    await expectSame([first, '-uc', '--skip-password', '-e', statement], '');
    await expectSame([...at(), 'nowhere', '-e', statement], '');
    const url = `mysql://c:a%20b%2F%40%3A%25@localhost/information_schema?socket=${encodeURIComponent(socket())}`;
    const { stdout } = await runProgram(process.execPath, ['dist/cli.js', '--connect', url, '-Ne', statement]);
    expect(stdout).toBe('c@localhost\tinformation_schema\n');
  });
});

test('a connection that the server has ended meanwhile', async () => {
  const input = 'SELECT 1;\nSET wait_timeout = 1;\n\\! sleep 2\nSELECT 2;\nSELECT 3;\n';
  await expectSame([`--socket=${mariadb.socket}`, '-uroot', '--force'], input);
});

test('no file is sent because a server asks for one', async () => {
  const args = ['dist/cli.js', `--socket=${mariadb.socket}`, '-uroot', 'test'];
  const input = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE m";
  expect((await runProgram(process.execPath, args, { input })).stderr).toContain('ERROR 4166 (HY000) at line 1');
});

test('servers that are not there, and what is no server', async () => {
  await expectSame(['--socket=/nowhere', '-uroot'], '');
  await expectSame(['-h127.0.0.1', '-P1', '-uroot'], '');
  for (const greeting of ['', '\x05\0\0\0\x09abc\0']) {
    const server = createServer((client) => client.end(greeting)).listen(0, '127.0.0.1');
    const address = await new Promise<ReturnType<typeof server.address>>((resolve) => {
      server.on('listening', () => resolve(server.address()));
    });
    const port = typeof address === 'object' ? address?.port : 0;
    await expectSame(['-h127.0.0.1', `-P${port}`, '-uroot', '--skip-ssl'], 'SELECT 1');
    server.close();
  }
});
