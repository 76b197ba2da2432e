/** Includes that the runner brings itself; under mtr the real ones of the same names are found instead. */
import { basename } from 'node:path';
import { ScriptSkipped } from './failure.js';
import type { ScriptRun } from './run.js';
import { searchPatternInFile } from './search-pattern.js';
import { crash, reconnect, restart, shutDown, start } from './server-commands.js';
import { queryValue } from './statements.js';

/** What an include does. */
export type Include = (run: ScriptRun) => void | Promise<void>;

const nothing: Include = () => {};

const skip =
  (reason: string): Include =>
  () => {
    throw new ScriptSkipped(reason);
  };

/** What stands in the way of a restart, or asks for a program, is done by the runner whatever a suite brings. */
// biome-ignore format: read as a table.
const ALWAYS: Readonly<Record<string, Include>> = {
  'have_debug.inc':                          skip('Requires debug build'),
  'have_debug_sync.inc':                     skip('Requires debug sync'),
  'big_test.inc':                            skip('Test needs --big-test'),
  'have_mariabackup.inc':                    skip('Needs mariabackup'),
  'have_log_bin.inc':                        skip('Requires binary logging'),
  'wait_until_connected_again.inc':          reconnect,
  'wait_until_disconnected.inc':             nothing,
  'search_pattern_in_file.inc':              searchPatternInFile,
  'restart_mysqld.inc':                      restart,
  'shutdown_mysqld.inc':                     shutDown,
  'start_mysqld.inc':                        start,
  'kill_mysqld.inc':                         crash,
};

/** For suites that do not bring files of these names. */
// biome-ignore format: read as a table.
const OTHERWISE: Readonly<Record<string, Include>> = {
  'have_innodb.inc':                         nothing,
  'have_sequence.inc':                       nothing,
  'have_partition.inc':                      nothing,
  'have_plugin_interface.inc':               nothing,
  'not_embedded.inc':                        nothing,
  'not_windows.inc':                         nothing,
  'not_valgrind.inc':                        nothing,
  'no_valgrind_without_big.inc':             nothing,
  'have_file_key_management_plugin.inc':     requirePlugin('file_key_management'),
  'have_example_key_management_plugin.inc':  requirePlugin('example_key_management'),
  'have_hashicorp_key_management_plugin.inc': requirePlugin('hashicorp_key_management'),
  'wait_condition.inc':                      waitCondition,
  'count_sessions.inc':                      countSessions,
  'wait_until_count_sessions.inc':           waitUntilCountSessions,
};

/** The include that the runner puts in the place of any file of that name. */
export const includeInsteadOf = (path: string): Include | undefined => ALWAYS[basename(path)];

/** The include of that name where there is no such file. */
export const includeNamed = (path: string): Include | undefined => includeInsteadOf(path) ?? OTHERWISE[basename(path)];

/** Skips the script unless the plugin is active. */
export function requirePlugin(name: string): Include {
  return async (run) => {
    const sql = `SELECT COUNT(*) FROM information_schema.PLUGINS WHERE PLUGIN_NAME = '${name}' AND PLUGIN_STATUS = 'ACTIVE'`;
    if (queryValue(await run.ask(sql)) === '0') throw new ScriptSkipped(`Needs the plugin ${name}`);
  };
}

const POLL_MS = 100;
const POLLS_PER_SECOND = 10;
const DEFAULT_TIMEOUT_S = 30;

/** Asks every tenth of a second until the answer is true or the time is over. */
async function poll(run: ScriptRun, sql: string): Promise<boolean> {
  const seconds = Number(run.variables.get('wait_timeout')) || DEFAULT_TIMEOUT_S;
  let polls = 0;
  let success = false;
  for (; polls < seconds * POLLS_PER_SECOND; polls++) {
    success = Number(queryValue(await run.ask(sql))) !== 0;
    if (success) break;
    await run.host.server.clock.sleep(POLL_MS);
  }
  run.variables.set('wait_timeout', '0');
  run.variables.set('wait_condition_reps', String(polls));
  run.variables.set('success', success ? '1' : '0');
  return success;
}

async function waitCondition(run: ScriptRun): Promise<void> {
  const condition = run.variables.get('wait_condition');
  if (!(await poll(run, condition))) run.write(`Timeout in wait_condition.inc for ${condition}\n`);
  run.switches.set('query_log', true);
}

const SESSIONS =
  "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'THREADS_CONNECTED'";

async function countSessions(run: ScriptRun): Promise<void> {
  run.variables.set('count_sessions', queryValue(await run.ask(SESSIONS)) ?? '');
}

async function waitUntilCountSessions(run: ScriptRun): Promise<void> {
  const wanted = Number(run.variables.get('count_sessions'));
  if (!(await poll(run, SESSIONS.replace('VARIABLE_VALUE', `VARIABLE_VALUE <= ${wanted}`)))) {
    run.write(`# Timeout in wait_until_count_sessions.inc\n`);
  }
}
