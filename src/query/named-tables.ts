/** The tables that a piece of AST names. Common tables of WITH are none: their names mean what stands there. */
import type { NamedTable, Query, With } from '../parser/ast.js';

const known = new WeakMap<object, readonly NamedTable[]>();

/** Every table that is named, with its alias. */
export function tableReferences(node: unknown): readonly NamedTable[] {
  if (typeof node !== 'object' || node === null) return [];
  const found = known.get(node) ?? [...references(node, new Set())];
  known.set(node, found);
  return found;
}

/** `hidden` are the common tables that can be seen there. */
function* references(node: unknown, hidden: ReadonlySet<string>): Generator<NamedTable> {
  if (Array.isArray(node)) {
    for (const item of node) yield* references(item, hidden);
  } else if (typeof node === 'object' && node !== null && !(node instanceof Uint8Array)) {
    if (isNamedTable(node)) {
      if (node.table.db !== undefined || !hidden.has(node.table.name.toLowerCase())) yield node;
    } else if ('with' in node) {
      yield* behindWith(node as { readonly with: With }, hidden);
    } else for (const value of Object.values(node)) yield* references(value, hidden);
  }
}

const isNamedTable = (node: object): node is NamedTable => 'kind' in node && node.kind === 'NamedTable';

function* behindWith(
  { with: clause, ...query }: { readonly with: With },
  hidden: ReadonlySet<string>,
): Generator<NamedTable> {
  const seen = new Set(hidden);
  for (const { name, query: own } of clause.tables) {
    if (clause.recursive) seen.add(name.toLowerCase());
    yield* references(own, seen);
    seen.add(name.toLowerCase());
  }
  yield* references(query, seen);
}

/** Does a query name that table without a database? */
export function containsTable(query: Query, name: string): boolean {
  for (const { table } of tableReferences(query))
    if (table.db === undefined && table.name.toLowerCase() === name.toLowerCase()) return true;
  return false;
}
