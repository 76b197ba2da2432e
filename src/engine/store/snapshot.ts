/**
 * What a transaction saw when it began to read: the rows as they are, less what others have committed since.
 *
 * Commits are undone from the newest to the snapshot, then the transaction's own changes are put on top again; after
 * the read everything goes back. Only transactions that stay open while others commit pay for this.
 */
import { type Changes, type Redo, redoChanges } from './changes.js';
import type { Versioned } from './transaction.js';

export class Snapshot<Table extends Versioned> {
  /** Commits of others since, the oldest first. */
  private readonly commits: ReadonlyMap<Table, Changes>[] = [];

  /** Another transaction has committed. */
  note(changes: ReadonlyMap<Table, Changes>): void {
    this.commits.push(changes);
  }

  /** Runs `work` on the tables as they were, with the transaction's own changes. */
  read<T>(tables: readonly Table[], own: ReadonlyMap<Table, Changes>, work: () => T): T {
    const restores = tables.flatMap((table) => this.rewind(table, own.get(table)) ?? []);
    try {
      return work();
    } finally {
      for (const restore of restores.reverse()) restore();
    }
  }

  /** Puts one table back; what takes it forward again, undefined when nothing has been committed there. */
  private rewind(table: Table, own: Changes | undefined): (() => void) | undefined {
    const commits = this.commits.flatMap((changes) => changes.get(table) ?? []);
    if (commits.length === 0) return undefined;
    const { rows } = table;
    const mine = own?.undo(rows);
    const theirs = commits.reverse().map((changes) => changes.undo(rows));
    const below = mine && imagesUnder(table, mine);
    if (mine) redoChanges(rows, mine);
    table.forgetLastKey();
    return () => {
      if (below) redoChanges(rows, below);
      for (const redo of theirs.reverse()) redoChanges(rows, redo);
      if (mine) redoChanges(rows, mine);
      table.forgetLastKey();
    };
  }
}

/** The rows that a redo is about to replace. */
function imagesUnder({ rows }: Versioned, redo: Redo): Redo {
  const images: Redo = { rows: [], removed: [] };
  for (const key of [...redo.rows.map(([changed]) => changed), ...redo.removed]) {
    const row = rows.get(key);
    if (row) images.rows.push([key, row]);
    else images.removed.push(key);
  }
  return images;
}
