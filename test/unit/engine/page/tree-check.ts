/** What must hold in every tablespace file, whatever happened before. */
import { expect } from 'vitest';
import { decodeDescriptors, decodeInodePage } from '../../../../src/engine/page/fsp.js';
import { indexPageFacts, readLeaf, readNode, usedOnPage } from '../../../../src/engine/page/index-page.js';
import { compareKeys, type Key } from '../../../../src/engine/page/key.js';
import {
  CLUSTERED_ROOT,
  INODE_PAGE,
  NEXT_PAGE,
  NO_PAGE,
  PAGE_SIZE,
  PAGES_PER_DESCRIPTOR,
  PAGES_PER_EXTENT,
  PREVIOUS_PAGE,
} from '../../../../src/engine/page/layout.js';
import { RecordReader } from '../../../../src/engine/page/record-reader.js';
import type { SecondaryLayout } from '../../../../src/engine/page/secondary.js';
import type { IndexShape } from '../../../../src/engine/page/shape.js';
import { type Leaf, Node } from '../../../../src/engine/tablespace/btree.js';
import type { IndexTree } from '../../../../src/engine/tablespace/index-tree.js';
import type { Tablespace } from '../../../../src/engine/tablespace/tablespace.js';
import { fileSource, type Store } from './support.js';

const pageOf = (file: Buffer, page: number): Buffer => file.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);

/** Levels of a tree from the leaves up, each from left to right. */
function levels(tablespace: Pick<Tablespace, 'leaves'>): (Leaf | Node)[][] {
  const all: (Leaf | Node)[][] = [];
  let level: (Leaf | Node)[] = [...tablespace.leaves()];
  while (level.length > 0) {
    all.push(level);
    level = [...new Set(level.flatMap((page) => page.parent ?? []))];
  }
  return all;
}

/** Checks the file that a store has written, and that nothing but its rows is in it. */
export function checkStore(store: Store): Tablespace {
  const file = store.file();
  const tablespace = store.reopen();
  expect([...tablespace.loadRows()].flat()).toEqual(store.rows.map(({ row }) => row));
  const tree = levels(tablespace);
  expect(tree.at(-1)?.map((page) => page.pageNumber)).toEqual([CLUSTERED_ROOT]);
  checkLinks(tree, file);
  checkPointers(tree, file, tablespace.shape);
  checkFences(
    tablespace,
    store.rows.map(({ key }) => key),
  );
  const secondary = tablespace.secondary.map((index) => checkSecondary(index, store, file));
  checkSpace(tablespace, [tree, ...secondary], file);
  return tablespace;
}

/** A secondary index has a record for each row, in its own order. */
function checkSecondary(index: IndexTree<SecondaryLayout>, store: Store, file: Buffer): (Leaf | Node)[][] {
  const { keyOf, shape } = index.layout;
  const keys = store.rows.map(({ row }) => keyOf(row)).sort(compareKeys);
  expect([...index.loadRows()].flat().map((row) => Buffer.from(keyOf(row)))).toEqual(
    keys.map((key) => Buffer.from(key)),
  );
  const tree = levels(index);
  expect(tree.at(-1)?.map((page) => page.pageNumber)).toEqual([index.rootPage]);
  checkLinks(tree, file);
  checkPointers(tree, file, shape);
  checkFences(index, keys);
  return tree;
}

function checkLinks(tree: (Leaf | Node)[][], file: Buffer): void {
  tree.forEach((level, height) => {
    level.forEach((page, index) => {
      const image = pageOf(file, page.pageNumber);
      expect(indexPageFacts(image).level).toBe(height);
      expect(image.readUInt32BE(PREVIOUS_PAGE)).toBe(level[index - 1]?.pageNumber ?? NO_PAGE);
      expect(image.readUInt32BE(NEXT_PAGE)).toBe(level[index + 1]?.pageNumber ?? NO_PAGE);
      expect(usedOnPage(image)).toBeGreaterThan(level.length > 1 ? 0 : -1);
      if (page instanceof Node) expect(page.children.length).toBeGreaterThan(height === tree.length - 1 ? 1 : 0);
    });
  });
}

/** Above the lowest nodes, the key that points to a node is the first one in it. */
function checkPointers(tree: (Leaf | Node)[][], file: Buffer, shape: IndexShape): void {
  const pointersOf = (page: number) => readNode(pageOf(file, page), new RecordReader(shape));
  for (const { pageNumber } of tree.slice(2).flat()) {
    for (const { row, child } of pointersOf(pageNumber)) expect(pointersOf(child)[0]?.row).toEqual(row);
  }
}

function checkFences(tablespace: Pick<Tablespace, 'leaves' | 'leafOf'>, keys: readonly Key[]): void {
  const leaves = [...tablespace.leaves()];
  for (const key of keys) {
    const leaf = tablespace.leafOf(key);
    if (leaf.previous && leaf.fence !== undefined) expect(compareKeys(leaf.fence, key)).toBeLessThanOrEqual(0);
    if (leaf.next?.fence !== undefined) expect(compareKeys(key, leaf.next.fence)).toBeLessThan(0);
  }
  expect(leaves.length).toBeGreaterThan(0);
}

/** The pages of values that do not fit into their rows; each has one owner. */
function blobPages(tablespace: Tablespace, file: Buffer): number[] {
  const pages: number[] = [];
  const { fields, keyFields } = tablespace.shape;
  if (!fields.slice(keyFields.length).some(({ codec }) => codec.long)) return pages;
  const reader = new RecordReader(tablespace.shape, fileSource(file), (_row, _position, chain) => {
    pages.push(...chain.pages);
  });
  for (const { pageNumber } of tablespace.leaves()) readLeaf(pageOf(file, pageNumber), reader);
  expect(new Set(pages).size).toBe(pages.length);
  return pages;
}

/** Used pages are the tree's and the administration's, no more and no less. */
function checkSpace(tablespace: Tablespace, trees: (Leaf | Node)[][][], file: Buffer): void {
  const blobs = blobPages(tablespace, file);
  const pages = new Set([0, 1, 2, ...trees.flat(2).map((page) => page.pageNumber), ...blobs]);
  for (let page = PAGES_PER_DESCRIPTOR; page < tablespace.size; page += PAGES_PER_DESCRIPTOR)
    pages.add(page).add(page + 1);
  expect([...tablespace.usedPages()]).toEqual([...pages].sort((a, b) => a - b));
  expect(file.length).toBe(tablespace.size * PAGE_SIZE);
  trees.forEach((tree, at) => {
    checkSegments(tree, file, at, at === 0 ? blobs : []);
  });
}

/** The INODE page names the fragment pages of nodes and leaves: the first 32 of each, while none is given back. */
function checkSegments(tree: (Leaf | Node)[][], file: Buffer, at: number, blobs: readonly number[]): void {
  const [top, leaf] = decodeInodePage(pageOf(file, INODE_PAGE)).slice(2 * at);
  const root = tree.at(-1) ?? [];
  const pages = (levels: (Leaf | Node)[][]) => new Set(levels.flat().map((page) => page.pageNumber));
  // A root that is a leaf belongs to the nodes.
  const leaves = new Set([...pages(tree.length > 1 ? tree.slice(0, 1) : []), ...blobs]);
  const nodes = pages([...tree.slice(1), root]);
  const extents = decodeDescriptors(
    pageOf(file, 0),
    0,
    Math.min(Math.ceil(file.length / PAGE_SIZE / PAGES_PER_EXTENT), 256),
  );
  for (const [segment, owned] of [
    [top, nodes],
    [leaf, leaves],
  ] as const) {
    const shared = [...owned].filter((page) => extents[Math.floor(page / PAGES_PER_EXTENT)]?.segment === 0);
    const own = [...owned].filter((page) => !shared.includes(page));
    expect([...(segment?.fragments ?? [])].sort((a, b) => a - b)).toEqual(shared.sort((a, b) => a - b));
    for (const page of own) expect(extents[Math.floor(page / PAGES_PER_EXTENT)]?.segment).toBe(segment?.id);
  }
}
