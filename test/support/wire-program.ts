/** `sealion serve` as the server that a script of mysqltest's gets: each start is a process. */
import { spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MariadbPlaces } from '../../src/cli/mariadbd.js';
import type { ServerProcess, ServerProgram } from '../../src/cli/oracle.js';
import { splitLeading } from '../../src/script/test-preparation.js';
import { runProgram } from './mariadb.js';

/** Scripts run in directories of their own. */
const CLI = resolve('dist', 'cli.js');
const PROFILE = '--sealion-profile=10.11';
const READY = 'ready for connections';
const START_MS = 60_000;
const STOP_MS = 30_000;
const LOOK_MS = 10;

/** `directory` keeps the data directory that all scripts start from; it is made as mtr makes its own. */
export async function sealionProgram(directory: string): Promise<ServerProgram> {
  const template = join(directory, 'template');
  const { status, stderr } = await runProgram(process.execPath, [
    ...[CLI, 'install-db', '--no-defaults', PROFILE, `--datadir=${template}`, '--default-storage-engine=MyISAM'],
  ]);
  if (status !== 0) throw new Error(stderr);
  const program: ServerProgram = {
    async prepare(datadir) {
      cpSync(template, datadir, { recursive: true });
    },

    async start(options, places) {
      const { socket, errorLog } = places;
      const textOf = () => (existsSync(errorLog) ? readFileSync(errorLog, 'latin1') : '');
      const before = textOf().length;
      rmSync(socket, { force: true });
      const log = openSync(errorLog, 'a');
      const child = spawn(process.execPath, serveArguments(options, places), { stdio: ['ignore', log, log] });
      closeSync(log);
      const ended = new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
      });
      const server: ServerProcess = {
        ended,
        async stop() {
          const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
          child.kill('SIGTERM');
          await ended;
          clearTimeout(late);
        },
      };
      for (let waited = 0; !textOf().includes(READY, before); waited += LOOK_MS) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(textOf().slice(before));
        if (waited > START_MS) {
          await server.stop();
          throw new Error('sealion serve has not started');
        }
        await wait(LOOK_MS);
      }
      return server;
    },

    environment: (options, places) => ({
      MYSQLD_CMD: [process.execPath, ...serveArguments(options, places)].join(' '),
    }),
  };
  await addProcedures(program, template, directory);
  return program;
}

function serveArguments(options: readonly string[], { datadir, socket, errorLog, pidFile, tmpdir }: MariadbPlaces) {
  const { leading, own } = splitLeading(options);
  const files = [`--datadir=${datadir}`, `--socket=${socket}`, `--log-error=${errorLog}`, `--pid-file=${pidFile}`];
  return [CLI, 'serve', ...leading, PROFILE, ...files, `--tmpdir=${tmpdir}`, '--skip-networking', ...own];
}

/** What mtr gives a server beside its tables. */
const PROCEDURES = `CREATE DATABASE mtr;
CREATE PROCEDURE mtr.add_suppression(pattern VARCHAR(255)) BEGIN END`;

async function addProcedures(program: ServerProgram, datadir: string, directory: string): Promise<void> {
  const file = (name: string): string => join(directory, name);
  const socket = file('s');
  const places = { datadir, socket, errorLog: file('error.log'), pidFile: file('pid'), tmpdir: file('tmp') };
  const server = await program.start([], places);
  const { status, stderr } = await runProgram('mariadb', ['--no-defaults', `--socket=${socket}`, '--user=root'], {
    input: PROCEDURES,
  });
  await server.stop();
  if (status !== 0) throw new Error(stderr);
}
