/**
 * One index of a tablespace: a B-tree with a segment for its nodes, to which the root belongs, and one for its
 * leaves. The clustered index holds the rows, a secondary one its columns and the clustered key.
 */
import { intact } from '../page/corruption.js';
import { inodeOffset, inodeSlot } from '../page/fsp.js';
import {
  type IndexPageBuilder,
  indexPageFacts,
  readLeaf,
  type SegmentAddress,
  usedOnPage,
} from '../page/index-page.js';
import type { Key } from '../page/key.js';
import { INODE_PAGE, NEXT_PAGE, NO_PAGE, PAGE_SIZE } from '../page/layout.js';
import type { PageSource } from '../page/page-source.js';
import { RecordReader } from '../page/record-reader.js';
import { recordWriter } from '../page/record-writer.js';
import type { IndexShape, StoredRow } from '../page/shape.js';
import { BTree, Leaf, type NodePages } from './btree.js';
import { type ExternalColumn, ExternalColumns } from './external-columns.js';
import { openTree } from './open-tree.js';
import { type FetchRows, rebuildLeaves } from './rebuild.js';
import type { PageSink, SpaceMap } from './space-map.js';

/** Leaves that are read in one go. */
const RUN_LENGTH = 64;

/** What an index is, wherever its pages are. */
export interface IndexLayout {
  readonly shape: IndexShape;
  /** The order of a row in the index. */
  readonly keyOf: (row: StoredRow) => Key;
}

interface Model {
  readonly space: SpaceMap;
  readonly indexId: number;
  readonly leafSlot: number;
  readonly topSlot: number;
  /** What the root says of AUTO_INCREMENT. */
  readonly counter: bigint;
  readonly pages?: PageSource;
}

export class IndexTree<Layout extends IndexLayout = IndexLayout> {
  readonly layout: Layout;
  readonly indexId: number;
  readonly rootPage: number;
  readonly #space: SpaceMap;
  readonly #tree: BTree;
  readonly #leafPages: NodePages;
  readonly #segments: { readonly leafSegment: SegmentAddress; readonly topSegment: SegmentAddress };
  readonly #pages: PageSource | undefined;
  /** Leaves that must be written with the next `apply` although no row of theirs changed. */
  readonly #due = new Set<Leaf>();
  /** Of the clustered index: a secondary one has no long values. */
  readonly #externals: ExternalColumns | undefined;
  /** False until the values on pages of their own are known: all rows must be read before any is written. */
  #externalsKnown: boolean;
  #counter: bigint;

  private constructor(layout: Layout, model: Model, root: BTree['root']) {
    const { space, leafSlot, topSlot } = model;
    this.layout = layout;
    this.indexId = model.indexId;
    this.rootPage = root.pageNumber;
    this.#space = space;
    this.#counter = model.counter;
    this.#pages = model.pages;
    this.#leafPages = { allocate: () => space.allocate(leafSlot), free: (page) => space.free(page) };
    this.#tree = new BTree(root, { allocate: () => space.allocate(topSlot), free: (page) => space.free(page) });
    const { fields, systemAt } = layout.shape;
    this.#externals = systemAt === undefined ? undefined : new ExternalColumns(this.#leafPages, layout);
    this.#externalsKnown = !this.#externals || !model.pages || !fields.some(({ codec }) => codec.long);
    this.#segments = { leafSegment: segmentAddress(leafSlot), topSegment: segmentAddress(topSlot) };
  }

  /** An index without rows, which the next `apply` writes. */
  static create<Layout extends IndexLayout>(space: SpaceMap, layout: Layout, indexId: number): IndexTree<Layout> {
    const topSlot = space.createSegment();
    const leafSlot = space.createSegment();
    const root = new Leaf(space.allocate(topSlot));
    const index = new IndexTree(layout, { space, indexId, leafSlot, topSlot, counter: 0n }, root);
    index.#due.add(root);
    return index;
  }

  /** Reads the root and the nodes below it. Throws PageCorruption. */
  static open<Layout extends IndexLayout>(
    space: SpaceMap,
    layout: Layout,
    pages: PageSource,
    rootPage: number,
  ): IndexTree<Layout> {
    const { root, facts } = openTree(pages, rootPage, new RecordReader(layout.shape), layout.keyOf);
    const leafSlot = openSegment(space, facts.leafSegment, rootPage);
    const topSlot = openSegment(space, facts.topSegment, rootPage);
    const { indexId, counter } = facts;
    return new IndexTree(layout, { space, indexId, leafSlot, topSlot, counter, pages }, root);
  }

  /** The number that the root of a clustered index carries. */
  get counter(): bigint {
    return this.#counter;
  }

  set counter(value: bigint) {
    if (value === this.#counter) return;
    this.#counter = value;
    const { root } = this.#tree;
    if (root instanceof Leaf) this.#due.add(root);
    else this.#tree.touch(root);
  }

  /** The leaf that a key belongs to. It stays the same object until `apply` removes it. */
  leafOf(key: Key): Leaf {
    return this.#tree.leafFor(key);
  }

  /** A row is put, changed or removed: the leaf that is dirty now. `before` is what the row was. */
  changing(key: Key, before: StoredRow | undefined): Leaf {
    this.#learnExternals();
    this.#externals?.changing(key, before);
    return this.leafOf(key);
  }

  /** All leaves in key order. */
  leaves(): Iterable<Leaf> {
    return this.#tree.leaves();
  }

  /** Its pages, roughly: nodes below the root do not count. */
  get pageCount(): number {
    const leaves = [...this.leaves()].length;
    return leaves === 1 ? 1 : leaves + 1;
  }

  /** The committed records in key order, leaf by leaf. Throws PageCorruption. */
  *loadRows(): Iterable<StoredRow[]> {
    const pages = this.#pages;
    if (!pages) return;
    const found = new Map<StoredRow, ExternalColumn[]>();
    const reader = new RecordReader(this.layout.shape, pages, (row, position, chain) => {
      found.set(row, [...(found.get(row) ?? []), { position, chain }]);
    });
    for (const run of runs(this.leaves())) {
      const [first] = run;
      if (!first) continue;
      const images = pages.read(first.pageNumber, run.length);
      for (const [index, leaf] of run.entries()) {
        yield this.#readLeaf(leaf, images.subarray(index * PAGE_SIZE, (index + 1) * PAGE_SIZE), reader);
        for (const [row, columns] of found) this.#externals?.found(row, columns);
        found.clear();
      }
    }
    this.#externalsKnown = true;
  }

  /** Reads the whole index when nobody has done so since it was opened. */
  #learnExternals(): void {
    if (this.#externalsKnown) return;
    const leaves = this.loadRows()[Symbol.iterator]();
    while (leaves.next().done !== true);
  }

  /** Writes dirty leaves anew from their rows. */
  apply(dirty: Iterable<Leaf>, fetch: FetchRows, lsn: number, sink: PageSink): void {
    const { keyOf, shape } = this.layout;
    const leaves = new Set([...dirty, ...this.#due]);
    this.#due.clear();
    if (leaves.size > 0) this.#learnExternals();
    rebuildLeaves(leaves, {
      tree: this.#tree,
      pages: this.#leafPages,
      keyOf,
      format: shape.format,
      leafWriter: recordWriter(shape, this.#externals?.writer(this.#space.spaceId, lsn, sink)),
      pointerWriter: recordWriter(shape),
      fetch,
      write: (leaf, builder) => {
        leaf.used = builder.used;
        sink(leaf.pageNumber, this.#image(leaf, 0, builder, lsn));
      },
    });
    this.#externals?.finish();
  }

  /** Writes the nodes that changed since the last time. */
  finish(lsn: number, sink: PageSink): void {
    for (const { node, builder } of this.#tree.changedNodes(this.layout.shape.format)) {
      sink(node.pageNumber, this.#image(node, node.level, builder, lsn));
    }
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
    const isRoot = pageNumber === this.rootPage;
    return builder.finish({
      pageNumber,
      previous: page.previous?.pageNumber,
      next: page.next?.pageNumber,
      lsn,
      spaceId: this.#space.spaceId,
      level,
      indexId: this.indexId,
      root: isRoot ? this.#segments : undefined,
      counter: this.#counterOf(isRoot, level, lsn),
    });
  }

  /** The clustered root's number; on leaves of secondary indexes the newest transaction, which is the commit's. */
  #counterOf(isRoot: boolean, level: number, lsn: number): bigint {
    const isClustered = this.layout.shape.systemAt !== undefined;
    if (isClustered) return isRoot ? this.#counter : 0n;
    return level === 0 ? BigInt(lsn) : 0n;
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

function openSegment(space: SpaceMap, { page, offset }: SegmentAddress, rootPage: number): number {
  const slot = inodeSlot(offset);
  intact(page === INODE_PAGE && space.segment(slot) !== undefined, rootPage, 'names a segment that is not there');
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
