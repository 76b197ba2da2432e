/** PARTITION BY as written to what the dictionary keeps, with the server's checks. */
import { SqlError, sqlError } from '../../base/errors.js';
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
import { columnPlaces } from '../partition-function.js';
import { checkPartitioned } from './partition-checks.js';
import { expressionText } from './partition-expression.js';

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

/** Errors: 1479, 1480, 1492, 1504, 1566, 1653, 1654, 1697, and those of `checkPartitioned`. */
export function buildPartitioning(by: PartitionBy, table: TableDefinition, context: Context): Partitioning {
  const { method, linear, columns } = by;
  const partitions = by.partitions
    ? by.partitions.map((partition) => buildPartition(partition, by, table, context))
    : numbered(0, by.count ?? 1);
  if (by.count === 0) throw sqlError('ER_NO_PARTS_ERROR', 'partitions');
  const needsValues = method === 'RANGE' || method === 'LIST';
  if (needsValues && !by.partitions) throw sqlError('ER_PARTITIONS_MUST_BE_DEFINED_ERROR', method);
  const partitioning: Partitioning = {
    method,
    linear,
    ...(by.expr ? { expression: expressionText(by.expr) } : {}),
    ...(columns ? { columns } : {}),
    shown: by.partitions ? 'list' : by.count === undefined ? 'nothing' : 'count',
    partitions,
  };
  checkPartitioned({ ...table, partitioning }, context);
  return partitioning;
}

/** p0, p1 and so on. */
export const numbered = (from: number, count: number): Partition[] =>
  Array.from({ length: count }, (_, at) => ({ name: `p${from + at}`, comment: '' }));

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
  const bounds = (list: readonly PartitionValue[]) => {
    if (list.length !== (types?.length ?? 1)) throw sqlError('ER_PARTITION_COLUMN_LIST_ERROR');
    return list.map((value, at) => bound(value, name, types?.[at], context));
  };
  if (lessThan && bounds(lessThan).some(({ value }) => value === null)) throw sqlError('ER_NULL_IN_VALUES_LESS_THAN');
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

function bound(value: PartitionValue, partition: string, column: Column | undefined, context: Context): PartitionBound {
  if (value === 'MAXVALUE') return { text: 'MAXVALUE' };
  if (column) return columnBound(value, column, context);
  const { value: number, type } = evaluateExpr(value, context, NO_TABLES, 'PARTITION BY');
  if (number !== null && !isInteger(type)) throw sqlError('ER_VALUES_IS_NOT_INT_TYPE_ERROR', partition);
  return { text: String(number ?? 'NULL'), value: number };
}

function columnBound(expr: Expr, column: Column, context: Context): PartitionBound {
  const value = columnValue(expr, column, context);
  if (value === null) return { text: 'NULL', value };
  return { text: isInteger(column.type) ? String(value) : quoteText(String(value)), value };
}

function columnValue(expr: Expr, column: Column, context: Context): StoredValue {
  try {
    return convertDefault(expr, column, context);
  } catch (error) {
    throw error instanceof SqlError ? sqlError('ER_WRONG_TYPE_COLUMN_VALUE_ERROR') : error;
  }
}
