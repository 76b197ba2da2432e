/**
 * Which values of a table lie on pages of their own, and on which. A leaf is always written anew as a whole, but the
 * pages of a value that has not changed stay as they are.
 */
import type { StoredValue } from '../../base/types.js';
import { type BlobChain, blobImages, blobPages } from '../page/blob.js';
import { type Key, type MapKey, mapKey } from '../page/key.js';
import type { ExternalValues } from '../page/record-format.js';
import type { Field, IndexShape, StoredRow } from '../page/shape.js';
import type { NodePages } from './btree.js';
import type { PageSink } from './space-map.js';

/** A value of a row, by its place in it, and its pages. */
export interface ExternalColumn {
  readonly position: number;
  readonly chain: BlobChain;
}

const NONE: readonly BlobChain[] = [];

export class ExternalColumns {
  readonly #pages: NodePages;
  readonly #keyOf: (row: StoredRow) => Key;
  /** Bytes of each such value that stay in the record. */
  readonly #prefix: number;
  readonly #rows = new Map<MapKey, readonly ExternalColumn[]>();
  /** Rows with such values that are about to be written or removed, as they were. */
  readonly #changing = new Map<MapKey, StoredRow | undefined>();
  /** What the rows that have been written since have got. */
  readonly #placed = new Map<MapKey, readonly ExternalColumn[]>();

  constructor(
    pages: NodePages,
    { keyOf, shape }: { readonly keyOf: (row: StoredRow) => Key; readonly shape: IndexShape },
  ) {
    this.#pages = pages;
    this.#keyOf = keyOf;
    this.#prefix = shape.format.localPrefix;
  }

  /** Notes what a row that was read has. */
  found(row: StoredRow, columns: readonly ExternalColumn[]): void {
    this.#rows.set(mapKey(this.#keyOf(row)), columns);
  }

  /** A row is changed or removed: `before` is what it was. */
  changing(key: Key, before: StoredRow | undefined): void {
    if (this.#rows.size === 0) return;
    const name = mapKey(key);
    if (this.#rows.has(name) && !this.#changing.has(name)) this.#changing.set(name, before);
  }

  /** Where values are placed while leaves are written; a row that is written again keeps what it has got. */
  writer(spaceId: number, lsn: number, sink: PageSink): ExternalValues {
    return {
      spaceId,
      place: (row, fields) => {
        if (fields.length === 0 && this.#rows.size === 0) return NONE;
        const name = mapKey(this.#keyOf(row));
        const placed = this.#placed.get(name);
        if (placed) return placed.map(({ chain }) => chain);
        const columns = fields.map((field): ExternalColumn => {
          const kept = this.#kept(name, field, row);
          return { position: field.position, chain: kept ?? this.#write(field, row, spaceId, lsn, sink) };
        });
        if (columns.length > 0 || this.#rows.has(name)) this.#placed.set(name, columns);
        return columns.map(({ chain }) => chain);
      },
    };
  }

  /** Leaves have been written: pages that nothing refers to any more are given back. */
  finish(): void {
    for (const name of new Set([...this.#changing.keys(), ...this.#placed.keys()])) {
      const columns = this.#placed.get(name) ?? [];
      const used = new Set(columns.map(({ chain }) => chain));
      for (const { chain } of this.#rows.get(name) ?? [])
        if (!used.has(chain)) for (const page of chain.pages) this.#pages.free(page);
      if (columns.length > 0) this.#rows.set(name, columns);
      else this.#rows.delete(name);
    }
    this.#changing.clear();
    this.#placed.clear();
  }

  /** The pages that hold the value already. */
  #kept(name: MapKey, { position, codec }: Field, row: StoredRow): BlobChain | undefined {
    const chain = this.#rows.get(name)?.find((column) => column.position === position)?.chain;
    const value = row[position] ?? null;
    if (chain?.length !== codec.size(value) - this.#prefix) return undefined;
    if (!this.#changing.has(name)) return chain;
    return sameValue(this.#changing.get(name)?.[position], value) ? chain : undefined;
  }

  #write({ position, codec }: Field, row: StoredRow, spaceId: number, lsn: number, sink: PageSink): BlobChain {
    const value = row[position] as StoredValue;
    const whole = Buffer.alloc(codec.size(value));
    const length = whole.length - this.#prefix;
    const pages = Array.from({ length: blobPages(length) }, () => this.#pages.allocate());
    const chain = { pages, length };
    codec.write(whole, 0, value);
    let at = 0;
    for (const image of blobImages(whole.subarray(this.#prefix), chain, spaceId, lsn))
      sink(pages[at++] as number, image);
    return chain;
  }
}

function sameValue(a: StoredValue | undefined, b: StoredValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
