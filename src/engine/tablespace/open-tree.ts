/** Reads an index's tree from its nodes. Leaves are not read: what the nodes say of them is enough. */
import { intact } from '../page/corruption.js';
import { type IndexPageFacts, indexPageFacts, readNode } from '../page/index-page.js';
import { compareKeys, type Key } from '../page/key.js';
import type { PageSource } from '../page/page-source.js';
import type { RecordReader } from '../page/record-reader.js';
import type { StoredRow } from '../page/shape.js';
import { Leaf, Node } from './btree.js';

/** More levels than a tree of 2^32 pages can have when each node has two children. */
const MAX_LEVEL = 32;

export interface OpenedTree {
  readonly root: Leaf | Node;
  readonly facts: IndexPageFacts;
}

/** Reads the root and all nodes. */
export function openTree(
  pages: PageSource,
  rootPage: number,
  reader: RecordReader,
  keyOf: (row: StoredRow) => Key,
): OpenedTree {
  const page = pages.read(rootPage, 1);
  const facts = indexPageFacts(page);
  intact(facts.level <= MAX_LEVEL, rootPage, 'its tree has too many levels');
  if (facts.level === 0) return { root: new Leaf(rootPage), facts };
  const walk = new TreeWalk(pages, reader, keyOf, facts.indexId);
  const root = walk.node(rootPage, facts.level, page);
  walk.linkLevels();
  return { root, facts };
}

class TreeWalk {
  readonly #pages: PageSource;
  readonly #reader: RecordReader;
  readonly #keyOf: (row: StoredRow) => Key;
  readonly #indexId: number;
  readonly #seen = new Set<number>();
  readonly #leaves: Leaf[] = [];
  readonly #nodes: Node[][] = [];

  constructor(pages: PageSource, reader: RecordReader, keyOf: (row: StoredRow) => Key, indexId: number) {
    this.#pages = pages;
    this.#reader = reader;
    this.#keyOf = keyOf;
    this.#indexId = indexId;
  }

  /** Reads a node and all below it, from left to right. */
  node(pageNumber: number, level: number, page: Buffer): Node {
    const facts = indexPageFacts(page);
    intact(facts.level === level && facts.indexId === this.#indexId, pageNumber, 'does not belong where it is');
    this.#visit(pageNumber, pageNumber);
    const pointers = readNode(page, this.#reader);
    intact(pointers.length > 0, pageNumber, 'points nowhere');
    const children = pointers.map(({ row, child, record }) => {
      this.#visit(child, pageNumber, level === 1);
      if (level > 1) return this.node(child, level - 1, this.#pages.read(child, 1));
      const leaf = new Leaf(child, this.#keyOf(row), record);
      this.#leaf(leaf, pageNumber);
      return leaf;
    });
    const node = new Node(pageNumber, level, children);
    const neighbours = this.#nodes[level] ?? [];
    this.#nodes[level] = neighbours;
    neighbours.push(node);
    return node;
  }

  linkLevels(): void {
    chain(this.#leaves);
    for (const nodes of this.#nodes) chain(nodes ?? []);
  }

  /** Each page has one place in the tree: pointers that lead in a circle end here. */
  #visit(pageNumber: number, from: number, isLeaf = false): void {
    intact(pageNumber < this.#pages.size, from, 'points behind the end of the file');
    intact(!this.#seen.has(pageNumber), from, 'points to a page that has its place');
    if (isLeaf || pageNumber === from) this.#seen.add(pageNumber);
  }

  #leaf(leaf: Leaf, from: number): void {
    const previous = this.#leaves.at(-1);
    // The least key of the whole tree stands for every key below it.
    const ordered =
      this.#leaves.length < 2 ||
      (previous?.fence !== undefined && leaf.fence !== undefined && compareKeys(previous.fence, leaf.fence) < 0);
    intact(ordered, from, 'its keys are not in order');
    this.#leaves.push(leaf);
  }
}

interface Linked<Page> {
  previous: Page | undefined;
  next: Page | undefined;
}

function chain<Page extends Linked<Page>>(pages: readonly Page[]): void {
  pages.forEach((page, index) => {
    page.previous = pages[index - 1];
    page.next = pages[index + 1];
  });
}
