/** CHECK, ANALYZE, OPTIMIZE and REPAIR TABLE: a row of answers for each table. */
import { SqlError, sqlError } from '../base/errors.js';
import { type Cell, type Result, rowsResult } from '../base/result.js';
import type { SqlType } from '../base/types.js';
import { PagedStorage } from '../engine/paged-storage.js';
import type { Table } from '../engine/table.js';
import { UnreadableTable } from '../engine/unreadable-table.js';
import type { ViewDefinition } from '../engine/views.js';
import type { TableMaintenance, TableName } from '../parser/ast.js';
import { currentDatabase, lookUp } from './catalog.js';
import { checksumTables } from './checksum.js';
import { rebuildInPlace } from './ddl/alter.js';
import { discarded } from './ddl/tablespace.js';
import type { Command, Context } from './define.js';
import { type Answer, maintain } from './engine-maintenance.js';
import { viewColumns } from './views.js';

const text = (length: number): SqlType => ({ name: 'VARCHAR', length, collation: 'utf8mb3_general_ci' });
const COLUMNS = [
  ['Table', text(128)],
  ['Op', text(10)],
  ['Msg_type', text(10)],
  ['Msg_text', text(2048)],
] as const;

export const tableMaintenance: Command<'TableMaintenance'> = async (statement, context) => {
  const { action, tables } = statement;
  if (action === 'CHECKSUM') return checksumTables(statement, context);
  const rows: Cell[][] = [];
  for (const name of tables) {
    const label = `${currentDatabase(name.db, context)}.${name.name}`;
    for (const [type, answer] of await answersFor(action, name, context))
      rows.push([label, action.toLowerCase(), type, answer]);
  }
  return rowsResult(COLUMNS, rows) satisfies Result;
};

/** A view can only be checked: can it be read? */
async function answersForView(
  view: ViewDefinition,
  action: TableMaintenance['action'],
  context: Context,
): Promise<readonly Answer[]> {
  if (action !== 'CHECK')
    return [
      ['Error', sqlError('ER_WRONG_OBJECT', view.db, view.name, 'BASE TABLE').message],
      ['status', 'Operation failed'],
    ];
  const listed: Answer[] = [];
  try {
    await viewColumns(view, context, (level, { message }) => listed.push([level, message]));
    return [['status', 'OK']];
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [...listed, ['Error', error.message], ['error', 'Corrupt']];
  }
}

async function answersFor(
  action: TableMaintenance['action'],
  name: TableName,
  context: Context,
): Promise<readonly Answer[]> {
  const db = currentDatabase(name.db, context);
  const table = lookUp(db, name.name, context);
  const view = table ? undefined : context.engine.views.find(db, name.name);
  if (view) return answersForView(view, action, context);
  if (!table) {
    const missing = sqlError('ER_NO_SUCH_TABLE', db, name.name);
    return [
      ['Error', missing.message],
      ['status', 'Operation failed'],
    ];
  }
  if (table.entry.discarded && action !== 'CHECK') return withoutTablespace(table, action, context);
  try {
    await table.load();
    const findings = action === 'CHECK' ? indexFindings(table, context) : [];
    if (findings.length > 0) return [...findings, ['error', 'Corrupt']];
    const answer = maintain(action, table);
    if (action !== 'OPTIMIZE' || table.definition.engine !== 'InnoDB') return [answer];
    await rebuildInPlace(table, context);
    return [RECREATES, answer];
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    table.checked(error);
    const findings: readonly Answer[] = error instanceof UnreadableTable ? error.check : [['Error', error.message]];
    return [...findings, ['error', 'Corrupt']];
  }
}

/** A warning for each secondary index that does not agree with the rows. */
function indexFindings(table: Table, { engine }: Context): readonly Answer[] {
  const { storage, definition } = table;
  if (!(storage instanceof PagedStorage) || table.secondary.length === 0) return [];
  const findings = engine.transactions.isolate(undefined, [table], () => storage.checkIndexes(table.rows));
  return findings.map(({ position, entries }): Answer => {
    const name = definition.indexes[position]?.name ?? '';
    const text = entries
      ? `Index '${name}' contains ${entries.found} entries, should be ${entries.expected}.`
      : `The B-tree of index ${name} is corrupted.`;
    return ['Warning', `InnoDB: ${text}`];
  });
}

/** There is nothing to analyze, and nothing to rebuild from. */
function withoutTablespace(table: Table, action: TableMaintenance['action'], { warn }: Context): readonly Answer[] {
  if (action !== 'OPTIMIZE') return [['status', 'OK']];
  const gone = discarded(table);
  warn('Warning', gone);
  warn('Error', gone);
  return [RECREATES, ['error', gone.message], ['status', 'Operation failed']];
}

const RECREATES: Answer = ['note', 'Table does not support optimize, doing recreate + analyze instead'];
