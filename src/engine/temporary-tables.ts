/**
 * The temporary tables of one session: in front of the tables of the same names, and gone with the session. Their rows
 * are in memory only, whatever the engine.
 */
import type { TableDefinition } from './definition.js';
import type { Engine } from './engine.js';
import type { NewTable } from './engine-options.js';
import type { Table } from './table.js';

/** What statements that make, change and drop tables need, of the engine as of a session. */
export type TableStore = Pick<
  Engine,
  'find' | 'createTable' | 'dropTables' | 'renameTable' | 'redefine' | 'replaceTable'
>;

export class TemporaryTables implements TableStore {
  private readonly engine: Engine;
  private readonly tables = new Map<string, Table>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  find(db: string, name: string): Table | undefined {
    return this.tables.get(keyOf({ db, name }));
  }

  createTable(made: NewTable): Table {
    const table = this.engine.temporaryTable(made);
    this.tables.set(keyOf(made.definition), table);
    return table;
  }

  dropTables(tables: readonly Table[]): void {
    for (const table of tables) {
      this.tables.delete(keyOf(table.definition));
      this.engine.transactions.forget(table);
      table.unload();
    }
  }

  renameTable(table: Table, { db, name }: Pick<TableDefinition, 'db' | 'name'>): void {
    this.tables.delete(keyOf(table.definition));
    this.redefine(table, { ...table.definition, db, name });
    this.tables.set(keyOf(table.definition), table);
  }

  redefine(table: Table, definition: TableDefinition): void {
    table.entry = { ...table.entry, definition };
  }

  replaceTable(old: Table, rebuilt: Table): void {
    this.dropTables([old]);
    this.renameTable(rebuilt, old.definition);
  }

  /** What is in the table stays there, whatever becomes of the transaction that has put it there. */
  keepRows(table: Table): void {
    this.engine.transactions.forget(table);
    table.committed(table.rows.count());
  }

  /** The session ends. */
  dropAll(): void {
    this.dropTables([...this.tables.values()]);
  }
}

const keyOf = ({ db, name }: { readonly db: string; readonly name: string }): string => `${db}\0${name}`;
