/** How big the records of a table may become: what CREATE TABLE checks, and what rows are checked for where it did not. */
import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import { SqlError } from '../../base/errors.js';
import { EXTRA_BYTES, MAX_RECORD, RecordWriter } from './record.js';
import { type Field, type RowShape, type StoredRow, SYSTEM_COLUMN_BYTES } from './shape.js';

/** HA_ERR_TO_BIG_ROW. */
export const TOO_BIG_ROW = 139;
/** What a value leaves in its record when it is moved out: a reference. */
const MOVED_OUT = 20;

const MESSAGE = `Row size too large (> ${MAX_RECORD}). Changing some columns to TEXT or BLOB may help. In current row format, BLOB prefix of 0 bytes is stored inline.`;

/** 1118 in the storage engine's words. */
export const tooBigRow = (): SqlError => new SqlError(1118, '42000', MESSAGE);

/** The same as the warning that takes its place without innodb_strict_mode. */
export const tooBigRowWarning = (): SqlError => new SqlError(TOO_BIG_ROW, 'HY000', MESSAGE);

/** True when a row may be too big for a page even with all that can be moved out of it moved out. */
export function mayBeTooBig({ fields, keyFields, nullBytes }: RowShape): boolean {
  const bytes = fields.map((field) => maxBytes(field, !keyFields.includes(field)));
  return bytes.reduce((sum, one) => sum + one, EXTRA_BYTES + nullBytes + SYSTEM_COLUMN_BYTES) >= MAX_RECORD;
}

/** Bytes that a value takes at most, its length included. */
function maxBytes({ codec, type }: Field, movable: boolean): number {
  if (codec.fixed !== undefined) return codec.fixed;
  if (codec.long && movable) return MOVED_OUT + 1;
  const length = type && 'length' in type ? type.length : 0;
  const wide = type && 'collation' in type ? maxBytesPerCharacter(charsetOf(type.collation)) : 1;
  return length * wide + (codec.long ? 2 : 1);
}

/** Tells whether a row has no place on a page; undefined where every row has one. */
export function rowSizeCheck(shape: RowShape): ((row: StoredRow) => boolean) | undefined {
  if (!mayBeTooBig(shape)) return undefined;
  const writer = new RecordWriter(shape);
  return (row) => writer.measure(row) >= MAX_RECORD;
}
