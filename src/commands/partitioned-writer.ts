/** Rows of a partitioned table on their way into the partition that they belong to. */
import type { StoredValue } from '../base/types.js';
import type { StatementWrites } from '../engine/store/statement-writes.js';
import type { Table } from '../engine/table.js';
import type { TableWriter } from '../query/table-writer.js';
import type { Context } from './define.js';
import type { RelatedTables } from './foreign-keys/related-tables.js';
import { rowKeysOf } from './foreign-keys/statement-keys.js';
import { partitionFunction } from './partition-function.js';
import { tableWriter } from './table-writer.js';

/** Writes rows of a table within a statement, whose triggers that fires. */
export function writerFor(
  table: Table,
  writes: StatementWrites<Table>,
  context: Context,
  links?: RelatedTables,
): TableWriter {
  const triggers = context.triggersOf(table);
  const writer = plainWriter(table, writes, context, links);
  return triggers ? { ...writer, triggers } : writer;
}

function plainWriter(
  table: Table,
  writes: StatementWrites<Table>,
  context: Context,
  links: RelatedTables | undefined,
): TableWriter {
  const { partitions } = table;
  if (partitions.length === 0) {
    return tableWriter(table, writes, context.warn, links && rowKeysOf(links, writes, context));
  }
  const placeOf = partitionFunction(table.definition, context);
  const counter = tableWriter(table, writes, context.warn);
  const writers = partitions.map((partition) => tableWriter(partition, writes, context.warn));
  const writerOf = (place: number): TableWriter => {
    const [partition, writer] = [partitions[place], writers[place]];
    if (!partition || !writer) throw new Error(`Invariant broken: partition ${place} is there`);
    // Every partition keeps the number, and the greatest counts.
    partition.nextAutoIncrement = table.nextAutoIncrement;
    return writer;
  };
  return {
    insert: (row) => writerOf(placeOf(row)).insert(row),

    update(key, before, after) {
      const [from, to] = [placeOf(before), placeOf(after)];
      if (from === to) return writerOf(from).update(key, before, after);
      writerOf(to).insert(after);
      writerOf(from).remove(key, before);
    },

    current: (key, row) => writerOf(placeOf(row)).current(key, row),
    remove: (key, row: readonly StoredValue[]) => writerOf(placeOf(row)).remove(key, row),
    reserveAutoIncrement: (count) => counter.reserveAutoIncrement(count),
    noteAutoIncrement: (value) => counter.noteAutoIncrement(value),
  };
}
