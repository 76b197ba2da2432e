/** What records of all row formats have in common, and what tells the formats apart. */
import type { StoredValue } from '../../base/types.js';
import { type BlobChain, REFERENCE_BYTES } from './blob.js';
import type { Field, StoredRow } from './shape.js';

export interface RecordFormat {
  /** ROW_FORMAT=REDUNDANT: each record tells where its columns end. */
  readonly redundant: boolean;
  /** A record of this size would not fit twice on a page. */
  readonly maxRecord: number;
  /** Bytes of a value on pages of its own that stay in the record. */
  readonly localPrefix: number;
}

const PREFIX = 768;

export const DYNAMIC: RecordFormat = { redundant: false, maxRecord: 8126, localPrefix: 0 };
const COMPACT: RecordFormat = { redundant: false, maxRecord: 8126, localPrefix: PREFIX };
const REDUNDANT: RecordFormat = { redundant: true, maxRecord: 8123, localPrefix: PREFIX };

/** Of a table with that ROW_FORMAT. */
export function recordFormat(rowFormat: string | undefined): RecordFormat {
  const name = rowFormat?.toUpperCase();
  if (name === 'REDUNDANT') return REDUNDANT;
  return name === 'COMPACT' ? COMPACT : DYNAMIC;
}

/** A value of more bytes may be moved to pages of its own. */
const MAX_LOCAL = 40;

/** Whether moving a value of so many bytes out is worth while. */
export const isMovable = (bytes: number, { localPrefix }: RecordFormat): boolean =>
  bytes > Math.max(MAX_LOCAL, localPrefix + REFERENCE_BYTES);

/** A record that has no place yet. */
export interface EncodedRecord {
  readonly bytes: Buffer;
  readonly origin: number;
}

/** Where the values of a row are that do not fit into its record. */
export interface ExternalValues {
  readonly spaceId: number;
  /** Places the values of these fields on pages of their own, and gives the chains in the same order. */
  place(row: StoredRow, fields: readonly Field[]): readonly BlobChain[];
}

/** Measures a record first, and then writes it straight to its place on a page. */
export interface RecordWriter {
  /** Those of the record that was measured last. */
  readonly bytes: number;
  /** Bytes that a row takes on a leaf; the shape's limit or more when it has no place there. */
  measure(row: StoredRow): number;
  /** Writes the row that was measured last to zeros; returns the record's origin. */
  write(row: StoredRow, page: Buffer, start: number): number;
  /** Makes the pointer to a page whose first row this is; the page number is filled in on the node page. */
  pointer(row: StoredRow): EncodedRecord;
}

/** The first bytes of a value, as they stay in its record. */
export function localPart({ codec }: Field, value: StoredValue, bytes: number): Buffer {
  const whole = Buffer.alloc(codec.size(value));
  codec.write(whole, 0, value);
  return whole.subarray(0, bytes);
}
