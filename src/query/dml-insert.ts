/** INSERT and REPLACE: rows from VALUES or a query, through conversion and defaults, to the writer. */
import type { Database } from 'better-sqlite3';
import { SqlError, sqlError } from '../base/errors.js';
import { type Ok, ok } from '../base/result.js';
import { isInteger, type StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Insert, TableName } from '../parser/ast.js';
import { AutoIncrement } from './auto-increment.js';
import { createBinder } from './bind.js';
import { scopeOf, sourceOf } from './bind-from.js';
import type { Binder, Place } from './binder.js';
import type { Catalog, TableSource } from './catalog.js';
import { type Converter, converterFor, implicitDefault } from './convert.js';
import { roundHalfEven } from './convert-value.js';
import { Assigner, type BoundAssignment, bindAssignments } from './dml-assign.js';
import { columnIndex, defaultValue, equalStored, hasDefault, nullInNotNull } from './dml-columns.js';
import { specialNames } from './dml-names.js';
import type { Environment } from './environment.js';
import { compile } from './evaluate.js';
import { StatementReporter } from './reporter.js';
import { evaluateToValue, isStreamed, queryValues } from './run.js';
import { type Clause, type Scope, visibleColumns } from './scope.js';
import { DuplicateKey, NoPartition, type TableWriter } from './table-writer.js';
import { type BoundQuery, type Node, needsQuery, type Source } from './tree.js';
import { decodeValue, type Value } from './value.js';

/** A cell of VALUES; `default`: DEFAULT was written; `zero`: what a column has that nobody gives a value. */
export type Cell = Node | 'default' | 'zero';

export interface BoundInsert {
  readonly kind: 'Insert';
  readonly table: TableSource;
  readonly replace: boolean;
  readonly ignore: boolean;
  /** Positions of the columns that get values, in the order of the values. */
  readonly targets: readonly number[];
  readonly source:
    | {
        readonly kind: 'Values';
        readonly rows: readonly (readonly Cell[])[];
        /** The rows come from a file: what was wrong with the line of each. */
        readonly problems?: readonly (readonly SqlError[])[];
      }
    | { readonly kind: 'Query'; readonly query: BoundQuery };
  readonly onDuplicate: readonly BoundAssignment[];
  /** The table as expressions of the statement see it. */
  readonly self: Source;
}

function targetColumns(statement: Insert, columns: readonly Column[]): number[] {
  if (!statement.columns) return columns.map((_column, index) => index);
  const targets = statement.columns.map((name) => {
    const index = columnIndex(columns, name);
    if (index < 0) throw sqlError('ER_BAD_FIELD_ERROR', name, 'INSERT INTO');
    return index;
  });
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice !== undefined) throw sqlError('ER_FIELD_SPECIFIED_TWICE', columns[twice]?.name ?? '');
  return targets;
}

function bindRows(statement: Insert, width: number, place: Place, binder: Binder): BoundInsert['source'] {
  if (statement.source.kind === 'Query') {
    const query = binder.query(statement.source.query, undefined);
    if (query.items.length !== width) throw sqlError('ER_WRONG_VALUE_COUNT_ON_ROW', 1);
    return { kind: 'Query', query };
  }
  const rows = statement.source.rows.map((row, number) => {
    if (row.length !== width && row.length > 0) throw sqlError('ER_WRONG_VALUE_COUNT_ON_ROW', number + 1);
    if (row.length === 0 && statement.columns !== undefined && statement.columns.length > 0)
      throw sqlError('ER_WRONG_VALUE_COUNT_ON_ROW', number + 1);
    return row.map(
      (expr): Cell =>
        expr.kind === 'DefaultExpr' && expr.column === undefined ? 'default' : binder.expression(expr, place),
    );
  });
  return { kind: 'Values', rows };
}

/** Where the values of a statement that inserts are bound: they may name the table's columns. */
export function insertPlace(name: TableName, clause: Clause, catalog: Catalog, env: Environment) {
  const binder = createBinder(catalog, env);
  const table = catalog.table(name);
  const self = sourceOf(table, table.name, binder.nextId());
  const scope: Scope = scopeOf({ sources: [self], visible: visibleColumns(self, false) }, undefined, binder);
  const place: Place = { scope, clause, aggregates: false, special: specialNames(table, self, env) };
  return { binder, table, self, place };
}

/** Binds INSERT or REPLACE. */
export function bindInsert(statement: Insert, catalog: Catalog, env: Environment): BoundInsert {
  const { binder, table, self, place } = insertPlace(statement.table, 'VALUES', catalog, env);
  const targets = targetColumns(statement, table.columns);
  const source = bindRows(statement, targets.length, place, binder);
  const onDuplicate = bindAssignments(
    statement.onDuplicate,
    self,
    table.columns,
    { ...place, clause: 'SELECT' },
    binder,
  );
  return {
    kind: 'Insert',
    table,
    replace: statement.replace,
    ignore: statement.ignore,
    targets,
    source,
    onDuplicate,
    self,
  };
}

/** What an expression in VALUES sees of a column before its value is there. */
function startValue(column: Column, reporter: StatementReporter): StoredValue {
  return hasDefault(column) ? defaultValue(column, reporter) : implicitDefault(column.type);
}

/** Builds rows: defaults, conversions, AUTO_INCREMENT. */
class RowBuilder {
  readonly counter: AutoIncrement | undefined;
  private readonly insert: BoundInsert;
  private readonly reporter: StatementReporter;
  private readonly base: readonly StoredValue[];
  private missing: SqlError | undefined;
  /** Position of the AUTO_INCREMENT column; -1 without one. */
  private readonly automatic: number;
  /** Positions of the columns that the statement gives a value. */
  private readonly given: ReadonlySet<number>;
  /** NULL in a NOT NULL column is an error even without strict mode. */
  private readonly nullFails: boolean;

  constructor(insert: BoundInsert, reporter: StatementReporter, writer: TableWriter) {
    this.insert = insert;
    this.reporter = reporter;
    const { source, table, ignore } = insert;
    this.automatic = table.columns.findIndex((column) => column.autoIncrement);
    const counting = table.columns[this.automatic];
    const expected = source.kind === 'Values' ? source.rows.length : undefined;
    this.counter = counting && new AutoIncrement(counting, writer, expected);
    this.nullFails = source.kind === 'Values' && !source.problems && source.rows.length === 1 && !ignore;
    this.given = new Set(source.kind === 'Values' && source.rows[0]?.length === 0 ? [] : insert.targets);
    this.base = table.columns.map((column, index) =>
      this.given.has(index) ? startValue(column, reporter) : this.listedDefault(column),
    );
    if (this.missing) throw this.missing;
  }

  /** Every column that lacks a default is listed; the first of them ends the statement. */
  private listedDefault(column: Column): StoredValue {
    try {
      return defaultValue(column, this.reporter);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.missing ??= error;
      this.reporter.env.warn('Error', error);
      return null;
    }
  }

  start(): StoredValue[] {
    return [...this.base];
  }

  /** DEFAULT as a cell. */
  defaultOf(column: Column): StoredValue {
    if (column.autoIncrement) return implicitDefault(column.type);
    if (!hasDefault(column)) throw sqlError('ER_NO_DEFAULT_FOR_FIELD', column.name);
    return defaultValue(column, this.reporter);
  }

  put(row: StoredValue[], index: number, column: Column, value: Value, convert: Converter): void {
    if (value !== null) row[index] = convert(value, this.reporter);
    else if (column.nullable || column.autoIncrement) row[index] = null;
    else row[index] = nullInNotNull(column, this.reporter, this.nullFails);
  }

  /** Gives the AUTO_INCREMENT column its number; false: IGNORE passes over the row, there is no number for it. */
  finish(row: StoredValue[]): boolean {
    try {
      this.count(row);
      return true;
    } catch (error) {
      if (!this.insert.ignore || !(error instanceof SqlError)) throw error;
      this.reporter.env.warn('Warning', error);
      return false;
    }
  }

  private count(row: StoredValue[]): void {
    const { automatic: index, counter } = this;
    const column = this.insert.table.columns[index];
    if (!column || !counter) return;
    const value = decodeValue(row[index] ?? null, column.type);
    const keepsZero = this.reporter.env.sqlMode.has('NO_AUTO_VALUE_ON_ZERO');
    const given = this.given.has(index) && row[index] !== null;
    if (value === null || (isZero(value) && !(keepsZero && given))) {
      const next = counter.take(this.reporter);
      const number = isInteger(column.type) ? next : Number(next);
      row[index] = converterFor({ name: 'BIGINT', unsigned: true, zerofill: false, width: 20 }, column)(
        number,
        this.reporter,
      );
    } else if (typeof value === 'bigint') {
      counter.note(value);
    } else if (typeof value === 'number' && value > 0) {
      counter.note(BigInt(roundHalfEven(value)));
    }
  }
}

const isSameRow = (left: readonly StoredValue[], right: readonly StoredValue[]): boolean =>
  right.every((value, index) => equalStored(value, left[index] ?? null));

const isZero = (value: Value): boolean => value === 0n || value === 0;

/** Counts of a running statement. */
interface Counts {
  records: number;
  affected: number;
  duplicates: number;
}

class Inserter {
  readonly counts: Counts = { records: 0, affected: 0, duplicates: 0 };
  private readonly insert: BoundInsert;
  private readonly reporter: StatementReporter;
  private readonly writer: TableWriter;
  private readonly assigner: Assigner | undefined;

  constructor(insert: BoundInsert, reporter: StatementReporter, writer: TableWriter) {
    this.insert = insert;
    this.reporter = reporter;
    this.writer = writer;
    const { columns } = insert.table;
    const slotOf = (node: Node): number | undefined => {
      if (node.kind === 'Parameter') return node.slot;
      return node.kind === 'Column' && node.source === insert.self ? node.index : undefined;
    };
    if (insert.onDuplicate.length > 0) this.assigner = new Assigner(insert.onDuplicate, columns, reporter, slotOf);
  }

  /** A row that IGNORE passes over. */
  skip(): void {
    this.counts.records++;
    this.counts.duplicates++;
  }

  write(row: readonly StoredValue[]): void {
    this.counts.records++;
    for (;;) {
      try {
        this.writer.insert(row);
        this.counts.affected++;
        return;
      } catch (conflict) {
        if (!(conflict instanceof DuplicateKey || conflict instanceof NoPartition)) throw conflict;
        if (!this.resolve(conflict, row)) return;
      }
    }
  }

  /** Deals with a row that is in the way; true: the new row is to be tried again. */
  private resolve(conflict: DuplicateKey | NoPartition, row: readonly StoredValue[]): boolean {
    if (conflict instanceof NoPartition) return this.passOver(conflict.error);
    if (this.assigner) {
      this.updateExisting(this.assigner, conflict, row);
      return false;
    }
    if (this.insert.replace) {
      if (conflict.isLast && isSameRow(conflict.row, row)) {
        this.counts.affected++;
        return false;
      }
      this.writer.remove(conflict.key, conflict.row);
      this.counts.affected++;
      this.counts.duplicates++;
      return true;
    }
    return this.passOver(sqlError('ER_DUP_ENTRY', conflict.entry, conflict.index));
  }

  private passOver(error: SqlError): false {
    if (!this.insert.ignore) throw error;
    this.counts.duplicates++;
    this.reporter.env.warn('Warning', error);
    return false;
  }

  private updateExisting(assigner: Assigner, conflict: DuplicateKey, row: readonly StoredValue[]): void {
    const fresh = this.insert.table.columns.map((column, index) => decodeValue(row[index] ?? null, column.type));
    const after = assigner.apply(conflict.row, fresh, this.reporter);
    if (after === conflict.row || isSameRow(conflict.row, after)) return;
    try {
      this.writer.update(conflict.key, conflict.row, after);
    } catch (second) {
      if (!(second instanceof DuplicateKey)) throw second;
      throw sqlError('ER_DUP_ENTRY', second.entry, second.index);
    }
    this.counts.affected += 2;
    this.counts.duplicates++;
  }
}

function insertValues(
  database: Database,
  insert: BoundInsert,
  { rows, problems }: Extract<BoundInsert['source'], { kind: 'Values' }>,
  builder: RowBuilder,
  inserter: Inserter,
  reporter: StatementReporter,
): void {
  const { table, targets, self } = insert;
  const slotOf = (node: Node): number | undefined =>
    node.kind === 'Column' && node.source === self ? node.index : undefined;
  const holder = { current: reporter.env };
  const evaluate = (node: Node, row: readonly StoredValue[]): Value => {
    if (node.kind === 'Constant') return node.value;
    if (needsQuery(node)) return evaluateToValue(database, node, reporter.env);
    return compile(node, holder, slotOf)(slotsOf(row, table));
  };
  for (const [number, cells] of rows.entries()) {
    reporter.row = number + 1;
    for (const problem of problems?.[number] ?? []) reporter.problem(problem);
    const row = builder.start();
    for (const [position, cell] of cells.entries()) {
      const index = targets[position] ?? 0;
      const column = table.columns[index];
      if (!column) continue;
      if (cell === 'default') row[index] = builder.defaultOf(column);
      else if (cell === 'zero') row[index] = implicitDefault(column.type);
      else builder.put(row, index, column, evaluate(cell, row), converterFor(cell.type, column));
    }
    if (builder.finish(row)) inserter.write(row);
    else inserter.skip();
  }
}

const slotsOf = (row: readonly StoredValue[], table: TableSource): Value[] =>
  table.columns.map((column, index) => decodeValue(row[index] ?? null, column.type));

function insertQuery(
  database: Database,
  insert: BoundInsert,
  query: BoundQuery,
  builder: RowBuilder,
  inserter: Inserter,
  reporter: StatementReporter,
): void {
  const targets = insert.targets.flatMap((index, position) => {
    const column = insert.table.columns[index];
    const type = query.items[position]?.node.type;
    return column && type ? [{ index, column, convert: converterFor(type, column) }] : [];
  });
  const values = queryValues(database, query, reporter.env);
  // SQLite cannot write while it reads.
  const rows = isStreamed(query) ? values : [...values];
  let number = 0;
  for (const cells of rows) {
    reporter.row = ++number;
    const row = builder.start();
    for (const [position, { index, column, convert }] of targets.entries()) {
      builder.put(row, index, column, cells[position] ?? null, convert);
    }
    if (builder.finish(row)) inserter.write(row);
    else inserter.skip();
  }
}

/** Runs a bound INSERT or REPLACE. */
export function runInsert(database: Database, insert: BoundInsert, writer: TableWriter, env: Environment): Ok {
  const reporter = new StatementReporter(env, insert.table, insert.ignore);
  const builder = new RowBuilder(insert, reporter, writer);
  const inserter = new Inserter(insert, reporter, writer);
  const { source } = insert;
  try {
    if (source.kind === 'Values') insertValues(database, insert, source, builder, inserter, reporter);
    else insertQuery(database, insert, source.query, builder, inserter, reporter);
  } finally {
    // A number that was given away stays given away, even if the statement fails.
    if (builder.counter?.firstGenerated !== undefined) env.setLastInsertId(builder.counter.firstGenerated);
  }
  const { affected } = inserter.counts;
  return ok(
    affected,
    infoOf(insert, inserter.counts, reporter.warnings),
    builder.counter?.firstGenerated ?? builder.counter?.lastExplicit ?? 0n,
  );
}

function infoOf({ source, replace }: BoundInsert, { records, duplicates }: Counts, warnings: number): string {
  if (source.kind === 'Query' || (!source.problems && source.rows.length > 1))
    return `Records: ${records}  Duplicates: ${duplicates}  Warnings: ${warnings}`;
  if (!source.problems) return '';
  const [deleted, skipped] = replace ? [duplicates, 0] : [0, duplicates];
  return `Records: ${records}  Deleted: ${deleted}  Skipped: ${skipped}  Warnings: ${warnings}`;
}
