/** What a running routine has declared: variables with their values, cursors, handlers, block by block. */
import { assert } from '../base/assert.js';
import { sqlError } from '../base/errors.js';
import type { Condition } from '../base/result.js';
import type { SqlType, StoredValue } from '../base/types.js';
import type { Column } from '../engine/definition.js';
import type { Declaration, HandledCondition, Query, RoutineStatement } from '../parser/ast.js';
import { converterFor } from '../query/convert.js';
import type { Environment, Locals, TypedValue } from '../query/environment.js';
import { StatementReporter } from '../query/reporter.js';
import { decodeValue } from '../query/value.js';

/** A row that a trigger sees under the names OLD and NEW. */
export interface TriggerRow {
  readonly columns: readonly Column[];
  /** In stored form; those of NEW change where the trigger assigns. */
  readonly old: readonly StoredValue[] | undefined;
  readonly new: StoredValue[] | undefined;
  /** The table, for errors. */
  readonly table: { readonly db: string; readonly name: string };
}

interface Variable {
  readonly column: Column;
  value: TypedValue;
}

export interface Cursor {
  readonly query: Query;
  /** undefined: not open. */
  rows:
    | { readonly types: readonly SqlType[]; readonly values: readonly (readonly StoredValue[])[]; next: number }
    | undefined;
}

export interface Handler {
  readonly action: 'CONTINUE' | 'EXIT';
  readonly conditions: readonly HandledCondition[];
  readonly body: RoutineStatement;
  /** The block that has declared it. */
  readonly scope: Scope;
}

/** How much a handler says of what it is for: the one that says most is taken. */
function closeness(handled: HandledCondition, { errno, sqlstate, level }: Condition): number {
  switch (handled.kind) {
    case 'Errno':
      return handled.errno === errno ? 3 : 0;
    case 'State':
      return handled.sqlstate === sqlstate ? 2 : 0;
    case 'SQLWARNING':
      return sqlstate.startsWith('01') || (level === 'Warning' && !sqlstate.startsWith('02')) ? 1 : 0;
    case 'NOT FOUND':
      return sqlstate.startsWith('02') ? 1 : 0;
    case 'SQLEXCEPTION':
      return level === 'Error' && !/^0[012]/.test(sqlstate) ? 1 : 0;
  }
}

export class Scope implements Locals {
  private readonly outer: Scope | undefined;
  private readonly variables = new Map<string, Variable>();
  private readonly cursors = new Map<string, Cursor>();
  private readonly handlers: Handler[] = [];
  private readonly row: TriggerRow | undefined;
  /** In a handler: handlers are looked for outside of the block that has declared it. */
  private readonly handling: { readonly declaredIn: Scope; readonly condition: Condition } | undefined;

  constructor(outer?: Scope, more: { row?: TriggerRow; handling?: Scope['handling'] } = {}) {
    this.outer = outer;
    this.row = more.row;
    this.handling = more.handling;
  }

  /** The scope of a handler's body. */
  ofHandler({ scope }: Handler, condition: Condition): Scope {
    return new Scope(scope, { handling: { declaredIn: scope, condition } });
  }

  /** The condition that the handler around deals with. */
  get handled(): Condition | undefined {
    return this.handling?.condition ?? this.outer?.handled;
  }

  /** `row`: what an error about the value names. */
  declare(column: Column, value: TypedValue, env: Environment, row = 0): void {
    const variable: Variable = { column, value: { value: null, type: column.type } };
    variable.value = converted(value, column, env, { db: '', name: '' }, row);
    this.variables.set(column.name.toLowerCase(), variable);
  }

  find(name: string, row?: string): TypedValue | undefined {
    if (row !== undefined) return this.rowValue(name, row);
    return this.variable(name)?.value;
  }

  /** The type of a variable, as it was declared. */
  assign(name: string, value: TypedValue | undefined, env: Environment, row?: string): void {
    if (row !== undefined) {
      this.assignColumn(name, value, env);
      return;
    }
    const variable = this.variable(name);
    assert(variable, `variable ${name} is declared`);
    variable.value = converted(value ?? { value: null, type: { name: 'NULL' } }, variable.column, env, {
      db: '',
      name: '',
    });
  }

  addCursor(name: string, query: Query): void {
    this.cursors.set(name.toLowerCase(), { query, rows: undefined });
  }

  cursor(name: string): Cursor {
    const cursor = this.cursors.get(name.toLowerCase()) ?? this.outer?.cursor(name);
    assert(cursor, `cursor ${name} is declared`);
    return cursor;
  }

  addHandler({ action, conditions, body }: Extract<Declaration, { kind: 'Handler' }>): void {
    this.handlers.push({ action, conditions, body, scope: this });
  }

  /** The handler of the innermost block that has one for the condition. */
  handlerFor(condition: Condition): Handler | undefined {
    let found: Handler | undefined;
    let best = 0;
    for (const handler of this.handlers) {
      const close = Math.max(...handler.conditions.map((handled) => closeness(handled, condition)));
      if (close > best) [found, best] = [handler, close];
    }
    if (found) return found;
    const next = this.handling ? this.handling.declaredIn.outer : this.outer;
    return next?.handlerFor(condition);
  }

  private variable(name: string): Variable | undefined {
    return this.variables.get(name.toLowerCase()) ?? this.outer?.variable(name);
  }

  private triggerRow(): TriggerRow | undefined {
    return this.row ?? this.outer?.triggerRow();
  }

  /** Error: 1054. */
  private rowValue(name: string, row: string): TypedValue | undefined {
    const known = this.triggerRow();
    const isNew = row.toUpperCase() === 'NEW';
    const values = isNew ? known?.new : row.toUpperCase() === 'OLD' ? known?.old : undefined;
    if (!known || !values) return undefined;
    const at = columnAt(known, name, row);
    return { value: values[at] ?? null, type: known.columns[at]?.type ?? { name: 'NULL' } };
  }

  private assignColumn(name: string, value: TypedValue | undefined, env: Environment): void {
    const known = this.triggerRow();
    assert(known?.new, 'only a trigger with NEW assigns to it');
    const at = columnAt(known, name, 'NEW');
    const column = known.columns[at];
    if (!column) return;
    known.new[at] = converted(
      value ?? { value: null, type: { name: 'NULL' } },
      { ...column, nullable: true },
      env,
      known.table,
    ).value;
  }
}

function columnAt({ columns }: TriggerRow, name: string, row: string): number {
  const at = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  if (at < 0) throw sqlError('ER_BAD_FIELD_ERROR', name, row.toUpperCase());
  return at;
}

/** A value as a variable of that type keeps it: what is wrong with it is said of row 0. */
function converted(
  given: TypedValue,
  column: Column,
  env: Environment,
  table: TriggerRow['table'],
  row = 0,
): TypedValue {
  const value = decodeValue(given.value, given.type);
  if (value === null) return { value: null, type: column.type };
  const reporter = new StatementReporter(env, table, false);
  reporter.row = row;
  return { value: converterFor(given.type, column)(value, reporter), type: column.type };
}
