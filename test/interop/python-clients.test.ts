/** Clients in Python: pymysql sees the same on both servers, and so does mycli, which is made of it. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

/** Debian's, which has Debian's modules. */
const PYTHON = '/usr/bin/python3';
const PROGRAMS = join('test', 'interop', 'clients');

const directory = temporaryDirectory();
const file = (name: string) => join(directory, name);

interface Place {
  readonly socket: string;
  readonly port: number;
}
let places: { readonly theirs: Place; readonly ours: Place };
let mariadb: MariadbServer;
let sealion: ServedSealion;

/** A port that nobody uses yet. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });

function makeCertificate(): void {
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  const forDays = ['-nodes', '-days', '2', '-keyout'];
  openssl('req', '-x509', '-newkey', 'rsa:2048', ...forDays, 'ca-key.pem', '-subj', '/CN=ca', '-out', 'ca.pem');
  openssl('req', '-newkey', 'rsa:2048', ...forDays, 'key.pem', '-subj', '/CN=localhost', '-out', 'csr');
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
  openssl('x509', '-req', '-in', 'csr', '-out', 'cert.pem', ...by);
}

beforeAll(async () => {
  makeCertificate();
  const [theirPort, ourPort] = [await freePort(), await freePort()];
  const options = (port: number) => [
    ...['--character-set-server=latin1', '--collation-server=latin1_swedish_ci', '--plugin-maturity=unknown'],
    ...[`--ssl-cert=${file('cert.pem')}`, `--ssl-key=${file('key.pem')}`, `--ssl-ca=${file('ca.pem')}`],
    ...['--skip-networking=OFF', '--bind-address=127.0.0.1', `--port=${port}`],
  ];
  mariadb = await MariadbServer.start(options(theirPort));
  await mariadb.sql("DELETE FROM mysql.global_priv WHERE User = ''; FLUSH PRIVILEGES");
  sealion = await serveSealion(directory, options(ourPort));
  places = {
    theirs: { socket: mariadb.socket, port: theirPort },
    ours: { socket: sealion.socket, port: ourPort },
  };
  await mariadb.sql('ALTER DATABASE test CHARACTER SET latin1');
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

/** Runs the same on both servers; what comes back is the real one's. */
async function expectSame(run: (place: Place) => Promise<Finished>): Promise<Finished> {
  const [theirs, ours] = await Promise.all([run(places.theirs), run(places.ours)]);
  expect(ours).toEqual(theirs);
  return theirs;
}

test('pymysql: types, parameters, streams, transactions, errors, results, connections', async () => {
  const { status, stdout, stderr } = await expectSame(({ socket, port }) =>
    runProgram(PYTHON, [join(PROGRAMS, 'pymysql_client.py'), socket, String(port), file('ca.pem')]),
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.split('\n').length).toBeGreaterThan(140);
});

describe('mycli', () => {
  const HOME = { HOME: directory };

  /** It takes a socket from an option file only. */
  function mycli({ socket, port }: Place, args: readonly string[], input = ''): Promise<Finished> {
    const options = file(`${port}.cnf`);
    writeFileSync(options, `[client]\nsocket=${socket}\n`);
    return withoutPlace(['--defaults-file', options, '--host=localhost', '--user=root', ...args], input);
  }

  async function withoutPlace(args: readonly string[], input: string): Promise<Finished> {
    const finished = await runProgram('mycli', args, { input, env: HOME });
    return { ...finished, stderr: finished.stderr.replace(/^Connecting to socket .*\n/, '') };
  }

  const STATEMENTS = `CREATE OR REPLACE TABLE m (a INT PRIMARY KEY, b VARCHAR(9), c BLOB, d DATETIME);
INSERT INTO m VALUES (1, 'x"y', x'ff00', '2020-01-02 03:04:05'), (2, NULL, NULL, NULL);
SELECT * FROM m; SHOW TABLES LIKE 'm'; SELECT 1.50, 'ä'`;

  test.each([[[]], [['--csv']], [['-t']]])('a batch with %j', async (args) => {
    expect((await expectSame((place) => mycli(place, [...args, 'test', '-e', STATEMENTS]))).status).toBe(0);
    const { status } = await expectSame((place) => mycli(place, [...args, 'test', '-e', 'SELECT 1; SELECT nothing']));
    expect(status).toBe(1);
    expect((await expectSame((place) => mycli(place, [...args, 'test'], 'SELECT * FROM m;\nSELECT 2'))).status).toBe(0);
  });

  test('through a port, encrypted', async () => {
    const account = "CREATE OR REPLACE USER m@'127.0.0.1' IDENTIFIED BY 'word', m@localhost IDENTIFIED BY 'word'";
    await expectSame((place) => mycli(place, ['-e', account]));
    const { stdout, stderr } = await expectSame(({ port }) => {
      const login = ['--host=127.0.0.1', `--port=${port}`, '--user=m', '--password=word'];
      const statement = "SHOW STATUS LIKE 'Ssl_version'";
      return withoutPlace([...login, `--ssl-ca=${file('ca.pem')}`, '-e', statement], '');
    });
    expect([stdout, stderr]).toEqual([expect.stringContaining('TLSv1.3'), '']);
  });

  test('what it completes', async () => {
    const statements = `CREATE OR REPLACE FUNCTION f() RETURNS INT RETURN 1; CREATE OR REPLACE VIEW v AS SELECT 1 AS one;
CREATE OR REPLACE TABLE \`a b\` (\`c d\` INT, e INT)`;
    await expectSame((place) => mycli(place, ['test', '-e', statements]));
    const { stdout } = await expectSame(({ socket }) =>
      runProgram(PYTHON, [join(PROGRAMS, 'mycli_completion.py'), socket, 'test'], { env: HOME }),
    );
    expect(stdout).toContain("('`a b`', ['*', '`c d`', 'e'])");
  });
});
