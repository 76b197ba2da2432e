/** `sealion serve` as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runProgram } from './mariadb.js';

const CLI = join('dist', 'cli.js');
const START_MS = 30_000;
const LOOK_MS = 50;

export interface ServedProcess {
  readonly socket: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** On a new data directory in this one. */
export async function serveProcess(directory: string): Promise<ServedProcess> {
  const [datadir, socket] = [join(directory, 'data'), join(directory, 'sock')];
  const options = ['--no-defaults', '--sealion-profile=10.11', `--datadir=${datadir}`];
  const { status, stderr } = await runProgram(process.execPath, [CLI, 'install-db', ...options]);
  if (status !== 0) throw new Error(stderr);
  const child = spawn(process.execPath, [CLI, 'serve', ...options, `--socket=${socket}`, '--skip-networking'], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  for (let waited = 0; !existsSync(socket); waited += LOOK_MS) {
    if (waited > START_MS || child.exitCode !== null) throw new Error('sealion serve has not started');
    await wait(LOOK_MS);
  }
  return {
    socket,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
