/** What a command sees of server and session, made anew for each statement. */
import type { Diagnostics } from '../base/diagnostics.js';
import { type SqlError, sqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import type { Context, SessionState } from '../commands/define.js';
import { runCommand } from '../commands/index.js';
import type { ServerView } from '../infoschema/define.js';
import { formatDateTime, momentOfMillis } from '../query/temporal.js';
import type { ServerCore } from './core.js';
import { statementEnvironment, timeZoneMinutes } from './environment.js';
import { hasPrivilege } from './privileges.js';

export interface StatementFrame {
  readonly core: ServerCore;
  readonly state: SessionState;
  readonly diagnostics: Diagnostics;
  readonly text: string;
  warn(level: ConditionLevel, error: SqlError): void;
  interrupted(): boolean;
}

export function statementContext(frame: StatementFrame): Context {
  const { core, state, diagnostics, text, warn } = frame;
  const read = (name: string) => core.variables.read({ name }, state.values);
  const has = (privilege: string): boolean => hasPrivilege(state, privilege);
  const require = (privilege: string): void => {
    if (!has(privilege)) throw sqlError('ER_SPECIFIC_ACCESS_DENIED_ERROR', privilege);
  };
  const context: Context = {
    engine: core.engine,
    plugins: core.plugins,
    variables: core.variables,
    infoschema: core.infoschema,
    keys: core.keys,
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
      interrupted: frame.interrupted,
    }),
    defaults: { collation: read('collation_server').text },
    view: serverView(frame, require),
    warn,
    value: (name) => read(name).text,
    hasMode: (flag) => read('sql_mode').text.split(',').includes(flag),
    get autocommit() {
      return read('autocommit').text === '1';
    },
    has,
    require,
    requireOnTable(privilege, db, table) {
      if (!has(privilege)) throw sqlError('ER_TABLEACCESS_DENIED_ERROR', privilege, state.user, state.host, db, table);
    },
    encryptTables: () => core.encryptTables(),
    run: (statement) => runCommand(statement, context),
    resetStatus: () => core.status.reset(),
    kill: (id, query) => core.kill(id, query),
    shutdown: () => core.requestShutdown(),
  };
  return context;
}

function serverView({ core, state, warn }: StatementFrame, require: (privilege: string) => void): ServerView {
  return {
    engine: core.engine,
    plugins: core.plugins,
    variables: core.variables,
    session: state.values,
    connectionId: state.id,
    status: () => core.status.rows(),
    sessions: () => core.processes(),
    infoTables: () => core.infoschema.tables(),
    require,
    warn,
    formatTime: (ms) => formatDateTime(momentOfMillis(ms, timeZoneMinutes(ms)), 0),
  };
}
