/**
 * Where the rows of a heap go: a new row takes the place that was freed last, else it is put behind all others, and a
 * table that has become empty begins anew. So do MyISAM, Aria and MEMORY where rows have one size.
 */
import type { RowTable } from './row-table.js';

export class FreeSlots {
  private readonly reuses: boolean;
  private freed: number[] = [];
  private last = 0;
  private rows = 0;

  /** Without `reuses` rows are always put behind all others. */
  constructor(table: RowTable, reuses: boolean) {
    this.reuses = reuses;
    for (const { keys } of table.range(undefined, undefined)) {
      for (const key of keys) this.load(Number(key));
    }
  }

  /** The place of the next row. */
  next(): number {
    return this.freed.at(-1) ?? this.last + 1;
  }

  take(slot: number): void {
    this.rows++;
    if (this.freed.at(-1) === slot) this.freed.pop();
    this.last = Math.max(this.last, slot);
  }

  free(slot: number): void {
    this.rows--;
    if (this.rows === 0) {
      this.freed = [];
      this.last = 0;
    } else if (this.reuses) this.freed.push(slot);
  }

  private load(slot: number): void {
    if (this.reuses) for (let gap = this.last + 1; gap < slot; gap++) this.freed.push(gap);
    this.take(slot);
  }
}
