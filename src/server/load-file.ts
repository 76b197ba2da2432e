/** LOAD_FILE(): which files of the server's machine a session may read. */
import { resolve, sep } from 'node:path';
import { accessOf } from '../accounts/privileges.js';
import { sqlError } from '../base/errors.js';
import type { StatementFacts } from './environment.js';

/** The file's bytes; undefined without FILE, outside secure_file_priv, or where there is no such file. */
export function loadFile(path: string, { session, variables, ports, warn }: StatementFacts): Uint8Array | undefined {
  if (!session.access.hasAll(accessOf('FILE'))) return undefined;
  const full = resolve(String(variables.getByName('datadir')), path);
  if (!isBelow(String(variables.getByName('secure_file_priv') || sep), full)) return undefined;
  const { files } = ports;
  if (!files.exists(full) || files.isDirectory(full)) return undefined;
  const limit = Number(variables.read({ name: 'max_allowed_packet' }, session.values).text);
  const bytes = readUpTo(limit + 1, full, ports);
  if (bytes === undefined || bytes.length <= limit) return bytes;
  warn('Warning', sqlError('ER_WARN_ALLOWED_PACKET_OVERFLOWED', 'load_file', limit));
  return undefined;
}

/** A file that cannot be read is none. */
function readUpTo(limit: number, path: string, { files }: StatementFacts['ports']): Uint8Array | undefined {
  try {
    return files.readFile(path, limit);
  } catch {
    return undefined;
  }
}

function isBelow(directory: string, path: string): boolean {
  const full = resolve(directory);
  return path.startsWith(full.endsWith(sep) ? full : full + sep);
}
