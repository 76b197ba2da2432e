/** What a session is while a routine runs: the routine's database, its sql_mode, and whose privileges count. */
import { SessionAccess } from '../../accounts/access.js';
import { sqlError } from '../../base/errors.js';
import type { Routine } from '../../routines/proc-table.js';
import { sqlMode } from '../../sysvars/vars/statements.js';
import { followDatabase } from '../default-database.js';
import type { Context } from '../define.js';

/** What decides how a routine or a trigger runs. */
export interface Surroundings {
  readonly db: string;
  readonly sqlMode: string;
  readonly security: string;
  /** `user@host` */
  readonly definer: string;
}

/** Puts the session into the routine's place; what it gives puts everything back. Error: 1449. */
export function enter(routine: Surroundings, context: Context): () => void {
  const { session, engine } = context;
  const { database, access } = session;
  const mode = session.values.get(sqlMode);
  if (routine.security === 'DEFINER') session.access = accessOf(routine.definer, context);
  changeDatabase(routine.db);
  session.values.set(sqlMode, routine.sqlMode);
  return () => {
    session.access = access;
    changeDatabase(database);
    session.values.set(sqlMode, mode);
  };

  function changeDatabase(db: string | undefined): void {
    if (session.database === db) return;
    session.database = db;
    followDatabase(db, session.values, engine);
  }
}

/** The same for a stored routine, which may call itself only so often. Errors: 1456, 1424. */
export function enterRoutine(routine: Routine, context: Context): () => void {
  const { session } = context;
  checkRecursion(routine, context);
  const leave = enter(routine, context);
  session.routines.push(routine);
  return () => {
    session.routines.pop();
    leave();
  };
}

function checkRecursion(routine: Routine, { session, value }: Context): void {
  const { type, name, db } = routine;
  const isSame = (other: Routine) => other.type === type && other.name === name && other.db === db;
  const depth = session.routines.filter(isSame).length;
  if (depth === 0) return;
  if (type === 'FUNCTION') throw sqlError('ER_SP_NO_RECURSION');
  const limit = Number(value('max_sp_recursion_depth'));
  if (depth > limit) throw sqlError('ER_SP_RECURSION_LIMIT', limit, name);
}

/** `user@host` in its two parts. */
export function definerAccount(definer: string): { readonly user: string; readonly host: string } {
  const at = definer.lastIndexOf('@');
  return { user: definer.slice(0, at), host: definer.slice(at + 1) };
}

function accessOf(definer: string, { session, accounts }: Context): SessionAccess {
  const { user, host } = definerAccount(definer);
  const { account } = session.access;
  if (!accounts.inForce || (account.user === user && account.host === host)) return session.access;
  const found = accounts.find({ user, host });
  if (!found) throw sqlError('ER_NO_SUCH_USER', user, host);
  return new SessionAccess(accounts, found, session.host, false);
}
