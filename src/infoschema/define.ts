/**
 * information_schema tables as declarations: columns with the server's types, and the rows as a function of a
 * read-only view of the server. SELECT, SHOW, COLUMNS and SHOW CREATE TABLE all follow from one declaration.
 */
import type { SqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import { type IntegerName, integer, type SqlType, type TextType } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Engine } from '../engine/engine.js';
import type { Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { ViewDefinition } from '../engine/views.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { UserVariables } from '../query/user-variables.js';
import type { Routine } from '../routines/proc-table.js';
import type { SessionValues, SystemVariables } from '../sysvars/registry.js';

const COLLATION = 'utf8mb3_general_ci';

/** A column: its SQL type as the server shows it, and (in `V`) the type of its values. */
export interface InfoColumn<V> {
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly _value?: V;
}

const ofInteger = (name: IntegerName, width: number, unsigned: boolean): SqlType => ({
  ...integer(name, unsigned),
  width,
});

export const uint = (width = 11): InfoColumn<number> => ({ type: ofInteger('INT', width, true), nullable: false });
export const int = (width = 11): InfoColumn<number> => ({ type: ofInteger('INT', width, false), nullable: false });
export const tinyint = (width: number): InfoColumn<number> => ({
  type: ofInteger('TINYINT', width, false),
  nullable: false,
});
export const bigint = (width = 21): InfoColumn<number | bigint> => ({
  type: ofInteger('BIGINT', width, false),
  nullable: false,
});
export const ubigint = (width = 21): InfoColumn<number | bigint> => ({
  type: ofInteger('BIGINT', width, true),
  nullable: false,
});
export const varchar = (length: number): InfoColumn<string> => ({
  type: { name: 'VARCHAR', length, collation: COLLATION },
  nullable: false,
});
/** Whole numbers, shown with decimals. */
export const decimal = (precision: number, scale: number): InfoColumn<number> => ({
  type: { name: 'DECIMAL', precision, scale, unsigned: false, zerofill: false },
  nullable: false,
});
export const blob = (): InfoColumn<string> => ({ type: { name: 'BLOB', length: 65535 }, nullable: false });
/** An ENUM: to the query, text. */
export const oneOf = (...members: readonly string[]): InfoColumn<string> => ({
  type: {
    name: 'CHAR',
    length: Math.max(...members.map(({ length }) => length)),
    collation: COLLATION,
    declared: `enum(${members.map((member) => `'${member}'`).join(',')})`,
  } satisfies TextType,
  nullable: false,
});
const real = (name: 'FLOAT' | 'DOUBLE'): InfoColumn<number> => ({
  type: { name, unsigned: false, zerofill: false },
  nullable: false,
});
export const float = () => real('FLOAT');
export const double = () => real('DOUBLE');
export const longtext = (): InfoColumn<string> => ({
  type: { name: 'LONGTEXT', length: 4294967295, collation: COLLATION } satisfies TextType,
  nullable: false,
});
/** `YYYY-MM-DD hh:mm:ss` in the session's time zone. */
export const datetime = (fsp = 0): InfoColumn<string> => ({ type: { name: 'DATETIME', fsp }, nullable: false });
export const nullable = <V>(column: InfoColumn<V>): InfoColumn<V | null> =>
  ({ ...column, nullable: true }) as InfoColumn<V | null>;

type InfoColumns = Readonly<Record<string, InfoColumn<unknown>>>;
type InfoRow<C extends InfoColumns> = { [Name in keyof C]: C[Name] extends InfoColumn<infer V> ? V : never };

/** What a table may read. Nothing here changes the server. */
export interface ServerView {
  readonly engine: Engine;
  readonly plugins: PluginRegistry;
  readonly variables: SystemVariables;
  readonly session: SessionValues;
  readonly connectionId: number;
  readonly userVariables: UserVariables;
  /** Status variables in declaration order. */
  status(scope: 'GLOBAL' | 'SESSION'): Iterable<readonly [name: string, value: string]>;
  sessions(): Iterable<ProcessRow>;
  readonly activity: ActivityView;
  /** Those that a session has begun and not ended. */
  transactions(): Iterable<OpenTransaction>;
  /** The columns of a view as they are now. Error: 1356. */
  viewColumns(view: ViewDefinition): Promise<readonly Column[]>;
  /** The information_schema tables themselves: TABLES and COLUMNS list them too. */
  infoTables(): Iterable<InfoTable>;
  has(privilege: string): boolean;
  /** Raises 1227 when the session lacks the privilege. */
  require(privilege: string): void;
  /** Whether the session may know of the database. */
  seesDatabase(db: string): boolean;
  seesTable(db: string, table: string): boolean;
  /** `select,insert`: what the session may do with the columns of a table. */
  columnPrivileges(db: string, table: string): string;
  /** Those that the session may know of, by database and name. */
  routines(): Iterable<RoutineView>;
  /** Whether the session has all these privileges on a table. */
  holdsOn(db: string, table: string, ...privileges: string[]): boolean;
  /** Is it the session's account? */
  isOwn(account: { readonly user: string; readonly host: string }): boolean;
  /** What was granted on that level, as far as the session may know. */
  privileges(level: 'global' | 'database' | 'table'): Iterable<GrantedPrivilege>;
  /** Conditions that reading a row raises: a table that cannot be opened. */
  warn(level: ConditionLevel, error: SqlError): void;
  /** Milliseconds since 1970 as the session's `YYYY-MM-DD hh:mm:ss`. */
  formatTime(ms: number): string;
}

/** A stored routine with its types. */
export interface RoutineView {
  readonly routine: Routine;
  /** Whether the session may see what it does. */
  readonly showsBody: boolean;
  readonly parameters: readonly { readonly mode: string; readonly name: string; readonly type: SqlType }[];
  readonly returns: SqlType | undefined;
}

/** One privilege of one account; `schema` and `table` say where, if not everywhere. */
export interface GrantedPrivilege {
  readonly grantee: string;
  readonly schema: string;
  readonly table: string;
  readonly privilege: string;
  readonly isGrantable: boolean;
}

export interface ProcessRow {
  readonly id: number;
  readonly user: string;
  readonly host: string;
  readonly db: string | null;
  readonly command: string;
  readonly seconds: number;
  readonly state: string | null;
  readonly info: string | null;
}

/** What a user or a client host has done. */
export interface UserActivity {
  readonly name: string;
  readonly totalConnections: number;
  readonly concurrentConnections: number;
  readonly connectedSeconds: number;
  readonly busySeconds: number;
  readonly rowsSent: number;
  readonly rowsDeleted: number;
  readonly rowsInserted: number;
  readonly rowsUpdated: number;
  readonly selectCommands: number;
  readonly updateCommands: number;
  readonly otherCommands: number;
  readonly commits: number;
  readonly rollbacks: number;
  readonly accessDenied: number;
  readonly emptyQueries: number;
}

/** How many rows of a table were changed. */
export interface TableActivity {
  readonly db: string;
  readonly name: string;
  readonly rowsChanged: number;
}

/** What userstat=ON has counted. */
export interface ActivityView {
  rows(of: 'users' | 'clients'): Iterable<UserActivity>;
  tables(): Iterable<TableActivity>;
  reset(what: 'users' | 'clients' | 'tables'): void;
}

/** A transaction, its session, and the statement under way. */
export interface OpenTransaction {
  readonly transaction: Transaction<Table>;
  readonly connectionId: number;
  readonly query: string | null;
  /** Milliseconds since 1970 since when it waits for a row; undefined while it does not. */
  readonly waitingSince: number | undefined;
  readonly isolation: string;
  readonly uniqueChecks: boolean;
  readonly foreignKeyChecks: boolean;
  readonly readOnly: boolean;
}

/** What a statement wants of a list of tables: what it does not want need not be found out. */
export interface Wanted {
  /** Does it ask for one of these columns? */
  asks(columns: readonly string[]): boolean;
  /** May the answer tell of this table? */
  admits(db: string, name: string): boolean;
}

export const EVERYTHING: Wanted = { asks: () => true, admits: () => true };

export interface InfoTable<C extends InfoColumns = InfoColumns> {
  readonly name: string;
  readonly columns: C;
  /** The columns that name the database and the table which a row tells of. */
  readonly names?: { readonly schema?: string; readonly table?: string };
  rows(view: ServerView, wanted: Wanted): Iterable<InfoRow<C>> | Promise<Iterable<InfoRow<C>>>;
}

export function defineTable<const C extends InfoColumns>(table: InfoTable<C>): InfoTable<C> {
  return Object.freeze(table);
}

/** A table that a plugin brings: it goes with the plugin, and SHOW and FLUSH may know it by its name. */
export interface PluginTable extends InfoTable {
  /** What SHOW <name> lists. */
  readonly show?: InfoTable;
  /** FLUSH <name>; a table without it can not be flushed. */
  reset?(view: ServerView): Promise<void> | void;
}

/** The table as SHOW <name> lists it: its columns under other headings, without those that have none. */
export function showForm(table: InfoTable, heading: (column: string) => string | null): InfoTable {
  const headings = Object.keys(table.columns).flatMap((column): [string, string][] => {
    const shown = heading(column);
    return shown === null ? [] : [[shown, column]];
  });
  const take = <V>(from: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(headings.map(([shown, column]) => [shown, from[column] as V]));
  return {
    name: table.name,
    columns: take(table.columns),
    async rows(view, wanted) {
      return [...(await table.rows(view, wanted))].map(take);
    },
  };
}

/** The usual heading: `ROWS_READ` is shown as `Rows_read`. */
export const capitalised = (column: string): string => column.charAt(0) + column.slice(1).toLowerCase();
