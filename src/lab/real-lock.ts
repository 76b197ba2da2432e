/** One program at a time: a lock beside a file, which ends with the process, however that ends. */
import Database from 'better-sqlite3';

export interface Lock {
  release(): void;
}

/** Undefined where somebody has it. */
export function lockFile(path: string): Lock | undefined {
  const database = new Database(`${path}.lock`, { timeout: 0 });
  try {
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database.close() };
  } catch (error) {
    database.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}
