/** Which partition a row belongs to. */
import { sqlError } from '../base/errors.js';
import { isInteger, type StoredValue } from '../base/types.js';
import {
  type Partition,
  type PartitionBound,
  type Partitioning,
  primaryKey,
  type TableDefinition,
} from '../engine/definition.js';
import { clusteredKey, compareKeys, type Key } from '../engine/page/key.js';
import { rowShape, type StoredRow } from '../engine/page/shape.js';
import { parse } from '../parser/parse.js';
import { createBinder } from '../query/bind.js';
import { scopeOf, sourceOf } from '../query/bind-from.js';
import { weights } from '../query/collations.js';
import { Decimal } from '../query/decimal.js';
import { compile } from '../query/evaluate.js';
import { visibleColumns } from '../query/scope.js';
import { NoPartition } from '../query/table-writer.js';
import type { Node } from '../query/tree.js';
import { decodeValue, type Value } from '../query/value.js';
import type { Context } from './define.js';

/** The position of the partition. Throws NoPartition. */
export type PartitionOf = (row: StoredRow) => number;

export function partitionFunction(definition: TableDefinition, context: Context): PartitionOf {
  const { partitioning } = definition;
  if (!partitioning) return () => 0;
  const { method, partitions, linear } = partitioning;
  const count = partitions.length;
  if (method === 'KEY') {
    const hash = keyHash(definition, partitioning);
    return (row) => (linear ? linearPart(hash(row), count) : Number(hash(row) % BigInt(count)));
  }
  if (partitioning.columns) return columnsFunction(definition, partitioning);
  const number = partitionNumber(definition, partitioning, context);
  if (method === 'HASH') {
    return (row) => {
      const value = number(row) ?? NULL_NUMBER;
      return linear ? linearPart(value, count) : Math.abs(Number(value % BigInt(count)));
    };
  }
  return method === 'RANGE' ? (row) => inRange(number(row), partitions) : (row) => inList(number(row), partitions);
}

/** What NULL counts as where numbers are hashed. */
const NULL_NUMBER = -(2n ** 63n);

/** The partition of a power of two, or of the half of it where there are not so many. */
function linearPart(value: bigint, count: number): number {
  const mask = 2n ** BigInt(Math.ceil(Math.log2(count))) - 1n;
  const part = Number(value & mask);
  return part < count ? part : Number(value & (mask >> 1n));
}

/** The number that the partitioning expression gives; null for NULL. */
function partitionNumber(definition: TableDefinition, { expression = '' }: Partitioning, context: Context) {
  const { db, name, columns } = definition;
  const table = { db, name, columns, columnSql: columns.map(() => ''), from: '' };
  const catalog = {
    table: () => table,
  };
  const binder = createBinder(catalog, context.environment);
  const self = sourceOf(table, name, binder.nextId());
  const scope = scopeOf({ sources: [self], visible: visibleColumns(self, false) }, undefined, binder);
  const statement = parse(`DO ${expression}`);
  const [expr] = statement.kind === 'Do' ? statement.items : [];
  if (!expr) throw sqlError('ER_NOT_SUPPORTED_YET', 'PARTITION BY of that expression');
  const node = binder.expression(expr, { scope, clause: 'PARTITION BY', aggregates: false });
  if (!isInteger(node.type)) throw sqlError('ER_PARTITION_FUNCTION_IS_NOT_ALLOWED');
  const slotOf = (part: Node) => (part.kind === 'Column' && part.source === self ? part.index : undefined);
  const evaluate = compile(node, { current: context.environment }, slotOf);
  return (row: StoredRow): bigint | null =>
    toInteger(evaluate(columns.map((column, at) => decodeValue(row[at] ?? null, column.type))));
}

function toInteger(value: Value): bigint | null {
  if (value === null || typeof value === 'bigint') return value;
  if (value instanceof Decimal) return BigInt(Math.round(Number(value.toString())));
  return typeof value === 'number' ? BigInt(Math.round(value)) : null;
}

const limitOf = ({ value }: PartitionBound): bigint | undefined =>
  typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined;

/** NULL is less than every number. */
function inRange(value: bigint | null, partitions: readonly Partition[]): number {
  if (value === null) return 0;
  const found = partitions.findIndex(({ lessThan = [] }) => {
    const limit = lessThan[0] && limitOf(lessThan[0]);
    return limit === undefined || value < limit;
  });
  if (found < 0) throw new NoPartition(String(value));
  return found;
}

function inList(value: bigint | null, partitions: readonly Partition[]): number {
  const is = ([bound]: readonly PartitionBound[]): boolean =>
    value === null ? bound?.value === null : bound?.value !== null && bound !== undefined && limitOf(bound) === value;
  const found = partitions.findIndex(({ values = [] }) => values.some(is));
  if (found < 0) throw new NoPartition(value === null ? 'NULL' : String(value));
  return found;
}

/** RANGE COLUMNS and LIST COLUMNS compare as the columns do. */
function columnsFunction(definition: TableDefinition, partitioning: Partitioning): PartitionOf {
  const places = columnPlaces(definition, partitioning.columns ?? []);
  const compare = rowComparison(definition, partitioning.columns ?? []);
  const { partitions, method } = partitioning;
  return (row) => {
    const values = places.map((place) => row[place] ?? null);
    const found = partitions.findIndex(({ lessThan, values: lists = [] }) =>
      method === 'RANGE'
        ? lessThan !== undefined && compare(values, lessThan) < 0
        : lists.some((list) => compare(values, list) === 0),
    );
    if (found < 0) throw new NoPartition('from column_list');
    return found;
  };
}

/** Compares values of columns with the limits of a partition. */
export function rowComparison(definition: TableDefinition, columns: readonly string[]) {
  const keys = columnPlaces(definition, columns).map((place) => columnKey(definition, place));
  return (values: readonly StoredValue[], bounds: readonly PartitionBound[]): number => {
    for (const [at, keyOf] of keys.entries()) {
      const bound = bounds[at];
      if (bound?.value === undefined) return -1;
      const order = compareNullable(keyOf(values[at] ?? null), keyOf(bound.value));
      if (order !== 0) return order;
    }
    return 0;
  };
}

function compareNullable(left: Key | null, right: Key | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareKeys(left, right);
}

export const columnPlaces = ({ columns }: TableDefinition, names: readonly string[]): number[] =>
  names.map((name) => columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()));

function columnKey(definition: TableDefinition, place: number): (value: StoredValue) => Key | null {
  const field = rowShape(definition).fields.find(({ position }) => position === place);
  if (!field) return () => null;
  const keyOf = clusteredKey({ keyFields: [{ ...field, position: 0 }] }, weights);
  return (value) => (value === null ? null : keyOf([value]));
}

/** The columns that KEY () means. */
export const keyColumns = (definition: Pick<TableDefinition, 'indexes'>): readonly number[] =>
  primaryKey(definition) ?? definition.indexes.find(({ unique }) => unique)?.parts.map(({ column }) => column) ?? [];

const WORD = 2n ** 64n - 1n;

/** The server's hash of the key columns; exact for numbers and for text of single-byte character sets. */
function keyHash(definition: TableDefinition, { columns = [] }: Partitioning): (row: StoredRow) => bigint {
  const places = columns.length > 0 ? columnPlaces(definition, columns) : keyColumns(definition);
  return (row) => {
    let [first, second] = [1n, 4n];
    for (const place of places) {
      const bytes = hashedBytes(definition, place, row[place] ?? null);
      if (!bytes) first = (first ^ ((first << 1n) | 1n)) & WORD;
      for (const byte of bytes ?? []) {
        first = (first ^ (((first & 63n) + second) * BigInt(byte) + (first << 8n))) & WORD;
        second += 3n;
      }
    }
    return first & 0xffffffffn;
  };
}

const WIDTHS: Readonly<Record<string, number>> = { TINYINT: 1, SMALLINT: 2, MEDIUMINT: 3, INT: 4, BIGINT: 8 };

function hashedBytes({ columns }: TableDefinition, place: number, value: StoredValue): Uint8Array | undefined {
  const type = columns[place]?.type;
  if (value === null || !type) return undefined;
  if (isInteger(type)) {
    const decoded = decodeValue(value, type);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt.asUintN(64, typeof decoded === 'bigint' ? decoded : BigInt(Number(decoded))));
    return bytes.subarray(0, WIDTHS[type.name] ?? 8);
  }
  if (typeof value === 'string' && 'collation' in type) return weights(value.replace(/ +$/, ''), type.collation);
  return value instanceof Uint8Array ? value : Buffer.from(String(value));
}
