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

/** The last number of BIGINT UNSIGNED marks the end. */
const MAX_COUNTER = 2n ** 64n - 1n;

/** Raises an error that is not the one which the statement answers with. */
type RaiseError = (level: 'Error', error: SqlError) => void;

/** 1118 and 1030 for a row that has no place on a page of InnoDB's. */
function sizeCheck({ definition, shape }: Table, raise: RaiseError): (row: StoredRow) => void {
  const isTooBig = definition.engine === 'InnoDB' ? rowSizeCheck(shape) : undefined;
  return (row) => {
    if (!isTooBig?.(row)) return;
    const error = tooBigRow();
    raise('Error', error);
    raise('Error', sqlError('ER_GET_ERRNO', TOO_BIG_ROW, 'Too big row', definition.engine));
    throw error;
  };
}

/** Writes rows of one table within a statement. */
export function tableWriter(table: Table, writes: StatementWrites<Table>, raise: RaiseError): TableWriter {
  const { storage, definition } = table;
  const width = definition.columns.length;
  const checkSize = sizeCheck(table, raise);

  const duplicate = (key: Key, row: StoredRow, index = clusteredIndex(definition)): DuplicateKey => {
    const existing = table.rows.get(key) ?? [];
    const isLast = definition.indexes.findLast(({ unique }) => unique) === index;
    return new DuplicateKey(
      index?.name ?? 'PRIMARY',
      entryOf(table, row, index?.parts ?? []),
      key,
      existing.slice(0, width),
      isLast,
    );
  };

  /** No unique index may have the row's entry. Throws DuplicateKey. */
  const checkUnique = (row: StoredRow, except?: Key): void => {
    const conflict = writes.conflict(table, row, except);
    if (conflict) throw duplicate(conflict.key, row, definition.indexes[conflict.index.position]);
  };

  const stored = (row: readonly StoredValue[], key: RowKey): StoredRow => storedRow(table, row, key);

  const counting = definition.columns.findIndex(({ autoIncrement }) => autoIncrement);
  const range = rangeOfType(definition.columns[counting]?.type ?? { name: 'NULL' });
  const limit = range ? (range.max < MAX_COUNTER ? range.max + 1n : MAX_COUNTER) : MAX_COUNTER;
  const limited = (value: bigint): bigint => (value > limit ? limit : value);
  const noteCounter = (value: StoredValue): void => {
    if (typeof value === 'bigint' && value >= table.nextAutoIncrement) table.nextAutoIncrement = limited(value + 1n);
  };
  const counterOf = (row: StoredRow): bigint | undefined => {
    const type = definition.columns[counting]?.type;
    const value = type && decodeValue(row[counting] ?? null, type);
    return typeof value === 'bigint' ? value : undefined;
  };

  return {
    insert(row) {
      const complete = table.withRowId(row);
      const key = storage.keyOf(complete);
      checkSize(complete);
      if (table.uniqueIndexes.length > 0) {
        if (writes.has(table, key)) throw duplicate(key, complete);
        checkUnique(complete);
      }
      if (!writes.insert(table, key, complete)) throw duplicate(key, complete);
      if (definition.heap) noteCounter(counterOf(complete) ?? null);
    },

    update(rowKey, before, after) {
      const [from, to] = [stored(before, rowKey), stored(after, rowKey)];
      checkSize(to);
      noteCounter(counterOf(to) ?? null);
      const [oldKey, newKey] = [storage.keyOf(from), storage.keyOf(to)];
      if (compareKeys(oldKey, newKey) === 0) {
        checkUnique(to, oldKey);
        writes.replace(table, newKey, to);
        return;
      }
      if (table.rows.get(newKey)) throw duplicate(newKey, to);
      checkUnique(to, oldKey);
      writes.remove(table, oldKey);
      writes.insert(table, newKey, to);
    },

    remove(rowKey, row) {
      writes.remove(table, storage.keyOf(stored(row, rowKey)));
    },

    reserveAutoIncrement(count) {
      const first = table.nextAutoIncrement;
      // InnoDB gives numbers away at once, the others when rows have been written.
      if (!definition.heap) table.nextAutoIncrement = limited(first + count);
      return first;
    },

    noteAutoIncrement(value) {
      noteCounter(value);
    },
  };
}

/** Locks the rows that a DELETE would remove, and removes nothing. */
export function rowLocker(table: Table, writes: StatementWrites<Table>, keep: boolean, raise: RaiseError): TableWriter {
  return {
    ...tableWriter(table, writes, raise),
    remove(rowKey, row) {
      writes.lock(table, table.storage.keyOf(storedRow(table, row, rowKey)), keep);
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
function entryOf({ definition }: Table, row: StoredRow, parts: readonly IndexPart[]): string {
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
