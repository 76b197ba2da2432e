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

interface UndoneRow<Table> {
  readonly table: Table;
  readonly key: Key;
  readonly row: StoredRow | undefined;
}

/** Writes of one statement: collected apart, so that a statement that fails takes nothing with it. */
export class StatementWrites<Table extends Versioned> {
  readonly changes = new Map<Table, Changes>();
  private readonly others: readonly Transaction<Table>[];
  /** Rows as they were before the attempt under way. */
  private undone: UndoneRow<Table>[] | undefined;

  constructor(others: readonly Transaction<Table>[]) {
    this.others = others;
  }

  /** False when there is a row with that key. */
  insert(table: Table, key: Key, row: StoredRow): boolean {
    this.checkLock(table, key);
    const last = table.lastKey();
    const isLast = (last === undefined || compareKeys(key, last) > 0) && !this.undone;
    if (this.undone) this.noteBefore(table, key);
    if (isLast) table.rows.append(key, row);
    else if (!table.rows.insert(key, row)) return false;
    if (this.undone) this.of(table).remember(key, undefined);
    else this.of(table).insert(key, last);
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
      const key = this.conflictIn(table, index, row, except);
      if (key !== undefined) return { index, key };
    }
    return undefined;
  }

  /** The key of the row that has the entry which this row would have in a unique index. */
  conflictIn(table: Table, index: SecondaryLayout, row: StoredRow, except?: Key): Key | undefined {
    if (!index.mustBeUnique(row)) return undefined;
    const entry = index.entryOf(row);
    this.checkClaim(table, claimName(index, entry));
    const stored = table.rows.indexes.find(({ layout }) => layout === index);
    return stored && table.rows.find(stored, entry, except);
  }

  /** Puts another row in the place of the one with that key. */
  replace(table: Table, key: Key, row: StoredRow): void {
    this.checkLock(table, key);
    const before = this.noteBefore(table, key);
    this.of(table).remember(key, before);
    if (before) this.claim(table, before);
    this.claim(table, row);
    table.rows.put(key, row);
  }

  /** Waits for the row; `keep`: and holds it until the transaction ends. */
  lock(table: Table, key: Key, keep: boolean): void {
    if (keep) this.checkLock(table, key);
    else this.checkChanged(table, key);
    if (keep) this.of(table).remember(key, table.rows.get(key));
  }

  remove(table: Table, key: Key): void {
    this.checkLock(table, key);
    const before = this.noteBefore(table, key);
    this.of(table).remember(key, before);
    if (before) this.claim(table, before);
    table.rows.remove(key);
    table.forgetLastKey();
    table.removed(key);
  }

  /** Holds the row as it is until the transaction ends, together with others that do the same. */
  share(table: Table, key: Key): void {
    this.checkChanged(table, key);
    this.of(table).share(key);
  }

  /** Claims something in the table that has a name, for this transaction alone. */
  claimName(table: Table, name: string): void {
    this.of(table).claim(name);
  }

  /** Throws RowLocked when another transaction has claimed the name. */
  checkClaim(table: Table, name: string): void {
    this.waitFor(table, (changes) => changes.claimed(name));
  }

  /** Puts rows back as they were when `work` fails; their locks are kept. */
  attempt<T>(work: () => T): T {
    const undone: UndoneRow<Table>[] = [];
    this.undone = undone;
    try {
      return work();
    } catch (error) {
      for (const { table, key, row } of undone.reverse()) {
        if (row) table.rows.put(key, row);
        else table.rows.remove(key);
        table.forgetLastKey();
      }
      throw error;
    } finally {
      this.undone = undefined;
    }
  }

  /** Nobody else may have these entries before the transaction has ended. */
  private claim(table: Table, row: StoredRow): void {
    for (const index of table.uniqueIndexes) {
      if (index.mustBeUnique(row)) this.of(table).claim(claimName(index, index.entryOf(row)));
    }
  }

  /** Writes of a statement inside this one, collected apart. */
  nested(): StatementWrites<Table> {
    return new StatementWrites(this.others);
  }

  /** Takes the writes of a statement inside, which has succeeded. */
  take(inner: StatementWrites<Table>): void {
    for (const [table, changes] of inner.changes) this.of(table).absorb(changes);
  }

  /** Puts the rows back: the statement inside another one has failed. */
  undo(): void {
    for (const [table, changes] of this.changes) {
      table.rows.flush();
      changes.undo(table.rows);
      table.forgetLastKey();
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
    this.waitFor(table, (changes) => changes.touches(key) || changes.isShared(key));
  }

  private checkChanged(table: Table, key: Key): void {
    this.waitFor(table, (changes) => changes.touches(key));
  }

  private waitFor(table: Table, isHeld: (changes: Changes) => boolean): void {
    const holder = this.others.find((other) => {
      const changes = other.changes.get(table);
      return changes !== undefined && isHeld(changes);
    });
    if (holder) throw new RowLocked(holder);
  }

  private noteBefore(table: Table, key: Key): StoredRow | undefined {
    const row = table.rows.get(key);
    this.undone?.push({ table, key, row });
    return row;
  }
}

const claimName = ({ position }: SecondaryLayout, entry: Uint8Array): string =>
  `${position}:${Buffer.from(entry).toString('latin1')}`;
