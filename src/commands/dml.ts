/** INSERT, REPLACE, UPDATE and DELETE: bind, then write within the session's transaction or one of their own. */
import { sqlError } from '../base/errors.js';
import type { Ok } from '../base/result.js';
import type { StatementWrites } from '../engine/store/statement-writes.js';
import type { Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { TableName, TableReference } from '../parser/ast.js';
import { bindInsert, runInsert } from '../query/dml-insert.js';
import { bindDelete, bindUpdate, runDelete, runUpdate } from '../query/dml-update.js';
import type { TableWriter } from '../query/table-writer.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context } from './define.js';
import { writerFor } from './partitioned-writer.js';
import { checkSafeUpdate } from './safe-updates.js';
import { commitTransaction, transactionOf } from './transactions.js';
import { deleteThrough, insertThrough, updateThrough } from './view-dml.js';

export const changeCommands = {
  async Insert(written, context) {
    const { statement, checks } = insertThrough(written, context);
    const { catalog, table } = await openTarget(statement, statement.table, context);
    if (statement.table.partitions) throw sqlError('ER_NOT_SUPPORTED_YET', 'INSERT ... PARTITION');
    catalog.addChecks(statement.table, checks);
    const bound = bindInsert(statement, catalog, context.environment);
    const { engine, environment } = context;
    return change(table, catalog, context, (writer) => runInsert(engine.rowDatabase, bound, writer, environment));
  },

  async Update(written, context) {
    const { statement, checks } = updateThrough(written, context);
    const target = onlyTable(statement.tables, 'multi-table UPDATE');
    const { catalog, table } = await openTarget(statement, target, context);
    checkSafeUpdate(statement, table.definition, context, true);
    catalog.addChecks(target, checks);
    const bound = bindUpdate(statement, catalog, context.environment);
    const { engine, environment } = context;
    return change(table, catalog, context, (writer) => runUpdate(engine.rowDatabase, bound, writer, environment));
  },

  async Delete(written, context) {
    const statement = deleteThrough(written, context);
    if (statement.using.length > 0) throw sqlError('ER_NOT_SUPPORTED_YET', 'multi-table DELETE');
    const target = onlyTable(statement.targets, 'multi-table DELETE');
    const { catalog, table } = await openTarget(statement, target, context);
    checkSafeUpdate(statement, table.definition, context, false);
    const bound = bindDelete(statement, catalog, context.environment);
    const { engine, environment } = context;
    return change(table, catalog, context, (writer) => runDelete(engine.rowDatabase, bound, writer, environment));
  },
} satisfies Pick<Commands, 'Insert' | 'Update' | 'Delete'>;

export interface Target {
  readonly catalog: StatementCatalog;
  readonly table: Table;
}

/** Opens everything that the statement names; the table that it changes is checked first. */
export async function openTarget(statement: object, name: TableName, context: Context): Promise<Target> {
  const catalog = await StatementCatalog.open([{ kind: 'NamedTable', table: name }, statement], context);
  const table = catalog.writable(name);
  await catalog.addRelated(table);
  return { catalog, table };
}

function onlyTable(references: readonly TableReference[], what: string): TableName {
  const [only, ...others] = references;
  if (only?.kind !== 'NamedTable' || others.length > 0) throw sqlError('ER_NOT_SUPPORTED_YET', what);
  return only.table;
}

/** Writes, and commits at once unless a transaction is open or autocommit is off. */
export async function change(
  table: Table,
  { tables, related }: StatementCatalog,
  context: Context,
  work: (writer: TableWriter) => Ok,
): Promise<Ok> {
  const { engine, session } = context;
  const transaction = transactionOf(context);
  const write = (writes: StatementWrites<Table>) => work(writerFor(table, writes, context, related));
  let result: Ok;
  try {
    if (transaction.characteristics.readOnly && !table.temporary)
      throw sqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    result = table.transactional
      ? engine.write(transaction, tables, write)
      : await changeForGood(transaction, tables, context, write);
  } catch (error) {
    if (!session.transaction) endFailed(transaction, context);
    throw error;
  }
  if (!session.transaction && context.autocommit) await commitTransaction(transaction, context);
  else session.transaction = transaction;
  return result;
}

/** What a table without transactions has got stays with it, whatever becomes of the statement. */
async function changeForGood(
  transaction: Transaction<Table>,
  tables: ReadonlySet<Table>,
  context: Context,
  write: (writes: StatementWrites<Table>) => Ok,
): Promise<Ok> {
  const { engine } = context;
  const immediate = engine.begin();
  try {
    return engine.transactions.writeThrough(transaction, immediate, tables, write);
  } finally {
    if (immediate.changedTables.length > 0) transaction.keepsChanges = true;
    await keepChanges(immediate, context);
  }
}

/** Where that fails, the tables are read again from what is kept of them. */
async function keepChanges(immediate: Transaction<Table>, context: Context): Promise<void> {
  const changed = immediate.changedTables;
  try {
    await commitTransaction(immediate, context);
  } catch (error) {
    for (const table of changed) table.unload();
    throw error;
  }
}

/** Without autocommit a transaction goes on that has something to warn of when it is rolled back. */
function endFailed(transaction: Transaction<Table>, { engine, session, autocommit }: Context): void {
  if (transaction.keepsChanges && !autocommit) session.transaction = transaction;
  else engine.rollback(transaction);
}
