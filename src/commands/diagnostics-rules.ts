/** Which statements leave the list of SHOW WARNINGS alone, and which clear it at once. */
import type { Expr, Statement } from '../parser/ast.js';

/** Statements that are about the list itself: they neither clear nor fill it. */
export function leavesDiagnostics(statement: Statement): boolean {
  if (statement.kind === 'GetDiagnostics') return true;
  if (statement.kind === 'SelectStatement') return readsCounters(statement.query);
  return statement.kind === 'Show' && /WARNINGS|ERRORS/.test(statement.show.topic);
}

/** SELECT @@warning_count, @@error_count. */
function readsCounters(query: Extract<Statement, { kind: 'SelectStatement' }>['query']): boolean {
  if (query.kind !== 'Select' || query.from.length > 0) return false;
  return query.items.some((item) => item.kind === 'Item' && isCounter(item.expr));
}

const isCounter = (expr: Expr): boolean => expr.kind === 'SystemVariable' && /^(warning|error)_count$/i.test(expr.name);

/** Statements that name a table clear the list when they begin; so does every SHOW that reads a table. */
export function namesTables(statement: Statement): boolean {
  switch (statement.kind) {
    case 'Show':
    case 'CreateTable':
    case 'AlterTable':
    case 'DropTable':
    case 'CreateView':
    case 'DropView':
    case 'TruncateTable':
    case 'RenameTable':
    case 'Insert':
    case 'LoadData':
    case 'Update':
    case 'Delete':
    case 'TableMaintenance':
    case 'LockTables':
    case 'CallProcedure':
      return true;
    case 'SelectStatement':
      return readsTable(statement);
    default:
      return false;
  }
}

const known = new WeakMap<object, boolean>();

function readsTable(statement: Extract<Statement, { kind: 'SelectStatement' }>): boolean {
  const found = known.get(statement) ?? containsTable(statement.query);
  known.set(statement, found);
  return found;
}

function containsTable(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(containsTable);
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false;
  return ('kind' in node && node.kind === 'NamedTable') || Object.values(node).some(containsTable);
}
