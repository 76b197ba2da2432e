/** The rows of a table on their way into the one that takes its place: ALTER and OPTIMIZE. */
import { SqlError, sqlError } from '../../base/errors.js';
import { isNumeric, type SqlType, type StoredValue } from '../../base/types.js';
import type { Column, TableDefinition } from '../../engine/definition.js';
import type { StoredRow } from '../../engine/page/shape.js';
import type { Table } from '../../engine/table.js';
import type { OrderItem } from '../../parser/ast.js';
import { createBinder } from '../../query/bind.js';
import { sourceOf } from '../../query/bind-from.js';
import { implicitDefault } from '../../query/convert.js';
import { defaultValue, equalStored, isComputed } from '../../query/dml-columns.js';
import { type Reporter, StatementReporter } from '../../query/reporter.js';
import { bindRules, RowRules } from '../../query/row-rules.js';
import { DuplicateKey, NoPartition } from '../../query/table-writer.js';
import { decodeValue, valueToText } from '../../query/value.js';
import { withRows } from '../catalog.js';
import type { Context } from '../define.js';
import { convertStored } from '../evaluate.js';
import type { AlteredForeignKeys } from '../foreign-keys/alter.js';
import { newForeignKeys, tablesOf } from '../foreign-keys/related-tables.js';
import { writerFor } from '../partitioned-writer.js';
import { rulesOf } from '../table-rules.js';
import { commitTransaction } from '../transactions.js';

/** The new definition, and where each of its columns takes its values from: a position in the old one, or nowhere. */
export interface AlteredTable {
  readonly definition: TableDefinition;
  readonly sources: readonly (number | undefined)[];
  readonly foreignKeys?: AlteredForeignKeys;
  /** ORDER BY: rows are copied in that order. */
  readonly orderBy?: readonly OrderItem[];
}

/** Copies all rows and commits them; how many there were. Errors: 1062, 1526. */
export async function copyRows(from: Table, to: Table, altered: AlteredTable, context: Context): Promise<number> {
  const { engine } = context;
  await to.load();
  const convert = rowConverter(from.definition, altered, context);
  const { rules, computed } = rulesFor(from, altered, context);
  const related = await newForeignKeys(to, altered.foreignKeys?.added ?? [], context);
  const transaction = engine.begin();
  let rows = 0;
  try {
    const tables = [...[from, to].flatMap(withRows), ...(related ? tablesOf(related) : [])];
    engine.write(transaction, new Set(tables), (writes) => {
      const writer = writerFor(to, writes, context, related);
      for (const row of orderedRows(from, altered)) {
        const converted = convert(row, ++rows);
        rules?.complete(converted, computed);
        rules?.check(converted);
        noteCounter(converted, to);
        writer.insert(converted);
      }
    });
  } catch (error) {
    engine.rollback(transaction);
    if (error instanceof NoPartition) throw error.error;
    throw error instanceof DuplicateKey ? sqlError('ER_DUP_ENTRY', error.entry, error.index) : error;
  }
  await commitTransaction(transaction, context);
  return rows;
}

/** What the rows of the new table are asked, and which columns of it are to be computed for all of them. */
function rulesFor(from: Table, { definition, sources }: AlteredTable, context: Context) {
  const { environment } = context;
  const checks = String(context.value('check_constraint_checks')) === '1';
  const rules = rulesOf(definition);
  const { db, name } = from.definition;
  const { columns } = definition;
  const table = {
    db,
    name,
    columns,
    columnSql: [],
    from: '',
    rules: rules && !checks ? { ...rules, checks: [] } : rules,
  };
  const binder = createBinder({ table: () => table }, environment);
  const bound = bindRules(table, sourceOf(table, name, binder.nextId()), binder);
  return {
    rules: bound && new RowRules(table, bound, new StatementReporter(environment, table, false)),
    computed: new Set(columns.flatMap((column, at) => (sources[at] === undefined && isComputed(column) ? [at] : []))),
  };
}

function* orderedRows(from: Table, { orderBy }: AlteredTable): Generator<StoredRow> {
  if (!orderBy) {
    yield* from.scan();
    return;
  }
  const rows = [...from.scan()];
  const terms = orderBy.map(({ expr, descending }) => {
    const name = expr.kind === 'ColumnRef' ? expr.name : '';
    const at = from.definition.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    if (at < 0) throw sqlError('ER_BAD_FIELD_ERROR', name, 'ORDER BY');
    return { at, sign: descending ? -1 : 1 };
  });
  yield* rows.sort((left, right) => {
    for (const { at, sign } of terms) {
      const order = compareStored(left[at] ?? null, right[at] ?? null);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

function compareStored(left: StoredValue, right: StoredValue): number {
  if (equalStored(left, right)) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  return left < right ? -1 : 1;
}

/** A new AUTO_INCREMENT column counts the rows; one that was there keeps its numbers. */
function noteCounter(row: StoredValue[], to: Table): void {
  const at = to.definition.columns.findIndex(({ autoIncrement }) => autoIncrement);
  const column = to.definition.columns[at];
  if (!column) return;
  const value = decodeValue(row[at] ?? null, column.type);
  if (value === null || value === 0n) row[at] = Number(to.nextAutoIncrement++);
  else if (typeof value === 'bigint' && value >= to.nextAutoIncrement) to.nextAutoIncrement = value + 1n;
}

function rowConverter(from: TableDefinition, { definition: to, sources }: AlteredTable, context: Context) {
  const reporter = new StatementReporter(context.environment, to, false);
  const copying = new CopyReporter(reporter);
  const converters = to.columns.map((column, at) => {
    const source = sources[at];
    const before = source === undefined ? undefined : from.columns[source];
    if (source === undefined || before === undefined) {
      const value = newValue(column, reporter);
      return () => value;
    }
    if (JSON.stringify(before.type) === JSON.stringify(column.type)) {
      return (row: StoredRow) => notNull(row[source] ?? null, column, reporter);
    }
    return (row: StoredRow) => {
      const value = row[source] ?? null;
      if (value === null) return notNull(value, column, reporter);
      copying.begin(column, before.type, value);
      return convertStored(value, before.type, column, copying);
    };
  });
  return (row: StoredRow, number: number): StoredValue[] => {
    reporter.row = number;
    return converters.map((convert) => convert(row));
  };
}

/** 1265 for NULL where the new column must not be NULL. */
function notNull(value: StoredValue, column: Column, reporter: Reporter): StoredValue {
  if (value !== null || column.nullable || column.autoIncrement) return value;
  reporter.problem(sqlError('WARN_DATA_TRUNCATED', column.name, reporter.row));
  return implicitDefault(column.type);
}

/** What existing rows get in a new column. */
function newValue(column: Column, reporter: Reporter): StoredValue {
  if (column.generated) return null;
  if (column.autoIncrement) return null;
  if (column.default) return defaultValue(column, reporter);
  return column.nullable ? null : implicitDefault(column.type);
}

/** A copy from column to column complains in other words than a value that a statement gives. */
class CopyReporter implements Reporter {
  readonly env: Reporter['env'];
  readonly table: Reporter['table'];
  readonly strict: boolean;
  private readonly inner: StatementReporter;
  private column: Column | undefined;
  private from: SqlType = { name: 'NULL' };
  private value: StoredValue = null;

  constructor(inner: StatementReporter) {
    this.inner = inner;
    this.env = inner.env;
    this.table = inner.table;
    this.strict = inner.strict;
  }

  get row(): number {
    return this.inner.row;
  }

  begin(column: Column, from: SqlType, value: StoredValue): void {
    this.column = column;
    this.from = from;
    this.value = value;
  }

  problem(error: SqlError): void {
    this.inner.problem(this.inWordsOfCopy(error));
  }

  note(error: SqlError): void {
    this.inner.note(error);
  }

  private inWordsOfCopy(error: SqlError): SqlError {
    const { column, from, value } = this;
    if (!column) return error;
    const shrinks = from.name === 'VARCHAR' && column.type.name === 'VARCHAR';
    if (error.errno === DATA_TOO_LONG && shrinks) return sqlError('WARN_DATA_TRUNCATED', column.name, this.row);
    const isText = 'length' in from;
    if (isText && column.type.name === 'DATE') {
      return new SqlError(error.errno, error.sqlstate, error.message.replace('Incorrect date ', 'Incorrect datetime '));
    }
    if (!isText || !isNumeric(column.type) || error.errno === OUT_OF_RANGE) return error;
    const kind = 'width' in column.type ? 'INTEGER' : column.type.name === 'DECIMAL' ? 'DECIMAL' : 'DOUBLE';
    const decoded = decodeValue(value, from);
    return sqlError('ER_TRUNCATED_WRONG_VALUE', kind, decoded === null ? '' : valueToText(decoded, from));
  }
}

const DATA_TOO_LONG = 1406;
const OUT_OF_RANGE = 1264;
