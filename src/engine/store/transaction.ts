/**
 * Transactions over the one row store: what each has changed, who holds which row, and how one session is kept
 * from seeing what another has not committed.
 *
 * SQLite has one connection and knows nothing of our sessions. Before a statement runs, the open changes of all
 * other transactions in the tables that it names are undone, and afterwards redone; only switches between *open*
 * transactions cost anything. Rows that another transaction has changed are locked: touching one throws RowLocked,
 * and the session runs the statement again when the holder has ended.
 */

import type { Key } from '../page/key.js';
import type { SecondaryLayout } from '../page/secondary.js';
import { Changes, redoChanges } from './changes.js';
import type { RowTable } from './row-table.js';
import { Snapshot } from './snapshot.js';
import { RowLocked, StatementWrites } from './statement-writes.js';

/** The table as transactions need it. */
export interface Versioned {
  readonly rows: RowTable;
  /** The secondary indexes that must not have an entry twice. */
  readonly uniqueIndexes: readonly SecondaryLayout[];
  /** False: what was written stays, and everybody sees it at once. */
  readonly transactional: boolean;
  /** The last key in key order, undefined when the table is empty. */
  lastKey(): Key | undefined;
  /** Rows came or went by other ways than `written`. */
  forgetLastKey(): void;
  written(key: Key): void;
  /** A row has gone for good, unless its transaction is rolled back. */
  removed(key: Key): void;
}

export type Isolation = 'READ-UNCOMMITTED' | 'READ-COMMITTED' | 'REPEATABLE-READ' | 'SERIALIZABLE';

/** What SET TRANSACTION and START TRANSACTION decide. */
export interface Characteristics {
  readonly readOnly: boolean;
  readonly isolation: Isolation;
}

const ORDINARY: Characteristics = { readOnly: false, isolation: 'REPEATABLE-READ' };

export class Transaction<Table extends Versioned = Versioned> {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly changes = new Map<Table, Changes>();
  readonly characteristics: Characteristics;
  /** Tables without transactions have been changed, too: ROLLBACK cannot undo all. */
  keepsChanges = false;
  /** What it reads, from its first read on; undefined before, and where every statement sees what is committed. */
  snapshot: Snapshot<Table> | undefined;
  private readonly savepoints: { readonly name: string; readonly changes: Map<Table, Changes> }[] = [];
  private readonly waiters: (() => void)[] = [];
  private over = false;

  constructor(id: number, startedAt: number, characteristics: Characteristics) {
    this.id = id;
    this.startedAt = startedAt;
    this.characteristics = characteristics;
  }

  /** From here on, reads see nothing of what others commit. */
  takeSnapshot(): void {
    const { isolation } = this.characteristics;
    if (isolation === 'REPEATABLE-READ' || isolation === 'SERIALIZABLE') this.snapshot ??= new Snapshot();
  }

  get changedTables(): Table[] {
    return [...this.changes].filter(([, changes]) => !changes.empty).map(([table]) => table);
  }

  /** SAVEPOINT: what changes from here on can be undone alone. One of that name before it is gone. */
  setSavepoint(name: string): void {
    const at = this.findSavepoint(name);
    if (at >= 0) this.savepoints.splice(at, 1);
    this.savepoints.push({ name, changes: new Map() });
  }

  /** Forgets a savepoint and all later ones; false when there is none of that name. */
  releaseSavepoint(name: string): boolean {
    const at = this.findSavepoint(name);
    if (at < 0) return false;
    this.savepoints.splice(at);
    return true;
  }

  /** Puts the rows back as they were at the savepoint, which stays; false when there is none of that name. */
  rollbackTo(name: string): boolean {
    const at = this.findSavepoint(name);
    const savepoint = this.savepoints[at];
    if (!savepoint) return false;
    for (const [table, changes] of savepoint.changes) {
      changes.undo(table.rows);
      table.forgetLastKey();
    }
    savepoint.changes.clear();
    this.savepoints.splice(at + 1);
    return true;
  }

  /** Takes the changes of a statement that succeeded. */
  absorb(statement: ReadonlyMap<Table, Changes>): void {
    for (const known of [this.changes, ...this.savepoints.map(({ changes }) => changes)]) {
      for (const [table, changes] of statement) {
        if (!known.has(table)) known.set(table, new Changes());
        known.get(table)?.absorb(changes);
      }
    }
  }

  private findSavepoint(name: string): number {
    return this.savepoints.findIndex((savepoint) => savepoint.name.toLowerCase() === name.toLowerCase());
  }

  /** Ends when the transaction does. */
  ended(): Promise<void> {
    return this.over ? Promise.resolve() : new Promise((resolve) => this.waiters.push(resolve));
  }

  /** The table is gone: nothing in it can be undone. */
  forget(table: Table): void {
    for (const known of [this.changes, ...this.savepoints.map(({ changes }) => changes)]) known.delete(table);
  }

  /** Its rows are free for others now. */
  end(): void {
    this.over = true;
    for (const wake of this.waiters.splice(0)) wake();
  }
}

/** All open transactions of a server. */
export class Transactions<Table extends Versioned> {
  private readonly open = new Set<Transaction<Table>>();
  private readonly savepoints: { begin(): void; keep(): void; discard(): void };
  private lastId = 0;

  /** `savepoints` are those of the row store: they make a single statement atomic there. */
  constructor(savepoints: { begin(): void; keep(): void; discard(): void }) {
    this.savepoints = savepoints;
  }

  /** What the next transaction will be called. */
  get nextId(): number {
    return this.lastId + 1;
  }

  begin(startedAt: number, characteristics: Characteristics = ORDINARY): Transaction<Table> {
    const transaction = new Transaction<Table>(++this.lastId, startedAt, characteristics);
    this.open.add(transaction);
    return transaction;
  }

  /** An open transaction, other than this one, that has changed rows of the table. */
  changing(table: Table, except: Transaction<Table> | undefined): Transaction<Table> | undefined {
    return this.others(except).find(({ changes }) => changes.get(table)?.empty === false);
  }

  /** Runs `work` on the tables as this transaction sees them; without one, as they are committed. */
  isolate<T>(transaction: Transaction<Table> | undefined, tables: Iterable<Table>, work: () => T): T {
    const others = this.others(transaction);
    const undone = [...tables].flatMap((table) =>
      others.flatMap((other) => {
        const changes = other.changes.get(table);
        return changes && !changes.empty ? [{ table, redo: changes.undo(table.rows) }] : [];
      }),
    );
    for (const { table } of undone) table.forgetLastKey();
    try {
      return work();
    } finally {
      for (const { table, redo } of undone.reverse()) {
        redoChanges(table.rows, redo);
        table.forgetLastKey();
      }
    }
  }

  /** Runs a query that locks nothing, on what the transaction may see. */
  read<T>(transaction: Transaction<Table>, tables: Iterable<Table>, work: () => T): T {
    if (transaction.characteristics.isolation === 'READ-UNCOMMITTED') return work();
    transaction.takeSnapshot();
    const list = [...tables];
    const { snapshot, changes } = transaction;
    return this.isolate(transaction, list, () => (snapshot ? snapshot.read(list, changes, work) : work()));
  }

  /** Runs a statement that writes: all of its writes happen, or none. */
  write<T>(transaction: Transaction<Table>, tables: Iterable<Table>, work: (writes: StatementWrites<Table>) => T): T {
    const list = [...tables];
    return this.isolate(transaction, list, () => {
      const writes = new StatementWrites<Table>(this.others(transaction));
      this.savepoints.begin();
      try {
        const result = work(writes);
        for (const table of writes.changes.keys()) table.rows.flush();
        this.savepoints.keep();
        transaction.absorb(writes.changes);
        return result;
      } catch (error) {
        for (const table of list) {
          table.rows.discardPending();
          table.forgetLastKey();
        }
        this.savepoints.discard();
        throw error;
      }
    });
  }

  /**
   * Runs a statement that writes a table without transactions. What it has written belongs to `immediate`, which is
   * to be committed at once, even when the statement has failed. Throws RowLocked before anything is written.
   */
  writeThrough<T>(
    transaction: Transaction<Table>,
    immediate: Transaction<Table>,
    tables: Iterable<Table>,
    work: (writes: StatementWrites<Table>) => T,
  ): T {
    const list = [...tables];
    const others = this.others(transaction);
    const holder = others.find(({ changedTables }) => changedTables.some((table) => isLockedTable(table, list)));
    if (holder) throw new RowLocked(holder);
    return this.isolate(transaction, list, () => {
      const writes = new StatementWrites<Table>(others);
      try {
        return work(writes);
      } finally {
        for (const table of writes.changes.keys()) table.rows.flush();
        immediate.absorb(writes.changes);
      }
    });
  }

  forget(table: Table): void {
    for (const transaction of this.open) transaction.forget(table);
  }

  rollback(transaction: Transaction<Table>): void {
    for (const [table, changes] of transaction.changes) {
      changes.undo(table.rows);
      table.forgetLastKey();
    }
    this.close(transaction);
  }

  /** The transaction is durable: whoever reads an older state keeps it. */
  committed(transaction: Transaction<Table>): void {
    this.close(transaction);
    const changes = new Map([...transaction.changes].filter(([table]) => table.transactional));
    if (changes.size === 0) return;
    for (const { snapshot } of this.open) snapshot?.note(changes);
  }

  /** The transaction is over: committed, or undone already. */
  close(transaction: Transaction<Table>): void {
    this.open.delete(transaction);
    transaction.end();
  }

  private others(transaction: Transaction<Table> | undefined): Transaction<Table>[] {
    return [...this.open].filter((other) => other !== transaction && other.changes.size > 0);
  }
}

/** Somebody is about to commit what they have written there. */
const isLockedTable = <Table extends Versioned>(table: Table, wanted: readonly Table[]): boolean =>
  !table.transactional && wanted.includes(table);
