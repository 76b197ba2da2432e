/** The table of what the plugin remembers: which version of each key is the latest. FLUSH makes it forget. */
import { definePlugin, type PluginTableColumn } from 'sealion/plugin';
import type { KeyCache } from './cache.js';
import { startFailure } from './credentials.js';

/** The key management plugin of the same library, once it has started. */
export interface Running {
  readonly cache: KeyCache;
  readonly vars: { readonly cachingEnabled: boolean };
}

const unsigned: PluginTableColumn = {
  type: { name: 'BIGINT', unsigned: true, zerofill: false, width: 32 },
  nullable: false,
};

export function cacheTable(version: '2.0' | '2.1', running: () => Running | undefined) {
  return definePlugin({
    name: 'hashicorp_key_management_cache',
    type: 'INFORMATION SCHEMA',
    version,
    maturity: 'Stable',
    author: 'Sealion',
    description: 'Cache flush for HashiCorp Vault key management plugin',
    license: 'GPL',

    init() {
      const started = running();
      if (started === undefined) throw startFailure('The key management plugin has not started');
      const { cache, vars } = started;
      return {
        columns: { KEY_ID: unsigned, KEY_VERSION: unsigned },
        show: true,
        rows(reader) {
          if (reader.show) reader.require('PROCESS');
          return reader.has('PROCESS') ? cache.latest.map((row) => row.map(unsignedValue)) : [];
        },
        reset() {
          if (vars.cachingEnabled) cache.flush();
        },
      };
    },
  });
}

/** BIGINT UNSIGNED as it is stored. */
function unsignedValue(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
