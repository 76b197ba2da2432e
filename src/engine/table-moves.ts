/** A table on its way to another name, with its partitions: entries and paths from and to. */
import type { TableDefinition } from './definition.js';
import { PagedStorage } from './paged-storage.js';
import { renamedPartition, withPartitions } from './partitioned-table.js';
import type { TableEntry } from './store/dictionary.js';
import type { FileOperation } from './store/journal.js';
import type { Table } from './table.js';

export type TableName = Pick<TableDefinition, 'db' | 'name'>;

/** Definitions of tables that change together. */
export type Redefinitions = ReadonlyMap<Table, TableDefinition>;

export const NO_OTHERS: Redefinitions = new Map();

interface Move {
  readonly table: Table;
  readonly entry: TableEntry;
  readonly from: string;
  readonly path: string;
}

/** `definition`: what the table is then, but for its name. */
export function movesOf(
  renamed: Table,
  definition: TableDefinition,
  { db, name }: TableName,
  pathOf: (definition: TableDefinition) => string,
): Move[] {
  return withPartitions(renamed).map((table) => {
    const isWhole = table === renamed;
    const own = {
      ...(isWhole ? definition : table.definition),
      db,
      name: isWhole ? name : renamedPartition(table, name),
    };
    return { table, entry: { ...table.entry, definition: own }, from: pathOf(table.definition), path: pathOf(own) };
  });
}

/** What is to be done with files. */
export const renamesOf = (moves: readonly Move[]): Extract<FileOperation, { kind: 'rename' }>[] =>
  moves
    .filter(({ table }) => table.storage instanceof PagedStorage)
    .map(({ from, path }) => ({ kind: 'rename', path: from, to: path }));
