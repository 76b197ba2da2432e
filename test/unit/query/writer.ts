/** A writer for tests: rows go into SQLite, unique keys are looked for by reading everything. */
import type { StoredValue } from '../../../src/base/types.js';
import { valueCell } from '../../../src/query/cells.js';
import { weights } from '../../../src/query/collations.js';
import { DuplicateKey, type RowKey, type TableWriter } from '../../../src/query/table-writer.js';
import { decodeValue, isText } from '../../../src/query/value.js';
import type { Table, World } from './world.js';

/** The highest AUTO_INCREMENT value of each table. */
const counters = new WeakMap<Table, bigint>();

export class TestWriter implements TableWriter {
  private readonly world: World;
  private readonly tableSource: Table;

  constructor(world: World, tableSource: Table) {
    this.world = world;
    this.tableSource = tableSource;
  }

  insert(row: readonly StoredValue[]): void {
    this.checkUnique(row, undefined);
    const { from, columnSql } = this.tableSource;
    this.world.db.prepare(`INSERT INTO ${from} VALUES (${columnSql.map(() => '?').join(', ')})`).run(...row);
  }

  update(key: RowKey, _before: readonly StoredValue[], after: readonly StoredValue[]): void {
    this.checkUnique(after, key);
    const { from, columnSql } = this.tableSource;
    this.world.db
      .prepare(`UPDATE ${from} SET ${columnSql.map((name) => `${name} = ?`).join(', ')} WHERE rowid = ?`)
      .run(...after, key);
  }

  current(key: RowKey): readonly StoredValue[] | undefined {
    return this.world.db
      .prepare(`SELECT * FROM ${this.tableSource.from} WHERE rowid = ?`)
      .raw()
      .get(key) as StoredValue[];
  }

  remove(key: RowKey): boolean {
    return this.world.db.prepare(`DELETE FROM ${this.tableSource.from} WHERE rowid = ?`).run(key).changes > 0;
  }

  reserveAutoIncrement(count: bigint): bigint {
    const last = counters.get(this.tableSource) ?? 0n;
    counters.set(this.tableSource, last + count);
    return last + 1n;
  }

  noteAutoIncrement(value: bigint): void {
    if (value > (counters.get(this.tableSource) ?? 0n)) counters.set(this.tableSource, value);
  }

  private identity(row: readonly StoredValue[], columns: readonly number[]): string | undefined {
    const parts = columns.map((index) => {
      const value = row[index] ?? null;
      const type = this.tableSource.columns[index]?.type;
      if (value === null || !type) return undefined;
      return typeof value === 'string' && isText(type)
        ? Buffer.from(weights(value, type.collation)).toString('hex')
        : String(value);
    });
    return parts.includes(undefined) ? undefined : parts.join('\0');
  }

  private checkUnique(row: readonly StoredValue[], own: RowKey | undefined): void {
    const { from, unique, columns } = this.tableSource;
    if (unique.length === 0) return;
    const rows = this.world.db.prepare(`SELECT *, rowid FROM ${from}`).raw().all() as StoredValue[][];
    for (const index of unique) {
      const wanted = this.identity(row, index.columns);
      const there = rows.find(
        (one) => wanted !== undefined && one.at(-1) !== own && this.identity(one, index.columns) === wanted,
      );
      if (!there) continue;
      const entry = index.columns.map((column) => {
        const type = columns[column]?.type ?? { name: 'NULL' as const };
        return String(valueCell(decodeValue(row[column] ?? null, type), type));
      });
      throw new DuplicateKey(index.name, entry.join('-'), there.at(-1) ?? null, there.slice(0, -1), true);
    }
  }
}
