/** How connections end: what the client hears, what the log says and what is counted, as on a real server. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { bytes, RawClient } from '../support/raw-client.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

/** Bits that a client says of itself. */
const INTERACTIVE = 1 << 10;

const directory = temporaryDirectory();
const log: string[] = [];
let mariadb: MariadbServer;
let sealion: ServedSealion;

interface Place {
  readonly socket: string;
  lines(): readonly string[];
}

const places = (): readonly Place[] => [
  { socket: mariadb.socket, lines: () => readFileSync(join(mariadb.directory, 'error.log'), 'utf8').split('\n') },
  { socket: sealion.socket, lines: () => log },
];

async function sql(socket: string, statements: string): Promise<string> {
  const args = ['--no-defaults', `--socket=${socket}`, '--user=root', '--skip-column-names'];
  const { stdout, stderr } = await runProgram('mariadb', args, { input: statements });
  expect(stderr).toBe('');
  return stdout;
}

beforeAll(async () => {
  mariadb = await MariadbServer.start(['--max-user-connections=3']);
  sealion = await serveSealion(directory, ['--max-user-connections=3'], (line) => log.push(line));
  for (const { socket } of places()) {
    await sql(socket, 'CREATE USER raw@localhost; GRANT ALL ON *.* TO raw@localhost; CREATE USER low@localhost');
  }
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

const COUNTERS = [
  'Aborted_clients',
  'Aborted_connects',
  'Aborted_connects_preauth',
  'Connection_errors_max_connections',
];

async function counters(socket: string): Promise<number[]> {
  const names = COUNTERS.map((name) => `'${name}'`).join();
  const shown = await sql(socket, `SHOW GLOBAL STATUS WHERE Variable_name IN (${names})`);
  return shown
    .trim()
    .split('\n')
    .map((line) => Number(line.split('\t')[1]));
}

/** What happens on both servers while clients do that. */
async function expectSame(scene: (socket: string) => Promise<unknown>): Promise<unknown> {
  const seen: unknown[] = [];
  for (const { socket, lines } of places()) {
    const before = await counters(socket);
    const start = lines().filter((line) => line.includes('Aborted connection')).length;
    const heard = await scene(socket);
    await sleep(300);
    const after = await counters(socket);
    const told = lines().filter((line) => line.includes('Aborted connection'));
    seen.push({
      heard,
      counted: after.map((count, at) => count - (before[at] ?? 0)),
      told: told.slice(start).map((line) => line.replace(/^.*\[Warning\] Aborted connection \d+/, '')),
    });
  }
  expect(seen[1]).toEqual(seen[0]);
  return seen[0];
}

async function loggedIn(socket: string, capabilities = 0): Promise<RawClient> {
  const client = new RawClient(socket);
  await client.logIn('raw', 'test', capabilities);
  return client;
}

const query = (text: string) => bytes(0x03, text);

test('a client that goes before it has logged in, and one that goes without a word', async () => {
  await expectSame(async (socket) => {
    const stranger = new RawClient(socket);
    await stranger.packet();
    stranger.close();
    (await loggedIn(socket)).close();
  });
});

test('a client that says goodbye', async () => {
  await expectSame(async (socket) => {
    const client = await loggedIn(socket);
    client.send(bytes(0x01));
    return client.packet();
  });
});

test('time-outs', { timeout: 60_000 }, async () => {
  await expectSame(async (socket) => {
    await sql(socket, 'SET GLOBAL interactive_timeout = 1, connect_timeout = 2');
    const client = await loggedIn(socket);
    await client.talk(query('SET wait_timeout = 1'));
    const heard = [await client.packet(), await (await loggedIn(socket, INTERACTIVE)).packet()];
    const stranger = new RawClient(socket);
    await stranger.packet();
    heard.push(await stranger.packet());
    await sql(socket, 'SET GLOBAL interactive_timeout = 28800, connect_timeout = 10');
    return heard;
  });
});

test('KILL, by another one and by itself', async () => {
  await expectSame(async (socket) => {
    const client = await loggedIn(socket);
    client.send(query('SELECT SLEEP(30)'));
    await sleep(300);
    const [id] = (
      await sql(socket, "SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(30)'")
    ).split('\n');
    await sql(socket, `KILL ${id}`);
    const other = await loggedIn(socket);
    other.send(query('KILL CONNECTION_ID()'));
    return [await client.packet(), await other.packet(), await other.packet()];
  });
});

test('more clients than there may be, and than one account may have', async () => {
  const answers = await expectSame(async (socket) => {
    const before = await sql(socket, 'SELECT @@max_connections; SET GLOBAL max_connections = 10;');
    const clients: RawClient[] = [];
    const heard: (string | undefined)[] = [];
    for (let count = 0; count < 12; count++) {
      const client = new RawClient(socket);
      clients.push(client);
      const greeting = await client.packet();
      if (greeting?.payload[0] === 0xff)
        heard.push(`${count} ${greeting.sequence} ${greeting.payload.toString('latin1')}`);
    }
    for (const client of clients) client.close();
    await sleep(300);
    await sql(socket, `SET GLOBAL max_connections = ${before}`);
    for (let count = 0; count < 4; count++) {
      const client = new RawClient(socket);
      clients.push(client);
      heard.push(await client.tryLogIn('low'));
    }
    for (const client of clients) client.close();
    return heard;
  });
  expect(answers).toMatchObject({
    heard: [expect.stringContaining('Too many connections'), ...Array(4).fill(expect.any(String))],
  });
});
