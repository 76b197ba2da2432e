/** UPDATE and DELETE of several tables, or of one that is joined with others. */
import { sqlError } from '../base/errors.js';
import type { Ok } from '../base/result.js';
import type { Table } from '../engine/table.js';
import type { Delete, Join, NamedTable, TableName, TableReference, Update } from '../parser/ast.js';
import type { JoinedTable } from '../query/bind-changed.js';
import type { TableRules } from '../query/catalog.js';
import {
  bindJoinedDelete,
  bindJoinedUpdate,
  type ChangedTable,
  runJoinedDelete,
  runJoinedUpdate,
  type WriterOf,
} from '../query/dml-joined.js';
import { tableReferences } from '../query/named-tables.js';
import { currentDatabase, refuseInformationSchema, StatementCatalog } from './catalog.js';
import { changeTables } from './change.js';
import type { Context } from './define.js';
import { checkSafeJoin } from './safe-updates.js';
import { checksThrough, isJoinView } from './view-dml.js';

/** Does it change, or read beside the table that it changes, several tables? */
export function isJoinedUpdate({ tables }: Update, context: Context): boolean {
  const [only, ...others] = tables;
  return only?.kind !== 'NamedTable' || others.length > 0 || isJoinView(only.table, context);
}

export async function updateJoined(statement: Update, context: Context): Promise<Ok> {
  const { engine, environment } = context;
  const references = leavesOf(statement.tables);
  const checks = new Map<NamedTable, TableRules['checks']>();
  for (const reference of references) {
    if (reference.kind !== 'NamedTable') continue;
    checks.set(
      reference,
      checksThrough(reference.table, context).map(({ expr, error }) => ({ name: '', expr, error })),
    );
  }
  const catalog = await StatementCatalog.open(statement, context);
  checkSafeJoin(statement, references, context);
  const bound = bindJoinedUpdate(statement, checks, catalog, environment);
  return write(bound.tables, catalog, context, (writerOf) =>
    runJoinedUpdate(engine.rowDatabase, bound, writerOf, environment),
  );
}

export async function deleteJoined(statement: Delete, context: Context): Promise<Ok> {
  const { engine, environment } = context;
  const references = leavesOf(statement.using);
  const targets = statement.targets.map((target) => targetOf(target, references, context));
  const twice = targets.find((target, at) => targets.indexOf(target) < at);
  if (twice) throw sqlError('ER_NONUNIQ_TABLE', nameOf(twice));
  const catalog = await StatementCatalog.open({ ...statement, targets }, context);
  checkSafeJoin(statement, references, context);
  const bound = bindJoinedDelete(statement, targets, catalog, environment);
  for (const { joined } of bound.tables)
    refuseAsSource(statement.where, joined.table, 'DELETE', context, nameOf(joined.reference));
  return write(bound.tables, catalog, context, (writerOf) =>
    runJoinedDelete(engine.rowDatabase, bound, writerOf, environment),
  );
}

/** Every reference on its own; a table of its own query is none. */
export function leavesOf(references: readonly TableReference[]): Exclude<TableReference, Join>[] {
  return references.flatMap((one) => (one.kind === 'Join' ? leavesOf([one.left, one.right]) : [one]));
}

/** The reference that a target of DELETE means. Errors: 1044, 1109, 1288. */
function targetOf(target: NamedTable, references: ReturnType<typeof leavesOf>, context: Context): NamedTable {
  const { db, name } = target.table;
  refuseInformationSchema(db ?? '', context);
  const found = references.find((one) => {
    if (one === target) return true;
    if (one.kind === 'DerivedTable') return db === undefined && one.alias === name;
    if (one.alias !== undefined) return db === undefined && one.alias === name;
    return one.table.name === name && currentDatabase(one.table.db, context) === currentDatabase(db, context);
  });
  if (!found) throw sqlError('ER_UNKNOWN_TABLE', name, 'MULTI DELETE');
  if (found.kind === 'DerivedTable') throw sqlError('ER_NON_UPDATABLE_TABLE', name, 'DELETE');
  return found;
}

/** A subquery may not read the table that is changed. Error: 1093. */
export function refuseAsSource(
  node: unknown,
  { db, name }: TableName,
  verb: 'INSERT' | 'DELETE',
  context: Context,
  called = name,
): void {
  for (const { table: read } of tableReferences(node))
    if (read.name === name && currentDatabase(read.db, context) === currentDatabase(db, context))
      throw sqlError('ER_UPDATE_TABLE_USED', called, verb);
}

const nameOf = ({ alias, table }: NamedTable): string => alias ?? table.name;

async function write(
  changed: readonly ChangedTable[],
  catalog: StatementCatalog,
  context: Context,
  work: (writerOf: WriterOf) => Ok,
): Promise<Ok> {
  const tableOf = ({ table: { db, name } }: JoinedTable): Table => catalog.writable({ db, name });
  const tables = [...new Set(changed.map(({ joined }) => tableOf(joined)))];
  await catalog.addRelated(tables);
  return changeTables(tables, catalog, context, (writerOf) => work((joined) => writerOf(tableOf(joined))));
}
