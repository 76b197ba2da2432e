/**
 * An index as a tree in memory: its leaves without their rows, and the nodes above them. Leaves know the
 * least key that belongs to them (their fence) and nothing else of what they hold.
 *
 * The root keeps its page number for life. It grows by moving its content to a new page below it, and shrinks by
 * taking the content of its only child.
 */
import { assert } from '../../base/assert.js';
import { bytesUsed, FILL_LIMIT, IndexPageBuilder } from '../page/index-page.js';
import { compareKeys, type Key } from '../page/key.js';
import type { EncodedRecord, RecordFormat } from '../page/record-format.js';

/** A leaf page. */
export class Leaf {
  pageNumber: number;
  /** Rows from this key on are in this leaf; undefined, or without meaning, in the first one. */
  fence: Key | undefined;
  /** The record that points to it from above; undefined while it is the root. */
  pointer: EncodedRecord | undefined;
  /** Bytes in use; undefined until it is read or written. */
  used: number | undefined;
  parent: Node | undefined;
  previous: Leaf | undefined;
  next: Leaf | undefined;

  constructor(pageNumber: number, fence?: Key, pointer?: EncodedRecord) {
    this.pageNumber = pageNumber;
    this.fence = fence;
    this.pointer = pointer;
  }
}

/** A page above the leaves. */
export class Node {
  pageNumber: number;
  level: number;
  children: (Leaf | Node)[];
  parent: Node | undefined;
  previous: Node | undefined;
  next: Node | undefined;

  constructor(pageNumber: number, level: number, children: (Leaf | Node)[]) {
    this.pageNumber = pageNumber;
    this.level = level;
    this.children = children;
    for (const child of children) child.parent = this;
  }

  get first(): Leaf | Node {
    const [first] = this.children;
    assert(first, 'a node has children');
    return first;
  }

  get fence(): Key | undefined {
    return this.first.fence;
  }

  get pointer(): EncodedRecord | undefined {
    return this.first.pointer;
  }

  /** Bytes that its records and their directory take. */
  get used(): number {
    const bytes = this.children.reduce((sum, { pointer }) => sum + (pointer?.bytes.length ?? 0), 0);
    return bytesUsed(this.children.length, bytes);
  }

  /** The child that a key belongs to. */
  childFor(key: Key): Leaf | Node {
    let low = 0;
    let high = this.children.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const fence = this.children[middle]?.fence;
      if (fence !== undefined && compareKeys(fence, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return this.children[low] ?? this.first;
  }
}

/** Takes pages from the segment of the nodes and gives pages back. */
export interface NodePages {
  allocate(): number;
  free(page: number): void;
}

export class BTree {
  root: Leaf | Node;
  readonly #pages: NodePages;
  readonly #rootPage: number;
  readonly #changed = new Set<Node>();

  constructor(root: Leaf | Node, pages: NodePages) {
    this.root = root;
    this.#pages = pages;
    this.#rootPage = root.pageNumber;
  }

  get firstLeaf(): Leaf {
    let at = this.root;
    while (at instanceof Node) at = at.first;
    return at;
  }

  /** All leaves in key order. */
  *leaves(): Iterable<Leaf> {
    for (let leaf: Leaf | undefined = this.firstLeaf; leaf; leaf = leaf.next) yield leaf;
  }

  leafFor(key: Key): Leaf {
    let at = this.root;
    while (at instanceof Node) at = at.childFor(key);
    return at;
  }

  /** Puts a node above the root leaf, which moves to a page of its own. */
  growFromLeaf(leaf: Leaf, pageNumber: number, pointer: EncodedRecord): void {
    assert(leaf === this.root, 'the only leaf is the root');
    leaf.pageNumber = pageNumber;
    leaf.pointer = pointer;
    const root = new Node(this.#rootPage, 1, [leaf]);
    this.#changed.add(root);
    this.root = root;
  }

  insertAfter(previous: Leaf, leaf: Leaf): void {
    link(previous, leaf);
    assert(previous.parent, 'a leaf with a neighbour has a parent');
    this.#insertChild(previous.parent, previous, leaf);
  }

  remove(leaf: Leaf): void {
    unlink(leaf);
    assert(leaf.parent, 'the root is never removed');
    this.#removeChild(leaf.parent, leaf);
  }

  /** Changes where a leaf's rows begin. */
  setFence(leaf: Leaf, fence: Key, pointer: EncodedRecord): void {
    leaf.fence = fence;
    leaf.pointer = pointer;
    if (leaf.parent) this.#pointerChanged(leaf);
  }

  /** Makes sure that a node is written. */
  touch(node: Node): void {
    this.#changed.add(node);
  }

  /** Takes levels away that hold nothing; true when the root became a leaf, which then must be written again. */
  shrink(): boolean {
    while (this.root instanceof Node && this.root.children.length === 1) {
      const child = this.root.first;
      this.#changed.delete(this.root);
      this.#pages.free(child.pageNumber);
      child.pageNumber = this.#rootPage;
      child.parent = undefined;
      this.root = child;
      if (child instanceof Leaf) {
        child.pointer = undefined;
        return true;
      }
      this.#changed.add(child);
    }
    return false;
  }

  /** Gives out the nodes that changed since the last time, with their records in that format. */
  *changedNodes(format: RecordFormat): Iterable<{ readonly node: Node; readonly builder: IndexPageBuilder }> {
    for (const node of this.#changed) {
      const builder = new IndexPageBuilder(format);
      node.children.forEach(({ pointer, pageNumber }, index) => {
        assert(pointer, 'a child has a pointer');
        builder.appendChild(pointer, pageNumber, index === 0 && node.previous === undefined);
      });
      yield { node, builder };
    }
    this.#changed.clear();
  }

  #insertChild(parent: Node, previous: Leaf | Node, child: Leaf | Node): void {
    const at = parent.children.lastIndexOf(previous) + 1;
    parent.children.splice(at, 0, child);
    child.parent = parent;
    this.#changed.add(parent);
    if (parent.used > FILL_LIMIT) this.#split(parent, at === parent.children.length - 1);
  }

  /** Splits a node in two halves; one that grows at its end stays full, because keys mostly ascend. */
  #split(node: Node, atEnd: boolean): void {
    if (node === this.root) this.#growFromNode(node);
    const count = node.children.length;
    const sibling = new Node(this.#pages.allocate(), node.level, node.children.splice(atEnd ? count - 1 : count >> 1));
    link(node, sibling);
    this.#changed.add(node).add(sibling);
    if (sibling.next) this.#changed.add(sibling.next);
    assert(node.parent, 'the root was split from above');
    this.#insertChild(node.parent, node, sibling);
  }

  /** Moves the root to a new page below a new root. */
  #growFromNode(node: Node): void {
    node.pageNumber = this.#pages.allocate();
    const root = new Node(this.#rootPage, node.level + 1, [node]);
    this.#changed.add(root);
    this.root = root;
  }

  #removeChild(parent: Node, child: Leaf | Node): void {
    const at = parent.children.indexOf(child);
    parent.children.splice(at, 1);
    this.#changed.add(parent);
    if (parent.children.length > 0) {
      if (at === 0) this.#pointerChanged(parent);
      this.#merge(parent);
    } else this.#removeNode(parent);
  }

  #removeNode(node: Node): void {
    assert(node.parent, 'a tree keeps its last leaf');
    if (node.previous) this.#changed.add(node.previous);
    if (node.next) this.#changed.add(node.next);
    unlink(node);
    this.#changed.delete(node);
    this.#pages.free(node.pageNumber);
    this.#removeChild(node.parent, node);
  }

  /** Joins a node with a neighbour below the same parent when one page has room for both. */
  #merge(node: Node): void {
    const siblings = node.parent?.children ?? [];
    const at = siblings.indexOf(node);
    for (const [left, right] of [
      [node, siblings[at + 1]],
      [siblings[at - 1], node],
    ]) {
      if (!(left instanceof Node && right instanceof Node) || left.used + right.used > FILL_LIMIT) continue;
      for (const child of right.children) child.parent = left;
      left.children.push(...right.children.splice(0));
      this.#changed.add(left);
      this.#removeNode(right);
      return;
    }
  }

  /** The key in the record that points to a page changed, and so did those above it that it is the first of. */
  #pointerChanged(child: Leaf | Node): void {
    const { parent } = child;
    if (!parent) return;
    this.#changed.add(parent);
    const first = parent.first === child;
    if (parent.used > FILL_LIMIT) this.#split(parent, false);
    if (first) this.#pointerChanged(parent);
  }
}

interface Linked<Page> {
  previous: Page | undefined;
  next: Page | undefined;
}

function link<Page extends Linked<Page>>(previous: Page, page: Page): void {
  page.previous = previous;
  page.next = previous.next;
  if (page.next) page.next.previous = page;
  previous.next = page;
}

function unlink<Page extends Linked<Page>>({ previous, next }: Page): void {
  if (previous) previous.next = next;
  if (next) next.previous = previous;
}
