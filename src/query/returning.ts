/** RETURNING: what a statement tells of the rows that it writes. */
import type { Database } from 'better-sqlite3';
import { sqlError } from '../base/errors.js';
import type { Cell, Rows } from '../base/result.js';
import type { StoredValue } from '../base/types.js';
import type { SelectItem } from '../parser/ast.js';
import { bindItems } from './bind-select.js';
import type { Binder, Place } from './binder.js';
import type { TableSource } from './catalog.js';
import { cellFormatter, valueFormatter } from './cells.js';
import type { Environment } from './environment.js';
import { compile, type Evaluate } from './evaluate.js';
import { describeColumn, evaluateToValue } from './run.js';
import type { Scope } from './scope.js';
import { type Node, needsQuery, type ResultItem, type Source } from './tree.js';
import { decodeValue } from './value.js';

/** The items of a RETURNING clause. Errors: 1054, 1111. */
export function bindReturning(items: readonly SelectItem[], scope: Scope, binder: Binder): ResultItem[] {
  const place: Place = { scope, clause: 'RETURNING', aggregates: false };
  return bindItems(items, place, binder);
}

export function returnedRows(items: readonly ResultItem[], rows: Rows['rows']): Rows {
  return { kind: 'rows', columns: items.map(describeColumn), rows };
}

/** Items that a query has computed beside the rows of the table, from `first` on. */
export function queriedCells(items: readonly ResultItem[], first: number): (row: readonly StoredValue[]) => Cell[] {
  const formatters = items.map(({ node }) => cellFormatter(node));
  return (row) => formatters.map((format, index) => format(row[first + index] ?? null));
}

/** Rows as they are inserted. Subqueries are computed apart, so they cannot look at the row. Error: 1235. */
export class InsertedRows {
  readonly rows: Cell[][] = [];
  private readonly table: TableSource;
  private readonly columns: readonly ((row: readonly StoredValue[]) => Cell)[];

  constructor(items: readonly ResultItem[], self: Source, table: TableSource, database: Database, env: Environment) {
    this.table = table;
    const slotOf = (node: Node): number | undefined =>
      node.kind === 'Column' && node.source === self ? node.index : undefined;
    this.columns = items.map(({ node }) => {
      const format = valueFormatter(node);
      const evaluate = evaluator(node, self, slotOf, database, env);
      return (row) => format(evaluate(this.valuesOf(row)));
    });
  }

  add(row: readonly StoredValue[]): void {
    this.rows.push(this.columns.map((cell) => cell(row)));
  }

  private valuesOf(row: readonly StoredValue[]) {
    return this.table.columns.map(({ type }, index) => decodeValue(row[index] ?? null, type));
  }
}

function evaluator(
  node: Node,
  self: Source,
  slotOf: (node: Node) => number | undefined,
  database: Database,
  env: Environment,
): Evaluate {
  if (!needsQuery(node)) return compile(node, { current: env }, slotOf);
  if (mentions(node, self, new Set())) throw sqlError('ER_NOT_SUPPORTED_YET', 'a subquery with columns in RETURNING');
  return () => evaluateToValue(database, node, env);
}

/** Does any part, subqueries included, read a column of the source? */
function mentions(part: unknown, self: Source, seen: Set<object>): boolean {
  if (typeof part !== 'object' || part === null || part instanceof Uint8Array || seen.has(part)) return false;
  seen.add(part);
  if ('kind' in part && part.kind === 'Column' && 'source' in part && part.source === self) return true;
  return Object.values(part).some((one) => mentions(one, self, seen));
}
