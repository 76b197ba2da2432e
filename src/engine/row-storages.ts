/** Where the rows of a table without a tablespace of its own are kept. */
import { DictionaryStorage } from './dictionary-storage.js';
import { EncryptedRowStorage, type RowSurroundings } from './encrypted-row-storage.js';
import { tablespaceName } from './file-names.js';
import { MemoryStorage } from './memory-storage.js';
import type { Key } from './page/key.js';
import type { StoredRow } from './page/shape.js';
import { rowsOfEngine } from './storage-engines.js';
import type { TableEntry } from './store/dictionary.js';
import type { Storage } from './table.js';

export interface RowStorageOf {
  readonly keyOf: (row: StoredRow) => Key;
  /** The next AUTO_INCREMENT value of a table that keeps nothing. */
  readonly firstNumber: bigint;
  /** The entry as it is when somebody asks: a table can be renamed. */
  readonly current: () => TableEntry;
}

export function rowStorage(
  surroundings: RowSurroundings,
  { id, definition }: TableEntry,
  { keyOf, firstNumber, current }: RowStorageOf,
): Storage {
  if (rowsOfEngine(definition.engine) === 'memory') return new MemoryStorage(keyOf, firstNumber);
  const { dictionary } = surroundings;
  const encryption = dictionary.rowEncryption(id);
  if (!encryption) return new DictionaryStorage(dictionary, id, keyOf);
  const path = () => {
    const { db, name } = current().definition;
    return `./${tablespaceName(db, name)}`;
  };
  return new EncryptedRowStorage(surroundings, { tableId: id, encryption, path }, keyOf);
}
