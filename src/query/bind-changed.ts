/**
 * FROM of a statement that changes several tables: each table with the keys of its rows, so that a joined row tells
 * which rows it was made of. A view that can be changed is opened: its source shows all columns of the tables behind it,
 * and its own columns are names for expressions of them.
 */
import type * as ast from '../parser/ast.js';
import { bindFrom, sourceOf } from './bind-from.js';
import type { Binder, Place } from './binder.js';
import type { TableSource, ViewSource } from './catalog.js';
import { withRowKey } from './dml-columns.js';
import { truthOf } from './functions/comparison.js';
import { tableColumns } from './row-rules.js';
import { columnNode, type Scope, type Visible } from './scope.js';
import type { BoundSelect, ColumnNode, FromNode, Node, Source } from './tree.js';

/** A table among those that are joined, whose rows can be changed. */
export interface JoinedTable {
  /** What the statement calls it, or the view through which it is seen. */
  readonly reference: ast.NamedTable;
  readonly view?: ViewSource;
  readonly table: TableSource;
  /** What shows its rows; its columns begin at `first` there, and the key of the row comes behind them. */
  readonly source: Source;
  readonly first: number;
}

export interface JoinedTables {
  readonly from: readonly FromNode[];
  readonly scope: Scope;
  readonly tables: readonly JoinedTable[];
}

/** Binds what UPDATE or DELETE joins. */
export function bindJoined(references: readonly ast.TableReference[], binder: Binder): JoinedTables {
  const tables: JoinedTable[] = [];
  const opening: Binder = Object.create(binder, {
    opened: { value: (reference: ast.NamedTable) => open(reference, binder, tables) },
  });
  return { ...bindFrom(references, undefined, opening), tables };
}

export interface Opened {
  readonly source: Source;
  readonly visible: readonly Visible[];
}

/** undefined: its rows cannot be changed, and it is bound as in any query. */
function open(reference: ast.NamedTable, binder: Binder, tables: JoinedTable[]): Opened | undefined {
  const view = binder.catalog.view?.(reference.table);
  if (view)
    return view.updatable && view.query.kind === 'Select' ? openView(reference, view, binder, tables) : undefined;
  const table = binder.catalog.table(reference.table);
  if (table.rowKeySql === undefined) return undefined;
  const source = withRowKey(sourceOf(table, reference.alias ?? table.name, binder.nextId()), table);
  tables.push({ reference, table, source, first: 0 });
  return { source, visible: tableColumns(source, table, binder) };
}

function openView(reference: ast.NamedTable, view: ViewSource, binder: Binder, tables: JoinedTable[]): Opened {
  const query = view.query as ast.Select;
  const inner = bindJoined(query.from, binder);
  const columns = inner.scope.sources.flatMap((source) => source.columns.map((_, index) => columnNode(source, index)));
  const source: Source = {
    id: binder.nextId(),
    alias: reference.alias ?? view.name,
    db: view.db,
    name: view.name,
    columns: columns.map(({ name, type }, index) => ({ name, type, nullable: true, sql: `"r${index}"` })),
    content: { kind: 'Query', query: rowsBehind(query, inner, columns, binder) },
  };
  const positionOf = ({ source: from, index }: Pick<ColumnNode, 'source' | 'index'>): number =>
    columns.findIndex((column) => column.source === from && column.index === index);
  const outside = (node: Node): Node => {
    if (node.kind === 'Column') return { ...columnNode(source, positionOf(node)), nullable: node.nullable };
    return node.kind === 'Apply' ? { ...node, args: node.args.map(outside) } : node;
  };
  for (const { table, source: from, first } of inner.tables)
    tables.push({ reference, view, table, source, first: positionOf({ source: from, index: first }) });
  const behind = inner.scope.visible.map((one) => ({ ...one, node: outside(one.node) }));
  const place: Place = { scope: { ...inner.scope, visible: behind }, clause: 'SELECT', aggregates: false };
  const visible = query.items.flatMap((item, index): Visible[] => {
    if (item.kind !== 'Item') return [];
    return [{ name: view.columns[index] ?? '', node: binder.expression(item.expr, place), source, hidden: false }];
  });
  return { source, visible };
}

/** All columns of the tables behind a view, of the rows that it shows. */
function rowsBehind(
  { where }: ast.Select,
  { from, scope }: JoinedTables,
  columns: readonly ColumnNode[],
  binder: Binder,
): BoundSelect {
  const place: Place = { scope, clause: 'WHERE', aggregates: false };
  return {
    kind: 'Select',
    distinct: false,
    items: columns.map((node) => ({ name: node.name, node })),
    from,
    ...(where && { where: truthOf(binder.expression(where, place)) }),
    groupBy: [],
    orderBy: [],
    aggregated: false,
  };
}
