/** The contract between the server and a plugin that adds a table to information_schema. */
import type { SqlType, StoredValue } from '../base/types.js';

/** A column as the server shows it. `showName` is its heading in SHOW; null leaves the column out there. */
export interface PluginTableColumn {
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly showName?: string | null;
}

/** Who reads the table, and how. */
export interface TableReader {
  /** SHOW <name>, not SELECT. */
  readonly show: boolean;
  has(privilege: string): boolean;
  /** Raises 1227 when the session lacks the privilege. */
  require(privilege: string): void;
}

/** What an INFORMATION SCHEMA plugin gives to the server: a table of its own name. */
export interface InformationSchemaTable {
  readonly columns: Readonly<Record<string, PluginTableColumn>>;
  /** The rows as they are now, values in the order of `columns`. */
  rows(reader: TableReader): Iterable<readonly StoredValue[]> | Promise<Iterable<readonly StoredValue[]>>;
  /** True: SHOW <name> lists the table. */
  readonly show?: boolean;
  /** FLUSH <name>; a table without it can not be flushed. */
  reset?(): Promise<void> | void;
  stop?(): Promise<void> | void;
}
