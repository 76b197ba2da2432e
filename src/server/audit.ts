/** Tells the AUDIT plugins what goes on: connections, statements, the tables and the conditions of each. */
import type { SqlError } from '../base/errors.js';
import type { Log } from '../base/ports.js';
import type { ConditionLevel, Outcome } from '../base/result.js';
import type { SessionState } from '../commands/define.js';
import { tableAccesses } from '../commands/table-accesses.js';
import type { Statement } from '../parser/ast.js';
import type { AuditEvent } from '../plugins/define.js';
import type { Held, PluginRegistry } from '../plugins/registry.js';

type Identity = Pick<SessionState, 'id' | 'user' | 'host' | 'database'>;

/** What an event says beyond who it is about. */
type News = Pick<AuditEvent, 'event'> & Partial<Pick<AuditEvent, 'errno' | 'table' | 'condition' | 'text'>>;

/** The plugins hear of one statement. They stay until it has ended, even when it uninstalls them. */
export class StatementAudit {
  private readonly audit: Audit;
  private readonly session: SessionState;
  private readonly text: string;
  private readonly queryId: number;
  private readonly held: Held<'AUDIT'>;
  private readonly told = new Set<string>();
  private textInside: string | undefined;
  /** What the text says; undefined where it says nothing. */
  statement: Statement | undefined;

  constructor(audit: Audit, session: SessionState, text: string, queryId: number, held: Held<'AUDIT'>) {
    this.audit = audit;
    this.session = session;
    this.text = text;
    this.queryId = queryId;
    this.held = held;
  }

  /** A statement of a routine's body: what goes wrong from now on does so in it. */
  inside(statement: Statement, text: string): void {
    this.textInside = text;
    // RESIGNAL lists anew what its handler has got.
    if (statement.kind !== 'Resignal') this.told.clear();
  }

  /** An error that goes up through routines is told of once. */
  condition(level: ConditionLevel, { errno, message }: SqlError): void {
    const key = `${errno} ${message}`;
    if (level === 'Note' || this.told.has(key)) return;
    if (level === 'Error') this.told.add(key);
    this.tell({ event: 'ERROR', errno, condition: { level, message }, text: this.textInside ?? this.text });
  }

  async end(outcome: Outcome): Promise<void> {
    const errno = outcome.kind === 'error' ? outcome.errno : 0;
    if (this.held.services.length > 0) {
      const tables = this.statement ? tableAccesses(this.statement, this.session.database) : [];
      // A statement that failed may not have come to its tables, or have had none.
      if (errno === 0) for (const table of tables) this.tell({ event: 'TABLE', table });
      this.tell({ event: 'QUERY', errno });
    }
    await this.held.release();
  }

  private tell(news: News): void {
    const { session, text, queryId, held } = this;
    this.audit.notify(held.services, { ...identity(session), text, queryId, errno: 0, ...news });
  }
}

export class Audit {
  private readonly plugins: PluginRegistry;
  private readonly log: Log;
  private lastQueryId = 0;

  constructor(plugins: PluginRegistry, log: Log) {
    this.plugins = plugins;
    this.log = log;
  }

  connection(event: 'CONNECT' | 'DISCONNECT' | 'FAILED_CONNECT' | 'CHANGE_USER', session: Identity, errno = 0): void {
    const services = this.plugins.services('AUDIT');
    this.notify(services, { ...identity(session), event, text: '', queryId: 0, errno });
  }

  /** A statement begins. */
  statement(session: SessionState, text: string): StatementAudit {
    return new StatementAudit(this, session, text, ++this.lastQueryId, this.plugins.hold('AUDIT'));
  }

  /** Whatever a plugin throws is its own affair, not the session's. */
  notify(services: Held<'AUDIT'>['services'], event: AuditEvent): void {
    for (const { name, service } of services) {
      try {
        service.notify(event);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.log.write('ERROR', `mariadbd: ${name}: ${reason}`, event.connectionId);
      }
    }
  }
}

const identity = ({ id, user, host, database = '' }: Identity) => ({ connectionId: id, user, host, database });
