/**
 * The count of a tablespace's pages: by type, by key version, by what is wrong; and a map of them. Whatever the size of
 * the file, it takes no more room than a few hundred lines of a report.
 */
import { COMPRESSED_TYPE, type PageFacts } from './page-facts.js';

/** What a cell of the map stands for: the most telling of its pages. */
export interface MapCell {
  readonly typeName: string;
  readonly state: CellState;
}

/** From the most to the least telling. */
export const CELL_STATES = [
  'damaged',
  'wrong key',
  'key missing',
  'plain',
  'remains',
  'encrypted',
  'stays plain',
  'unwritten',
] as const;
export type CellState = (typeof CELL_STATES)[number];

export interface DamagedPage {
  readonly page: number;
  readonly problem: string;
}

/** How many cells a map may have, and how many damaged pages are named. */
const CELLS_MAX = 2048;
const DAMAGED_MAX = 100;
const PAGES_NAMED = 20;

const DOUBLEWRITE = 'DOUBLEWRITE';

type Counts = Record<string, number>;
const add = (counts: Counts, key: string | number): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

export class PageCensus {
  total = 0;
  encrypted = 0;
  /** Pages in use that are in clear although they could be encrypted. */
  plain = 0;
  /** Pages that hold something in clear although InnoDB has given them up, and copies in the doublewrite buffer. */
  remains = 0;
  staysPlain = 0;
  unwritten = 0;
  damagedCount = 0;
  compressed = 0;
  /** Bytes that compressed pages take. */
  compressedBytes = 0;
  newestLsn = 0n;
  readonly types: Counts = {};
  /** Pages by key version; 0 are plain ones. */
  readonly versions: Counts = {};
  readonly damaged: DamagedPage[] = [];
  /** Some of the plain pages, and of those that were given up. */
  readonly plainPages: number[] = [];
  readonly remainsPages: number[] = [];
  /** Pages that a cell of the map stands for. */
  readonly span: number;
  readonly cells: MapCell[] = [];

  constructor(pages: number) {
    this.span = Math.max(1, Math.ceil(pages / CELLS_MAX));
  }

  /** Counts a page; `freed`: its descriptor says that it belongs to nobody; `trial` is what keys have found wrong with it. */
  count(facts: PageFacts, freed: boolean, trial?: 'wrong key' | 'key missing'): void {
    const { number, typeName, state, damage } = facts;
    this.total++;
    this.#map(facts, freed, trial);
    add(this.types, facts.doublewrite ? DOUBLEWRITE : typeName);
    if (damage !== undefined) {
      this.damagedCount++;
      if (this.damaged.length < DAMAGED_MAX) this.damaged.push({ page: number, problem: damage });
      return;
    }
    if (!facts.doublewrite) this.#countContent(facts);
    if (state === 'unwritten') this.unwritten++;
    else if (state === 'encrypted') this.encrypted++;
    else if (facts.staysPlain) this.staysPlain++;
    else if (freed || facts.doublewrite) this.#keep(this.remainsPages, number, this.remains++);
    else this.#keep(this.plainPages, number, this.plain++);
  }

  #countContent({ lsn, typeName, storedSize, state, keyVersion }: PageFacts): void {
    if (lsn > this.newestLsn) this.newestLsn = lsn;
    if (typeName === COMPRESSED_TYPE) {
      this.compressed++;
      this.compressedBytes += storedSize;
    }
    // The pages of a temporary tablespace may be encrypted without saying with which version.
    if (state === 'plain' || keyVersion !== 0) add(this.versions, keyVersion);
  }

  #keep(pages: number[], number: number, before: number): void {
    if (before < PAGES_NAMED) pages.push(number);
  }

  #map(facts: PageFacts, freed: boolean, trial: 'wrong key' | 'key missing' | undefined): void {
    const typeName = facts.doublewrite ? DOUBLEWRITE : facts.typeName;
    const state = facts.damage === undefined ? (trial ?? stateOf(facts, freed)) : 'damaged';
    const at = Math.floor(facts.number / this.span);
    const before = this.cells[at];
    if (before && CELL_STATES.indexOf(before.state) <= CELL_STATES.indexOf(state)) return;
    this.cells[at] = { typeName, state };
  }
}

function stateOf({ state, staysPlain, doublewrite }: PageFacts, freed: boolean): CellState {
  if (state !== 'plain') return state;
  if (staysPlain) return 'stays plain';
  return freed || doublewrite ? 'remains' : 'plain';
}
