/**
 * A foreign key as statements that write rows need it: both tables, their columns, and how rows are found by values.
 */
import type { SqlType, StoredValue } from '../../base/types.js';
import type { ForeignKey, TableDefinition } from '../definition.js';
import { bytesKey, clusteredKey, integerField, type Key, type Weights } from '../page/key.js';
import type { Field, StoredRow } from '../page/shape.js';
import { clusteredIndex } from '../page/shape.js';
import { valueCodec } from '../page/values.js';
import { behindPrefix } from '../store/index-keys.js';
import type { Table } from '../table.js';
import { columnAt, indexFor, isSameForm } from './indexes.js';

/** How many rows are asked for. */
type Limit = 'all' | 'first';

/** One side of a foreign key. */
export interface Side {
  readonly table: Table;
  readonly columns: readonly number[];
  /** Among the table's indexes, in whose order the server goes through them. */
  readonly position: number;
  /** The rows with these values, in the order of the index. */
  readonly find: (values: readonly StoredValue[], limit?: Limit) => Iterable<StoredRow>;
  /** Rows are found in the clustered index itself. */
  readonly clustered: boolean;
}

export interface Link {
  readonly key: ForeignKey;
  readonly child: Table;
  /** Of the child; -1 where no index serves the foreign key. */
  readonly childPosition: number;
  readonly childColumns: readonly number[];
  /** undefined: children cannot be found, so nobody asks for them. */
  readonly childSide: Side | undefined;
  /** undefined: no row has a parent. */
  readonly parentSide: Side | undefined;
  /** The same bytes for values that are equal. */
  readonly nameOf: (values: readonly StoredValue[]) => string;
}

export function linkOf(child: Table, key: ForeignKey, parent: Table | undefined, weights: Weights): Link {
  const { definition } = child;
  const childColumns = key.columns.map((name) => columnAt(definition, name));
  const childIndex = indexFor(definition, key.columns);
  const types = childColumns.flatMap((at) => definition.columns[at]?.type ?? []);
  const encode = bytesKey(types.map(plainField), weights);
  return {
    key,
    child,
    childColumns,
    childPosition: childIndex?.position ?? -1,
    childSide: childIndex && sideOf(child, childColumns, childIndex.position, true, weights),
    parentSide: parent && parentSide(child.definition, key, parent, weights),
    nameOf: (values) => Buffer.from(encode(values)).toString('latin1'),
  };
}

const plainField = (type: SqlType, position: number): Field => ({
  position,
  type,
  nullable: false,
  codec: valueCodec(type),
  descending: false,
  covered: false,
});

function parentSide(
  child: TableDefinition,
  { columns, references }: ForeignKey,
  parent: Table,
  weights: Weights,
): Side | undefined {
  const { definition } = parent;
  const found = indexFor(definition, references.columns, { definition: child, columns });
  if (!found) return undefined;
  const positions = references.columns.map((name) => columnAt(definition, name));
  const sameForm = positions.every((at, number) => {
    const [left, right] = [child.columns[columnAt(child, columns[number] ?? '')], definition.columns[at]];
    return left !== undefined && right !== undefined && isSameForm(left.type, right.type);
  });
  return sideOf(parent, positions, found.position, sameForm, weights);
}

function sideOf(table: Table, columns: readonly number[], position: number, sameForm: boolean, weights: Weights): Side {
  const { definition, shape } = table;
  const clustered = definition.indexes[position] === clusteredIndex(definition);
  const find = !sameForm
    ? () => []
    : clustered
      ? clusteredSearch(table, columns, weights)
      : secondarySearch(table, columns, position, weights);
  // Values stand in a row where the columns do.
  const rowOf = (values: readonly StoredValue[]): StoredRow => {
    const row = new Array<StoredValue>(shape.width).fill(null);
    for (const [at, column] of columns.entries()) row[column] = values[at] ?? null;
    return row;
  };
  return { table, columns, position, clustered, find: (values, limit = 'all') => find(rowOf(values), limit) };
}

type Search = (row: StoredRow, limit: Limit) => Iterable<StoredRow>;

function clusteredSearch(table: Table, columns: readonly number[], weights: Weights): Search {
  const { keyFields } = table.shape;
  if (integerField(keyFields)) {
    const keyOf = clusteredKey(table.shape, weights);
    return (row) => {
      const found = table.rows.get(keyOf(row));
      return found ? [found] : [];
    };
  }
  const prefix = bytesKey(keyFields.slice(0, columns.length), weights);
  return (row, limit) => rowsFrom(table, prefix(row), limit);
}

function* rowsFrom(table: Table, from: Key & Uint8Array, limit: Limit): Generator<StoredRow> {
  for (const { rows } of table.rows.range(from, behindPrefix(from), limit === 'first' ? 1 : undefined)) yield* rows;
}

function secondarySearch(table: Table, columns: readonly number[], position: number, weights: Weights): Search {
  const layout = table.secondary.find((one) => one.position === position);
  if (!layout) return () => [];
  const entryOf = bytesKey(layout.shape.fields.slice(0, columns.length), weights);
  return (row, limit) => {
    const index = table.rows.indexes.find((one) => one.layout === layout);
    if (!index) return [];
    if (limit === 'all') return table.rows.rowsWith(index, entryOf(row));
    const first = table.rows.firstWith(index, entryOf(row));
    return first ? [first] : [];
  };
}
