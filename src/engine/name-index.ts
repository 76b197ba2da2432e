/**
 * The databases and tables of an engine by name. What nobody can name (a table
 * that is being rebuilt, a partition) is found, but not listed.
 */
import { isPartitionName, isRebuildName } from './file-names.js';
import { ForeignKeys } from './foreign-keys/registry.js';
import type { DatabaseEntry } from './store/dictionary.js';
import type { Table } from './table.js';

export class NameIndex {
  readonly #databases = new Map<string, DatabaseEntry>();
  readonly #tables = new Map<string, Map<string, Table>>();
  readonly foreignKeys = new ForeignKeys();

  /** By name. */
  databases(): DatabaseEntry[] {
    return [...this.#databases.values()].sort(byName);
  }

  database(name: string): DatabaseEntry | undefined {
    return this.#databases.get(name);
  }

  addDatabase(entry: DatabaseEntry): void {
    this.#databases.set(entry.name, entry);
  }

  removeDatabase(name: string): void {
    this.#databases.delete(name);
    this.#tables.delete(name);
  }

  /** By database and name. */
  tables(db?: string): Table[] {
    const names = db === undefined ? [...this.#tables.keys()].sort() : [db];
    return names.flatMap((name) =>
      [...(this.#tables.get(name)?.values() ?? [])]
        .filter(({ definition: { name: table } }) => !isRebuildName(table) && !isPartitionName(table))
        .sort((a, b) => byName(a.definition, b.definition)),
    );
  }

  find(db: string, name: string): Table | undefined {
    return this.#tables.get(db)?.get(name);
  }

  add(table: Table): void {
    const { db, name } = table.definition;
    const tables = this.#tables.get(db) ?? new Map<string, Table>();
    tables.set(name, table);
    this.#tables.set(db, tables);
    this.foreignKeys.add(table);
  }

  /** Nothing happens when another table has the name by now. */
  remove(table: Table): void {
    const { db, name } = table.definition;
    if (this.find(db, name) === table) this.#tables.get(db)?.delete(name);
    this.foreignKeys.remove(table);
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1);
