/**
 * Records what the real mysqltest says about each script of test/data/script, and what the server answered meanwhile.
 *
 *   node --conditions=source --import tsx test/unit/script/record.ts SOCKET DIRECTORY [NAME …]
 *
 * SOCKET belongs to a MariaDB server of 10.11 with an account root@localhost without password, DIRECTORY is for files.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SqlError } from '../../../src/base/errors.js';
import type { Outcome } from '../../../src/base/result.js';
import { runScript } from '../../../src/script/run.js';
import type { Account, TestServer } from '../../../src/script/test-server.js';
import { realFiles } from '../../../src/server/real-files.js';
import { connectWire } from '../../support/wire.js';
import { type Exchange, toJson } from './traffic.js';

const [socket = '', directory = '', ...names] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const data = join(here, '../../data/script');
const temporary = join(directory, 'tmp');

function freshWorld(): void {
  const sql = 'DROP DATABASE IF EXISTS test; CREATE DATABASE test CHARACTER SET utf8mb4';
  execFileSync('mariadb', ['--no-defaults', '-uroot', `-S${socket}`, '-e', sql]);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
}

function recordingServer(traffic: Exchange[]): TestServer {
  const connect = async (account: Account) => {
    try {
      const session = await connectWire(socket, account);
      traffic.push({ connect: account, connection: session.connectionId, serverVersion: session.serverVersion });
      return {
        connectionId: session.connectionId,
        serverVersion: session.serverVersion,
        database: account.database,
        execute: async (sql: string): Promise<readonly Outcome[]> => {
          const outcomes = await session.execute(sql);
          traffic.push({ connection: session.connectionId, sql, outcomes });
          return outcomes;
        },
        killQuery: () => {},
        close: () => session.close(),
      };
    } catch (error) {
      if (error instanceof SqlError) {
        const { errno, sqlstate, message } = error;
        traffic.push({ connect: account, refused: { kind: 'error', errno, sqlstate, message } });
      }
      throw error;
    }
  };
  const clock = { now: () => 0, sleep: async () => {}, timer: () => ({ cancel: () => {} }) };
  const never = async (): Promise<void> => {};
  return {
    connect,
    restart: never,
    stop: never,
    kill: never,
    clock,
    datadir: '',
    errorLog: '',
    close: async () => {},
    runOnLab: async () => ({ status: 0, errors: '' }),
    variables: {},
  };
}

async function record(name: string): Promise<void> {
  const script = join(data, `${name}.test`);
  const environment = { MYSQLTEST_VARDIR: directory, MYSQL_TMP_DIR: temporary, MASTER_MYSOCK: socket };
  freshWorld();
  const fixed = ['--no-defaults', '-uroot', '--database=test', '--skip-ssl', '--tail-lines=0'];
  const real = spawnSync('mysqltest', [...fixed, `-S${socket}`, `--logdir=${directory}`, `--test-file=${script}`], {
    env: { ...process.env, ...environment },
  });
  freshWorld();
  const traffic: Exchange[] = [];
  await runScript(script, { server: recordingServer(traffic), files: realFiles, environment, sourcePath: [] });
  const output = real.stdout.toString('latin1').replace(/(?:ok|not ok|skipped)\n$/, '');
  writeFileSync(join(data, `${name}.expected`), Buffer.from(output, 'latin1'));
  const message = real.stderr.toString().replaceAll(`${data}/`, '').trimEnd();
  writeFileSync(join(data, `${name}.json`), toJson({ exit: real.status ?? -1, message, traffic }));
}

const all = readdirSync(data).filter((file) => file.endsWith('.test'));
for (const file of all) {
  const name = file.replace(/\.test$/, '');
  if (names.length === 0 || names.includes(name)) await record(name);
}
process.exit(0);
