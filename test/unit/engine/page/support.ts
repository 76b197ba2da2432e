/** Tables, files and rows for the tests of pages and tablespaces. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { integer, type SqlType, varchar } from '../../../../src/base/types.js';
import type { TableDefinition } from '../../../../src/engine/definition.js';
import { sealPage } from '../../../../src/engine/page/crypt.js';
import { compareKeys, type Key } from '../../../../src/engine/page/key.js';
import { PAGE_SIZE } from '../../../../src/engine/page/layout.js';
import { type PageSource, pageSource } from '../../../../src/engine/page/page-source.js';
import type { SecondaryLayout } from '../../../../src/engine/page/secondary.js';
import type { StoredRow } from '../../../../src/engine/page/shape.js';
import type { IndexTree } from '../../../../src/engine/tablespace/index-tree.js';
import type { PageSink } from '../../../../src/engine/tablespace/space-map.js';
import { Tablespace } from '../../../../src/engine/tablespace/tablespace.js';

type Columns = Readonly<Record<string, SqlType | readonly [SqlType, 'NULL']>>;

/** A definition: columns by name, nullable ones as [type, 'NULL']; the key's columns by name. */
export function table(columns: Columns, key: readonly string[] = [], indexName = 'PRIMARY'): TableDefinition {
  const names = Object.keys(columns);
  return {
    db: 'test',
    name: 't',
    engine: 'InnoDB',
    columns: Object.entries(columns).map(([name, type]) => ({
      name,
      type: 'name' in type ? type : type[0],
      nullable: !('name' in type),
      onUpdateNow: false,
      autoIncrement: false,
      comment: '',
    })),
    indexes:
      key.length > 0
        ? [{ name: indexName, unique: true, parts: key.map((name) => ({ column: names.indexOf(name) })) }]
        : [],
    collation: 'utf8mb4_general_ci',
    comment: '',
    engineOptions: [],
  };
}

const general = 'utf8mb4_general_ci';

/** The table that most of the server's files hold. */
export const commonTable = table(
  {
    id: integer('INT'),
    big: [integer('BIGINT', true), 'NULL'],
    code: { name: 'CHAR', length: 8, collation: general },
    name: [varchar(60, general), 'NULL'],
    note: [{ name: 'TEXT', length: 65_535, collation: general }, 'NULL'],
    price: [{ name: 'DECIMAL', precision: 12, scale: 3, unsigned: false, zerofill: false }, 'NULL'],
    created: [{ name: 'DATETIME', fsp: 3 }, 'NULL'],
    d: [{ name: 'DATE', fsp: 0 }, 'NULL'],
    f: [{ name: 'DOUBLE', unsigned: false, zerofill: false }, 'NULL'],
    flag: [integer('TINYINT'), 'NULL'],
  },
  ['id'],
);

/** Weights of a binary collation of one byte per character. */
export const byteWeights = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const dataFile = (name: string): Buffer =>
  readFileSync(new URL(`../../../data/tablespaces/${name}`, import.meta.url));

export const tablespaceFile = (name: string): Buffer => gunzipSync(dataFile(`${name}.ibd.gz`));

/** The pages of a plain file in memory. */
export const fileSource = (file: Buffer): PageSource =>
  pageSource(file.length / PAGE_SIZE, (first, count) =>
    Buffer.from(file.subarray(first * PAGE_SIZE, (first + count) * PAGE_SIZE)),
  );

/** A tablespace with its rows beside it and its pages in memory: what the engine does, in small. */
export class Store {
  readonly definition: TableDefinition;
  tablespace: Tablespace;
  /** In key order. */
  rows: { key: Key; row: StoredRow }[] = [];
  readonly pages = new Map<number, Buffer>();
  /** How often each page came in the last commit. */
  readonly written = new Map<number, number>();
  #dirty: { readonly key: Key; readonly before: StoredRow | undefined }[] = [];
  /** The rows as they were committed last. */
  #before: { key: Key; row: StoredRow }[] = [];
  #lsn = 1000;

  constructor(definition: TableDefinition) {
    this.definition = definition;
    this.tablespace = Tablespace.create({ definition, spaceId: 77, indexId: 99, weights: byteWeights });
    this.commit();
  }

  put(row: StoredRow): void {
    const key = this.tablespace.keyOf(row);
    const at = this.#find(key);
    const found = this.rows[at];
    const before = found && compareKeys(found.key, key) === 0 ? found.row : undefined;
    this.rows.splice(at, before ? 1 : 0, { key, row });
    this.#dirty.push({ key, before });
  }

  /** Appends rows whose keys ascend and are greater than all before. */
  append(rows: readonly StoredRow[]): void {
    for (const row of rows) this.rows.push({ key: this.tablespace.keyOf(row), row });
    const [first] = rows;
    if (first) this.#dirty.push({ key: this.tablespace.keyOf(first), before: undefined });
  }

  delete(from: number, count: number): void {
    for (const { key, row } of this.rows.splice(from, count)) this.#dirty.push({ key, before: row });
  }

  commit(): void {
    const dirty = new Set(this.#dirty.splice(0).map(({ key, before }) => this.tablespace.changing(key, before)));
    this.written.clear();
    const sink = (page: number, image: Buffer) => {
      this.written.set(page, (this.written.get(page) ?? 0) + 1);
      sealPage(image);
      this.pages.set(page, image);
    };
    this.#lsn++;
    this.tablespace.apply(dirty, (from, to) => this.range(from, to), this.#lsn, sink);
    for (const index of this.tablespace.secondary) this.#commitSecondary(index, sink);
    this.#before = [...this.rows];
    this.tablespace.finish(this.#lsn, sink);
  }

  /** Every record that came or went makes its leaf dirty. */
  #commitSecondary(index: IndexTree<SecondaryLayout>, sink: PageSink): void {
    const { keyOf } = index.layout;
    const [old, now] = [new Set(this.#before), new Set(this.rows)];
    const changed = [...this.#before.filter((one) => !now.has(one)), ...this.rows.filter((one) => !old.has(one))];
    const dirty = new Set(changed.map(({ row }) => index.leafOf(keyOf(row))));
    const sorted = this.rows.map(({ row }) => ({ key: keyOf(row), row })).sort((a, b) => compareKeys(a.key, b.key));
    const fetch = (from: Key | undefined, to: Key | undefined) =>
      sorted
        .filter(({ key }) => from === undefined || compareKeys(key, from) >= 0)
        .filter(({ key }) => to === undefined || compareKeys(key, to) < 0)
        .map(({ row }) => row);
    index.apply(dirty, fetch, this.#lsn, sink);
  }

  range(from: Key | undefined, to: Key | undefined): StoredRow[] {
    const start = from === undefined ? 0 : this.#find(from);
    const end = to === undefined ? this.rows.length : this.#find(to);
    return this.rows.slice(start, end).map(({ row }) => row);
  }

  file(): Buffer {
    const file = Buffer.alloc(this.tablespace.size * PAGE_SIZE);
    for (const [page, image] of this.pages) image.copy(file, page * PAGE_SIZE);
    return file;
  }

  /** Opens the file anew and reads all rows. */
  reopen(): Tablespace {
    return Tablespace.open(fileSource(this.file()), this.definition, byteWeights);
  }

  /** Where the first row with this key or a greater one stands. */
  #find(key: Key): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = this.rows[middle];
      if (at && compareKeys(at.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
