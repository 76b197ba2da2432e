/** What a codec of column values is. */
import type { StoredValue } from '../../base/types.js';

/** Turns the values of one column into bytes of a record and back. */
export interface ValueCodec {
  /** Bytes of every value; undefined where they vary. */
  readonly fixed: number | undefined;
  /** Whether the length of a value may take two bytes: it may have more than 255, or lie on pages of its own. */
  readonly long: boolean;
  /** Bytes of a value that is not NULL. */
  size(value: StoredValue): number;
  /** Writes a value that is not NULL; the bytes there are zero. */
  write(into: Buffer, at: number, value: StoredValue): void;
  read(from: Buffer, at: number, length: number): StoredValue;
}

/** A codec of values that all take the same number of bytes. */
export function fixedCodec<Value extends StoredValue>(
  bytes: number,
  write: (into: Buffer, at: number, value: Value) => void,
  read: (from: Buffer, at: number) => Value,
): ValueCodec {
  return {
    fixed: bytes,
    long: false,
    size: () => bytes,
    write: write as (into: Buffer, at: number, value: StoredValue) => void,
    read,
  };
}
