/** Who may come in, and what a session may do: the accounts asked on behalf of a session. */
import { SessionAccess } from '../accounts/access.js';
import { type AuthMethod, type AuthPlugins, isAuthenticated, NATIVE } from '../accounts/account.js';
import { type AccountName, sameAccount } from '../accounts/names.js';
import { type PrivilegeLevel, privilegeRows } from '../accounts/privilege-rows.js';
import { accessOf, NO_ACCESS, privilegeNames, TABLE_ACCESS } from '../accounts/privileges.js';
import { AccountRegistry } from '../accounts/registry.js';
import { isSatisfied } from '../accounts/requirement.js';
import { sqlError } from '../base/errors.js';
import { isEmptyPassword, type Password } from '../base/native-password.js';
import type { Ports } from '../base/ports.js';
import type { Transport } from '../base/session.js';
import { deniedTable } from '../commands/access.js';
import type { Context, SessionState } from '../commands/define.js';
import { grantTable, SYSTEM_DATABASE } from '../commands/system-tables.js';
import type { Engine } from '../engine/engine.js';
import type { ServerCore } from './core.js';

/** Who wants to log in, and from where. */
export interface Login {
  readonly user: string;
  readonly host: string;
  readonly password?: Password | undefined;
  readonly database?: string | undefined;
  /** Who runs the client, for accounts that are identified via unix_socket. */
  readonly systemUser?: string | undefined;
  readonly transport?: Transport | undefined;
}

/** The accounts of a data directory whose grant tables have been loaded; `skip` leaves them alone for now. */
export function openAccounts(engine: Engine, { clock }: Ports, serverVersion: string, skip: boolean): AccountRegistry {
  const registry = new AccountRegistry({
    table: (name) => grantTable(engine, name),
    version: versionNumber(serverVersion),
    now: () => clock.now(),
  });
  if (!skip) registry.reload();
  return registry;
}

/** 10.11.19 → 101119 */
function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return major * 10000 + minor * 100 + patch;
}

type Authority = Pick<ServerCore, 'accounts' | 'plugins' | 'engine' | 'variables' | 'ports' | 'status'>;

/** Lets somebody in, or says why not. Errors: 1045, 1698, 4151, 1044, 1049. */
export function logIn(login: Login, id: number, core: Authority): SessionAccess {
  const access = core.accounts.inForce ? authenticate(login, id, core) : SessionAccess.unlimited(core.accounts);
  const { database } = login;
  if (database === undefined || database.toLowerCase() === 'information_schema') return access;
  if (!access.mayEnter(database)) {
    const { user, host } = access.account;
    throw refused(sqlError('ER_DBACCESS_DENIED_ERROR', user, host, database), id, core);
  }
  if (!core.engine.database(database)) throw sqlError('ER_BAD_DB_ERROR', database);
  access.enter(database);
  return access;
}

function authenticate(login: Login, id: number, core: Authority): SessionAccess {
  const { user, host, password = '', systemUser, transport } = login;
  const account = core.accounts.forLogin(user, host);
  const plugins: AuthPlugins = (name) => core.plugins.authentication(name);
  const isIn = account && isAuthenticated(account, password, { systemUser, user }, plugins);
  if (!isIn || !isSecureEnough(transport, core) || !isSatisfied(account, transport)) {
    const [unloaded] = (account?.auth ?? []).filter(({ plugin }) => !core.plugins.isActive(plugin));
    if (unloaded && account?.auth.length === 1) throw sqlError('ER_PLUGIN_IS_NOT_LOADED', unloaded.plugin);
    const error = mentionsPassword(account?.auth ?? [], password, plugins)
      ? sqlError('ER_ACCESS_DENIED_ERROR', user, host, isEmptyPassword(password) ? 'NO' : 'YES')
      : sqlError('ER_ACCESS_DENIED_NO_PASSWORD_ERROR', user, host);
    throw refused(error, id, core);
  }
  if (account.locked) throw sqlError('ER_ACCOUNT_HAS_BEEN_LOCKED');
  return new SessionAccess(core.accounts, account, host, !isEmptyPassword(password));
}

function isSecureEnough(transport: Transport | undefined, { variables }: Authority): boolean {
  if (!transport || transport.isLocal || transport.tls) return true;
  return variables.getByName('require_secure_transport') !== true;
}

/** The last method that was tried decides whether the error says something of a password. */
function mentionsPassword(auth: readonly AuthMethod[], password: Password, plugins: AuthPlugins): boolean {
  const knows = (plugin: string) => plugin === NATIVE || plugins(plugin) !== undefined;
  if (isEmptyPassword(password)) return auth.every(({ plugin }) => knows(plugin));
  return knows(auth.at(-1)?.plugin ?? NATIVE);
}

/** From this log_warnings on, the log tells who was refused. */
const TELLS_REFUSALS = 2;

function refused<E extends Error>(error: E, id: number, { variables, ports, status }: Authority): E {
  status.count('Access_denied_errors');
  if (Number(variables.getByName('log_warnings')) >= TELLS_REFUSALS) ports.log.write('Warning', error.message, id);
  return error;
}

/** How a statement asks for privileges. */
export function privilegesOf({ access, host }: SessionState): Pick<Context, 'has' | 'require' | 'requireOnTable'> {
  const has = (privilege: string): boolean => access.hasAll(accessOf(privilege));
  return {
    has,
    require(privilege) {
      if (!has(privilege)) throw sqlError('ER_SPECIFIC_ACCESS_DENIED_ERROR', privilege);
    },
    requireOnTable(privilege, db, table) {
      const missing = accessOf(privilege) & ~access.onTable(db, table);
      if (missing === NO_ACCESS) return;
      throw deniedTable(privilegeNames(missing).join(', '), db, table, { session: { access, host } });
    },
  };
}

/** The privileges of a column, as COLUMNS lists them. */
const COLUMN_PRIVILEGES = ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'];

/** What lists show to the session. */
export const visibilityFor = ({ access }: SessionState, accounts: AccountRegistry) => ({
  privileges(level: PrivilegeLevel) {
    const seesAll = (access.onDatabase(SYSTEM_DATABASE) & accessOf('SELECT')) !== NO_ACCESS;
    return privilegeRows(accounts, level, seesAll ? undefined : access.account);
  },

  seesDatabase: (db: string): boolean => access.seesDatabase(db),
  isOwn: (account: AccountName): boolean => sameAccount(account, access.account),
  holdsOn: (db: string, table: string, ...privileges: string[]): boolean =>
    (accessOf(...privileges) & ~access.onTable(db, table)) === NO_ACCESS,
  seesTable: (db: string, table: string): boolean => access.seesTable(db, table),
  columnPrivileges(db: string, table: string): string {
    const granted = access.isUnlimited ? TABLE_ACCESS : access.onTable(db, table);
    return COLUMN_PRIVILEGES.filter((name) => (granted & accessOf(name)) !== NO_ACCESS)
      .join(',')
      .toLowerCase();
  },
});

/** A session ends its own account's sessions; others need a privilege. Error: 1095. */
export function requireToKill(id: number, { access }: SessionState, core: Pick<ServerCore, 'processes'>): void {
  if (access.hasAll(accessOf('SUPER')) || access.hasAll(accessOf('CONNECTION ADMIN'))) return;
  const target = [...core.processes()].find((process) => process.id === id);
  if (target && target.user !== access.account.user) throw sqlError('ER_KILL_DENIED_ERROR', id);
}
