/** What writes rows: the store behind INSERT, UPDATE and DELETE. */
import { SqlError, sqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { TriggerEvent } from '../parser/ast.js';

/** What tells a row apart where the primary key does not: the value of the source's `rowKeySql`; null without one. */
export type RowKey = StoredValue;

/** The triggers of a table, as a statement that writes fires them. Rows are in stored form. */
export interface RowTriggers {
  readonly hasBeforeInsert: boolean;
  /** `fresh` changes where a trigger assigns to it. */
  before(event: TriggerEvent, old: readonly StoredValue[] | undefined, fresh?: StoredValue[]): void;
  after(event: TriggerEvent, old: readonly StoredValue[] | undefined, fresh?: readonly StoredValue[]): void;
}

export interface TableWriter {
  readonly triggers?: RowTriggers;
  /** Writes a new row; throws DuplicateKey. */
  insert(row: readonly StoredValue[]): void;
  /** Replaces a row; throws DuplicateKey. */
  update(key: RowKey, before: readonly StoredValue[], after: readonly StoredValue[]): void;
  /** The row as it is now; undefined: it has gone. */
  current(key: RowKey, row: readonly StoredValue[]): readonly StoredValue[] | undefined;
  /** False: the row has gone already, with another that the statement has removed. */
  remove(key: RowKey, row: readonly StoredValue[]): boolean;
  /** Takes that many values of the AUTO_INCREMENT column; the first of them. */
  reserveAutoIncrement(count: bigint): bigint;
  /** A value was written into the AUTO_INCREMENT column: the next one is above it. */
  noteAutoIncrement(value: bigint): void;
}

/** No partition of the table takes the row: 1526. */
export class NoPartition extends Error {
  readonly error: SqlError;

  constructor(value: string) {
    super(`no partition for ${value}`);
    this.error = sqlError('ER_NO_PARTITION_FOR_GIVEN_VALUE', value);
  }
}

/** 1451, 1452: a foreign key forbids it. IGNORE passes over such a row. */
export const isForeignKeyError = (error: unknown): error is SqlError =>
  error instanceof SqlError && (error.errno === 1451 || error.errno === 1452);

/** A row with this key is there already. */
export class DuplicateKey extends Error {
  /** The index as error 1062 names it: `PRIMARY`. */
  readonly index: string;
  /** The key's values as error 1062 shows them: `1-abc`. */
  readonly entry: string;
  /** The row that is in the way. */
  readonly key: RowKey;
  readonly row: readonly StoredValue[];

  /** No other unique index comes behind it: REPLACE may then update the row. */
  readonly isLast: boolean;

  constructor(index: string, entry: string, key: RowKey, row: readonly StoredValue[], isLast: boolean) {
    super(`Duplicate entry '${entry}' for key '${index}'`);
    this.index = index;
    this.entry = entry;
    this.key = key;
    this.row = row;
    this.isLast = isLast;
  }
}
