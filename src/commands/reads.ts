/** How a statement reads: as its transaction sees the tables, or in the middle of the statement that has called it. */
import type { StatementCatalog } from './catalog.js';
import type { Context } from './define.js';
import { withWrites } from './routines/unit.js';
import { readConsistently } from './transactions.js';

/** Runs a query or an expression, whose functions may write. */
export function readInside<T>(
  { tables, writesInside }: Pick<StatementCatalog, 'tables' | 'writesInside'>,
  context: Context,
  work: () => T,
): T {
  if (context.unit.isInside) return work();
  if (writesInside) return withWrites(tables, context, work);
  return tables.size > 0 ? readConsistently(tables, context, work) : work();
}
