/** What a commit writes of a tablespace: the leaves of each index whose records have changed. */
import type { Key } from './page/key.js';
import type { SecondaryLayout } from './page/secondary.js';
import type { StoredRow } from './page/shape.js';
import type { Changes } from './store/changes.js';
import type { StoredIndex } from './store/index-keys.js';
import type { RowTable } from './store/row-table.js';
import type { Leaf } from './tablespace/btree.js';
import type { IndexTree } from './tablespace/index-tree.js';
import type { PageSink } from './tablespace/space-map.js';
import type { Tablespace } from './tablespace/tablespace.js';

/** Rows, and what has changed in them. */
export interface RowChanges {
  readonly rows: RowTable;
  readonly changes: Changes;
}

/** Writes the leaves of a tablespace that is new. */
export function writeEmpty(tablespace: Tablespace, lsn: number, sink: PageSink): void {
  for (const index of [tablespace, ...tablespace.secondary]) index.apply([], () => [], lsn, sink);
}

/** Writes the leaves that the changes touch. */
export function writeLeaves(tablespace: Tablespace, { rows, changes }: RowChanges, lsn: number, sink: PageSink): void {
  const dirty = new Set([...changes.images()].map(({ key, row }) => tablespace.changing(key, row)));
  tablespace.apply(dirty, (from, to) => rowsOf(rows, from, to), lsn, sink);
  for (const [at, index] of tablespace.secondary.entries()) {
    const stored = rows.indexes[at];
    if (stored) writeSecondary(index, stored, { rows, changes }, lsn, sink);
  }
}

function writeSecondary(
  index: IndexTree<SecondaryLayout>,
  stored: StoredIndex,
  { rows, changes }: RowChanges,
  lsn: number,
  sink: PageSink,
): void {
  const dirty = dirtyLeaves(index, rows, changes);
  index.apply(dirty, (from, to) => rows.indexRange(stored, from, to), lsn, sink);
}

/** A record that went makes its leaf dirty, and so does one that came. */
function dirtyLeaves(index: IndexTree<SecondaryLayout>, rows: RowTable, changes: Changes): Set<Leaf> {
  const { keyOf, sameRecord } = index.layout;
  const dirty = new Set<Leaf>();
  const touch = (row: StoredRow) => dirty.add(index.leafOf(keyOf(row)));
  for (const { key, row: before } of changes.beforeImages()) {
    const after = rows.get(key);
    if (before && after && sameRecord(before, after)) continue;
    if (before) touch(before);
    if (after) touch(after);
  }
  for (const row of changes.appended(rows)) touch(row);
  return dirty;
}

function* rowsOf(rows: RowTable, from: Key | undefined, to: Key | undefined): Generator<StoredRow> {
  for (const chunk of rows.range(from, to)) yield* chunk.rows;
}
