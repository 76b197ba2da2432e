/** Expressions outside of queries: SET, DO, LIMIT, DEFAULT. */
import { sqlError } from '../base/errors.js';
import type { SqlType, StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Expr } from '../parser/ast.js';
import { createBinder } from '../query/bind.js';
import type { Catalog } from '../query/catalog.js';
import { valueCell } from '../query/cells.js';
import { converterFor } from '../query/convert.js';
import { nullInNotNull } from '../query/dml-columns.js';
import { type Reporter, StatementReporter } from '../query/reporter.js';
import { evaluate, sleepOf } from '../query/run.js';
import type { Clause } from '../query/scope.js';
import type { Node } from '../query/tree.js';
import { decodeValue } from '../query/value.js';
import { StatementCatalog } from './catalog.js';
import type { Context, TypedValue } from './define.js';
import { readInside } from './reads.js';

/** The value of an expression; `clause` is what error 1054 names. */
export function evaluateExpr(expr: Expr, context: Context, catalog: Catalog, clause: Clause): TypedValue {
  const { engine, environment } = context;
  const work = () => evaluate(engine.rowDatabase, bound(expr, context, catalog, clause), environment);
  return catalog instanceof StatementCatalog ? readInside(catalog, context, work) : work();
}

/** The same, when the time is over that SLEEP asks for. */
export async function evaluateSlowly(
  expr: Expr,
  context: Context,
  catalog: Catalog,
  clause: Clause,
): Promise<TypedValue> {
  const { environment, ports, interruption } = context;
  const seconds = sleepOf(bound(expr, context, catalog, clause), environment);
  if (seconds > 0) await ports.clock.sleep(seconds * 1000, interruption);
  return evaluateExpr(expr, context, catalog, clause);
}

function bound(expr: Expr, { environment, session }: Context, catalog: Catalog, clause: Clause): Node {
  const scope = { visible: [], sources: [], aliases: [], database: session.database };
  return createBinder(catalog, environment).expression(expr, { scope, clause, aggregates: false });
}

/** A value as the client would see it. */
export function textOf({ value, type }: TypedValue): string | null {
  const cell = valueCell(decodeValue(value, type), type);
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : cell;
}

/** Nothing is visible: DEFAULT and the like name no tables. */
export const NO_TABLES: Catalog = {
  table: ({ name }) => {
    throw sqlError('ER_NO_SUCH_TABLE', '', name);
  },
};

/** A default value in the column's stored form. Error: 1067. */
export function convertDefault(expr: Expr, column: Column, context: Context): StoredValue {
  const given = evaluateExpr(expr, context, NO_TABLES, 'SELECT');
  // A default must fit, whatever sql_mode says: what is wrong with it is a warning before the error.
  let warned = false;
  const warn: Context['warn'] = (level, error) => {
    warned ||= level !== 'Note';
    context.warn(level, error);
  };
  const lenient = { ...context.environment, sqlMode: new Set<string>(), warn };
  const reporter = new StatementReporter(lenient, { db: '', name: '' }, false);
  reporter.row = 0;
  const stored = convertStored(given.value, given.type, column, reporter);
  if (warned) throw sqlError('ER_INVALID_DEFAULT', column.name);
  return stored;
}

/** A value in another column's stored form. */
export function convertStored(value: StoredValue, from: SqlType, column: Column, reporter: Reporter): StoredValue {
  const computed = decodeValue(value, from);
  if (computed !== null) return converterFor(from, column)(computed, reporter);
  return column.nullable ? null : nullInNotNull(column, reporter, true);
}
