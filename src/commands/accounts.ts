/** CREATE, ALTER, DROP and RENAME USER, SET PASSWORD, and how SHOW prints accounts. */
import {
  type Account,
  type AuthMethod,
  hashRefusal,
  isUsable,
  NATIVE,
  newAccount,
  withAuth,
} from '../accounts/account.js';
import { createUserText, grantLines } from '../accounts/describe.js';
import { accountText, isPublic, sameAccount } from '../accounts/names.js';
import { accessOf } from '../accounts/privileges.js';
import { withRequirement } from '../accounts/requirement.js';
import { type SqlError, sqlError } from '../base/errors.js';
import { NATIVE_HASH_LENGTH, nativePasswordHash } from '../base/native-password.js';
import { ok, type Result } from '../base/result.js';
import { defineTable, longtext } from '../infoschema/define.js';
import type { AccountName, Expr, SetItem, UserSpecification, AuthMethod as WrittenAuth } from '../parser/ast.js';
import type { Assignment } from '../sysvars/assignment.js';
import { deniedDatabase, requireWritable } from './access.js';
import type { StatementCatalog } from './catalog.js';
import type { Commands, Context } from './define.js';
import { evaluateExpr, textOf } from './evaluate.js';
import { passwordRefusal } from './password-policy.js';
import type { ShowForm } from './show-forms.js';

const MYSQL = 'mysql';
const LONGEST_NAME = 128;
const CUT_NAME = 64;

export const accountCommands = {
  async CreateUser({ users, ifNotExists, orReplace, locked, requirement }, context) {
    requireAccountPrivilege('INSERT', context);
    const { accounts } = context;
    let refusal: SqlError | undefined;
    const create = ({ account, auth }: UserSpecification): boolean => {
      // The error of one account is the answer for all that follow.
      if (refusal) return false;
      if (accounts.find(account) && orReplace) accounts.drop(account);
      refusal = passwordRefusal(account.user, auth ?? [{}], context);
      if (refusal) {
        context.warn('Error', refusal);
        return false;
      }
      const methods = authMethods(auth, context);
      if (accounts.find(account) && !orReplace) {
        if (ifNotExists) context.warn('Note', sqlError('ER_USER_CREATE_EXISTS', accountText(account)));
        return ifNotExists;
      }
      refusal = refusedHash(methods, context);
      if (refusal || !methods.every(isUsable)) return false;
      const made = withAuth(newAccount(account), methods, accounts.seconds);
      accounts.create({ ...withRequirement(made, requirement), locked: locked ?? false });
      return true;
    };
    const name = ({ account }: UserSpecification) => account;
    return forAll('CREATE USER', users, name, create, context, () => refusal);
  },

  async AlterUser({ users, ifExists, locked, requirement }, context) {
    requireAccountPrivilege('UPDATE', context);
    const { accounts } = context;
    return forAll(
      'ALTER USER',
      users,
      ({ account }) => resolved(account, context),
      ({ account, auth }) => {
        const name = resolved(account, context);
        const found = accounts.find(name);
        if (!found || found.isRole) {
          context.warn('Error', sqlError('ER_CANT_CREATE_USER_WITH_GRANT'));
          if (ifExists) context.warn('Note', sqlError('ER_CANNOT_USER', 'ALTER USER', accountText(name)));
          return ifExists;
        }
        const refusal = auth && passwordRefusal(name.user, auth, context);
        if (refusal) {
          context.warn('Error', refusal);
          return false;
        }
        const unloaded = (auth ?? []).find(({ plugin = NATIVE }) => !context.plugins.isActive(plugin));
        if (unloaded) {
          context.warn('Error', sqlError('ER_PLUGIN_IS_NOT_LOADED', unloaded.plugin ?? NATIVE));
          return false;
        }
        const changed = auth ? withAuth(found, authMethods(auth, context), accounts.seconds) : found;
        if (refusedHash(changed.auth, context) || !changed.auth.every(isUsable)) return false;
        accounts.put({ ...withRequirement(changed, requirement), locked: locked ?? found.locked });
        return true;
      },
      context,
    );
  },

  async DropUser({ users, ifExists }, context) {
    requireAccountPrivilege('DELETE', context);
    return forAll(
      'DROP USER',
      users,
      (name) => resolved(name, context),
      (name) => {
        if (context.accounts.drop(resolved(name, context))) return true;
        if (ifExists) context.warn('Note', sqlError('ER_USER_DROP_EXISTS', accountText(name)));
        return ifExists;
      },
      context,
    );
  },

  async RenameUser({ pairs }, context) {
    requireAccountPrivilege('UPDATE', context);
    const { accounts } = context;
    return forAll(
      'RENAME USER',
      pairs,
      ({ from }) => resolved(from, context),
      ({ from, to }) => {
        const account = accounts.find(resolved(from, context));
        if (!account || account.isRole || accounts.find(to)) return false;
        accounts.rename(account, to);
        return true;
      },
      context,
    );
  },
} satisfies Pick<Commands, 'CreateUser' | 'AlterUser' | 'DropUser' | 'RenameUser'>;

/**
 * Does it for each; those for which it fails are named together in error 1396, which is the statement's unless there is
 * a `first` one. What has been done for the others stays.
 */
function forAll<T>(
  operation: string,
  items: readonly T[],
  nameOf: (item: T) => AccountName,
  perform: (item: T) => boolean,
  { warn }: Context,
  first: () => SqlError | undefined = () => undefined,
): Result {
  const failed = items.filter((item) => {
    checkLength(nameOf(item));
    return !perform(item);
  });
  if (failed.length === 0) return ok();
  const failure = sqlError('ER_CANNOT_USER', operation, failed.map((item) => accountText(nameOf(item))).join(','));
  warn('Error', failure);
  if (failed.length < items.length) warn('Note', sqlError('ER_DATA_WAS_COMMITED_UNDER_ROLLBACK', 'Aria'));
  throw first() ?? failure;
}

function checkLength({ user }: AccountName): void {
  if (user.length <= LONGEST_NAME) return;
  throw sqlError('ER_WRONG_STRING_LENGTH', `${user.slice(0, CUT_NAME + 3)}...`, 'user name', LONGEST_NAME);
}

/** CURRENT_USER is the account of the session. */
export const resolved = (name: AccountName, { session }: Context): AccountName =>
  name.user === 'CURRENT_USER' && name.host === '' ? session.access.account : name;

/** Whether the session may change the tables of the mysql database directly. */
export const mayOnMysql = (privilege: string, { session }: Context): boolean =>
  (session.access.onDatabase(MYSQL) & accessOf(privilege)) !== 0n;

/** Without grant tables there is nothing to change. Error: 1290. */
export function requireGrantTables({ accounts }: Context): void {
  if (!accounts.inForce) throw sqlError('ER_OPTION_PREVENTS_STATEMENT', '--skip-grant-tables');
}

/** CREATE USER, or the right to change the tables themselves. Errors: 1290, 1227. */
export function requireAccountPrivilege(onMysql: string, context: Context): void {
  requireGrantTables(context);
  if (!mayOnMysql(onMysql, context)) context.require('CREATE USER');
  requireWritable(context);
}

/** Accounts other than one's own are read and changed by those who may do so with their tables. Error: 1044. */
function requireForOthers(privilege: string, name: AccountName, context: Context): void {
  const { account } = context.session.access;
  if (!sameAccount(account, name) && !mayOnMysql(privilege, context)) throw deniedDatabase(MYSQL, context);
}

/** What IDENTIFIED says, as the account keeps it. Errors: 1372, 1524. */
export function authMethods(written: readonly WrittenAuth[] | undefined, { plugins }: Context): AuthMethod[] {
  if (written === undefined) return [{ plugin: NATIVE, hash: '' }];
  return written.map(({ plugin, hash = '', password }) => {
    const hashOf = plugins.authentication(plugin ?? NATIVE)?.hash ?? nativePasswordHash;
    const method = { plugin: plugin ?? NATIVE, hash: password === undefined ? hash : hashOf(password) };
    if (plugin === undefined && !isUsable(method)) throw sqlError('ER_PASSWD_LENGTH', NATIVE_HASH_LENGTH);
    if (!plugins.isActive(method.plugin)) throw sqlError('ER_PLUGIN_IS_NOT_LOADED', method.plugin);
    return method;
  });
}

/** 1372, of which the client has been told. */
export function refusedHash(methods: readonly AuthMethod[], { plugins, warn }: Context): SqlError | undefined {
  for (const method of methods) {
    const refusal = hashRefusal(method, (name) => plugins.authentication(name));
    if (refusal) warn('Error', refusal);
    if (refusal) return refusal;
  }
  return undefined;
}

/** SET PASSWORD [FOR account] = hash. Errors: 1131, 1044, 1133, 1699, 1819, 1290, 1372. */
export function passwordAssignment(
  { user, password }: Extract<SetItem, { kind: 'Password' }>,
  context: Context,
  catalog: StatementCatalog,
): Assignment {
  let changed: Account | undefined;
  return {
    check() {
      const { accounts, session } = context;
      const name = user ? resolved(user, context) : session.access.account;
      requireGrantTables(context);
      if (session.access.account.user === '') throw sqlError('ER_PASSWORD_ANONYMOUS_USER');
      requireForOthers('UPDATE', name, context);
      requireWritable(context);
      const account = accounts.find(name);
      if (!account || account.isRole) throw sqlError('ER_PASSWORD_NO_MATCH');
      const [first = { plugin: NATIVE, hash: '' }, ...others] = account.auth;
      const hash = newHash(first, name, password, context, catalog);
      changed = withAuth(account, [{ ...first, hash }, ...others], accounts.seconds);
    },
    apply() {
      if (changed) context.accounts.put(changed);
    },
  };
}

/** What the account keeps then. Errors: 1699, 1819, 1290, 1372. */
function newHash(
  { plugin }: AuthMethod,
  { user }: AccountName,
  password: Expr,
  context: Context,
  catalog: StatementCatalog,
): string {
  const service = context.plugins.authentication(plugin);
  if (!context.plugins.isActive(plugin)) throw sqlError('ER_PLUGIN_IS_NOT_LOADED', plugin);
  if (plugin !== NATIVE && !service) {
    // The server raises it in two places.
    context.warn('Error', sqlError('ER_SET_PASSWORD_AUTH_PLUGIN', plugin));
    throw sqlError('ER_SET_PASSWORD_AUTH_PLUGIN', plugin);
  }
  const textIn = (expr: Expr) => textOf(evaluateExpr(expr, context, catalog, 'SET')) ?? '';
  const [plain] = password.kind === 'Call' ? password.args : [];
  const hash = service && plain ? service.hash(textIn(plain)) : textIn(password);
  const refusal =
    passwordRefusal(user, [plain ? { password: textIn(plain) } : { hash }], context) ??
    hashRefusal({ plugin, hash }, () => service);
  if (refusal) throw refusal;
  if (!isUsable({ plugin, hash })) throw sqlError('ER_PASSWD_LENGTH', NATIVE_HASH_LENGTH);
  return hash;
}

/** SHOW CREATE USER. Errors: 1044, 1133. */
export function showCreateUser(user: AccountName | undefined, context: Context): ShowForm {
  const account = shownAccount(user, context);
  if (!account || account.isRole) throw sqlError('ER_PASSWORD_NO_MATCH');
  return lines(`CREATE USER for ${account.user}@${account.host}`, [createUserText(account)]);
}

/** SHOW GRANTS. Whoever looks at his own grants sees those of PUBLIC too. Errors: 1044, 1141. */
export function showGrants(user: AccountName | undefined, context: Context): ShowForm {
  const { accounts } = context;
  const account = shownAccount(user, context);
  if (!account) throw sqlError('ER_NONEXISTING_GRANT', user?.user ?? '', user?.host ?? '');
  const everybody = user === undefined ? accounts.find({ user: 'PUBLIC', host: '' }) : undefined;
  const granted = [account, ...(everybody ? [everybody] : [])].flatMap((each) => grantLines(each, accounts));
  return lines(`Grants for ${isPublic(account) ? account.user : `${account.user}@${account.host}`}`, granted);
}

function shownAccount(user: AccountName | undefined, context: Context): Account | undefined {
  requireGrantTables(context);
  const name = user ? resolved(user, context) : context.session.access.account;
  const written = name.host === '' && name.user.toUpperCase() === 'PUBLIC' ? { user: 'PUBLIC', host: '' } : name;
  requireForOthers('SELECT', written, context);
  return context.accounts.find(written);
}

const lines = (heading: string, texts: readonly string[]): ShowForm => ({
  table: defineTable({
    name: 'SHOW GRANTS',
    columns: { [heading]: longtext() },
    rows: () => texts.map((text) => ({ [heading]: text })),
  }),
});
