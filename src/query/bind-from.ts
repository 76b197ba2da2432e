/** FROM: tables, derived tables, joins, and the columns that become visible through them. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import { call } from './bind-parts.js';
import { viewSource } from './bind-view.js';
import { commonSource, findCommon } from './bind-with.js';
import type { Binder, Place } from './binder.js';
import { sequenceTable, type TableSource } from './catalog.js';
import { compare, truthOf } from './functions/comparison.js';
import { and } from './functions/logic.js';
import { tableColumns } from './row-rules.js';
import type { Scope, Visible } from './scope.js';
import { names, visibleColumns } from './scope.js';
import type { FromNode, Node, Source } from './tree.js';

interface Bound {
  readonly from: FromNode;
  readonly sources: readonly Source[];
  readonly visible: readonly Visible[];
}

/** A base table or sequence. */
function namedTable(reference: ast.NamedTable, binder: Binder): Bound {
  const { db, name } = reference.table;
  const common = db === undefined ? findCommon(name, binder.common) : undefined;
  if (common) return single(commonSource(common, reference.alias ?? name, binder));
  const opened = binder.opened?.(reference);
  if (opened) return single(opened.source, opened.visible);
  const view = binder.catalog.view?.(reference.table);
  if (view) {
    const source = viewSource(view, reference.alias ?? name, binder);
    binder.observer?.table(reference, source);
    return single(source);
  }
  const table = sequenceTable(db ?? binder.env.database ?? '', name) ?? binder.catalog.table(reference.table);
  const source = sourceOf(table, reference.alias ?? name, binder.nextId());
  binder.observer?.table(reference, source);
  return single(source, tableColumns(source, table, binder));
}

/** The source that shows a table under an alias. */
export function sourceOf(table: TableSource, alias: string, id: string): Source {
  const { db, name, rowKeySql, indexes } = table;
  const columns = table.columns.map((column, index) => ({
    name: column.name,
    type: column.type,
    nullable: column.nullable,
    sql: table.columnSql[index] ?? '',
    origin: { db, table: name, column: column.name },
    ...(column.invisible && { invisible: true }),
  }));
  const content: Source['content'] = table.sequence
    ? { kind: 'Sequence', sequence: table.sequence }
    : { kind: 'Table', from: table.from, ...(rowKeySql !== undefined && { rowKeySql }), ...(indexes && { indexes }) };
  return { id, alias, db, name, columns, content };
}

function derivedSource(reference: ast.DerivedTable, binder: Binder): Source {
  const query = binder.query(reference.query, undefined);
  const columns = query.items.map(({ name, node }, index) => ({
    name,
    type: node.type,
    nullable: node.nullable,
    sql: `"r${index}"`,
    ...(node.kind === 'Column' &&
      node.source.columns[node.index]?.origin && { origin: node.source.columns[node.index]?.origin }),
  }));
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) throw sqlError('ER_DUP_FIELDNAME', name);
    seen.add(name.toLowerCase());
  }
  return {
    id: binder.nextId(),
    alias: reference.alias,
    db: '',
    name: reference.alias,
    columns: columns as Source['columns'],
    content: { kind: 'Query', query },
  };
}

function single(source: Source, visible: readonly Visible[] = visibleColumns(source, false)): Bound {
  return { from: { kind: 'Source', source }, sources: [source], visible };
}

const lower = (name: string): string => name.toLowerCase();
const bare = (one: Visible): boolean => !one.hidden;

/** The names that USING or NATURAL joins on. */
function joinedNames(join: ast.Join, left: Bound, right: Bound): readonly string[] {
  if (join.using) return join.using;
  if (!join.natural) return [];
  const there = new Set(right.visible.filter(bare).map(({ name }) => lower(name)));
  return left.visible.filter((one) => bare(one) && there.has(lower(one.name))).map(({ name }) => name);
}

function findOnly(side: Bound, name: string): Visible {
  const found = side.visible.filter((one) => bare(one) && lower(one.name) === lower(name));
  const [first] = found;
  if (!first) throw sqlError('ER_BAD_FIELD_ERROR', name, 'FROM');
  if (found.length > 1) throw sqlError('ER_NON_UNIQ_ERROR', name, 'FROM');
  return first;
}

/** Columns on the weak side of an outer join can be NULL. */
function weaken(side: Bound): Bound {
  return { ...side, visible: side.visible.map((one) => ({ ...one, node: { ...one.node, nullable: true } })) };
}

/** The columns of a join: merged ones first, then those of the left and of the right side. */
function merge(join: ast.Join, left: Bound, right: Bound, columns: readonly string[]): Visible[] {
  const [main, other] = join.type === 'RIGHT' ? [right, left] : [left, right];
  const merged = columns.map((name) => findOnly(main, name));
  const isMerged = new Set(columns.map(lower));
  const rest = [...main.visible, ...other.visible].filter((one) => !merged.includes(one));
  return [...merged, ...rest.map((one) => (isMerged.has(lower(one.name)) ? { ...one, hidden: true } : one))];
}

function bindJoin(join: ast.Join, outer: Scope | undefined, binder: Binder): Bound {
  const left = bindReference(join.left, outer, binder);
  const right = bindReference(join.right, outer, binder);
  checkUnique(left.sources, right.sources);
  const shownLeft = join.type === 'RIGHT' ? weaken(left) : left;
  const shownRight = join.type === 'LEFT' ? weaken(right) : right;
  const columns = joinedNames(join, left, right);
  const visible =
    columns.length > 0 ? merge(join, shownLeft, shownRight, columns) : [...shownLeft.visible, ...shownRight.visible];
  const sources = [...left.sources, ...right.sources];
  const pairs = columns.map((name) => [findOnly(left, name).node, findOnly(right, name).node] as const);
  if (pairs.length > 0) binder.observer?.pairs(join, pairs);
  const conditions = pairs.map(([one, other]) => compare('=', one, other, binder));
  if (join.on) {
    const place: Place = { scope: scopeOf({ sources, visible }, outer, binder), clause: 'ON', aggregates: false };
    conditions.push(truthOf(binder.expression(join.on, place)));
  }
  const [first, ...others] = conditions;
  const on = first && others.reduce((all: Node, one) => call(binder, and, [all, one]), first);
  const type = join.type === 'LEFT' || join.type === 'RIGHT' ? join.type : 'INNER';
  return { from: { kind: 'Join', type, left: left.from, right: right.from, ...(on && { on }) }, sources, visible };
}

function checkUnique(left: readonly Source[], right: readonly Source[]): void {
  for (const source of right) {
    const twin = left.find(
      (one) =>
        names(one, source.alias, source.db) ||
        (one.db === '' && names(one, source.alias, undefined) && source.db === ''),
    );
    if (twin) throw sqlError('ER_NONUNIQ_TABLE', source.alias);
  }
}

function bindReference(reference: ast.TableReference, outer: Scope | undefined, binder: Binder): Bound {
  switch (reference.kind) {
    case 'NamedTable':
      return namedTable(reference, binder);
    case 'DerivedTable':
      return single(derivedSource(reference, binder));
    case 'Join':
      return bindJoin(reference, outer, binder);
  }
}

/** What expressions over these sources can see. */
/** Tables that one FROM may join. */
const MAX_TABLES = 61;

export function scopeOf(from: Pick<Bound, 'sources' | 'visible'>, outer: Scope | undefined, binder: Binder): Scope {
  if (from.sources.length > MAX_TABLES) throw sqlError('ER_TOO_MANY_TABLES', MAX_TABLES);
  return {
    sources: from.sources,
    visible: from.visible,
    aliases: [],
    database: binder.env.database,
    ...(outer && { outer }),
  };
}

/** Binds FROM; 1066 when two tables have one name. */
export function bindFrom(
  references: readonly ast.TableReference[],
  outer: Scope | undefined,
  binder: Binder,
): { from: FromNode[]; scope: Scope } {
  const bound: Bound[] = [];
  for (const reference of references) {
    const next = bindReference(reference, outer, binder);
    for (const earlier of bound) checkUnique(earlier.sources, next.sources);
    bound.push(next);
  }
  const sources = bound.flatMap((one) => one.sources);
  const visible = bound.flatMap((one) => one.visible);
  return { from: bound.map((one) => one.from), scope: scopeOf({ sources, visible }, outer, binder) };
}
