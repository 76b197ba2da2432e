/** The plugin's variables. Which ones there are and what they say depends on the server. */
import { bool, int, isAtLeast, long, type ServerIdentity, sysvar, text } from 'sealion/plugin';

const INT_MAX = 2 ** 31 - 1;
const LONG_MAX = 2n ** 63n - 1n;

const option = (name: string, comment: string) =>
  sysvar(`hashicorp_key_management_${name}`, { scope: 'GLOBAL', dynamic: false, type: text(), default: '', comment });

const flag = (name: string, comment: string, deprecated = false) =>
  sysvar(`hashicorp_key_management_${name}`, {
    scope: 'GLOBAL',
    type: bool,
    default: true,
    comment,
    ...(deprecated ? { deprecated } : {}),
  });

const common = {
  vaultUrl: option('vault_url', 'HTTP[s] URL that is used to connect to the Hashicorp Vault server'),
  token: sysvar('hashicorp_key_management_token', {
    scope: 'GLOBAL',
    dynamic: false,
    optionOnly: true,
    type: text(),
    default: '',
    comment: 'Authentication token that passed to the Hashicorp Vault in the request header',
  }),
  vaultCa: option(
    'vault_ca',
    'Path to the Certificate Authority (CA) bundle (is a file that contains root and intermediate certificates)',
  ),
  timeout: sysvar('hashicorp_key_management_timeout', {
    scope: 'GLOBAL',
    type: int({ min: 0, max: 86_400 }),
    default: 15,
    comment: 'Duration (in seconds) for the Hashicorp Vault server connection timeout',
  }),
  maxRetries: sysvar('hashicorp_key_management_max_retries', {
    scope: 'GLOBAL',
    type: int({ min: 0, max: INT_MAX }),
    default: 3,
    comment: 'Number of server request retries in case of timeout',
  }),
  cachingEnabled: flag(
    'caching_enabled',
    'Enable key caching (storing key values received from the Hashicorp Vault server in the local memory)',
  ),
  cacheVersionTimeout: sysvar('hashicorp_key_management_cache_version_timeout', {
    scope: 'GLOBAL',
    type: long({ min: 0n, max: LONG_MAX }),
    default: 60_000n,
    comment: 'Cache timeout for key version (in milliseconds)',
  }),
  checkKvVersion: flag('check_kv_version', 'Enable kv storage version check during plugin initialization'),
};

/** Gone in 12.3, where a cached key is good for ever. */
const cacheOptions = {
  cacheTimeout: sysvar('hashicorp_key_management_cache_timeout', {
    scope: 'GLOBAL',
    type: long({ min: 0n, max: LONG_MAX }),
    default: LONG_MAX,
    deprecated: true,
    comment: 'Cache timeout for key data (in milliseconds)',
  }),
  useCacheOnTimeout: flag(
    'use_cache_on_timeout',
    'In case of an error when accessing the vault server use the value taken from the cache',
    true,
  ),
};

const enterpriseOptions = {
  namespace: option('namespace', 'Namespace that is used in interactions with the Hashicorp Vault server'),
};

/** The variables as a server of that release has them. */
export function variablesOf(server: ServerIdentity) {
  return {
    ...common,
    ...(server.enterprise || !isAtLeast(server, 12, 3) ? cacheOptions : {}),
    ...(server.enterprise ? enterpriseOptions : {}),
  };
}

/** The server for this plugin, with the values of its variables. */
export type VaultVars = ReturnType<typeof variablesOf>;
