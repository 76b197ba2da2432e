/** What a command gets and gives. One command per AST kind; the table of all of them is `commands/index.ts`. */
import type { SessionAccess } from '../accounts/access.js';
import type { AccountRegistry } from '../accounts/registry.js';
import type { Diagnostics } from '../base/diagnostics.js';
import type { SqlError } from '../base/errors.js';
import type { Ports } from '../base/ports.js';
import type { ConditionLevel, Result, Rows } from '../base/result.js';
import type { Transport } from '../base/session.js';
import type { EncryptTables } from '../engine/encryption-policy.js';
import type { Engine } from '../engine/engine.js';
import type { Characteristics, Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { TemporaryTables } from '../engine/temporary-tables.js';
import type { InfoSchema } from '../infoschema/catalog.js';
import type { ServerView } from '../infoschema/define.js';
import type { Statement, StatementOf } from '../parser/ast.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { Environment, Locals } from '../query/environment.js';
import type { RowTriggers } from '../query/table-writer.js';
import type { UserVariables } from '../query/user-variables.js';
import type { Routine } from '../routines/proc-table.js';
import type { RoutineRegistry } from '../routines/registry.js';
import type { KeyRing } from '../services/key-ring.js';
import type { SessionValues, SystemVariables } from '../sysvars/registry.js';
import type { PreparedStatement } from './prepared.js';
import type { StatementUnit } from './routines/unit.js';

export type { TypedValue } from '../query/environment.js';

/** What a session remembers between statements. */
export interface SessionState {
  readonly id: number;
  /** Who has logged in, as USER() says; which account that is stands in `access`. */
  readonly user: string;
  readonly host: string;
  access: SessionAccess;
  /** Undefined where the client is in this process. */
  readonly transport: Transport | undefined;
  database: string | undefined;
  readonly values: SessionValues;
  readonly userVariables: UserVariables;
  readonly temporaryTables: TemporaryTables;
  /** PREPARE: by their names in lower case. */
  readonly prepared: Map<string, PreparedStatement>;
  /** The transaction that BEGIN or autocommit=0 has opened. */
  transaction: Transaction<Table> | undefined;
  /** SET TRANSACTION: what the next transaction is. */
  nextTransaction: Partial<Characteristics>;
  /** FLUSH TABLES … FOR EXPORT: tables whose `.cfg` file is there until the session lets go of them. */
  readonly exported: Table[];
  /** The stored routines that run, the innermost last. */
  readonly routines: Routine[];
  lastInsertId: bigint;
  rowCount: number;
  foundRows: number;
}

export interface Context {
  readonly engine: Engine;
  readonly plugins: PluginRegistry;
  readonly variables: SystemVariables;
  readonly infoschema: InfoSchema;
  readonly keys: KeyRing;
  readonly accounts: AccountRegistry;
  readonly routines: RoutineRegistry;
  readonly ports: Ports;
  readonly session: SessionState;
  readonly diagnostics: Diagnostics;
  /** The statement's text, for errors that point into it. */
  readonly text: string;
  /** What functions and variables read while this statement runs. */
  readonly environment: Environment;
  /** Aborts when the statement is killed, with the error that it then gives. */
  readonly interruption: AbortSignal;
  /** What a definition gets when it does not say. */
  readonly defaults: { readonly collation: string };
  readonly view: ServerView;
  warn(level: ConditionLevel, error: SqlError): void;
  /** The session's value of a system variable, as SQL sees it. */
  value(variable: string): unknown;
  /** Whether sql_mode has that flag. */
  hasMode(flag: string): boolean;
  /** True unless BEGIN or autocommit=0 keeps a transaction open. */
  autocommit(): boolean;
  has(privilege: string): boolean;
  /** Raises 1227 when the session lacks the privilege. */
  require(privilege: string): void;
  /** Raises 1142 when the session may not do that with the table. */
  requireOnTable(privilege: string, db: string, table: string): void;
  /** innodb_encrypt_tables as it is now. */
  encryptTables(): EncryptTables;
  /** The same statement machinery for a statement inside a statement: SET STATEMENT … FOR, or `text` that is executed. */
  run(statement: Statement, text?: string): Promise<Result>;
  /** A statement of a routine's body: it waits for rows and tables by itself, and fills the list of conditions. */
  perform(statement: Statement, text: string, locals: Locals): Promise<Result>;
  /** What expressions and statements of a routine see of server and session. */
  within(locals: Locals, around?: StatementUnit): Context;
  /** The tables that the statement uses, and what the bodies of its functions and triggers write through. */
  readonly unit: StatementUnit;
  /** What fires the triggers of a table for the rows that are written; undefined: it has none. */
  triggersOf(table: Table): RowTriggers | undefined;
  /** A result set that goes to the client before the statement has ended. */
  send(rows: Rows): void;
  /** Lists an error that somebody deals with, unless whoever threw it has done so. */
  listOnce(error: SqlError): void;
  /** FLUSH STATUS. */
  resetStatus(): void;
  /** FLUSH SSL: the files are read again; connections stay as they are. Error: 1105. */
  reloadTls(): Promise<void>;
  /** Ends another session, or (`query`) the statement that it runs. False when there is no such session. */
  kill(id: number, query: boolean): boolean;
  /** Ends the server after this statement. */
  shutdown(): void;
}

export type Command<Kind extends Statement['kind']> = (
  statement: StatementOf<Kind>,
  context: Context,
) => Promise<Result> | Result;

/** Forget a statement kind, and this does not compile. */
export type Commands = { readonly [Kind in Statement['kind']]: Command<Kind> };
