/**
 * The AUTO_INCREMENT numbers of one INSERT. They are taken from the table in blocks: as many as there are rows, or,
 * where that is not known, one, two, four … Numbers of a block that are left over are lost.
 */
import { sqlError } from '../base/errors.js';
import type { Column } from '../engine/definition.js';
import { rangeOfType } from './forms.js';
import type { Reporter } from './reporter.js';
import type { TableWriter } from './table-writer.js';

/** The last number of BIGINT UNSIGNED is never given away: it marks the end. */
const EXHAUSTED = 2n ** 64n - 1n;
const LARGEST_BLOCK = 65535n;

export class AutoIncrement {
  firstGenerated: bigint | undefined;
  lastExplicit: bigint | undefined;
  private readonly column: Column;
  private readonly writer: TableWriter;
  /** Rows of VALUES; undefined for a query. */
  private readonly expected: bigint | undefined;
  /** The number of the last row, unless it had its own. */
  private taken: bigint | undefined;
  private next = 0n;
  private end = 0n;
  private blocks = 0n;

  constructor(column: Column, writer: TableWriter, expected: number | undefined) {
    this.column = column;
    this.writer = writer;
    this.expected = expected === undefined ? undefined : BigInt(expected);
  }

  /** The next number. Errors: 167, 1467. */
  take({ row }: Reporter): bigint {
    if (this.next >= this.end) this.reserve();
    const max = rangeOfType(this.column.type)?.max ?? EXHAUSTED;
    if (this.next >= EXHAUSTED) throw sqlError('ER_AUTOINC_READ_FAILED');
    if (this.next > max) throw sqlError('HA_ERR_AUTOINC_ERANGE', this.column.name, row);
    this.firstGenerated ??= this.next;
    this.taken = this.next;
    return this.next++;
  }

  /** IGNORE has passed over the row: the next one gets its number. */
  giveBack(): void {
    if (this.taken !== undefined) this.next = this.taken;
    this.taken = undefined;
  }

  /** A number that the statement gives itself: what follows is above it. */
  note(value: bigint): void {
    this.lastExplicit = value;
    this.taken = undefined;
    this.writer.noteAutoIncrement(value);
    if (this.blocks > 0n && value >= this.next) this.next = value + 1n;
  }

  private reserve(): void {
    const known = this.blocks === 0n ? this.expected : undefined;
    const doubled = 2n ** this.blocks;
    const count = known ?? (doubled < LARGEST_BLOCK ? doubled : LARGEST_BLOCK);
    this.next = this.writer.reserveAutoIncrement(count);
    this.end = this.next + count;
    this.blocks++;
  }
}
