/** BEGIN, COMMIT, ROLLBACK. */
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import type { Transaction } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import type { Commands, Context } from './define.js';

/** Ends the session's transaction with a commit, as every statement does that commits implicitly. */
export async function commitOpen(context: Context): Promise<void> {
  const { session } = context;
  if (!session.transaction) return;
  const { transaction } = session;
  session.transaction = undefined;
  await commitTransaction(transaction, context);
}

/** The keys of what is to be written come first; then the commit itself waits for nothing. */
export async function commitTransaction(transaction: Transaction<Table>, { engine, keys }: Context): Promise<void> {
  try {
    await keys.resolve(engine.keysToWrite(transaction.changedTables));
    engine.commit(transaction);
  } catch (error) {
    engine.rollback(transaction);
    throw error;
  }
}

export const transactionCommands = {
  async Begin(_, context) {
    await commitOpen(context);
    context.session.transaction = context.engine.begin();
    return ok();
  },

  async Commit({ chain }, context) {
    await commitOpen(context);
    if (chain) context.session.transaction = context.engine.begin();
    return ok();
  },

  Rollback({ chain, savepoint }, { session, engine }) {
    if (savepoint !== undefined) throw sqlError('ER_NOT_SUPPORTED_YET', 'SAVEPOINT');
    if (session.transaction) engine.rollback(session.transaction);
    session.transaction = chain ? engine.begin() : undefined;
    return ok();
  },

  Savepoint() {
    throw sqlError('ER_NOT_SUPPORTED_YET', 'SAVEPOINT');
  },
} satisfies Pick<Commands, 'Begin' | 'Commit' | 'Rollback' | 'Savepoint'>;
