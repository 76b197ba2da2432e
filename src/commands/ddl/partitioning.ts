/** PARTITION BY as written to what the dictionary keeps, with the server's checks. */
import { sqlError } from '../../base/errors.js';
import { isInteger, type StoredValue } from '../../base/types.js';
import type { Column, Partition, PartitionBound, Partitioning, TableDefinition } from '../../engine/definition.js';
import { quoteText } from '../../infoschema/quoting.js';
import type {
  Expr,
  PartitionAction,
  PartitionBy,
  PartitionClause,
  PartitionDefinition,
  PartitionValue,
} from '../../parser/ast.js';
import { parse } from '../../parser/parse.js';
import { type PartitionText, parsePartitionAction, parsePartitionBy } from '../../parser/partitioning.js';
import { scan } from '../../parser/scanner.js';
import { statementBounds } from '../../parser/syntax-error.js';
import type { Context } from '../define.js';
import { convertDefault, evaluateExpr, NO_TABLES } from '../evaluate.js';
import { columnPlaces, keyColumns, partitionFunction, rowComparison } from '../partition-function.js';
import { columnsOf, expressionText } from './partition-expression.js';

type Parts = Pick<TableDefinition, 'db' | 'name' | 'columns' | 'indexes'>;

export const readPartitionBy = (clause: PartitionClause, context: Context): PartitionBy =>
  parsePartitionBy(textOf(clause, context));

export const readPartitionAction = (clause: PartitionClause, context: Context): PartitionAction =>
  parsePartitionAction(textOf(clause, context));

function textOf({ offset }: PartitionClause, { text }: Context): PartitionText {
  return {
    sql: text,
    tokens: scan(text, offset, statementBounds(text).end).tokens,
    expressions(part) {
      const statement = parse(`DO ${part}`);
      return statement.kind === 'Do' ? statement.items : [];
    },
  };
}

/** Errors: 1054, 1479, 1480, 1492, 1493, 1495, 1503, 1504, 1517, 1659. */
export function buildPartitioning(by: PartitionBy, table: TableDefinition, context: Context): Partitioning {
  const { method, linear, columns } = by;
  const partitions = by.partitions
    ? by.partitions.map((partition) => buildPartition(partition, by, table, context))
    : numbered(by, 0, by.count ?? 1);
  if (by.count === 0) throw sqlError('ER_NO_PARTS_ERROR', 'partitions');
  const needsValues = method === 'RANGE' || method === 'LIST';
  if (needsValues && !by.partitions) throw sqlError('ER_PARTITIONS_MUST_BE_DEFINED_ERROR', method);
  const partitioning: Partitioning = {
    method,
    linear,
    ...(by.expr ? { expression: expressionText(by.expr) } : {}),
    ...(columns ? { columns } : {}),
    named: by.partitions !== undefined,
    partitions,
  };
  checkColumns(by, table, partitioning, context);
  checkPartitions(partitioning, table);
  return partitioning;
}

/** p0, p1 and so on. */
export const numbered = (_: unknown, from: number, count: number): Partition[] =>
  Array.from({ length: count }, (__, at) => ({ name: `p${from + at}`, comment: '' }));

export function buildPartition(
  { name, lessThan, values, comment = '' }: PartitionDefinition,
  { method, columns }: Pick<PartitionBy, 'method' | 'columns'>,
  table: Parts,
  context: Context,
): Partition {
  if (lessThan && method !== 'RANGE') throw sqlError('ER_PARTITION_WRONG_VALUES_ERROR', 'RANGE', 'LESS THAN');
  if (values && method !== 'LIST') throw sqlError('ER_PARTITION_WRONG_VALUES_ERROR', 'LIST', 'IN');
  if (method === 'RANGE' && !lessThan) throw sqlError('ER_PARTITION_REQUIRES_VALUES_ERROR', method, 'LESS THAN');
  if (method === 'LIST' && !values) throw sqlError('ER_PARTITION_REQUIRES_VALUES_ERROR', method, 'IN');
  const types = columns && columnPlaces(table as TableDefinition, columns).map((place) => table.columns[place]);
  const bounds = (list: readonly PartitionValue[]) => list.map((value, at) => bound(value, types?.[at], context));
  return {
    name,
    comment,
    ...(lessThan && { lessThan: bounds(lessThan) }),
    ...(values && { values: nullsFirst(values.map(bounds)) }),
  };
}

const nullsFirst = (lists: readonly (readonly PartitionBound[])[]) => [
  ...lists.filter(([first]) => first?.value === null),
  ...lists.filter(([first]) => first?.value !== null),
];

function bound(value: PartitionValue, column: Column | undefined, context: Context): PartitionBound {
  if (value === 'MAXVALUE') return { text: 'MAXVALUE' };
  if (column) return columnBound(value, column, context);
  const { value: number } = evaluateExpr(value, context, NO_TABLES, 'PARTITION BY');
  return { text: String(number ?? 'NULL'), value: number };
}

function columnBound(expr: Expr, column: Column, context: Context): PartitionBound {
  const value: StoredValue = convertDefault(expr, column, context);
  if (value === null) return { text: 'NULL', value };
  return { text: isInteger(column.type) ? String(value) : quoteText(String(value)), value };
}

function checkColumns(by: PartitionBy, table: TableDefinition, partitioning: Partitioning, context: Context): void {
  const named = by.expr ? [...columnsOf(by.expr)] : (by.columns ?? []);
  const places = named.length > 0 ? columnPlaces(table, named) : [...keyColumns(table)];
  const missing = named.find((_, at) => places[at] === -1);
  if (missing !== undefined) throw sqlError('ER_BAD_FIELD_ERROR', missing, 'PARTITION BY');
  const only = table.columns[places[0] ?? -1];
  if (by.expr?.kind === 'ColumnRef' && only && !isInteger(only.type)) {
    throw sqlError('ER_FIELD_TYPE_NOT_ALLOWED_AS_PARTITION_FIELD', only.name);
  }
  for (const { name, unique, parts } of table.indexes) {
    if (!unique || places.every((place) => parts.some(({ column }) => column === place))) continue;
    throw sqlError('ER_UNIQUE_KEY_NEED_ALL_FIELDS_IN_PF', name === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE INDEX');
  }
  // What cannot be computed is said now, not at the first row.
  partitionFunction({ ...table, partitioning }, context);
}

/** Names differ, limits grow, and no value is in two lists. */
export function checkPartitions({ partitions, columns, method }: Partitioning, table: TableDefinition): void {
  const seen = new Set<string>();
  for (const { name } of partitions) {
    if (seen.has(name.toLowerCase())) throw sqlError('ER_SAME_NAME_PARTITION', name);
    seen.add(name.toLowerCase());
  }
  const compare = columns && method !== 'KEY' ? rowComparison(table, columns) : compareNumbers;
  for (const [at, { lessThan }] of partitions.entries()) {
    const before = partitions[at - 1]?.lessThan;
    if (!lessThan || !before) continue;
    const grows = before.every(({ value }) => value !== undefined) && compare(valuesOf(before), lessThan) < 0;
    if (!grows) throw sqlError('ER_RANGE_NOT_INCREASING_ERROR');
  }
  const lists = partitions.flatMap(({ values = [] }) => values);
  const isTwice = lists.some((list, at) => lists.slice(0, at).some((other) => compare(valuesOf(other), list) === 0));
  if (isTwice) throw sqlError('ER_MULTIPLE_DEF_CONST_IN_LIST_PART_ERROR');
}

const valuesOf = (bounds: readonly PartitionBound[]): StoredValue[] => bounds.map(({ value }) => value ?? null);

function compareNumbers([left = null]: readonly StoredValue[], [limit]: readonly PartitionBound[]): number {
  const right = limit?.value;
  if (right === undefined) return -1;
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return left < right ? -1 : left > right ? 1 : 0;
}
