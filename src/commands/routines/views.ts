/** Stored routines as information_schema lists them. */
import type { RoutineView } from '../../infoschema/define.js';
import type { Context } from '../define.js';
import { variableColumn } from './machine.js';
import { seesBody, seesRoutine } from './privileges.js';

export function* routineViews(context: Context): Generator<RoutineView> {
  for (const routine of context.routines.all()) {
    if (!seesRoutine(routine, context)) continue;
    const { parameters, returns } = context.routines.definition(routine);
    const typeOf = (type: Parameters<typeof variableColumn>[1]) =>
      variableColumn('', type, routine.databaseCollation).type;
    yield {
      routine,
      showsBody: seesBody(routine, context),
      parameters: parameters.map(({ mode, name, type }) => ({ mode, name, type: typeOf(type) })),
      returns: returns && typeOf(returns),
    };
  }
}
