/** Fires the triggers of a table for the rows that a statement writes. */
import type { StoredValue } from '../../base/types.js';
import type { Table } from '../../engine/table.js';
import type { TriggerEvent, TriggerTime } from '../../parser/ast.js';
import type { RowTriggers } from '../../query/table-writer.js';
import { driveNow, Interpreter } from '../../routines/interpreter.js';
import { Scope } from '../../routines/scope.js';
import type { Context } from '../define.js';
import { enter } from './frame.js';
import { forgetting, ImmediateMachine } from './immediate.js';
import { type Trigger, triggersOf } from './trigger-list.js';

type Row = readonly StoredValue[];

/** undefined: the table has none. */
export function rowTriggers(table: Table, context: Context): RowTriggers | undefined {
  const { db, name, columns } = table.definition;
  const triggers = table.temporary ? [] : triggersOf({ db, name }, context);
  if (triggers.length === 0) return undefined;
  const fitting = (time: TriggerTime, event: TriggerEvent): readonly Trigger[] =>
    triggers.filter(({ definition }) => definition.time === time && definition.event === event);
  const fire = (time: TriggerTime, event: TriggerEvent, old: Row | undefined, fresh: StoredValue[] | undefined) => {
    for (const trigger of fitting(time, event))
      run(trigger, new Scope(undefined, { row: { columns, old, new: fresh, table: { db, name } } }), db, context);
  };
  return {
    hasBeforeInsert: fitting('BEFORE', 'INSERT').length > 0,
    before: (event, old, fresh) => fire('BEFORE', event, old, fresh),
    after: (event, old, fresh) => fire('AFTER', event, old, fresh && [...fresh]),
  };
}

function run({ definition, body }: Trigger, scope: Scope, db: string, context: Context): void {
  const { name, sqlMode, definer, databaseCollation: collation } = definition;
  const leave = enter({ db, sqlMode, security: 'DEFINER', definer }, context);
  try {
    const machine = new ImmediateMachine(context, { type: 'trigger', name: `${db}.${name}`, collation });
    forgetting(context, () => driveNow(new Interpreter(machine).statement(body, scope)));
  } finally {
    leave();
  }
}
