/** Names in a query: which tables and columns an expression can see, and what a name means there. */
import { sqlError } from '../base/errors.js';
import type { ColumnRef } from '../parser/ast.js';
import type { ColumnNode, Node, ResultItem, Source } from './tree.js';

/** What the server calls the place of an expression when a name in it is unknown. */
export type Clause =
  | 'SELECT'
  | 'WHERE'
  | 'ON'
  | 'FROM'
  | 'GROUP BY'
  | 'HAVING'
  | 'ORDER BY'
  | 'RETURNING'
  | 'SET'
  | 'DO'
  | 'CALL'
  | 'VALUES'
  | 'PARTITION BY'
  | 'INSERT INTO'
  | 'CHECK'
  | 'DEFAULT'
  | 'GENERATED ALWAYS AS';

/** A column as it is seen under a name: an ordinary one, or the two of a USING merged into one. */
export interface Visible {
  readonly name: string;
  readonly node: Node;
  /** undefined for a merged column, which is found by its bare name first. */
  readonly source?: Source;
  /** Hidden behind a merged column: `*` and bare names pass over it, `t.x` finds it. */
  readonly hidden: boolean;
  /** Only `*` passes over it. */
  readonly invisible?: boolean;
}

export interface Scope {
  readonly visible: readonly Visible[];
  readonly sources: readonly Source[];
  /** Select-list aliases, where the clause may use them. */
  readonly aliases: readonly ResultItem[];
  /** The query around this one. */
  readonly outer?: Scope;
  /** Names of dropped tables for error texts: the session's database. */
  readonly database: string | undefined;
}

/** The one database whose name may be written in any case. */
const isInformationSchema = (...names: readonly string[]): boolean =>
  names.every((name) => name.toLowerCase() === 'information_schema');

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** The node of a source's column. */
export function columnNode(source: Source, index: number, nullable = false): ColumnNode {
  const column = source.columns[index];
  if (!column) throw new Error(`Invariant broken: ${source.alias} has no column ${index}`);
  return { kind: 'Column', name: column.name, source, index, type: column.type, nullable: nullable || column.nullable };
}

/** All columns of a source under their names. `nullable`: it stands on the weak side of an outer join. */
export function visibleColumns(source: Source, nullable: boolean): Visible[] {
  return source.columns.map((column, index) => ({
    name: column.name,
    node: columnNode(source, index, nullable),
    source,
    hidden: false,
    ...(column.invisible && { invisible: true }),
  }));
}

/** Does `table`, and `db` if given, name this source? */
export function names(source: Source, table: string, db: string | undefined): boolean {
  // Names of tables are those of files: their case counts.
  return source.alias === table && (db === undefined || source.db === db || isInformationSchema(source.db, db));
}

const fullName = ({ db, table, name }: ColumnRef): string =>
  [db, table, name].filter((part) => part !== undefined).join('.');

function findHere(reference: ColumnRef, scope: Scope, clause: Clause): Node | undefined {
  const { table, db, name } = reference;
  const found = scope.visible.filter((one) => {
    if (!same(one.name, name)) return false;
    if (table === undefined) return !one.hidden;
    return one.source !== undefined && names(one.source, table, db);
  });
  const [first] = found;
  if (found.length > 1) throw sqlError('ER_NON_UNIQ_ERROR', fullName(reference), clause);
  return first?.node;
}

function findAlias(reference: ColumnRef, scope: Scope): Node | undefined {
  if (reference.table !== undefined) return undefined;
  return scope.aliases.find((item) => same(item.name, reference.name))?.node;
}

/** Clauses that know of columns even where there is no table. */
const ALWAYS_COLUMNS: ReadonlySet<Clause> = new Set(['HAVING', 'VALUES']);

/** `t.x` where there are no tables at all: it is the table that is unknown. */
const isOfNoTable = ({ table }: ColumnRef, { sources, outer }: Scope, clause: Clause): boolean =>
  table !== undefined && sources.length === 0 && outer === undefined && !ALWAYS_COLUMNS.has(clause);

/** What a column's name means; throws 1052, 1054 or 1109. */
export function resolveColumn(reference: ColumnRef, scope: Scope, clause: Clause): Node {
  // ORDER BY looks at the select list first, GROUP BY and HAVING at the tables.
  const aliasFirst = clause === 'ORDER BY' || clause === 'HAVING';
  for (let level: Scope | undefined = scope; level; level = level.outer) {
    const alias = aliasFirst ? findAlias(reference, level) : undefined;
    const node = alias ?? findHere(reference, level, clause) ?? findAlias(reference, level);
    if (node) return node;
  }
  if (isOfNoTable(reference, scope, clause))
    throw sqlError('ER_UNKNOWN_TABLE', [reference.db, reference.table].filter(Boolean).join('.'), clause);
  throw sqlError('ER_BAD_FIELD_ERROR', fullName(reference), clause);
}
