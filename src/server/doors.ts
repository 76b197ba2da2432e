/** The ways into an account, one after the other: what each asks of a client, and whether its answer is enough. */
import { type AuthMethod, isAuthenticated, NATIVE } from '../accounts/account.js';
import type { Password } from '../base/native-password.js';
import type { Login } from './privileges.js';
import type { Server } from './server.js';

export interface Door {
  readonly plugin: string;
  /** What the client answers with; undefined: it is not asked. */
  readonly clientPlugin: string | undefined;
  opens(password: Password): boolean;
}

const NATIVE_ONLY: readonly AuthMethod[] = [{ plugin: NATIVE, hash: '' }];

/** Nobody can see from them whether there is such an account. */
export function doorsOf(
  visitor: Pick<Login, 'user' | 'host' | 'systemUser'>,
  { accounts, plugins }: Pick<Server, 'accounts' | 'plugins'>,
): readonly Door[] {
  const account = accounts.inForce ? accounts.forLogin(visitor.user, visitor.host) : undefined;
  const methods = account?.auth.length ? account.auth : NATIVE_ONLY;
  return methods.map((method) => ({
    plugin: method.plugin,
    clientPlugin: method.plugin === NATIVE ? NATIVE : plugins.authentication(method.plugin)?.clientPlugin,
    opens: (password) => isAuthenticated({ auth: [method] }, password, visitor, (name) => plugins.authentication(name)),
  }));
}
