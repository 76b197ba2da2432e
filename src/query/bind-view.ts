/** Views in FROM: the rows of their queries, under their own columns' names. */
import { SqlError, sqlError } from '../base/errors.js';
import type { Binder } from './binder.js';
import type { ViewSource } from './catalog.js';
import type { Environment } from './environment.js';
import type { BoundQuery, Source, SourceColumn } from './tree.js';

/** What a view's query no longer finds: a table, a column, a function, a privilege. */
const MISSING: ReadonlySet<number> = new Set([1044, 1049, 1054, 1109, 1142, 1143, 1146, 1305, 1356, 1449, 4161]);

/** Those that are listed, too. */
const LISTED: ReadonlySet<number> = new Set([1049, 1054, 1146]);

/** 1356, where something is missing that the view's query needs. */
export function viewError(
  error: unknown,
  { db, name }: { readonly db: string; readonly name: string },
  warn: Environment['warn'],
): unknown {
  if (!(error instanceof SqlError) || !MISSING.has(error.errno) || error.errno === 1356) return error;
  if (LISTED.has(error.errno)) warn('Error', error);
  return sqlError('ER_VIEW_INVALID', db, name);
}

/** The source that shows a view under an alias. Error: 1356. */
export function viewSource(view: ViewSource, alias: string, binder: Binder): Source {
  const query = boundView(view, binder);
  const columns = query.items.map(({ node }, index): SourceColumn => {
    const name = view.columns[index] ?? '';
    const origin = { db: view.db, table: view.name, column: name };
    return { name, type: node.type, nullable: node.nullable, sql: `"r${index}"`, origin };
  });
  return { id: binder.nextId(), alias, db: view.db, name: view.name, columns, content: { kind: 'Query', query } };
}

function boundView(view: ViewSource, binder: Binder): BoundQuery {
  try {
    return binder.within(undefined, () => binder.query(view.query, undefined));
  } catch (error) {
    throw viewError(error, view, (level, condition) => binder.env.warn(level, condition));
  }
}
