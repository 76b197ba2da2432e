/**
 * Sorting more rows than memory is meant for: sorted runs go to a temporary file and are merged, as the server does it,
 * seven at a time until there are few, then all at once. Equal rows stay in their order.
 */
import { deserialize, serialize } from 'node:v8';
import type { StoredValue } from '../../base/types.js';

/** A place that nobody else knows, gone when it is closed. */
export interface TemporaryFile {
  /** Where the block is. */
  append(block: Uint8Array): Block;
  read(block: Block): Uint8Array;
  close(): void;
}

export interface Block {
  readonly position: number;
  readonly length: number;
}

/** A row, what it is sorted by included. */
export type SortRow = StoredValue[];

export interface SortPlace {
  /** sort_buffer_size: what a run has, in bytes. */
  readonly bufferBytes: number;
  open(): TemporaryFile;
  /** Runs were merged. */
  merged(): void;
  /** Throws when the statement is to end. */
  checkInterrupted(): void;
}

type Compare = (a: SortRow, b: SortRow) => number;
type Run = readonly Block[];

/** As many runs are merged at the end; with more of them, some are merged before. */
const LAST_RUNS = 15;
const RUNS_AT_ONCE = 7;
/** What is left when groups have been made is merged at once. */
const REST_RUNS = 10;
const BLOCK_BYTES = 65_536;
const CHECK_ROWS = 1000;
/** What a row takes beside its values. */
const ROW_BYTES = 32;

export function* mergeSorted(rows: Iterable<SortRow>, compare: Compare, place: SortPlace): Generator<SortRow> {
  const sort = new MergeSort(compare, place);
  try {
    let count = 0;
    for (const row of rows) {
      if (++count % CHECK_ROWS === 0) place.checkInterrupted();
      sort.add(row);
    }
    yield* sort.finish();
  } finally {
    sort.close();
  }
}

class MergeSort {
  private readonly compare: Compare;
  private readonly place: SortPlace;
  private file: TemporaryFile | undefined;
  private runs: Run[] = [];
  private rows: SortRow[] = [];
  private bytes = 0;

  constructor(compare: Compare, place: SortPlace) {
    this.compare = compare;
    this.place = place;
  }

  add(row: SortRow): void {
    this.rows.push(row);
    this.bytes += sizeOf(row);
    if (this.bytes >= this.place.bufferBytes) this.spill();
  }

  *finish(): Generator<SortRow> {
    if (this.runs.length === 0) return yield* this.rows.sort(this.compare);
    if (this.rows.length > 0) this.spill();
    while (this.runs.length > LAST_RUNS) this.mergeSome();
    yield* this.merge(this.runs);
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  private spill(): void {
    this.file ??= this.place.open();
    this.runs.push(write(this.rows.sort(this.compare), this.file));
    this.rows = [];
    this.bytes = 0;
  }

  /** Runs become fewer and longer ones, in another file. */
  private mergeSome(): void {
    const next = this.place.open();
    const longer: Run[] = [];
    try {
      let runs = this.runs;
      for (; runs.length > REST_RUNS; runs = runs.slice(RUNS_AT_ONCE)) {
        longer.push(write(this.merge(runs.slice(0, RUNS_AT_ONCE)), next));
      }
      longer.push(write(this.merge(runs), next));
    } catch (error) {
      next.close();
      throw error;
    }
    this.close();
    this.file = next;
    this.runs = longer;
  }

  /** The least of the first rows, again and again; of equal ones that of the earliest run. */
  private *merge(runs: readonly Run[]): Generator<SortRow> {
    this.place.merged();
    const heads = runs.map((run) => this.rowsOf(run)).map((rows) => ({ rows, first: rows.next().value }));
    for (let count = 1; ; count++) {
      if (count % CHECK_ROWS === 0) this.place.checkInterrupted();
      let least: (typeof heads)[number] | undefined;
      for (const head of heads) {
        if (head.first && (!least?.first || this.compare(head.first, least.first) < 0)) least = head;
      }
      if (!least?.first) return;
      yield least.first;
      least.first = least.rows.next().value;
    }
  }

  private *rowsOf(run: Run): Generator<SortRow, undefined> {
    for (const block of run) yield* deserialize(this.file?.read(block) ?? Buffer.alloc(0)) as SortRow[];
    return undefined;
  }
}

function write(rows: Iterable<SortRow>, file: TemporaryFile): Run {
  const blocks: Block[] = [];
  let block: SortRow[] = [];
  let bytes = 0;
  const flush = () => {
    if (block.length > 0) blocks.push(file.append(serialize(block)));
    block = [];
    bytes = 0;
  };
  for (const row of rows) {
    block.push(row);
    bytes += sizeOf(row);
    if (bytes >= BLOCK_BYTES) flush();
  }
  flush();
  return blocks;
}

function sizeOf(row: SortRow): number {
  let bytes = ROW_BYTES;
  for (const value of row) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
  return bytes;
}
