/** Which command runs which statement. A kind without a command does not compile. */
import type { Result } from '../base/result.js';
import type { Statement } from '../parser/ast.js';
import { checkAccess } from './access.js';
import { accountCommands } from './accounts.js';
import { databaseCommands } from './databases.js';
import { alterTable } from './ddl/alter.js';
import { tableCommands } from './ddl/tables.js';
import type { Command, Commands, Context } from './define.js';
import { changeCommands } from './dml.js';
import { flushCommands } from './flush.js';
import { grantCommands } from './grants.js';
import { commitImplicitly } from './implicit-commit.js';
import { loadData } from './load-data.js';
import { tableMaintenance } from './maintenance.js';
import { pluginCommands } from './plugins.js';
import { preparedCommands } from './prepared.js';
import { callProcedure, runCompound } from './routines/call.js';
import { routineCommands } from './routines/definitions.js';
import { triggerCommands } from './routines/trigger-definitions.js';
import { endUnit } from './routines/unit.js';
import { select } from './select.js';
import { sessionCommands } from './sessions.js';
import { setCommands } from './set.js';
import { show } from './show.js';
import { lockCommands, obeyTableLocks } from './table-locks.js';
import { transactionCommands } from './transactions.js';
import { viewCommands } from './views.js';

const COMMANDS: Commands = {
  ...accountCommands,
  ...changeCommands,
  ...databaseCommands,
  ...flushCommands,
  ...grantCommands,
  ...lockCommands,
  ...pluginCommands,
  ...preparedCommands,
  ...routineCommands,
  ...sessionCommands,
  ...setCommands,
  ...tableCommands,
  ...transactionCommands,
  ...viewCommands,
  ...triggerCommands,
  AlterTable: alterTable,
  CallProcedure: callProcedure,
  Compound: runCompound,
  LoadData: loadData,
  SelectStatement: select,
  Show: show,
  TableMaintenance: tableMaintenance,
};

export async function runCommand(statement: Statement, context: Context): Promise<Result> {
  await commitImplicitly(statement, context);
  checkAccess(statement, context);
  obeyTableLocks(statement, context);
  const command = COMMANDS[statement.kind] as Command<Statement['kind']>;
  try {
    const result = await command(statement as never, context);
    await endUnit(context, false);
    return result;
  } catch (error) {
    await endUnit(context, true);
    throw error;
  }
}
