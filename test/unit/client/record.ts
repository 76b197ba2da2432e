/**
 * Records what the real client does in each case, and what the server answers to ours.
 *
 *   node --conditions=source --import tsx test/unit/client/record.ts SOCKET DIRECTORY [NAME …]
 *
 * SOCKET belongs to a MariaDB server of 10.11 with an account root@localhost without password, DIRECTORY is for files.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SqlError } from '../../../src/base/errors.js';
import type { ClientIo } from '../../../src/client/client.js';
import { decodeBytes } from '../../../src/render/text.js';
import { connectWire } from '../../support/wire.js';
import { type Exchange, pack } from '../script/traffic.js';
import { MemoryFiles } from '../script/world.js';
import { CASES, type Case } from './cases.js';
import { runCase } from './run-case.js';

const [socket = '', directory = '', ...names] = process.argv.slice(2);
const data = fileURLToPath(new URL('../../data/client/', import.meta.url));
const UTF8MB4 = 45;
const CONNECTION = ['--no-defaults', `-S${socket}`, '--default-character-set=utf8mb4'];

function freshWorld(): void {
  const sql = 'DROP DATABASE IF EXISTS test; CREATE DATABASE test CHARACTER SET utf8mb4';
  execFileSync('mariadb', [...CONNECTION, '-uroot', '-e', sql]);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
}

function runReal({ args, stdin = '', files = {} }: Case): { stdout: string; stderr: string; exit: number | null } {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const result = spawnSync('mariadb', [...CONNECTION, '-uroot', '-Dtest', ...args], { input: stdin, cwd: directory });
  const normal = (bytes: Buffer): string => decodeBytes(bytes).replace(/\(\d+\.\d{3} sec\)/g, '(0.000 sec)');
  return { stdout: normal(result.stdout), stderr: normal(result.stderr), exit: result.status };
}

function recordingConnect(traffic: Exchange[]): ClientIo['connect'] {
  return async (login) => {
    const account = { host: 'localhost', ...login };
    try {
      const session = await connectWire(socket, account, UTF8MB4);
      const { connectionId, serverVersion } = session;
      traffic.push({ connect: account, connection: connectionId, serverVersion });
      return {
        connectionId,
        serverVersion,
        get database() {
          return session.database;
        },
        execute: async (sql) => {
          const outcomes = await session.execute(sql);
          traffic.push({ connection: connectionId, sql, outcomes });
          return outcomes;
        },
        killQuery: () => {},
        close: () => session.close(),
      };
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const { errno, sqlstate, message } = error;
      traffic.push({ connect: account, refused: { kind: 'error', errno, sqlstate, message } });
      throw error;
    }
  };
}

for (const [name, tried] of Object.entries(CASES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  freshWorld();
  const real = runReal(tried);
  freshWorld();
  const traffic: Exchange[] = [];
  await runCase(tried, recordingConnect(traffic), new MemoryFiles(tried.files));
  const lines = traffic.map((exchange) => JSON.stringify(exchange, pack));
  writeFileSync(
    join(data, `${name}.json`),
    `{"real": ${JSON.stringify(real)}, "traffic": [\n${lines.join(',\n')}\n]}\n`,
  );
}
process.exit(0);
