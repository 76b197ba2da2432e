/**
 * What happens to the open transaction before a statement that belongs to none: it is committed, even if the statement
 * fails at once for want of a privilege. (FLUSH does so itself, since only then it is known to be one.)
 */
import { sqlError } from '../base/errors.js';
import type { Statement } from '../parser/ast.js';
import type { Context } from './define.js';
import { characteristicsOf, commitOpen } from './transactions.js';

/** Changes of definitions, accounts and plugins: in a read-only session they are refused with 1792. */
const DEFINITIONS: ReadonlySet<Statement['kind']> = new Set<Statement['kind']>([
  'CreateDatabase',
  'DropDatabase',
  'CreateTable',
  'AlterTable',
  'DropTable',
  'CreateView',
  'DropView',
  'RenameTable',
  'TruncateTable',
  'CreateUser',
  'AlterUser',
  'DropUser',
  'RenameUser',
  'Grant',
  'Revoke',
  'RevokeAll',
  'InstallPlugin',
  'InstallSoname',
  'UninstallPlugin',
  'UninstallSoname',
  'CreateRoutine',
  'AlterRoutine',
  'DropRoutine',
  'CreateTrigger',
  'DropTrigger',
]);

/** Commits what is open where the statement asks for it. Error: 1792. */
export async function commitImplicitly(statement: Statement, context: Context): Promise<void> {
  if (isTemporary(statement)) {
    const { readOnly } = context.session.transaction?.characteristics ?? characteristicsOf(context);
    if (readOnly) throw sqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    return;
  }
  const isDefinition = changesDefinitions(statement);
  if (isDefinition || endsTransaction(statement)) await commitOpen(context);
  if (isDefinition && characteristicsOf(context).readOnly) throw sqlError('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
}

/** Makes or drops temporary tables, which nobody else sees: the transaction goes on. */
const isTemporary = (statement: Statement): boolean =>
  (statement.kind === 'CreateTable' || statement.kind === 'DropTable') && statement.temporary;

function changesDefinitions(statement: Statement): boolean {
  if (statement.kind === 'TableMaintenance') return statement.action === 'OPTIMIZE' || statement.action === 'REPAIR';
  if (statement.kind === 'Set') return statement.items.some(({ kind }) => kind === 'Password');
  if (statement.kind === 'LockTables') return statement.locks.some(({ type }) => type === 'WRITE');
  return DEFINITIONS.has(statement.kind);
}

function endsTransaction(statement: Statement): boolean {
  if (statement.kind === 'TableMaintenance') return statement.action !== 'CHECKSUM';
  return statement.kind === 'LockTables';
}
