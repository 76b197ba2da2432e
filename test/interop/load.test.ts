/** Many clients at once: 200 that wait and 50 that work, without an error, in memory that does not grow. */
import { readFileSync } from 'node:fs';
import { type Connection, createConnection } from 'mariadb';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/mariadb.js';
import { serveProcess } from '../support/served-process.js';

const SECONDS = Number(process.env['SEALION_LOAD_SECONDS'] ?? 20);
const MEGABYTE = 1024;
/** What may come beside the rows that are inserted. */
const GROWTH_MEGABYTES = 150;

/** Memory of a process in MB. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / MEGABYTE;

test('200 idle and 50 busy connections', { timeout: (SECONDS + 120) * 1000 }, async () => {
  const server = await serveProcess(temporaryDirectory());
  const options = { socketPath: server.socket, user: 'root', database: 'test' };
  const connections: Connection[] = [];
  const connect = async () => {
    const connection = await createConnection(options);
    connections.push(connection);
    return connection;
  };
  try {
    const first = await connect();
    await first.query('SET GLOBAL max_connections = 300');
    await first.query('CREATE TABLE l (a INT PRIMARY KEY, b INT) ENGINE=InnoDB');
    for (let number = 0; number < 50; number++) await first.query(`INSERT INTO l VALUES (${number}, 0)`);
    for (let number = 0; number < 199; number++) await connect();
    let statements = 0;
    const work = async (end: number, number: number, connection: Connection) => {
      while (Date.now() < end) {
        await connection.query(`UPDATE l SET b = b + 1 WHERE a = ${number}`);
        expect(await connection.query(`SELECT COUNT(*) AS n FROM l WHERE a = ${number}`)).toEqual([{ n: 1n }]);
        statements += 2;
      }
    };
    const busy = await Promise.all(Array.from({ length: 50 }, connect));
    const forSeconds = (seconds: number) => {
      const end = Date.now() + seconds * 1000;
      return Promise.all(busy.map((connection, number) => work(end, number, connection)));
    };
    await forSeconds(SECONDS / 4);
    const before = memoryOf(server.pid);
    await forSeconds(SECONDS);
    const after = memoryOf(server.pid);
    process.stderr.write(`${statements} statements; memory ${before.toFixed(0)} MB, then ${after.toFixed(0)} MB\n`);
    const [{ sum }] = (await first.query('SELECT SUM(b) AS sum FROM l')) as [{ sum: string }];
    expect(Number(sum)).toBe(statements / 2);
    expect(after - before).toBeLessThan(GROWTH_MEGABYTES);
    for (const connection of connections) await connection.ping();
  } finally {
    for (const connection of connections) connection.destroy();
    await server.stop();
  }
});
