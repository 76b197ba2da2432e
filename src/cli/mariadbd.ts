/**
 * A real MariaDB server as a process of ours: its programs, its data directory, its start and its end. For tests that
 * run on both servers.
 */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, extname, resolve } from 'node:path';
import { splitLeading } from '../script/test-preparation.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 60_000;
const POLL_MS = 5;

/** Servers live where an ordinary user's PATH does not look. */
const PATH = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);

/** As root, the server must be told that this is meant. */
const AS_ROOT = process.getuid?.() === 0 ? ['--user=root'] : [];

/** What a finished program left behind. */
export interface Finished {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** How a program of MariaDB's is run. */
export interface ProgramOptions {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** What is set beside the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** Runs a program to its end. Rejects when there is no such program. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = '', timeoutMs, env = {}, cwd }: ProgramOptions = {},
): Promise<Finished> {
  const options: SpawnOptions = { env: { ...process.env, ...env, PATH }, killSignal: 'SIGKILL' };
  if (timeoutMs !== undefined) options.timeout = timeoutMs;
  if (cwd !== undefined) options.cwd = cwd;
  const child = spawn(program, args, { ...options, stdio: 'pipe' });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (data: Buffer) => output.stdout.push(data));
  child.stderr.on('data', (data: Buffer) => output.stderr.push(data));
  // A program that ends before it has read everything is no failure of ours.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr) };
}

/** Makes a data directory; rejects with what the program says. */
export async function installMariadb(datadir: string): Promise<void> {
  const args = [
    '--no-defaults',
    `--datadir=${datadir}`,
    ownTmpdir(datadir),
    '--auth-root-authentication-method=normal',
  ];
  const { status, stdout, stderr } = await runProgram('mariadb-install-db', [...args, ...AS_ROOT]).catch(notInstalled);
  if (status !== 0) throw new Error(`mariadb-install-db failed:\n${stdout}${stderr}`);
}

/** A server that starts clears its temporary directory, of what another one is using as well. */
function ownTmpdir(datadir: string): string {
  const directory = `${datadir}.tmp`;
  mkdirSync(directory, { recursive: true });
  return `--tmpdir=${directory}`;
}

/** The mistake that most often lies behind a program that cannot be started. */
export function notInstalled(error: unknown): never {
  const names = 'mariadbd, mariadb, mariadb-install-db, mysqltest, innochecksum';
  throw new Error(`This needs MariaDB (${names}) on the PATH`, { cause: error });
}

/** Where one server has its files. */
export interface MariadbPlaces {
  readonly datadir: string;
  readonly socket: string;
  readonly errorLog: string;
  readonly pidFile: string;
  /** Beside the data directory unless it is said. */
  readonly tmpdir?: string;
}

/** One process of the server, from its start to its end. */
export class Mariadbd {
  readonly #child: ChildProcess;
  /** Resolves when the process has ended, by whatever way. */
  readonly ended: Promise<void>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
  }

  /** Resolves when the server takes connections; rejects with its log when it does not come up. */
  static async start(options: readonly string[], places: MariadbPlaces): Promise<Mariadbd> {
    const before = logOf(options, places).length;
    rmSync(places.socket, { force: true });
    const { leading, own } = splitLeading(options);
    const args = [
      ...leading,
      `--datadir=${places.datadir}`,
      places.tmpdir === undefined ? ownTmpdir(places.datadir) : `--tmpdir=${places.tmpdir}`,
      `--socket=${places.socket}`,
      `--log-error=${places.errorLog}`,
      `--pid-file=${places.pidFile}`,
      '--skip-networking',
      ...AS_ROOT,
      ...own,
    ];
    // What it says before it has its log belongs there as well.
    const log = openSync(places.errorLog, 'a');
    const child = spawn('mariadbd', args, { env: { ...process.env, PATH }, stdio: ['ignore', log, log] });
    closeSync(log);
    let failure: unknown;
    child.on('error', (error) => {
      failure = error;
    });
    const server = new Mariadbd(child);
    const deadline = Date.now() + START_TIMEOUT_MS;
    // Trying to connect would leave its traces in counters and logs, which scripts look at.
    while (!logOf(options, places).includes('ready for connections', before)) {
      if (failure) notInstalled(failure);
      if (server.hasEnded || Date.now() > deadline) {
        await server.stop();
        throw new Error(`mariadbd did not start:\n${logOf(options, places).slice(before)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return server;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined;
  }

  /** A clean shutdown; a server that does not end is ended. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    this.#child.kill('SIGTERM');
    await this.ended;
    clearTimeout(late);
  }
}

/** All that the log says, where the options do not send it elsewhere. */
function logOf(options: readonly string[], { errorLog, datadir }: MariadbPlaces): string {
  const given = options.findLast((option) => option.startsWith('--log-error='))?.slice('--log-error='.length);
  // A name without an extension gets one.
  const path = given ? resolve(datadir, extname(given) === '' ? `${given}.err` : given) : errorLog;
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}
