/**
 * UPDATE and DELETE of several tables: their rows are joined first, and every value is computed from what was there
 * before. Then the tables are written one after the other; a row that was joined more than once counts the first time.
 */
import type { Database } from 'better-sqlite3';
import { sqlError } from '../base/errors.js';
import { type Ok, ok } from '../base/result.js';
import type { StoredValue } from '../base/types.js';
import type { ColumnRef, Delete, Expr, NamedTable, SetColumn, Update } from '../parser/ast.js';
import { createBinder } from './bind.js';
import { bindJoined, type JoinedTable, type JoinedTables } from './bind-changed.js';
import { sourceOf } from './bind-from.js';
import { bindLimit, bindOrder } from './bind-select.js';
import type { Binder, Place, SpecialNames } from './binder.js';
import type { Catalog, TableRules } from './catalog.js';
import { Assigner, type BoundAssignment, queriedNodes } from './dml-assign.js';
import { columnIndex, hasDefault } from './dml-columns.js';
import { specialNames } from './dml-names.js';
import { removeRow, writeRow } from './dml-update.js';
import type { Environment } from './environment.js';
import { truthOf } from './functions/comparison.js';
import { scannedFirst } from './join-order.js';
import { StatementReporter } from './reporter.js';
import { type BoundRules, bindRules, RowRules } from './row-rules.js';
import { storedRows } from './run.js';
import { columnNode, resolveColumn } from './scope.js';
import type { TableWriter } from './table-writer.js';
import { type BoundSelect, type ColumnNode, childrenOf, type Node, type Source } from './tree.js';
import { decodeValue } from './value.js';

/** A table that is changed, and where its row stands in a joined one: its columns, then its key. */
export interface ChangedTable {
  readonly joined: JoinedTable;
  readonly at: number;
}

interface UpdatedTable extends ChangedTable {
  readonly assignments: readonly BoundAssignment[];
  readonly rules: BoundRules | undefined;
}

export interface BoundJoinedUpdate {
  readonly ignore: boolean;
  readonly tables: readonly UpdatedTable[];
  /** Everything that could be changed. */
  readonly joined: readonly JoinedTable[];
  readonly select: BoundSelect;
  /** What the assignments read of a joined row, from `readAt` on. */
  readonly read: readonly Node[];
  readonly readAt: number;
}

export interface BoundJoinedDelete {
  readonly ignore: boolean;
  readonly tables: readonly ChangedTable[];
  readonly select: BoundSelect;
}

/** What gives a table its writer. */
export type WriterOf = (table: JoinedTable) => TableWriter;

type Conditions = Pick<Update, 'where' | 'orderBy' | 'limit'>;

function joinedRows({ from, scope }: JoinedTables, nodes: readonly Node[], conditions: Conditions, binder: Binder) {
  const where: Place = { scope, clause: 'WHERE', aggregates: false };
  const order: Place = { scope, clause: 'ORDER BY', aggregates: false };
  const select: BoundSelect = {
    kind: 'Select',
    distinct: false,
    items: nodes.map((node) => ({ name: '', node })),
    from,
    groupBy: [],
    aggregated: false,
    ...(conditions.where && { where: truthOf(binder.expression(conditions.where, where)) }),
    orderBy: bindOrder(conditions.orderBy, [], order, binder),
    ...bindLimit(conditions.limit, scope, binder),
  };
  return select;
}

/** The columns of a table's row, and its key. */
const rowNodes = ({ table, source, first }: JoinedTable): Node[] =>
  [...table.columns, undefined].map((_, index) => columnNode(source, first + index));

function placed<T>(tables: readonly T[], joinedOf: (table: T) => JoinedTable): { at: number; nodes: Node[] }[] {
  let at = 0;
  return tables.map((table) => {
    const place = { at, nodes: rowNodes(joinedOf(table)) };
    at += place.nodes.length;
    return place;
  });
}

interface Assignment {
  readonly joined: JoinedTable;
  readonly index: number;
  readonly value: Expr;
}

/** The table and column that an assignment means. Errors: 1052, 1054, 1288, 1348. */
function assignmentOf({ column, value }: SetColumn, { scope, tables }: JoinedTables): Assignment {
  const node = resolveColumn(column, scope, 'SET');
  const { source, index } = node.kind === 'Column' ? node : { source: shownBy(column, node, scope), index: -1 };
  const own = tables.filter((one) => one.source === source);
  const joined = own.find(({ first, table }) => index >= first && index < first + table.columns.length);
  if (joined) return { joined, index: index - joined.first, value };
  const [only] = own;
  // A virtual column stands for its expression.
  if (only && !only.view) return { joined: only, index: columnIndex(only.table.columns, column.name), value };
  if (only) throw sqlError('ER_NONUPDATEABLE_COLUMN', column.name);
  if (source?.content.kind === 'Sequence') throw sqlError('ER_ILLEGAL_HA', 'SEQUENCE', source.db, source.name);
  throw sqlError('ER_NON_UPDATABLE_TABLE', source?.alias ?? '', 'UPDATE');
}

const shownBy = ({ name }: ColumnRef, node: Node, { visible }: JoinedTables['scope']): Source | undefined =>
  visible.find((one) => one.node === node && one.name.toLowerCase() === name.toLowerCase())?.source;

/** Only one table behind a view may be changed (1393), and no key of a table that is changed twice (1706). */
function checkTargets(assignments: readonly Assignment[]): void {
  const targets = [...new Set(assignments.map(({ joined }) => joined))];
  for (const [at, { reference, view, table }] of targets.entries()) {
    for (const other of targets.slice(0, at)) {
      if (view && other.reference === reference) throw sqlError('ER_VIEW_MULTIUPDATE', view.db, view.name);
      if (other.table.db !== table.db || other.table.name !== table.name) continue;
      const pair = assignments.filter(({ joined }) => joined.table === table || joined.table === other.table);
      if (pair.some(({ index }) => table.keyColumns?.includes(index)))
        throw sqlError('ER_MULTI_UPDATE_KEY_CONFLICT', nameOf(other.reference), nameOf(reference));
    }
  }
}

const nameOf = ({ alias, table }: NamedTable): string => alias ?? table.name;

/** DEFAULT(x) names the first table that has such a column. */
function defaultsOf(tables: readonly JoinedTable[], env: Environment): SpecialNames {
  const namesOf = (column: string | undefined): SpecialNames | undefined => {
    const own =
      tables.find(({ table }) => column === undefined || columnIndex(table.columns, column) >= 0) ?? tables[0];
    return own && specialNames(own.table, own.source, env);
  };
  const missing = (column = ''): never => {
    throw sqlError('ER_BAD_FIELD_ERROR', column, 'SELECT');
  };
  return {
    defaultOf: (column) => namesOf(column)?.defaultOf(column) ?? missing(column),
    valueOf: (column) => namesOf(column)?.valueOf(column) ?? missing(column),
  };
}

const isDefault = (value: Expr): boolean => value.kind === 'DefaultExpr' && value.column === undefined;

/** `checks`: what rows must keep that are written through views, by the views' names. */
export function bindJoinedUpdate(
  statement: Update,
  checks: ReadonlyMap<NamedTable, TableRules['checks']>,
  catalog: Catalog,
  env: Environment,
): BoundJoinedUpdate {
  const binder = createBinder(catalog, env);
  const joins = bindJoined(statement.tables, binder);
  const written = statement.set.map((one) => assignmentOf(one, joins));
  checkTargets(written);
  const place: Place = {
    scope: joins.scope,
    clause: 'SELECT',
    aggregates: false,
    special: defaultsOf(joins.tables, env),
  };
  const bound = written.map(({ joined, index, value }) => {
    const column = joined.table.columns[index];
    if (isDefault(value) && column && !hasDefault(column)) throw sqlError('ER_NO_DEFAULT_FOR_FIELD', column.name);
    const node: BoundAssignment['node'] = isDefault(value) ? 'default' : binder.expression(value, place);
    return { joined, index, node };
  });
  const changed = joins.tables.filter((table) => bound.some(({ joined }) => joined === table));
  const places = placed(changed, (table) => table);
  const tables = changed.map((joined, number): UpdatedTable => {
    // What is assigned to a generated column counts for nothing.
    const assignments = bound.filter((one) => one.joined === joined && !joined.table.columns[one.index]?.generated);
    const added = checks.get(joined.reference) ?? [];
    return { joined, at: places[number]?.at ?? 0, assignments, rules: rulesFor(joined, added, binder) };
  });
  const read = readNodes(tables.flatMap(({ assignments }) => assignments));
  const own = places.flatMap(({ nodes }) => nodes);
  const select = joinedRows(joins, [...own, ...read], statement, binder);
  return { ignore: statement.ignore, tables, joined: joins.tables, select, read, readAt: own.length };
}

function rulesFor({ table }: JoinedTable, checks: TableRules['checks'], binder: Binder): BoundRules | undefined {
  const { rules = { generated: [], defaults: [], checks: [] } } = table;
  const all = { ...rules, checks: [...rules.checks, ...checks] };
  const ruled = table.rules || checks.length > 0 ? { ...table, rules: all } : table;
  return bindRules(ruled, sourceOf(table, table.name, binder.nextId()), binder);
}

/** The parts of the assignments that SQLite computes: columns, and whatever needs a query. */
function readNodes(assignments: readonly BoundAssignment[]): readonly Node[] {
  const queried = queriedNodes(assignments);
  const columns: ColumnNode[] = [];
  const collect = (node: Node): void => {
    if (queried.includes(node)) return;
    if (node.kind !== 'Column') childrenOf(node).forEach(collect);
    else if (!columns.some((known) => isSameColumn(known, node))) columns.push(node);
  };
  for (const { node } of assignments) if (node !== 'default') collect(node);
  return [...columns, ...queried];
}

const isSameColumn = (left: ColumnNode, right: ColumnNode): boolean =>
  left.source === right.source && left.index === right.index;

/** Binds DELETE from the tables that it names. Errors: 1093, 1288, 1395. */
export function bindJoinedDelete(
  { ignore, where, using }: Delete,
  targets: readonly NamedTable[],
  catalog: Catalog,
  env: Environment,
): BoundJoinedDelete {
  const binder = createBinder(catalog, env);
  const joins = bindJoined(using, binder);
  const changed = targets.map((target) => deletedTable(target, joins));
  const places = placed(changed, (table) => table);
  const nodes = places.flatMap((place) => place.nodes);
  const select = joinedRows(joins, nodes, { orderBy: [], ...(where && { where }) }, binder);
  return { ignore, tables: changed.map((joined, number) => ({ joined, at: places[number]?.at ?? 0 })), select };
}

function deletedTable(target: NamedTable, { tables, scope }: JoinedTables): JoinedTable {
  const [joined, ...others] = tables.filter(({ reference }) => reference === target);
  if (joined?.view && others.length > 0) throw sqlError('ER_VIEW_DELETE_MERGE_VIEW', joined.view.db, joined.view.name);
  if (joined) return joined;
  const name = nameOf(target);
  const source = scope.sources.find(({ alias }) => alias === name);
  if (source?.content.kind === 'Sequence') throw sqlError('ER_ILLEGAL_HA', 'SEQUENCE', source.db, source.name);
  throw sqlError('ER_NON_UPDATABLE_TABLE', name, 'DELETE');
}

type Row = readonly StoredValue[];

/** A row that was joined: its key, what it was, and what its columns get. */
interface Found {
  readonly key: StoredValue;
  readonly row: Row;
  readonly values: readonly StoredValue[];
}

/** The rows of one table, each of them once; undefined: an outer join has found none. */
class FoundRows {
  readonly rows = new Map<string, Found>();
  private readonly at: number;
  private readonly width: number;

  constructor({ at, joined }: ChangedTable) {
    this.at = at;
    this.width = joined.table.columns.length;
  }

  /** Takes what `values` says for a row that was not there yet. */
  add(joinedRow: Row, values: () => readonly StoredValue[]): void {
    const key = joinedRow[this.at + this.width] ?? null;
    if (key === null) return;
    const name = key instanceof Uint8Array ? Buffer.from(key).toString('latin1') : String(key);
    if (!this.rows.has(name))
      this.rows.set(name, { key, row: joinedRow.slice(this.at, this.at + this.width), values: values() });
  }
}

/**
 * Must a server keep the table's rows until all are joined? Those that IGNORE passes over then count as changed. It
 * must where it moves rows, or where something is computed from columns that it changes.
 */
function isWrittenLater({ joined, assignments }: UpdatedTable, read: readonly Node[]): boolean {
  const { table, source, first } = joined;
  return assignments.some(
    ({ index }) =>
      table.keyColumns?.includes(index) ||
      read.some((node) => node.kind === 'Column' && node.source === source && node.index === first + index),
  );
}

/** Where a server keeps values for tables that it does not read first, as errors of conversion name it. */
const TEMPORARY = { db: '', name: '(temporary)' };

/** Runs a bound UPDATE. */
export function runJoinedUpdate(
  database: Database,
  update: BoundJoinedUpdate,
  writerOf: WriterOf,
  env: Environment,
): Ok {
  const { read, readAt, ignore } = update;
  const slotOf = (node: Node): number | undefined => {
    const slot = read.findIndex(
      (one) => one === node || (one.kind === 'Column' && node.kind === 'Column' && isSameColumn(one, node)),
    );
    return slot >= 0 ? slot : undefined;
  };
  const [scanned] = scannedFirst(
    update.joined.map((joined) => ({ joined })),
    update.select,
    database,
  );
  const targets = update.tables.map((target) => {
    const { table } = target.joined;
    const later = isWrittenLater(target, read);
    const isDirect = !later && scanned?.joined === target.joined;
    const reporter = new StatementReporter(env, isDirect ? table : TEMPORARY, ignore);
    const rules = target.rules && new RowRules(table, target.rules, reporter);
    const assigner = new Assigner(target.assignments, table, reporter, slotOf, rules);
    return { ...target, reporter, rules, assigner, found: new FoundRows(target), later };
  });
  const reading = targets[0]?.reporter.env ?? env;
  for (const [number, row] of storedRows(database, update.select, reading).entries()) {
    const slots = read.map((node, index) => decodeValue(row[readAt + index] ?? null, node.type));
    for (const { found, assigner, reporter } of targets) {
      reporter.row = number + 1;
      found.add(row, () => assigner.values(slots, reporter));
    }
  }
  // Broken constraints that IGNORE passes over are not counted.
  const warnings = targets.reduce((sum, { reporter }) => sum + reporter.warnings, 0);
  let changed = 0;
  for (const { joined, found, assigner, rules, reporter, later } of targets) {
    const writer = writerOf(joined);
    for (const { key, row, values } of found.rows.values()) {
      // It may have been changed, or have gone, with another row of the statement.
      const before = writer.current(key, row);
      if (!before) continue;
      const after = assigner.put(before, values, reporter);
      const isWritten = writeRow(writer, key, before, after, { rules, reporter, ignore });
      if (isWritten || (later && after !== before)) changed++;
    }
  }
  const matched = targets.reduce((sum, { found }) => sum + found.rows.size, 0);
  return ok(
    env.countsMatched ? matched : changed,
    `Rows matched: ${matched}  Changed: ${changed}  Warnings: ${warnings}`,
  );
}

/** Runs a bound DELETE. */
export function runJoinedDelete(
  database: Database,
  { tables, select, ignore }: BoundJoinedDelete,
  writerOf: WriterOf,
  env: Environment,
): Ok {
  const targets = scannedFirst(tables, select, database).map((target) => {
    return { joined: target.joined, found: new FoundRows(target) };
  });
  for (const row of storedRows(database, select, env)) for (const { found } of targets) found.add(row, () => []);
  let removed = 0;
  for (const { joined, found } of targets) {
    const writer = writerOf(joined);
    for (const { key, row } of found.rows.values()) {
      const present = writer.current(key, row);
      if (present && removeRow(writer, key, present, { ignore }, env)) removed++;
    }
  }
  return ok(removed);
}
