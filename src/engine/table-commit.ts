/** The durable part of a commit: what each table has to write, in one transaction of the dictionary. */
import { sqlError } from '../base/errors.js';
import { MemoryStorage } from './memory-storage.js';
import { Changes } from './store/changes.js';
import type { Dictionary } from './store/dictionary.js';
import type { Transaction } from './store/transaction.js';
import type { Table } from './table.js';

/** All of it, or nothing. Error: 1114 when the disk is full. */
export function commitTables(
  transaction: Transaction<Table>,
  tables: readonly Table[],
  lsn: number,
  dictionary: Dictionary,
): void {
  try {
    const staged = tables.map((table) =>
      table.storage.stage(table, transaction.changes.get(table) ?? new Changes(), lsn),
    );
    const counts = tables.map((table) => [table, table.rows.count()] as const);
    const kept = counts.filter(([{ storage }]) => !(storage instanceof MemoryStorage));
    const write = () => {
      for (const one of staged) one.write();
      for (const [table, rows] of kept) dictionary.putRowCount(table.entry.id, rows);
    };
    if (kept.length > 0) dictionary.commit(write);
    for (const one of staged) one.done();
    for (const [table, rows] of counts) table.committed(rows);
  } catch (error) {
    for (const table of tables) table.storage.reset();
    throw isDiskFull(error) ? sqlError('ER_RECORD_FILE_FULL', tables[0]?.definition.name ?? '') : error;
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'SQLITE_FULL' || error.code === 'ENOSPC');
}
