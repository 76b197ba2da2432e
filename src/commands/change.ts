/** The frame of a statement that writes to tables: what it needs is opened, and what it has written is committed. */
import { sqlError } from '../base/errors.js';
import type { Result } from '../base/result.js';
import type { StatementWrites } from '../engine/store/statement-writes.js';
import type { Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { TableName } from '../parser/ast.js';
import type { TableWriter } from '../query/table-writer.js';
import { StatementCatalog } from './catalog.js';
import type { Context } from './define.js';
import { writerFor } from './partitioned-writer.js';
import { commitTransaction, transactionOf } from './transactions.js';

export interface Target {
  readonly catalog: StatementCatalog;
  readonly table: Table;
}

/** Opens everything that the statement names; the table that it changes is checked first. */
export async function openTarget(statement: object, name: TableName, context: Context): Promise<Target> {
  const catalog = await StatementCatalog.open([{ kind: 'NamedTable', table: name }, statement], context);
  const table = catalog.writable(name);
  await catalog.addRelated([table]);
  return { catalog, table };
}

/** Writes to one table, and commits at once unless a transaction is open or autocommit is off. */
export const change = <R extends Result>(
  table: Table,
  catalog: StatementCatalog,
  context: Context,
  work: (writer: TableWriter) => R,
): Promise<R> => changeTables([table], catalog, context, (writerOf) => work(writerOf(table)));

/** The same with several tables, which either all have transactions or all have none. Error: 1235. */
export async function changeTables<R extends Result>(
  changed: readonly Table[],
  { tables, related }: StatementCatalog,
  context: Context,
  work: (writerOf: (table: Table) => TableWriter) => R,
): Promise<R> {
  const { engine, session } = context;
  const isTransactional = changed.some(({ transactional }) => transactional);
  if (isTransactional && !changed.every(({ transactional }) => transactional))
    throw sqlError('ER_NOT_SUPPORTED_YET', 'a statement that changes tables with and without transactions');
  const transaction = transactionOf(context);
  const write = (writes: StatementWrites<Table>) =>
    context.unit.through(writes, () => work((table) => writerFor(table, writes, context, related)));
  let result: R;
  try {
    if (transaction.characteristics.readOnly && changed.some(({ temporary }) => !temporary))
      throw sqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    result = isTransactional
      ? engine.write(transaction, tables, write)
      : await changeForGood(transaction, tables, context, write);
  } catch (error) {
    if (!session.transaction) endFailed(transaction, context);
    throw error;
  }
  if (!session.transaction && context.autocommit()) await commitTransaction(transaction, context);
  else session.transaction = transaction;
  return result;
}

/** What a table without transactions has got stays with it, whatever becomes of the statement. */
async function changeForGood<R extends Result>(
  transaction: Transaction<Table>,
  tables: ReadonlySet<Table>,
  context: Context,
  write: (writes: StatementWrites<Table>) => R,
): Promise<R> {
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
  if (transaction.keepsChanges && !autocommit()) session.transaction = transaction;
  else engine.rollback(transaction);
}
