/** `createServer` and `sealion/test`, as programs and tests use them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'sealion';
import { SqlError, StartFailure, startTestServer } from 'sealion/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('sealion/test', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  beforeAll(async () => {
    server = await startTestServer({ keys: [1, 2], options: { innodb_encrypt_tables: true }, profile: '10.11' });
  });
  afterAll(() => server.stop());

  test('values: numbers, exact ones, texts, bytes, NULL', async () => {
    const [row] = await server.query(
      "SELECT 1 AS a, 18446744073709551615 AS b, 1.50 AS c, 1e0/4 AS d, 'x' AS e, NULL AS f, DATE '2026-01-02' AS g",
    );
    expect(row).toEqual({ a: 1, b: 18446744073709551615n, c: '1.50', d: 0.25, e: 'x', f: null, g: '2026-01-02' });
  });

  test('rows, columns, values, text', async () => {
    await server.run("CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(9));\nINSERT INTO t VALUES (1, 'x;'), (2, NULL); ;");
    expect(await server.query('SELECT * FROM t')).toEqual([
      { a: 1, b: 'x;' },
      { a: 2, b: null },
    ]);
    expect(await server.column('SELECT a FROM t')).toEqual([1, 2]);
    expect(await server.value('SELECT COUNT(*) FROM t')).toBe(2);
    expect(await server.value('SELECT a FROM t WHERE a > 2')).toBe(null);
    expect(await server.query('DROP TABLE t')).toEqual([]);
    expect(await server.text('SELECT 1 AS a, NULL AS b')).toBe('a\tb\n1\tNULL\n');
  });

  test('errors are thrown, or asked for', async () => {
    await expect(server.query('SELECT * FROM nowhere')).rejects.toThrow(SqlError);
    expect(await server.error('SELECT * FROM nowhere')).toMatchObject({
      errno: 1146,
      sqlstate: '42S02',
      message: "Table 'test.nowhere' doesn't exist",
    });
    await expect(server.error('SELECT 1')).rejects.toThrow('This statement should have failed: SELECT 1');
    await server.query('DROP TABLE IF EXISTS nowhere');
    expect(await server.warnings()).toEqual([{ level: 'Note', errno: 1051, message: "Unknown table 'test.nowhere'" }]);
  });

  test('the bytes of an encrypted table hold no plaintext', async () => {
    await server.run(
      "CREATE TABLE card (n VARCHAR(40)) ENCRYPTION_KEY_ID=2; INSERT INTO card VALUES ('4929 0000 0000 6')",
    );
    await server.run('FLUSH TABLES card FOR EXPORT; UNLOCK TABLES');
    expect(server.file('test/card.ibd').includes('4929')).toBe(false);
  });

  test('time passes when it is told to', async () => {
    const before = Number(await server.value('SELECT UNIX_TIMESTAMP()'));
    await server.advance(3_600_000);
    expect(Number(await server.value('SELECT UNIX_TIMESTAMP()')) - before).toBe(3600);
    const started = performance.now();
    await server.query('SELECT SLEEP(1000)');
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('other accounts connect', async () => {
    await server.query("CREATE USER ann@localhost IDENTIFIED BY 'secret'");
    await expect(server.connect({ user: 'ann', password: 'wrong', database: null })).rejects.toThrow('Access denied');
    const ann = await server.connect({ user: 'ann', password: 'secret', database: null });
    expect(await ann.value('SELECT CURRENT_USER()')).toBe('ann@localhost');
    await ann.close();
  });
});

test('a restart keeps the data, takes further options and drops them at the next one; so after a crash', async () => {
  const server = await startTestServer();
  await server.run('CREATE TABLE t (a INT) ENGINE=InnoDB; INSERT INTO t VALUES (1)');
  await server.restart({ max_connections: 77 });
  expect(await server.value('SELECT @@max_connections')).toBe(77);
  await server.run('BEGIN; INSERT INTO t VALUES (2)');
  server.crash();
  expect(() => server.connection).toThrow('The server has stopped');
  await server.restart();
  expect(await server.value('SELECT @@max_connections')).toBe(151);
  expect(await server.column('SELECT a FROM t')).toEqual([1]);
  expect(server.log.join('\n')).toContain('ready for connections');
  await server.stop();
  await server.stop();
  expect(existsSync(server.directory)).toBe(false);
});

test('a server that does not start says why and leaves nothing behind', async () => {
  await expect(startTestServer({ options: ['--no-such-option'] })).rejects.toThrow(StartFailure);
});

test('an option that is given several times is a list', async () => {
  const server = await startTestServer({ options: { 'plugin-load-add': ['simple_password_check', 'sql_errlog'] } });
  const active = "SELECT PLUGIN_NAME FROM information_schema.PLUGINS WHERE PLUGIN_LIBRARY LIKE 's%' ORDER BY 1";
  expect(await server.column(active)).toEqual(['simple_password_check', 'SQL_ERROR_LOG']);
  await server.stop();
});

test('createServer has real time, keys that are given, and a data directory that stays', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sealion-embed-'));
  const lines: string[] = [];
  const options = {
    datadir: join(directory, 'data'),
    keys: { 1: '00112233445566778899aabbccddeeff' },
    onLog: (line: string) => lines.push(line),
  };
  const server = await createServer(options);
  expect(Math.abs(Number(await server.value('SELECT UNIX_TIMESTAMP()')) - Date.now() / 1000)).toBeLessThan(60);
  await server.run('CREATE TABLE t (a INT) ENCRYPTED=YES; INSERT INTO t VALUES (5)');
  await server.stop();
  expect(lines.join('\n')).toContain('Shutdown complete');
  expect(lines.join('\n')).not.toContain('00112233');
  const again = await createServer(options);
  expect(await again.column('SELECT a FROM t')).toEqual([5]);
  await again[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});
