/**
 * A real MariaDB server on a data directory of its own, for the tests that ask it.
 *
 * Its data directory is a copy of a template that is made once per run; it listens on a socket in a short
 * temporary path only, and whatever happens, it is gone when the run ends.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { installMariadb, Mariadbd, notInstalled, runProgram as runMariadbProgram } from '../../src/cli/mariadbd.js';

const STATEMENT_TIMEOUT_MS = 300_000;

/** Names the directory of a test run, in which all its processes make theirs. */
const RUN_VARIABLE = 'SEALION_TEST_RUN';

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
  const { status, stdout, stderr } = await runMariadbProgram(program, args, { input, timeoutMs, env });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/**
 * Makes the directory of a run: what its processes make lies in it, the template first. The function that comes back
 * ends what the run left behind, for a test process that is stopped ends nothing itself.
 */
export async function startRun(): Promise<() => void> {
  const run = mkdtempSync(join(tmpdir(), 'sl-'));
  process.env[RUN_VARIABLE] = run;
  await installMariadb(join(run, 'template'));
  return () => {
    const pidFiles = globSync(['*/pid', '*/*/mysqld.1.pid'], { cwd: run, absolute: true });
    for (const pidFile of pidFiles) endProcess(Number(readFileSync(pidFile)));
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
  private process: Mariadbd | undefined;

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
    const { directory, datadir, socket } = this;
    const places = { datadir, socket, errorLog: join(directory, 'error.log'), pidFile: join(directory, 'pid') };
    this.process = await Mariadbd.start(options, places);
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
    await this.process?.stop();
    this.process = undefined;
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
