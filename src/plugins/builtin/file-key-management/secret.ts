/** The password of an encrypted key file: the option's own value, or the content of the file that it names. */
import { resolve } from 'node:path';
import { type Host, isAtLeast, PluginError, type ServerIdentity } from 'sealion/plugin';
import { CANNOT_READ, reading } from './failures.js';

const FILE_PREFIX = 'FILE:';
const SECRET_BYTES_MAX = 256;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The secret that `filekey` stands for; empty when there is none. */
export function readSecret(
  filekey: string,
  { files, datadir, server }: Pick<Host, 'files' | 'datadir' | 'server'>,
): Uint8Array {
  if (!filekey.startsWith(FILE_PREFIX)) return Buffer.from(filekey);
  const path = filekey.slice(FILE_PREFIX.length);
  // No name at all is a missing file, where resolving it would name the datadir.
  const content = reading(path, () => files.readFile(path === '' ? '' : resolve(datadir, path), SECRET_BYTES_MAX + 1));
  if (content.length === 0) {
    throw new PluginError(
      CANNOT_READ,
      `Error reading file '${path}' (Errcode: 0 "Internal error/check (Not system error)")`,
    );
  }
  const secret = content.subarray(0, endOf(content));
  if (secret.length > SECRET_BYTES_MAX) throw tooLong(path, server);
  const nul = secret.indexOf(0);
  return nul < 0 ? secret : secret.subarray(0, nul);
}

/** Line ends behind the secret are an editor's and no part of it. */
function endOf(content: Uint8Array): number {
  let end = content.length;
  while (content[end - 1] === LINE_FEED || content[end - 1] === CARRIAGE_RETURN) end--;
  return end;
}

function tooLong(path: string, server: ServerIdentity): PluginError {
  // The older server's text ends with a blank.
  const unit = isAtLeast(server, 11, 8) ? ' bytes' : 'B ';
  return new PluginError(
    CANNOT_READ,
    `Cannot read ${path}, the filekey is too long, max secret size is ${SECRET_BYTES_MAX}${unit}`,
  );
}
