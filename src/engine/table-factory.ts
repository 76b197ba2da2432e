/** From a dictionary entry to a table of the running server: which kind of table, with which storage. */
import type { Database } from 'better-sqlite3';
import type { TableDefinition } from './definition.js';
import { MemoryStorage } from './memory-storage.js';
import type { NameIndex } from './name-index.js';
import { clusteredKey } from './page/key.js';
import { secondaryLayouts } from './page/secondary.js';
import { rowShape } from './page/shape.js';
import { PagedStorage } from './paged-storage.js';
import { PartitionedTable, partitionsOf } from './partitioned-table.js';
import { rowStorage } from './row-storages.js';
import type { SpaceContext } from './space-context.js';
import type { Dictionary, TableEntry } from './store/dictionary.js';
import { type Storage, Table } from './table.js';

/** What tables are made with. */
interface Workshop {
  readonly database: Database;
  readonly dictionary: Dictionary;
  readonly space: SpaceContext;
  readonly names: NameIndex;
  pathOf(definition: TableDefinition): string;
}

export class TableFactory {
  private readonly workshop: Workshop;

  constructor(workshop: Workshop) {
    this.workshop = workshop;
  }

  /** `firstNumber`: the next AUTO_INCREMENT value of a table that has just been made. */
  table(entry: TableEntry, firstNumber = 1n): Table {
    const { database, dictionary, space, names } = this.workshop;
    const { definition } = entry;
    const current = (): TableEntry => table.entry;
    const storage = this.storage(entry, firstNumber, current);
    const table: Table = definition.partitioning
      ? new PartitionedTable(database, entry, storage, () => partitionsOf(current().definition, names))
      : new Table(database, entry, storage, secondaryLayouts(definition, space.weights), dictionary.rowCount(entry.id));
    return table;
  }

  temporaryTable(entry: TableEntry, firstNumber = 1n): Table {
    const { database, space } = this.workshop;
    const { definition } = entry;
    const storage = new MemoryStorage(clusteredKey(rowShape(definition), space.weights), firstNumber);
    return new Table(database, entry, storage, secondaryLayouts(definition, space.weights), 0, true);
  }

  private storage(entry: TableEntry, firstNumber: bigint, current: () => TableEntry): Storage {
    const { dictionary, space, pathOf } = this.workshop;
    const { keys, ports, weights } = space;
    const keyOf = clusteredKey(rowShape(entry.definition), weights);
    return entry.space === 0
      ? rowStorage({ dictionary, keys, log: ports.log }, entry, { keyOf, firstNumber, current })
      : new PagedStorage(space, entry, keyOf, pathOf(entry.definition));
  }
}
