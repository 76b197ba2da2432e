/** Which statements may not stand in the body of a routine or a trigger. */
import { sqlError } from '../base/errors.js';
import type { ColumnRef, Expr, Statement } from './ast.js';
import type { BodyOwner, RoutineScope } from './routine-scope.js';

/** What the error calls them. */
const NEVER: Partial<Record<Statement['kind'], string>> = {
  UseDatabase: 'USE',
  LockTables: 'LOCK',
  UnlockTables: 'UNLOCK',
  LoadData: 'LOAD DATA',
};

/** Statements that commit before they do anything. */
const COMMITTING: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>([
  ...(['Begin', 'Commit', 'AlterTable', 'TruncateTable', 'RenameTable'] as const),
  ...(['CreateDatabase', 'DropDatabase', 'CreateUser', 'AlterUser', 'DropUser', 'RenameUser'] as const),
  ...(['Grant', 'Revoke', 'RevokeAll', 'InstallPlugin', 'InstallSoname', 'UninstallPlugin'] as const),
  ...(['UninstallSoname', 'CreateTrigger', 'DropTrigger', 'CreateView', 'DropView'] as const),
]);

/** Errors: 1314, 1357; in functions and triggers 1336, 1415, 1422. */
export function checkInBody(statement: Statement, owner: BodyOwner['type']): void {
  const never = NEVER[statement.kind];
  if (never !== undefined) throw sqlError('ER_SP_BADSTATEMENT', never);
  if (statement.kind === 'AlterRoutine' || statement.kind === 'DropRoutine')
    throw sqlError('ER_SP_NO_DROP_SP', statement.type);
  if (owner === 'FUNCTION' || owner === 'TRIGGER') checkInFunction(statement, owner);
}

function checkInFunction(statement: Statement, owner: 'FUNCTION' | 'TRIGGER'): void {
  if (givesRows(statement)) throw sqlError('ER_SP_NO_RETSET', owner.toLowerCase());
  if (statement.kind === 'Flush') throw sqlError('ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG', 'FLUSH');
  if (/^(?:Prepare|Execute|ExecuteImmediate|Deallocate)$/.test(statement.kind))
    throw sqlError('ER_STMT_NOT_ALLOWED_IN_SF_OR_TRG', 'Dynamic SQL');
  if (commits(statement)) throw sqlError('ER_COMMIT_NOT_ALLOWED_IN_SF_OR_TRG');
}

function commits(statement: Statement): boolean {
  if (statement.kind === 'CreateTable' || statement.kind === 'DropTable') return !statement.temporary;
  if (statement.kind === 'Rollback') return statement.savepoint === undefined;
  return COMMITTING.has(statement.kind);
}

function givesRows(statement: Statement): boolean {
  if (statement.kind === 'SelectStatement') return statement.into === undefined;
  if ('returning' in statement) return true;
  return statement.kind === 'Show' || statement.kind === 'Explain' || statement.kind === 'TableMaintenance';
}

/** Where no table is read, every name must be that of a variable. Error: 1327. */
export function requireDeclared(node: unknown, scope: RoutineScope): void {
  if (Array.isArray(node)) {
    for (const item of node) requireDeclared(item, scope);
    return;
  }
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  if ('kind' in node && node.kind === 'ColumnRef') requireVariable(node as ColumnRef, scope);
  else if (!readsTable(node)) for (const value of Object.values(node)) requireDeclared(value, scope);
}

function requireVariable({ table, name }: ColumnRef, scope: RoutineScope): void {
  if (table === undefined ? !scope.hasVariable(name) : !scope.rowNamed(table, false))
    throw sqlError('ER_SP_UNDECLARED_VAR', table ?? name);
}

/** In a trigger: OLD and NEW are only named where there are such rows. Error: 1363. */
export function checkRows(node: unknown, scope: RoutineScope): void {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  const { kind, table } = node as Partial<ColumnRef>;
  if (kind === 'ColumnRef' && table !== undefined) scope.rowNamed(table, false);
  else for (const value of Object.values(node)) checkRows(value, scope);
}

const readsTable = (node: object): boolean =>
  'kind' in node &&
  (node.kind === 'SetOperation' || (node.kind === 'Select' && 'from' in node && (node.from as unknown[]).length > 0));

/** The expressions of a statement that no table is read for. */
export function expressionsOf(statement: Statement): readonly (Expr | undefined)[] {
  if (statement.kind === 'Do') return statement.items;
  if (statement.kind === 'CallProcedure') return statement.args;
  if (statement.kind !== 'Set') return [];
  return statement.items.flatMap((item) => (item.kind === 'Local' ? [item.value] : []));
}
