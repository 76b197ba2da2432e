/**
 * What a table computes and asks of its rows: generated columns, defaults that are expressions, CHECK constraints.
 *
 * A stored generated column is computed when its row is written. A virtual one is in no row: its name stands for its
 * expression wherever a statement reads it.
 */
import { type SqlError, sqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Expr } from '../parser/ast.js';
import type { Binder, Place } from './binder.js';
import type { TableSource } from './catalog.js';
import { type Converter, converterFor } from './convert.js';
import { compile, type Evaluate } from './evaluate.js';
import { convertTo } from './functions/cast.js';
import { truthOf } from './functions/comparison.js';
import { dependsOnMode } from './mode-dependency.js';
import type { Reporter } from './reporter.js';
import { type Clause, type Visible, visibleColumns } from './scope.js';
import { childrenOf, type Node, type Source } from './tree.js';
import { decodeValue, type Value } from './value.js';

/** The columns of a table under their names; a virtual one is its expression. */
export function tableColumns(source: Source, table: TableSource, binder: Binder): Visible[] {
  const visible = visibleColumns(source, false).slice(0, table.columns.length);
  for (const { column, expr, stored } of table.rules?.generated ?? []) {
    const own = visible[column];
    const type = source.columns[column]?.type;
    if (stored || !own || !type) continue;
    const place = placeOf(source, visible, binder, 'GENERATED ALWAYS AS');
    visible[column] = { ...own, node: convertTo(binder.expression(expr, place), type) };
  }
  return visible;
}

const placeOf = (source: Source, visible: readonly Visible[], binder: Binder, clause: Clause = 'SELECT'): Place => ({
  scope: { sources: [source], visible, aliases: [], database: binder.env.database },
  clause,
  aggregates: false,
});

interface BoundColumn {
  readonly column: number;
  readonly node: Node;
}

/** The rules of a table with their names bound. */
export interface BoundRules {
  readonly self: Source;
  readonly stored: readonly BoundColumn[];
  readonly defaults: readonly BoundColumn[];
  readonly checks: readonly { readonly name: string; readonly node: Node; readonly error?: SqlError | undefined }[];
}

/** Binds the rules of the table that a statement writes to. */
export function bindRules(table: TableSource, self: Source, binder: Binder): BoundRules | undefined {
  const { rules } = table;
  if (!rules) return undefined;
  const place = placeOf(self, tableColumns(self, table, binder), binder);
  const bound = ({ column, expr }: { column: number; expr: Expr }): BoundColumn => ({
    column,
    node: binder.expression(expr, place),
  });
  return {
    self,
    stored: rules.generated.filter(({ stored }) => stored).map(bound),
    defaults: rules.defaults.map(bound),
    checks: rules.checks.map(({ name, expr, error }) => ({
      name,
      error,
      node: truthOf(binder.expression(expr, place)),
    })),
  };
}

/**
 * Binds the rules of a new definition only to see that they can be. `indexed` are the columns in its indexes.
 * Errors: 1054, 1901.
 */
export function validateRules(table: TableSource, indexed: ReadonlySet<number>, self: Source, binder: Binder): void {
  const visible = tableColumns(self, table, binder);
  const bound = (expr: Expr, clause: Clause): Node => binder.expression(expr, placeOf(self, visible, binder, clause));
  // The number is not known yet when a row is computed and checked.
  const stays = (expr: Expr, clause: Clause): void => {
    const column = autoIncrementIn(bound(expr, clause), table);
    if (column) throw sqlError('ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED', 'AUTO_INCREMENT', clause, column.name);
  };
  for (const { column, expr, stored } of table.rules?.generated ?? []) {
    const node = bound(expr, 'GENERATED ALWAYS AS');
    if (stored) stays(expr, 'GENERATED ALWAYS AS');
    const moving = stored ? movingPart(node) : undefined;
    if (!moving) continue;
    const name = table.columns[column]?.name ?? '';
    throw sqlError('ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED', `${moving}()`, 'GENERATED ALWAYS AS', name);
  }
  refuseModes(table, indexed, (expr) => bound(expr, 'GENERATED ALWAYS AS'));
  for (const { expr } of table.rules?.defaults ?? []) stays(expr, 'DEFAULT');
  for (const { expr } of table.rules?.checks ?? []) stays(expr, 'CHECK');
}

/** Error 1901 for a column that is stored or indexed and would have another value under another sql_mode. */
function refuseModes(table: TableSource, indexed: ReadonlySet<number>, bind: (expr: Expr) => Node): void {
  for (const { column: index, expr, stored } of table.rules?.generated ?? []) {
    const column = table.columns[index];
    if (!column?.generated || !(stored || indexed.has(index)) || !dependsOnMode(expr, column.type, bind)) continue;
    const { generated, name } = column;
    throw sqlError('ER_GENERATED_COLUMN_FUNCTION_IS_NOT_ALLOWED', generated.expr, 'GENERATED ALWAYS AS', name);
  }
}

/** The AUTO_INCREMENT column that an expression reads. */
function autoIncrementIn(node: Node, table: TableSource): Column | undefined {
  const column = node.kind === 'Column' ? table.columns[node.index] : undefined;
  if (column?.autoIncrement) return column;
  return childrenOf(node)
    .map((child) => autoIncrementIn(child, table))
    .find((found) => found !== undefined);
}

/** The function in an expression that may give another value each time. */
function movingPart(node: Node): string | undefined {
  if (node.kind !== 'Apply') return undefined;
  if (!node.function.deterministic) return node.function.name;
  return node.args.map(movingPart).find((name) => name !== undefined);
}

interface Computed {
  readonly index: number;
  readonly column: Column;
  readonly evaluate: Evaluate;
  readonly convert: Converter;
}

/** The rules of a statement under way. */
export class RowRules {
  private readonly columns: readonly Column[];
  private readonly reporter: Reporter;
  private readonly stored: readonly Computed[];
  private readonly defaults: readonly Computed[];
  private readonly checks: readonly { readonly error: SqlError; readonly holds: Evaluate }[];

  constructor(table: TableSource, { self, stored, defaults, checks }: BoundRules, reporter: Reporter) {
    this.columns = table.columns;
    this.reporter = reporter;
    const holder = { current: reporter.env };
    const slotOf = (node: Node) => (node.kind === 'Column' && node.source === self ? node.index : undefined);
    const computed = ({ column: index, node }: BoundColumn): Computed[] => {
      const column = table.columns[index];
      if (!column) return [];
      return [{ index, column, evaluate: compile(node, holder, slotOf), convert: converterFor(node.type, column) }];
    };
    this.stored = stored.flatMap(computed);
    this.defaults = defaults.flatMap(computed);
    this.checks = checks.map(({ name, node, error }) => ({
      error: error ?? sqlError('ER_CONSTRAINT_FAILED', name, table.db, table.name),
      holds: compile(node, holder, slotOf),
    }));
  }

  /** Puts in the defaults of these columns, in order, and the stored generated columns. */
  complete(row: StoredValue[], missing: ReadonlySet<number>): void {
    const slots = this.slots(row);
    for (const one of [...this.defaults.filter(({ index }) => missing.has(index)), ...this.stored]) {
      const value = one.evaluate(slots);
      row[one.index] = value === null ? this.nullIn(one.column) : one.convert(value, this.reporter);
      slots[one.index] = decodeValue(row[one.index] ?? null, one.column.type);
    }
  }

  /** Error: 4025 for the first constraint that the row does not keep. */
  check(row: readonly StoredValue[]): void {
    if (this.checks.length === 0) return;
    const slots = this.slots(row);
    for (const { error, holds } of this.checks) {
      const truth = holds(slots);
      if (truth === 0n || truth === 0) throw error;
    }
  }

  private nullIn({ nullable, name }: Column): null {
    if (!nullable) throw sqlError('ER_BAD_NULL_ERROR', name);
    return null;
  }

  private slots(row: readonly StoredValue[]): Value[] {
    return this.columns.map(({ type }, index) => decodeValue(row[index] ?? null, type));
  }
}

/** 1906: a generated column takes no value. */
export const generatedIgnored = (column: Column, table: string) =>
  sqlError('ER_WARNING_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN', column.name, table);
