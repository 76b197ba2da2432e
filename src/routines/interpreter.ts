/**
 * Runs the body of a routine.
 *
 * The body is a generator: it yields what must be waited for, so that the same code serves a procedure, which may
 * wait, and a function or a trigger, which runs in the middle of another statement and may not.
 */
import { SqlError, sqlError } from '../base/errors.js';
import type { Condition } from '../base/result.js';
import { integer } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Block, DataType, Declaration, Expr, Query, RoutineStatement, Statement } from '../parser/ast.js';
import type { Environment, TypedValue } from '../query/environment.js';
import { type Cursor, type Handler, Scope } from './scope.js';

type MaybePromise<T> = T | Promise<T>;

/** What a running body needs of the server. */
export interface Machine {
  /** Runs an ordinary statement; its result sets go to the client. */
  run(statement: Statement, text: string, scope: Scope): MaybePromise<void>;
  /** A value that is to be kept: what an expression warns of is an error in strict mode. */
  evaluate(expr: Expr, scope: Scope): MaybePromise<TypedValue>;
  /** A value that is looked at, and not kept. */
  look(expr: Expr, scope: Scope): MaybePromise<TypedValue>;
  /** Is the expression neither 0 nor NULL? */
  holds(expr: Expr, scope: Scope): MaybePromise<boolean>;
  rows(query: Query, scope: Scope): MaybePromise<NonNullable<Cursor['rows']>>;
  column(name: string, type: DataType): Column;
  /** What conversions ask; its warnings are those of the statement under way. */
  environment(scope: Scope): Environment;
  /** The conditions that the statement under way has raised. */
  raised(): readonly Condition[];
  /** A loop begins another round. Error: 1317 where the statement was asked to stop. */
  round(): MaybePromise<void>;
  /** A statement that reads no table begins. */
  begin(): void;
  /** A handler takes the error: it joins the list for as long as the handler runs. */
  list(error: SqlError): void;
  /** Nobody in this routine handles the error: lists it, and where it was. */
  trace(error: SqlError, line: number): void;
  /** The handler has ended: what it has dealt with leaves the list. */
  forget(conditions: readonly Condition[]): void;
  conditions(): readonly Condition[];
}

/** How a statement ended, unless the next one is to run. */
export type Flow =
  | { readonly kind: 'Leave' | 'Iterate'; readonly label: string }
  | { readonly kind: 'Return'; readonly value: TypedValue }
  | { readonly kind: 'Exit'; readonly scope: Scope }
  | undefined;

type Steps<T> = Generator<Promise<unknown>, T, unknown>;

/** Errors that no handler sees: the statement was asked to stop. */
const UNHANDLED: ReadonlySet<number> = new Set([1317, 1927]);

const INTEGER_TYPE = { name: 'BIGINT', args: [], unsigned: false, zerofill: false };

function* wait<T>(value: MaybePromise<T>): Steps<T> {
  return value instanceof Promise ? ((yield value) as T) : value;
}

/** Runs to the end, waiting where it must. */
export async function drive<T>(steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (!next.done) {
    const { value } = next;
    next = await value.then(
      (result) => steps.next(result),
      (error) => steps.throw(error),
    );
  }
  return next.value;
}

/** Runs to the end at once. */
export function driveNow<T>(steps: Steps<T>): T {
  const next = steps.next();
  if (!next.done) throw new Error('Invariant broken: the body of a function waits');
  return next.value;
}

export class Interpreter {
  private readonly machine: Machine;
  /** Errors that were looked for in vain. */
  private readonly searched = new WeakSet<SqlError>();

  constructor(machine: Machine) {
    this.machine = machine;
  }

  *statement(node: RoutineStatement, scope: Scope): Steps<Flow> {
    try {
      const flow = yield* this.dispatch(node, scope);
      return flow ?? (yield* this.warnings(node, scope));
    } catch (error) {
      if (!(error instanceof SqlError) || this.searched.has(error) || UNHANDLED.has(error.errno)) throw error;
      const { errno, sqlstate, message } = error;
      const condition: Condition = { level: 'Error', errno, sqlstate, message };
      const handler = scope.handlerFor(condition);
      if (!handler) {
        this.searched.add(error);
        this.machine.trace(error, node.line);
        throw error;
      }
      this.machine.list(error);
      return yield* this.handle(handler, condition, scope);
    }
  }

  /** A statement that succeeded may have raised warnings that somebody handles. */
  private *warnings(node: RoutineStatement, scope: Scope): Steps<Flow> {
    if (node.kind !== 'Plain') return undefined;
    let found: { handler: Handler; condition: Condition } | undefined;
    for (const condition of this.machine.raised()) {
      const handler = scope.handlerFor(condition);
      if (handler) found = { handler, condition };
    }
    return found && (yield* this.handle(found.handler, found.condition, scope));
  }

  private *handle(handler: Handler, condition: Condition, scope: Scope): Steps<Flow> {
    const dealtWith = [...this.machine.conditions()];
    const flow = yield* this.statement(handler.body, scope.ofHandler(handler, condition));
    this.machine.forget(dealtWith);
    return flow ?? (handler.action === 'EXIT' ? { kind: 'Exit', scope: handler.scope } : undefined);
  }

  private *dispatch(node: RoutineStatement, scope: Scope): Steps<Flow> {
    switch (node.kind) {
      case 'Block':
        return yield* this.block(node, scope);
      case 'Plain':
        yield* wait(this.machine.run(node.statement, node.text, scope));
        return undefined;
      case 'If':
        return yield* this.choose(node, node.otherwise, scope);
      case 'Case':
        return yield* this.caseOf(node, scope);
      case 'Loop':
        return yield* this.loop(node, scope);
      case 'ForRange':
        return yield* this.range(node, scope);
      case 'Leave':
      case 'Iterate':
        return { kind: node.kind, label: node.label.toLowerCase() };
      case 'Return':
        return { kind: 'Return', value: yield* this.value(node.value, scope) };
      default:
        return yield* this.useCursor(node, scope);
    }
  }

  private *list(nodes: readonly RoutineStatement[], scope: Scope): Steps<Flow> {
    for (const node of nodes) {
      const flow = yield* this.statement(node, scope);
      if (flow) return flow;
    }
    return undefined;
  }

  private *block({ label, declarations, body }: Block, outer: Scope): Steps<Flow> {
    const scope = new Scope(outer);
    for (const declaration of declarations) yield* this.declare(declaration, scope);
    const flow = yield* this.list(body, scope);
    if (flow?.kind === 'Exit' && flow.scope === scope) return undefined;
    return flow?.kind === 'Leave' && isLabel(flow.label, label) ? undefined : flow;
  }

  private *declare(declaration: Declaration, scope: Scope): Steps<void> {
    switch (declaration.kind) {
      case 'Variables': {
        const { names, type, value } = declaration;
        this.machine.begin();
        const initial: TypedValue = value ? yield* this.value(value, scope) : { value: null, type: { name: 'NULL' } };
        for (const name of names)
          scope.declare(this.machine.column(name, type), initial, this.machine.environment(scope));
        return;
      }
      case 'Cursor':
        scope.addCursor(declaration.name, declaration.query);
        return;
      case 'Handler':
        scope.addHandler(declaration);
    }
  }

  private *choose(
    { branches }: Pick<Extract<RoutineStatement, { kind: 'If' }>, 'branches'>,
    otherwise: readonly RoutineStatement[],
    scope: Scope,
  ): Steps<Flow> {
    for (const { when, body } of branches) {
      if (yield* this.holds(when, scope)) return yield* this.list(body, scope);
    }
    return yield* this.list(otherwise, scope);
  }

  private *caseOf(node: Extract<RoutineStatement, { kind: 'Case' }>, scope: Scope): Steps<Flow> {
    const { operand, branches, otherwise } = node;
    if (operand) this.machine.begin();
    const left: Expr | undefined = operand && {
      ...(yield* wait(this.machine.look(operand, scope))),
      kind: 'GivenValue',
    };
    for (const { when, body } of branches) {
      const fits = yield* this.holds(left ? { kind: 'Binary', op: '=', left, right: when } : when, scope);
      if (fits) return yield* this.list(body, scope);
    }
    if (!otherwise) throw sqlError('ER_SP_CASE_NOT_FOUND');
    return yield* this.list(otherwise, scope);
  }

  private *loop(node: Extract<RoutineStatement, { kind: 'Loop' }>, scope: Scope): Steps<Flow> {
    for (;;) {
      yield* wait(this.machine.round());
      if (node.while && !(yield* this.holds(node.while, scope))) return undefined;
      const flow = yield* this.list(node.body, scope);
      const next = afterRound(flow, node.label);
      if (next !== 'again') return next;
      if (node.until && (yield* this.holds(node.until, scope))) return undefined;
    }
  }

  private *range(node: Extract<RoutineStatement, { kind: 'ForRange' }>, outer: Scope): Steps<Flow> {
    const from = numberOf(yield* this.value(node.from, outer));
    const to = numberOf(yield* this.value(node.to, outer));
    if (from === undefined || to === undefined) return undefined;
    const scope = new Scope(outer);
    const step = node.reverse ? -1n : 1n;
    const [first, last] = node.reverse ? [to, from] : [from, to];
    const column = this.machine.column(node.variable, INTEGER_TYPE);
    for (let at = first; node.reverse ? at >= last : at <= last; at += step) {
      yield* wait(this.machine.round());
      scope.declare(column, { value: at, type: integer('BIGINT') }, this.machine.environment(scope));
      const next = afterRound(yield* this.list(node.body, scope), node.label);
      if (next !== 'again') return next;
    }
    return undefined;
  }

  private *useCursor(node: Extract<RoutineStatement, { readonly cursor: string }>, scope: Scope): Steps<Flow> {
    const cursor = scope.cursor(node.cursor);
    this.machine.begin();
    if (node.kind === 'Open') {
      if (cursor.rows) throw sqlError('ER_SP_CURSOR_ALREADY_OPEN');
      cursor.rows = yield* wait(this.machine.rows(cursor.query, scope));
      return undefined;
    }
    if (!cursor.rows) throw sqlError('ER_SP_CURSOR_NOT_OPEN');
    if (node.kind === 'Fetch') this.fetch(cursor.rows, node.into, scope);
    else cursor.rows = undefined;
    return undefined;
  }

  private fetch(
    rows: NonNullable<Cursor['rows']>,
    into: Extract<RoutineStatement, { kind: 'Fetch' }>['into'],
    scope: Scope,
  ): void {
    if (into.length !== rows.types.length) throw sqlError('ER_SP_WRONG_NO_OF_FETCH_ARGS');
    const row = rows.values[rows.next];
    if (!row) throw sqlError('ER_SP_FETCH_NO_DATA');
    rows.next++;
    const env = this.machine.environment(scope);
    for (const [at, { kind, name }] of into.entries()) {
      const value: TypedValue = { value: row[at] ?? null, type: rows.types[at] ?? { name: 'NULL' } };
      if (kind === 'Local') scope.assign(name, value, env);
      else env.setUserVariable(name, value);
    }
  }

  private *value(expr: Expr, scope: Scope): Steps<TypedValue> {
    return yield* wait(this.machine.evaluate(expr, scope));
  }

  private *holds(expr: Expr, scope: Scope): Steps<boolean> {
    this.machine.begin();
    return yield* wait(this.machine.holds(expr, scope));
  }
}

const isLabel = (wanted: string, label: string | undefined): boolean => wanted === label?.toLowerCase();

/** Whether a loop goes on after a round. */
function afterRound(flow: Flow, label: string | undefined): Flow | 'again' {
  if (!flow) return 'again';
  if (flow.kind === 'Iterate' && isLabel(flow.label, label)) return 'again';
  return flow.kind === 'Leave' && isLabel(flow.label, label) ? undefined : flow;
}

function numberOf({ value }: TypedValue): bigint | undefined {
  if (value === null || value instanceof Uint8Array) return undefined;
  return typeof value === 'bigint' ? value : BigInt(Math.round(Number(value)));
}
