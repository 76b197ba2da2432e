/** Commands and includes that stop, start and wait for the server. */
import { join } from 'node:path';
import { splitShellWords } from '../base/shell-words.js';
import { decodeBytes } from '../render/text.js';
import type { CommandFamily } from './commands.js';
import { ScriptFailure } from './failure.js';
import type { ScriptRun } from './run.js';

export const serverCommands: CommandFamily = {
  shutdown_server: {
    run: async (run, { argument }) => stopServer(run, run.variables.expand(argument).trim() === '0'),
  },
};

/** Ends the server, as a crash would or cleanly; its connections are lost. */
async function stopServer(run: ScriptRun, atOnce: boolean): Promise<void> {
  await (atOnce ? run.host.server.kill() : run.host.server.stop());
  run.connections.lose();
  run.serverIsDown = true;
}

export const shutDown = (run: ScriptRun): Promise<void> =>
  stopServer(run, run.variables.get('shutdown_timeout') === '0');

export async function crash(run: ScriptRun): Promise<void> {
  run.write('# Kill the server\n');
  await stopServer(run, true);
}

export async function restart(run: ScriptRun): Promise<void> {
  await shutDown(run);
  await start(run);
}

/** Starts the server with `$restart_parameters`, and says so. */
export async function start(run: ScriptRun): Promise<void> {
  const parameters = run.variables.get('restart_parameters');
  const options = parameters.replace(/^restart:\s*/, '');
  run.write(restartLine(run, options));
  await startServer(run, options);
  await reconnect(run);
}

async function startServer(run: ScriptRun, options: string): Promise<void> {
  try {
    await run.host.server.restart(splitShellWords(options));
    run.serverIsDown = false;
  } catch (error) {
    throw new ScriptFailure(`Server failed to restart: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Waits for a connection; what the script has left for the supervisor of a real server counts, too. */
export async function reconnect(run: ScriptRun): Promise<void> {
  const wish = run.serverIsDown ? wishedStart(run) : undefined;
  if (wish !== undefined) await startServer(run, wish);
  const failure = await run.connections.reconnect();
  if (failure) throw new ScriptFailure(`Server failed to restart: ${failure.message}`);
}

/** The options behind `restart:` in the last line of the file that a supervisor looks at. */
function wishedStart(run: ScriptRun): string | undefined {
  const path = join(run.variables.get('MYSQLTEST_VARDIR'), 'tmp', 'mysqld.1.expect');
  if (!run.host.files.exists(path)) return undefined;
  const last = decodeBytes(run.host.files.readFile(path)).trim().split('\n').at(-1) ?? '';
  const [matched, options] = /^restart(?:_bindir \S+)?(?::\s*(.*))?$/.exec(last) ?? [];
  return matched === undefined ? undefined : (options ?? '');
}

/** The line that says so in the result: `$restart_noprint` 1 hides the options, 2 all of it. */
function restartLine(run: ScriptRun, options: string): string {
  const silence = Number(run.variables.get('restart_noprint')) || 0;
  if (silence >= 2) return '';
  if (options === '') return '# restart\n';
  return silence === 1 ? '# restart: with restart_parameters\n' : `# restart: ${withoutPaths(run, options)}\n`;
}

function withoutPaths(run: ScriptRun, options: string): string {
  return ['MYSQLTEST_VARDIR', 'MYSQL_TEST_DIR'].reduce((text, name) => {
    const path = run.variables.get(name);
    return path === '' ? text : text.replaceAll(path, name);
  }, options);
}

const SERVER_PROGRAM = /^\$MYSQLD(?:_CMD)?\s+/;

/** `exec $MYSQLD_CMD …` is a start of the server that only its exit status is known of. */
export async function runServerProgram(run: ScriptRun, command: string): Promise<number | undefined> {
  if (!SERVER_PROGRAM.test(command)) return undefined;
  const words = splitShellWords(run.variables.expand(command.replace(SERVER_PROGRAM, '')));
  try {
    await run.host.server.restart(words.filter((word) => word.startsWith('--')));
  } catch (error) {
    return exitCodeOf(error);
  }
  await run.host.server.stop();
  return 0;
}

const exitCodeOf = (error: unknown): number =>
  error instanceof Error && 'exitCode' in error ? Number(error.exitCode) : 1;
