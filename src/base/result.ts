/**
 * What a statement answers, as plain data: the same value crosses a worker's message port, becomes a table on
 * a terminal, a `.result` file or wire packets. Nothing here knows how it will be shown.
 */
import type { SqlType } from './types.js';

/** One value as MariaDB's text protocol sends it; binary strings stay bytes. */
export type Cell = string | Uint8Array | null;

/** What a client is told about a column of a result set. */
export interface ResultColumn {
  /** The label: an alias, or the expression as it was typed. */
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Where the column comes from; empty strings for an expression. */
  readonly db: string;
  readonly table: string;
  readonly orgTable: string;
  readonly orgName: string;
}

/** A result set. */
export interface Rows {
  readonly kind: 'rows';
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** What FOUND_ROWS() counts, where that is not the number of rows. */
  readonly foundRows?: number;
}

/** Success without a result set. */
export interface Ok {
  readonly kind: 'ok';
  readonly affectedRows: number;
  readonly insertId: bigint;
  /** `Records: 2  Duplicates: 0  Warnings: 0` and the like; empty for most statements. */
  readonly info: string;
}

/** What a command returns. */
export type Result = Rows | Ok;

/** The error that ended a statement. */
export interface Failure {
  readonly kind: 'error';
  readonly errno: number;
  readonly sqlstate: string;
  readonly message: string;
}

/** What the client sees of one statement. `warningCount` is the number of conditions in its diagnostics area. */
export type Outcome = (Rows | Ok | Failure) & { readonly warningCount: number };

export type ConditionLevel = 'Note' | 'Warning' | 'Error';

/** One row of SHOW WARNINGS. */
export interface Condition {
  readonly level: ConditionLevel;
  readonly errno: number;
  readonly sqlstate: string;
  readonly message: string;
}

export function ok(affectedRows = 0, info = '', insertId = 0n): Ok {
  return { kind: 'ok', affectedRows, insertId, info };
}

/** A result set of expressions: its columns belong to no table. */
export function rowsResult(
  columns: readonly (readonly [name: string, type: SqlType])[],
  rows: readonly (readonly Cell[])[],
): Rows {
  return {
    kind: 'rows',
    columns: columns.map(([name, type]) => ({
      name,
      type,
      nullable: false,
      db: '',
      table: '',
      orgTable: '',
      orgName: '',
    })),
    rows,
  };
}
