/** Commands about variables, the course of the script and the errors it expects. */
import type { CommandDeclaration, CommandFamily } from './commands.js';
import { parseExpectedErrors } from './expected-errors.js';
import { ScriptFailure, ScriptSkipped } from './failure.js';
import type { ScriptCommand } from './parse.js';
import { getQueryValue } from './query-get-value.js';
import type { ScriptRun } from './run.js';

const MILLISECONDS = 1000;

/** Commands of which `run` needs no more than their name: blocks are run by the runner itself. */
const block: CommandDeclaration = { run: () => {} };

/** Accepted for the sake of scripts that use them; nothing here depends on them. */
const IGNORED = [
  ...['ps_protocol', 'ps2_protocol', 'view_protocol', 'cursor_protocol', 'service_connection', 'non_blocking_api'],
  ...['reconnect', 'session_track_info', 'prepare_warnings', 'rpl_parse'],
].flatMap((name) => [`enable_${name}`, `disable_${name}`]);

/** Known to the real runner, but not here: a script that gets to one fails. */
const UNSUPPORTED = [
  ...['enable_metadata', 'disable_metadata', 'system', 'optimizer_trace', 'query_attributes'],
  ...['send_shutdown', 'send_quit', 'save_master_pos', 'sync_with_master', 'sync_slave_with_master'],
  ...['start_slave', 'stop_slave', 'wait_for_slave_to_stop', 'copy_files_wildcard', 'list_files_write_file'],
  ...['list_files_append_file', 'disable_testcase', 'enable_testcase'],
];

const unsupported: CommandFamily = Object.fromEntries(
  UNSUPPORTED.map((name): [string, CommandDeclaration] => [name, { run: refuse }]),
);

function refuse(_run: ScriptRun, { name }: ScriptCommand): never {
  throw new ScriptFailure(`unsupported command: ${name}`);
}

const ignored: CommandFamily = Object.fromEntries(
  [...IGNORED, 'start_timer', 'end_timer', 'character_set'].map((name) => [name, { run: () => {} }]),
);

export const flowCommands: CommandFamily = {
  ...ignored,
  ...unsupported,
  if: block,
  while: block,
  // The parser has set it already: it decides where the next command begins.
  delimiter: { run: () => {} },
  let: { run: assign },
  inc: { run: (run, { argument }) => step(run, argument, 1) },
  dec: { run: (run, { argument }) => step(run, argument, -1) },
  error: { run: (run, { argument }) => run.expectNext(parseExpectedErrors(run.variables.expand(argument))) },
  source: { run: (run, { argument }) => run.source(run.variables.expand(argument.trim())) },
  echo: { run: echo },
  sleep: { run: pause },
  real_sleep: { run: pause },
  exit: { run: (run) => run.exit() },
  skip: {
    run: (run, { argument }) => {
      throw new ScriptSkipped(run.variables.expand(argument));
    },
  },
  die: {
    run: (run, { argument }) => {
      throw new ScriptFailure(run.variables.expand(argument));
    },
  },
  disable_parsing: {
    run: (run) => {
      run.ignoring = true;
    },
  },
  enable_parsing: {
    run: (run) => {
      run.ignoring = false;
    },
  },
};

function echo(run: ScriptRun, { argument }: ScriptCommand): void {
  run.write(`${run.variables.expand(argument)}\n`);
  run.endReplacements();
}

async function assign(run: ScriptRun, { argument }: ScriptCommand): Promise<void> {
  const [matched, dollar, name] = /^(\$?)(\w+)\s*=\s*/.exec(argument) ?? [];
  if (matched === undefined || name === undefined) throw new ScriptFailure('Missing assignment operator in let');
  const value = await evaluate(run, argument.slice(matched.length));
  if (dollar === '') run.variables.setEnvironment(name, value);
  else run.variables.set(name, value);
  run.switches.endOnce();
}

async function evaluate(run: ScriptRun, text: string): Promise<string> {
  const query = /^`(.*)`\s*$/s.exec(text);
  if (query) return (await run.query(query[1] ?? '')) ?? '';
  if (text.startsWith('query_get_value')) return await getQueryValue(run, text);
  return run.variables.expand(text);
}

function step(run: ScriptRun, argument: string, by: number): void {
  const name = /^\$(\w+)\s*$/.exec(argument)?.[1];
  if (name === undefined) throw new ScriptFailure('The argument to inc/dec must be a variable (start with $)');
  const value = run.variables.get(name);
  if (!/^[+-]?\d+$/.test(value)) throw new ScriptFailure('Cannot perform inc/dec on a non-numeric value');
  run.variables.set(name, String(Number(value) + by));
}

async function pause(run: ScriptRun, { name, argument }: ScriptCommand): Promise<void> {
  const text = run.variables.expand(argument).trim();
  if (!/^\d*\.?\d+$/.test(text)) throw new ScriptFailure(`Invalid argument to ${name} "${text}"`);
  await run.host.server.clock.sleep(Number(text) * MILLISECONDS);
}
