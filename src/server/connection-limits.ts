/** How many clients may be connected at once: all together, and with one account. */
import type { SessionAccess } from '../accounts/access.js';
import { accessOf } from '../accounts/privileges.js';
import { sqlError } from '../base/errors.js';
import type { SystemVariables } from '../sysvars/registry.js';

export interface ConnectionCounts {
  readonly clients: number;
  /** How many sessions the account has. */
  ofAccount(access: SessionAccess): number;
}

/** Whoever may end connections may have one more. Errors: 1040, 1203. */
export function checkLimits(access: SessionAccess, counts: ConnectionCounts, variables: SystemVariables): void {
  if (access.hasAll(accessOf('SUPER')) || access.hasAll(accessOf('CONNECTION ADMIN'))) return;
  if (counts.clients > Number(variables.getByName('max_connections'))) throw sqlError('ER_CON_COUNT_ERROR');
  const most = Number(variables.getByName('max_user_connections'));
  if (most !== 0 && counts.ofAccount(access) >= most) {
    throw sqlError('ER_TOO_MANY_USER_CONNECTIONS', access.account.user);
  }
}
