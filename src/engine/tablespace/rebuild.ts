/**
 * Writes dirty leaves anew from the rows that belong to them now, and puts the tree right: a leaf whose rows have
 * no room on a page is split, one without rows is given back, small neighbours are joined, and a leaf whose
 * neighbour has another page number than before is written again because it names it.
 *
 * Work goes from left to right, so that a page which is new comes out once.
 */
import { assert } from '../../base/assert.js';
import { bytesUsed, FILL_LIMIT, type IndexPageBuilder } from '../page/index-page.js';
import { compareKeys, type Key } from '../page/key.js';
import type { RecordFormat, RecordWriter } from '../page/record-format.js';
import type { StoredRow } from '../page/shape.js';
import type { BTree, NodePages } from './btree.js';
import { Leaf } from './btree.js';
import { emptyLeaf, LeafPacker, type PackedLeaf } from './leaf-packer.js';

/** Gives the rows of a key range in key order: from `from` on, before `to`. */
export type FetchRows = (from: Key | undefined, to: Key | undefined) => Iterable<StoredRow>;

export interface RebuildContext {
  readonly tree: BTree;
  readonly pages: NodePages;
  readonly keyOf: (row: StoredRow) => Key;
  readonly format: RecordFormat;
  readonly leafWriter: RecordWriter;
  readonly pointerWriter: RecordWriter;
  readonly fetch: FetchRows;
  readonly write: (leaf: Leaf, builder: IndexPageBuilder) => void;
}

/** Writes the dirty leaves and all that follows from them, except the nodes. */
export function rebuildLeaves(dirty: Iterable<Leaf>, context: RebuildContext): void {
  const rebuild = new Rebuild(inOrder(dirty), context);
  rebuild.run();
  const { tree } = context;
  if (tree.shrink()) rebuild.single(tree.firstLeaf);
}

function inOrder(leaves: Iterable<Leaf>): Leaf[] {
  return [...leaves].sort((a, b) => {
    if (!a.previous || !b.previous) return a.previous ? 1 : -1;
    return a.fence !== undefined && b.fence !== undefined ? compareKeys(a.fence, b.fence) : 0;
  });
}

class Rebuild {
  readonly #context: RebuildContext;
  readonly #pending: Set<Leaf>;
  readonly #fresh = new Set<Leaf>();

  constructor(dirty: readonly Leaf[], context: RebuildContext) {
    this.#pending = new Set(dirty);
    this.#context = context;
  }

  run(): void {
    for (;;) {
      const [first] = this.#pending;
      if (!first) return;
      let last = first;
      while (last.next && this.#pending.has(last.next)) last = last.next;
      this.#range(first, last, true);
    }
  }

  /** Writes one leaf again whose rows are as they were. */
  single(leaf: Leaf): void {
    this.#range(leaf, leaf, false);
  }

  /** Writes the rows from the leaf `first` to the leaf `last` anew. */
  #range(first: Leaf, last: Leaf, join: boolean): void {
    const { leafWriter, fetch } = this.#context;
    // New leaves come between the range and this one.
    let after = last.next;
    if (join && this.#fillsLeft(first.previous, fetch(fenceOf(first), fenceOf(after)))) {
      this.#range(first.previous as Leaf, last, true);
      return;
    }
    const range = [...between(first, last)];
    const placer = new Placer(range, this.#context);
    const packer = new LeafPacker(this.#context.format, leafWriter, (leaf, following) => placer.emit(leaf, following));
    packer.add(fetch(fenceOf(first), fenceOf(after)));
    while (join && after && fitTogether(packer.lastUsed, after)) {
      packer.add(fetch(fenceOf(after), fenceOf(after.next)));
      range.push(after);
      after = after.next;
    }
    packer.balance(after !== undefined);
    // Halved, the first page may have become small enough.
    if (join && packer.emitted === 0 && this.#joins(first.previous) && fitTogether(packer.firstUsed, first.previous)) {
      this.#range(first.previous, range.at(-1) as Leaf, true);
      return;
    }
    for (const leaf of range) this.#pending.delete(leaf);
    this.#close(placer, packer.takeHeld(), range, after);
  }

  /** Whether that page has room for the first page of the rows behind it: known before pages are given out. */
  #fillsLeft(previous: Leaf | undefined, rows: Iterable<StoredRow>): boolean {
    if (!this.#joins(previous)) return false;
    let [records, bytes] = [0, 0];
    for (const row of rows) {
      bytes += this.#context.leafWriter.measure(row);
      const used = bytesUsed(++records, bytes);
      if (used > FILL_LIMIT) return true;
      if (!fitTogether(used, previous)) return false;
    }
    return true;
  }

  /** A new page comes out once, so nothing is added to it later. */
  #joins(previous: Leaf | undefined): previous is Leaf {
    return previous !== undefined && !this.#fresh.has(previous);
  }

  /** Places the last leaves, removes those of the range that are left over, and sees to the neighbours. */
  #close(placer: Placer, held: readonly PackedLeaf[], range: readonly Leaf[], after: Leaf | undefined): void {
    const before = range[0]?.previous;
    const lastPage = range.at(-1)?.pageNumber;
    const whole = !before && !after;
    const end = placer.close(held.length === 0 && whole ? [emptyLeaf(this.#context.format)] : held);
    for (const leaf of placer.created) this.#fresh.add(leaf);
    if (!end && before) this.single(before);
    if (after && end?.pageNumber !== lastPage) this.single(after);
  }
}

/** Where the rows of a leaf begin: the first one's have no lower bound. */
const fenceOf = (leaf: Leaf | undefined): Key | undefined => (leaf?.previous ? leaf.fence : undefined);

const fitTogether = (used: number, neighbour: Leaf): boolean =>
  used > 0 && neighbour.used !== undefined && used + neighbour.used <= FILL_LIMIT;

function* between(first: Leaf, last: Leaf): Iterable<Leaf> {
  for (let leaf: Leaf | undefined = first; leaf; leaf = leaf === last ? undefined : leaf.next) yield leaf;
}

/** Gives packed leaves their places: first those of the range, then new ones behind them. */
class Placer {
  readonly created: Leaf[] = [];
  readonly #context: RebuildContext;
  /** The leaves of the range, and how many of them have got something. */
  readonly #range: readonly Leaf[];
  #used = 0;
  /** The place that was given out last. While leaves stream, its page is still to be written. */
  #current: Leaf | undefined;

  /** The range may still grow at its end. */
  constructor(range: readonly Leaf[], context: RebuildContext) {
    this.#range = range;
    this.#context = context;
  }

  /** Writes a leaf that another one follows. */
  emit(packed: PackedLeaf, following: PackedLeaf): void {
    const leaf = this.#current ?? this.#place(packed);
    this.#growRoot(leaf, packed);
    this.#place(following);
    this.#context.write(leaf, packed.builder);
  }

  /** Writes the last leaves and removes what is left of the range; gives the last leaf, if there is any. */
  close(held: readonly PackedLeaf[]): Leaf | undefined {
    const places = held.map((packed, index) => {
      const leaf = (index === 0 ? this.#current : undefined) ?? this.#place(packed);
      if (index < held.length - 1) this.#growRoot(leaf, packed);
      return { leaf, packed };
    });
    for (const leaf of this.#range.slice(this.#used)) {
      this.#context.tree.remove(leaf);
      this.#context.pages.free(leaf.pageNumber);
    }
    for (const { leaf, packed } of places) this.#context.write(leaf, packed.builder);
    return places.at(-1)?.leaf;
  }

  #place({ rows: [first] }: PackedLeaf): Leaf {
    const { tree, pages, keyOf, pointerWriter } = this.#context;
    const old = this.#range[this.#used];
    if (old) {
      // The first one begins where the range begins.
      if (this.#used++ > 0 && first) tree.setFence(old, keyOf(first), pointerWriter.pointer(first));
      this.#current = old;
      return old;
    }
    assert(first && this.#current, 'a new leaf has rows and stands behind another');
    const leaf = new Leaf(pages.allocate(), keyOf(first), pointerWriter.pointer(first));
    tree.insertAfter(this.#current, leaf);
    this.created.push(leaf);
    this.#current = leaf;
    return leaf;
  }

  /** A root that is a leaf makes room for a second one. */
  #growRoot(leaf: Leaf, { rows: [first] }: PackedLeaf): void {
    const { tree, pages, pointerWriter } = this.#context;
    if (tree.root === leaf && first) tree.growFromLeaf(leaf, pages.allocate(), pointerWriter.pointer(first));
  }
}
