/** INSERT, REPLACE, UPDATE and DELETE: bind, then write within the session's transaction or one of their own. */
import { sqlError } from '../base/errors.js';
import type { Ok } from '../base/result.js';
import type { StatementWrites } from '../engine/store/statement-writes.js';
import type { Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { Delete, Insert, TableName, TableReference, Update } from '../parser/ast.js';
import { bindInsert, runInsert } from '../query/dml-insert.js';
import { bindDelete, bindUpdate, runDelete, runUpdate } from '../query/dml-update.js';
import type { TableWriter } from '../query/table-writer.js';
import { StatementCatalog } from './catalog.js';
import type { Commands, Context } from './define.js';
import { writerFor } from './partitioned-writer.js';
import { writeInside } from './routines/unit.js';
import { checkSafeUpdate } from './safe-updates.js';
import { commitTransaction, transactionOf } from './transactions.js';
import { deleteThrough, insertThrough, updateThrough } from './view-dml.js';

export const changeCommands = {
  async Insert(written, context) {
    const { statement, checks } = insertThrough(written, context);
    const target = await openTarget(statement, statement.table, context);
    target.catalog.addChecks(statement.table, checks);
    return change(target.table, target.catalog, context, insertWork(statement, target, context));
  },

  async Update(written, context) {
    const { statement, checks } = updateThrough(written, context);
    const name = onlyTable(statement.tables, 'multi-table UPDATE');
    const target = await openTarget(statement, name, context);
    target.catalog.addChecks(name, checks);
    return change(target.table, target.catalog, context, updateWork(statement, target, context));
  },

  async Delete(written, context) {
    const statement = deleteThrough(written, context);
    const target = await openTarget(statement, deleteTarget(statement), context);
    return change(target.table, target.catalog, context, deleteWork(statement, target, context));
  },
} satisfies Pick<Commands, 'Insert' | 'Update' | 'Delete'>;

type Work = (writer: TableWriter) => Ok;

function insertWork(statement: Insert, { catalog }: Target, { engine, environment }: Context): Work {
  if (statement.table.partitions) throw sqlError('ER_NOT_SUPPORTED_YET', 'INSERT ... PARTITION');
  const bound = bindInsert(statement, catalog, environment);
  return (writer) => runInsert(engine.rowDatabase, bound, writer, environment);
}

function updateWork(statement: Update, { catalog, table }: Target, context: Context): Work {
  const { engine, environment } = context;
  checkSafeUpdate(statement, table.definition, context, true);
  const bound = bindUpdate(statement, catalog, environment);
  return (writer) => runUpdate(engine.rowDatabase, bound, writer, environment);
}

function deleteWork(statement: Delete, { catalog, table }: Target, context: Context): Work {
  const { engine, environment } = context;
  checkSafeUpdate(statement, table.definition, context, false);
  const bound = bindDelete(statement, catalog, environment);
  return (writer) => runDelete(engine.rowDatabase, bound, writer, environment);
}

function deleteTarget({ using, targets }: Delete): TableName {
  if (using.length > 0) throw sqlError('ER_NOT_SUPPORTED_YET', 'multi-table DELETE');
  return onlyTable(targets, 'multi-table DELETE');
}

/** The tables that foreign keys lead to would have to be loaded, too. */
function refuseForeignKeys(table: Table, { engine }: Context): void {
  const { foreignKeys } = engine;
  if (foreignKeys.of(table).length > 0 || foreignKeys.referencing(table.definition).length > 0)
    throw sqlError('ER_NOT_SUPPORTED_YET', 'foreign keys of a table that a function or trigger writes');
}

/** The same statements in the body of a function or a trigger: they write through the statement around. */
export function changeInside(statement: Insert | Update | Delete, context: Context): Ok {
  const open = (name: TableName): Target => {
    const catalog = StatementCatalog.opened([{ kind: 'NamedTable', table: name }, statement], context);
    return { catalog, table: catalog.writable(name) };
  };
  const run = (target: Target, work: Work) => {
    refuseForeignKeys(target.table, context);
    return writeInside(target.table, context, (writes) => work(writerFor(target.table, writes, context)));
  };
  if (statement.kind === 'Insert') {
    const target = open(statement.table);
    return run(target, insertWork(statement, target, context));
  }
  if (statement.kind === 'Update') {
    const target = open(onlyTable(statement.tables, 'multi-table UPDATE'));
    return run(target, updateWork(statement, target, context));
  }
  const target = open(deleteTarget(statement));
  return run(target, deleteWork(statement, target, context));
}

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
  const write = (writes: StatementWrites<Table>) =>
    context.unit.through(writes, () => work(writerFor(table, writes, context, related)));
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
