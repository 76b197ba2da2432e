/** FILE_KEY_MANAGEMENT_KEYS: the newest version of each key in memory; FLUSH reads the key file again. */
import { definePlugin, type InformationSchemaTable, PluginError, type PluginTableColumn } from 'sealion/plugin';
import type { KeyStore } from './key-store.js';

const ER_UNKNOWN_ERROR = 1105;

const number: PluginTableColumn = {
  type: { name: 'BIGINT', unsigned: true, zerofill: false, width: 32 },
  nullable: false,
};

/** The library's second plugin: it has nothing to show where the first one has not started. */
export const keysTable = (store: KeyStore) =>
  definePlugin({
    name: 'FILE_KEY_MANAGEMENT_KEYS',
    type: 'INFORMATION SCHEMA',
    version: '1.0',
    maturity: 'Stable',
    author: 'Sealion',
    description: 'Latest key versions of the file key management plugin',
    license: 'GPL',

    init({ log }): InformationSchemaTable {
      if (!store.isOpen) throw new PluginError(ER_UNKNOWN_ERROR, 'file_key_management is not active');
      return {
        columns: { KEY_ID: number, KEY_VERSION: number },
        show: true,
        rows({ show, has, require }) {
          if (show) require('PROCESS');
          return has('PROCESS') ? store.latestVersions() : [];
        },
        reset() {
          try {
            store.reload();
          } catch (error) {
            if (error instanceof PluginError) log.error(error.message);
            throw error;
          }
        },
      };
    },
  });
