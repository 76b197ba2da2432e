/** The client on a server that runs already, on this machine or another one. */
import { userInfo } from 'node:os';
import type { Login } from '../client/client.js';
import type { ConnectionOptions } from '../client/connection-options.js';
import type { ClientOptions } from '../client/options.js';
import { connectRemote } from '../remote/session.js';
import { BadTarget, type Target, targetOf, withoutPasswords } from '../remote/target.js';
import { dial } from './dial.js';

export interface Remote {
  readonly options: ClientOptions;
  connect(login: Login): ReturnType<typeof connectRemote>;
}

/** A string is the complaint about the options. */
export function remoteOf(options: ClientOptions, written: ConnectionOptions): Remote | string {
  let target: Target;
  try {
    target = targetOf(written, process.env, userInfo().username);
  } catch (error) {
    if (!(error instanceof BadTarget)) throw error;
    return error.message;
  }
  hideSecrets();
  const { user, password, database } = target;
  return {
    options: { ...options, user, password, database },
    connect: (login) => connectRemote({ ...target, ...login }, dial),
  };
}

/** Other users see the command lines of all processes. */
function hideSecrets(): void {
  const args = process.argv.slice(2);
  const shown = withoutPasswords(args);
  if (shown.every((arg, at) => arg === args[at])) return;
  // Only as much is overwritten as the new title is long.
  process.title = ['sealion', ...shown].join(' ').padEnd(process.argv.join(' ').length);
}
