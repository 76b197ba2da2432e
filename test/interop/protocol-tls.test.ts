/** Encrypted connections: MariaDB's clients and mysql2 see of Sealion what they see of a real server. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const directory = temporaryDirectory();
const file = (name: string) => join(directory, name);
let mariadb: MariadbServer;
let sealion: ServedSealion;
let port: number;

/** A port that nobody uses yet. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: found } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return found;
}

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' });

function makeCertificate(name: string, subject: string): void {
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    subject,
    '-keyout',
    `${name}-key.pem`,
    '-out',
    `${name}.csr`,
  );
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
  openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...by);
}

beforeAll(async () => {
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost');
  for (const name of ['ca', 'stranger']) {
    const out = ['-keyout', `${name}-key.pem`, '-out', `${name}.pem`];
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`, ...out);
  }
  makeCertificate('server', '/CN=localhost');
  makeCertificate('client', '/C=FI/O=Sealion/CN=client');
  const options = [
    `--ssl-cert=${file('server.pem')}`,
    `--ssl-key=${file('server-key.pem')}`,
    `--ssl-ca=${file('ca.pem')}`,
  ];
  mariadb = await MariadbServer.start(options);
  await mariadb.sql("DELETE FROM mysql.global_priv WHERE User = ''; FLUSH PRIVILEGES");
  port = await freePort();
  sealion = await serveSealion(directory, [...options, '--skip-networking=OFF', `--port=${port}`]);
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

const run = (path: string, args: readonly string[], input: string): Promise<Finished> =>
  runProgram('mariadb', ['--no-defaults', `--socket=${path}`, '--user=root', ...args], { input, timeoutMs: 60_000 });

async function expectSame(args: readonly string[], input: string): Promise<Finished> {
  const expected = await run(mariadb.socket, args, input);
  expect(await run(sealion.socket, args, input)).toEqual(expected);
  return expected;
}

const STATUS = `SHOW STATUS WHERE Variable_name LIKE 'Ssl%'
AND Variable_name NOT IN ('Ssl_cipher_list', 'Ssl_accepts', 'Ssl_finished_accepts');
SHOW STATUS LIKE 'Compression'; SHOW VARIABLES LIKE 'ssl%'; SHOW VARIABLES LIKE 'have_ssl'; SHOW VARIABLES LIKE 'tls%'`;
const mine = ['--ssl-cert', file('client.pem'), '--ssl-key', file('client-key.pem')];
const others = ['--ssl-cert', file('stranger.pem'), '--ssl-key', file('stranger-key.pem')];

describe('the mariadb client', () => {
  test.each([
    [['--ssl']],
    [['--skip-ssl']],
    [['--ssl', '--tls-version=TLSv1.2']],
    [['--ssl', '--compress', `--ssl-ca=${file('ca.pem')}`]],
    [['--ssl', `--ssl-ca=${file('ca.pem')}`, '--ssl-verify-server-cert', '--host=localhost']],
    [['--ssl', `--ssl-ca=${file('stranger.pem')}`, '--ssl-verify-server-cert', '--host=localhost']],
    [['--ssl', ...mine]],
  ])('%j', async (args) => {
    await expectSame(args, STATUS);
  });

  test('a certificate of somebody who is not known here', async () => {
    for (const path of [mariadb.socket, sealion.socket]) {
      const { status, stderr } = await run(path, ['--ssl', '--tls-version=TLSv1.2', ...others], 'SELECT 1');
      expect([status, stderr]).toEqual([1, expect.stringContaining('TLS/SSL error')]);
    }
  });

  test('REQUIRE', async () => {
    const accounts = {
      s: 'SSL',
      x: 'X509',
      i: "ISSUER '/CN=ca' SUBJECT '/C=FI/O=Sealion/CN=client'",
      j: "SUBJECT '/CN=another'",
      c: "CIPHER 'TLS_AES_256_GCM_SHA384'",
      d: "CIPHER 'another'",
      n: 'NONE',
    };
    const made = Object.entries(accounts).map(
      ([name, required]) => `CREATE USER ${name}@localhost REQUIRE ${required};`,
    );
    expect((await expectSame([], made.join('\n'))).status).toBe(0);
    for (const name of Object.keys(accounts)) {
      for (const way of [['--skip-ssl'], ['--ssl'], ['--ssl', ...mine]]) {
        await expectSame([...way, `--user=${name}`], 'SELECT CURRENT_USER()');
      }
    }
  });

  test('a large result and a large statement', async () => {
    const large = ['--ssl', '--max-allowed-packet=64M'];
    const answered = await expectSame(large, `SELECT REPEAT('x', 3000000), LENGTH('${'y'.repeat(3_000_000)}')`);
    expect(answered.status).toBe(0);
  });
});

test('FLUSH SSL reads the files again, and keeps what it had where that fails', async () => {
  const good = readFileSync(file('server.pem'));
  writeFileSync(file('server.pem'), 'no certificate');
  const failed = await expectSame(['--ssl'], 'FLUSH SSL; SHOW WARNINGS');
  expect(failed.stderr).toContain('Failed to refresh SSL, error: Unable to get certificate');
  writeFileSync(file('server.pem'), good);
  expect((await expectSame(['--ssl'], 'FLUSH SSL')).status).toBe(0);
});

test('require_secure_transport', async () => {
  const accounts = "CREATE USER t@'%' IDENTIFIED BY 'word'; SET GLOBAL require_secure_transport = ON";
  await run(sealion.socket, [], accounts);
  const login = ['--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, '--user=t', '--password=word'];
  expect((await run(sealion.socket, [...login, '--ssl'], 'SELECT 1')).stdout).toBe('1\n1\n');
  expect((await run(sealion.socket, [...login, '--skip-ssl'], 'SELECT 1')).stderr).toBe(
    "ERROR 1045 (28000): Access denied for user 't'@'localhost' (using password: YES)\n",
  );
  // Whoever comes through the socket file is here already.
  expect((await run(sealion.socket, ['--skip-ssl'], 'SET GLOBAL require_secure_transport = OFF')).status).toBe(0);
});

test('mysql2', async () => {
  const ssl = { ca: readFileSync(file('ca.pem')), servername: 'localhost' };
  const connection = await createConnection({ socketPath: sealion.socket, user: 'root', ssl });
  const [rows] = await connection.query("SHOW STATUS LIKE 'Ssl_version'");
  expect(rows).toEqual([{ Variable_name: 'Ssl_version', Value: 'TLSv1.3' }]);
  await connection.end();
});

describe('a start', () => {
  const pair = [`--ssl-cert=${file('server.pem')}`, `--ssl-key=${file('server-key.pem')}`];
  test.each([
    [['--ssl-cert=/no/file.pem', '--ssl-key=/no/key.pem'], 'Unable to get certificate'],
    [[...pair.slice(0, 1)], 'Unable to get private key'],
    [[...pair, `--ssl-key=${file('client-key.pem')}`], 'Unable to get private key'],
    [['--ssl'], 'Private key does not match the certificate public key'],
    [[`--ssl-ca=${file('ca.pem')}`], 'Private key does not match the certificate public key'],
    [[...pair, '--ssl-ca=/no/ca.pem'], 'SSL_CTX_set_default_verify_paths failed'],
    [[...pair, '--ssl-cipher=NONSENSE'], 'Failed to set ciphers to use'],
  ])('%j ends with: %s', async (options, reason) => {
    const other = temporaryDirectory();
    await expect(serveSealion(other, options)).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining(`Failed to setup SSL\nSSL error: ${reason}\nAborting`),
    });
  });

  test('the last word counts', async () => {
    const plain = await serveSealion(temporaryDirectory(), [...pair, '--skip-ssl']);
    expect((await run(plain.socket, [], 'SELECT @@have_ssl')).stdout).toBe('@@have_ssl\nDISABLED\n');
    await plain.stop();
  });
});
