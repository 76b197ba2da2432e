/** UPDATE and DELETE of one table: rows are selected first, then written one by one. */
import type { Database } from 'better-sqlite3';
import { assert } from '../base/assert.js';
import { SqlError, sqlError } from '../base/errors.js';
import { type Cell, type Ok, ok, type Rows } from '../base/result.js';
import type { StoredValue } from '../base/types.js';
import type * as ast from '../parser/ast.js';
import type { Delete, NamedTable, OrderItem, Update } from '../parser/ast.js';
import { createBinder } from './bind.js';
import { scopeOf, sourceOf } from './bind-from.js';
import { bindLimit, bindOrder } from './bind-select.js';
import type { Binder, Place } from './binder.js';
import type { Catalog, TableSource } from './catalog.js';
import { Assigner, type BoundAssignment, bindAssignments, queriedNodes } from './dml-assign.js';
import { equalStored, withRowKey } from './dml-columns.js';
import { specialNames } from './dml-names.js';
import type { Environment } from './environment.js';
import { convertTo } from './functions/cast.js';
import { truthOf } from './functions/comparison.js';
import { StatementReporter } from './reporter.js';
import { bindReturning, queriedCells, returnedRows } from './returning.js';
import { type BoundRules, bindRules, RowRules, tableColumns } from './row-rules.js';
import { storedRows } from './run.js';
import { columnNode, type Scope } from './scope.js';
import { DuplicateKey, isForeignKeyError, NoPartition, type RowTriggers, type TableWriter } from './table-writer.js';
import type { BoundSelect, Node, ResultItem, Source } from './tree.js';
import { decodeValue } from './value.js';

export interface BoundUpdate {
  readonly kind: 'Update';
  readonly table: TableSource;
  readonly ignore: boolean;
  readonly self: Source;
  readonly assignments: readonly BoundAssignment[];
  /** The rows: their columns, the row key if the table has one, then `queried`. */
  readonly select: BoundSelect;
  /** Parts of the assignments that SQLite computes while it selects. */
  readonly queried: readonly Node[];
  readonly rules: BoundRules | undefined;
}

export interface BoundDelete {
  readonly kind: 'Delete';
  readonly table: TableSource;
  readonly ignore: boolean;
  readonly select: BoundSelect;
  /** No WHERE and no LIMIT: every row goes. */
  readonly everything: boolean;
  readonly returning?: readonly ResultItem[];
}

interface Target {
  readonly table: TableSource;
  readonly self: Source;
  readonly scope: Scope;
  readonly items: readonly ResultItem[];
}

function bindTarget(reference: NamedTable, binder: Binder): Target {
  const table = binder.catalog.table(reference.table);
  const plain = sourceOf(table, reference.alias ?? table.name, binder.nextId());
  const self = withRowKey(plain, table);
  const visible = tableColumns(self, table, binder);
  const scope = scopeOf({ sources: [self], visible }, undefined, binder);
  const items = self.columns.map(({ name }, index) => ({ name, node: columnNode(self, index) }));
  return { table, self, scope, items };
}

interface Conditions {
  readonly where?: ast.Expr;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: ast.Limit;
}

function rowsOf(target: Target, extra: readonly Node[], conditions: Conditions, binder: Binder): BoundSelect {
  const { scope } = target;
  const where: Place = { scope, clause: 'WHERE', aggregates: false };
  const order: Place = { scope, clause: 'ORDER BY', aggregates: false };
  return {
    kind: 'Select',
    distinct: false,
    items: [...target.items, ...extra.map((node) => ({ name: '', node }))],
    from: [{ kind: 'Source', source: target.self }],
    groupBy: [],
    aggregated: false,
    ...(conditions.where && { where: truthOf(binder.expression(conditions.where, where)) }),
    orderBy: bindOrder(conditions.orderBy, [], order, binder),
    ...bindLimit(conditions.limit, scope, binder),
  };
}

/** Binds UPDATE of one table. */
export function bindUpdate(statement: Update, catalog: Catalog, env: Environment): BoundUpdate {
  const [reference] = statement.tables;
  assert(reference?.kind === 'NamedTable', 'it updates one table');
  const binder = createBinder(catalog, env);
  const target = bindTarget(reference, binder);
  const { table, self, scope } = target;
  const place: Place = { scope, clause: 'SET', aggregates: false, special: specialNames(table, self, env) };
  const assignments = bindAssignments(statement.set, self, table.columns, place, binder);
  const queried = queriedNodes(assignments);
  const select = rowsOf(target, queried, statement, binder);
  const rules = bindRules(table, self, binder);
  return { kind: 'Update', table, ignore: statement.ignore, self, assignments, select, queried, rules };
}

/** Binds DELETE from one table. */
export function bindDelete(statement: Delete, catalog: Catalog, env: Environment): BoundDelete {
  const [reference] = statement.targets;
  assert(reference !== undefined, 'it deletes from one table');
  const binder = createBinder(catalog, env);
  const target = bindTarget(reference, binder);
  const returning = statement.returning && bindReturning(statement.returning, shownScope(target), binder);
  const nodes = returning?.map(({ node }) => convertTo(node, node.type)) ?? [];
  const select = rowsOf(target, nodes, statement, binder);
  const everything = statement.where === undefined && statement.limit === undefined;
  return {
    kind: 'Delete',
    table: target.table,
    ignore: statement.ignore,
    select,
    everything,
    ...(returning && { returning }),
  };
}

/** `*` does not show the key of the row. */
const shownScope = ({ scope, self, table }: Target): Scope => {
  const visible = scope.visible.filter(({ source }) => source === self);
  return { ...scope, visible: visible.slice(0, table.columns.length) };
};

/** The columns and the key of a selected row. */
function splitRow(
  row: readonly StoredValue[],
  table: TableSource,
): { values: readonly StoredValue[]; key: StoredValue } {
  const width = table.columns.length;
  return { values: row.slice(0, width), key: table.rowKeySql === undefined ? null : (row[width] ?? null) };
}

/** Runs a bound UPDATE. */
export function runUpdate(database: Database, update: BoundUpdate, writer: TableWriter, env: Environment): Ok {
  const { table, self, queried } = update;
  const reporter = new StatementReporter(env, table, update.ignore);
  const width = table.columns.length;
  const offset = width + (table.rowKeySql === undefined ? 0 : 1);
  const slotOf = (node: Node): number | undefined => {
    const position = queried.indexOf(node);
    if (position >= 0) return width + position;
    return node.kind === 'Column' && node.source === self ? node.index : undefined;
  };
  const rules = update.rules && new RowRules(table, update.rules, reporter);
  const assigner = new Assigner(update.assignments, table, reporter, slotOf, rules);
  const rows = storedRows(database, update.select, reporter.env);
  let changed = 0;
  for (const [number, row] of rows.entries()) {
    reporter.row = number + 1;
    const { values, key } = splitRow(row, table);
    const computed = queried.map((node, index) => decodeValue(row[offset + index] ?? null, node.type));
    const after = assigner.apply(values, computed, reporter);
    if (writeRow(writer, key, values, after, { rules, reporter, ignore: update.ignore })) changed++;
  }
  return ok(
    env.countsMatched ? rows.length : changed,
    `Rows matched: ${rows.length}  Changed: ${changed}  Warnings: ${reporter.warnings}`,
  );
}

interface Writing {
  readonly rules: RowRules | undefined;
  readonly reporter: StatementReporter;
  readonly ignore: boolean;
}

/** Writes what an UPDATE has made of a row, with its triggers. False: nothing has changed. */
export function writeRow(
  writer: TableWriter,
  key: StoredValue,
  before: readonly StoredValue[],
  updated: readonly StoredValue[],
  writing: Writing,
): boolean {
  const after = fired(before, updated, writer.triggers);
  if (after === before) {
    writer.triggers?.after('UPDATE', before, after);
    return false;
  }
  if (!keepsRules(after, writing) || !writeUpdate(writer, key, before, after, writing.ignore)) return false;
  writer.triggers?.after('UPDATE', before, after);
  return true;
}

/** The row after the BEFORE triggers; the same one where nothing changes in the end. */
function fired(
  before: readonly StoredValue[],
  after: readonly StoredValue[],
  triggers: RowTriggers | undefined,
): readonly StoredValue[] {
  if (!triggers) return after;
  const fresh = [...after];
  triggers.before('UPDATE', before, fresh);
  return fresh.every((value, at) => equalStored(value, before[at] ?? null)) ? before : fresh;
}

/** False: the row breaks a constraint, and IGNORE was written. */
function keepsRules(row: readonly StoredValue[], { rules, reporter, ignore }: Writing): boolean {
  try {
    rules?.check(row);
    return true;
  } catch (error) {
    if (!ignore || !(error instanceof SqlError)) throw error;
    reporter.env.warn('Warning', error);
    return false;
  }
}

/** False: another row is in the way, and IGNORE was written. */
function writeUpdate(
  writer: TableWriter,
  key: StoredValue,
  before: readonly StoredValue[],
  after: readonly StoredValue[],
  ignore: boolean,
): boolean {
  try {
    writer.update(key, before, after);
    return true;
  } catch (conflict) {
    if (conflict instanceof NoPartition) throw conflict.error;
    if (ignore && isForeignKeyError(conflict)) return false;
    if (!(conflict instanceof DuplicateKey)) throw conflict;
    const error = sqlError('ER_DUP_ENTRY', conflict.entry, conflict.index);
    // Unlike INSERT IGNORE, UPDATE IGNORE says nothing.
    if (!ignore) throw error;
    return false;
  }
}

/** Runs a bound DELETE. */
export function runDelete(database: Database, bound: BoundDelete, writer: TableWriter, env: Environment): Ok | Rows {
  const { table, select, returning = [] } = bound;
  const rows = storedRows(database, select, env);
  const cellsOf = queriedCells(returning, select.items.length - returning.length);
  const removed: Cell[][] = [];
  for (const row of rows) {
    const { values, key } = splitRow(row, table);
    if (removeRow(writer, key, values, bound, env)) removed.push(cellsOf(row));
  }
  return bound.returning ? returnedRows(bound.returning, removed) : ok(removed.length);
}

/** False: the row has gone already, or another one refers to it and IGNORE was written. */
export function removeRow(
  writer: TableWriter,
  key: StoredValue,
  row: readonly StoredValue[],
  { ignore }: { readonly ignore: boolean },
  env: Environment,
): boolean {
  try {
    writer.triggers?.before('DELETE', row);
    const isGone = writer.remove(key, row);
    if (isGone) writer.triggers?.after('DELETE', row);
    return isGone;
  } catch (error) {
    if (!ignore || !isForeignKeyError(error)) throw error;
    env.warn('Warning', error);
    return false;
  }
}
