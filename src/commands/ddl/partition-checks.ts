/** What a partitioned table must keep to, when it is made and when it is altered. */
import { sqlError } from '../../base/errors.js';
import { isInteger, type StoredValue } from '../../base/types.js';
import type { PartitionBound, Partitioning, TableDefinition } from '../../engine/definition.js';
import { quoteName } from '../../infoschema/quoting.js';
import { parse } from '../../parser/parse.js';
import type { Context } from '../define.js';
import { columnPlaces, keyColumns, partitionFunction, rowComparison } from '../partition-function.js';
import { columnsOf } from './partition-expression.js';

const MAX_PARTITIONS = 8192;
/** Engines that have no partitions. */
const WITHOUT = /^CSV$/;

/** Errors: 1054, 1486, 1488, 1499, 1503, 1564, 1572, 1659, and those of `checkPartitions`. */
export function checkPartitioned(table: TableDefinition, context: Context): void {
  const { partitioning, engine } = table;
  if (!partitioning) return;
  if (partitioning.partitions.length > MAX_PARTITIONS) throw sqlError('ER_TOO_MANY_PARTITIONS_ERROR');
  if (WITHOUT.test(engine)) throw sqlError('ER_PARTITION_MERGE_ERROR');
  checkColumns(table, partitioning);
  // What cannot be computed is said now, not at the first row.
  partitionFunction(table, context);
  checkPartitions(partitioning, table);
}

function checkColumns(table: TableDefinition, { expression, columns = [], method }: Partitioning): void {
  const statement = expression === undefined ? undefined : parse(`DO ${expression}`);
  const [expr] = statement?.kind === 'Do' ? statement.items : [];
  const named = expr ? [...columnsOf(expr)] : columns;
  if (expr && named.length === 0) throw sqlError('ER_WRONG_EXPR_IN_PARTITION_FUNC_ERROR');
  const places = named.length > 0 ? columnPlaces(table, named) : [...keyColumns(table)];
  if (method === 'KEY' && places.length === 0) throw sqlError('ER_FIELD_NOT_FOUND_PART_ERROR');
  const missing = named.find((_, at) => places[at] === -1);
  if (missing !== undefined) throw sqlError('ER_BAD_FIELD_ERROR', missing, 'PARTITION BY');
  const only = table.columns[places[0] ?? -1];
  if (expr?.kind === 'ColumnRef' && only && !isInteger(only.type)) {
    throw sqlError('ER_FIELD_TYPE_NOT_ALLOWED_AS_PARTITION_FIELD', only.name);
  }
  for (const { name, unique, parts } of table.indexes) {
    if (!unique || places.every((place) => parts.some(({ column }) => column === place))) continue;
    throw sqlError('ER_UNIQUE_KEY_NEED_ALL_FIELDS_IN_PF', name === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE INDEX');
  }
}

/** The names of columns after an ALTER; `sources` has the old position of each. */
export function renamedColumns(
  { partitioning, columns: before }: TableDefinition,
  after: TableDefinition['columns'],
  sources: readonly (number | undefined)[],
): Pick<TableDefinition, 'partitioning'> {
  if (!partitioning) return {};
  const names = new Map(
    after.flatMap(({ name }, at) => {
      const old = before[sources[at] ?? -1];
      return old && old.name !== name ? [[old.name.toLowerCase(), name] as const] : [];
    }),
  );
  const renamed = (name: string) => names.get(name.toLowerCase()) ?? name;
  const { expression, columns } = partitioning;
  return {
    partitioning: {
      ...partitioning,
      ...(expression !== undefined && {
        expression: expression.replace(/`((?:[^`]|``)+)`/g, (_, name: string) =>
          quoteName(renamed(name.replaceAll('``', '`'))),
        ),
      }),
      ...(columns && { columns: columns.map(renamed) }),
    },
  };
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
