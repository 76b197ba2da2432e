/** Commands that run SQL. */
import type { CommandFamily } from './commands.js';
import type { ScriptRun } from './run.js';

/** mtr's helper for messages in the error log; scripts call it, nothing here reads it. */
const SUPPRESSION = /^\s*call\s+mtr\.add_suppression\s*\(/i;

export const statementCommands: CommandFamily = {
  sql: { run: (run, { argument, delimiter }) => statement(run, argument, delimiter) },
  query: { run: (run, { argument, delimiter }) => statement(run, argument, delimiter) },
  eval: { run: (run, { argument, delimiter }) => statement(run, run.variables.expand(argument), delimiter) },
  evalp: {
    run: (run, { argument, delimiter }) =>
      run.statements.run(run.variables.expand(argument), { delimiter, echo: argument }),
  },
  query_vertical: {
    run: (run, { argument, delimiter }) => run.statements.run(argument, { delimiter, vertical: true }),
  },
  query_horizontal: {
    run: (run, { argument, delimiter }) => run.statements.run(argument, { delimiter, vertical: false }),
  },
  require: {
    run: (run, { argument }) => {
      run.requirement = run.variables.expand(argument.trim());
    },
  },
  send: { run: (run, { argument, delimiter }) => send(run, argument, delimiter) },
  send_eval: { run: (run, { argument, delimiter }) => send(run, run.variables.expand(argument), delimiter) },
  reap: { run: async (run) => run.statements.write('reap', await run.connections.reap()) },
};

function statement(run: ScriptRun, sql: string, delimiter: string): void | Promise<void> {
  if (SUPPRESSION.test(sql)) return run.statements.echo(sql, delimiter);
  return run.statements.run(sql, { delimiter });
}

function send(run: ScriptRun, sql: string, delimiter: string): void {
  if (sql === '') {
    run.sendNext = true;
    return;
  }
  run.statements.echo(sql, delimiter);
  run.connections.send(sql);
}
