/** Which tables a statement comes to through the functions that it calls and the triggers of the tables it writes. */
import type { Delete, Insert, TableName, TriggerEvent, Update } from '../../parser/ast.js';
import { functionNamed } from '../../query/functions/index.js';
import type { Context } from '../define.js';
import { triggersOf } from './trigger-list.js';

interface Write {
  readonly table: TableName;
  readonly events: readonly TriggerEvent[];
}

/** What a piece of a statement names. */
interface Uses {
  readonly reads: TableName[];
  readonly writes: Write[];
  readonly functions: string[];
  readonly procedures: TableName[];
}

export interface Reached {
  readonly table: { readonly db: string; readonly name: string };
  readonly written: boolean;
}

const known = new WeakMap<object, Uses>();

function usesOf(node: object): Uses {
  const found = known.get(node) ?? collect(node, { reads: [], writes: [], functions: [], procedures: [] });
  known.set(node, found);
  return found;
}

function collect(node: unknown, uses: Uses): Uses {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return uses;
  if ('kind' in node) note(node as { kind: string }, uses);
  for (const value of Object.values(node)) collect(value, uses);
  return uses;
}

function note(node: { readonly kind: string }, uses: Uses): void {
  switch (node.kind) {
    case 'NamedTable':
      uses.reads.push((node as unknown as { table: TableName }).table);
      return;
    case 'Insert': {
      const { table, replace, onDuplicate } = node as unknown as Insert;
      const events: TriggerEvent[] = ['INSERT'];
      if (replace) events.push('DELETE');
      if (replace || onDuplicate.length > 0) events.push('UPDATE');
      uses.writes.push({ table, events });
      return;
    }
    case 'LoadData':
      uses.writes.push({ table: (node as unknown as Insert).table, events: ['INSERT', 'DELETE'] });
      return;
    case 'Update':
      noteTargets((node as unknown as Update).tables, 'UPDATE', uses);
      return;
    case 'Delete':
      noteTargets((node as unknown as Delete).targets, 'DELETE', uses);
      return;
    case 'Call':
      uses.functions.push((node as unknown as { name: string }).name);
      return;
    case 'CallProcedure':
      uses.procedures.push((node as unknown as { name: TableName }).name);
  }
}

function noteTargets(targets: Update['tables'], event: TriggerEvent, { writes }: Uses): void {
  for (const target of targets) if (target.kind === 'NamedTable') writes.push({ table: target.table, events: [event] });
}

/** Every table that is reached in other ways than by its name in the statement. */
export function reachedTables(node: object, context: Context): readonly Reached[] {
  const search = new Search(context);
  search.follow(usesOf(node), context.session.database, true);
  return search.tables;
}

class Search {
  readonly tables: Reached[] = [];
  private readonly context: Context;
  private readonly seen = new Set<object>();

  constructor(context: Context) {
    this.context = context;
  }

  follow(uses: Uses, db: string | undefined, isOuter: boolean): void {
    for (const { table, events } of uses.writes) {
      const place = { db: table.db ?? db ?? '', name: table.name };
      if (!isOuter) this.tables.push({ table: place, written: true });
      for (const trigger of triggersOf(place, this.context))
        if (events.includes(trigger.event)) this.enter(trigger.body, place.db);
    }
    if (!isOuter)
      for (const { db: own = db ?? '', name } of uses.reads)
        this.tables.push({ table: { db: own, name }, written: false });
    for (const name of uses.functions) this.enterFunction(name, db);
    if (!isOuter) for (const { db: own = db ?? '', name } of uses.procedures) this.enterRoutine('PROCEDURE', own, name);
  }

  private enterFunction(name: string, db: string | undefined): void {
    const at = name.indexOf('.');
    if (at >= 0) this.enterRoutine('FUNCTION', name.slice(0, at), name.slice(at + 1));
    else if (db !== undefined && !functionNamed(name.toLowerCase())) this.enterRoutine('FUNCTION', db, name);
  }

  private enterRoutine(type: 'FUNCTION' | 'PROCEDURE', db: string, name: string): void {
    const { routines } = this.context;
    const routine = routines.find(type, db, name);
    if (routine) this.enter(routines.definition(routine).body, routine.db);
  }

  private enter(body: object, db: string): void {
    if (this.seen.has(body)) return;
    this.seen.add(body);
    this.follow(usesOf(body), db, false);
  }
}
