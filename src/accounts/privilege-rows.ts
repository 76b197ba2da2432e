/** What was granted to whom, one privilege a row: what the tables of privileges list. */
import type { Grant } from './grants.js';
import { type AccountName, accountText, sameAccount } from './names.js';
import { GRANT, NO_ACCESS, privilegeNames } from './privileges.js';
import type { AccountRegistry } from './registry.js';

/** `schema` and `table` are empty where the privilege holds for all of them. */
export interface PrivilegeRow {
  readonly grantee: string;
  readonly schema: string;
  readonly table: string;
  readonly privilege: string;
  readonly isGrantable: boolean;
}

export type PrivilegeLevel = 'global' | 'database' | 'table';

/** The rows of one level; `only` leaves out the grants of all others. */
export function privilegeRows(
  registry: AccountRegistry,
  level: PrivilegeLevel,
  only: AccountName | undefined,
): PrivilegeRow[] {
  return grantsOn(level, registry)
    .filter(({ account }) => only === undefined || sameAccount(account, only))
    .flatMap(rowsOf);
}

type Placed = Grant & { readonly db?: string; readonly table?: string };

function grantsOn(level: PrivilegeLevel, registry: AccountRegistry): readonly Placed[] {
  const { accounts, databases, tables } = registry.all();
  if (level === 'database') return databases;
  if (level === 'table') return tables;
  return accounts.filter(({ isRole }) => !isRole).map((account) => ({ account, access: account.access }));
}

function rowsOf({ account, db = '', table = '', access }: Placed): PrivilegeRow[] {
  const names: readonly string[] = privilegeNames(access & ~GRANT);
  const isGrantable = (access & GRANT) !== NO_ACCESS;
  return (names.length > 0 ? names : ['USAGE']).map((privilege) => {
    return { grantee: accountText(account), schema: db, table, privilege, isGrantable };
  });
}
