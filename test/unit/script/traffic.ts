/** Recorded talk between the script runner and a server, and a server that says it again. */
import { SqlError } from '../../../src/base/errors.js';
import type { Failure, Outcome } from '../../../src/base/result.js';
import type { ClientSession } from '../../../src/base/session.js';
import type { Account } from '../../../src/script/test-server.js';

/** One thing that happened on the line. */
export type Exchange =
  | { readonly connect: Account; readonly connection: number; readonly serverVersion: string }
  | { readonly connect: Account; readonly refused: Failure }
  | { readonly connection: number; readonly sql: string; readonly outcomes: readonly Outcome[] };

/** What the real tool said about a script, and the talk that led to it. */
export interface Recording {
  readonly exit: number;
  readonly message: string;
  readonly traffic: readonly Exchange[];
}

/** One line per exchange. */
export function toJson({ exit, message, traffic }: Recording): string {
  const lines = traffic.map((exchange) => JSON.stringify(exchange, pack));
  return `{"exit": ${exit}, "message": ${JSON.stringify(message)}, "traffic": [\n${lines.join(',\n')}\n]}\n`;
}

export function fromJson(text: string): Recording {
  return JSON.parse(text, unpack);
}

export function pack(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: value.toString() };
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
}

export function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('bigint' in value) return BigInt(String(value.bigint));
  return 'hex' in value ? new Uint8Array(Buffer.from(String(value.hex), 'hex')) : value;
}

/** Gives the recorded answers, in their order; a question that was not recorded is an error. */
export class Replay {
  readonly #left: Exchange[];

  constructor(traffic: readonly Exchange[]) {
    this.#left = [...traffic];
  }

  /** What the script did not ask for. */
  get unused(): readonly Exchange[] {
    return this.#left;
  }

  async connect(account: Account): Promise<ClientSession> {
    const next = this.#left.shift();
    if (!next || !('connect' in next)) throw new Error(`Not recorded: a connection of ${account.user}`);
    if (JSON.stringify(next.connect) !== JSON.stringify(account))
      throw new Error(`Another account was recorded: ${JSON.stringify(account)}`);
    if ('refused' in next) throw new SqlError(next.refused.errno, next.refused.sqlstate, next.refused.message);
    return {
      connectionId: next.connection,
      serverVersion: next.serverVersion,
      database: account.database,
      execute: (sql) => this.#execute(next.connection, sql),
      killQuery: () => {},
      close: async () => {},
    };
  }

  async #execute(connection: number, sql: string): Promise<readonly Outcome[]> {
    const at = this.#left.findIndex((exchange) => 'sql' in exchange && exchange.connection === connection);
    const [next] = this.#left.splice(at, at === -1 ? 0 : 1);
    if (!next || !('sql' in next) || next.sql !== sql) throw new Error(`Not recorded: ${sql}`);
    return next.outcomes;
  }
}
