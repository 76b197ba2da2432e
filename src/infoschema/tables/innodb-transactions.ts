/** Transactions of InnoDB, and the locks that some of them wait for. */
import type { Transaction } from '../../engine/store/transaction.js';
import type { Table } from '../../engine/table.js';
import { datetime, defineTable, int, nullable, oneOf, ubigint, uint, varchar } from '../define.js';

const QUERY_LENGTH_MAX = 1024;
/** What the first lock of a transaction takes. */
export const LOCK_HEAP_BYTES = 1128;

/** Rows that a transaction has changed: it holds locks of them. */
export const rowsModified = ({ changes }: Transaction<Table>): number => {
  let rows = 0;
  for (const [table, changed] of changes) rows += [...changed.allKeys(table.rows)].length;
  return rows;
};

/** The transactions that BEGIN or autocommit=0 have opened. */
export const innodbTrx = defineTable({
  name: 'INNODB_TRX',
  columns: {
    trx_id: ubigint(),
    trx_state: varchar(13),
    trx_started: datetime(),
    trx_requested_lock_id: nullable(varchar(81)),
    trx_wait_started: nullable(datetime()),
    trx_weight: ubigint(),
    trx_mysql_thread_id: ubigint(),
    trx_query: nullable(varchar(1024)),
    trx_operation_state: nullable(varchar(64)),
    trx_tables_in_use: ubigint(),
    trx_tables_locked: ubigint(),
    trx_lock_structs: ubigint(),
    trx_lock_memory_bytes: ubigint(),
    trx_rows_locked: ubigint(),
    trx_rows_modified: ubigint(),
    trx_concurrency_tickets: ubigint(),
    trx_isolation_level: oneOf('READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'),
    trx_unique_checks: int(1),
    trx_foreign_key_checks: int(1),
    trx_last_foreign_key_error: nullable(varchar(256)),
    trx_is_read_only: int(1),
    trx_autocommit_non_locking: int(1),
  },

  *rows({ transactions, formatTime }) {
    for (const { transaction, waitingSince, ...session } of transactions()) {
      const tables = transaction.changedTables.length;
      const modified = rowsModified(transaction);
      yield {
        trx_id: transaction.id,
        trx_state: waitingSince === undefined ? 'RUNNING' : 'LOCK WAIT',
        trx_started: formatTime(transaction.startedAt),
        trx_requested_lock_id: null,
        trx_wait_started: waitingSince === undefined ? null : formatTime(waitingSince),
        trx_weight: tables + modified,
        trx_mysql_thread_id: session.connectionId,
        trx_query: session.query?.slice(0, QUERY_LENGTH_MAX) ?? null,
        trx_operation_state: '',
        trx_tables_in_use: 0,
        trx_tables_locked: tables,
        trx_lock_structs: tables,
        trx_lock_memory_bytes: LOCK_HEAP_BYTES,
        trx_rows_locked: modified,
        trx_rows_modified: modified,
        trx_concurrency_tickets: 0,
        trx_isolation_level: session.isolation,
        trx_unique_checks: session.uniqueChecks ? 1 : 0,
        trx_foreign_key_checks: session.foreignKeyChecks ? 1 : 0,
        trx_last_foreign_key_error: null,
        trx_is_read_only: session.readOnly ? 1 : 0,
        trx_autocommit_non_locking: 0,
      };
    }
  },
});

/** Rows are locked by the transactions that have changed them; there is no list of locks to show. */
export const innodbLocks = defineTable({
  name: 'INNODB_LOCKS',
  columns: {
    lock_id: varchar(81),
    lock_trx_id: ubigint(),
    lock_mode: oneOf('S', 'S,GAP', 'X', 'X,GAP', 'IS', 'IS,GAP', 'IX', 'IX,GAP', 'AUTO_INC'),
    lock_type: oneOf('RECORD', 'TABLE'),
    lock_table: varchar(1024),
    lock_index: nullable(varchar(1024)),
    lock_space: nullable(uint()),
    lock_page: nullable(uint()),
    lock_rec: nullable(uint()),
    lock_data: nullable(varchar(8192)),
  },
  rows: () => [],
});

export const innodbLockWaits = defineTable({
  name: 'INNODB_LOCK_WAITS',
  columns: {
    requesting_trx_id: ubigint(),
    requested_lock_id: varchar(81),
    blocking_trx_id: ubigint(),
    blocking_lock_id: varchar(81),
  },
  rows: () => [],
});
