/**
 * Finds the roots of a tablespace's secondary indexes. No page lists them: a root is the first page of the segment of
 * its nodes, and names that segment.
 */
import { inodeSlot } from '../page/fsp.js';
import { type IndexPageFacts, indexPageFacts } from '../page/index-page.js';
import { INODE_PAGE, PAGE_TYPE, PageType } from '../page/layout.js';
import type { PageSource } from '../page/page-source.js';
import type { SpaceMap } from './space-map.js';

/** The root pages of all indexes but the clustered one, in the order of the index ids. Throws PageCorruption. */
export function findRoots(space: SpaceMap, pages: PageSource, clusteredRoot: number): number[] {
  const roots: { readonly page: number; readonly indexId: number }[] = [];
  for (const [slot, segment] of space.segments.entries()) {
    const page = segment?.fragments[0];
    if (page === undefined || page === clusteredRoot || page >= pages.size) continue;
    const facts = factsOf(pages.read(page, 1));
    if (facts && isTop(facts, slot)) roots.push({ page, indexId: facts.indexId });
  }
  return roots.sort((a, b) => a.indexId - b.indexId).map(({ page }) => page);
}

const factsOf = (page: Buffer): IndexPageFacts | undefined =>
  page.readUInt16BE(PAGE_TYPE) === PageType.INDEX ? indexPageFacts(page) : undefined;

const isTop = ({ topSegment }: IndexPageFacts, slot: number): boolean =>
  topSegment.page === INODE_PAGE && inodeSlot(topSegment.offset) === slot;
