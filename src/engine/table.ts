/**
 * A table of the running server: its definition, its rows once they are loaded, and where they are kept.
 *
 * A table goes through three states. *Closed*: only the dictionary entry is known. *Open*: its first pages have
 * been read, so its keys are there and fit. *Loaded*: its rows are in the row store. A table that could not be
 * opened or loaded stays unusable until the next start, as on the server; dropping it always works.
 */
import type { Database } from 'better-sqlite3';
import { assert } from '../base/assert.js';
import { SqlError } from '../base/errors.js';
import { isWideUnsigned } from '../base/types.js';
import type { TableDefinition } from './definition.js';
import { compareKeys, integerField, type Key } from './page/key.js';
import type { SecondaryLayout } from './page/secondary.js';
import { type RowShape, rowShape, type StoredRow } from './page/shape.js';
import { isTransactional } from './storage-engines.js';
import type { Changes } from './store/changes.js';
import type { TableEntry } from './store/dictionary.js';
import { FreeSlots } from './store/free-slots.js';
import { type KeyLayout, RowTable } from './store/row-table.js';
import type { Versioned } from './store/transaction.js';
import { tablespaceDiscarded, UnreadableTable } from './unreadable-table.js';

/** Where the rows of a table are kept, and how they get there. */
export interface Storage {
  /** The order of a row in the table. */
  keyOf(row: StoredRow): Key;
  /** Reads enough to know that the table can be used, and gives its next AUTO_INCREMENT value. Throws SqlError. */
  open(): Promise<bigint>;
  /** All rows in key order. Throws SqlError. */
  load(): Iterable<{ readonly keys: readonly Key[]; readonly rows: readonly StoredRow[] }>;
  /** Prepares what a commit has to write. */
  stage(table: Table, changes: Changes, lsn: number): Staged;
  /** A commit failed: back to what is committed. */
  reset(): void;
}

/** A commit of one table, between its preparation and its end. */
export interface Staged {
  /** Inside the dictionary's transaction. */
  write(): void;
  /** The transaction is durable. */
  done(): void;
}

export class Table implements Versioned {
  readonly storage: Storage;
  readonly shape: RowShape;
  readonly secondary: readonly SecondaryLayout[];
  readonly uniqueIndexes: readonly SecondaryLayout[];
  entry: TableEntry;
  /** Why it cannot be used, once that is known. */
  failure: SqlError | undefined;
  /** The next AUTO_INCREMENT value; 1 in a table without such a column. */
  nextAutoIncrement = 1n;
  /** What ANALYZE and OPTIMIZE TABLE have not done since rows changed. */
  readonly due = { analyze: false, optimize: false };
  /** Of one session, and in memory only. */
  readonly temporary: boolean;
  private committedRows: number;
  private readonly database: Database;
  private loaded: RowTable | undefined;
  private opened = false;
  private last: { readonly key: Key | undefined } | undefined;
  private lastRowId = 0;
  /** Where rows of a heap can be put. */
  private slots: FreeSlots | undefined;

  constructor(
    database: Database,
    entry: TableEntry,
    storage: Storage,
    secondary: readonly SecondaryLayout[],
    rowCount: number,
    temporary = false,
  ) {
    this.database = database;
    this.entry = entry;
    this.storage = storage;
    this.shape = rowShape(entry.definition);
    this.secondary = secondary;
    this.uniqueIndexes = secondary.filter(({ unique }) => unique);
    this.committedRows = rowCount;
    this.temporary = temporary;
  }

  get definition(): TableDefinition {
    return this.entry.definition;
  }

  /** Each has its rows in a table of its own. */
  get partitions(): readonly Table[] {
    return [];
  }

  /** Committed rows, also while they are not loaded. */
  get rowCount(): number {
    return this.committedRows;
  }

  /** All rows in the order of the table. */
  *scan(): Generator<StoredRow> {
    for (const { rows } of this.rows.range(undefined, undefined)) yield* rows;
  }

  /** Whether ROLLBACK undoes what was written to it. */
  get transactional(): boolean {
    return isTransactional(this.definition.engine);
  }

  get isLoaded(): boolean {
    return this.loaded !== undefined;
  }

  /** The row store's table; the table must be loaded. */
  get rows(): RowTable {
    assert(this.loaded, `table ${this.definition.name} is loaded before it is used`);
    return this.loaded;
  }

  async open(): Promise<void> {
    // A table whose tablespace was discarded has nothing to read.
    if (this.entry.discarded) return;
    if (this.failure && isAtOpening(this.failure)) throw this.failed(this.failure);
    if (this.opened) return;
    try {
      this.nextAutoIncrement = await this.storage.open();
    } catch (error) {
      throw this.failed(error);
    }
    this.opened = true;
  }

  async load(): Promise<void> {
    if (this.entry.discarded) throw tablespaceDiscarded(this.definition.name);
    await this.open();
    if (this.failure) throw this.failed(this.failure);
    if (this.loaded) return;
    const rows = new RowTable(this.database, this.entry.id, this.definition, this.keyLayout(), this.secondary);
    try {
      let count = 0;
      this.database.exec('SAVEPOINT load');
      for (const chunk of this.storage.load()) {
        rows.load(chunk.keys, chunk.rows);
        count += chunk.rows.length;
      }
      this.database.exec('RELEASE load');
      this.committedRows = count;
    } catch (error) {
      this.database.exec('ROLLBACK TO load; RELEASE load');
      rows.drop();
      throw this.failed(error);
    }
    this.loaded = rows;
    if (this.shape.hiddenRowId) this.lastRowId = Number(rows.maximum() ?? 0);
    if (this.definition.heap) this.slots = new FreeSlots(rows, this.definition.engine !== 'CSV');
  }

  /** A commit has changed rows; that many are there now. */
  committed(rows: number): void {
    this.committedRows = rows;
    this.due.analyze = true;
    this.due.optimize = true;
  }

  /** Forgets the rows; the next use reads them from where they are kept. */
  unload(): void {
    this.loaded?.drop();
    this.loaded = undefined;
    this.opened = false;
    this.last = undefined;
    this.slots = undefined;
  }

  /** A row as it is stored: a table without a clustered key gets the next row id. */
  withRowId(row: StoredRow): StoredRow {
    if (this.slots) return [...row, this.slots.next()];
    return this.shape.hiddenRowId ? [...row, ++this.lastRowId] : row;
  }

  lastKey(): Key | undefined {
    this.last ??= { key: this.rows.maximum() };
    return this.last.key;
  }

  forgetLastKey(): void {
    this.last = undefined;
  }

  removed(key: Key): void {
    this.slots?.free(Number(key));
  }

  written(key: Key): void {
    this.slots?.take(Number(key));
    const last = this.last?.key;
    if (this.last && (last === undefined || compareKeys(key, last) > 0)) this.last = { key };
  }

  /** CHECK TABLE has told of it: what the table answers from now on. */
  checked(failure: SqlError): void {
    if (failure instanceof UnreadableTable) this.failure = failure.afterCheck();
  }

  /** What makes a table unusable is remembered; anything else is a bug and is not. */
  private failed(error: unknown): unknown {
    if (error instanceof SqlError) this.failure = error instanceof UnreadableTable ? error.afterUse() : error;
    return error;
  }

  private keyLayout(): KeyLayout {
    const { keyFields, fields } = this.shape;
    const wide = fields.some(({ type }) => type?.name === 'BIGINT');
    const only = integerField(keyFields);
    if (!only) return { kind: 'bytes', wide };
    const isUnsigned = only.type !== undefined && isWideUnsigned(only.type);
    return { kind: isUnsigned ? 'unsigned' : 'integer', column: only.position, wide };
  }
}

const isAtOpening = (failure: SqlError): boolean => !(failure instanceof UnreadableTable) || failure.stage === 'open';
