/** Which table of a join a server would read first: what is written while it reads is seen by foreign keys. */
import type { Database } from 'better-sqlite3';
import type { JoinedTable } from './bind-changed.js';
import { COMPARISONS } from './functions/comparison.js';
import { conjunctsOf } from './index-access.js';
import type { BoundSelect, ColumnNode, FromNode, Node } from './tree.js';

interface Joined {
  readonly joined: JoinedTable;
}

/**
 * The tables with that one first. A table whose rows are found by their whole key is read behind the one that gives the
 * values, unless it is the smaller one and that one has an index for the way back.
 */
export function scannedFirst<T extends Joined>(
  tables: readonly T[],
  { from, where }: BoundSelect,
  database: Database,
): readonly T[] {
  const conditions = [...(where ? [where] : []), ...from.flatMap(joinConditions)];
  const pairs = conditions.flatMap(comparedColumns);
  const scanned = tables.find((table) =>
    pairs.every(
      ([left, right]) =>
        !isFoundBy(table, left, right, tables, database) && !isFoundBy(table, right, left, tables, database),
    ),
  );
  return scanned ? [scanned, ...tables.filter((table) => table !== scanned)] : tables;
}

const joinConditions = (node: FromNode): Node[] =>
  node.kind === 'Source'
    ? []
    : [...(node.on ? [node.on] : []), ...joinConditions(node.left), ...joinConditions(node.right)];

function comparedColumns(condition: Node): (readonly [ColumnNode, ColumnNode])[] {
  return [...conjunctsOf(condition)].flatMap(({ function: called, args: [left, right] }) =>
    called === COMPARISONS['='] && left?.kind === 'Column' && right?.kind === 'Column' ? [[left, right] as const] : [],
  );
}

/** The position among the columns of the table; undefined: it is another table's. */
function positionIn({ joined: { source, first, table } }: Joined, column: ColumnNode): number | undefined {
  const index = column.source === source ? column.index - first : -1;
  return index >= 0 && index < table.columns.length ? index : undefined;
}

function isFoundBy<T extends Joined>(
  table: T,
  own: ColumnNode,
  other: ColumnNode,
  tables: readonly T[],
  database: Database,
): boolean {
  const [key, ...more] = table.joined.table.keyColumns ?? [];
  if (key === undefined || more.length > 0 || positionIn(table, own) !== key) return false;
  const giver = tables.find((one) => positionIn(one, other) !== undefined);
  if (!giver) return true;
  const given = positionIn(giver, other);
  const { keyColumns, indexes } = giver.joined.table;
  const isIndexed = keyColumns?.[0] === given || indexes?.().some(({ columns }) => columns[0] === given);
  return !isIndexed || rowsIn(table, database) >= rowsIn(giver, database);
}

const rowsIn = ({ joined }: Joined, database: Database): number =>
  database.prepare(`SELECT count(*) FROM ${joined.table.from}`).pluck().get() as number;
