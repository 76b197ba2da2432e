/** Descriptor pages: which of the pages that they describe belong to nobody. */
import type { PageFormat } from './format.js';
import type { PageFacts } from './page-facts.js';

const ENTRIES = 150;
const STATE = 20;
const BITMAP = 24;
const EXTENT_BYTES = 2 ** 20;
const PAGES_MIN = 64;
const STATES = ['none', 'FREE', 'FREE_FRAG', 'FULL_FRAG', 'FSEG'] as const;

export const isDescriptorPage = ({ typeName, staysPlain, damage }: PageFacts): boolean =>
  staysPlain && damage === undefined && (typeName === 'FSP_HDR' || typeName === 'XDES');

export interface ExtentFacts {
  readonly firstPage: number;
  readonly at: number;
  readonly state: string;
  readonly segment: bigint;
  readonly used: number;
}

export class Descriptors {
  readonly #page: Buffer;
  readonly #first: number;
  readonly #pagesPerExtent: number;

  constructor(page: Buffer, number: number, { logicalSize }: PageFormat) {
    this.#page = page;
    this.#first = number;
    this.#pagesPerExtent = Math.max(PAGES_MIN, EXTENT_BYTES / logicalSize);
  }

  get #entryBytes(): number {
    return BITMAP + this.#pagesPerExtent / 4;
  }

  /** False for pages that are used, and for those that this page does not describe. */
  isFree(number: number): boolean {
    const index = number - this.#first;
    const extent = Math.floor(index / this.#pagesPerExtent);
    const at = ENTRIES + extent * this.#entryBytes;
    if (index < 0 || number >= this.#first + this.#page.length || at + this.#entryBytes > this.#page.length)
      return false;
    // An extent that was never used has no state.
    if (this.#page.readUInt32BE(at + STATE) === 0) return true;
    return this.#isFreeIn(at, index % this.#pagesPerExtent);
  }

  #isFreeIn(at: number, page: number): boolean {
    return ((this.#page.readUInt8(at + BITMAP + (page >> 2)) >> ((page & 3) * 2)) & 1) === 1;
  }

  /** The extents that are in use. */
  *extents(): Generator<ExtentFacts> {
    const count = this.#page.length / this.#pagesPerExtent;
    for (let extent = 0; extent < count; extent++) {
      const at = ENTRIES + extent * this.#entryBytes;
      if (at + this.#entryBytes > this.#page.length) return;
      const state = this.#page.readUInt32BE(at + STATE);
      if (state === 0) continue;
      let used = 0;
      for (let page = 0; page < this.#pagesPerExtent; page++) if (!this.#isFreeIn(at, page)) used++;
      yield {
        firstPage: this.#first + extent * this.#pagesPerExtent,
        at,
        state: STATES[state] ?? `unknown (${state})`,
        segment: this.#page.readBigUInt64BE(at),
        used,
      };
    }
  }
}
