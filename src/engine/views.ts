/** Views as the dictionary keeps them: names with the text of a query. */
import type { Database } from 'better-sqlite3';

export interface ViewDefinition {
  readonly db: string;
  readonly name: string;
  /** As the server writes it, every table with its database. */
  readonly query: string;
  readonly columns: readonly string[];
  readonly algorithm: 'UNDEFINED' | 'MERGE' | 'TEMPTABLE';
  readonly definer: { readonly user: string; readonly host: string };
  readonly security: 'DEFINER' | 'INVOKER';
  readonly check: 'NONE' | 'LOCAL' | 'CASCADED';
  readonly updatable: boolean;
  /** character_set_client and collation_connection when it was made. */
  readonly charset: string;
  readonly collation: string;
}

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS views (db TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (db, name)) WITHOUT ROWID';

export class Views {
  private readonly database: Database;
  private readonly known = new Map<string, ViewDefinition>();

  constructor(database: Database) {
    this.database = database;
    database.exec(SCHEMA);
    for (const text of database.prepare('SELECT definition FROM views').pluck().all() as string[]) {
      const view = JSON.parse(text) as ViewDefinition;
      this.known.set(keyOf(view.db, view.name), view);
    }
  }

  find(db: string, name: string): ViewDefinition | undefined {
    return this.known.get(keyOf(db, name));
  }

  /** By database and name. */
  list(db?: string): ViewDefinition[] {
    const keys = [...this.known.keys()].sort();
    return keys.flatMap((key) => this.known.get(key) ?? []).filter((view) => db === undefined || view.db === db);
  }

  put(view: ViewDefinition): void {
    this.database
      .prepare('INSERT OR REPLACE INTO views VALUES (?, ?, ?)')
      .run(view.db, view.name, JSON.stringify(view));
    this.known.set(keyOf(view.db, view.name), view);
  }

  remove({ db, name }: { readonly db: string; readonly name: string }): void {
    this.database.prepare('DELETE FROM views WHERE db = ? AND name = ?').run(db, name);
    this.known.delete(keyOf(db, name));
  }
}

const keyOf = (db: string, name: string): string => `${db}\0${name}`;
