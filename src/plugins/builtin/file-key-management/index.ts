/**
 * file_key_management: keys in a file, read when the plugin starts. An enterprise server keeps several versions of a
 * key in it, and reads it again at FLUSH FILE_KEY_MANAGEMENT_KEYS.
 *
 * In order: the secret, the file, its decryption, its lines. The first thing wrong ends the start.
 */
import {
  type CipherMode,
  definePlugin,
  isAtLeast,
  type KeyManager,
  type Library,
  type ServerIdentity,
} from 'sealion/plugin';
import { KeyStore } from './key-store.js';
import { keysTable } from './keys-table.js';
import { readKeys } from './read-keys.js';
import { commonVars, derivationVars } from './variables.js';

/** The library as a server of that version has it. */
const library = ((server) => {
  const store = new KeyStore();
  const plugin = fileKeyManagement(server, store);
  return server.enterprise ? [plugin, keysTable(store)] : [plugin];
}) satisfies Library;

export default library;

/** The key manager itself, on keys that others may look at. */
export const fileKeyManagement = (server: ServerIdentity, store: KeyStore = new KeyStore()) =>
  definePlugin({
    name: 'file_key_management',
    type: 'ENCRYPTION',
    version: '1.0',
    maturity: 'Stable',
    author: 'Sealion',
    description: 'File-based key management plugin',
    license: 'GPL',
    vars: { ...commonVars(server), ...(isAtLeast(server, 12, 0) ? derivationVars : {}) },

    init({ vars, ...host }) {
      const { digest = 'sha1', usePbkdf2: iterations = 0 } = vars;
      store.open(() => readKeys(vars.filename, vars.filekey, { digest, iterations }, host));
      return keyManager(store, vars.encryptionAlgorithm === 'aes_ctr' ? 'CTR' : 'CBC');
    },
  });

const keyManager = (store: KeyStore, mode: CipherMode): KeyManager => ({
  latestVersion: (id) => store.latestVersion(id),
  key: (id, version) => store.key(id, version),
  cipherMode: () => mode,
  stop: () => store.close(),
});
