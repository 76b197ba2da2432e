/** WITH: common tables, which are bound anew wherever a query names them. */
import { sqlError } from '../base/errors.js';
import type * as ast from '../parser/ast.js';
import type { Binder } from './binder.js';
import { containsTable } from './named-tables.js';
import type { BoundQuery, Recursion, Source, SourceColumn } from './tree.js';
import { decodeValue } from './value.js';

/** The common tables that a query can see, innermost first. */
export interface CommonTables {
  readonly table: ast.CommonTable;
  readonly recursive: boolean;
  /** Those that its own query can see. */
  readonly outer: CommonTables | undefined;
  /** While its recursive part is bound: what its name means there. */
  readonly self?: (alias: string) => Source;
}

/** What a query can see that begins with WITH. Error: 4001 for two tables of one name. */
export function commonTables(clause: ast.With, outer: CommonTables | undefined): CommonTables | undefined {
  let known = outer;
  const seen = new Set<string>();
  for (const table of clause.tables) {
    if (seen.has(table.name.toLowerCase())) throw sqlError('ER_DUP_QUERY_NAME', table.name);
    seen.add(table.name.toLowerCase());
    known = { table, recursive: clause.recursive, outer: known };
  }
  return known;
}

export function findCommon(name: string, known: CommonTables | undefined): CommonTables | undefined {
  for (let one = known; one; one = one.outer) if (one.table.name.toLowerCase() === name.toLowerCase()) return one;
  return undefined;
}

/** A common table as a source of the query that names it. */
export function commonSource(found: CommonTables, alias: string, binder: Binder): Source {
  if (found.self) return found.self(alias);
  const { table, recursive } = found;
  const isRecursive = recursive && containsTable(table.query, table.name);
  const content: Source['content'] = isRecursive
    ? { kind: 'Recursive', recursion: bindRecursion(found, binder) }
    : { kind: 'Query', query: binder.within(found.outer, () => binder.query(table.query, undefined)) };
  const query = content.kind === 'Recursive' ? content.recursion.anchor : content.query;
  return source(table, query, alias, content, binder);
}

function source(
  { name, columns: names }: ast.CommonTable,
  query: BoundQuery,
  alias: string,
  content: Source['content'],
  binder: Binder,
): Source {
  if (names && names.length !== query.items.length) throw sqlError('ER_WITH_COL_WRONG_LIST');
  const columns = query.items.map(({ name: label, node }, index): SourceColumn => {
    const origin = node.kind === 'Column' ? node.source.columns[node.index]?.origin : undefined;
    const nullable = node.nullable || content.kind !== 'Query';
    return { name: names?.[index] ?? label, type: node.type, nullable, sql: `"r${index}"`, ...(origin && { origin }) };
  });
  const seen = new Set<string>();
  for (const column of columns) {
    if (seen.has(column.name.toLowerCase())) throw sqlError('ER_DUP_FIELDNAME', column.name);
    seen.add(column.name.toLowerCase());
  }
  return { id: binder.nextId(), alias, db: '', name, columns, content };
}

function iterationLimit({ env }: Binder): number {
  const { value, type } = env.readVariable({ kind: 'SystemVariable', name: 'max_recursive_iterations' });
  return Number(decodeValue(value, type));
}

/** The last part of the union that does not name the table is where it begins. */
function bindRecursion(found: CommonTables, binder: Binder): Recursion {
  const { table, outer } = found;
  const { query } = table;
  const named = (one: ast.Query): boolean => containsTable(one, table.name);
  if (query.kind !== 'SetOperation' || query.op !== 'UNION' || named(query.left) || !named(query.right))
    throw sqlError('ER_RECURSIVE_WITHOUT_ANCHORS', table.name);
  const name = `"${binder.nextId()}"`;
  const anchor = binder.within(outer, () => binder.query(query.left, undefined));
  const types = anchor.items.map(({ node }) => node.type);
  let own = '';
  const self = (alias: string): Source => {
    const made = source(table, anchor, alias, { kind: 'Table', from: name }, binder);
    own = made.id;
    return made;
  };
  const step = binder.within({ ...found, self }, () => binder.query(query.right, undefined));
  if (step.items.length !== anchor.items.length) throw sqlError('ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT');
  return { name, self: own, all: query.all, anchor, step, types, limit: iterationLimit(binder) };
}
