/** The triggers of tables, parsed. */
import { assert } from '../../base/assert.js';
import type { TriggerDefinition } from '../../engine/definition.js';
import type { RoutineStatement, TriggerEvent } from '../../parser/ast.js';
import { parse } from '../../parser/parse.js';
import type { Context } from '../define.js';

export interface Trigger {
  readonly definition: TriggerDefinition;
  readonly event: TriggerEvent;
  readonly body: RoutineStatement;
}

const known = new WeakMap<TriggerDefinition, Trigger>();

/** In the order in which they run. Temporary tables have none. */
export function triggersOf(
  { db, name }: { readonly db: string; readonly name: string },
  { session, engine }: Pick<Context, 'session' | 'engine'>,
): readonly Trigger[] {
  const { triggers = [] } = (!session.temporaryTables.find(db, name) && engine.find(db, name)?.definition) || {};
  return triggers.map(parsed);
}

function parsed(definition: TriggerDefinition): Trigger {
  const trigger = known.get(definition) ?? read(definition);
  known.set(definition, trigger);
  return trigger;
}

function read(definition: TriggerDefinition): Trigger {
  const { sqlMode, text } = definition;
  const statement = parse(`CREATE ${text}`, {
    ansiQuotes: sqlMode.includes('ANSI_QUOTES'),
    noBackslashEscapes: sqlMode.includes('NO_BACKSLASH_ESCAPES'),
  });
  assert(statement.kind === 'CreateTrigger', 'the text of a trigger is one');
  return { definition, event: definition.event, body: statement.body };
}
