/**
 * file_key_management: keys from a file, which is read once, when the plugin starts.
 *
 * In order: the secret, the file, its decryption, its lines. The first thing wrong ends the start.
 */
import { resolve } from 'node:path';
import {
  type CipherMode,
  definePlugin,
  type Host,
  isAtLeast,
  type KeyManager,
  oneOf,
  PluginError,
  type ServerIdentity,
  sysvar,
  text,
  unsigned,
} from 'sealion/plugin';
import { CANNOT_READ, NOT_SET, reading } from './failures.js';
import { isKeyFileError, type Keys, parseKeyFile } from './key-file.js';
import { type Derivation, DIGESTS, type Digest, decrypt, isEncrypted } from './openssl.js';
import { readSecret } from './secret.js';

const FILE_BYTES_MAX = 1024 * 1024;

/** The plugin as a server of that version has it. */
export default (server: ServerIdentity) =>
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
      const keys = readKeys(vars.filename, vars.filekey, { digest, iterations }, host);
      return keyManager(keys, vars.encryptionAlgorithm === 'aes_ctr' ? 'CTR' : 'CBC');
    },
  });

function commonVars(server: ServerIdentity) {
  const stop = isAtLeast(server, 11, 0) ? '' : '.';
  return {
    filename: sysvar('file_key_management_filename', {
      scope: 'GLOBAL',
      dynamic: false,
      type: text(),
      default: '',
      comment: `Path and name of the key file${stop}`,
    }),
    filekey: sysvar('file_key_management_filekey', {
      scope: 'GLOBAL',
      dynamic: false,
      type: text(),
      default: '',
      comment: `Key to encrypt / decrypt the keyfile${stop}`,
    }),
    encryptionAlgorithm: sysvar('file_key_management_encryption_algorithm', {
      scope: 'GLOBAL',
      dynamic: false,
      type: oneOf('aes_cbc', 'aes_ctr'),
      default: 'aes_cbc',
      comment: `Encryption algorithm to use, aes_ctr is the recommended one${stop}`,
    }),
  };
}

const derivationVars = {
  digest: sysvar<Digest>('file_key_management_digest', {
    scope: 'GLOBAL',
    dynamic: false,
    type: oneOf(...DIGESTS),
    default: 'sha1',
    comment: 'Digest algorithm used for decrypting the key file. The value of the openssl enc -md option',
  }),
  usePbkdf2: sysvar('file_key_management_use_pbkdf2', {
    scope: 'GLOBAL',
    dynamic: false,
    type: unsigned({ min: 0, max: 0xffffffff, block: 0 }),
    default: 0,
    comment:
      "Number of PBKDF2 iteration used for decrypting the key file. Use 0 to disable PBKDF2, otherwise it's a value of the openssl enc -iter option",
  }),
};

type Surroundings = Omit<Host, 'vars'>;

function readKeys(filename: string, filekey: string, derivation: Derivation, host: Surroundings): Keys {
  const secret = readSecret(filekey, host);
  if (filename === '') throw new PluginError(NOT_SET, 'file-key-management-filename is not set');
  const keys = parseKeyFile(clearText(readFile(filename, host), filename, secret, derivation));
  if (!isKeyFileError(keys)) return keys;
  throw new PluginError(CANNOT_READ, `${keys.problem} at ${filename} line ${keys.line}, column ${keys.column}`);
}

function readFile(filename: string, { files, datadir, server, log }: Surroundings): Uint8Array {
  const path = resolve(datadir, filename);
  const newer = isAtLeast(server, 11, 8);
  if (reading(filename, () => files.isDirectory(path))) {
    throw newer ? new PluginError(CANNOT_READ, `Read from ${filename} failed, errno 21`) : tooLarge(filename);
  }
  const content = reading(filename, () => files.readFile(path, FILE_BYTES_MAX + 1));
  if (content.length > FILE_BYTES_MAX) {
    throw newer
      ? new PluginError(CANNOT_READ, `File ${filename} too large, must be less than ${FILE_BYTES_MAX} bytes`)
      : tooLarge(filename);
  }
  if (newer)
    log.note(`Read from ${filename}, read bytes: ${content.length}, max key file size: ${FILE_BYTES_MAX} bytes`);
  return content;
}

/** To the older server a directory is a file of the largest size. */
function tooLarge(filename: string): PluginError {
  return new PluginError(CANNOT_READ, `Error reading file '${filename}' (Errcode: 27 "File too large")`);
}

function clearText(content: Uint8Array, filename: string, secret: Uint8Array, derivation: Derivation): Uint8Array {
  if (!isEncrypted(content)) {
    if (secret.length === 0) return content;
    throw new PluginError(CANNOT_READ, `Cannot decrypt ${filename}. Not encrypted`);
  }
  const decrypted = decrypt(content, secret, derivation);
  if (decrypted === undefined) throw new PluginError(CANNOT_READ, `Cannot decrypt ${filename}. Wrong key?`);
  return decrypted;
}

function keyManager(keys: Keys, mode: CipherMode): KeyManager {
  return {
    latestVersion: (id) => {
      const versions = keys.get(id);
      return versions && Math.max(...versions.keys());
    },
    key: (id, version) => keys.get(id)?.get(version),
    cipherMode: () => mode,
  };
}
