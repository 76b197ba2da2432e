/**
 * debug_key_management: one key, whose newest version is a variable. Each version is its own key: its number.
 *
 * For tests of key rotation only: everybody knows the keys.
 */
import { definePlugin, sysvar, unsigned } from 'sealion/plugin';

const KEY_ID = 1;
const KEY_BYTES = 16;

export default definePlugin({
  name: 'debug_key_management',
  type: 'ENCRYPTION',
  version: '1.0',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Debug key management plugin',
  license: 'GPL',

  vars: {
    version: sysvar('debug_key_management_version', {
      scope: 'GLOBAL',
      type: unsigned({ min: 0, max: 0xffffffff }),
      default: 1,
      comment: 'Latest key version',
    }),
  },

  init: ({ vars }) => ({
    latestVersion: (id) => (id === KEY_ID ? vars.version : undefined),
    key(id, version) {
      if (id !== KEY_ID) return undefined;
      const key = Buffer.alloc(KEY_BYTES);
      key.writeUInt32BE(version);
      return key;
    },
  }),
});
