/**
 * A real MariaDB server on a data directory of its own, for the tests that ask it.
 *
 * Its data directory is a copy of a template that is made once per run; it listens on a socket in a short
 * temporary path only, and whatever happens, it is gone when the run ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { globSync } from 'tinyglobby';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 60_000;
const STATEMENT_TIMEOUT_MS = 300_000;

/** Servers live where an ordinary user's PATH does not look. */
const PATH = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/sbin'].join(delimiter);

/** Names the directory of a test run, in which all its processes make theirs. */
const RUN_VARIABLE = 'SEALION_TEST_RUN';

const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

/** What a finished program left behind. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  /** What is set beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end, with `input` on its standard input. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { input = '', timeoutMs = STATEMENT_TIMEOUT_MS, env = {} }: RunOptions = {},
): Promise<Finished> {
  const options = { env: { ...process.env, PATH, ...env }, timeout: timeoutMs, killSignal: 'SIGKILL' } as const;
  const child = spawn(program, args, options);
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (data: Buffer) => output.stdout.push(data));
  child.stderr.on('data', (data: Buffer) => output.stderr.push(data));
  // A program that ends before it has read everything is no failure of ours.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return {
    status,
    stdout: Buffer.concat(output.stdout).toString(),
    stderr: Buffer.concat(output.stderr).toString(),
  };
}

/** Makes the data directory that all servers of a run are copied from. */
export async function makeTemplate(directory: string): Promise<void> {
  const tmpdir = ownTmpdir(directory);
  const args = [
    '--no-defaults',
    `--datadir=${directory}`,
    tmpdir,
    '--auth-root-authentication-method=normal',
    ...asRoot,
  ];
  const { status, stdout, stderr } = await runProgram('mariadb-install-db', args).catch(notInstalled);
  if (status !== 0) throw new Error(`mariadb-install-db failed:\n${stdout}${stderr}`);
}

/** A server that starts clears its temporary directory, of what another one is using as well. */
function ownTmpdir(datadir: string): string {
  const directory = `${datadir}.tmp`;
  mkdirSync(directory, { recursive: true });
  return `--tmpdir=${directory}`;
}

function notInstalled(error: unknown): never {
  const hint = 'This test needs MariaDB (mariadbd, mariadb, mariadb-install-db, innochecksum) on the PATH';
  throw new Error(hint, { cause: error });
}

/**
 * Makes the directory of a run: what its processes make lies in it, the template first. The function that comes back
 * ends what the run left behind, for a test process that is stopped ends nothing itself.
 */
export async function startRun(): Promise<() => void> {
  const run = mkdtempSync(join(tmpdir(), 'sl-'));
  process.env[RUN_VARIABLE] = run;
  await makeTemplate(join(run, 'template'));
  return () => {
    for (const pidFile of globSync('*/pid', { cwd: run, absolute: true })) endProcess(Number(readFileSync(pidFile)));
    rmSync(run, { recursive: true, force: true });
    delete process.env[RUN_VARIABLE];
  };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function runDirectory(): string {
  const run = process.env[RUN_VARIABLE];
  if (run === undefined) throw new Error('Only between startRun and its end');
  return run;
}

/** A directory with a path short enough for a socket, which goes when the run ends, if not before. */
export const temporaryDirectory = (): string => mkdtempSync(join(runDirectory(), 'd'));

/** Makes a data directory as a new server has it. */
export async function copyTemplate(datadir: string): Promise<void> {
  cpSync(join(runDirectory(), 'template'), datadir, { recursive: true });
}

export class MariadbServer {
  readonly directory: string;
  readonly datadir: string;
  readonly socket: string;
  private child: ChildProcess | undefined;

  private constructor(directory: string) {
    this.directory = directory;
    this.datadir = join(directory, 'data');
    this.socket = join(directory, 'sock');
  }

  /** A server on a fresh copy of the template, or on the data directory that `makeData` makes. */
  static async start(options: readonly string[] = [], makeData = copyTemplate): Promise<MariadbServer> {
    const server = new MariadbServer(temporaryDirectory());
    try {
      await makeData(server.datadir);
      await server.startAgain(options);
    } catch (error) {
      await server.remove();
      throw error;
    }
    return server;
  }

  get errorLog(): string {
    const path = join(this.directory, 'error.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Starts the stopped server on the same data. */
  async startAgain(options: readonly string[] = []): Promise<void> {
    const before = this.errorLog.length;
    const args = [
      '--no-defaults',
      `--datadir=${this.datadir}`,
      ownTmpdir(this.datadir),
      `--socket=${this.socket}`,
      `--log-error=${join(this.directory, 'error.log')}`,
      `--pid-file=${join(this.directory, 'pid')}`,
      '--skip-networking',
      ...asRoot,
      ...options,
    ];
    const child = spawn('mariadbd', args, { env: { ...process.env, PATH }, stdio: 'ignore' });
    this.child = child;
    let failure: unknown;
    child.on('error', (error) => {
      failure = error;
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!this.errorLog.includes('ready for connections', before)) {
      if (failure) notInstalled(failure);
      if (child.exitCode !== null || Date.now() > deadline) {
        await this.stop();
        throw new Error(`mariadbd did not start:\n${this.errorLog.slice(before)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** What the `mariadb` client prints for the statements: tab-separated, with a line of column names. */
  async sql(statements: string, database = 'test'): Promise<string> {
    const { status, stdout, stderr } = await this.client(['--batch', `--database=${database}`], statements);
    if (status !== 0) throw new Error(stderr.trim());
    return stdout;
  }

  /** Runs the `mariadb` client as root on this server. */
  client(args: readonly string[], input: string): Promise<Finished> {
    const common = [
      '--no-defaults',
      `--socket=${this.socket}`,
      '--user=root',
      '--default-character-set=utf8mb4',
      ...args,
    ];
    return runProgram('mariadb', common, { input });
  }

  /** Stops it cleanly; its data stays until `remove`. */
  async stop(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined) return;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(late);
    }
  }

  /** Stops it and removes everything that it made. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What MariaDB's `innochecksum` says of a file that no server has open; empty when every page is whole. */
export async function innochecksum(path: string): Promise<string> {
  const { status, stdout, stderr } = await runProgram('innochecksum', [path]).catch(notInstalled);
  return status === 0 ? '' : `innochecksum ends with ${status}: ${stdout}${stderr}`;
}
