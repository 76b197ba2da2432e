/** INSERT and REPLACE: rows from VALUES or a query, through conversion and defaults, to the writer. */
import type { Database } from 'better-sqlite3';
import { SqlError, sqlError } from '../base/errors.js';
import { type Ok, ok, type Rows } from '../base/result.js';
import type { StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Insert, TableName } from '../parser/ast.js';
import { createBinder } from './bind.js';
import { scopeOf, sourceOf } from './bind-from.js';
import type { Binder, Place } from './binder.js';
import type { Catalog, TableSource } from './catalog.js';
import { converterFor, implicitDefault } from './convert.js';
import { Assigner, type BoundAssignment, bindAssignments } from './dml-assign.js';
import { columnIndex, equalStored } from './dml-columns.js';
import { specialNames } from './dml-names.js';
import type { Environment } from './environment.js';
import { compile } from './evaluate.js';
import { StatementReporter } from './reporter.js';
import { bindReturning, InsertedRows, returnedRows } from './returning.js';
import { RowBuilder } from './row-builder.js';
import { type BoundRules, bindRules, RowRules, tableColumns } from './row-rules.js';
import { evaluateToValue, isStreamed, queryValues } from './run.js';
import type { Clause, Scope } from './scope.js';
import { DuplicateKey, isForeignKeyError, NoPartition, type TableWriter } from './table-writer.js';
import { type BoundQuery, type Node, needsQuery, type ResultItem, type Source } from './tree.js';
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
  readonly rules: BoundRules | undefined;
  readonly returning?: readonly ResultItem[];
}

function targetColumns(statement: Insert, columns: readonly Column[]): number[] {
  if (!statement.columns || statement.columns.length === 0)
    return columns.flatMap(({ invisible }, index) => (invisible ? [] : [index]));
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
  const scope: Scope = scopeOf({ sources: [self], visible: tableColumns(self, table, binder) }, undefined, binder);
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
    rules: bindRules(table, self, binder),
    ...(statement.returning && { returning: bindReturning(statement.returning, place.scope, binder) }),
  };
}

const isSameRow = (left: readonly StoredValue[], right: readonly StoredValue[]): boolean =>
  right.every((value, index) => equalStored(value, left[index] ?? null));

/** ER_VIEW_CHECK_FAILED. */
const CHECK_OPTION = 1369;

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
  private readonly rules: RowRules | undefined;
  private readonly returned: InsertedRows | undefined;

  constructor(
    insert: BoundInsert,
    reporter: StatementReporter,
    writer: TableWriter,
    rules: RowRules | undefined,
    returned: InsertedRows | undefined,
  ) {
    this.returned = returned;
    this.rules = rules;
    this.insert = insert;
    this.reporter = reporter;
    this.writer = writer;
    const slotOf = (node: Node): number | undefined => {
      if (node.kind === 'Parameter') return node.slot;
      return node.kind === 'Column' && node.source === insert.self ? node.index : undefined;
    };
    if (insert.onDuplicate.length > 0)
      this.assigner = new Assigner(insert.onDuplicate, insert.table, reporter, slotOf, rules);
  }

  /** A row that IGNORE passes over. */
  skip(): void {
    this.counts.records++;
    this.counts.duplicates++;
  }

  /** False: IGNORE has passed over the row. */
  write(row: readonly StoredValue[]): boolean {
    this.counts.records++;
    if (!this.keepsRules(row)) return false;
    for (;;) {
      try {
        this.writer.insert(row);
        this.writer.triggers?.after('INSERT', undefined, row);
        this.counts.affected++;
        this.returned?.add(row);
        return true;
      } catch (conflict) {
        if (isForeignKeyError(conflict)) return this.passOver(conflict);
        if (!(conflict instanceof DuplicateKey || conflict instanceof NoPartition)) throw conflict;
        if (!this.resolve(conflict, row)) return this.assigner !== undefined || this.insert.replace;
      }
    }
  }

  /** False: the row breaks a constraint, and IGNORE passes over it. */
  private keepsRules(row: readonly StoredValue[]): boolean {
    try {
      this.rules?.check(row);
      return true;
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const skipped = this.passOver(error);
      if (error.errno === CHECK_OPTION) this.uncount();
      return skipped;
    }
  }

  /** A row that a view refuses is none. */
  private uncount(): void {
    this.counts.records--;
    this.counts.duplicates--;
  }

  /** Deals with a row that is in the way; true: the new row is to be tried again. */
  private resolve(conflict: DuplicateKey | NoPartition, row: readonly StoredValue[]): boolean {
    if (conflict instanceof NoPartition) return this.passOver(conflict.error);
    if (this.assigner) {
      this.updateExisting(this.assigner, conflict, row);
      return false;
    }
    if (this.insert.replace) {
      const { triggers } = this.writer;
      if (!triggers && conflict.isLast && isSameRow(conflict.row, row)) {
        this.counts.affected++;
        this.returned?.add(row);
        return false;
      }
      triggers?.before('DELETE', conflict.row);
      this.writer.remove(conflict.key, conflict.row);
      triggers?.after('DELETE', conflict.row);
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
    const { triggers } = this.writer;
    const assigned = assigner.apply(conflict.row, fresh, this.reporter);
    const after = triggers ? [...assigned] : assigned;
    triggers?.before('UPDATE', conflict.row, after as StoredValue[]);
    if (after === conflict.row || isSameRow(conflict.row, after)) {
      triggers?.after('UPDATE', conflict.row, after);
      if (this.reporter.env.countsMatched) this.counts.affected++;
      this.returned?.add(after);
      return;
    }
    this.rules?.check(after);
    try {
      this.writer.update(conflict.key, conflict.row, after);
    } catch (second) {
      if (isForeignKeyError(second)) {
        this.passOver(second);
        return;
      }
      if (!(second instanceof DuplicateKey)) throw second;
      throw sqlError('ER_DUP_ENTRY', second.entry, second.index);
    }
    triggers?.after('UPDATE', conflict.row, after);
    this.counts.affected += 2;
    this.counts.duplicates++;
    this.returned?.add(after);
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
    if (!builder.finish(row)) inserter.skip();
    else if (!inserter.write(row)) builder.counter?.giveBack();
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
    if (!builder.finish(row)) inserter.skip();
    else if (!inserter.write(row)) builder.counter?.giveBack();
  }
}

/** Runs a bound INSERT or REPLACE. */
export function runInsert(database: Database, insert: BoundInsert, writer: TableWriter, env: Environment): Ok | Rows {
  const reporter = new StatementReporter(env, insert.table, insert.ignore);
  const rules = insert.rules && new RowRules(insert.table, insert.rules, reporter);
  const builder = new RowBuilder(insert, reporter, writer, rules);
  const { source, returning, self, table } = insert;
  const returned = returning && new InsertedRows(returning, self, table, database, env);
  const inserter = new Inserter(insert, reporter, writer, rules, returned);
  try {
    if (source.kind === 'Values') insertValues(database, insert, source, builder, inserter, reporter);
    else insertQuery(database, insert, source.query, builder, inserter, reporter);
  } finally {
    // A number that was given away stays given away, even if the statement fails.
    if (builder.counter?.firstGenerated !== undefined) env.setLastInsertId(builder.counter.firstGenerated);
  }
  if (returning && returned) return returnedRows(returning, returned.rows);
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
