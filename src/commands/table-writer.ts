/** The bridge from the rows that DML computes to the store's transaction: keys, duplicates, AUTO_INCREMENT. */
import type { StoredValue } from '../base/types.js';
import { compareKeys, type Key } from '../engine/page/key.js';
import type { StoredRow } from '../engine/page/shape.js';
import type { StatementWrites } from '../engine/store/transaction.js';
import type { Table } from '../engine/table.js';
import { valueCell } from '../query/cells.js';
import { DuplicateKey, type RowKey, type TableWriter } from '../query/table-writer.js';
import { decodeValue } from '../query/value.js';

/** Writes rows of one table within a statement. */
export function tableWriter(table: Table, writes: StatementWrites<Table>): TableWriter {
  const { storage, shape, definition } = table;
  const width = definition.columns.length;

  const duplicate = (key: Key): DuplicateKey => {
    const row = table.rows.get(key) ?? [];
    return new DuplicateKey(clusteredName(table), entryOf(table, row), key, row.slice(0, width));
  };

  /** The key that an UPDATE or DELETE names is the row id where there is no other. */
  const stored = (row: readonly StoredValue[], key: RowKey): StoredRow =>
    shape.hiddenRowId ? [...row.slice(0, width), Number(key)] : row;

  return {
    insert(row) {
      const complete = table.withRowId(row);
      const key = storage.keyOf(complete);
      if (!writes.insert(table, key, complete)) throw duplicate(key);
    },

    update(rowKey, before, after) {
      const [from, to] = [stored(before, rowKey), stored(after, rowKey)];
      const [oldKey, newKey] = [storage.keyOf(from), storage.keyOf(to)];
      if (compareKeys(oldKey, newKey) === 0) {
        writes.replace(table, newKey, to);
        return;
      }
      if (table.rows.get(newKey)) throw duplicate(newKey);
      writes.remove(table, oldKey);
      writes.insert(table, newKey, to);
    },

    remove(rowKey, row) {
      writes.remove(table, storage.keyOf(stored(row, rowKey)));
    },

    nextAutoIncrement: () => table.nextAutoIncrement++,

    noteAutoIncrement(value) {
      if (value >= table.nextAutoIncrement) table.nextAutoIncrement = value + 1n;
    },
  };
}

/** The index that orders the rows, by the name that error 1062 shows. */
const clusteredName = ({ definition }: Table): string =>
  definition.indexes.find(({ name }) => name === 'PRIMARY')?.name ?? definition.indexes[0]?.name ?? 'PRIMARY';

/** The key's values as error 1062 shows them: joined by dashes. */
function entryOf({ shape }: Table, row: StoredRow): string {
  return shape.keyFields
    .map(({ position, type }) => {
      const cell = type ? valueCell(decodeValue(row[position] ?? null, type), type) : null;
      return cell instanceof Uint8Array ? Buffer.from(cell).toString('latin1') : (cell ?? 'NULL');
    })
    .join('-');
}
