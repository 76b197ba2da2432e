/**
 * A session: one client's state, and the one place where statements begin and end. Whatever goes wrong in a
 * statement becomes an outcome here; an error that is not the client's is a bug, logged with its stack.
 */

import { maskPasswords } from '../accounts/mask.js';
import { Diagnostics } from '../base/diagnostics.js';
import { SqlError, sqlError } from '../base/errors.js';
import type { ConditionLevel, Outcome, Result } from '../base/result.js';
import type { ClientSession } from '../base/session.js';
import { followDatabase } from '../commands/default-database.js';
import type { Context, SessionState } from '../commands/define.js';
import { leavesDiagnostics, namesTables } from '../commands/diagnostics-rules.js';
import { runCommand } from '../commands/index.js';
import { releaseTables } from '../commands/release-tables.js';
import { RowLocked } from '../engine/store/statement-writes.js';
import { type Holder, TableLocked } from '../engine/store/table-locks.js';
import { TemporaryTables } from '../engine/temporary-tables.js';
import { UnreadableTable } from '../engine/unreadable-table.js';
import type { OpenTransaction } from '../infoschema/define.js';
import type { Statement } from '../parser/ast.js';
import { statementsIn } from '../parser/parse.js';
import type { VariableNames } from '../parser/parse-options.js';
import type { Locals } from '../query/environment.js';
import { UserVariables } from '../query/user-variables.js';
import type { SessionValues } from '../sysvars/registry.js';
import type { StatementAudit } from './audit.js';
import { statementContext } from './context.js';
import type { ServerCore } from './core.js';

/** Who has logged in, and what that allows. */
export type Identity = Pick<SessionState, 'user' | 'host' | 'database' | 'access' | 'transport'>;

/** What a statement must leave of its stack. */
const STACK_RESERVE = 32000;

/** 1005 and 1231 say that something has failed; where a plugin has said what, they are not listed. */
const LAST_RESORTS: ReadonlySet<number> = new Set([1005, 1231]);

/** What a client hears whose session was killed, or whose server has ended. */
const GONE: Outcome = {
  kind: 'error',
  errno: 2006,
  sqlstate: 'HY000',
  message: 'Server has gone away',
  warningCount: 0,
};

export class Session implements ClientSession {
  readonly state: SessionState;
  readonly diagnostics = new Diagnostics();
  private readonly core: ServerCore;
  /** Errors that a command has listed itself before it threw them. */
  private listed: WeakSet<Error> | undefined;
  /** What a plugin has told the client while the statement went on: with that, the statement has failed. */
  private pluginError: SqlError | undefined;
  private interruption = new AbortController();
  private closed = false;
  private waitingSince: number | undefined;
  private waitsForTable = false;
  /** What the client has got, and gets beside the answer of the statement. */
  private sent: Outcome[] = [];
  private running: { readonly text: string; readonly since: number; readonly audit: StatementAudit } | undefined;

  constructor(core: ServerCore, id: number, identity: Identity) {
    this.core = core;
    this.state = this.newState(id, identity);
  }

  get connectionId(): number {
    return this.state.id;
  }

  get database(): string | undefined {
    return this.state.database;
  }

  get serverVersion(): string {
    return this.core.serverVersion;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** The statement under way, for the process list. */
  get activity(): { readonly text: string; readonly since: number } | undefined {
    return this.running;
  }

  /** What the process list says that it is doing. */
  get stage(): string {
    if (this.waitsForTable) return 'Waiting for table metadata lock';
    return this.running ? 'starting' : '';
  }

  /** The transaction that BEGIN or autocommit=0 has opened. */
  get openTransaction(): OpenTransaction | undefined {
    const { transaction, id: connectionId } = this.state;
    if (!transaction) return undefined;
    return {
      transaction,
      connectionId,
      query: this.running?.text ?? null,
      waitingSince: this.waitingSince,
      isolation: this.value('tx_isolation').replace('-', ' '),
      uniqueChecks: this.value('unique_checks') === '1',
      foreignKeyChecks: this.value('foreign_key_checks') === '1',
      readOnly: this.value('tx_read_only') === '1',
    };
  }

  /** A text may hold several statements, unless it is to be `single`; an error ends it. */
  async execute(sql: string, { single = false } = {}): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    this.beUninterrupted();
    try {
      for (const statement of single ? [sql] : statementsIn(sql, this.lexicalMode())) {
        this.sent = outcomes;
        const outcome = this.closed ? GONE : await this.executeOne(statement);
        outcomes.push(outcome);
        if (outcome.kind === 'error') break;
      }
      return outcomes;
    } finally {
      this.core.statementEnded();
    }
  }

  /** A statement that was no text; the process list shows this one for it. A procedure's results come before its own. */
  async executeStatement(statement: Statement, text: string): Promise<readonly [...Outcome[], Outcome]> {
    this.beUninterrupted();
    const sent: Outcome[] = [];
    this.sent = sent;
    try {
      const outcome = this.closed ? GONE : await this.executeOne(text, statement);
      return [...sent, outcome];
    } finally {
      this.core.statementEnded();
    }
  }

  /** What was interrupted before is over. */
  private beUninterrupted(): void {
    if (this.interruption.signal.aborted) this.interruption = new AbortController();
  }

  killQuery(): void {
    this.interruption.abort(sqlError('ER_QUERY_INTERRUPTED'));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.killQuery();
    if (this.state.transaction) this.core.engine.rollback(this.state.transaction);
    this.state.transaction = undefined;
    releaseTables({ engine: this.core.engine, session: this.state, ports: this.core.ports });
    this.state.temporaryTables.dropAll();
    this.core.disconnected(this);
  }

  private async executeOne(sql: string, parsed?: Statement): Promise<Outcome> {
    const text = maskPasswords(sql);
    const audit = this.core.audit.statement(this.state, text);
    const count = this.core.activity.statement(this.state);
    this.running = { text, since: this.core.ports.clock.now(), audit };
    this.core.status.count('Questions');
    try {
      const outcome = await this.run(sql, parsed);
      await audit.end(outcome);
      count(audit.statement, outcome);
      return outcome;
    } finally {
      this.running = undefined;
    }
  }

  private async run(sql: string, parsed?: Statement): Promise<Outcome> {
    this.diagnostics.begin(false);
    this.pluginError = undefined;
    // A table that cannot be read throws the same error each time.
    this.listed = undefined;
    try {
      const reading = { ...this.lexicalMode(), variables: this.names, database: this.state.database };
      const statement = parsed ?? this.core.statements.parse(sql, reading);
      this.core.status.countStatement(statement);
      this.trace(statement.kind);
      if (this.running) this.running.audit.statement = statement;
      if (!leavesDiagnostics(statement)) this.diagnostics.begin(namesTables(statement));
      const result = await this.runUnlocked(statement, sql);
      if (this.pluginError) throw this.pluginError;
      this.remember(result);
      return { ...result, warningCount: this.diagnostics.raisedNow };
    } catch (error) {
      return this.failure(error);
    }
  }

  /** Runs a statement, again each time that it had to wait for a row or a table. */
  private async runUnlocked(statement: Statement, sql: string, locals?: Locals): Promise<Result> {
    const now = this.core.ports.clock.now();
    const tableDeadline = now + 1000 * Number(this.value('lock_wait_timeout'));
    for (;;) {
      const context = this.context(sql, locals);
      try {
        return await this.core.plugins.during({ session: this.state.id, add: this.hearPlugin }, () =>
          runCommand(statement, context),
        );
      } catch (error) {
        if (error instanceof TableLocked) await this.waitForTable(error.holder, tableDeadline);
        else if (error instanceof RowLocked) await this.waitForRow(error.holder, now);
        else throw error;
      }
    }
  }

  /** A statement of a routine's body. */
  private readonly perform: Context['perform'] = async (statement, text, locals) => {
    this.core.status.countStatement(statement);
    this.running?.audit.inside(statement, text);
    if (!leavesDiagnostics(statement)) this.diagnostics.begin(namesTables(statement));
    const result = await this.runUnlocked(statement, text, locals);
    if (this.pluginError) throw this.pluginError;
    this.remember(result);
    return result;
  };

  private async waitForRow(holder: Holder, since: number): Promise<void> {
    // Only who waits asks for it: a session takes over what is global then.
    const deadline = since + 1000 * Number(this.value('innodb_lock_wait_timeout'));
    this.waitingSince = this.core.ports.clock.now();
    await this.waitFor(holder.ended(), deadline).finally(() => {
      this.waitingSince = undefined;
    });
  }

  private async waitForTable(holder: Holder, deadline: number): Promise<void> {
    this.waitsForTable = true;
    await this.waitFor(holder.ended(), deadline).finally(() => {
      this.waitsForTable = false;
    });
  }

  private async waitFor(release: Promise<void>, deadline: number): Promise<void> {
    const { clock } = this.core.ports;
    const left = deadline - clock.now();
    if (left <= 0) throw sqlError('ER_LOCK_WAIT_TIMEOUT');
    const released = new AbortController();
    const { signal } = this.interruption;
    const timeOut = clock.sleep(left, AbortSignal.any([released.signal, signal])).then(
      () => 'late' as const,
      () => 'released' as const,
    );
    const outcome = await Promise.race([release.then(() => 'released' as const), timeOut]);
    released.abort();
    signal.throwIfAborted();
    if (outcome === 'late') throw sqlError('ER_LOCK_WAIT_TIMEOUT');
  }

  private failure(error: unknown): Outcome {
    const known = error instanceof SqlError ? error : this.internalError(error);
    if (!this.listed?.has(known)) {
      if (known instanceof UnreadableTable && known.warning) this.raise('Warning', known.warning);
      this.raise('Error', known);
      if (known instanceof UnreadableTable && known.consequence) this.raise('Error', known.consequence);
    }
    this.state.rowCount = -1;
    const { errno, sqlstate, message } = this.pluginError ?? known;
    return {
      kind: 'error',
      errno,
      sqlstate,
      message,
      warningCount: this.diagnostics.raisedNow,
    };
  }

  private internalError(error: unknown): SqlError {
    if (error instanceof RangeError && error.message.includes('call stack')) return this.stackOverrun();
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.core.ports.log.write('ERROR', `Sealion: internal error: ${stack ?? message}`, this.state.id);
    return sqlError('ER_UNKNOWN_ERROR', `Sealion: internal error: ${message}`);
  }

  /** A statement that is nested too deeply; how deep that is differs from the server. */
  private stackOverrun(): SqlError {
    const size = Number(this.value('thread_stack'));
    return sqlError('ER_STACK_OVERRUN_NEED_MORE', size, size, STACK_RESERVE);
  }

  private warn(level: ConditionLevel, error: SqlError): void {
    if (level === 'Note' && (this.value('sql_notes') === '0' || this.value('note_verbosity') === '')) return;
    if (level === 'Error') this.listed = (this.listed ?? new WeakSet()).add(error);
    this.raise(level, error);
  }

  private raise(level: ConditionLevel, error: SqlError): void {
    if (level === 'Error' && this.pluginError && LAST_RESORTS.has(error.errno)) return;
    this.diagnostics.push(level, error, this.listLimit());
    this.running?.audit.condition(level, error);
  }

  private readonly hearPlugin = (level: ConditionLevel, error: SqlError): void => {
    if (level === 'Error') this.pluginError ??= error;
    this.warn(level, error);
  };

  private remember(result: Result): void {
    if (result.kind === 'rows') {
      this.state.foundRows = result.foundRows ?? result.rows.length;
      this.state.rowCount = -1;
    } else {
      this.state.rowCount = result.affectedRows;
    }
  }

  private context(text: string, locals?: Locals): Context {
    return statementContext({
      core: this.core,
      state: this.state,
      diagnostics: this.diagnostics,
      text,
      warn: (level, error) => this.warn(level, error),
      interruption: this.interruption.signal,
      locals,
      perform: this.perform,
      send: (rows) => this.sent.push({ ...rows, warningCount: this.diagnostics.raisedNow }),
      listOnce: (error) => {
        if (!this.listed?.has(error)) this.warn('Error', error);
      },
    });
  }

  private listLimit(): number {
    return Number(this.value('max_error_count'));
  }

  private value(name: string): string {
    return this.core.variables.textFor(name, this.state.values);
  }

  private lexicalMode(): { ansiQuotes: boolean; noBackslashEscapes: boolean } {
    const modes = this.value('sql_mode');
    return { ansiQuotes: modes.includes('ANSI_QUOTES'), noBackslashEscapes: modes.includes('NO_BACKSLASH_ESCAPES') };
  }

  private readonly names: VariableNames = {
    read: (variable) => void this.core.variables.readable(variable),
    assigned: (variable) => void this.core.variables.assignable(variable),
  };

  private trace(kind: string): void {
    const { trace } = this.core.ports;
    const text = this.running?.text ?? '';
    if (trace.enabled) trace.emit({ type: 'statement', session: this.state.id, kind, text });
  }

  private newState(id: number, identity: Identity): SessionState {
    const session = this;
    const view = {
      connectionId: id,
      get warningCount() {
        return session.diagnostics.warningCount;
      },
      get errorCount() {
        return session.diagnostics.errorCount;
      },
      get inTransaction() {
        return session.state.transaction !== undefined;
      },
      get time() {
        return Math.floor((session.running?.since ?? session.core.ports.clock.now()) / 1000);
      },
      get lastInsertId() {
        return session.state.lastInsertId;
      },
      set lastInsertId(value: bigint) {
        session.state.lastInsertId = value;
      },
    };
    const values: SessionValues = this.core.variables.connect(view);
    if (identity.database !== undefined) followDatabase(identity.database, values, this.core.engine);
    return {
      id,
      ...identity,
      values,
      userVariables: new UserVariables(),
      temporaryTables: new TemporaryTables(this.core.engine),
      prepared: new Map(),
      transaction: undefined,
      nextTransaction: {},
      exported: [],
      routines: [],
      lastInsertId: 0n,
      rowCount: 0,
      foundRows: 0,
    };
  }
}
