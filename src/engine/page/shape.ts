/**
 * The shape of records in an index: which columns, in which order, with which codecs.
 *
 * Rows come and go as arrays of stored values in the table's column order. A table without a clustered key has
 * one more element behind them: the row id, a number that the server counts.
 */
import { assert } from '../../base/assert.js';
import type { SqlType, StoredValue } from '../../base/types.js';
import type { Index, IndexPart, TableDefinition } from '../definition.js';
import { prefixCodec } from './prefix.js';
import { type RecordFormat, recordFormat } from './record-format.js';
import { fixedCodec, type ValueCodec } from './value-codec.js';
import { filledCodec, valueCodec } from './values.js';

export type StoredRow = readonly StoredValue[];

export interface Field {
  /** Where the value stands in a row. */
  readonly position: number;
  /** undefined for the row id. */
  readonly type: SqlType | undefined;
  readonly nullable: boolean;
  readonly codec: ValueCodec;
  /** How many characters or bytes of the value stand in the record; undefined: all. */
  readonly prefix?: number | undefined;
  readonly descending: boolean;
  /** Another field of the record has more of the same column. */
  readonly covered: boolean;
}

/** The records of one index. */
export interface IndexShape {
  /** Elements of a row. */
  readonly width: number;
  /** What a record on a leaf holds, in order. */
  readonly fields: readonly Field[];
  readonly format: RecordFormat;
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
 * The index that rows are ordered by: the primary key, else the first unique key of whole columns that are not
 * nullable. undefined: rows are ordered by a row id that no statement sees.
 */
export function clusteredIndex({ indexes, columns, heap }: TableDefinition): Index | undefined {
  if (heap) return undefined;
  const isWhole = ({ column, length }: IndexPart) => length === undefined && columns[column]?.nullable === false;
  return (
    indexes.find(({ name }) => name === 'PRIMARY') ?? indexes.find((one) => one.unique && one.parts.every(isWhole))
  );
}

/** Works out the shape of a table's rows in its clustered index. */
export function rowShape(definition: TableDefinition): RowShape {
  const { columns } = definition;
  const keyFields = clusteredFields(definition);
  // A virtual column is in no record.
  const whole = columns.flatMap(({ generated }, column) =>
    generated && !generated.stored ? [] : [fieldOf({ column }, definition)],
  );
  const rest = whole.filter(({ position }) => !keyFields.some((key) => key.position === position && isWhole(key)));
  const fields = marked([...keyFields, ...rest]);
  const hiddenRowId = !clusteredIndex(definition);
  return {
    width: columns.length + (hiddenRowId ? 1 : 0),
    hiddenRowId,
    fields,
    format: recordFormat(definition.rowFormat),
    keyFields,
    systemAt: keyFields.length,
    nullBytes: nullBytes(fields),
  };
}

/** Works out the shape of a secondary index's records: its columns, then what it lacks of the clustered key. */
export function secondaryShape(definition: TableDefinition, { parts }: Index): IndexShape {
  const own = parts.map((part) => fieldOf(part, definition));
  const isThere = ({ position }: Field) => own.some((field) => field.position === position && isWhole(field));
  const fields = marked([...own, ...clusteredFields(definition).filter((field) => !isThere(field))]);
  return {
    width: definition.columns.length + (clusteredIndex(definition) ? 0 : 1),
    fields,
    format: recordFormat(definition.rowFormat),
    keyFields: fields,
    systemAt: undefined,
    nullBytes: nullBytes(fields),
  };
}

function clusteredFields(definition: TableDefinition): Field[] {
  const parts = clusteredIndex(definition)?.parts;
  if (parts) return marked(parts.map((part) => fieldOf(part, definition)));
  const position = definition.columns.length;
  return [{ position, type: undefined, nullable: false, codec: rowId, descending: false, covered: false }];
}

function fieldOf({ column: position, length: prefix, descending }: IndexPart, definition: TableDefinition): Field {
  const column = definition.columns[position];
  assert(column, 'an index part is a column');
  const { type, nullable } = column;
  const whole = recordFormat(definition.rowFormat).redundant ? filledCodec : valueCodec;
  const codec = prefix === undefined ? whole(type) : prefixCodec(type, prefix, whole(type));
  return { position, type, nullable, codec, prefix, descending: descending === true, covered: false };
}

const isWhole = ({ prefix }: Field): boolean => prefix === undefined;
const extent = ({ prefix = Number.POSITIVE_INFINITY }: Field): number => prefix;

/** Marks the fields whose column another one has more of. */
const marked = (fields: readonly Field[]): Field[] =>
  fields.map((field) => {
    const covered = fields.some((other) => other.position === field.position && extent(other) > extent(field));
    return covered === field.covered ? field : { ...field, covered };
  });

const nullBytes = (fields: readonly Field[]): number => Math.ceil(fields.filter(({ nullable }) => nullable).length / 8);
