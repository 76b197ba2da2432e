/**
 * The shape of records in an index: which columns, in which order, with which codecs.
 *
 * Rows come and go as arrays of stored values in the table's column order. A table without a clustered key has
 * one more element behind them: the row id, a number that the server counts.
 */
import type { SqlType, StoredValue } from '../../base/types.js';
import type { TableDefinition } from '../definition.js';
import { fixedCodec, type ValueCodec } from './value-codec.js';
import { valueCodec } from './values.js';

export type StoredRow = readonly StoredValue[];

export interface Field {
  /** Where the value stands in a row. */
  readonly position: number;
  /** undefined for the row id. */
  readonly type: SqlType | undefined;
  readonly nullable: boolean;
  readonly codec: ValueCodec;
}

/** The records of one index. */
export interface IndexShape {
  /** Elements of a row. */
  readonly width: number;
  /** What a record on a leaf holds, in order. */
  readonly fields: readonly Field[];
  /** What tells records apart, and stands in a node pointer: the first of `fields`, or all of them. */
  readonly keyFields: readonly Field[];
  /** How many fields stand before transaction id and roll pointer; undefined: the records have neither. */
  readonly systemAt: number | undefined;
  /** Bytes of the NULL bitmap. */
  readonly nullBytes: number;
}

/** The records of a clustered index: key columns first, then transaction id and roll pointer, then the others. */
export interface RowShape extends IndexShape {
  readonly hiddenRowId: boolean;
}

/** DB_TRX_ID and DB_ROLL_PTR. */
export const SYSTEM_COLUMN_BYTES = 13;
const ROLL_POINTER = 6;
const INSERTED = 0x80;

/** Writes, to zeros, the system columns of a row whose history no transaction needs; where they end. */
export function writeSystemColumns(page: Buffer, at: number): number {
  page.writeUInt8(INSERTED, at + ROLL_POINTER);
  return at + SYSTEM_COLUMN_BYTES;
}

const rowId: ValueCodec = fixedCodec<number>(
  6,
  (into, at, value) => into.writeUIntBE(value, at, 6),
  (from, at) => from.readUIntBE(at, 6),
);

/**
 * The columns that rows are ordered by: the primary key, else the first unique key without nullable columns.
 * undefined: rows are ordered by a row id that no statement sees.
 */
export function clusteredColumns({ indexes, columns }: TableDefinition): readonly number[] | undefined {
  const key =
    indexes.find((index) => index.name === 'PRIMARY') ??
    indexes.find((index) => index.unique && index.parts.every((part) => columns[part.column]?.nullable === false));
  return key?.parts.map((part) => part.column);
}

/** Works out the shape of a table's rows in its clustered index. */
export function rowShape(definition: TableDefinition): RowShape {
  const { columns } = definition;
  const all = columns.map(({ type, nullable }, position): Field => {
    return { position, type, nullable, codec: valueCodec(type) };
  });
  const clustered = clusteredColumns(definition);
  const keyFields: Field[] = clustered
    ? clustered.flatMap((position) => all[position] ?? [])
    : [{ position: columns.length, type: undefined, nullable: false, codec: rowId }];
  const fields = [...keyFields, ...all.filter((field) => !keyFields.includes(field))];
  return {
    width: columns.length + (clustered ? 0 : 1),
    hiddenRowId: !clustered,
    fields,
    keyFields,
    systemAt: keyFields.length,
    nullBytes: Math.ceil(fields.filter((field) => field.nullable).length / 8),
  };
}
