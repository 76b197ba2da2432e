/** `column = expression` lists: UPDATE's SET and ON DUPLICATE KEY UPDATE. */
import { sqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { SetColumn } from '../parser/ast.js';
import type { Binder, Place } from './binder.js';
import type { TableSource } from './catalog.js';
import { type Converter, converterFor } from './convert.js';
import {
  columnIndex,
  defaultValue,
  equalStored,
  hasDefault,
  isComputed,
  nowFor,
  nullInNotNull,
} from './dml-columns.js';
import { compile, type Evaluate, type SlotOf } from './evaluate.js';
import type { Reporter, StatementReporter } from './reporter.js';
import { generatedIgnored, type RowRules } from './row-rules.js';
import { names } from './scope.js';
import { type Node, needsQuery, type Source } from './tree.js';
import { decodeValue, type Value } from './value.js';

/** One bound assignment; `default`: DEFAULT was written. */
export interface BoundAssignment {
  readonly index: number;
  readonly node: Node | 'default';
}

/** The column that an assignment names; 1054 for an unknown one. */
function targetOf({ column }: SetColumn, source: Source, columns: readonly Column[], clause: 'SET' | 'SELECT'): number {
  const own = column.table === undefined || names(source, column.table, column.db);
  const index = own ? columnIndex(columns, column.name) : -1;
  if (index >= 0) return index;
  const path = [column.db, column.table, column.name].filter((part) => part !== undefined);
  throw sqlError('ER_BAD_FIELD_ERROR', path.join('.'), clause);
}

/** Binds the assignments of a list. */
export function bindAssignments(
  set: readonly SetColumn[],
  source: Source,
  columns: readonly Column[],
  place: Place,
  binder: Binder,
): BoundAssignment[] {
  return set.map((one) => {
    const index = targetOf(one, source, columns, place.clause === 'SET' ? 'SET' : 'SELECT');
    const bare = one.value.kind === 'DefaultExpr' && one.value.column === undefined;
    const column = columns[index];
    if (bare && column && !hasDefault(column)) throw sqlError('ER_NO_DEFAULT_FOR_FIELD', column.name);
    return { index, node: bare ? 'default' : binder.expression(one.value, place) };
  });
}

interface Step {
  readonly column: Column;
  readonly index: number;
  /** undefined: DEFAULT. */
  readonly evaluate?: Evaluate;
  readonly convert?: Converter;
}

/**
 * A list of assignments ready to run. They run in their order, and each sees what those before it have assigned.
 * Slots: the row's columns first, then whatever the statement has put behind them.
 */
export class Assigner {
  private readonly columns: readonly Column[];
  private readonly steps: readonly Step[];
  private readonly assigned: ReadonlySet<number>;
  private readonly rules: RowRules | undefined;
  /** Columns that get a default which is an expression. */
  private readonly computed: ReadonlySet<number>;

  constructor(
    assignments: readonly BoundAssignment[],
    table: TableSource,
    reporter: Reporter,
    slotOf: SlotOf,
    rules: RowRules | undefined,
  ) {
    const { columns } = table;
    this.columns = columns;
    this.rules = rules;
    this.computed = new Set(
      assignments.flatMap(({ index, node }) =>
        node === 'default' && columns[index] && isComputed(columns[index]) ? [index] : [],
      ),
    );
    this.assigned = new Set(assignments.map(({ index }) => index));
    this.steps = assignments.flatMap(({ index, node }) => {
      const column = columns[index];
      if (!column) return [];
      if (column.generated) {
        if (node !== 'default') reporter.problem(generatedIgnored(column, table.name));
        return [];
      }
      if (node === 'default') return [{ column, index }];
      return [
        {
          column,
          index,
          evaluate: compile(node, { current: reporter.env }, slotOf),
          convert: converterFor(node.type, column),
        },
      ];
    });
  }

  /** The row after the assignments, or the same row when nothing changed. */
  apply(before: readonly StoredValue[], more: readonly Value[], reporter: StatementReporter): readonly StoredValue[] {
    const after = [...before];
    const slots = [...this.columns.map((column, index) => decodeValue(before[index] ?? null, column.type)), ...more];
    for (const step of this.steps) {
      const stored = this.compute(step, slots, reporter);
      after[step.index] = stored;
      slots[step.index] = decodeValue(stored, step.column.type);
    }
    return this.completed(before, after, reporter);
  }

  /** What each of the columns gets, computed from values that no assignment changes. */
  values(slots: readonly Value[], reporter: StatementReporter): readonly StoredValue[] {
    return this.steps.map((step) => this.compute(step, slots, reporter));
  }

  /** The row with these values, or the same row when nothing changed. */
  put(
    before: readonly StoredValue[],
    values: readonly StoredValue[],
    reporter: StatementReporter,
  ): readonly StoredValue[] {
    const after = [...before];
    for (const [at, { index }] of this.steps.entries()) after[index] = values[at] ?? null;
    return this.completed(before, after, reporter);
  }

  private completed(
    before: readonly StoredValue[],
    after: StoredValue[],
    reporter: StatementReporter,
  ): readonly StoredValue[] {
    this.rules?.complete(after, this.computed);
    const changed = this.steps.some(({ index }) => !equalStored(before[index] ?? null, after[index] ?? null));
    if (!changed) return before;
    for (const [index, column] of this.columns.entries()) {
      if (column.onUpdateNow && !this.assigned.has(index)) after[index] = nowFor(column, reporter);
    }
    return after;
  }

  private compute(
    { column, evaluate, convert }: Step,
    slots: readonly Value[],
    reporter: StatementReporter,
  ): StoredValue {
    if (!evaluate || !convert) {
      return defaultValue(column, reporter);
    }
    const value = evaluate(slots);
    if (value !== null) return convert(value, reporter);
    return column.nullable ? null : nullInNotNull(column, reporter, false);
  }
}

/** The parts of the assignments that only SQLite can compute. */
export const queriedNodes = (assignments: readonly BoundAssignment[]): Node[] =>
  assignments.flatMap(({ node }) => (node !== 'default' && needsQuery(node) ? [node] : []));
