/** How long a connection lasts: what is waited for, what ends it, and what counters and the log say of its end. */
import type { Server } from '../server/server.js';
import type { Session } from '../server/session.js';

/** The client takes nothing any more. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** From this log_warnings on, the log tells of connections that ended as they should not. */
const TELLS_ENDS = 2;

const UNAUTHENTICATED = 'This connection closed normally without authentication';

export class Lifetime {
  readonly id: number;
  readonly #server: Server;
  readonly #host: string;
  /** Made anew only once it was used: that happens once in a connection's life, as a rule. */
  #waiting = new AbortController();
  #isLate = false;
  #isOver = false;
  #isLeft = false;

  constructor(server: Server, host: string) {
    this.#server = server;
    this.#host = host;
    this.id = server.newConnectionId();
  }

  /** The session has ended: KILL, or the end of the server. */
  get isOver(): boolean {
    return this.#isOver;
  }

  readonly over = (): void => {
    this.#isOver = true;
    this.#waiting.abort();
  };

  /** The client has said goodbye, or has been told why it ends. */
  left(): void {
    this.#isLeft = true;
  }

  /** Gives up after that time, and when the session ends. */
  async within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { watch, clock } = this.#server.ports;
    if (this.#waiting.signal.aborted && !this.#isOver) this.#waiting = new AbortController();
    const stop = this.#waiting;
    const timer = (watch ?? clock).timer(milliseconds, () => {
      this.#isLate = true;
      stop.abort();
    });
    try {
      return await work(stop.signal);
    } finally {
      timer.cancel();
    }
  }

  /** The client has gone without a word, or was silent for too long. */
  endedWhile(what: 'reading' | 'writing', session: Session | undefined): void {
    if (this.#isLeft) return;
    const { status } = this.#server;
    if (session) {
      status.count('Aborted_clients');
      const how = this.#isLate ? 'Got timeout' : 'Got an error';
      if (!this.#isOver) this.tell(`${how} ${what} communication packets`, session);
    } else {
      status.count('Aborted_connects');
      status.count('Aborted_connects_preauth');
      this.tell(UNAUTHENTICATED);
    }
  }

  /** The line of the log about the end. */
  tell(reason: string, session?: Session, host = this.#host): void {
    const { variables, ports } = this.#server;
    if (Number(variables.getByName('log_warnings')) < TELLS_ENDS) return;
    const { database = 'unconnected', user = 'unauthenticated' } = session?.state ?? {};
    const who = `to db: '${database}' user: '${user}' host: '${host}'`;
    ports.log.write('Warning', `Aborted connection ${this.id} ${who} (${reason})`, this.id);
  }
}
