/**
 * The shape of a table's records in its clustered index: which columns, in which order, with which codecs.
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

export interface RowShape {
  /** Elements of a row. */
  readonly width: number;
  readonly hiddenRowId: boolean;
  /** Key columns first: the order in a record. Between the two parts stand transaction id and roll pointer. */
  readonly fields: readonly Field[];
  readonly keyFields: readonly Field[];
  /** Bytes of the NULL bitmap. */
  readonly nullBytes: number;
}

/** DB_TRX_ID and DB_ROLL_PTR. */
export const SYSTEM_COLUMN_BYTES = 13;
const ROLL_POINTER = 6;
const INSERTED = 0x80;

/** Writes, to zeros, the system columns of a row whose history no transaction needs. */
export function writeSystemColumns(page: Buffer, at: number): void {
  page.writeUInt8(INSERTED, at + ROLL_POINTER);
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

/** Works out the shape of a table's records. */
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
    nullBytes: Math.ceil(fields.filter((field) => field.nullable).length / 8),
  };
}
