/** What a command sees of server and session, made anew for each statement. */
import type { Diagnostics } from '../base/diagnostics.js';
import type { SqlError } from '../base/errors.js';
import type { ConditionLevel, Result, Rows } from '../base/result.js';
import type { Context, SessionState } from '../commands/define.js';
import { leavesDiagnostics, namesTables } from '../commands/diagnostics-rules.js';
import { runCommand } from '../commands/index.js';
import { storedFunction } from '../commands/routines/functions.js';
import { rowTriggers } from '../commands/routines/row-triggers.js';
import { StatementUnit } from '../commands/routines/unit.js';
import { routineViews } from '../commands/routines/views.js';
import { viewColumns } from '../commands/views.js';
import type { ProcessRow, ServerView } from '../infoschema/define.js';
import type { Statement } from '../parser/ast.js';
import type { Locals } from '../query/environment.js';
import { formatDateTime, momentOfMillis } from '../query/temporal.js';
import { connectionStatus } from './connection-status.js';
import type { ServerCore } from './core.js';
import { statementEnvironment, timeZoneMinutes } from './environment.js';
import { privilegesOf, requireToKill, visibilityFor } from './privileges.js';

export interface StatementFrame {
  readonly core: ServerCore;
  readonly state: SessionState;
  readonly diagnostics: Diagnostics;
  readonly text: string;
  warn(level: ConditionLevel, error: SqlError): void;
  /** Aborts when the statement is killed, with the error that it then gives. */
  readonly interruption: AbortSignal;
  /** The routine that the statement stands in. */
  readonly locals?: Locals | undefined;
  /** The statement whose function or trigger this one belongs to. */
  readonly around?: StatementUnit | undefined;
  perform(statement: Statement, text: string, locals: Locals): Promise<Result>;
  send(rows: Rows): void;
  listOnce(error: SqlError): void;
}

export function statementContext(frame: StatementFrame): Context {
  const { core, state, diagnostics, text, warn } = frame;
  const read = (name: string) => core.variables.textFor(name, state.values);
  const privileges = privilegesOf(state);
  const context: Context = {
    engine: core.engine,
    plugins: core.plugins,
    variables: core.variables,
    infoschema: core.infoschema,
    keys: core.keys,
    accounts: core.accounts,
    routines: core.routines,
    ports: core.ports,
    session: state,
    diagnostics,
    text,
    environment: statementEnvironment({
      session: state,
      variables: core.variables,
      ports: core.ports,
      serverVersion: core.serverVersion,
      startedAt: core.ports.clock.now(),
      warn,
      interruption: frame.interruption,
      keys: core.keys,
      count: (name) => core.status.count(name),
      locals: frame.locals,
      storedFunction: (name) => storedFunction(name, context),
    }),
    interruption: frame.interruption,
    defaults: { collation: read('collation_server') },
    view: {
      ...serverView(frame, privileges, () => routineViews(context)),
      viewColumns: (view) => viewColumns(view, context),
    },
    warn,
    value: read,
    hasMode: (flag) => read('sql_mode').split(',').includes(flag),
    autocommit: () => read('autocommit') === '1',
    ...privileges,
    encryptTables: () => core.encryptTables(),
    run(statement, own) {
      if (own === undefined) return runCommand(statement, context);
      if (!leavesDiagnostics(statement) && namesTables(statement)) diagnostics.begin(true);
      return runCommand(statement, { ...context, text: own });
    },
    perform: frame.perform,
    within: (locals, around) => statementContext({ ...frame, locals, around }),
    unit: new StatementUnit(frame.around),
    triggersOf: (table) => rowTriggers(table, context),
    send: frame.send,
    listOnce: frame.listOnce,
    resetStatus: () => core.status.reset(),
    reloadTls: () => core.reloadTls(),
    kill(id, query) {
      requireToKill(id, state, core);
      return core.kill(id, query);
    },
    shutdown: () => core.requestShutdown(whoIs(state)),
  };
  return context;
}

/** `account[user] @ host [address]` */
function whoIs({ access, user, host, transport }: SessionState): string {
  return `${access.account.user}[${user}] @ ${host} [${transport?.address ?? ''}]`;
}

/** By name, those of plugins among the server's own. */
function statusRows(
  { status, plugins, tls }: ServerCore,
  { transport }: SessionState,
  scope: 'GLOBAL' | 'SESSION',
): Iterable<readonly [name: string, value: string]> {
  const added = plugins.statusVariables();
  const rows = status.rows((name) => connectionStatus(name, scope, transport, tls));
  if (added.length === 0) return rows;
  return [...rows, ...added].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}

function serverView(
  { core, state, warn }: StatementFrame,
  { has, require }: Pick<Context, 'has' | 'require'>,
  routines: ServerView['routines'],
): Omit<ServerView, 'viewColumns'> {
  const isOwn = ({ user }: ProcessRow) => user === state.access.account.user;
  return {
    engine: core.engine,
    plugins: core.plugins,
    variables: core.variables,
    session: state.values,
    connectionId: state.id,
    userVariables: state.userVariables,
    status: (scope) => statusRows(core, state, scope),
    sessions: () => (has('PROCESS') ? core.processes() : [...core.processes()].filter(isOwn)),
    activity: core.activity,
    transactions: () => core.transactions(),
    routines,
    infoTables: () => core.infoschema.tables(),
    has,
    require,
    ...visibilityFor(state, core.accounts),
    warn,
    formatTime: (ms) => formatDateTime(momentOfMillis(ms, timeZoneMinutes(ms)), 0),
  };
}
