/** Rows of a table without a tablespace of its own, kept in the dictionary itself. */
import type { Key } from './page/key.js';
import type { StoredRow } from './page/shape.js';
import type { Changes } from './store/changes.js';
import type { Dictionary } from './store/dictionary.js';
import type { Staged, Storage, Table } from './table.js';

export class DictionaryStorage implements Storage {
  private readonly dictionary: Dictionary;
  private readonly tableId: number;
  readonly keyOf: (row: StoredRow) => Key;

  constructor(dictionary: Dictionary, tableId: number, keyOf: (row: StoredRow) => Key) {
    this.dictionary = dictionary;
    this.tableId = tableId;
    this.keyOf = keyOf;
  }

  async open(): Promise<bigint> {
    return this.dictionary.autoIncrement(this.tableId);
  }

  *load(): Generator<{ keys: Key[]; rows: StoredRow[] }> {
    const rows = this.dictionary.rows(this.tableId);
    yield { keys: rows.map((row) => this.keyOf(row)), rows };
  }

  stage(table: Table, changes: Changes): Staged {
    const changed = [...changes.allKeys(table.rows)].map((key) => ({ key, row: table.rows.get(key) }));
    const { nextAutoIncrement } = table;
    return {
      write: () => {
        for (const { key, row } of changed) {
          if (row) this.dictionary.putRow(this.tableId, keyBytes(key), row);
          else this.dictionary.removeRow(this.tableId, keyBytes(key));
        }
        this.dictionary.putAutoIncrement(this.tableId, nextAutoIncrement);
      },
      done() {},
    };
  }

  reset(): void {}
}

/** A key as bytes that sort like it. */
export function keyBytes(key: Key): Uint8Array {
  if (key instanceof Uint8Array) return key;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(key) + (1n << 63n)));
  return bytes;
}
