/** What one statement writes: every row is asked for locks of others, and its image before is kept. */
import { compareKeys, type Key } from '../page/key.js';
import type { SecondaryLayout } from '../page/secondary.js';
import type { StoredRow } from '../page/shape.js';
import { Changes } from './changes.js';
import type { Transaction, Versioned } from './transaction.js';

/** The statement touched a row that another open transaction has changed. */
export class RowLocked extends Error {
  override readonly name = 'RowLocked';
  readonly holder: Transaction;

  constructor(holder: Transaction) {
    super('row is locked');
    this.holder = holder;
  }
}

/** Writes of one statement: collected apart, so that a statement that fails takes nothing with it. */
export class StatementWrites<Table extends Versioned> {
  readonly changes = new Map<Table, Changes>();
  private readonly others: readonly Transaction<Table>[];

  constructor(others: readonly Transaction<Table>[]) {
    this.others = others;
  }

  /** False when there is a row with that key. */
  insert(table: Table, key: Key, row: StoredRow): boolean {
    this.checkLock(table, key);
    const last = table.lastKey();
    const isLast = last === undefined || compareKeys(key, last) > 0;
    if (isLast) table.rows.append(key, row);
    else if (!table.rows.insert(key, row)) return false;
    this.of(table).insert(key, last);
    this.claim(table, row);
    table.written(key);
    return true;
  }

  /** True when there is a row with that key. */
  has(table: Table, key: Key): boolean {
    this.checkLock(table, key);
    const last = table.lastKey();
    return last !== undefined && compareKeys(key, last) <= 0 && table.rows.get(key) !== undefined;
  }

  /** The first unique secondary index with an entry that the row would have, and the key of the row that has it. */
  conflict(table: Table, row: StoredRow, except?: Key): { index: SecondaryLayout; key: Key } | undefined {
    for (const index of table.uniqueIndexes) {
      if (!index.mustBeUnique(row)) continue;
      const entry = index.entryOf(row);
      const name = claimName(index, entry);
      const holder = this.others.find((other) => other.changes.get(table)?.claimed(name));
      if (holder) throw new RowLocked(holder);
      const stored = table.rows.indexes.find(({ layout }) => layout === index);
      const key = stored && table.rows.find(stored, entry, except);
      if (key !== undefined) return { index, key };
    }
    return undefined;
  }

  /** Puts another row in the place of the one with that key. */
  replace(table: Table, key: Key, row: StoredRow): void {
    this.checkLock(table, key);
    const before = table.rows.get(key);
    this.of(table).remember(key, before);
    if (before) this.claim(table, before);
    this.claim(table, row);
    table.rows.put(key, row);
  }

  /** Waits for the row; `keep`: and holds it until the transaction ends. */
  lock(table: Table, key: Key, keep: boolean): void {
    this.checkLock(table, key);
    if (keep) this.of(table).remember(key, table.rows.get(key));
  }

  remove(table: Table, key: Key): void {
    this.checkLock(table, key);
    const before = table.rows.get(key);
    this.of(table).remember(key, before);
    if (before) this.claim(table, before);
    table.rows.remove(key);
    table.forgetLastKey();
    table.removed(key);
  }

  /** Nobody else may have these entries before the transaction has ended. */
  private claim(table: Table, row: StoredRow): void {
    for (const index of table.uniqueIndexes) {
      if (index.mustBeUnique(row)) this.of(table).claim(claimName(index, index.entryOf(row)));
    }
  }

  private of(table: Table): Changes {
    let changes = this.changes.get(table);
    if (!changes) {
      changes = new Changes();
      this.changes.set(table, changes);
    }
    return changes;
  }

  private checkLock(table: Table, key: Key): void {
    const holder = this.others.find((other) => other.changes.get(table)?.touches(key));
    if (holder) throw new RowLocked(holder);
  }
}

const claimName = ({ position }: SecondaryLayout, entry: Uint8Array): string =>
  `${position}:${Buffer.from(entry).toString('latin1')}`;
