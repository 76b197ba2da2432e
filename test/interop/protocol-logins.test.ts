/** Logins by every way that an account may have, from both clients to both servers. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const OPTIONS = ['--character-set-server=latin1', '--collation-server=latin1_swedish_ci'];

const SETUP = `
INSTALL SONAME 'auth_ed25519';
CREATE USER e1@localhost IDENTIFIED VIA ed25519 USING PASSWORD('secret');
CREATE USER e2@localhost IDENTIFIED VIA ed25519;
CREATE USER e3@localhost IDENTIFIED VIA ed25519 USING PASSWORD('x') OR mysql_native_password USING PASSWORD('y');
CREATE USER e4@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('y') OR ed25519 USING PASSWORD('x');
CREATE USER e5@localhost IDENTIFIED VIA unix_socket OR ed25519 USING PASSWORD('x');
CREATE USER e6@localhost IDENTIFIED VIA ed25519 USING PASSWORD('a password of more than thirty-two bytes, with an ä');
`;

let mariadb: MariadbServer;
let sealion: ServedSealion;

beforeAll(async () => {
  mariadb = await MariadbServer.start(OPTIONS);
  sealion = await serveSealion(temporaryDirectory(), OPTIONS);
  for (const { socket } of [mariadb, sealion]) {
    const args = ['--no-defaults', `--socket=${socket}`, '--user=root', 'test'];
    expect((await runProgram('mariadb', args, { input: SETUP })).stderr).toBe('');
  }
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

const STATEMENT = 'SELECT CURRENT_USER()';

async function logIn(program: 'mariadb' | 'sealion', socket: string, user: string, password: string): Promise<string> {
  const [command, ...first] = program === 'mariadb' ? ['mariadb'] : [process.execPath, join('dist', 'cli.js')];
  const options = ['--no-defaults', `--socket=${socket}`, `--user=${user}`, `--password=${password}`, '-e', STATEMENT];
  const { stdout, stderr } = await runProgram(command ?? '', [...first, ...options]);
  return stdout + stderr;
}

test.each([
  ['e1', 'secret'],
  ['e1', 'wrong'],
  ['e1', ''],
  ['e2', ''],
  ['e2', 'x'],
  ['e3', 'x'],
  ['e3', 'y'],
  ['e3', 'z'],
  ['e3', ''],
  ['e4', 'x'],
  ['e4', 'y'],
  ['e4', ''],
  ['e5', 'x'],
  ['e5', ''],
  ['e6', 'a password of more than thirty-two bytes, with an ä'],
])('%s with password %j', async (user, password) => {
  const expected = await logIn('mariadb', mariadb.socket, user, password);
  expect(await logIn('mariadb', sealion.socket, user, password)).toBe(expected);
  expect(await logIn('sealion', mariadb.socket, user, password)).toBe(expected);
  expect(await logIn('sealion', sealion.socket, user, password)).toBe(expected);
});
