/**
 * LOCK TABLES, UNLOCK TABLES and the locks of FLUSH TABLES …: what a session may still do while it has some, and what
 * the statements of others wait for.
 */
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { type LockMode, type TableLock, TableLocked } from '../engine/store/table-locks.js';
import type { Statement, TableName } from '../parser/ast.js';
import { currentDatabase, findView, openTable, withRows } from './catalog.js';
import type { Commands, Context } from './define.js';
import { releaseTables } from './release-tables.js';
import { type StatementTable, statementTables } from './table-accesses.js';
import { commitOpen } from './transactions.js';

/** Statements that work on a definition: no transaction of another session may have changed the table. */
const EXCLUSIVE: ReadonlySet<StatementTable['operation']> = new Set(['ALTER', 'DROP', 'RENAME']);

/** Errors: 1099, 1100 and 1192 for what the session's own locks forbid. Throws TableLocked for those of others. */
export function obeyTableLocks(statement: Statement, context: Context): void {
  if (statement.kind === 'LockTables') return;
  // Nobody else can lock a temporary table, also not one that is only about to be.
  const isTemporary = 'temporary' in statement && statement.temporary;
  const tables = statementTables(statement, context.session.database).filter(
    ({ database, name, operation }) =>
      !context.session.temporaryTables.find(database, name) &&
      !(isTemporary && (operation === 'CREATE' || operation === 'DROP')),
  );
  const own = context.engine.tableLocks.of(context.session.id);
  if (own && statement.kind === 'RenameTable') throw sqlError('ER_LOCK_OR_ACTIVE_TRANSACTION');
  for (const table of tables) {
    if (own) obeyOwn(table, own.locks);
    else waitForOthers(table, statement.kind === 'TruncateTable', context);
  }
}

function obeyOwn({ database, name, alias, operation }: StatementTable, locks: readonly TableLock[]): void {
  const isNamed = (lock: TableLock) =>
    lock.database === database && lock.name === name && lock.alias === (alias ?? name);
  const lock = locks.find(isNamed);
  if (!lock) throw sqlError('ER_TABLE_NOT_LOCKED', alias ?? name);
  if (operation !== 'READ' && lock.mode === 'READ') throw sqlError('ER_TABLE_NOT_LOCKED_FOR_WRITE', name);
}

function waitForOthers(table: StatementTable, truncates: boolean, { engine, session }: Context): void {
  const { operation } = table;
  engine.tableLocks.check(session.id, table, operation === 'READ' ? 'READ' : 'WRITE');
  if (truncates || EXCLUSIVE.has(operation)) waitForTransactions(table, { engine, session });
}

function waitForTransactions(
  { database, name }: Pick<StatementTable, 'database' | 'name'>,
  { engine, session }: Pick<Context, 'engine' | 'session'>,
): void {
  const table = engine.find(database, name);
  const [holder] = (table ? withRows(table) : []).flatMap(
    (one) => engine.transactions.changing(one, session.transaction) ?? [],
  );
  if (holder) throw new TableLocked(holder);
}

/** Takes locks on tables that must be there. Throws TableLocked. */
export async function lockTables(
  wanted: readonly { readonly table: TableName; readonly alias?: string; readonly mode: LockMode }[],
  context: Context,
): Promise<void> {
  const { engine, session } = context;
  for (const { table } of wanted) if (!findView(table, context)) await openTable(table, context);
  const locks = wanted.map(({ table: { db, name }, alias = name, mode }): TableLock => {
    return { database: currentDatabase(db, context), name, alias, mode };
  });
  for (const lock of locks) waitForTransactions(lock, context);
  engine.tableLocks.take(session.id, locks);
}

export const lockCommands = {
  async LockTables({ locks }, context) {
    releaseTables(context);
    await lockTables(
      locks.map(({ type: mode, ...lock }) => ({ ...lock, mode })),
      context,
    );
    return ok();
  },

  /** With locks, it commits what was done under them. */
  async UnlockTables(_, context) {
    if (context.engine.tableLocks.of(context.session.id)) await commitOpen(context);
    releaseTables(context);
    return ok();
  },
} satisfies Pick<Commands, 'LockTables' | 'UnlockTables'>;
