/**
 * The data dictionary: databases, table definitions and counters in `sealion.db`, beside the page journal, so
 * that one SQLite commit covers definition and pages.
 *
 * SQLite runs with a write-ahead log and `synchronous=FULL`: a commit that returned is on the disk.
 */
import SqliteDatabase, { type Database } from 'better-sqlite3';
import type { StoredValue } from '../../base/types.js';
import type { TableDefinition } from '../definition.js';
import type { SystemCrypt } from '../system-spaces.js';
import type { LogHeader } from './log-cipher.js';

/** A table as the dictionary keeps it. */
export interface TableEntry {
  readonly id: number;
  /** 0: the rows are in the dictionary itself, not in a tablespace of their own. */
  readonly space: number;
  readonly indexId: number;
  readonly definition: TableDefinition;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly discarded: boolean;
}

/** What the encryption of a table's rows begins with; tables without it have rows in clear. */
export interface RowEncryption {
  readonly space: number;
  readonly iv: Uint8Array;
}

export interface DatabaseEntry {
  readonly name: string;
  readonly collation: string;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS databases (name TEXT PRIMARY KEY, collation TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tables (
    id INTEGER PRIMARY KEY, db TEXT NOT NULL, name TEXT NOT NULL, space INTEGER NOT NULL, index_id INTEGER NOT NULL,
    definition TEXT NOT NULL, created INTEGER NOT NULL, discarded INTEGER NOT NULL, UNIQUE (db, name));
  CREATE TABLE IF NOT EXISTS table_rows (table_id INTEGER NOT NULL, k BLOB NOT NULL, row TEXT NOT NULL, PRIMARY KEY (table_id, k)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS log_header (only_one INTEGER PRIMARY KEY, header TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS system_spaces (space INTEGER PRIMARY KEY, crypt TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS row_counts (table_id INTEGER PRIMARY KEY, rows INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS next_numbers (table_id INTEGER PRIMARY KEY, number TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS encrypted_rows (table_id INTEGER NOT NULL, slot INTEGER NOT NULL, row BLOB NOT NULL, PRIMARY KEY (table_id, slot)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS row_encryption (table_id INTEGER PRIMARY KEY, space INTEGER NOT NULL, iv BLOB NOT NULL);
`;

/** What is kept of a table beside its entry. */
const KEPT = ['table_rows', 'row_counts', 'next_numbers', 'encrypted_rows', 'row_encryption'] as const;

/** `lsn` is an upper bound: start-up goes on well behind it, so that no (page, LSN) pair is ever used twice. */
type Counter = 'lsn' | 'space' | 'table' | 'index';

/**
 * How far start-up jumps ahead: more LSNs than a process uses up in commits that fail one after the other. LSNs are
 * kept small because a real server refuses to import pages whose LSN is ahead of its own.
 */
const LSN_GAP = 256;
/** As in a fresh InnoDB instance: the first user tablespace and index are small numbers, but not the system's. */
const FIRST: Readonly<Record<Counter, number>> = { lsn: 256, space: 4, table: 20, index: 25 };

export class Dictionary {
  readonly database: Database;
  private readonly counters: Record<Counter, number>;
  private readonly saved: Partial<Record<Counter, number>> = {};

  /** Throws SQLITE_BUSY when another process owns the datadir. */
  constructor(path: string) {
    // Whoever has the datadir keeps it: waiting is no use.
    this.database = new SqliteDatabase(path, { timeout: 0 });
    const database = this.database;
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('temp_store = MEMORY');
    database.pragma('wal_autocheckpoint = 4000');
    database.exec(SCHEMA);
    this.counters = { ...FIRST };
    for (const { name, value } of database.prepare('SELECT name, value FROM counters').all() as {
      name: Counter;
      value: number;
    }[]) {
      this.counters[name] = value;
    }
    this.counters.lsn += LSN_GAP;
  }

  next(counter: Counter): number {
    return ++this.counters[counter];
  }

  /** For pages that are written without a commit. Now and then it makes one, so that a start goes on behind it. */
  nextUncommittedLsn(): number {
    if (this.saved.lsn === undefined || this.counters.lsn - this.saved.lsn >= LSN_GAP / 2) this.commit(() => {});
    return this.next('lsn');
  }

  /** A new table's entry, not yet put. `now`: milliseconds since 1970. */
  newEntry(definition: TableDefinition, hasTablespace: boolean, now: number): TableEntry {
    return {
      id: this.next('table'),
      space: hasTablespace ? this.next('space') : 0,
      indexId: this.next('index'),
      definition,
      created: now,
      discarded: false,
    };
  }

  /** Runs the work in one durable transaction, with the counters as they are then. */
  commit(work: () => void): void {
    this.database.transaction(() => {
      work();
      this.saveCounters();
    })();
  }

  databases(): DatabaseEntry[] {
    return this.database.prepare('SELECT name, collation FROM databases ORDER BY name').all() as DatabaseEntry[];
  }

  addDatabase({ name, collation }: DatabaseEntry): void {
    this.database.prepare('INSERT OR REPLACE INTO databases VALUES (?, ?)').run(name, collation);
  }

  removeDatabase(name: string): void {
    this.database.prepare('DELETE FROM databases WHERE name = ?').run(name);
  }

  tables(): TableEntry[] {
    const rows = this.database
      .prepare('SELECT id, space, index_id, definition, created, discarded FROM tables ORDER BY id')
      .all();
    return (rows as StoredEntry[]).map((row) => ({
      id: row.id,
      space: row.space,
      indexId: row.index_id,
      definition: decodeJson(row.definition) as TableDefinition,
      created: row.created,
      discarded: row.discarded === 1,
    }));
  }

  putTable({ id, space, indexId, definition, created, discarded }: TableEntry): void {
    this.database
      .prepare('INSERT OR REPLACE INTO tables VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(id, definition.db, definition.name, space, indexId, encodeJson(definition), created, discarded ? 1 : 0);
  }

  removeTable(id: number): void {
    this.database.prepare('DELETE FROM tables WHERE id = ?').run(id);
    for (const kept of KEPT) this.database.prepare(`DELETE FROM ${kept} WHERE table_id = ?`).run(id);
  }

  rowCount(id: number): number {
    return (
      (this.database.prepare('SELECT rows FROM row_counts WHERE table_id = ?').pluck().get(id) as number | undefined) ??
      0
    );
  }

  putRowCount(id: number, rows: number): void {
    this.database.prepare('INSERT OR REPLACE INTO row_counts VALUES (?, ?)').run(id, rows);
  }

  /** The next AUTO_INCREMENT value of a table that has no tablespace of its own. */
  autoIncrement(id: number): bigint {
    const number = this.database.prepare('SELECT number FROM next_numbers WHERE table_id = ?').pluck().get(id);
    return BigInt((number as string | undefined) ?? 1);
  }

  putAutoIncrement(id: number, number: bigint): void {
    if (number === this.autoIncrement(id)) return;
    this.database.prepare('INSERT OR REPLACE INTO next_numbers VALUES (?, ?)').run(id, String(number));
  }

  /** Rows of tables that have no tablespace of their own, by key. */
  rows(id: number): (readonly StoredValue[])[] {
    const rows = this.database.prepare('SELECT row FROM table_rows WHERE table_id = ? ORDER BY k').pluck().all(id);
    return (rows as string[]).map((row) => decodeJson(row) as StoredValue[]);
  }

  putRow(id: number, key: Uint8Array, row: readonly StoredValue[]): void {
    this.database.prepare('INSERT OR REPLACE INTO table_rows VALUES (?, ?, ?)').run(id, key, encodeJson(row));
  }

  removeRow(id: number, key: Uint8Array): void {
    this.database.prepare('DELETE FROM table_rows WHERE table_id = ? AND k = ?').run(id, key);
  }

  rowEncryption(id: number): RowEncryption | undefined {
    return this.database.prepare('SELECT space, iv FROM row_encryption WHERE table_id = ?').get(id) as
      | RowEncryption
      | undefined;
  }

  putRowEncryption(id: number, { space, iv }: RowEncryption): void {
    this.database.prepare('INSERT OR REPLACE INTO row_encryption VALUES (?, ?, ?)').run(id, space, iv);
  }

  /** Encrypted rows in the order of their slots. */
  encryptedRows(id: number): { readonly slot: number; readonly row: Buffer }[] {
    const rows = this.database.prepare('SELECT slot, row FROM encrypted_rows WHERE table_id = ? ORDER BY slot').all(id);
    return rows as { slot: number; row: Buffer }[];
  }

  putEncryptedRow(id: number, slot: number, row: Uint8Array): void {
    this.database.prepare('INSERT OR REPLACE INTO encrypted_rows VALUES (?, ?, ?)').run(id, slot, row);
  }

  removeEncryptedRow(id: number, slot: number): void {
    this.database.prepare('DELETE FROM encrypted_rows WHERE table_id = ? AND slot = ?').run(id, slot);
  }

  lastLsn(): number {
    return this.counters.lsn;
  }

  /** How the page journal is encrypted; undefined: not at all. */
  logHeader(): LogHeader | undefined {
    const stored = this.database.prepare('SELECT header FROM log_header').pluck().get();
    return stored === undefined ? undefined : (decodeJson(String(stored)) as LogHeader);
  }

  putLogHeader(header: LogHeader | undefined): void {
    this.database.exec('DELETE FROM log_header');
    if (header) this.database.prepare('INSERT INTO log_header VALUES (1, ?)').run(encodeJson(header));
  }

  /** Leaves nothing in the file of what has been deleted. */
  scrub(): void {
    this.database.exec('VACUUM');
    this.database.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** Crypt data of a tablespace of the system's, undefined while it has none. */
  /** Null where the tablespace is left out. */
  systemCrypt(space: number): SystemCrypt | null | undefined {
    const stored = this.database.prepare('SELECT crypt FROM system_spaces WHERE space = ?').pluck().get(space);
    return stored === undefined ? undefined : JSON.parse(String(stored));
  }

  /** Whether the server's table that would be in this tablespace is in another engine. */
  leavesOut(space: number): boolean {
    return this.systemCrypt(space) === null;
  }

  leaveOut(space: number): void {
    this.database.prepare('INSERT OR REPLACE INTO system_spaces VALUES (?, ?)').run(space, 'null');
  }

  putSystemCrypt(space: number, crypt: SystemCrypt): void {
    this.database.prepare('INSERT OR REPLACE INTO system_spaces VALUES (?, ?)').run(space, JSON.stringify(crypt));
  }

  close(): void {
    this.database.close();
  }

  private saveCounters(): void {
    for (const name of Object.keys(this.counters) as Counter[]) {
      if (this.saved[name] === this.counters[name]) continue;
      this.database.prepare('INSERT OR REPLACE INTO counters VALUES (?, ?)').run(name, this.counters[name]);
      this.saved[name] = this.counters[name];
    }
  }
}

interface StoredEntry {
  readonly id: number;
  readonly space: number;
  readonly index_id: number;
  readonly definition: string;
  readonly created: number;
  readonly discarded: number;
}

/** JSON with the two value kinds that it lacks: 64-bit integers and bytes. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === 'bigint') return { $integer: String(item) };
    if (isBytes(item)) return { $bytes: Buffer.from(item.type === 'Buffer' ? item.data : item).toString('base64') };
    return item;
  });
}

export function decodeJson(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null) return item;
    if ('$integer' in item) return BigInt(String(item.$integer));
    if ('$bytes' in item) return new Uint8Array(Buffer.from(String(item.$bytes), 'base64'));
    return item;
  });
}

/** JSON.stringify turns a Buffer into `{type: 'Buffer', data}` before the replacer sees it. */
function isBytes(item: unknown): item is Uint8Array & { type?: 'Buffer'; data: number[] } {
  return (
    item instanceof Uint8Array ||
    (typeof item === 'object' && item !== null && 'type' in item && item.type === 'Buffer' && 'data' in item)
  );
}
