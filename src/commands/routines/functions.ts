/** Stored functions, as expressions call them. */
import { sqlError } from '../../base/errors.js';
import type { SqlType, StoredValue } from '../../base/types.js';
import type { RoutineDefinition } from '../../parser/ast.js';
import { converterFor } from '../../query/convert.js';
import type { StoredFunction } from '../../query/environment.js';
import { StatementReporter } from '../../query/reporter.js';
import { decodeValue } from '../../query/value.js';
import { driveNow, Interpreter } from '../../routines/interpreter.js';
import type { Routine } from '../../routines/proc-table.js';
import { Scope } from '../../routines/scope.js';
import type { Context, TypedValue } from '../define.js';
import { enterRoutine } from './frame.js';
import { forgetting, ImmediateMachine } from './immediate.js';
import { variableColumn } from './machine.js';
import { requireRoutine } from './privileges.js';
import { reachedTables } from './reach.js';

/** The function that a name means; undefined: there is none. Error: 1370. */
export function storedFunction(name: string, context: Context): StoredFunction | undefined {
  const at = name.indexOf('.');
  const db = at < 0 ? context.session.database : name.slice(0, at);
  if (db === undefined) return undefined;
  const routine = context.routines.find('FUNCTION', db, name.slice(at + 1));
  if (!routine) return undefined;
  requireRoutine('EXECUTE', routine, context);
  const definition = context.routines.definition(routine);
  const type = returnType(definition, routine);
  return {
    name: `${routine.db}.${routine.name}`,
    parameters: definition.parameters.length,
    type,
    usesTables: reachedTables({ kind: 'Call', name: `${routine.db}.${routine.name}` }, context).length > 0,
    call: (args) => callFunction(routine, definition, type, args, context),
  };
}

const returnType = ({ returns }: RoutineDefinition, { databaseCollation, name }: Routine): SqlType =>
  returns ? variableColumn(name, returns, databaseCollation).type : { name: 'NULL' };

/** Errors: 1321, 1424, 1456, and whatever the body throws. */
function callFunction(
  routine: Routine,
  { parameters, body }: RoutineDefinition,
  type: SqlType,
  args: readonly TypedValue[],
  context: Context,
): StoredValue {
  const { databaseCollation: collation } = routine;
  const full = `${routine.db}.${routine.name}`;
  const scope = new Scope();
  for (const [at, parameter] of parameters.entries())
    scope.declare(
      variableColumn(parameter.name, parameter.type, collation),
      args[at] ?? { value: null, type: { name: 'NULL' } },
      context.environment,
      1,
    );
  const leave = enterRoutine(routine, context);
  try {
    const machine = new ImmediateMachine(context, { type: 'function', name: full, collation });
    const flow = forgetting(context, () => driveNow(new Interpreter(machine).statement(body, scope)));
    if (flow?.kind !== 'Return') throw sqlError('ER_SP_NORETURNEND', routine.name);
    return returned(flow.value, routine, type, machine.environment(scope));
  } finally {
    leave();
  }
}

function returned(given: TypedValue, { name }: Routine, type: SqlType, env: Context['environment']): StoredValue {
  const value = decodeValue(given.value, given.type);
  if (value === null) return null;
  const reporter = new StatementReporter(env, { db: '', name: '' }, false);
  reporter.row = 0;
  const column = { name: `${name}()`, type, nullable: true, onUpdateNow: false, autoIncrement: false, comment: '' };
  return converterFor(given.type, column)(value, reporter);
}
