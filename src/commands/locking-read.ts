/** SELECT … FOR UPDATE and LOCK IN SHARE MODE: the rows that the query finds are waited for, and then held. */
import { sqlError } from '../base/errors.js';
import type { Query, Select } from '../parser/ast.js';
import { bindDelete, runDelete } from '../query/dml-update.js';
import type { TableWriter } from '../query/table-writer.js';
import type { StatementCatalog } from './catalog.js';
import type { Context } from './define.js';
import { rowLocker } from './table-writer.js';
import { transactionOf } from './transactions.js';

/** Does the query ask for locks? */
export const isLockingRead = (query: Query): query is Select & { lock: NonNullable<Select['lock']> } =>
  query.kind === 'Select' && query.lock !== undefined;

/** Locks the rows of a query on one table; joins lock nothing. Errors: 1792, and RowLocked for the session to wait. */
export function lockRows(query: Select, catalog: StatementCatalog, context: Context): void {
  const [target, ...others] = query.from;
  const [table] = catalog.tables;
  if (target?.kind !== 'NamedTable' || others.length > 0 || !table?.transactional || catalog.tables.size > 1) return;
  const { engine, session, environment } = context;
  const forUpdate = query.lock === 'FOR UPDATE';
  const transaction = transactionOf(context);
  const isGrouped = query.groupBy.length > 0 || query.having !== undefined;
  const { where, limit } = query;
  const bound = bindDelete(
    {
      kind: 'Delete',
      ignore: false,
      targets: [target],
      using: [],
      orderBy: isGrouped ? [] : query.orderBy,
      ...(where && { where }),
      ...(limit && !isGrouped && { limit }),
    },
    catalog,
    environment,
  );
  try {
    if (forUpdate && transaction.characteristics.readOnly) {
      throw sqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    }
    engine.write(transaction, catalog.tables, (writes) => {
      const locker: TableWriter = rowLocker(table, writes, forUpdate, context.warn);
      runDelete(engine.rowDatabase, bound, locker, environment);
    });
    if (!context.autocommit()) session.transaction = transaction;
  } finally {
    if (transaction !== session.transaction) engine.rollback(transaction);
  }
}
