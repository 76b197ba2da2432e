/** The harness itself: if it did not notice, the other tests here would prove nothing. */
import { copyFileSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { innochecksum, MariadbServer } from '../support/mariadb.js';

let server: MariadbServer;
beforeAll(async () => {
  server = await MariadbServer.start();
});
afterAll(() => server.remove());

test('statements answer, and mistakes throw the server’s words', async () => {
  expect(await server.sql("SELECT 1 AS a, 'x' AS b")).toBe('a\tb\n1\tx\n');
  await expect(server.sql('SELECT * FROM nowhere')).rejects.toThrow('ERROR 1146 (42S02)');
});

test('data outlive a restart', async () => {
  await server.sql('CREATE TABLE t (a INT PRIMARY KEY); INSERT INTO t VALUES (1),(2)');
  await server.stop();
  await server.startAgain();
  expect(await server.sql('SELECT COUNT(*) FROM t')).toBe('COUNT(*)\n2\n');
});

test('a server that cannot start says why', async () => {
  await expect(MariadbServer.start(['--no-such-option'])).rejects.toThrow("unknown option '--no-such-option'");
});

test('innochecksum passes a whole file and finds one flipped byte', async () => {
  await server.stop();
  const file = join(server.directory, 't.ibd');
  copyFileSync(join(server.datadir, 'test', 't.ibd'), file);
  expect(await innochecksum(file)).toBe('');
  writeSync(openSync(file, 'r+'), Buffer.from([0xff]), 0, 1, 3 * 16_384 + 200);
  expect(await innochecksum(file)).toContain('innochecksum ends with 1');
});
