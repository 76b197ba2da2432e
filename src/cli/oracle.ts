/**
 * Scripts on real servers: MariaDB's own mysqltest runs them, so what it writes is what they should write.
 *
 * A server of a script's own starts on a copy of a data directory that is made once. While the script runs, a supervisor
 * does what scripts ask for in their `.expect` file: it starts the server again after it has ended, as mtr does.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { splitShellWords } from '../base/shell-words.js';
import { decodeBytes } from '../render/text.js';
import type { ExternServer } from '../script/options.js';
import type { ScriptOutcome } from '../script/run.js';
import type { ScriptJob } from '../script/test-runner.js';
import { installMariadb, Mariadbd, type MariadbPlaces, notInstalled, runProgram } from './mariadbd.js';

/** Where packages keep the includes that scripts name. */
const MYSQL_TEST_HOMES = ['/usr/share/mysql/mysql-test', '/usr/share/mariadb/mariadb-test', '/usr/share/mariadb-test'];
const PLUGIN_HOMES = ['/usr/lib/mysql/plugin', '/usr/lib64/mysql/plugin', '/usr/lib/mariadb/plugin'];

const SKIPPED = 62;
const POLL_MS = 20;

/** A server that scripts get one of each. */
export interface ServerProgram {
  /** Makes the data directory of a script that no other script has left one. */
  prepare(datadir: string, job: ScriptJob): Promise<void>;
  /** Resolves when the server takes connections; rejects when it does not come up. */
  start(options: readonly string[], places: MariadbPlaces): Promise<ServerProcess>;
  /** What a script finds about the program and its libraries. */
  environment(options: readonly string[], places: MariadbPlaces): Readonly<Record<string, string>>;
}

export type ServerProcess = Pick<Mariadbd, 'ended' | 'stop'>;

/** Runs one script on a server of its own, or on one that runs already. */
export async function runOnMariadb(job: ScriptJob, server: 'mariadbd' | ExternServer): Promise<ScriptOutcome> {
  if (server !== 'mariadbd') return await runMysqltest(job, connectionArguments(server), {});
  return await runOnOwnServer(job, MARIADBD);
}

export async function runOnOwnServer(job: ScriptJob, program: ServerProgram): Promise<ScriptOutcome> {
  const own = new OwnServer(job, program);
  try {
    await own.start();
    const environment = { ...program.environment(job.options, own.places), ...serverEnvironment(own.places, job) };
    return await runMysqltest(job, [`--socket=${own.places.socket}`], environment);
  } catch (error) {
    return { kind: 'failed', output: '', message: error instanceof Error ? error.message : String(error) };
  } finally {
    await own.stop();
  }
}

function connectionArguments(server: ExternServer): string[] {
  if ('socket' in server) return [`--socket=${server.socket}`];
  return ['--protocol=tcp', `--host=${server.host}`, `--port=${server.port}`];
}

const MARIADBD: ServerProgram = {
  async prepare(datadir, { home }) {
    cpSync(await prepareMariadb(home), datadir, { recursive: true });
  },

  start: (options, places) => Mariadbd.start(options, places),

  environment() {
    const pluginDir = PLUGIN_HOMES.find((path) => existsSync(path)) ?? '';
    const libraries = pluginDir === '' ? [] : readdirSync(pluginDir).filter((name) => name.endsWith('.so'));
    const variable = (name: string): string => `${name.slice(0, -'.so'.length).toUpperCase().replaceAll('-', '_')}_SO`;
    return { ...Object.fromEntries(libraries.map((name) => [variable(name), name])), PLUGIN_DIR: pluginDir };
  },
};

/** What scripts find about their server; mtr sets the same. */
function serverEnvironment({ socket }: MariadbPlaces, { vardir }: ScriptJob): Record<string, string> {
  const client = (program: string): string => `${program} --no-defaults --socket=${socket} --user=root`;
  return {
    MASTER_MYSOCK: socket,
    MYSQLD_DATADIR: join(vardir, 'data'),
    MYSQL: client('mariadb'),
    MYSQL_ADMIN: client('mariadb-admin'),
    MYSQL_DUMP: client('mariadb-dump'),
    INNOCHECKSUM: 'innochecksum',
  };
}

async function runMysqltest(
  job: ScriptJob,
  connection: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ScriptOutcome> {
  const basedir = job.basedir ?? MYSQL_TEST_HOMES.find((path) => existsSync(path)) ?? job.suiteDir;
  const args = [
    '--no-defaults',
    ...connection,
    '--user=root',
    '--database=test',
    `--basedir=${basedir}/`,
    `--suite-dir=${job.suiteDir}/`,
    `--tmpdir=${job.tmpdir}`,
    `--logdir=${job.logdir}`,
    `--test-file=${job.script}`,
  ];
  const env = { MYSQL_TEST_DIR: basedir, ...job.environment, ...environment };
  const { status, stdout, stderr } = await runProgram('mysqltest', args, { env, cwd: dirname(job.script) }).catch(
    notInstalled,
  );
  return outcomeOf(status, decodeBytes(stdout), decodeBytes(stderr));
}

/** The tool's last line says how it ended; it is not the script's. */
function outcomeOf(status: number | null, stdout: string, stderr: string): ScriptOutcome {
  const output = (word: string): string => (stdout.endsWith(`${word}\n`) ? stdout.slice(0, -word.length - 1) : stdout);
  if (status === 0 && stdout.endsWith('ok\n')) return { kind: 'finished', output: output('ok'), message: '' };
  if (status === SKIPPED) {
    const reason = /reason: '(.*)'/.exec(stderr)?.[1] ?? /^(?:mysqltest: )?(.*)$/m.exec(stderr.trim())?.[1];
    return { kind: 'skipped', output: output('skipped'), message: reason || 'skipped' };
  }
  const line = /^mysqltest: At line (\d+)/m.exec(stderr)?.[1];
  const message = stderr.trim() || `mysqltest ended with ${status === null ? 'a signal' : `exit code ${status}`}`;
  return {
    kind: 'failed',
    output: output('not ok'),
    message,
    ...(line === undefined ? {} : { line: Number(line) }),
  };
}

/** The server of one script, and the supervisor that starts it again. */
class OwnServer {
  readonly places: MariadbPlaces;
  readonly #job: ScriptJob;
  readonly #program: ServerProgram;
  readonly #sockets: string;
  readonly #expectFile: string;
  #server: ServerProcess | undefined;
  #leaving = false;
  #watching: Promise<void> = Promise.resolve();

  constructor(job: ScriptJob, program: ServerProgram) {
    const { vardir, logdir } = job;
    this.#job = job;
    this.#program = program;
    // The path of a socket must be short, and directories of tests need not be.
    this.#sockets = mkdtempSync(join(tmpdir(), 'sl-'));
    this.#expectFile = join(vardir, 'tmp', 'mysqld.1.expect');
    this.places = {
      datadir: join(vardir, 'data'),
      socket: join(this.#sockets, 's'),
      errorLog: join(logdir, 'mysqld.1.err'),
      pidFile: join(vardir, 'mysqld.1.pid'),
      tmpdir: join(vardir, 'tmp', 'mysqld.1'),
    };
  }

  async start(): Promise<void> {
    const { datadir, tmpdir: temporary = '' } = this.places;
    mkdirSync(temporary, { recursive: true });
    rmSync(this.#expectFile, { force: true });
    if (!existsSync(datadir)) await this.#program.prepare(datadir, this.#job);
    this.#server = await this.#program.start(this.#job.options, this.places);
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#leaving = true;
    await this.#server?.stop();
    await this.#watching;
    await this.#server?.stop();
    rmSync(this.#sockets, { recursive: true, force: true });
  }

  /** Waits for the server's end, then for what the script wants, until the script is over. */
  async #watch(): Promise<void> {
    while (!this.#leaving) {
      await this.#server?.ended;
      const wish = this.#wish();
      if (wish === undefined) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        continue;
      }
      rmSync(this.#expectFile, { force: true });
      try {
        this.#server = await this.#program.start([...this.#job.options, ...splitShellWords(wish)], this.places);
      } catch {
        // Its log says why. The script notices that nobody answers, or wishes for another start.
      }
    }
  }

  /** Options that the script wants a start with; undefined while it wants none. */
  #wish(): string | undefined {
    if (!existsSync(this.#expectFile)) return undefined;
    const last = readFileSync(this.#expectFile, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    return /^restart(?::\s*(.*))?$/.exec(last) ? last.replace(/^restart:?\s*/, '') : undefined;
  }
}

/** A data directory without the accounts that have no name, as scripts are recorded; made once for all tests,
 * before workers ask for it. Gives its place. */
export async function prepareMariadb(home: string): Promise<string> {
  const version =
    /Ver (\S+)/.exec((await runProgram('mariadbd', ['--version']).catch(notInstalled)).stdout.toString())?.[1] ?? '';
  const path = join(home, `install.db-${version}`);
  if (existsSync(path)) return path;
  const draft = mkdtempSync(join(tmpdir(), 'sl-'));
  try {
    const datadir = join(draft, 'data');
    await installMariadb(datadir);
    const places = {
      datadir,
      socket: join(draft, 's'),
      errorLog: join(draft, 'error.log'),
      pidFile: join(draft, 'pid'),
    };
    const server = await Mariadbd.start([], places);
    const statement = "DELETE FROM mysql.global_priv WHERE User = ''";
    const args = ['--no-defaults', `--socket=${places.socket}`, '--user=root', `--execute=${statement}`];
    const { status, stderr } = await runProgram('mariadb', args);
    await server.stop();
    if (status !== 0) throw new Error(`The data directory for tests could not be made: ${stderr}`);
    // Under its name it is whole.
    const copy = `${path}.new`;
    rmSync(copy, { recursive: true, force: true });
    cpSync(datadir, copy, { recursive: true });
    renameSync(copy, path);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return path;
}
