/** The in-memory database that holds decrypted rows and answers queries. Nothing of it reaches the disk by itself. */
import SqliteDatabase, { type Database } from 'better-sqlite3';

export function openRowDatabase(): Database {
  const database = new SqliteDatabase(':memory:');
  // Without it sorts may spill rows, in clear, to temporary files.
  database.pragma('temp_store = MEMORY');
  database.pragma('recursive_triggers = ON');
  return database;
}

/** What makes a statement atomic in it. */
export function statementSavepoint(database: Database): { begin(): void; keep(): void; discard(): void } {
  const run = (sql: string) => () => void database.exec(sql);
  return {
    begin: run('SAVEPOINT statement'),
    keep: run('RELEASE statement'),
    discard: run('ROLLBACK TO statement; RELEASE statement'),
  };
}
