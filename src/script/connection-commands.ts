/** Commands that open, choose and close connections. */
import type { CommandFamily } from './commands.js';
import { ScriptFailure } from './failure.js';
import type { ScriptCommand } from './parse.js';
import { replaceText } from './replace.js';
import type { ScriptRun } from './run.js';

const NO_DATABASE = '*NO-ONE*';

export const connectionCommands: CommandFamily = {
  connect: { run: connect },
  connection: {
    run: (run, { argument }) => {
      const name = nameOf(run, argument);
      run.connections.select(name);
      log(run, `connection ${name}`);
    },
  },
  disconnect: { run: disconnect },
  dirty_close: { run: disconnect },
  change_user: { run: changeUser },
  reset_connection: { run: async (run) => refuse(run, 'reset_connection', await run.connections.change({})) },
  ping: { run: async (run) => void (await run.ask('DO 1')) },
};

const nameOf = (run: ScriptRun, argument: string): string => run.variables.expand(argument.trim());

function log(run: ScriptRun, line: string): void {
  if (run.switches.isOn('query_log') && run.switches.isOn('connect_log')) run.writeReplaced(`${line};\n`);
}

async function connect(run: ScriptRun, { argument, text }: ScriptCommand): Promise<void> {
  const line = run.variables.expand(text.replace('(', ' ').replace(/\)\s*$/, ''));
  const words = argument
    .replace(/^\(/, '')
    .replace(/\)\s*$/, '')
    .split(',')
    .map((word) => run.variables.expand(word.trim().replace(/^(['"])(.*)\1$/, '$2')));
  const [name = '', host = '', user = '', password = '', database = '', port = '', socket = ''] = words;
  if (name === '' || words.length < 2) throw new ScriptFailure("Missing required argument 'host' to command 'connect'");

  const chosen = database === '' ? 'test' : database;
  const none = chosen === NO_DATABASE;
  const failure = await run.connections.open(name, {
    user: user === '' ? 'root' : user,
    host,
    password,
    database: none ? undefined : chosen,
  });
  if (failure && run.expected.length > 0 && run.switches.isOn('query_log')) {
    const place = `${port || '0'},${socket || run.variables.get('MASTER_MYSOCK')}`;
    run.write(
      `connect(${replaceText(`${host},${user},${password},${none ? '' : chosen},${place}`, run.replacements)});\n`,
    );
  }
  if (!failure || run.expected.length > 0) log(run, line);
  refuse(run, line, failure);
}

function refuse(
  run: ScriptRun,
  what: string,
  failure: Parameters<ScriptRun['statements']['refuse']>[1] | undefined,
): void {
  if (failure) run.statements.refuse(`query '${what}'`, failure);
}

async function disconnect(run: ScriptRun, { name: command, argument }: ScriptCommand): Promise<void> {
  const name = nameOf(run, argument);
  await run.connections.close(name);
  log(run, `${command} ${name}`);
}

async function changeUser(run: ScriptRun, { argument }: ScriptCommand): Promise<void> {
  const [user = '', password = '', database = ''] = argument
    .split(',')
    .map((word) => run.variables.expand(word.trim()));
  const account = { user: user || 'root', password, database: database || 'test' };
  refuse(run, 'change_user', await run.connections.change(account));
}
