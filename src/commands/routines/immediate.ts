/**
 * What a running body asks of the server in the middle of another statement: functions, triggers, and the procedures
 * that these call. Nothing may wait there; whatever is used was loaded by the statement around.
 */
import { sqlError } from '../../base/errors.js';
import type {
  CallProcedure,
  DataType,
  Delete,
  Expr,
  Insert,
  Query,
  Set as SetStatement,
  Statement,
  Update,
} from '../../parser/ast.js';
import { bindQuery } from '../../query/bind.js';
import { driveNow, Interpreter, type Machine } from '../../routines/interpreter.js';
import type { Scope } from '../../routines/scope.js';
import { StatementCatalog } from '../catalog.js';
import type { Context, TypedValue } from '../define.js';
import { changeInside } from '../dml.js';
import { evaluateExpr, NO_TABLES } from '../evaluate.js';
import { selectInto } from '../select.js';
import { getDiagnostics, resignalled, signal } from '../sessions.js';
import { assignments } from '../set.js';
import { bindArguments, checkArguments, findProcedure, giveBack } from './arguments.js';
import { enterRoutine } from './frame.js';
import { cursorRows, isOne, readsTables, truth, variableColumn } from './machine.js';
import { strictly } from './strict.js';

/** What the body belongs to, for errors and notes. */
export interface Body {
  readonly type: 'function' | 'trigger';
  readonly name: string;
  readonly collation: string;
}

export class ImmediateMachine implements Machine {
  private readonly context: Context;
  private readonly body: Body;
  private mark: number;

  constructor(context: Context, body: Body) {
    this.context = context;
    this.body = body;
    this.mark = context.diagnostics.conditions.length;
  }

  /** Rows that RETURNING gives have nowhere to go: a routine with such a statement is not made. */
  private change(statement: Insert | Update | Delete, context: Context): void {
    const result = changeInside(statement, context);
    this.context.session.rowCount = result.kind === 'ok' ? result.affectedRows : -1;
  }

  run(statement: Statement, _text: string, scope: Scope): void {
    this.begin();
    const context = this.within(scope);
    context.environment.checkInterrupted();
    switch (statement.kind) {
      case 'Insert':
      case 'Update':
      case 'Delete':
        this.change(statement, context);
        return;
      case 'SelectStatement':
        this.select(statement, context);
        return;
      case 'Set':
        setInside(statement, context);
        return;
      case 'Do':
        for (const item of statement.items) this.valueOf(item, context);
        return;
      case 'CallProcedure':
        this.call(statement, context);
        return;
      default:
        runOther(statement, context);
    }
  }

  evaluate(expr: Expr, scope: Scope): TypedValue {
    return this.valueOf(expr, strictly(this.within(scope)));
  }

  look(expr: Expr, scope: Scope): TypedValue {
    return this.valueOf(expr, this.within(scope));
  }

  round(): void {
    this.context.environment.checkInterrupted();
  }

  private valueOf(expr: Expr, context: Context): TypedValue {
    context.environment.checkInterrupted();
    const catalog = readsTables(expr) ? StatementCatalog.opened(expr, context) : NO_TABLES;
    return evaluateExpr(expr, context, catalog, 'SELECT');
  }

  holds(expr: Expr, scope: Scope): boolean {
    return isOne(this.valueOf(truth(expr), this.within(scope)));
  }

  rows(query: Query, scope: Scope) {
    const context = this.within(scope);
    return cursorRows(query, StatementCatalog.opened(query, context), context);
  }

  column(name: string, type: DataType) {
    return variableColumn(name, type, this.body.collation);
  }

  environment(scope: Scope) {
    return this.within(scope).environment;
  }

  raised() {
    return this.context.diagnostics.conditions.slice(this.mark);
  }

  begin(): void {
    this.mark = this.context.diagnostics.conditions.length;
  }

  list(error: Parameters<Machine['list']>[0]): void {
    this.context.listOnce(error);
  }

  trace(error: Parameters<Machine['trace']>[0], line: number): void {
    this.context.listOnce(error);
    this.context.warn('Note', sqlError('ER_SP_STACK_TRACE', line, this.body.name));
  }

  forget(conditions: Parameters<Machine['forget']>[0]): void {
    this.context.diagnostics.forget(conditions);
  }

  conditions() {
    return this.context.diagnostics.conditions;
  }

  private within(scope: Scope): Context {
    return this.context.within(scope, this.context.unit);
  }

  private select({ query, into }: Extract<Statement, { kind: 'SelectStatement' }>, context: Context): void {
    if (!into) throw sqlError('ER_SP_NO_RETSET', this.body.type);
    const catalog = StatementCatalog.opened(query, context);
    selectInto(into, bindQuery(query, catalog, context.environment), catalog, context);
  }

  private call(statement: CallProcedure, context: Context): void {
    const routine = findProcedure(statement, context);
    const { parameters, body } = context.routines.definition(routine);
    checkArguments(statement, routine, parameters);
    const catalog = StatementCatalog.opened(statement.args, context);
    const scope = bindArguments(statement, parameters, routine, context, catalog);
    const leave = enterRoutine(routine, context);
    try {
      const { db, name, databaseCollation: collation } = routine;
      const machine = new ImmediateMachine(context, { type: this.body.type, name: `${db}.${name}`, collation });
      driveNow(new Interpreter(machine).statement(body, scope));
    } finally {
      leave();
    }
    giveBack(statement, parameters, scope, context);
  }
}

/** What a body has warned of is not heard outside of it, unless it fails. */
export function forgetting<T>({ diagnostics }: Context, work: () => T): T {
  const before = new Set(diagnostics.conditions);
  const result = work();
  diagnostics.forget(diagnostics.conditions.filter((condition) => !before.has(condition)));
  return result;
}

/** Errors: 1422, 1415, 1235. */
function runOther(statement: Statement, context: Context): void {
  switch (statement.kind) {
    case 'Signal':
      signal(statement, StatementCatalog.opened(statement.items, context), context);
      return;
    case 'Resignal':
      throw resignalled(
        statement.sqlstate,
        statement.items,
        StatementCatalog.opened(statement.items, context),
        context,
      );
    case 'GetDiagnostics':
      getDiagnostics(statement, StatementCatalog.opened(statement.condition, context), context);
      return;
    case 'Savepoint':
    case 'CreateTable':
    case 'DropTable':
      throw sqlError('ER_NOT_SUPPORTED_YET', `${statement.kind} in a function or trigger`);
    default:
      throw sqlError('ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG');
  }
}

function setInside({ items }: SetStatement, context: Context): void {
  const catalog = StatementCatalog.opened(items, context);
  for (const item of items) {
    // The check of a variable may have to wait for a plugin.
    if (item.kind !== 'Local' && item.kind !== 'UserVariable')
      throw sqlError('ER_NOT_SUPPORTED_YET', 'SET of a system variable in a function or trigger');
    for (const assignment of assignments(item, context, catalog)) {
      assignment.check();
      assignment.apply();
    }
  }
}
