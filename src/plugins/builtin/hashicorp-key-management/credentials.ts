/** Who the plugin is to Vault: options come before the environment, and a contradiction is told. */
import { type Host, PluginError } from 'sealion/plugin';
import { message, messagesTo } from './messages.js';
import type { VaultVars } from './variables.js';

const ER_UNKNOWN_ERROR = 1105;

/** A failed start: told to the client, or to the log where there is none. */
export const startFailure = (text: string) => new PluginError(ER_UNKNOWN_ERROR, message(text), false);

/** The token; there must be one. */
export function tokenOf({ vars, env, log }: Host<VaultVars>): string {
  const token = choose(vars.token, env['VAULT_TOKEN'], () =>
    messagesTo(log).warning(
      'The --hashicorp-key-management-token option value or the value of the corresponding parameter is not equal to the value of the VAULT_TOKEN environment variable',
    ),
  );
  if (token !== '') return token;
  throw startFailure(
    'The --hashicorp-key-management-token option value or the value of the corresponding parameter in the configuration file must be specified, otherwise the VAULT_TOKEN environment variable must be set',
  );
}

/** The namespace, empty where there is none. */
export function namespaceOf({ vars, env, log, server }: Host<VaultVars>): string {
  if (!server.enterprise) return '';
  return choose(vars.namespace ?? '', env['VAULT_NAMESPACE'], () =>
    messagesTo(log).warning(
      'The --hashicorp-key-management-namespace option value or the value of the corresponding configuration parameter is not equal to the value of the VAULT_NAMESPACE environment variable',
    ),
  );
}

function choose(option: string, variable = '', contradiction: () => void): string {
  if (option === '') return variable;
  if (variable !== '' && variable !== option) contradiction();
  return option;
}
