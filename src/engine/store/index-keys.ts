/**
 * Keys of secondary indexes inside the row store. SQLite's index is on the expression `index_key(n, columns…)`, whose
 * value is the key that orders the records on pages; nothing of it is stored a second time in the rows.
 */
import type { Database } from 'better-sqlite3';
import { assert } from '../../base/assert.js';
import type { StoredValue } from '../../base/types.js';
import type { SecondaryLayout } from '../page/secondary.js';

type KeyFunction = (values: readonly StoredValue[]) => Uint8Array;

/** The key functions of a database's indexes: SQLite knows them by number. */
class IndexKeys {
  private readonly functions = new Map<number, KeyFunction>();
  private last = 0;

  constructor(database: Database) {
    const options = { deterministic: true, varargs: true, safeIntegers: true };
    database.function('index_key', options, (number: bigint, ...values: StoredValue[]) => {
      const key = this.functions.get(Number(number));
      assert(key, 'an index of the row store has its key function');
      return key(values);
    });
  }

  add(key: KeyFunction): number {
    this.functions.set(++this.last, key);
    return this.last;
  }

  remove(number: number): void {
    this.functions.delete(number);
  }
}

const registered = new WeakMap<Database, IndexKeys>();

function keysOf(database: Database): IndexKeys {
  const known = registered.get(database) ?? new IndexKeys(database);
  registered.set(database, known);
  return known;
}

/** One secondary index of a table in the row store. */
export class StoredIndex {
  readonly layout: SecondaryLayout;
  readonly name: string;
  /** The key of a row as an SQL expression: what the index is on. */
  readonly keySql: string;
  private readonly database: Database;
  private readonly number: number;

  /** `columnSql` has the expression of each element of a row. */
  constructor(database: Database, table: string, columnSql: readonly string[], layout: SecondaryLayout) {
    this.database = database;
    this.layout = layout;
    const { width, fields } = layout.shape;
    const positions = [...new Set(fields.map(({ position }) => position))];
    this.number = keysOf(database).add((values) => {
      const row = new Array<StoredValue>(width).fill(null);
      for (const [at, position] of positions.entries()) row[position] = narrowed(values[at] ?? null);
      return layout.keyOf(row);
    });
    this.name = `"x${this.number}"`;
    this.keySql = `index_key(${[this.number, ...positions.map((position) => columnSql[position])].join(', ')})`;
    database.exec(`CREATE INDEX ${this.name} ON ${table} (${this.keySql})`);
  }

  /** The table is gone. */
  forget(): void {
    keysOf(this.database).remove(this.number);
  }
}

/** SQLite gives all integers of a wide table as bigint; those that fit are numbers everywhere else. */
export const narrowed = (value: StoredValue): StoredValue =>
  typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;

/** The least bytes that are greater than everything that begins with these; undefined when there are none. */
export function behindPrefix(prefix: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(prefix);
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] === 0xff) continue;
    bytes.writeUInt8(bytes.readUInt8(at) + 1, at);
    return bytes.subarray(0, at + 1);
  }
  return undefined;
}
