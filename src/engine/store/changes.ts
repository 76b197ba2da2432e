/**
 * What one transaction has changed in one table: the images of the rows before it. This one structure is undo
 * log, row locks and the list of pages to rebuild at commit.
 *
 * Rows that are put behind the last key of the table (bulk loads, AUTO_INCREMENT) are kept as ranges instead of
 * one entry each.
 */
import { compareKeys, type Key, type MapKey, mapKey } from '../page/key.js';
import type { StoredRow } from '../page/shape.js';
import type { RowTable } from './row-table.js';

/** The image of a row before a change. */
export interface Before {
  readonly key: Key;
  /** undefined: there was no row. */
  readonly row: StoredRow | undefined;
}

/** Rows put behind `after`, which was the last key of the table (undefined: it was empty). */
interface Range {
  readonly after: Key | undefined;
  readonly first: Key;
  last: Key;
}

/** The rows that an undone transaction had written and removed. */
export interface Redo {
  readonly rows: [Key, StoredRow][];
  readonly removed: Key[];
}

export class Changes {
  private readonly before = new Map<MapKey, Before>();
  private readonly ranges: Range[] = [];
  /** Entries of unique secondary indexes that rows had before or have now. */
  private claims = new Set<string>();
  /** Rows that must stay as they are: another row refers to them. */
  private shares: Set<MapKey> | undefined;

  get empty(): boolean {
    return this.before.size === 0 && this.ranges.length === 0;
  }

  /** Notes a new row. `lastKey` is the last key of the table before it. */
  insert(key: Key, lastKey: Key | undefined): void {
    const isLast = lastKey === undefined || compareKeys(key, lastKey) > 0;
    if (isLast) this.append({ after: lastKey, first: key, last: key });
    else this.remember(key, undefined);
  }

  /** Notes the image of a row before its first change in this transaction. */
  remember(key: Key, row: StoredRow | undefined): void {
    if (this.isAppended(key)) return;
    const name = mapKey(key);
    if (!this.before.has(name)) this.before.set(name, { key, row });
  }

  /** True when this transaction has changed the row: others must wait for it. */
  touches(key: Key): boolean {
    return this.before.has(mapKey(key)) || this.isAppended(key);
  }

  /** Notes an entry of a unique index that a row has lost or got. */
  claim(entry: string): void {
    this.claims.add(entry);
  }

  /** True when nobody else can know yet whether the entry is taken. */
  claimed(entry: string): boolean {
    return this.claims.has(entry);
  }

  /** Others may refer to the row, too, but not change it. */
  share(key: Key): void {
    this.shares ??= new Set();
    this.shares.add(mapKey(key));
  }

  isShared(key: Key): boolean {
    return this.shares?.has(mapKey(key)) === true;
  }

  /** The images before of single rows. */
  beforeImages(): Iterable<Before> {
    return this.before.values();
  }

  /** Rows that were appended, as they are now. */
  *appended(table: RowTable): Generator<StoredRow> {
    for (const { first, last } of this.ranges) {
      for (const { keys, rows } of table.range(first, undefined)) {
        for (const [at, key] of keys.entries()) {
          if (compareKeys(key, last) > 0) break;
          yield rows[at] ?? [];
        }
      }
    }
  }

  /** Every changed row as it was; of an appended range only its first. */
  *images(): Generator<Before> {
    for (const { first } of this.ranges) yield { key: first, row: undefined };
    yield* this.before.values();
  }

  /** Every changed key, one by one. */
  *allKeys(table: RowTable): Generator<Key> {
    for (const { first, last } of this.ranges) {
      for (const { keys } of table.range(first, undefined)) {
        for (const key of keys) if (compareKeys(key, last) <= 0) yield key;
      }
    }
    for (const { key } of this.before.values()) yield key;
  }

  /** Takes the changes of a statement that succeeded into those of its transaction. */
  absorb(statement: Changes): void {
    for (const { key, row } of statement.before.values()) this.remember(key, row);
    for (const range of statement.ranges) this.append(range);
    if (statement.shares) this.shares = new Set([...(this.shares ?? []), ...statement.shares]);
    if (this.claims.size === 0) this.claims = statement.claims;
    else for (const entry of statement.claims) this.claims.add(entry);
  }

  /** Puts the rows back as they were, and gives what puts them forward again. */
  undo(table: RowTable): Redo {
    const redo: Redo = { rows: [], removed: [] };
    for (const range of this.ranges) {
      for (const { keys, rows } of table.range(range.first, undefined)) {
        keys.forEach((key, at) => {
          if (compareKeys(key, range.last) <= 0) redo.rows.push([key, rows[at] ?? []]);
        });
      }
      table.removeRange(range.first, range.last);
    }
    for (const { key, row } of this.before.values()) {
      const now = table.get(key);
      if (now) redo.rows.push([key, now]);
      else redo.removed.push(key);
      if (row) table.put(key, row);
      else table.remove(key);
    }
    return redo;
  }

  private append(range: Range): void {
    const previous = this.ranges.at(-1);
    const joins = previous && range.after !== undefined && compareKeys(previous.last, range.after) === 0;
    if (joins) previous.last = range.last;
    else this.ranges.push({ ...range });
  }

  private isAppended(key: Key): boolean {
    return this.ranges.some(({ first, last }) => compareKeys(key, first) >= 0 && compareKeys(key, last) <= 0);
  }
}

export function redoChanges(table: RowTable, { rows, removed }: Redo): void {
  for (const key of removed) table.remove(key);
  for (const [key, row] of rows) table.put(key, row);
}
