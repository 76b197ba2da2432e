/** PARTITION BY as SHOW CREATE TABLE prints it. */
import type { Partition, PartitionBound, Partitioning } from '../engine/definition.js';
import { quoteName, quoteText } from './quoting.js';

export function partitionText(partitioning: Partitioning, engine: string): string {
  const { linear, method, partitions, shown } = partitioning;
  const head = ` PARTITION BY ${linear ? 'LINEAR ' : ''}${method}${operands(partitioning)}`;
  if (shown === 'nothing') return head;
  if (shown === 'count') return `${head}\nPARTITIONS ${partitions.length}`;
  return `${head}\n(${partitions.map((partition) => definition(partition, partitioning, engine)).join(',\n ')})`;
}

/** What the rows are divided by, as PARTITION_EXPRESSION shows it. */
export const partitionExpression = ({ expression, columns = [] }: Partitioning): string =>
  expression ?? columns.map((name) => quoteName(name)).join(',');

/** RANGE COLUMNS, as PARTITION_METHOD shows it. */
export const partitionMethod = ({ linear, method, columns }: Partitioning): string =>
  `${linear ? 'LINEAR ' : ''}${method}${columns && method !== 'KEY' ? ' COLUMNS' : ''}`;

/** The limits of a partition as PARTITION_DESCRIPTION shows them. */
export function partitionDescription({ lessThan, values }: Partition): string | null {
  if (lessThan) return lessThan.map(({ text }) => text).join(',');
  return values ? values.map(row).join(',') : null;
}

function operands(partitioning: Partitioning): string {
  const { method, columns } = partitioning;
  const list = `(${partitionExpression(partitioning)})`;
  return columns && method !== 'KEY' ? `  COLUMNS${list}` : ` ${list}`;
}

const row = (bounds: readonly PartitionBound[]): string => {
  const texts = bounds.map(({ text }) => text);
  return texts.length === 1 ? texts.join() : `(${texts.join(',')})`;
};

function definition(partition: Partition, { columns }: Partitioning, engine: string): string {
  const comment = partition.comment === '' ? '' : ` COMMENT = ${quoteText(partition.comment)}`;
  return `PARTITION ${quoteName(partition.name)}${limits(partition, columns !== undefined)}${comment} ENGINE = ${engine}`;
}

function limits(partition: Partition, inColumns: boolean): string {
  const { lessThan, values } = partition;
  const text = partitionDescription(partition) ?? '';
  if (values) return ` VALUES IN (${text})`;
  if (!lessThan) return '';
  return !inColumns && text === 'MAXVALUE' ? ' VALUES LESS THAN MAXVALUE' : ` VALUES LESS THAN (${text})`;
}
