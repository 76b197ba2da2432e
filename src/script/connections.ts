/** The connections of a script, by name. */
import { SqlError } from '../base/errors.js';
import type { Failure, Outcome } from '../base/result.js';
import type { ClientSession } from '../base/session.js';
import { ScriptFailure } from './failure.js';
import type { Account, TestServer } from './test-server.js';

const SERVER_GONE = 2006;

interface Connection {
  account: Account;
  /** Undefined once it was closed, or its server went away. */
  session: ClientSession | undefined;
  /** What `send` started and nobody has reaped yet. */
  pending: Promise<readonly Outcome[]> | undefined;
}

/** The name and sessions of every connection; one of them is current. */
export class Connections {
  readonly #server: TestServer;
  readonly #byName = new Map<string, Connection>();
  #current = 'default';

  constructor(server: TestServer) {
    this.#server = server;
  }

  get currentName(): string {
    return this.#current;
  }

  get serverVersion(): string {
    return this.#byName.get(this.#current)?.session?.serverVersion ?? '';
  }

  /** Connects and makes the connection current. Gives the server's refusal instead of throwing it. */
  async open(name: string, account: Account): Promise<Failure | undefined> {
    if (this.#byName.has(name)) throw new ScriptFailure(`Connection ${name} already exists`);
    const session = await this.#connect(account);
    if ('kind' in session) return session;
    this.#byName.set(name, { account, session, pending: undefined });
    this.#current = name;
    return undefined;
  }

  /** Makes another connection the current one. */
  select(name: string): void {
    this.#find(name);
    this.#current = name;
  }

  /** Ends a connection; the current one stays current, as a closed one. */
  async close(name: string): Promise<void> {
    const connection = this.#find(name);
    await connection.session?.close();
    connection.session = undefined;
    if (name === this.#current) this.#current = '';
    this.#byName.delete(name);
  }

  async closeAll(): Promise<void> {
    for (const { session, pending } of this.#byName.values()) {
      await pending;
      await session?.close();
    }
    this.#byName.clear();
  }

  /** Takes over another account or database on the current connection. */
  async change(account: Partial<Account>): Promise<Failure | undefined> {
    const connection = this.#find(this.#current);
    const changed = { ...connection.account, ...account };
    const session = await this.#connect(changed);
    if ('kind' in session) return session;
    await connection.session?.close();
    connection.account = changed;
    connection.session = session;
    return undefined;
  }

  /** All connections are lost with their server. */
  lose(): void {
    for (const connection of this.#byName.values()) {
      connection.session = undefined;
      connection.pending = undefined;
    }
  }

  /** Connects the current connection again after a restart. */
  async reconnect(): Promise<Failure | undefined> {
    return this.#byName.has(this.#current) ? await this.change({}) : undefined;
  }

  /** Fails the script while a statement was sent and its result not yet reaped. */
  checkIdle(): void {
    if (!this.#byName.get(this.#current)?.pending) return;
    throw new ScriptFailure('Cannot run query on connection between send and reap');
  }

  /** Runs a statement on the current connection. */
  async execute(sql: string): Promise<readonly Outcome[]> {
    this.checkIdle();
    const connection = this.#byName.get(this.#current);
    return (await connection?.session?.execute(sql)) ?? [goneAway()];
  }

  /** Starts a statement whose result is asked for later. */
  send(sql: string): void {
    this.checkIdle();
    const connection = this.#byName.get(this.#current);
    if (connection) connection.pending = connection.session?.execute(sql) ?? Promise.resolve([goneAway()]);
  }

  /** The result of what was sent. */
  async reap(): Promise<readonly Outcome[]> {
    const connection = this.#byName.get(this.#current);
    if (!connection?.pending) throw new ScriptFailure('Cannot reap on a connection without pending send');
    try {
      return await connection.pending;
    } finally {
      connection.pending = undefined;
    }
  }

  #find(name: string): Connection {
    const connection = this.#byName.get(name);
    if (!connection) throw new ScriptFailure(`connection '${name}' not found in connection pool`);
    return connection;
  }

  async #connect(account: Account): Promise<ClientSession | Failure> {
    try {
      return await this.#server.connect(account);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const { errno, sqlstate, message } = error;
      return { kind: 'error', errno, sqlstate, message };
    }
  }
}

function goneAway(): Outcome {
  return {
    kind: 'error',
    errno: SERVER_GONE,
    sqlstate: '000000',
    message: 'MariaDB server has gone away',
    warningCount: 0,
  };
}
