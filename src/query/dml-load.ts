/** LOAD DATA: the rows of a file as rows of an INSERT. */
import { type SqlError, sqlError } from '../base/errors.js';
import type { Column } from '../engine/definition.js';
import type { Expr, FieldTarget, LoadData } from '../parser/ast.js';
import type { Catalog } from './catalog.js';
import { columnIndex } from './dml-columns.js';
import { type BoundInsert, type Cell, insertPlace } from './dml-insert.js';
import type { Environment } from './environment.js';
import { bindRules } from './row-rules.js';
import type { TextRow } from './text-fields.js';

export interface BoundLoad {
  readonly insert: BoundInsert;
  /** What the variables among the targets have in the end. */
  readonly variables: ReadonlyMap<string, string | null>;
}

/** Finds the columns, before the file is looked at. Error: 1054. */
export function loadTargets(statement: LoadData, columns: readonly Column[]): readonly FieldTarget[] {
  for (const { name } of [...(statement.targets ?? []), ...statement.set.map(({ column }) => column)].filter(isColumn))
    indexOf(name, columns);
  return statement.targets ?? columns.map(({ name }) => ({ kind: 'ColumnRef', name }));
}

const isColumn = ({ kind }: FieldTarget): boolean => kind === 'ColumnRef';

function indexOf(name: string, columns: readonly Column[]): number {
  const index = columnIndex(columns, name);
  if (index < 0) throw sqlError('ER_BAD_FIELD_ERROR', name, 'SELECT');
  return index;
}

/** Binds the statement with the rows of its file. */
export function bindLoad(statement: LoadData, file: Iterable<TextRow>, catalog: Catalog, env: Environment): BoundLoad {
  const { binder, table, self, place } = insertPlace(statement.table, 'SELECT', catalog, env);
  const { columns } = table;
  const fields = loadTargets(statement, columns);
  const loaded = fields.map((target) => (isColumn(target) ? indexOf(target.name, columns) : NO_COLUMN));
  const variables = new Map<string, string | null>();
  const rows: Cell[][] = [];
  const problems: SqlError[][] = [];
  for (const row of file) {
    const number = rows.length + 1;
    for (const [position, { kind, name }] of fields.entries())
      if (kind === 'UserVariable') variables.set(name.toLowerCase(), row[position] ?? null);
    const filled = loaded.flatMap((index, position) => {
      const column = columns[index];
      return column ? [{ column, value: row[position] }] : [];
    });
    const cells = [
      ...filled.map(fieldCell),
      ...statement.set.map(({ value }) => (isDefault(value) ? 'default' : value)),
    ];
    rows.push(cells.map((cell) => (isExpr(cell) ? binder.expression(withValues(cell, variables), place) : cell)));
    problems.push([
      ...filled.flatMap((field) => fieldProblem(field, number) ?? []),
      ...(row.length > fields.length ? [sqlError('ER_WARN_TOO_MANY_RECORDS', number)] : []),
    ]);
  }
  const set = statement.set.map(({ column }) => indexOf(column.name, columns));
  const targets = [...loaded.filter((index) => index !== NO_COLUMN), ...set];
  const { replace, ignore } = statement;
  const source = { kind: 'Values', rows, problems } as const;
  const rules = bindRules(table, self, binder);
  return {
    insert: { kind: 'Insert', table, replace, ignore, targets, source, onDuplicate: [], self, rules },
    variables,
  };
}

const NO_COLUMN = -1;

type FieldCell = Expr | 'default' | 'zero';

/** A column and what the line has for it; undefined: the line has ended before. */
interface Field {
  readonly column: Column;
  readonly value: string | null | undefined;
}

const isExpr = (cell: FieldCell): cell is Expr => typeof cell !== 'string';

const isDefault = (expr: Expr): boolean => expr.kind === 'DefaultExpr' && expr.column === undefined;

const refusesNull = ({ column, value }: Field): boolean =>
  !column.nullable && (value === undefined || !column.autoIncrement);

/** The column's default does not count, not even where the line has ended before it. */
function fieldCell(field: Field): FieldCell {
  const { value = null } = field;
  return value === null && refusesNull(field) ? 'zero' : literal(value);
}

function fieldProblem(field: Field, row: number): SqlError | undefined {
  if (field.value === undefined) return sqlError('ER_WARN_TOO_FEW_RECORDS', row);
  if (field.value !== null || !refusesNull(field)) return undefined;
  return sqlError('ER_WARN_NULL_TO_NOTNULL', field.column.name, row);
}

const literal = (value: string | null): Expr => ({
  kind: 'Literal',
  value: value === null ? { type: 'null' } : { type: 'string', value },
});

/** The expression as it is for one row: variables that the row has filled are its texts. */
function withValues(node: Expr, variables: ReadonlyMap<string, string | null>): Expr {
  return replaced(node, variables) as Expr;
}

function replaced(node: unknown, variables: ReadonlyMap<string, string | null>): unknown {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
  if (Array.isArray(node)) return node.map((each) => replaced(each, variables));
  if ('kind' in node && node.kind === 'UserVariable' && 'name' in node) {
    const value = variables.get(String(node.name).toLowerCase());
    return value === undefined ? node : literal(value);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaced(value, variables)]));
}
