/** What columns get when a statement gives them nothing, NULL or DEFAULT. */
import { sqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import { parse } from '../parser/parse.js';
import { bindValue } from './bind.js';
import type { Catalog } from './catalog.js';
import { converterFor, implicitDefault } from './convert.js';
import { evaluateNode } from './evaluate.js';
import type { Reporter } from './reporter.js';

/** The value of a DEFAULT clause with a function in it, computed once for the statement. */
function computedDefault(column: Column, expr: string, catalog: Catalog, reporter: Reporter): StoredValue {
  const statement = parse(`SELECT ${expr}`);
  const item = statement.kind === 'SelectStatement' && statement.query.kind === 'Select' ? statement.query.items[0] : undefined;
  if (item?.kind !== 'Item') return null;
  const node = bindValue(item.expr, catalog, reporter.env);
  const value = evaluateNode(node, reporter.env);
  return value === null ? null : converterFor(node.type, column)(value, reporter);
}

/** Has the column a value when none is given? */
export const hasDefault = (column: Column): boolean =>
  column.default !== undefined || column.nullable || column.autoIncrement;

/** The column's default; 1364 when it has none. */
export function defaultValue(column: Column, catalog: Catalog, reporter: Reporter): StoredValue {
  const { default: written } = column;
  if (written && 'value' in written) return written.value;
  if (written) return computedDefault(column, written.expr, catalog, reporter);
  if (column.nullable) return null;
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
export function nowFor(column: Column, catalog: Catalog, reporter: Reporter): StoredValue {
  const fsp = 'fsp' in column.type ? column.type.fsp : 0;
  return computedDefault(column, `CURRENT_TIMESTAMP(${fsp})`, catalog, reporter);
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

