import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Cipher, definePlugin } from 'sealion/plugin';

const camellia: Cipher = {
  encrypt: (data, key, iv) => createCipheriv('camellia-128-ctr', key, iv).update(data),
  decrypt: (data, key, iv) => createDecipheriv('camellia-128-ctr', key, iv).update(data),
};

/** Key 1 is short and stays with AES; key 2 is long and has a cipher of its own. */
export default definePlugin({
  name: 'user_keys',
  type: 'ENCRYPTION',
  version: '1.0',
  maturity: 'Stable',
  author: 'a user',
  description: 'Two keys, two ciphers',
  license: 'BSD',
  init: () => ({
    latestVersion: (id) => (id <= 2 ? 1 : undefined),
    key: async (id) => (id <= 2 ? new Uint8Array(id * 16).fill(id) : undefined),
    cipher: (id) => (id === 2 ? camellia : undefined),
  }),
});
