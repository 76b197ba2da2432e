/**
 * hashicorp_key_management: keys from a Vault server, one secret with versions for each key id.
 *
 * A start looks at the token and at the URL, and asks Vault once, whether the secrets have versions there. Keys are
 * fetched when the server asks for them. From 12.3 on the library also has a table of what the plugin remembers.
 */
import { definePlugin, type Host, isAtLeast, type Plugin, type ServerIdentity } from 'sealion/plugin';
import { isProblem, storageVersion } from './answer.js';
import { KeyCache } from './cache.js';
import { cacheTable, type Running } from './cache-table.js';
import { VaultClient } from './client.js';
import { namespaceOf, startFailure, tokenOf } from './credentials.js';
import { CurlError } from './curl.js';
import { isSuccess, serverError, VaultKeyManager } from './key-manager.js';
import { messagesTo } from './messages.js';
import { type VaultVars, variablesOf } from './variables.js';
import { placesOf } from './vault-url.js';

const NOT_FOUND = 404;

/** The library as a server of that version has it. */
export default (server: ServerIdentity): readonly Plugin[] => {
  const hasTable = isAtLeast(server, 12, 3);
  const version = hasTable ? '2.1' : '2.0';
  let running: Running | undefined;

  const keyManagement = definePlugin({
    name: 'hashicorp_key_management',
    type: 'ENCRYPTION',
    version,
    maturity: 'Stable',
    author: 'Sealion',
    description: 'HashiCorp Vault key management plugin',
    license: 'GPL',
    vars: variablesOf(server),

    async init(host) {
      const client = new VaultClient(host, tokenOf(host), namespaceOf(host));
      const places = placesOf(host.vars.vaultUrl);
      if ('problem' in places) throw startFailure(places.problem);
      if (host.vars.checkKvVersion) await checkStorage(places.tune, client, host);
      const cache = new KeyCache(() => host.now().getTime());
      running = { cache, vars: host.vars };
      return new VaultKeyManager(host, client, cache, places.keys);
    },
  });
  return hasTable ? [keyManagement, cacheTable(version, () => running)] : [keyManagement];
};

/** Throws unless Vault keeps versions of what is mounted there. */
async function checkStorage(tune: string, client: VaultClient, { log }: Host<VaultVars>): Promise<void> {
  const say = messagesTo(log);
  const unknown = startFailure(`Unable to get storage options for "${tune}"`);
  const { status, body } = await client.get(tune).catch((error: unknown) => {
    if (!(error instanceof CurlError)) throw error;
    say.error(error.message);
    throw unknown;
  });
  if (!isSuccess(status) && status !== NOT_FOUND) say.warning(serverError(status, body));
  if (!isSuccess(status) || body === '') throw unknown;
  const version = storageVersion(body);
  if (isProblem(version)) throw startFailure('error' in version ? version.error : version.note);
  if (version < 2) throw startFailure('Key-value storage must be version number 2 or later');
}
