/** From CREATE TABLE as written to a table definition: names, types, keys and options checked in the server's order. */
import { SqlError, sqlError } from '../../base/errors.js';
import { isInteger, type SqlType } from '../../base/types.js';
import type { Column, Index, TableDefinition } from '../../engine/definition.js';
import { orderOfEngine } from '../../engine/storage-engines.js';
import { nowText } from '../../infoschema/definition-text.js';
import type { ColumnDefinition, CreateTable, Expr, KeyDefinition, TableOption } from '../../parser/ast.js';
import { isFloat } from '../../query/value.js';
import type { Context } from '../define.js';
import { convertDefault } from '../evaluate.js';
import { declaredForeignKeys } from '../foreign-keys/declare.js';
import { buildIndexes } from './build-keys.js';
import { checkDuplicates, sameName } from './column-names.js';
import { columnType } from './column-types.js';
import { addedChecks, columnRules } from './definition-rules.js';
import { checkEngineLimits } from './engine-limits.js';
import { mergeOptions, withDefaultKeyId } from './engine-options.js';
import { defaultText } from './expression-text.js';
import { systemOptions } from './system-options.js';
import { withDefaultCompression } from './table-format.js';
import { type GeneralOptions, generalOptions } from './table-options.js';

/** What a CREATE TABLE is made of, whatever it was written as. */
export interface TableParts {
  readonly db: string;
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly keys: readonly KeyDefinition[];
  readonly checks?: CreateTable['checks'];
  readonly options: readonly TableOption[];
  /** Columns of CREATE … SELECT; one that is written, too, takes this place and keeps its definition. */
  readonly selected?: readonly Column[];
}

export interface BuiltTable {
  readonly definition: TableDefinition;
  readonly general: GeneralOptions;
}

export function buildDefinition(parts: TableParts, context: Context): BuiltTable {
  checkName(parts.name);
  const general = generalOptions(parts.options, parts.name, context);
  const collation = general.collation ?? context.engine.database(parts.db)?.collation ?? context.defaults.collation;
  const { selected = [] } = parts;
  if (parts.columns.length + selected.length === 0) throw sqlError('ER_TABLE_MUST_HAVE_COLUMNS');
  const keys = [...parts.columns.flatMap(inlineKey), ...parts.keys];
  const primary = primaryColumns(keys);
  const written = parts.columns.map((column) => buildColumn(column, collation, primary, context));
  const columns = withSelected(written, selected, primary);
  checkDuplicates(columns.map(({ name }) => name));
  const indexes = buildIndexes(keys, { columns, warn: context.warn });
  const { engine } = general;
  checkEngineLimits({ engine, columns, indexes });
  checkAutoIncrement(columns, indexes);
  const foreignKeys = declaredForeignKeys(keys, { db: parts.db, name: parts.name, engine, columns });
  const checks = addedChecks(parts.checks ?? [], [], foreignKeys);
  const given = mergeOptions([], general.engineOptions, {
    engine,
    lenient: context.hasMode('IGNORE_BAD_TABLE_OPTIONS'),
    warn: context.warn,
  });
  const keyId = Number(context.value('innodb_default_encryption_key_id'));
  return {
    general,
    definition: {
      db: parts.db,
      name: parts.name,
      engine,
      columns,
      indexes,
      ...(checks.length > 0 && { checks }),
      ...(foreignKeys.length > 0 && { foreignKeys }),
      collation,
      comment: general.comment ?? '',
      ...(general.rowFormat === undefined ? {} : { rowFormat: general.rowFormat }),
      ...orderOfEngine(engine),
      ...systemOptions(general.hints, engine, undefined, context),
      engineOptions: withDefaultKeyId(
        withDefaultCompression(given, engine, general.engineOptions, context),
        engine,
        keyId,
        general.engineOptions,
      ),
    },
  };
}

/** Written columns first, then those of the query in its order. */
function withSelected(
  written: readonly Column[],
  selected: readonly Column[],
  primary: readonly string[],
): readonly Column[] {
  const isSelected = ({ name }: Column) => selected.some((column) => sameName(column.name, name));
  return [
    ...written.filter((column) => !isSelected(column)),
    ...selected.map((column) => {
      const given = written.find(({ name }) => sameName(name, column.name));
      const inKey = primary.some((name) => sameName(name, column.name));
      return given ?? { ...column, nullable: column.nullable && !inKey };
    }),
  ];
}

export function checkName(name: string): void {
  if (name === '' || name.endsWith(' ') || name.length > 64) throw sqlError('ER_WRONG_TABLE_NAME', name);
}

/** PRIMARY KEY, REFERENCES and the like behind a column's type. */
export const inlineKey = ({ key, name, references }: ColumnDefinition): KeyDefinition[] => {
  const parts = [{ column: name, descending: false }];
  return [
    ...(key === undefined ? [] : [{ type: key, parts }]),
    ...(references === undefined ? [] : [{ type: 'FOREIGN' as const, parts, references }]),
  ];
};

/** The columns of the primary key are NOT NULL whatever they say. Error: 1068. */
function primaryColumns(keys: readonly KeyDefinition[]): readonly string[] {
  const primaries = keys.filter(({ type }) => type === 'PRIMARY');
  if (primaries.length > 1) throw sqlError('ER_MULTIPLE_PRI_KEY');
  return primaries[0]?.parts.map(({ column }) => column) ?? [];
}

export function buildColumn(
  written: ColumnDefinition,
  collation: string,
  primary: readonly string[],
  context: Context,
): Column {
  const { autoIncrement } = written;
  const name = checkColumnName(written.name);
  const type = columnType(written.type, { column: name, collation });
  if (type.name === 'YEAR' && type.width === 2) context.warn('Note', SHORT_YEAR);
  const inKey = primary.some((column) => sameName(column, name));
  const nullable = !inKey && !autoIncrement && (written.nullable ?? true);
  const column = {
    name,
    type,
    nullable,
    onUpdateNow: written.onUpdate !== undefined,
    autoIncrement,
    comment: written.comment ?? '',
    ...columnRules(written),
  };
  const value = written.default && columnDefault(written.default, column, context);
  if (column.onUpdateNow && !takesNow(type)) throw sqlError('ER_INVALID_ON_UPDATE', name);
  return value === undefined ? column : { ...column, default: value };
}

const SHORT_YEAR = new SqlError(
  1287,
  'HY000',
  "'YEAR(2)' is deprecated and will be removed in a future release. Please use YEAR(4) instead",
);

/** Errors: 1059, 1166. */
export function checkColumnName(name: string): string {
  if (name.length > 64) throw sqlError('ER_TOO_LONG_IDENT', name);
  if (name === '' || name.endsWith(' ')) throw sqlError('ER_WRONG_COLUMN_NAME', name);
  return name;
}

const takesNow = ({ name }: SqlType): boolean => name === 'DATETIME' || name === 'TIMESTAMP';

/** What a DEFAULT clause means to the column; undefined for NULL, which needs none. Error: 1067. */
export function columnDefault(expr: Expr, column: Column, context: Context): Column['default'] {
  if (column.autoIncrement) throw sqlError('ER_INVALID_DEFAULT', column.name);
  if (isNow(expr)) {
    if (!takesNow(column.type)) throw sqlError('ER_INVALID_DEFAULT', column.name);
    return { expr: nowText(column.type) };
  }
  if (isNull(expr)) {
    if (!column.nullable) throw sqlError('ER_INVALID_DEFAULT', column.name);
    return undefined;
  }
  if (!isConstantDefault(expr)) return { expr: defaultText(expr) };
  return { value: convertDefault(expr, column, context) };
}

/** Anything else is computed for each row. */
const isConstantDefault = (expr: Expr): boolean =>
  expr.kind === 'Literal' || (expr.kind === 'Unary' && expr.operand.kind === 'Literal');

const isNull = (expr: Expr): boolean => expr.kind === 'Literal' && expr.value.type === 'null';
const isNow = (expr: Expr): boolean =>
  expr.kind === 'Call' && /^(now|current_timestamp|localtime|localtimestamp)$/i.test(expr.name);

/** One AUTO_INCREMENT column, a number, first in some key. Error: 1075; 1063 for a wrong type. */
export function checkAutoIncrement(columns: readonly Column[], indexes: readonly Index[]): void {
  const counting = columns.flatMap((column, at) => (column.autoIncrement ? [{ column, at }] : []));
  const [only] = counting;
  if (!only) return;
  if ((!isInteger(only.column.type) || /YEAR|BIT/.test(only.column.type.name)) && !isFloat(only.column.type))
    throw sqlError('ER_WRONG_FIELD_SPEC', only.column.name);
  const isFirst = indexes.some(({ parts }) => parts[0]?.column === only.at);
  if (counting.length > 1 || !isFirst) throw sqlError('ER_WRONG_AUTO_KEY');
}
