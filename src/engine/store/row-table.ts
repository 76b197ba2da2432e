/**
 * One table's decrypted rows, in the in-memory SQLite database that answers queries.
 *
 * `_k` is the clustered key: an INTEGER when the key is a single integer or the hidden row id, otherwise the
 * order-preserving bytes of the key. A single integer key is not stored a second time: its column *is* `_k`.
 */
import type { Database, Statement } from 'better-sqlite3';
import { affinity } from '../../base/affinity.js';
import type { StoredValue } from '../../base/types.js';
import type { TableDefinition } from '../definition.js';
import { compareKeys, type Key } from '../page/key.js';
import type { SecondaryLayout } from '../page/secondary.js';
import type { StoredRow } from '../page/shape.js';
import { behindPrefix, narrowed, StoredIndex } from './index-keys.js';

/** How a table's key is kept. */
export interface KeyLayout {
  /** `unsigned`: a BIGINT UNSIGNED, in SQLite its eight bytes. */
  readonly kind: 'integer' | 'unsigned' | 'bytes';
  /** The element of a row that is `_k` itself, when the key is one integer column or the row id. */
  readonly column?: number;
  /** True when the key, or any column, needs 64-bit integers. */
  readonly wide: boolean;
}

const ROWS_PER_INSERT = 64;

export class RowTable {
  readonly sqliteName: string;
  readonly layout: KeyLayout;
  /** The SQLite expression of each column, for the query printer. */
  readonly columnSql: readonly string[];
  /** Secondary indexes, in the order of the definition. */
  readonly indexes: readonly StoredIndex[];
  private readonly database: Database;
  /** Stored columns in the order of the table in SQLite, behind the key. */
  private readonly stored: readonly number[];
  /** A row of SQLite is the table's row as it stands: the key is the first column. */
  private readonly sameOrder: boolean;
  private readonly sql: Readonly<
    Record<'insert' | 'insertMany' | 'put' | 'remove' | 'removeRange' | 'get' | 'count' | 'maximum', string>
  >;
  private readonly statements = new Map<string, Statement<unknown[]>>();
  /** Values of appended rows that SQLite has not got yet: many rows in one statement are twice as fast. */
  private pending: StoredValue[] = [];
  /** Of those rows, by index, the entries that must be unique. */
  private pendingEntries = new Map<SecondaryLayout, Map<string, Key>>();

  constructor(
    database: Database,
    id: number,
    definition: TableDefinition,
    layout: KeyLayout,
    indexes: readonly SecondaryLayout[] = [],
  ) {
    this.database = database;
    this.sqliteName = `"t${id}"`;
    this.layout = layout;
    this.columnSql = definition.columns.map((_, column) => (column === layout.column ? '_k' : `c${column}`));
    this.stored = definition.columns.map((_, column) => column).filter((column) => column !== layout.column);
    this.sameOrder = layout.column === 0;
    this.sql = statementTexts(this.sqliteName, this.stored.length + 1);
    const columns = this.stored
      .map((column) => `, c${column} ${affinity(definition.columns[column]?.type ?? { name: 'NULL' })}`)
      .join('');
    database.exec(
      layout.kind === 'integer'
        ? `CREATE TABLE ${this.sqliteName} (_k INTEGER PRIMARY KEY${columns})`
        : `CREATE TABLE ${this.sqliteName} (_k BLOB PRIMARY KEY${columns}) WITHOUT ROWID`,
    );
    const elements = [...this.columnSql, '_k'];
    this.indexes = indexes.map((index) => new StoredIndex(database, this.sqliteName, elements, index));
  }

  /** False when a row with that key is there already. */
  insert(key: Key, row: StoredRow): boolean {
    this.flush();
    return this.statement(this.sql.insert).run(this.bind(key, row)).changes === 1;
  }

  /** A row behind all others. It is there for every method of this class at once, for SQLite after `flush`. */
  append(key: Key, row: StoredRow): void {
    const { pending } = this;
    pending.push(this.toSql(key));
    for (const column of this.stored) pending.push(row[column] ?? null);
    for (const { layout } of this.indexes) {
      if (!layout.mustBeUnique(row)) continue;
      const entries = this.pendingEntries.get(layout) ?? new Map<string, Key>();
      this.pendingEntries.set(layout, entries.set(entryName(layout.entryOf(row)), key));
    }
    if (pending.length >= ROWS_PER_INSERT * (this.stored.length + 1)) this.flush();
  }

  /** Hands appended rows to SQLite: before it is asked for them. */
  flush(): void {
    const { pending } = this;
    if (pending.length === 0) return;
    this.discardPending();
    const width = this.stored.length + 1;
    if (pending.length === ROWS_PER_INSERT * width) {
      this.statement(this.sql.insertMany).run(pending);
      return;
    }
    for (let at = 0; at < pending.length; at += width)
      this.statement(this.sql.insert).run(pending.slice(at, at + width));
  }

  /** Writes the row under its key, whether or not there is one. */
  put(key: Key, row: StoredRow): void {
    this.flush();
    this.statement(this.sql.put).run(this.bind(key, row));
  }

  remove(key: Key): void {
    this.flush();
    this.statement(this.sql.remove).run(this.toSql(key));
  }

  removeRange(from: Key, to: Key): void {
    this.flush();
    this.statement(this.sql.removeRange).run(this.toSql(from), this.toSql(to));
  }

  get(key: Key): StoredRow | undefined {
    this.flush();
    const found = this.reader(this.sql.get).get(this.toSql(key));
    return found === undefined ? undefined : this.unbind(found as StoredValue[]);
  }

  /** Rows in key order behind all others. */
  load(keys: readonly Key[], rows: readonly StoredRow[]): void {
    for (const [at, key] of keys.entries()) this.append(key, rows[at] ?? []);
    this.flush();
  }

  /** Rows from the first key (included) up to the second (excluded), in key order, in chunks. */
  *range(from: Key | undefined, to: Key | undefined, chunk = 1000): Generator<{ keys: Key[]; rows: StoredRow[] }> {
    this.flush();
    const until = to === undefined ? '' : ' AND _k < ?';
    const limit = to === undefined ? [] : [this.toSql(to)];
    const first = this.reader(
      `SELECT * FROM ${this.sqliteName} WHERE ${from === undefined ? '1' : '_k >= ?'}${until} ORDER BY _k LIMIT ${chunk}`,
    );
    const next = this.reader(`SELECT * FROM ${this.sqliteName} WHERE _k > ?${until} ORDER BY _k LIMIT ${chunk}`);
    let found = first.all(...(from === undefined ? limit : [this.toSql(from), ...limit])) as StoredValue[][];
    while (found.length > 0) {
      const keys = found.map((bound) => this.fromSql(bound[0] ?? 0));
      yield { keys, rows: found.map((bound) => this.unbind(bound)) };
      if (found.length < chunk) return;
      found = next.all(found.at(-1)?.[0] ?? 0, ...limit) as StoredValue[][];
    }
  }

  /** The clustered key of a row whose key in a secondary index begins with these bytes. */
  find(index: StoredIndex, entry: Uint8Array, except?: Key): Key | undefined {
    const waiting = this.pendingEntries.get(index.layout)?.get(entryName(entry));
    if (waiting !== undefined && !(except !== undefined && compareKeys(waiting, except) === 0)) return waiting;
    const found = this.startingWith(index, '_k', entry).all(...limitsOf(entry)) as [Exclude<StoredValue, null>][];
    return found
      .map(([key]) => this.fromSql(key))
      .find((key) => except === undefined || compareKeys(key, except) !== 0);
  }

  /** The rows whose keys in a secondary index begin with these bytes. */
  rowsWith(index: StoredIndex, entry: Uint8Array): StoredRow[] {
    this.flush();
    const found = this.startingWith(index, '*', entry).all(...limitsOf(entry)) as StoredValue[][];
    return found.map((bound) => this.unbind(bound));
  }

  /** The first of them. */
  firstWith(index: StoredIndex, entry: Uint8Array): StoredRow | undefined {
    this.flush();
    const found = this.startingWith(index, '*', entry).get(...limitsOf(entry));
    return found === undefined ? undefined : this.unbind(found as StoredValue[]);
  }

  /** Rows in the order of a secondary index, from one key of it (included) up to another (excluded). */
  *indexRange(index: StoredIndex, from: Key | undefined, to: Key | undefined, chunk = 1000): Generator<StoredRow> {
    this.flush();
    const { keySql } = index;
    const table = `${this.sqliteName} INDEXED BY ${index.name}`;
    const until = to === undefined ? '' : ` AND ${keySql} < ?`;
    const limit = to === undefined ? [] : [to];
    let [at, comparison]: [Key, string] = [from ?? Buffer.alloc(0), '>='];
    for (;;) {
      const found = this.reader(
        `SELECT *, ${keySql} FROM ${table} WHERE ${keySql} ${comparison} ?${until} ORDER BY ${keySql} LIMIT ${chunk}`,
      ).all(at, ...limit) as StoredValue[][];
      for (const bound of found) {
        [at, comparison] = [bound.pop() as Key, '>'];
        yield this.unbind(bound);
      }
      if (found.length < chunk) return;
    }
  }

  count(): number {
    this.flush();
    return Number((this.reader(this.sql.count).get() as [number | bigint])[0]);
  }

  maximum(): Key | undefined {
    this.flush();
    const [key] = this.reader(this.sql.maximum).get() as [StoredValue];
    return key === null ? undefined : this.fromSql(key);
  }

  drop(): void {
    this.discardPending();
    for (const index of this.indexes) index.forget();
    this.statements.clear();
    this.database.exec(`DROP TABLE IF EXISTS ${this.sqliteName}`);
  }

  /** Forgets appended rows that SQLite has not got: their statement has failed. */
  discardPending(): void {
    this.pending = [];
    if (this.pendingEntries.size > 0) this.pendingEntries = new Map();
  }

  private startingWith({ name, keySql }: StoredIndex, what: string, entry: Uint8Array): Statement<unknown[]> {
    const until = behindPrefix(entry) ? ` AND ${keySql} < ?` : '';
    return this.reader(`SELECT ${what} FROM ${this.sqliteName} INDEXED BY ${name} WHERE ${keySql} >= ?${until}`);
  }

  private bind(key: Key, row: StoredRow): StoredValue[] {
    const bound: StoredValue[] = [this.toSql(key)];
    for (const column of this.stored) bound.push(row[column] ?? null);
    return bound;
  }

  private unbind(bound: StoredValue[]): StoredRow {
    const row = this.sameOrder ? bound : this.reordered(bound);
    return this.layout.wide ? row.map(narrowed) : row;
  }

  private reordered(bound: StoredValue[]): StoredValue[] {
    const row = bound.slice(1);
    if (this.layout.column !== undefined) row.splice(this.layout.column, 0, bound[0] ?? null);
    return row;
  }

  private toSql(key: Key): StoredValue {
    if (this.layout.kind !== 'unsigned' || key instanceof Uint8Array) return key;
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigUInt64BE(BigInt(key));
    return bytes;
  }

  private fromSql(stored: Exclude<StoredValue, null>): Key {
    const exact = this.layout.kind === 'unsigned' && Buffer.isBuffer(stored) ? stored.readBigUInt64BE() : stored;
    return narrowed(exact) as Key;
  }

  private statement(sql: string): Statement<unknown[]> {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      prepared = this.database.prepare<unknown[]>(sql);
      this.statements.set(sql, prepared);
    }
    return prepared;
  }

  private reader(sql: string): Statement<unknown[]> {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      prepared = this.database.prepare<unknown[]>(sql).raw().safeIntegers(this.layout.wide);
      this.statements.set(sql, prepared);
    }
    return prepared;
  }
}

const entryName = (entry: Uint8Array): string =>
  Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('latin1');

const limitsOf = (entry: Uint8Array): Uint8Array[] => {
  const end = behindPrefix(entry);
  return end ? [entry, end] : [entry];
};

function statementTexts(table: string, width: number) {
  const tuple = `(${Array(width).fill('?').join(',')})`;
  return {
    insert: `INSERT OR IGNORE INTO ${table} VALUES ${tuple}`,
    insertMany: `INSERT INTO ${table} VALUES ${Array(ROWS_PER_INSERT).fill(tuple).join(',')}`,
    put: `INSERT OR REPLACE INTO ${table} VALUES ${tuple}`,
    remove: `DELETE FROM ${table} WHERE _k = ?`,
    removeRange: `DELETE FROM ${table} WHERE _k BETWEEN ? AND ?`,
    get: `SELECT * FROM ${table} WHERE _k = ?`,
    count: `SELECT count(*) FROM ${table}`,
    maximum: `SELECT max(_k) FROM ${table}`,
  };
}
