/** What columns get when a statement gives them nothing, NULL or DEFAULT. */
import { sqlError } from '../base/errors.js';
import { integer, type StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { TableSource } from './catalog.js';
import { converterFor, implicitDefault } from './convert.js';
import type { Reporter } from './reporter.js';
import { formatDateTime, momentOfMillis } from './temporal.js';
import type { Source } from './tree.js';

const NOW = /^current_timestamp/;

/** Is its default an expression that must be computed for each row? */
export const isComputed = ({ default: written }: Column): boolean =>
  written !== undefined && 'expr' in written && !NOW.test(written.expr);

/** Has the column a value when none is given? */
export const hasDefault = (column: Column): boolean =>
  column.generated !== undefined ||
  column.default !== undefined ||
  column.nullable ||
  column.autoIncrement ||
  column.type.name === 'ENUM';

/** The column's default; 1364 when it has none. What must be computed is NULL, or nothing, until it is. */
export function defaultValue(column: Column, reporter: Reporter): StoredValue {
  const { default: written } = column;
  if (column.generated) return null;
  if (isComputed(column)) return column.nullable ? null : implicitDefault(column.type);
  if (written) return 'value' in written ? written.value : nowFor(column, reporter);
  if (column.nullable) return null;
  if (column.type.name === 'ENUM') return 1;
  if (!column.autoIncrement) reporter.problem(sqlError('ER_NO_DEFAULT_FOR_FIELD', column.name));
  return implicitDefault(column.type);
}

/** What NULL becomes in a column that must not be NULL: an error, or the type's zero with a warning. */
export function nullInNotNull(column: Column, reporter: Reporter, always: boolean): StoredValue {
  const error = sqlError('ER_BAD_NULL_ERROR', column.name);
  if (always) throw error;
  reporter.problem(error);
  return implicitDefault(column.type);
}

/** CURRENT_TIMESTAMP in the column's type. */
export function nowFor(column: Column, reporter: Reporter): StoredValue {
  const { env } = reporter;
  const fsp = 'fsp' in column.type ? column.type.fsp : 0;
  const now = formatDateTime(momentOfMillis(env.now(), env.timeZoneMinutes), fsp);
  return converterFor({ name: 'DATETIME', fsp }, column)(now, reporter);
}

/** Are two stored values the same, one perhaps a number and one a bigint? */
export function equalStored(left: StoredValue, right: StoredValue): boolean {
  if (left === right) return true;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && Buffer.compare(left, right) === 0;
  return typeof left === 'bigint' || typeof right === 'bigint' ? String(left) === String(right) : false;
}

/** Position of a column by its name; -1 without one. */
export function columnIndex(columns: readonly Column[], name: string): number {
  return columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}

const KEY_TYPE = integer('BIGINT');

/** A source with the key of its rows as one more column, which no name reaches. */
export function withRowKey(source: Source, { rowKeySql }: TableSource): Source {
  if (rowKeySql === undefined) return source;
  const key = { name: '', type: KEY_TYPE, nullable: false, sql: rowKeySql };
  return { ...source, columns: [...source.columns, key] };
}
