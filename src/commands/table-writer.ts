/** The bridge from the rows that DML computes to the store's transaction: keys, duplicates, AUTO_INCREMENT. */
import { type SqlError, sqlError } from '../base/errors.js';
import type { StoredValue } from '../base/types.js';
import type { IndexPart } from '../engine/definition.js';
import { compareKeys, type Key } from '../engine/page/key.js';
import { cutValue } from '../engine/page/prefix.js';
import { rowSizeCheck, TOO_BIG_ROW, tooBigRow } from '../engine/page/record-size.js';
import { clusteredIndex, type StoredRow } from '../engine/page/shape.js';
import type { StatementWrites } from '../engine/store/statement-writes.js';
import type { Table } from '../engine/table.js';
import { valueCell } from '../query/cells.js';
import { narrowText } from '../query/charsets.js';
import { rangeOfType } from '../query/forms.js';
import { DuplicateKey, type RowKey, type TableWriter } from '../query/table-writer.js';
import { decodeValue } from '../query/value.js';
import { type CheckUnique, type RowKeys, takenBy } from './foreign-keys/row-keys.js';

/** The last number of BIGINT UNSIGNED marks the end. */
const MAX_COUNTER = 2n ** 64n - 1n;

/** Raises an error that is not the one which the statement answers with. */
type RaiseError = (level: 'Error', error: SqlError) => void;

/** 1118 and 1030 for a row that has no place on a page of InnoDB's. */
function sizeCheck({ definition, shape }: Table, raise: RaiseError): (row: StoredRow) => void {
  const isTooBig = definition.engine === 'InnoDB' ? rowSizeCheck(shape) : undefined;
  return (row) => {
    if (!isTooBig?.(row)) return;
    const error = tooBigRow(shape);
    raise('Error', error);
    raise('Error', sqlError('ER_GET_ERRNO', TOO_BIG_ROW, 'Too big row', definition.engine));
    throw error;
  };
}

/** Writes rows of one table within a statement; `keys`: foreign keys have to do with it. */
export function tableWriter(
  table: Table,
  writes: StatementWrites<Table>,
  raise: RaiseError,
  keys?: RowKeys,
): TableWriter {
  const { storage } = table;
  const checkSize = sizeCheck(table, raise);
  const counter = counterOf(table);
  const rows = keys ? referringRows(table, writes, keys) : plainRows(table, writes);
  return {
    insert(row) {
      const complete = table.withRowId(row);
      checkSize(complete);
      rows.insert(storage.keyOf(complete), complete);
      if (table.definition.heap) counter.note(counter.valueIn(complete));
    },

    update(rowKey, before, after) {
      const [from, to] = [storedRow(table, before, rowKey), storedRow(table, after, rowKey)];
      checkSize(to);
      counter.note(counter.valueIn(to));
      rows.update({ key: storage.keyOf(from), row: from }, { key: storage.keyOf(to), row: to });
    },

    current: (rowKey, row) =>
      table.rows.get(storage.keyOf(storedRow(table, row, rowKey)))?.slice(0, table.definition.columns.length),

    remove: (rowKey, row) => rows.remove(storage.keyOf(storedRow(table, row, rowKey))),

    reserveAutoIncrement(count) {
      const first = table.nextAutoIncrement;
      // InnoDB gives numbers away at once, the others when rows have been written.
      if (!table.definition.heap) table.nextAutoIncrement = counter.limited(first + count);
      return first;
    },

    noteAutoIncrement(value) {
      counter.note(value);
    },
  };
}

/** The AUTO_INCREMENT column of a table. */
function counterOf(table: Table) {
  const { columns } = table.definition;
  const counting = columns.findIndex(({ autoIncrement }) => autoIncrement);
  const range = rangeOfType(columns[counting]?.type ?? { name: 'NULL' });
  const limit = range ? (range.max < MAX_COUNTER ? range.max + 1n : MAX_COUNTER) : MAX_COUNTER;
  const limited = (value: bigint): bigint => (value > limit ? limit : value);
  return {
    limited,

    /** The next number is above this one. */
    note(value: StoredValue | undefined): void {
      if (typeof value === 'bigint' && value >= table.nextAutoIncrement) table.nextAutoIncrement = limited(value + 1n);
    },

    valueIn(row: StoredRow): bigint | undefined {
      const type = columns[counting]?.type;
      const value = type && decodeValue(row[counting] ?? null, type);
      return typeof value === 'bigint' ? value : undefined;
    },
  };
}

interface KeyedRow {
  readonly key: Key;
  readonly row: StoredRow;
}

/** Rows on their way into the store. All throw DuplicateKey. */
interface Rows {
  insert(key: Key, row: StoredRow): void;
  update(from: KeyedRow, to: KeyedRow): void;
  /** False: there is no such row any more. */
  remove(key: Key): boolean;
}

function plainRows(table: Table, writes: StatementWrites<Table>): Rows {
  /** No unique index may have the row's entry. */
  const checkUnique = (row: StoredRow, except?: Key): void => {
    const conflict = writes.conflict(table, row, except);
    if (conflict) throw duplicate(table, conflict.key, row, table.definition.indexes[conflict.index.position]);
  };
  return {
    insert(key, row) {
      if (table.uniqueIndexes.length > 0) {
        if (writes.has(table, key)) throw duplicate(table, key, row);
        checkUnique(row);
      }
      if (!writes.insert(table, key, row)) throw duplicate(table, key, row);
    },

    update(from, to) {
      if (compareKeys(from.key, to.key) === 0) {
        checkUnique(to.row, from.key);
        writes.replace(table, to.key, to.row);
        return;
      }
      if (table.rows.get(to.key)) throw duplicate(table, to.key, to.row);
      checkUnique(to.row, from.key);
      writes.remove(table, from.key);
      writes.insert(table, to.key, to.row);
    },

    remove(key) {
      writes.remove(table, key);
      return true;
    },
  };
}

/** Rows that refer to others, or are referred to. */
function referringRows(table: Table, writes: StatementWrites<Table>, keys: RowKeys): Rows {
  const checkUnique: CheckUnique = (change, position) => {
    const taken = takenBy(writes, change, position);
    if (taken === undefined || !change.to) return;
    const isReferenced = keys.isReferenced(table);
    throw duplicate(table, taken, change.to.row, table.definition.indexes[position], isReferenced);
  };
  return {
    insert: (key, row) => keys.write({ table, to: { key, row } }, checkUnique),
    update: (from, to) => keys.write({ table, from, to }, checkUnique),

    remove(key) {
      // A cascade of the same statement may have come before.
      const row = table.rows.get(key);
      if (row) keys.write({ table, from: { key, row } }, checkUnique);
      return row !== undefined;
    },
  };
}

/** A row that others refer to goes before the one that REPLACE puts in its place. */
function duplicate(
  table: Table,
  key: Key,
  row: StoredRow,
  index = clusteredIndex(table.definition),
  isReferenced = false,
): DuplicateKey {
  const { definition } = table;
  const existing = (table.rows.get(key) ?? []).slice(0, definition.columns.length);
  const isLast = definition.indexes.findLast(({ unique }) => unique) === index && !isReferenced;
  return new DuplicateKey(index?.name ?? 'PRIMARY', entryOf(table, row, index?.parts ?? []), key, existing, isLast);
}

/** Locks the rows that a DELETE would remove, and removes nothing. */
export function rowLocker(table: Table, writes: StatementWrites<Table>, keep: boolean, raise: RaiseError): TableWriter {
  return {
    ...tableWriter(table, writes, raise),
    remove(rowKey, row) {
      writes.lock(table, table.storage.keyOf(storedRow(table, row, rowKey)), keep);
      return true;
    },
  };
}

/** The key that an UPDATE or DELETE names is the row id where there is no other. */
function storedRow({ shape, definition }: Table, row: readonly StoredValue[], key: RowKey): StoredRow {
  return shape.hiddenRowId ? [...row.slice(0, definition.columns.length), Number(key)] : row;
}

/** Bytes of a key's values that an error shows. */
const MAX_ENTRY = 64;

/** The key's values as error 1062 shows them: joined by dashes, and no longer than that. */
export function entryOf({ definition }: Table, row: StoredRow, parts: readonly IndexPart[]): string {
  const values = parts.map(({ column, length }) => {
    const type = definition.columns[column]?.type;
    const value = row[column] ?? null;
    const cut = length === undefined ? value : cutValue(value, length);
    const cell = type ? valueCell(decodeValue(cut, type), type) : null;
    if (cell instanceof Uint8Array) return printableBytes(cell, type?.name === 'BINARY');
    return cell === null ? 'NULL' : narrowText(cell, 'utf8mb3');
  });
  const entry = values.join('-');
  if (Buffer.byteLength(entry) <= MAX_ENTRY) return entry;
  const kept = Buffer.from(entry).subarray(0, MAX_ENTRY - '...'.length);
  return `${new TextDecoder().decode(kept, { stream: true })}...`;
}

/** Bytes that are no printable ASCII as \xHH; the zeros that fill up a BINARY are left out. */
function printableBytes(bytes: Uint8Array, filled: boolean): string {
  const text = Buffer.from(bytes).toString('latin1');
  return (filled ? text.replace(/\0+$/, '') : text).replace(
    /[^\x20-\x7e]/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
