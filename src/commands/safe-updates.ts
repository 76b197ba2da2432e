/** sql_safe_updates: UPDATE and DELETE need a WHERE that finds its rows by the key. */
import { sqlError } from '../base/errors.js';
import { primaryKey, type TableDefinition } from '../engine/definition.js';
import type { Expr, Limit, TableReference } from '../parser/ast.js';
import { currentDatabase, lookUp } from './catalog.js';
import type { Context } from './define.js';

/** `limitSuffices`: for UPDATE, a LIMIT is enough. Error: 1175. */
export function checkSafeUpdate(
  { where, limit }: { readonly where?: Expr; readonly limit?: Limit },
  definition: TableDefinition,
  { value }: Context,
  limitSuffices: boolean,
): void {
  if (Number(value('sql_safe_updates')) !== 1) return;
  const column = keyColumn(definition);
  const isSafe =
    where === undefined ? limitSuffices && limit !== undefined : limit !== undefined || usesColumn(where, column);
  if (!isSafe) throw sqlError('ER_UPDATE_WITHOUT_KEY_IN_SAFE_MODE');
}

function keyColumn(definition: TableDefinition): string | undefined {
  const [first = -1] = primaryKey(definition) ?? [];
  return definition.columns[first]?.name.toLowerCase();
}

/** The same for several tables: one of them must be found by its key. */
export function checkSafeJoin(
  { where }: { readonly where?: Expr },
  references: readonly TableReference[],
  context: Context,
): void {
  if (Number(context.value('sql_safe_updates')) !== 1) return;
  const isSafe = references.some((reference) => {
    const table =
      reference.kind === 'NamedTable' &&
      lookUp(currentDatabase(reference.table.db, context), reference.table.name, context);
    return where && table && usesColumn(where, keyColumn(table.definition));
  });
  if (!isSafe) throw sqlError('ER_UPDATE_WITHOUT_KEY_IN_SAFE_MODE');
}

/** Does the condition compare the column with something else? */
function usesColumn(where: Expr, column: string | undefined): boolean {
  const isColumn = (expr: Expr) => expr.kind === 'ColumnRef' && expr.name.toLowerCase() === column;
  const isValue = (expr: Expr) => expr.kind !== 'ColumnRef';
  const compares = (left: Expr, right: Expr) =>
    (isColumn(left) && isValue(right)) || (isColumn(right) && isValue(left));
  switch (where.kind) {
    case 'Binary':
      if (where.op === 'AND') return usesColumn(where.left, column) || usesColumn(where.right, column);
      if (where.op === 'OR') return usesColumn(where.left, column) && usesColumn(where.right, column);
      return /^(=|<=>|<|<=|>|>=)$/.test(where.op) && compares(where.left, where.right);
    case 'InTest':
    case 'BetweenTest':
      return !where.not && isColumn(where.operand);
    default:
      return false;
  }
}
