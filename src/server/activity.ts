/**
 * What `userstat=ON` counts: how much each user and each client host has done, and how often the rows of each table
 * were changed. Rows that were only read, bytes and processor time are not measured and stay 0.
 */
import type { Clock } from '../base/ports.js';
import type { Outcome } from '../base/result.js';
import type { SessionState } from '../commands/define.js';
import { tableAccesses } from '../commands/table-accesses.js';
import type { ActivityView, TableActivity, UserActivity } from '../infoschema/define.js';
import type { Statement } from '../parser/ast.js';

type Counters = Omit<UserActivity, 'name' | 'totalConnections' | 'concurrentConnections' | 'connectedSeconds'>;

const NOTHING: Counters = {
  busySeconds: 0,
  rowsSent: 0,
  rowsDeleted: 0,
  rowsInserted: 0,
  rowsUpdated: 0,
  selectCommands: 0,
  updateCommands: 0,
  otherCommands: 0,
  commits: 0,
  rollbacks: 0,
  accessDenied: 0,
  emptyQueries: 0,
};

const DENIED: readonly number[] = [1044, 1142, 1143, 1227];

/** Statements that change data or definitions. */
const UPDATES: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>([
  'Insert',
  'LoadData',
  'Update',
  'Delete',
  'CreateTable',
  'AlterTable',
  'DropTable',
  'TruncateTable',
  'RenameTable',
  'CreateDatabase',
  'DropDatabase',
]);

/** One user or one host. */
class Person {
  private counters = NOTHING;
  /** Milliseconds since 1970, of those that are connected. */
  private readonly sessions = new Map<number, number>();
  private gone = 0;
  private milliseconds = 0;

  add(session: number, since: number, news: Partial<Counters>): void {
    if (!this.sessions.has(session)) this.sessions.set(session, since);
    const sum = { ...this.counters };
    for (const [name, more] of Object.entries(news) as [keyof Counters, number][]) {
      Object.assign(sum, { [name]: sum[name] + more });
    }
    this.counters = sum;
  }

  leave(session: number, now: number): void {
    const since = this.sessions.get(session);
    if (since === undefined) return;
    this.sessions.delete(session);
    this.gone++;
    this.milliseconds += now - since;
  }

  row(name: string, now: number): UserActivity {
    const milliseconds = [...this.sessions.values()].reduce((sum, since) => sum + now - since, this.milliseconds);
    return {
      name,
      totalConnections: this.gone + this.sessions.size,
      concurrentConnections: this.sessions.size,
      connectedSeconds: Math.floor(milliseconds / 1000),
      ...this.counters,
    };
  }
}

export class Activity implements ActivityView {
  private readonly clock: Clock;
  private readonly enabled: () => boolean;
  private readonly people = { users: new Map<string, Person>(), clients: new Map<string, Person>() };
  private readonly justReset = new Set<'users' | 'clients' | 'tables'>();
  private readonly changes = new Map<string, TableActivity>();

  constructor(clock: Clock, enabled: () => boolean) {
    this.clock = clock;
    this.enabled = enabled;
  }

  /** A statement begins; what it gives back is called when it has ended. */
  statement(session: SessionState): (statement: Statement | undefined, outcome: Outcome) => void {
    const since = this.clock.now();
    const inTransaction = session.transaction !== undefined;
    return (statement, outcome) => {
      const reset = new Set(this.justReset);
      this.justReset.clear();
      if (!this.enabled()) return;
      const news = statement ? newsOf(statement, outcome, inTransaction) : {};
      const busySeconds = (this.clock.now() - since) / 1000;
      for (const [of, name] of [
        ['users', session.user],
        ['clients', session.host],
      ] as const) {
        // A statement that has just reset these counters is not the first that they count.
        const counts = reset.has(of) ? {} : { ...news, busySeconds };
        person(this.people[of], name).add(session.id, since, counts);
      }
      if (statement) this.countChanges(statement, session.database, outcome);
    };
  }

  left({ id, user, host }: SessionState): void {
    this.people.users.get(user)?.leave(id, this.clock.now());
    this.people.clients.get(host)?.leave(id, this.clock.now());
  }

  rows(of: 'users' | 'clients'): UserActivity[] {
    return [...this.people[of]].map(([name, person]) => person.row(name, this.clock.now()));
  }

  tables(): TableActivity[] {
    return [...this.changes.values()];
  }

  reset(what: 'users' | 'clients' | 'tables'): void {
    if (what === 'tables') this.changes.clear();
    else this.people[what].clear();
    this.justReset.add(what);
  }

  private countChanges(statement: Statement, database: string | undefined, outcome: Outcome): void {
    if (outcome.kind !== 'ok') return;
    for (const { operation, database: db, name } of tableAccesses(statement, database)) {
      const key = `${db}\0${name}`;
      if (operation === 'DROP' || operation === 'RENAME') this.changes.delete(key);
      if (operation !== 'WRITE' || outcome.affectedRows === 0) continue;
      const rowsChanged = (this.changes.get(key)?.rowsChanged ?? 0) + outcome.affectedRows;
      this.changes.set(key, { db, name, rowsChanged });
    }
  }
}

function person(people: Map<string, Person>, name: string): Person {
  const known = people.get(name) ?? new Person();
  people.set(name, known);
  return known;
}

function newsOf(statement: Statement, outcome: Outcome, inTransaction: boolean): Partial<Counters> {
  const denied = outcome.kind === 'error' && DENIED.includes(outcome.errno) ? { accessDenied: 1 } : {};
  const sent = outcome.kind === 'rows' ? { rowsSent: outcome.rows.length } : {};
  if (statement.kind === 'Show') return { ...denied, ...sent };
  const empty = outcome.kind === 'rows' && outcome.rows.length === 0 ? { emptyQueries: 1 } : {};
  return { ...denied, ...sent, ...empty, ...commandOf(statement), ...effectOf(statement, outcome, inTransaction) };
}

function commandOf({ kind }: Statement): Partial<Counters> {
  if (kind === 'SelectStatement') return { selectCommands: 1 };
  return UPDATES.has(kind) ? { updateCommands: 1 } : { otherCommands: 1 };
}

/** Each statement on tables is a commit, within a transaction too: it commits itself to the transaction. */
function effectOf(statement: Statement, outcome: Outcome, inTransaction: boolean): Partial<Counters> {
  if (outcome.kind === 'rows') return { commits: tableAccesses(statement, '').length > 0 ? 1 : 0 };
  if (outcome.kind === 'error') return {};
  switch (statement.kind) {
    case 'Insert':
    case 'LoadData':
      return { rowsInserted: outcome.affectedRows, commits: 1 };
    case 'Update':
      return { rowsUpdated: outcome.affectedRows, commits: 1 };
    case 'Delete':
      return { rowsDeleted: outcome.affectedRows, commits: 1 };
    case 'Commit':
      return { commits: inTransaction ? 1 : 0 };
    case 'Rollback':
      return { rollbacks: inTransaction ? 1 : 0 };
    default:
      return {};
  }
}
