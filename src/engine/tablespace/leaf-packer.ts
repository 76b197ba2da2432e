/**
 * Packs rows in key order into leaf images. The last two pages are held back: only when the rows end is it known
 * whether they should be one page, or two halves.
 */
import { FILL_LIMIT, IndexPageBuilder, PAGE_CAPACITY } from '../page/index-page.js';
import type { RecordFormat, RecordWriter } from '../page/record-format.js';
import type { StoredRow } from '../page/shape.js';

/** A leaf on its way: its rows, and its image up to the header. */
export interface PackedLeaf {
  readonly rows: StoredRow[];
  readonly builder: IndexPageBuilder;
}

const HELD_BACK = 2;
/** Two directories joined may need one slot more. */
const DIRECTORY_SLOT = 2;

export class LeafPacker {
  readonly #format: RecordFormat;
  readonly #writer: RecordWriter;
  readonly #emit: (leaf: PackedLeaf, following: PackedLeaf) => void;
  readonly #held: PackedLeaf[] = [];
  emitted = 0;

  /** `emit` gets each leaf when it is complete, together with the one behind it. */
  constructor(format: RecordFormat, writer: RecordWriter, emit: (leaf: PackedLeaf, following: PackedLeaf) => void) {
    this.#format = format;
    this.#writer = writer;
    this.#emit = emit;
  }

  /** Bytes in use on the last page. */
  get lastUsed(): number {
    return this.#held.at(-1)?.builder.used ?? 0;
  }

  /** Bytes in use on the first page that is held back. */
  get firstUsed(): number {
    return this.#held[0]?.builder.used ?? 0;
  }

  add(rows: Iterable<StoredRow>): void {
    let last = this.#held.at(-1);
    for (const row of rows) {
      const bytes = this.#writer.measure(row);
      if (!last?.builder.fits(bytes, FILL_LIMIT)) {
        last = emptyLeaf(this.#format);
        this.#hold(last);
      }
      last.builder.appendRow(this.#writer, row);
      last.rows.push(row);
    }
  }

  /** Joins the last two pages when one has room for both, or halves them when rows may come behind either. */
  balance(halve: boolean): void {
    const [first, second] = this.#held;
    if (!first || !second) return;
    const total = first.builder.used + second.builder.used;
    const join = total + DIRECTORY_SLOT <= PAGE_CAPACITY;
    if (!join && !(halve && second.builder.used < FILL_LIMIT / 2)) return;
    const rows = [...first.rows, ...second.rows];
    this.#held.splice(0, HELD_BACK, ...this.#repack(rows, join ? PAGE_CAPACITY : Math.ceil(total / 2)));
  }

  /** The pages that are held back still, in order. */
  takeHeld(): PackedLeaf[] {
    return this.#held.splice(0);
  }

  #hold(leaf: PackedLeaf): void {
    this.#held.push(leaf);
    const [first, second] = this.#held;
    if (this.#held.length <= HELD_BACK || !first || !second) return;
    this.#held.shift();
    this.emitted++;
    this.#emit(first, second);
  }

  /** Fills the first page up to `limit` and puts the rest on a second one. */
  #repack(rows: readonly StoredRow[], limit: number): PackedLeaf[] {
    const pages = [emptyLeaf(this.#format)];
    for (const row of rows) {
      const bytes = this.#writer.measure(row);
      let last = pages.at(-1);
      const full = !last?.builder.fits(bytes, pages.length === 1 ? limit : PAGE_CAPACITY);
      if (!last || (full && last.rows.length > 0)) {
        last = emptyLeaf(this.#format);
        pages.push(last);
      }
      last.builder.appendRow(this.#writer, row);
      last.rows.push(row);
    }
    return pages;
  }
}

export const emptyLeaf = (format: RecordFormat): PackedLeaf => ({ rows: [], builder: new IndexPageBuilder(format) });
