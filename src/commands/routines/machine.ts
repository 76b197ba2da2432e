/** What a running body asks of the server, where it may wait: procedures that the client has called. */
import { sqlError } from '../../base/errors.js';
import type { Ok, Result } from '../../base/result.js';
import type { DataType, Expr, Query, Statement } from '../../parser/ast.js';
import { bindQuery } from '../../query/bind.js';
import { functionNamed } from '../../query/functions/index.js';
import { queryValues } from '../../query/run.js';
import { encodeValue } from '../../query/value.js';
import type { Machine } from '../../routines/interpreter.js';
import type { Cursor, Scope } from '../../routines/scope.js';
import { namedTables, StatementCatalog } from '../catalog.js';
import { columnType } from '../ddl/column-types.js';
import type { Context, TypedValue } from '../define.js';
import { evaluateExpr, NO_TABLES } from '../evaluate.js';
import { readInside } from '../reads.js';
import { strictly } from './strict.js';

/** After so many statements and rounds of loops others have their turn. */
const STEPS_IN_A_ROW = 500;

/** Whose affected rows a CALL adds up. */
const COUNTED: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>([
  ...(['Insert', 'Update', 'Delete', 'CallProcedure', 'Compound', 'CreateTable'] as const),
]);

const queries = new WeakMap<Expr, boolean>();

const isCall = (node: unknown): boolean => {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false;
  if ('kind' in node && node.kind === 'Call' && 'name' in node && !functionNamed(String(node.name).toLowerCase()))
    return true;
  return Object.values(node).some(isCall);
};

/** Does the expression read tables, or call functions that may? */
export function readsTables(expr: Expr): boolean {
  const known = queries.get(expr) ?? (!namedTables(expr).next().done || isCall(expr));
  queries.set(expr, known);
  return known;
}

export const truth = (operand: Expr): Expr => ({ kind: 'IsTest', operand, what: 'TRUE', not: false });

export class WaitingMachine implements Machine {
  affectedRows = 0;
  private readonly context: Context;
  private readonly collation: string;
  /** The context of the scope that was asked for last, as long as no statement has changed anything. */
  private inner: { readonly scope: Scope; readonly context: Context } | undefined;
  private steps = 0;

  private readonly name: string;

  /** `name`: what a note about an error calls the routine. */
  constructor(context: Context, collation: string, name: string) {
    this.context = context;
    this.collation = collation;
    this.name = name;
  }

  async run(statement: Statement, text: string, scope: Scope): Promise<void> {
    await this.round();
    this.inner = undefined;
    this.took(statement, await this.context.perform(statement, text, scope));
  }

  round(): void | Promise<void> {
    const { ports, interruption } = this.context;
    return ++this.steps % STEPS_IN_A_ROW === 0 ? ports.clock.sleep(0, interruption) : undefined;
  }

  evaluate(expr: Expr, scope: Scope): TypedValue | Promise<TypedValue> {
    return this.valueOf(expr, strictly(this.within(scope)));
  }

  look(expr: Expr, scope: Scope): TypedValue | Promise<TypedValue> {
    return this.valueOf(expr, this.within(scope));
  }

  private valueOf(expr: Expr, context: Context): TypedValue | Promise<TypedValue> {
    context.environment.checkInterrupted();
    if (!readsTables(expr)) return evaluateExpr(expr, context, NO_TABLES, 'SELECT');
    return StatementCatalog.open(expr, context).then((catalog) => evaluateExpr(expr, context, catalog, 'SELECT'));
  }

  holds(expr: Expr, scope: Scope): boolean | Promise<boolean> {
    const value = this.valueOf(truth(expr), this.within(scope));
    return value instanceof Promise ? value.then(isOne) : isOne(value);
  }

  async rows(query: Query, scope: Scope): Promise<NonNullable<Cursor['rows']>> {
    const context = this.within(scope);
    return cursorRows(query, await StatementCatalog.open(query, context), context);
  }

  column(name: string, type: DataType) {
    return variableColumn(name, type, this.collation);
  }

  environment(scope: Scope) {
    return this.within(scope).environment;
  }

  raised() {
    const { diagnostics } = this.context;
    return diagnostics.raisedNow > 0 ? diagnostics.conditions : [];
  }

  begin(): void {
    this.context.diagnostics.begin(false);
  }

  list(error: Parameters<Context['warn']>[1]): void {
    this.context.listOnce(error);
  }

  trace(error: Parameters<Machine['trace']>[0], line: number): void {
    this.context.listOnce(error);
    this.context.warn('Note', sqlError('ER_SP_STACK_TRACE', line, this.name));
  }

  forget(conditions: Parameters<Machine['forget']>[0]): void {
    this.context.diagnostics.forget(conditions);
  }

  conditions() {
    return this.context.diagnostics.conditions;
  }

  private within(scope: Scope): Context {
    if (this.inner?.scope !== scope) this.inner = { scope, context: this.context.within(scope) };
    return this.inner.context;
  }

  private took(statement: Statement, result: Result): void {
    if (result.kind === 'rows') this.context.send(result);
    else if (COUNTED.has(statement.kind)) this.affectedRows += (result satisfies Ok).affectedRows;
  }
}

export const isOne = ({ value }: TypedValue): boolean => Number(value) === 1;

/** The rows that a cursor goes through. */
export function cursorRows(query: Query, catalog: StatementCatalog, context: Context): NonNullable<Cursor['rows']> {
  const { engine, environment } = context;
  const bound = bindQuery(query, catalog, environment);
  const types = bound.items.map(({ node }) => node.type);
  const values = readInside(catalog, context, () =>
    [...queryValues(engine.rowDatabase, bound, environment)].map((row) =>
      row.map((value, at) => encodeValue(value, types[at] ?? { name: 'NULL' })),
    ),
  );
  return { types, values, next: 0 };
}

/** A variable or parameter as a column. */
export const variableColumn = (name: string, type: DataType, collation: string) => ({
  ...{ name, type: columnType(type, { column: name, collation }) },
  ...{ nullable: true, onUpdateNow: false, autoIncrement: false, comment: '' },
});
