/** Rows that are nowhere but in the row store: MEMORY tables, and temporary tables of any engine. */
import type { Key } from './page/key.js';
import type { StoredRow } from './page/shape.js';
import type { Staged, Storage } from './table.js';

const NOTHING: Staged = { write() {}, done() {} };

export class MemoryStorage implements Storage {
  readonly keyOf: (row: StoredRow) => Key;
  private readonly firstNumber: bigint;

  constructor(keyOf: (row: StoredRow) => Key, firstNumber = 1n) {
    this.keyOf = keyOf;
    this.firstNumber = firstNumber;
  }

  async open(): Promise<bigint> {
    return this.firstNumber;
  }

  load(): Iterable<never> {
    return [];
  }

  stage(): Staged {
    return NOTHING;
  }

  reset(): void {}
}
