/** What an expression may ask of the session that runs it. */
import type { SqlError } from '../base/errors.js';
import type { Random } from '../base/ports.js';
import type { Condition, ConditionLevel } from '../base/result.js';
import type { SqlType, StoredValue } from '../base/types.js';
import type { SystemVariable } from '../parser/ast.js';
import type { KnownCalls } from './bind-stored.js';
import type { SortPlace } from './sort/merge-sort.js';

/** A value together with its type, in stored form. */
export interface TypedValue {
  readonly value: StoredValue;
  readonly type: SqlType;
}

/** What is declared in the routine that a statement stands in. */
export interface Locals {
  /** In a handler: the condition that it deals with. */
  readonly handled: Condition | undefined;
  /** A variable, or (`row`) a column of the row NEW or OLD; undefined: there is none of that name. Error: 1054. */
  find(name: string, row?: string): TypedValue | undefined;
  /** undefined: NULL. What does not fit is an error or a warning, as sql_mode says. */
  assign(name: string, value: TypedValue | undefined, env: Environment, row?: string): void;
}

/** A stored function as expressions see it. */
export interface StoredFunction {
  /** `db.name` */
  readonly name: string;
  /** How many arguments it takes. */
  readonly parameters: number;
  readonly type: SqlType;
  /** It reads or writes tables: it cannot run while a query does. */
  readonly usesTables: boolean;
  call(args: readonly TypedValue[]): StoredValue;
}

export interface Environment {
  /** While SQLite runs a query: what stored functions have given that use tables. */
  readonly knownCalls?: KnownCalls;
  /** Set when an expression is bound that calls a stored function. */
  readonly calls?: { stored: boolean };
  readonly locals?: Locals;
  /** The stored function that a name means, `f` or `db.f`. Error: 1370. */
  storedFunction(name: string): StoredFunction | undefined;
  /** Milliseconds since 1970 (UTC) at the start of the statement. */
  now(): number;
  /** Milliseconds since 1970 (UTC) at this moment, for SYSDATE. */
  clock(): number;
  /** Minutes that the session's time zone is ahead of UTC. */
  readonly timeZoneMinutes: number;
  /** The flags of sql_mode, in capitals. */
  readonly sqlMode: ReadonlySet<string>;
  /** collation_connection: the collation of literals. Error: 1235 for one that is not simulated. */
  collation(): string;
  /** div_precision_increment. */
  readonly divisionDecimals: number;
  /** group_concat_max_len, in bytes. */
  readonly groupConcatLimit: number;
  /** max_allowed_packet: what functions make is no longer, in bytes. */
  readonly allowedPacket: number;
  /** The client wants to know how many rows an UPDATE has found, changed or not. */
  readonly countsMatched: boolean;
  readonly connectionId: number;
  /** USER(): what the client named; `user@host`. */
  readonly user: string;
  /** CURRENT_USER(): the account that was found; `user@host`. */
  readonly currentUser: string;
  /** As VERSION() answers. */
  readonly serverVersion: string;
  readonly database: string | undefined;
  readonly lastInsertId: bigint;
  readonly foundRows: bigint;
  readonly rowCount: bigint;
  readonly random: Random;
  /** Where rows are sorted that are too many for memory. */
  readonly sorting?: SortPlace;
  /** A system variable's value; throws 1193, 1238 … as the server does. */
  readVariable(variable: SystemVariable): TypedValue;
  /** LAST_INSERT_ID(n) was called. */
  setLastInsertId(value: bigint): void;
  /** A user variable; undefined before it is set. Names are compared without case. */
  userVariable(name: string): TypedValue | undefined;
  setUserVariable(name: string, value: TypedValue): void;
  warn(level: ConditionLevel, error: SqlError): void;
  /** What LOAD_FILE() reads; undefined where the session may not, or cannot. */
  loadFile(path: string): Uint8Array | undefined;
  /** The file of LOAD DATA; `db`: where a name without a directory is looked for. Errors: 13, 1085, 1290. */
  dataFile(path: string, db: string): Uint8Array;
  /** Throws 1317 once the statement was asked to stop. Called every thousand rows or so. */
  checkInterrupted(): void;
}

/** The same, but others hear its warnings. A copy: whatever becomes a prototype is slow to V8 from then on. */
export const heardBy = (environment: Environment, warn: Environment['warn']): Environment => ({ ...environment, warn });

/** Do errors of data end a statement that writes to a transactional table? */
export function isStrict(environment: Pick<Environment, 'sqlMode'>): boolean {
  return environment.sqlMode.has('STRICT_TRANS_TABLES') || environment.sqlMode.has('STRICT_ALL_TABLES');
}
