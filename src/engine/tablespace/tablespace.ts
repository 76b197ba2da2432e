/**
 * One file-per-table tablespace with its indexes: the mutable model behind an `.ibd` file.
 *
 * It knows which pages there are and which keys are on which leaf; the rows themselves are elsewhere. To write,
 * the owner of the rows says which leaves are dirty and gives the rows of a key range when it is asked:
 *
 *   const dirty = new Set([tablespace.changing(key, before)]);
 *   tablespace.apply(dirty, fetch, lsn, sink);   // leaves
 *   tablespace.finish(lsn, sink);                // nodes, page 0, descriptor pages, INODE page
 *
 * Secondary indexes have `leafOf` and `apply` of their own. In a new file their roots stand behind the clustered
 * one; in any file they are found through the INODE page, and the order of their ids is that of the definition.
 *
 * `sink` gets plain images; `sealPage` makes them ready for the disk. Leaf images go out as soon as they are
 * complete, so rows that are appended stream through. A page that existed before `apply` may come twice, and the
 * later image counts; a page that is new comes once. The file must then have `size` pages, those that never came
 * being zeros. `apply` with the same rows in the same order gives the same pages.
 *
 * When `apply` throws (a row is too big, the sink fails), the model is half changed: forget it and open it again.
 */
import { assert } from '../../base/assert.js';
import type { TableDefinition } from '../definition.js';
import { intact } from '../page/corruption.js';
import type { CryptData } from '../page/crypt-data.js';
import { clusteredKey, type Key, type Weights } from '../page/key.js';
import { CLUSTERED_ROOT } from '../page/layout.js';
import type { PageSource } from '../page/page-source.js';
import { type SecondaryLayout, secondaryLayouts } from '../page/secondary.js';
import { type RowShape, rowShape, type StoredRow } from '../page/shape.js';
import type { Leaf } from './btree.js';
import { findRoots } from './find-roots.js';
import { type IndexLayout, IndexTree } from './index-tree.js';
import type { FetchRows } from './rebuild.js';
import { type PageSink, SpaceMap } from './space-map.js';

export interface NewTablespace {
  readonly definition: TableDefinition;
  readonly spaceId: number;
  readonly indexId: number;
  readonly weights: Weights;
  readonly cryptData?: CryptData | undefined;
  /** Whether its pages will be compressed. */
  readonly compressed?: boolean;
}

interface ClusteredLayout extends IndexLayout {
  readonly shape: RowShape;
}

export class Tablespace {
  /** In the order of the definition. */
  readonly secondary: readonly IndexTree<SecondaryLayout>[];
  readonly #space: SpaceMap;
  readonly #clustered: IndexTree<ClusteredLayout>;

  private constructor(
    space: SpaceMap,
    clustered: IndexTree<ClusteredLayout>,
    secondary: readonly IndexTree<SecondaryLayout>[],
  ) {
    this.#space = space;
    this.#clustered = clustered;
    this.secondary = secondary;
  }

  /** A tablespace without rows; `apply([], …)` of all indexes and `finish` write it. Index ids count from the first. */
  static create({ definition, weights, spaceId, indexId, cryptData, compressed }: NewTablespace): Tablespace {
    const space = SpaceMap.create(spaceId, cryptData, compressed);
    const clustered = IndexTree.create(space, clusteredLayout(definition, weights), indexId);
    assert(clustered.rootPage === CLUSTERED_ROOT, 'the first page of a tablespace is its root');
    const secondary = secondaryLayouts(definition, weights).map((layout, at) =>
      IndexTree.create(space, layout, indexId + 1 + at),
    );
    return new Tablespace(space, clustered, secondary);
  }

  /** Reads page 0, the INODE page, and the nodes of all indexes. Throws PageCorruption. */
  static open(pages: PageSource, definition: TableDefinition, weights: Weights): Tablespace {
    const space = SpaceMap.open(pages);
    const clustered = IndexTree.open(space, clusteredLayout(definition, weights), pages, CLUSTERED_ROOT);
    const layouts = secondaryLayouts(definition, weights);
    const roots = layouts.length > 0 ? findRoots(space, pages, CLUSTERED_ROOT) : [];
    intact(roots.length === layouts.length, CLUSTERED_ROOT, `${roots.length} secondary indexes are there`);
    const secondary = layouts.map((layout, at) => IndexTree.open(space, layout, pages, roots[at] ?? CLUSTERED_ROOT));
    return new Tablespace(space, clustered, secondary);
  }

  get shape(): RowShape {
    return this.#clustered.layout.shape;
  }

  get indexId(): number {
    return this.#clustered.indexId;
  }

  /** The clustered key of a row. */
  get keyOf(): (row: StoredRow) => Key {
    return this.#clustered.layout.keyOf;
  }

  get spaceId(): number {
    return this.#space.spaceId;
  }

  /** In pages: what the file must have after `finish`. */
  get size(): number {
    return this.#space.size;
  }

  /** The last AUTO_INCREMENT value that was given out. */
  get autoIncrement(): bigint {
    return this.#clustered.counter;
  }

  set autoIncrement(value: bigint) {
    this.#clustered.counter = value;
  }

  get cryptData(): CryptData | undefined {
    return this.#space.cryptData;
  }

  set cryptData(data: CryptData | undefined) {
    this.#space.cryptData = data;
  }

  /** All pages that are in use: what key rotation goes through. */
  usedPages(): Iterable<number> {
    return this.#space.usedPages();
  }

  /** The leaf that a key belongs to. It stays the same object until `apply` removes it. */
  leafOf(key: Key): Leaf {
    return this.#clustered.leafOf(key);
  }

  /** A row is put, changed or removed: the leaf that is dirty now. `before` is what the row was. */
  changing(key: Key, before: StoredRow | undefined): Leaf {
    return this.#clustered.changing(key, before);
  }

  /** All leaves in key order. */
  leaves(): Iterable<Leaf> {
    return this.#clustered.leaves();
  }

  /** Pages of the clustered index. */
  get pageCount(): number {
    return this.#clustered.pageCount;
  }

  /** The committed rows in key order, leaf by leaf. Throws PageCorruption. */
  loadRows(): Iterable<StoredRow[]> {
    return this.#clustered.loadRows();
  }

  /** Writes dirty leaves anew from their rows. */
  apply(dirty: Iterable<Leaf>, fetch: FetchRows, lsn: number, sink: PageSink): void {
    this.#clustered.apply(dirty, fetch, lsn, sink);
  }

  /** Writes what else changed since the last time: nodes and the account of pages. */
  finish(lsn: number, sink: PageSink): void {
    for (const index of [this.#clustered, ...this.secondary]) index.finish(lsn, sink);
    this.#space.write(lsn, sink);
  }
}

const clusteredLayout = (definition: TableDefinition, weights: Weights): ClusteredLayout => {
  const shape = rowShape(definition);
  return { shape, keyOf: clusteredKey(shape, weights) };
};
