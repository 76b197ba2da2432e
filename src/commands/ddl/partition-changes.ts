/** What ALTER TABLE does with partitions: some are made or dropped alone, for the others the rows are divided anew. */
import { sqlError } from '../../base/errors.js';
import { ok, type Result } from '../../base/result.js';
import type { Partition, Partitioning, TableDefinition } from '../../engine/definition.js';
import { partitionName } from '../../engine/file-names.js';
import type { Table } from '../../engine/table.js';
import type { PartitionAction, PartitionDefinition } from '../../parser/ast.js';
import type { Context } from '../define.js';
import { encryptionOf, placeOf } from './create-table.js';
import { checkPartitions } from './partition-checks.js';
import { buildPartition, buildPartitioning, numbered } from './partitioning.js';
import { rebuild } from './tables.js';
import { placeOfNew } from './tablespace-place.js';

/** Copies the rows into a table of that definition, which takes the place of the old one; how many there were. */
export type Rebuild = (definition: TableDefinition) => Promise<number>;

/** Errors: 1493, 1505, 1507, 1508, 1509, 1512, 1517. */
export async function changePartitions(
  table: Table,
  action: PartitionAction,
  context: Context,
  rebuildAs: Rebuild,
): Promise<Result> {
  const { definition } = table;
  const counted = (rows: number) =>
    ok(rows, `Records: ${rows}  Duplicates: 0  Warnings: ${context.diagnostics.raisedNow}`);
  if (action.action === 'BY') {
    const { partitioning: _, ...plain } = definition;
    return counted(await rebuildAs({ ...plain, partitioning: buildPartitioning(action.by, plain, context) }));
  }
  const { partitioning } = definition;
  if (!partitioning) throw sqlError('ER_PARTITION_MGMT_ON_NONPARTITIONED');
  const dividedBy = (partitions: readonly Partition[]) => ({
    ...definition,
    partitioning: checked(partitioning, partitions, definition),
  });
  switch (action.action) {
    case 'REMOVE': {
      const { partitioning: _, ...plain } = definition;
      return counted(await rebuildAs(plain));
    }
    case 'ADD': {
      const added = addedPartitions(action.partitions, action.count, partitioning, definition, context);
      const after = dividedBy([...partitioning.partitions, ...added]);
      if (hasLimits(partitioning)) await addTables(table, added, after, context);
      else await rebuildAs(after);
      return counted(0);
    }
    case 'DROP':
      requireLimits('DROP', partitioning);
      dropPartitions(table, chosen(action.names, partitioning), dividedBy, context);
      return counted(0);
    case 'TRUNCATE':
      for (const name of chosen(action.names, partitioning)) {
        const partition = context.engine.find(definition.db, partitionName(definition.name, name));
        if (partition) await rebuild(partition, partition.definition, context);
      }
      return ok();
    case 'COALESCE': {
      if (hasLimits(partitioning)) throw sqlError('ER_COALESCE_ONLY_ON_HASH_PARTITION');
      const left = partitioning.partitions.slice(0, -action.count);
      if (left.length === 0) throw sqlError('ER_DROP_LAST_PARTITION');
      await rebuildAs(dividedBy(left));
      return counted(0);
    }
    case 'REORGANIZE': {
      const names = chosen(action.names, partitioning);
      const at = partitioning.partitions.findIndex(({ name }) => names.includes(name));
      const others = partitioning.partitions.filter(({ name }) => !names.includes(name));
      const added = addedPartitions(action.partitions, undefined, partitioning, definition, context);
      await rebuildAs(dividedBy(others.toSpliced(at, 0, ...added)));
      return counted(0);
    }
  }
}

const hasLimits = ({ method }: Partitioning): boolean => method === 'RANGE' || method === 'LIST';

function requireLimits(what: string, partitioning: Partitioning): void {
  if (!hasLimits(partitioning)) throw sqlError('ER_ONLY_ON_RANGE_LIST_PARTITION', what);
}

function checked(partitioning: Partitioning, partitions: readonly Partition[], table: TableDefinition): Partitioning {
  const changed: Partitioning = {
    ...partitioning,
    shown: partitioning.shown === 'nothing' ? 'count' : partitioning.shown,
    partitions,
  };
  checkPartitions(changed, table);
  return changed;
}

function addedPartitions(
  written: readonly PartitionDefinition[],
  count: number | undefined,
  partitioning: Partitioning,
  table: TableDefinition,
  context: Context,
): Partition[] {
  if (count !== undefined) return numbered(partitioning.partitions.length, count);
  return written.map((partition) => buildPartition(partition, partitioning, table, context));
}

/** The names as they were made. Error: 1507. */
function chosen(names: readonly string[] | 'ALL', { partitions }: Partitioning): string[] {
  if (names === 'ALL') return partitions.map(({ name }) => name);
  return names.map((wanted) => {
    const found = partitions.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (!found) throw sqlError('ER_DROP_PARTITION_NON_EXISTENT');
    return found.name;
  });
}

async function addTables(
  table: Table,
  added: readonly Partition[],
  after: TableDefinition,
  context: Context,
): Promise<void> {
  const { partitioning: _, ...definition } = after;
  const place = placeOf(await encryptionOf(definition, placeOfNew(context), context));
  const nextAutoIncrement = table.nextAutoIncrement;
  for (const { name } of added) {
    const partition = { ...definition, name: partitionName(definition.name, name) };
    context.engine.createTable({ definition: partition, ...place, nextAutoIncrement });
  }
  context.engine.redefine(table, after);
}

function dropPartitions(
  table: Table,
  names: readonly string[],
  dividedBy: (partitions: readonly Partition[]) => TableDefinition,
  { engine }: Context,
): void {
  const { db, name, partitioning } = table.definition;
  const left = (partitioning?.partitions ?? []).filter((partition) => !names.includes(partition.name));
  if (left.length === 0) throw sqlError('ER_DROP_LAST_PARTITION');
  engine.redefine(table, dividedBy(left));
  engine.dropTables(names.flatMap((partition) => engine.find(db, partitionName(name, partition)) ?? []));
}
