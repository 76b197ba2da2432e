/** BEGIN, COMMIT, ROLLBACK. */
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import type { Characteristics, Isolation, Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { Commands, Context } from './define.js';
import { releaseTables } from './release-tables.js';

/** Ends the session's transaction with a commit, as every statement does that commits implicitly. */
export async function commitOpen(context: Context): Promise<void> {
  const { session } = context;
  if (!session.transaction) return;
  const { transaction } = session;
  session.transaction = undefined;
  await commitTransaction(transaction, context);
}

/** The keys of what is to be written come first; then the commit itself waits for nothing. */
export async function commitTransaction(
  transaction: Transaction<Table>,
  { engine, keys, session }: Context,
): Promise<void> {
  session.nextTransaction = {};
  try {
    await keys.resolve(engine.keysToWrite(transaction.changedTables));
    engine.commit(transaction);
  } catch (error) {
    engine.rollback(transaction);
    throw error;
  }
}

/** The transaction that a statement belongs to: the open one, or a new one. */
export function transactionOf(context: Context): Transaction<Table> {
  const { session, engine } = context;
  return session.transaction ?? engine.begin(characteristicsOf(context));
}

/** What SET TRANSACTION has asked for holds until a transaction has ended; then the session's variables do. */
export const characteristicsOf = ({ session, value }: Context): Characteristics => ({
  readOnly: Number(value('tx_read_only')) === 1,
  isolation: String(value('tx_isolation')) as Isolation,
  ...session.nextTransaction,
});

/** Runs a query that locks nothing. Only with autocommit off does it begin a transaction. */
export function readConsistently<T>(tables: ReadonlySet<Table>, context: Context, work: () => T): T {
  const { engine, session, autocommit } = context;
  if (tables.size > 0 && !autocommit()) session.transaction ??= transactionOf(context);
  const transaction = session.transaction ?? transactionOf(context);
  try {
    return engine.transactions.read(transaction, tables, work);
  } finally {
    if (transaction !== session.transaction) engine.transactions.close(transaction);
  }
}

export const transactionCommands = {
  async Begin({ readOnly, readWrite, consistentSnapshot }, context) {
    const { session, engine } = context;
    await commitOpen(context);
    releaseTables(context);
    const inherited = characteristicsOf(context);
    session.nextTransaction = {};
    session.transaction = engine.begin({ ...inherited, readOnly: readOnly || (inherited.readOnly && !readWrite) });
    if (consistentSnapshot) session.transaction.takeSnapshot();
    return ok();
  },

  async Commit({ chain }, context) {
    const characteristics = context.session.transaction?.characteristics;
    await commitOpen(context);
    if (chain) context.session.transaction = context.engine.begin(characteristics);
    return ok();
  },

  Rollback({ chain, savepoint }, { session, engine, warn }) {
    const { transaction } = session;
    if (transaction?.keepsChanges) warn('Warning', sqlError('ER_WARNING_NOT_COMPLETE_ROLLBACK'));
    if (savepoint !== undefined) {
      if (!transaction?.rollbackTo(savepoint)) throw sqlError('ER_SP_DOES_NOT_EXIST', 'SAVEPOINT', savepoint);
      return ok();
    }
    if (transaction) engine.rollback(transaction);
    session.transaction = chain ? engine.begin(transaction?.characteristics) : undefined;
    return ok();
  },

  /** Without a transaction there is nothing to go back to: the savepoint is forgotten at once. */
  Savepoint({ name, release }, context) {
    const { session } = context;
    if (release) {
      if (!session.transaction?.releaseSavepoint(name)) throw sqlError('ER_SP_DOES_NOT_EXIST', 'SAVEPOINT', name);
      return ok();
    }
    if (!context.autocommit()) session.transaction = transactionOf(context);
    session.transaction?.setSavepoint(name);
    return ok();
  },
} satisfies Pick<Commands, 'Begin' | 'Commit' | 'Rollback' | 'Savepoint'>;
