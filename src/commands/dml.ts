/** INSERT, REPLACE, UPDATE and DELETE: bind, then write within the session's transaction or one of their own. */
import { sqlError } from '../base/errors.js';
import type { Result } from '../base/result.js';
import type { Table } from '../engine/table.js';
import type { Delete, Insert, TableName, TableReference, Update } from '../parser/ast.js';
import { bindInsert, runInsert } from '../query/dml-insert.js';
import { bindDelete, bindUpdate, runDelete, runUpdate } from '../query/dml-update.js';
import type { TableWriter } from '../query/table-writer.js';
import { StatementCatalog } from './catalog.js';
import { change, openTarget, type Target } from './change.js';
import type { Commands, Context } from './define.js';
import { deleteJoined, isJoinedUpdate, refuseAsSource, updateJoined } from './dml-joined.js';
import { writerFor } from './partitioned-writer.js';
import { writeInside } from './routines/unit.js';
import { checkSafeUpdate } from './safe-updates.js';
import { deleteThrough, insertThrough, updateThrough } from './view-dml.js';

export const changeCommands = {
  async Insert(written, context) {
    const { statement, checks } = insertThrough(written, context);
    const target = await openTarget(statement, statement.table, context);
    target.catalog.addChecks(statement.table, checks);
    return change(target.table, target.catalog, context, insertWork(statement, target, context));
  },

  async Update(written, context) {
    if (isJoinedUpdate(written, context)) return updateJoined(written, context);
    const { statement, checks } = updateThrough(written, context);
    const name = onlyTable(statement.tables, 'UPDATE');
    const target = await openTarget(statement, name, context);
    target.catalog.addChecks(name, checks);
    return change(target.table, target.catalog, context, updateWork(statement, target, context));
  },

  async Delete(written, context) {
    if (isJoinedDelete(written)) return deleteJoined(written, context);
    const statement = deleteThrough(written, context);
    const target = await openTarget(statement, deleteTarget(statement), context);
    return change(target.table, target.catalog, context, deleteWork(statement, target, context));
  },
} satisfies Pick<Commands, 'Insert' | 'Update' | 'Delete'>;

type Work = (writer: TableWriter) => Result;

function insertWork(statement: Insert, { catalog }: Target, context: Context): Work {
  const { engine, environment } = context;
  if (statement.table.partitions) throw sqlError('ER_NOT_SUPPORTED_YET', 'INSERT ... PARTITION');
  refuseAsSource(statement.returning, statement.table, 'INSERT', context);
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

/** Does it name the tables that it deletes from apart from those that it reads? */
const isJoinedDelete = ({ using }: Delete): boolean => using.length > 0;

function deleteTarget({ using, targets }: Delete): TableName {
  return onlyTable([...targets, ...using], 'DELETE');
}

/** The tables that foreign keys lead to would have to be loaded, too. */
function refuseForeignKeys(table: Table, { engine }: Context): void {
  const { foreignKeys } = engine;
  if (foreignKeys.of(table).length > 0 || foreignKeys.referencing(table.definition).length > 0)
    throw sqlError('ER_NOT_SUPPORTED_YET', 'foreign keys of a table that a function or trigger writes');
}

/** The same statements in the body of a function or a trigger: they write through the statement around. */
export function changeInside(statement: Insert | Update | Delete, context: Context): Result {
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
    const target = open(onlyTable(statement.tables, 'UPDATE'));
    return run(target, updateWork(statement, target, context));
  }
  const target = open(deleteTarget(statement));
  return run(target, deleteWork(statement, target, context));
}

/** Functions and triggers change one table at a time. */
function onlyTable(references: readonly TableReference[], what: 'UPDATE' | 'DELETE'): TableName {
  const [only, ...others] = references;
  if (only?.kind !== 'NamedTable' || others.length > 0)
    throw sqlError('ER_NOT_SUPPORTED_YET', `multi-table ${what} in a function or trigger`);
  return only.table;
}
