/**
 * A session: one client's state, and the one place where statements begin and end. Whatever goes wrong in a
 * statement becomes an outcome here; an error that is not the client's is a bug, logged with its stack.
 */
import { Diagnostics } from '../base/diagnostics.js';
import { SqlError, sqlError } from '../base/errors.js';
import type { ConditionLevel, Outcome, Result } from '../base/result.js';
import type { ClientSession } from '../base/session.js';
import type { Context, SessionState } from '../commands/define.js';
import { runCommand } from '../commands/index.js';
import { RowLocked } from '../engine/store/transaction.js';
import type { OpenTransaction } from '../infoschema/define.js';
import type { Statement } from '../parser/ast.js';
import { parse, statementsIn } from '../parser/parse.js';
import { UserVariables } from '../query/user-variables.js';
import type { SessionValues } from '../sysvars/registry.js';
import type { StatementAudit } from './audit.js';
import { statementContext } from './context.js';
import type { ServerCore } from './core.js';
import { leavesDiagnostics, namesTables } from './diagnostics-rules.js';

export interface Account {
  readonly user: string;
  readonly host: string;
  readonly database?: string | undefined;
}

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
  private listed = new WeakSet<Error>();
  private interrupted = false;
  private closed = false;
  private waitingSince: number | undefined;
  private running: { readonly text: string; readonly since: number; readonly audit: StatementAudit } | undefined;

  constructor(core: ServerCore, id: number, account: Account) {
    this.core = core;
    this.state = this.newState(id, account);
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

  /** The statement under way, for the process list. */
  get activity(): { readonly text: string; readonly since: number } | undefined {
    return this.running;
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

  /** A text may hold several statements; an error ends it. */
  async execute(sql: string): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    this.interrupted = false;
    try {
      for (const statement of statementsIn(sql, this.lexicalMode())) {
        const outcome = this.closed ? GONE : await this.executeOne(statement);
        outcomes.push(outcome);
        if (outcome.kind === 'error') break;
      }
      return outcomes;
    } finally {
      this.core.statementEnded();
    }
  }

  killQuery(): void {
    this.interrupted = true;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.state.transaction) this.core.engine.rollback(this.state.transaction);
    this.state.transaction = undefined;
    this.core.disconnected(this);
  }

  private async executeOne(sql: string): Promise<Outcome> {
    const audit = this.core.audit.statement(this.state, sql);
    this.running = { text: sql, since: this.core.ports.clock.now(), audit };
    this.core.status.count('Questions');
    try {
      const outcome = await this.run(sql);
      await audit.end(outcome);
      return outcome;
    } finally {
      this.running = undefined;
    }
  }

  private async run(sql: string): Promise<Outcome> {
    this.diagnostics.begin(false);
    try {
      const statement = parse(sql, this.lexicalMode());
      this.core.status.countStatement(statement);
      this.trace(statement.kind, sql);
      this.running?.audit.parsed(statement);
      if (!leavesDiagnostics(statement)) this.diagnostics.begin(namesTables(statement));
      const result = await this.runUnlocked(statement, sql);
      this.remember(result);
      return { ...result, warningCount: this.diagnostics.raisedNow };
    } catch (error) {
      return this.failure(error);
    }
  }

  /** Runs a statement, again each time that it had to wait for a row. */
  private async runUnlocked(statement: Statement, sql: string): Promise<Result> {
    const deadline = this.core.ports.clock.now() + 1000 * Number(this.value('innodb_lock_wait_timeout'));
    for (;;) {
      const context = this.context(sql);
      try {
        return await this.core.plugins.during({ session: this.state.id, add: context.warn }, () =>
          runCommand(statement, context),
        );
      } catch (error) {
        if (!(error instanceof RowLocked)) throw error;
        this.waitingSince = this.core.ports.clock.now();
        await this.waitFor(error.holder.ended(), deadline).finally(() => {
          this.waitingSince = undefined;
        });
      }
    }
  }

  private async waitFor(release: Promise<void>, deadline: number): Promise<void> {
    const { clock } = this.core.ports;
    const giveUp = new AbortController();
    const left = deadline - clock.now();
    if (left <= 0) throw sqlError('ER_LOCK_WAIT_TIMEOUT');
    const timeOut = clock.sleep(left, giveUp.signal).then(
      () => 'late' as const,
      () => 'released' as const,
    );
    const outcome = await Promise.race([release.then(() => 'released' as const), timeOut]);
    giveUp.abort();
    if (outcome === 'late') throw sqlError('ER_LOCK_WAIT_TIMEOUT');
  }

  private failure(error: unknown): Outcome {
    const known = error instanceof SqlError ? error : this.internalError(error);
    if (!this.listed.has(known)) {
      this.raise('Error', known);
    }
    this.state.rowCount = -1;
    return {
      kind: 'error',
      errno: known.errno,
      sqlstate: known.sqlstate,
      message: known.message,
      warningCount: this.diagnostics.raisedNow,
    };
  }

  private internalError(error: unknown): SqlError {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    this.core.ports.log.write('ERROR', `Sealion: internal error: ${stack ?? message}`, this.state.id);
    return sqlError('ER_UNKNOWN_ERROR', `Sealion: internal error: ${message}`);
  }

  private warn(level: ConditionLevel, error: SqlError): void {
    if (level === 'Note' && this.value('sql_notes') === '0') return;
    if (level === 'Error') this.listed.add(error);
    this.raise(level, error);
  }

  private raise(level: ConditionLevel, error: SqlError): void {
    this.diagnostics.push(level, error, this.listLimit());
    this.running?.audit.condition(level, error);
  }

  private remember(result: Result): void {
    if (result.kind === 'rows') {
      this.state.foundRows = result.rows.length;
      this.state.rowCount = -1;
    } else {
      this.state.rowCount = result.affectedRows;
    }
  }

  private context(text: string): Context {
    return statementContext({
      core: this.core,
      state: this.state,
      diagnostics: this.diagnostics,
      text,
      warn: (level, error) => this.warn(level, error),
      interrupted: () => this.interrupted,
    });
  }

  private listLimit(): number {
    return Number(this.value('max_error_count'));
  }

  private value(name: string): string {
    return this.core.variables.read({ name }, this.state.values).text;
  }

  private lexicalMode(): { ansiQuotes: boolean; noBackslashEscapes: boolean } {
    const modes = this.value('sql_mode');
    return { ansiQuotes: modes.includes('ANSI_QUOTES'), noBackslashEscapes: modes.includes('NO_BACKSLASH_ESCAPES') };
  }

  private trace(kind: string, text: string): void {
    const { trace } = this.core.ports;
    if (trace.enabled) trace.emit({ type: 'statement', session: this.state.id, kind, text });
  }

  private newState(id: number, { user, host, database }: Account): SessionState {
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
    return {
      id,
      user,
      host,
      database,
      values,
      userVariables: new UserVariables(),
      transaction: undefined,
      nextReadOnly: undefined,
      lastInsertId: 0n,
      rowCount: 0,
      foundRows: 0,
    };
  }
}
