/** From the file that the options name to keys: the secret, the file, its decryption, its lines. */
import { resolve } from 'node:path';
import { type Host, isAtLeast, PluginError } from 'sealion/plugin';
import { CANNOT_READ, NOT_SET, reading } from './failures.js';
import { isKeyFileError, type Keys, parseKeyFile } from './key-file.js';
import { type Derivation, decrypt, isEncrypted } from './openssl.js';
import { readSecret } from './secret.js';

const FILE_BYTES_MAX = 1024 * 1024;

type Surroundings = Omit<Host, 'vars'>;

/** All keys of the file. The first thing wrong is thrown as a PluginError. */
export function readKeys(filename: string, filekey: string, derivation: Derivation, host: Surroundings): Keys {
  const secret = readSecret(filekey, host);
  if (filename === '') throw new PluginError(NOT_SET, 'file-key-management-filename is not set');
  const keys = parseKeyFile(clearText(readFile(filename, host), filename, secret, derivation), host.server.enterprise);
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
