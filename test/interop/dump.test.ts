/** mariadb-dump of Sealion and of a real server say the same, and each loads what the other has dumped. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyFileOptions } from '../support/key-files.js';
import { MariadbServer, runProgram, temporaryDirectory } from '../support/mariadb.js';
import { type ServedSealion, serveSealion } from '../support/served-sealion.js';

const directory = temporaryDirectory();
let sockets: readonly [ours: string, theirs: string];
let mariadb: MariadbServer;
let sealion: ServedSealion;

beforeAll(async () => {
  const options = [
    '--character-set-server=latin1',
    '--collation-server=latin1_swedish_ci',
    ...keyFileOptions(directory),
  ];
  mariadb = await MariadbServer.start(options);
  sealion = await serveSealion(directory, options);
  sockets = [sealion.socket, mariadb.socket];
});
afterAll(async () => {
  await sealion.stop();
  await mariadb.remove();
});

async function run(program: string, socket: string, args: readonly string[], input = ''): Promise<string> {
  const login = ['--no-defaults', `--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4'];
  const { status, stdout, stderr } = await runProgram(program, [...login, ...args], { input });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.replace(/^-- (Host|Server version|MariaDB dump|Dump completed).*$/gm, '');
}

const dump = (socket: string, ...args: string[]) => run('mariadb-dump', socket, ['--hex-blob', ...args]);
const load = (socket: string, text: string, ...args: string[]) => run('mariadb', socket, args, text);

const EVERYTHING = ['--routines', '--events', '--triggers', 'shop'];

test('a schema with everything', async () => {
  const schema = readFileSync('test/data/dump/shop.sql', 'utf8');
  await Promise.all(sockets.map((socket) => load(socket, schema)));
  const [ours, theirs] = sockets;
  for (const options of [EVERYTHING, ['--databases', 'shop'], ['--single-transaction', '--complete-insert', 'shop']]) {
    expect(await dump(ours, ...options)).toBe(await dump(theirs, ...options));
  }
  for (const from of sockets) {
    const text = await dump(from, ...EVERYTHING);
    for (const to of sockets) {
      await load(to, 'DROP DATABASE IF EXISTS again; CREATE DATABASE again');
      await load(to, text, 'again');
      expect((await dump(to, ...EVERYTHING.slice(0, -1), 'again')).replaceAll("'again'", "'shop'")).toBe(
        text.replaceAll("'again'", "'shop'"),
      );
    }
  }
});

test('bytes that are no text come back as they were', async () => {
  const table = 'CREATE OR REPLACE TABLE test.bytes (a INT PRIMARY KEY, b BLOB, c BINARY(5)) ENGINE=InnoDB;';
  for (const socket of sockets) {
    await load(socket, `${table} INSERT INTO test.bytes VALUES (1, x'00ff0a1a5c27fe', x'ff00');`);
    // Dumped and loaded by a shell: the bytes pass through no string.
    const command = `mariadb-dump --no-defaults -S '${socket}' -uroot test bytes | mariadb --no-defaults -S '${socket}' -uroot test`;
    expect(await runProgram('sh', ['-c', command])).toMatchObject({ status: 0, stderr: '' });
    expect(await load(socket, 'SELECT HEX(b), HEX(c) FROM test.bytes', '-N')).toBe('00FF0A1A5C27FE\tFF00000000\n');
  }
});

test('mariadb-show, mariadb-check and mariadb-admin', async () => {
  const [ours, theirs] = sockets;
  const both = async (program: string, ...args: string[]) => {
    expect(await run(program, ours, args)).toBe(await run(program, theirs, args));
  };
  await both('mariadb-show', 'shop');
  await both('mariadb-show', '--count', 'shop');
  await both('mariadb-show', '--keys', 'shop', 'customers');
  await both('mariadb-check', '--databases', 'shop');
  await both('mariadb-check', '--analyze', '--databases', 'shop');
  await both('mariadb-check', '--optimize', '--databases', 'shop');
  for (const command of [
    'ping',
    'flush-tables',
    'flush-privileges',
    'flush-status',
    'flush-hosts',
    'flush-logs',
    'refresh',
  ]) {
    await both('mariadb-admin', command);
  }
  for (const command of ['extended-status', 'variables']) {
    expect(await run('mariadb-admin', ours, [command])).toMatch(/^\+-+\+-+\+\n\| Variable_name/);
  }
});
