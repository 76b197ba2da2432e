/** CALL, and compound statements that stand in no routine. */
import { ok, type Result } from '../../base/result.js';
import type { CallProcedure, Compound } from '../../parser/ast.js';
import { drive, Interpreter } from '../../routines/interpreter.js';
import { Scope } from '../../routines/scope.js';
import { StatementCatalog } from '../catalog.js';
import type { Context } from '../define.js';
import { bindArguments, checkArguments, findProcedure, giveBack } from './arguments.js';
import { enterRoutine } from './frame.js';
import { WaitingMachine } from './machine.js';

export async function callProcedure(statement: CallProcedure, context: Context): Promise<Result> {
  const routine = findProcedure(statement, context);
  const { parameters, body } = context.routines.definition(routine);
  checkArguments(statement, routine, parameters);
  const catalog = await StatementCatalog.open(statement.args, context);
  const scope = bindArguments(statement, parameters, routine, context, catalog);
  const leave = enterRoutine(routine, context);
  const machine = new WaitingMachine(context, routine.databaseCollation, `${routine.db}.${routine.name}`);
  try {
    await drive(new Interpreter(machine).statement(body, scope));
  } finally {
    leave();
  }
  giveBack(statement, parameters, scope, context);
  context.diagnostics.adopt();
  return ok(machine.affectedRows);
}

export async function runCompound({ body }: Compound, context: Context): Promise<Result> {
  const machine = new WaitingMachine(context, String(context.value('collation_database')), 'anonymous block');
  await drive(new Interpreter(machine).statement(body, new Scope()));
  context.diagnostics.adopt();
  return ok(machine.affectedRows);
}
