/** GRANT and REVOKE. */
import { isUsable, newAccount, withAuth } from '../accounts/account.js';
import { accountText, PUBLIC, sameAccount } from '../accounts/names.js';
import {
  type Access,
  accessOf,
  DATABASE_ACCESS,
  GLOBAL_ACCESS,
  GRANT,
  NO_ACCESS,
  privilegeNames,
  TABLE_ACCESS,
} from '../accounts/privileges.js';
import { withRequirement } from '../accounts/requirement.js';
import { sqlError } from '../base/errors.js';
import { ok } from '../base/result.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { AccountName, GrantLevel, UserSpecification } from '../parser/ast.js';
import { deniedDatabase, deniedTable, requireWritable } from './access.js';
import {
  authMethods,
  mayOnMysql,
  refusedHash,
  requireAccountPrivilege,
  requireGrantTables,
  resolved,
} from './accounts.js';
import { currentDatabase } from './catalog.js';
import type { Commands, Context } from './define.js';
import { passwordRefusal } from './password-policy.js';

/** What is granted where, with all names filled in. */
type Level =
  | { readonly kind: 'Global' }
  | { readonly kind: 'Database'; readonly db: string }
  | { readonly kind: 'Table'; readonly db: string; readonly table: string };

/** What can be granted on each level. */
const GRANTABLE: Readonly<Record<Level['kind'], Access>> = {
  Global: GLOBAL_ACCESS,
  Database: DATABASE_ACCESS,
  Table: TABLE_ACCESS,
};

export const grantCommands = {
  async Grant({ privileges, level: written, users, grantOption, requirement }, context) {
    const level = levelOf(written, context);
    const access = accessAt(level, privileges) | (grantOption ? GRANT : NO_ACCESS);
    requireToGrant(level, access, context);
    requireWritable(context);
    if (level.kind === 'Table' && (access & accessOf('CREATE')) === NO_ACCESS) requireTable(level, context);
    for (const user of users) {
      const name = grantee(user, context);
      change(level, name, (had) => had | access, context);
      const account = context.accounts.find(name);
      if (account && requirement) context.accounts.put(withRequirement(account, requirement));
    }
    return ok();
  },

  async Revoke({ privileges, level: written, users }, context) {
    const level = levelOf(written, context);
    const access = accessAt(level, privileges);
    requireToGrant(level, access, context);
    requireWritable(context);
    for (const user of users) {
      const name = named(user, context);
      requireGrant(level, name, context);
      change(level, name, (had) => had & ~access, context);
    }
    return ok();
  },

  async RevokeAll({ users }, context) {
    requireAccountPrivilege('UPDATE', context);
    const { accounts } = context;
    const found = users.flatMap((user) => accounts.find(named(user, context)) ?? []);
    for (const account of found) {
      accounts.put({ ...account, access: NO_ACCESS });
      accounts.revokeAll(account);
    }
    if (found.length < users.length) throw sqlError('ER_REVOKE_GRANTS');
    return ok();
  },
} satisfies Pick<Commands, 'Grant' | 'Revoke' | 'RevokeAll'>;

/** Errors: 1046, 1044 in information_schema. */
function levelOf(level: GrantLevel, context: Context): Level {
  if (level.kind === 'Global') return level;
  const db = currentDatabase(level.kind === 'Table' ? level.table.db : level.db, context);
  if (db.toLowerCase() === INFORMATION_SCHEMA) throw deniedDatabase(db, context);
  return level.kind === 'Table' ? { kind: 'Table', db, table: level.table.name } : { kind: 'Database', db };
}

/** Errors where a privilege does not belong to the level: 1221, 1144. */
function accessAt({ kind }: Level, privileges: readonly string[]): Access {
  if (privileges.includes('ALL')) return GRANTABLE[kind] & ~GRANT;
  const access = accessOf(...privileges.map((name) => (name === 'GRANT OPTION' ? 'GRANT' : name)));
  if ((access & ~GRANTABLE[kind]) === NO_ACCESS) return access;
  throw kind === 'Database'
    ? sqlError('ER_WRONG_USAGE', 'DB GRANT', 'GLOBAL PRIVILEGES')
    : sqlError('ER_ILLEGAL_GRANT_FOR_TABLE');
}

/** Only what one has and may hand on can be granted and revoked. Errors: 1045, 1044, 1142. */
function requireToGrant(level: Level, access: Access, context: Context): void {
  requireGrantTables(context);
  const { access: own } = context.session;
  const missing = (has: Access): Access => (access | GRANT) & ~has;
  if (level.kind === 'Global') {
    if (missing(own.global) === NO_ACCESS) return;
    const { account, usedPassword } = own;
    throw sqlError('ER_ACCESS_DENIED_ERROR', account.user, account.host, usedPassword ? 'YES' : 'NO');
  }
  if (level.kind === 'Database') {
    if (missing(own.onDatabase(level.db)) !== NO_ACCESS) throw deniedDatabase(level.db, context);
    return;
  }
  const lacking = missing(own.onTable(level.db, level.table));
  if (lacking === NO_ACCESS) return;
  throw deniedTable(privilegeNames(lacking).join(', '), level.db, level.table, context);
}

function requireTable({ db, table }: Extract<Level, { kind: 'Table' }>, { engine }: Context): void {
  if (!engine.find(db, table) && !engine.views.find(db, table)) throw sqlError('ER_NO_SUCH_TABLE', db, table);
}

const named = (name: AccountName, context: Context): AccountName => {
  const found = resolved(name, context);
  return found.host === '' && found.user.toUpperCase() === PUBLIC.user ? PUBLIC : found;
};

/** The account that gets something: IDENTIFIED makes it, or gives it another password. Errors: 1044, 1133, 1410, 1819. */
function grantee({ account, auth }: UserSpecification, context: Context): AccountName {
  const { accounts, session } = context;
  const name = named(account, context);
  const found = accounts.find(name);
  if (auth === undefined && found) return name;
  if (auth === undefined && context.hasMode('NO_AUTO_CREATE_USER')) throw sqlError('ER_PASSWORD_NO_MATCH');
  const isOwn = sameAccount(name, session.access.account);
  if (found && !isOwn && !mayOnMysql('UPDATE', context)) throw deniedDatabase('mysql', context);
  if (!found && !mayOnMysql('INSERT', context) && !context.has('CREATE USER'))
    throw sqlError('ER_CANT_CREATE_USER_WITH_GRANT');
  const refusal = passwordRefusal(name.user, auth ?? [{}], context);
  if (refusal) throw refusal;
  const methods = authMethods(auth, context);
  const refused = refusedHash(methods, context);
  if (refused) throw refused;
  if (!methods.every(isUsable)) throw sqlError('ER_CANNOT_USER', 'GRANT', accountText(name));
  accounts.put(withAuth(found ?? newAccount(name), methods, accounts.seconds));
  return name;
}

/** Errors: 1141, 1147. */
function requireGrant(level: Level, name: AccountName, { accounts }: Context): void {
  const missing = sqlError('ER_NONEXISTING_GRANT', name.user, name.host);
  if (!accounts.find(name)) throw missing;
  if (level.kind === 'Database' && !accounts.databaseGrantsOf(name).some(({ db }) => db === level.db)) throw missing;
  if (level.kind !== 'Table') return;
  const isIt = (grant: { db: string; table: string }) => grant.db === level.db && grant.table === level.table;
  if (accounts.tableGrantsOf(name).some(isIt)) return;
  throw sqlError('ER_NONEXISTING_TABLE_GRANT', name.user, name.host, level.table);
}

/** Gives the account on that level what `next` makes of what it had. */
function change(level: Level, name: AccountName, next: (had: Access) => Access, { accounts, session }: Context): void {
  if (level.kind === 'Global') {
    const account = accounts.find(name);
    if (account) accounts.put({ ...account, access: next(account.access) });
    return;
  }
  if (level.kind === 'Database') {
    const had = accounts.databaseGrantsOf(name).find(({ db }) => db === level.db);
    accounts.putDatabaseGrant({ account: name, db: level.db, access: next(had?.access ?? NO_ACCESS) });
    return;
  }
  const isIt = (grant: { db: string; table: string }) => grant.db === level.db && grant.table === level.table;
  const had = accounts.tableGrantsOf(name).find(isIt);
  const { user, host } = session.access.account;
  accounts.putTableGrant({
    account: name,
    db: level.db,
    table: level.table,
    grantor: `${user}@${host}`,
    access: next(had?.access ?? NO_ACCESS),
  });
}
