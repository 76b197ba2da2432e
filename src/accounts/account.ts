/** One account, and how mysql.global_priv keeps it: as JSON. */
import { SqlError, sqlError } from '../base/errors.js';
import { isEmptyPassword, isNativeHash, matchesHash, type Password } from '../base/native-password.js';
import { type AccountName, PUBLIC } from './names.js';
import { type Access, GLOBAL_ACCESS, NO_ACCESS } from './privileges.js';

/** One way for an account to show who it is. `hash` is what USING gives to the plugin. */
export interface AuthMethod {
  readonly plugin: string;
  readonly hash: string;
}

export interface Account extends AccountName {
  /** What it may do on `*.*`. */
  readonly access: Access;
  /** Any of them will do. None was ever given: the password is empty. */
  readonly auth: readonly AuthMethod[];
  readonly locked: boolean;
  readonly isRole: boolean;
  /** Seconds since 1970; undefined: never. */
  readonly passwordChanged?: number | undefined;
  /** What else the table says of it. */
  readonly other: Readonly<Record<string, unknown>>;
}

export const NATIVE = 'mysql_native_password';
export const UNIX_SOCKET = 'unix_socket';

/** An account that nothing has been granted to. */
export const newAccount = ({ user, host }: AccountName): Account => ({
  user,
  host,
  access: NO_ACCESS,
  auth: [{ plugin: NATIVE, hash: '' }],
  locked: false,
  isRole: false,
  other: {},
});

/** PUBLIC as long as the table does not have it. */
export const publicRole: Account = { ...newAccount(PUBLIC), auth: [], isRole: true };

/** The same account with another password. `seconds` is when that happens. */
export const withAuth = (account: Account, auth: readonly AuthMethod[], seconds: number): Account => ({
  ...account,
  auth,
  passwordChanged: seconds,
});

/** Whether these credentials open one of the account's doors. `systemUser` is who runs the client. */
export const isAuthenticated = (
  { auth }: Pick<Account, 'auth'>,
  password: Password,
  { systemUser, user }: { readonly systemUser?: string | undefined; readonly user: string },
  plugins: AuthPlugins,
): boolean =>
  auth.length === 0
    ? isEmptyPassword(password)
    : auth.some((method) => {
        if (method.plugin === UNIX_SOCKET) return systemUser === user;
        if (method.plugin === NATIVE) return matchesHash(method.hash, password);
        return isShown(method, password, plugins(method.plugin));
      });

/** Nobody has an empty password with other plugins. */
function isShown({ plugin, hash }: AuthMethod, password: Password, service: PasswordPlugin | undefined): boolean {
  if (!service || hash === '') return false;
  if (typeof password === 'string') return service.hash(password) === hash;
  const given = password.others?.get(plugin);
  return given !== undefined && service.verify(hash, given.scramble, given.answer);
}

/** A plugin that knows passwords, besides the server's own. */
export interface PasswordPlugin {
  hash(password: string): string;
  complaint(hash: string): string | undefined;
  verify(hash: string, scramble: Uint8Array, answer: Uint8Array): boolean;
}

export type AuthPlugins = (name: string) => PasswordPlugin | undefined;

/** Whether the server's own plugin can work with what USING gives to it. */
export const isUsable = ({ plugin, hash }: AuthMethod): boolean =>
  plugin !== NATIVE || hash === '' || isNativeHash(hash);

/** Error 1372 of another plugin. */
export function hashRefusal({ plugin, hash }: AuthMethod, plugins: AuthPlugins): SqlError | undefined {
  const complaint = hash === '' ? undefined : plugins(plugin)?.complaint(hash);
  return complaint === undefined ? undefined : new SqlError(sqlError('ER_PASSWD_LENGTH', 0).errno, 'HY000', complaint);
}

interface StoredAccount {
  readonly version_id?: number;
  readonly plugin?: string;
  readonly authentication_string?: string;
  readonly auth_or?: readonly { readonly plugin?: string; readonly authentication_string?: string }[];
  readonly account_locked?: boolean;
  readonly is_role?: boolean;
  readonly password_last_changed?: number;
}

/** Reads a row of mysql.global_priv; undefined where the JSON is none. */
export function parseAccount(name: AccountName, json: string): Account | undefined {
  const stored = parseJson(json);
  if (!stored) return undefined;
  const {
    version_id,
    plugin,
    authentication_string,
    auth_or,
    account_locked,
    is_role,
    password_last_changed,
    ...rest
  } = stored;
  const { access: _, ...other } = rest as Record<string, unknown>;
  const first: AuthMethod[] = plugin === undefined ? [] : [{ plugin, hash: authentication_string ?? '' }];
  const more = (auth_or ?? []).map((method) =>
    method.plugin === undefined ? first : [{ plugin: method.plugin, hash: method.authentication_string ?? '' }],
  );
  return {
    ...name,
    // Bits beyond what a double can hold exactly: read from the text.
    access: BigInt(/"access"\s*:\s*(\d+)/.exec(json)?.[1] ?? 0) & GLOBAL_ACCESS,
    auth: auth_or ? more.flat() : first,
    locked: account_locked ?? false,
    isRole: is_role ?? false,
    passwordChanged: password_last_changed,
    other,
  };
}

function parseJson(json: string): StoredAccount | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The row's JSON; `version` is that of the server that writes it. */
export function formatAccount(
  { access, auth, locked, isRole, passwordChanged, other }: Account,
  version: number,
): string {
  const [first, ...others] = auth;
  const method = ({ plugin, hash }: AuthMethod) => (hash === '' ? { plugin } : { plugin, authentication_string: hash });
  const properties = JSON.stringify({
    version_id: version,
    ...(first && { plugin: first.plugin, authentication_string: first.hash }),
    ...(others.length > 0 && { auth_or: [{}, ...others.map(method)] }),
    ...other,
    ...(locked && { account_locked: true }),
    ...(isRole && { is_role: true }),
    ...(passwordChanged !== undefined && { password_last_changed: passwordChanged }),
  });
  return `{"access":${access},${properties.slice(1)}`;
}
