/**
 * JavaScript functions inside SQLite. They are registered once, under numbered names; each statement gives the
 * names their meaning when it is printed. So a printed text says the same for all statements of one shape, and
 * prepared statements are found by it.
 *
 * One statement at a time: rows must have been read before the next statement is printed.
 */
import type { Database, Statement } from 'better-sqlite3';
import type { StoredValue } from '../base/types.js';
import type { Environment } from './environment.js';

type Scalar = (args: readonly StoredValue[]) => StoredValue;

/** One aggregate of a statement: a fresh total for each group. */
export interface GroupFunction {
  start(): GroupTotal;
}

export interface GroupTotal {
  add(args: readonly StoredValue[]): void;
  result(): StoredValue;
}

const MAX_STATEMENTS = 500;

export class FunctionHost {
  /** The session of the running statement. */
  current: Environment;
  private readonly database: Database;
  private readonly pure: Scalar[] = [];
  private readonly moving: Scalar[] = [];
  private readonly groups: GroupFunction[] = [];
  private readonly registered = new Set<string>();
  private readonly statements = new Map<string, Statement>();

  constructor(database: Database, env: Environment) {
    this.database = database;
    this.current = env;
  }

  /** Forgets the functions of the statement before. */
  begin(env: Environment): void {
    this.current = env;
    this.pure.length = 0;
    this.moving.length = 0;
    this.groups.length = 0;
  }

  /** The name under which SQLite calls a function. `deterministic`: it may be called once for equal arguments. */
  scalar(call: Scalar, deterministic: boolean): string {
    const pool = deterministic ? this.pure : this.moving;
    const index = pool.push(call) - 1;
    const name = `${deterministic ? 'pure' : 'moving'}_${index}`;
    if (this.registered.has(name)) return name;
    this.registered.add(name);
    const run = (...args: StoredValue[]): StoredValue => pool[index]?.(args) ?? null;
    this.database.function(name, { deterministic, varargs: true, safeIntegers: true }, run);
    return name;
  }

  /** The name under which SQLite calls an aggregate. */
  aggregate(group: GroupFunction): string {
    const index = this.groups.push(group) - 1;
    const name = `group_${index}`;
    if (this.registered.has(name)) return name;
    this.registered.add(name);
    const { groups } = this;
    this.database.aggregate<GroupTotal | null>(name, {
      varargs: true,
      safeIntegers: true,
      start: () => groups[index]?.start() ?? null,
      step: addRow as unknown as (total: GroupTotal | null, next: GroupTotal | null) => void,
      result: (total) => total?.result() ?? null,
    });
    return name;
  }

  /** The prepared statement of a text. */
  prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    if (this.statements.size >= MAX_STATEMENTS) this.statements.clear();
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

/** The driver hands on all arguments; its types know only one. */
function addRow(total: GroupTotal | null, ...args: readonly StoredValue[]): void {
  total?.add(args);
}

const hosts = new WeakMap<Database, FunctionHost>();

/** The host of a database's functions, ready for the next statement. */
export function beginStatement(database: Database, env: Environment): FunctionHost {
  const host = hosts.get(database) ?? new FunctionHost(database, env);
  hosts.set(database, host);
  host.begin(env);
  return host;
}
