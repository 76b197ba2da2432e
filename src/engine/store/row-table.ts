/**
 * One table's decrypted rows, in the in-memory SQLite database that answers queries.
 *
 * `_k` is the clustered key: an INTEGER when the key is a single integer or the hidden row id, otherwise the
 * order-preserving bytes of the key. A single integer key is not stored a second time: its column *is* `_k`.
 */
import type { Database, Statement } from 'better-sqlite3';
import type { StoredValue } from '../../base/types.js';
import type { TableDefinition } from '../definition.js';
import type { Key } from '../page/key.js';
import type { StoredRow } from '../page/shape.js';

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
  private readonly database: Database;
  private readonly stored: readonly number[];
  private readonly width: number;
  private readonly statements = new Map<string, Statement<StoredValue[]>>();

  constructor(database: Database, id: number, definition: TableDefinition, layout: KeyLayout) {
    this.database = database;
    this.sqliteName = `"t${id}"`;
    this.layout = layout;
    this.columnSql = definition.columns.map((_, column) => (column === layout.column ? '_k' : `c${column}`));
    this.stored = definition.columns.map((_, column) => column).filter((column) => column !== layout.column);
    this.width = this.stored.length + 1;
    const columns = this.stored.map((column) => `, c${column}`).join('');
    database.exec(
      layout.kind === 'integer'
        ? `CREATE TABLE ${this.sqliteName} (_k INTEGER PRIMARY KEY${columns})`
        : `CREATE TABLE ${this.sqliteName} (_k BLOB PRIMARY KEY${columns}) WITHOUT ROWID`,
    );
  }

  /** False when a row with that key is there already. */
  insert(key: Key, row: StoredRow): boolean {
    return (
      this.statement(`INSERT OR IGNORE INTO ${this.sqliteName} VALUES (${marks(this.width)})`).run(
        ...this.bind(key, row),
      ).changes === 1
    );
  }

  /** Writes the row under its key, whether or not there is one. */
  put(key: Key, row: StoredRow): void {
    this.statement(`INSERT OR REPLACE INTO ${this.sqliteName} VALUES (${marks(this.width)})`).run(
      ...this.bind(key, row),
    );
  }

  remove(key: Key): void {
    this.statement(`DELETE FROM ${this.sqliteName} WHERE _k = ?`).run(this.toSql(key));
  }

  removeRange(from: Key, to: Key): void {
    this.statement(`DELETE FROM ${this.sqliteName} WHERE _k BETWEEN ? AND ?`).run(this.toSql(from), this.toSql(to));
  }

  get(key: Key): StoredRow | undefined {
    const found = this.reader(`SELECT * FROM ${this.sqliteName} WHERE _k = ?`).get(this.toSql(key));
    return found === undefined ? undefined : this.unbind(found as StoredValue[]);
  }

  /** Many rows at once, none of which is there yet. */
  load(keys: readonly Key[], rows: readonly StoredRow[]): void {
    let at = 0;
    for (; at + ROWS_PER_INSERT <= rows.length; at += ROWS_PER_INSERT) {
      this.statement(this.insertMany).run(...this.bindMany(keys, rows, at, at + ROWS_PER_INSERT));
    }
    for (; at < rows.length; at++) this.insert(keys[at] ?? 0, rows[at] ?? []);
  }

  /** Rows from the first key (included) up to the second (excluded), in key order, in chunks. */
  *range(from: Key | undefined, to: Key | undefined, chunk = 1000): Generator<{ keys: Key[]; rows: StoredRow[] }> {
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

  count(): number {
    return Number((this.reader(`SELECT count(*) FROM ${this.sqliteName}`).get() as [number | bigint])[0]);
  }

  maximum(): Key | undefined {
    const [key] = this.reader(`SELECT max(_k) FROM ${this.sqliteName}`).get() as [StoredValue];
    return key === null ? undefined : this.fromSql(key);
  }

  clear(): void {
    this.database.exec(`DELETE FROM ${this.sqliteName}`);
  }

  drop(): void {
    this.statements.clear();
    this.database.exec(`DROP TABLE IF EXISTS ${this.sqliteName}`);
  }

  private get insertMany(): string {
    const tuple = `(${marks(this.width)})`;
    return `INSERT INTO ${this.sqliteName} VALUES ${Array(ROWS_PER_INSERT).fill(tuple).join(',')}`;
  }

  private bind(key: Key, row: StoredRow): StoredValue[] {
    const bound: StoredValue[] = [this.toSql(key)];
    for (const column of this.stored) bound.push(row[column] ?? null);
    return bound;
  }

  private bindMany(keys: readonly Key[], rows: readonly StoredRow[], from: number, to: number): StoredValue[] {
    const bound: StoredValue[] = [];
    for (let at = from; at < to; at++) {
      bound.push(this.toSql(keys[at] ?? 0));
      for (const column of this.stored) bound.push(rows[at]?.[column] ?? null);
    }
    return bound;
  }

  private unbind(bound: StoredValue[]): StoredRow {
    const row = bound.slice(1);
    const key = this.layout.column;
    if (key !== undefined) row.splice(key, 0, bound[0] ?? null);
    return this.layout.wide ? row.map(narrowed) : row;
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

  private statement(sql: string): Statement<StoredValue[]> {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      prepared = this.database.prepare<StoredValue[]>(sql);
      this.statements.set(sql, prepared);
    }
    return prepared;
  }

  private reader(sql: string): Statement<StoredValue[]> {
    let prepared = this.statements.get(sql);
    if (!prepared) {
      prepared = this.database.prepare<StoredValue[]>(sql).raw().safeIntegers(this.layout.wide);
      this.statements.set(sql, prepared);
    }
    return prepared;
  }
}

/** SQLite gives all integers of a wide table as bigint; those that fit are numbers everywhere else. */
const narrowed = (value: StoredValue): StoredValue =>
  typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
    ? Number(value)
    : value;

const marks = (count: number): string => Array(count).fill('?').join(',');
