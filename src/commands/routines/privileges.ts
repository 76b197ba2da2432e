/** Who may make, change and run stored routines. */
import { accessOf, NO_ACCESS } from '../../accounts/privileges.js';
import { sqlError } from '../../base/errors.js';
import type { RoutineType } from '../../parser/ast.js';
import type { Routine } from '../../routines/proc-table.js';
import { deniedDatabase, requireSetUser } from '../access.js';
import type { Context } from '../define.js';

export interface RoutineName {
  readonly type: RoutineType;
  readonly db: string;
  readonly name: string;
}

const isAllowed = (privilege: string, { db, name, type }: RoutineName, { session, routines }: Context): boolean => {
  const { access } = session;
  if ((access.onDatabase(db) & accessOf(privilege)) !== NO_ACCESS) return true;
  return routines.isGrantedTo(access.account, { type, db, name });
};

/** Raises 1370 when the session may not do that with the routine. */
export function requireRoutine(privilege: 'EXECUTE' | 'ALTER ROUTINE', routine: RoutineName, context: Context): void {
  if (isAllowed(privilege, routine, context)) return;
  const { access, host } = context.session;
  const full = `${routine.db}.${routine.name}`;
  throw sqlError('ER_PROCACCESS_DENIED_ERROR', privilege.toLowerCase(), access.account.user, host, full);
}

/** Raises 1044 when the session may make no routine there. */
export function requireToCreate(db: string, context: Context): void {
  const { access } = context.session;
  if ((access.onDatabase(db) & accessOf('CREATE ROUTINE')) === NO_ACCESS) throw deniedDatabase(db, context);
}

/** Another's name as definer needs a privilege. Error: 1227. */
export function requireDefiner(definer: string, context: Context): void {
  const { user, host } = context.session.access.account;
  if (definer !== `${user}@${host}`) requireSetUser(context);
}

/** Whether the session may see what a routine does. */
export const seesBody = (routine: Routine, context: Context): boolean => {
  const { user, host } = context.session.access.account;
  if (routine.definer === `${user}@${host}`) return true;
  return (context.session.access.onTable('mysql', 'proc') & accessOf('SELECT')) !== NO_ACCESS;
};

/** Whether lists show the routine to the session. */
export const seesRoutine = (routine: Routine, context: Context): boolean =>
  seesBody(routine, context) || isAllowed('EXECUTE', routine, context) || isAllowed('ALTER ROUTINE', routine, context);
