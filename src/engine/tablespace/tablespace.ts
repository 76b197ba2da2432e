/**
 * One file-per-table tablespace with its clustered index: the mutable model behind an `.ibd` file.
 *
 * It knows which pages there are and which keys are on which leaf; the rows themselves are elsewhere. To write,
 * the owner of the rows says which leaves are dirty and gives the rows of a key range when it is asked:
 *
 *   const dirty = new Set([tablespace.leafOf(key)]);
 *   tablespace.apply(dirty, fetch, lsn, sink);   // leaves
 *   tablespace.finish(lsn, sink);                // nodes, page 0, descriptor pages, INODE page
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
import { inodeOffset, inodeSlot } from '../page/fsp.js';
import {
  type IndexPageBuilder,
  indexPageFacts,
  readLeaf,
  type SegmentAddress,
  usedOnPage,
} from '../page/index-page.js';
import { clusteredKey, type Key, type Weights } from '../page/key.js';
import { CLUSTERED_ROOT, INODE_PAGE, NEXT_PAGE, NO_PAGE, PAGE_SIZE } from '../page/layout.js';
import type { PageSource } from '../page/page-source.js';
import { RecordWriter } from '../page/record.js';
import { RecordReader } from '../page/record-reader.js';
import { type RowShape, rowShape, type StoredRow } from '../page/shape.js';
import { BTree, Leaf, type NodePages } from './btree.js';
import { openTree } from './open-tree.js';
import { type FetchRows, rebuildLeaves } from './rebuild.js';
import { type PageSink, SpaceMap } from './space-map.js';

export interface NewTablespace {
  readonly definition: TableDefinition;
  readonly spaceId: number;
  readonly indexId: number;
  readonly weights: Weights;
  readonly cryptData?: CryptData | undefined;
}

/** Leaves that are read in one go. */
const RUN_LENGTH = 64;

interface Model {
  readonly definition: TableDefinition;
  readonly weights: Weights;
  readonly space: SpaceMap;
  readonly indexId: number;
  readonly leafSlot: number;
  readonly topSlot: number;
  readonly autoIncrement: bigint;
  readonly pages?: PageSource;
}

export class Tablespace {
  readonly shape: RowShape;
  readonly indexId: number;
  /** The clustered key of a row. */
  readonly keyOf: (row: StoredRow) => Key;
  readonly #space: SpaceMap;
  readonly #tree: BTree;
  readonly #leafPages: NodePages;
  readonly #segments: { readonly leafSegment: SegmentAddress; readonly topSegment: SegmentAddress };
  readonly #pages: PageSource | undefined;
  /** Leaves that must be written with the next `apply` although no row of theirs changed. */
  readonly #due = new Set<Leaf>();
  #autoIncrement: bigint;

  private constructor(model: Model, root: BTree['root']) {
    const { space, leafSlot, topSlot } = model;
    this.shape = rowShape(model.definition);
    this.keyOf = clusteredKey(this.shape, model.weights);
    this.indexId = model.indexId;
    this.#space = space;
    this.#autoIncrement = model.autoIncrement;
    this.#pages = model.pages;
    this.#leafPages = { allocate: () => space.allocate(leafSlot), free: (page) => space.free(page) };
    this.#tree = new BTree(root, { allocate: () => space.allocate(topSlot), free: (page) => space.free(page) });
    this.#segments = { leafSegment: segmentAddress(leafSlot), topSegment: segmentAddress(topSlot) };
  }

  /** A tablespace of four pages without rows; `apply([], …)` and `finish` write them. */
  static create({ definition, weights, spaceId, indexId, cryptData }: NewTablespace): Tablespace {
    const space = SpaceMap.create(spaceId, cryptData);
    const topSlot = space.createSegment();
    const leafSlot = space.createSegment();
    const root = new Leaf(space.allocate(topSlot));
    assert(root.pageNumber === CLUSTERED_ROOT, 'the first page of a tablespace is its root');
    const model = { definition, weights, space, indexId, leafSlot, topSlot, autoIncrement: 0n };
    const tablespace = new Tablespace(model, root);
    tablespace.#due.add(root);
    return tablespace;
  }

  /** Reads page 0, the INODE page and the nodes. Throws PageCorruption. */
  static open(pages: PageSource, definition: TableDefinition, weights: Weights): Tablespace {
    const space = SpaceMap.open(pages);
    const shape = rowShape(definition);
    const { root, facts } = openTree(pages, new RecordReader(shape), clusteredKey(shape, weights));
    const leafSlot = openSegment(space, facts.leafSegment);
    const topSlot = openSegment(space, facts.topSegment);
    const { indexId, autoIncrement } = facts;
    return new Tablespace({ definition, weights, space, indexId, leafSlot, topSlot, autoIncrement, pages }, root);
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
    return this.#autoIncrement;
  }

  set autoIncrement(value: bigint) {
    if (value === this.#autoIncrement) return;
    this.#autoIncrement = value;
    const { root } = this.#tree;
    if (root instanceof Leaf) this.#due.add(root);
    else this.#tree.touch(root);
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
    return this.#tree.leafFor(key);
  }

  /** All leaves in key order. */
  leaves(): Iterable<Leaf> {
    return this.#tree.leaves();
  }

  /** The committed rows in key order, leaf by leaf. Throws PageCorruption. */
  *loadRows(): Iterable<StoredRow[]> {
    const pages = this.#pages;
    if (!pages) return;
    const reader = new RecordReader(this.shape, pages);
    for (const run of runs(this.leaves())) {
      const [first] = run;
      if (!first) continue;
      const images = pages.read(first.pageNumber, run.length);
      for (const [index, leaf] of run.entries()) {
        yield this.#readLeaf(leaf, images.subarray(index * PAGE_SIZE, (index + 1) * PAGE_SIZE), reader);
      }
    }
  }

  /** Writes dirty leaves anew from their rows. */
  apply(dirty: Iterable<Leaf>, fetch: FetchRows, lsn: number, sink: PageSink): void {
    const leaves = new Set([...dirty, ...this.#due]);
    this.#due.clear();
    rebuildLeaves(leaves, {
      tree: this.#tree,
      pages: this.#leafPages,
      keyOf: this.keyOf,
      leafWriter: new RecordWriter(this.shape),
      pointerWriter: new RecordWriter(this.shape),
      fetch,
      write: (leaf, builder) => {
        leaf.used = builder.used;
        sink(leaf.pageNumber, this.#image(leaf, 0, builder, lsn));
      },
    });
  }

  /** Writes what else changed since the last time: nodes and the account of pages. */
  finish(lsn: number, sink: PageSink): void {
    for (const { node, builder } of this.#tree.changedNodes()) {
      sink(node.pageNumber, this.#image(node, node.level, builder, lsn));
    }
    this.#space.write(lsn, sink);
  }

  #image(
    page: {
      pageNumber: number;
      previous: { pageNumber: number } | undefined;
      next: { pageNumber: number } | undefined;
    },
    level: number,
    builder: IndexPageBuilder,
    lsn: number,
  ): Buffer {
    const { pageNumber } = page;
    const root = pageNumber === CLUSTERED_ROOT ? { ...this.#segments, autoIncrement: this.#autoIncrement } : undefined;
    return builder.finish({
      pageNumber,
      previous: page.previous?.pageNumber,
      next: page.next?.pageNumber,
      lsn,
      spaceId: this.spaceId,
      level,
      indexId: this.indexId,
      root,
    });
  }

  #readLeaf(leaf: Leaf, page: Buffer, reader: RecordReader): StoredRow[] {
    const { level, indexId } = indexPageFacts(page);
    intact(level === 0 && indexId === this.indexId, leaf.pageNumber, 'does not belong where it is');
    const next = leaf.next?.pageNumber ?? NO_PAGE;
    intact(page.readUInt32BE(NEXT_PAGE) === next, leaf.pageNumber, 'its neighbour is another one than the tree says');
    leaf.used = usedOnPage(page);
    return readLeaf(page, reader);
  }
}

const segmentAddress = (slot: number): SegmentAddress => ({ page: INODE_PAGE, offset: inodeOffset(slot) });

function openSegment(space: SpaceMap, { page, offset }: SegmentAddress): number {
  const slot = inodeSlot(offset);
  intact(page === INODE_PAGE && space.segment(slot) !== undefined, CLUSTERED_ROOT, 'names a segment that is not there');
  return slot;
}

/** Leaves whose pages stand one behind the other. */
function* runs(leaves: Iterable<Leaf>): Iterable<Leaf[]> {
  let run: Leaf[] = [];
  for (const leaf of leaves) {
    const last = run.at(-1);
    if (last && (leaf.pageNumber !== last.pageNumber + 1 || run.length === RUN_LENGTH)) {
      yield run;
      run = [];
    }
    run.push(leaf);
  }
  yield run;
}
