/** Tables as the binder sees them: columns with types, and where SQLite has the rows. */

import type { SqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Expr, Query, TableName } from '../parser/ast.js';

/** What a table computes and asks of its rows. Columns are positions. */
export interface TableRules {
  readonly generated: readonly { readonly column: number; readonly expr: Expr; readonly stored: boolean }[];
  readonly defaults: readonly { readonly column: number; readonly expr: Expr }[];
  /** By the name that error 4025 shows. */
  readonly checks: readonly { readonly name: string; readonly expr: Expr; readonly error?: SqlError }[];
}

/** A way to rows by the values of some columns. */
export interface TableIndex {
  /** The columns whose values its keys begin with, in order. */
  readonly columns: readonly number[];
  /** No two rows have equal values, none of them NULL, in all of the columns. */
  readonly unique: boolean;
  /** What stands in FROM so that SQLite uses it. */
  readonly from: string;
  /** The key of a row, in SQL. */
  readonly keySql: string;
  /**
   * The keys of rows whose first columns have values from `low` to `high`, in stored form: up to but not including `to`.
   * Both begin with the same values, and one of them, or both, has one more; what is not there is no limit.
   */
  range(low: readonly StoredValue[], high: readonly StoredValue[]): { from: Uint8Array; to: Uint8Array | undefined };
}

export interface TableSource {
  /** The database as it is spelled in the dictionary. */
  readonly db: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** The name of each column in SQLite, quoted: `"c0"`. */
  readonly columnSql: readonly string[];
  /** What stands in SQLite's FROM: a quoted table name. */
  readonly from: string;
  /** The column, beside `columns`, that tells rows apart when nothing else does: `rowid` or a hidden key. */
  readonly rowKeySql?: string;
  /** Other ways to its rows than `rowKeySql`. */
  readonly indexes?: () => readonly TableIndex[];
  /** Columns that decide where a row is kept: those of the primary key and of the partitioning. */
  readonly keyColumns?: readonly number[];
  /** undefined where the table has none. */
  readonly rules?: TableRules | undefined;
  /** Rows of `seq_N_to_M_step_S` are not stored but counted. */
  readonly sequence?: Sequence;
}

/** The numbers from `first` to `last` with a distance of `step` (negative: downwards). */
export interface Sequence {
  readonly first: bigint;
  readonly last: bigint;
  readonly step: bigint;
}

/** A view: its query names every table with its database. */
export interface ViewSource {
  readonly db: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
  /** Rows can be changed through it. */
  readonly updatable: boolean;
}

export interface Catalog {
  /** The view of that name, if it is one. */
  view?(name: TableName): ViewSource | undefined;
  /** The table of that name; throws 1046, 1049, 1146 or 1109 as the server does. */
  table(name: TableName): TableSource;
}

const SEQUENCE = /^seq_(\d+)_to_(\d+)(?:_step_(\d+))?$/i;

/** The sequence table of that name; undefined for every other name. */
export function sequenceTable(db: string, name: string): TableSource | undefined {
  const match = SEQUENCE.exec(name);
  if (!match) return undefined;
  const [, from = '0', to = '0', by = '1'] = match;
  const [first, end, distance] = [BigInt(from), BigInt(to), BigInt(by)];
  if (distance === 0n) return undefined;
  const step = first <= end ? distance : -distance;
  const last = first + ((end - first) / step) * step;
  return { db, name, columns: [SEQUENCE_COLUMN], columnSql: ['"seq"'], from: '', sequence: { first, last, step } };
}

const SEQUENCE_COLUMN: Column = {
  name: 'seq',
  type: { name: 'BIGINT', unsigned: true, zerofill: false, width: 20 },
  nullable: false,
  onUpdateNow: false,
  autoIncrement: false,
  comment: '',
};
