/** How big the records of a table may become: what CREATE TABLE checks, and what rows are checked for where it did not. */
import { charsetOf, maxBytesPerCharacter } from '../../base/charsets.js';
import { SqlError } from '../../base/errors.js';
import { REFERENCE_BYTES } from './blob.js';
import { EXTRA_BYTES } from './record.js';
import type { RecordFormat } from './record-format.js';
import { recordWriter } from './record-writer.js';
import { REDUNDANT_EXTRA_BYTES } from './redundant-record.js';
import { type Field, type RowShape, type StoredRow, SYSTEM_COLUMN_BYTES } from './shape.js';

/** HA_ERR_TO_BIG_ROW. */
export const TOO_BIG_ROW = 139;

function messageFor({ maxRecord, localPrefix }: RecordFormat): string {
  const orFormat = localPrefix > 0 ? ' or using ROW_FORMAT=DYNAMIC or ROW_FORMAT=COMPRESSED' : '';
  const inline = `In current row format, BLOB prefix of ${localPrefix} bytes is stored inline.`;
  return `Row size too large (> ${maxRecord}). Changing some columns to TEXT or BLOB${orFormat} may help. ${inline}`;
}

/** 1118 in the storage engine's words. */
export const tooBigRow = ({ format }: RowShape): SqlError => new SqlError(1118, '42000', messageFor(format));

/** The same as the warning that takes its place without innodb_strict_mode. */
export const tooBigRowWarning = ({ format }: RowShape): SqlError =>
  new SqlError(TOO_BIG_ROW, 'HY000', messageFor(format));

/** True when a row may be too big for a page even with all that can be moved out of it moved out. */
export function mayBeTooBig(shape: RowShape): boolean {
  const { fields, keyFields, format } = shape;
  const bytes = fields.map((field) => maxBytes(field, !keyFields.includes(field), format));
  return bytes.reduce((sum, one) => sum + one, headerBytes(shape) + SYSTEM_COLUMN_BYTES) >= format.maxRecord;
}

/** What stands before the data, but for the lengths of varying columns. */
const headerBytes = ({ fields, format, nullBytes }: RowShape): number =>
  format.redundant ? REDUNDANT_EXTRA_BYTES + END_BYTES * (fields.length + SYSTEM_COLUMNS) : EXTRA_BYTES + nullBytes;

/** Of a column of a long record in ROW_FORMAT=REDUNDANT, and how many more columns that has. */
const END_BYTES = 2;
const SYSTEM_COLUMNS = 2;

/** Bytes that a value takes at most, its length included. */
function maxBytes({ codec, type }: Field, movable: boolean, format: RecordFormat): number {
  if (codec.fixed !== undefined) return codec.fixed;
  if (codec.long && movable) return format.localPrefix + REFERENCE_BYTES + 1;
  const length = type && 'length' in type ? type.length : 0;
  const wide = type && 'collation' in type ? maxBytesPerCharacter(charsetOf(type.collation)) : 1;
  return length * wide + (format.redundant ? 0 : codec.long ? 2 : 1);
}

/** Tells whether a row has no place on a page; undefined where every row has one. */
export function rowSizeCheck(shape: RowShape): ((row: StoredRow) => boolean) | undefined {
  if (!mayBeTooBig(shape)) return undefined;
  const writer = recordWriter(shape);
  return (row) => writer.measure(row) >= shape.format.maxRecord;
}
