/** The arguments of CALL: on their way in, and back. */
import { sqlError } from '../../base/errors.js';
import type { CallProcedure, Expr, Parameter } from '../../parser/ast.js';
import type { Catalog } from '../../query/catalog.js';
import type { Routine } from '../../routines/proc-table.js';
import { Scope } from '../../routines/scope.js';
import { currentDatabase } from '../catalog.js';
import type { Context, TypedValue } from '../define.js';
import { evaluateExpr } from '../evaluate.js';
import { variableColumn } from './machine.js';
import { requireRoutine } from './privileges.js';

/** Errors: 1305, 1370. */
export function findProcedure({ name }: CallProcedure, context: Context): Routine {
  const db = currentDatabase(name.db, context);
  const routine = context.routines.find('PROCEDURE', db, name.name);
  requireRoutine('EXECUTE', { type: 'PROCEDURE', db, name: name.name }, context);
  if (!routine) throw sqlError('ER_SP_DOES_NOT_EXIST', 'PROCEDURE', `${db}.${name.name}`);
  return routine;
}

/** Errors: 1318, 1414. */
export function checkArguments({ args }: CallProcedure, { db, name }: Routine, parameters: readonly Parameter[]): void {
  if (args.length !== parameters.length)
    throw sqlError('ER_SP_WRONG_NO_OF_ARGS', 'PROCEDURE', `${db}.${name}`, parameters.length, args.length);
  const wrong = parameters.findIndex(({ mode }, at) => mode !== 'IN' && !isDestination(args[at]));
  if (wrong >= 0) throw sqlError('ER_SP_NOT_VAR_ARG', wrong + 1, `${db}.${name}`);
}

const isDestination = (expr: Expr | undefined): boolean =>
  expr?.kind === 'UserVariable' || (expr?.kind === 'ColumnRef' && expr.db === undefined);

/** The parameters as variables of the routine; those that only give a value back are NULL. */
export function bindArguments(
  { args }: CallProcedure,
  parameters: readonly Parameter[],
  { databaseCollation }: Routine,
  context: Context,
  catalog: Catalog,
): Scope {
  const scope = new Scope();
  const values = parameters.map(({ mode }, at): TypedValue => {
    const arg = args[at];
    return mode === 'OUT' || !arg
      ? { value: null, type: { name: 'NULL' } }
      : evaluateExpr(arg, context, catalog, 'CALL');
  });
  for (const [at, { name, type }] of parameters.entries())
    scope.declare(
      variableColumn(name, type, databaseCollation),
      values[at] ?? { value: null, type: { name: 'NULL' } },
      context.environment,
    );
  return scope;
}

/** Values of OUT and INOUT parameters go to the variables that CALL has named. */
export function giveBack(
  { args }: CallProcedure,
  parameters: readonly Parameter[],
  scope: Scope,
  { session, environment }: Context,
): void {
  for (const [at, { mode, name }] of parameters.entries()) {
    const arg = args[at];
    const value = scope.find(name);
    if (mode === 'IN' || !value) continue;
    if (arg?.kind === 'UserVariable') session.userVariables.set(arg.name, value);
    else if (arg?.kind === 'ColumnRef') environment.locals?.assign(arg.name, value, environment, arg.table);
  }
}
