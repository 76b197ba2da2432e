/** What is declared where in a routine's body: variables, conditions, cursors, handlers and labels. */
import { sqlError } from '../base/errors.js';
import type { HandledCondition, TriggerEvent, TriggerTime } from './ast.js';

/** What the body belongs to. */
export interface BodyOwner {
  readonly type: 'PROCEDURE' | 'FUNCTION' | 'TRIGGER' | 'COMPOUND';
  readonly trigger?: { readonly time: TriggerTime; readonly event: TriggerEvent };
  /** A RETURN was found. */
  returns: boolean;
}

interface Label {
  readonly name: string;
  readonly isLoop: boolean;
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const conditionKey = (condition: HandledCondition): string =>
  condition.kind === 'Errno'
    ? String(condition.errno)
    : condition.kind === 'State'
      ? `state ${condition.sqlstate}`
      : condition.kind;

export class RoutineScope {
  readonly owner: BodyOwner;
  private readonly outer: RoutineScope | undefined;
  private readonly variables: string[] = [];
  private readonly conditions = new Map<string, HandledCondition>();
  private readonly cursors: string[] = [];
  private readonly handled = new Set<string>();
  private readonly label: Label | undefined;
  /** Labels outside cannot be reached from a handler. */
  private readonly isHandler: boolean;

  constructor(owner: BodyOwner, outer?: RoutineScope, label?: Label, isHandler = false) {
    this.owner = owner;
    this.outer = outer;
    this.label = label;
    this.isHandler = isHandler;
  }

  /** A block or loop inside. Error: 1309. */
  inside(label: string | undefined, isLoop: boolean): RoutineScope {
    if (label === undefined) return new RoutineScope(this.owner, this);
    if (this.findLabel(label)) throw sqlError('ER_SP_LABEL_REDEFINE', label);
    return new RoutineScope(this.owner, this, { name: label, isLoop });
  }

  /** The body of a handler. */
  handler(): RoutineScope {
    return new RoutineScope(this.owner, this, undefined, true);
  }

  /** Error: 1308. */
  useLabel(name: string, verb: 'LEAVE' | 'ITERATE'): void {
    const label = this.findLabel(name);
    if (!label || (verb === 'ITERATE' && !label.isLoop)) throw sqlError('ER_SP_LILABEL_MISMATCH', verb, name);
  }

  hasVariable(name: string): boolean {
    return this.variables.some((known) => same(known, name)) || (this.outer?.hasVariable(name) ?? false);
  }

  addParameter(name: string): void {
    if (this.variables.some((known) => same(known, name))) throw sqlError('ER_SP_DUP_PARAM', name);
    this.variables.push(name);
  }

  /** Errors: 1331, 1337. */
  addVariables(names: readonly string[]): void {
    this.requireEarly();
    for (const name of names) {
      if (this.variables.some((known) => same(known, name))) throw sqlError('ER_SP_DUP_VAR', name);
      this.variables.push(name);
    }
  }

  /** Errors: 1332, 1337. */
  addCondition(name: string, condition: HandledCondition): void {
    this.requireEarly();
    if (this.conditions.has(name.toLowerCase())) throw sqlError('ER_SP_DUP_COND', name);
    this.conditions.set(name.toLowerCase(), condition);
  }

  /** Errors: 1333, 1338. */
  addCursor(name: string): void {
    if (this.handled.size > 0) throw sqlError('ER_SP_CURSOR_AFTER_HANDLER');
    if (this.cursors.some((known) => same(known, name))) throw sqlError('ER_SP_DUP_CURS', name);
    this.cursors.push(name);
  }

  /** Error: 1413. */
  addHandled(condition: HandledCondition): void {
    const key = conditionKey(condition);
    if (this.handled.has(key)) throw sqlError('ER_SP_DUP_HANDLER');
    this.handled.add(key);
  }

  /** Error: 1319. */
  condition(name: string): HandledCondition {
    const found = this.findCondition(name);
    if (!found) throw sqlError('ER_SP_COND_MISMATCH', name);
    return found;
  }

  /** Error: 1324. */
  cursor(name: string): string {
    if (!this.hasCursor(name)) throw sqlError('ER_SP_CURSOR_MISMATCH', name);
    return name;
  }

  /** NEW or OLD where a trigger has that row. Errors: 1363 where it has not, 1362 where it cannot be changed. */
  rowNamed(name: string, isTarget: boolean): 'NEW' | 'OLD' | undefined {
    const { trigger } = this.owner;
    const row = name.toUpperCase();
    if (!trigger || (row !== 'NEW' && row !== 'OLD')) return undefined;
    if (row === (trigger.event === 'INSERT' ? 'OLD' : trigger.event === 'DELETE' ? 'NEW' : ''))
      throw sqlError('ER_TRG_NO_SUCH_ROW_IN_TRG', row, `on ${trigger.event}`);
    if (isTarget && row === 'OLD') throw sqlError('ER_TRG_CANT_CHANGE_ROW', row, '');
    if (isTarget && trigger.time === 'AFTER') throw sqlError('ER_TRG_CANT_CHANGE_ROW', row, 'after ');
    return row;
  }

  private requireEarly(): void {
    if (this.cursors.length > 0 || this.handled.size > 0) throw sqlError('ER_SP_VARCOND_AFTER_CURSHNDLR');
  }

  private findLabel(name: string): Label | undefined {
    if (this.label && same(this.label.name, name)) return this.label;
    return this.isHandler ? undefined : this.outer?.findLabel(name);
  }

  private findCondition(name: string): HandledCondition | undefined {
    return this.conditions.get(name.toLowerCase()) ?? this.outer?.findCondition(name);
  }

  private hasCursor(name: string): boolean {
    return this.cursors.some((known) => same(known, name)) || (this.outer?.hasCursor(name) ?? false);
  }
}
