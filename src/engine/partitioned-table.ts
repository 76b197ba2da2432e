/** A table whose rows are in others: each partition is a table of its own, with a tablespace where the engine has any. */
import type { Database } from 'better-sqlite3';
import type { TableDefinition } from './definition.js';
import { partitionName } from './file-names.js';
import type { NameIndex } from './name-index.js';
import type { StoredRow } from './page/shape.js';
import type { TableEntry } from './store/dictionary.js';
import { type Storage, Table } from './table.js';

export class PartitionedTable extends Table {
  private readonly listPartitions: () => readonly Table[];

  constructor(database: Database, entry: TableEntry, storage: Storage, partitions: () => readonly Table[]) {
    super(database, entry, storage, [], 0);
    this.listPartitions = partitions;
  }

  override get partitions(): readonly Table[] {
    return this.listPartitions();
  }

  override get rowCount(): number {
    return this.partitions.reduce((count, partition) => count + partition.rowCount, 0);
  }

  override get isLoaded(): boolean {
    return this.partitions.every(({ isLoaded }) => isLoaded);
  }

  override async open(): Promise<void> {
    for (const partition of this.partitions) {
      await partition.open();
      if (partition.nextAutoIncrement > this.nextAutoIncrement) this.nextAutoIncrement = partition.nextAutoIncrement;
    }
  }

  override async load(): Promise<void> {
    await this.open();
    for (const partition of this.partitions) await partition.load();
  }

  override *scan(): Generator<StoredRow> {
    for (const partition of this.partitions) yield* partition.scan();
  }
}

/** The tables that a partitioned table consists of. */
export function partitionDefinitions({ partitioning, ...definition }: TableDefinition): TableDefinition[] {
  const { partitions = [] } = partitioning ?? {};
  return partitions.map(({ name }) => ({ ...definition, name: partitionName(definition.name, name) }));
}

export const partitionsOf = (definition: TableDefinition, tables: Pick<NameIndex, 'find'>): Table[] =>
  partitionDefinitions(definition).flatMap(({ db, name }) => tables.find(db, name) ?? []);

export const withPartitions = (table: Table): Table[] => [table, ...table.partitions];

/** The name of a partition whose table is called so. */
export const renamedPartition = ({ definition }: Table, table: string): string =>
  partitionName(table, definition.name.split(partitionName('', '')).at(-1) ?? '');
