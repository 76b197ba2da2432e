/**
 * information_schema tables as declarations: columns with the server's types, and the rows as a function of a
 * read-only view of the server. SELECT, SHOW, COLUMNS and SHOW CREATE TABLE all follow from one declaration.
 */
import type { SqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import { type IntegerName, integer, type SqlType, type TextType } from '../base/types.js';
import type { Engine } from '../engine/engine.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { SessionValues, SystemVariables } from '../sysvars/registry.js';

const COLLATION = 'utf8mb3_general_ci';

/** A column: its SQL type as the server shows it, and (in `V`) the type of its values. */
export interface InfoColumn<V> {
  readonly type: SqlType;
  readonly nullable: boolean;
  /** The heading in the table's SHOW form, when that differs; null where SHOW leaves the column out. */
  readonly showName?: string | null;
  readonly _value?: V;
}

const ofInteger = (name: IntegerName, width: number, unsigned: boolean): SqlType => ({
  ...integer(name, unsigned),
  width,
});

export const uint = (width = 11): InfoColumn<number> => ({ type: ofInteger('INT', width, true), nullable: false });
export const int = (width: number): InfoColumn<number> => ({ type: ofInteger('INT', width, false), nullable: false });
export const bigint = (width: number): InfoColumn<number | bigint> => ({
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
export const longtext = (): InfoColumn<string> => ({
  type: { name: 'LONGTEXT', length: 4294967295, collation: COLLATION } satisfies TextType,
  nullable: false,
});
/** `YYYY-MM-DD hh:mm:ss` in the session's time zone. */
export const datetime = (): InfoColumn<string> => ({ type: { name: 'DATETIME', fsp: 0 }, nullable: false });
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
  /** Status variables in declaration order. */
  status(scope: 'GLOBAL' | 'SESSION'): Iterable<readonly [name: string, value: string]>;
  sessions(): Iterable<ProcessRow>;
  /** The information_schema tables themselves: TABLES and COLUMNS list them too. */
  infoTables(): Iterable<InfoTable>;
  /** Raises 1227 when the session lacks the privilege. */
  require(privilege: string): void;
  /** Conditions that reading a row raises: a table that cannot be opened. */
  warn(level: ConditionLevel, error: SqlError): void;
  /** Milliseconds since 1970 as the session's `YYYY-MM-DD hh:mm:ss`. */
  formatTime(ms: number): string;
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

export interface InfoTable<C extends InfoColumns = InfoColumns> {
  readonly name: string;
  readonly columns: C;
  rows(view: ServerView): Iterable<InfoRow<C>> | Promise<Iterable<InfoRow<C>>>;
}

export function defineTable<const C extends InfoColumns>(table: InfoTable<C>): InfoTable<C> {
  return Object.freeze(table);
}
