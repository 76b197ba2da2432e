/** LOAD_FILE() and LOAD DATA: which files of the server's machine a session may read. */
import { resolve, sep } from 'node:path';
import { accessOf } from '../accounts/privileges.js';
import { sqlError } from '../base/errors.js';
import { systemError } from '../plugins/system-error.js';
import type { StatementFacts } from './environment.js';

/** The file's bytes; undefined without FILE, outside secure_file_priv, or where there is no such file. */
export function loadFile(path: string, { session, variables, ports, warn }: StatementFacts): Uint8Array | undefined {
  if (!session.access.hasAll(accessOf('FILE'))) return undefined;
  const full = resolve(String(variables.getByName('datadir')), path);
  if (!isAllowed(full, variables)) return undefined;
  const { files } = ports;
  if (!files.exists(full) || files.isDirectory(full)) return undefined;
  const limit = Number(variables.read({ name: 'max_allowed_packet' }, session.values).text);
  const bytes = readUpTo(limit + 1, full, ports);
  if (bytes === undefined || bytes.length <= limit) return bytes;
  warn('Warning', sqlError('ER_WARN_ALLOWED_PACKET_OVERFLOWED', 'load_file', limit));
  return undefined;
}

/** The bytes of a file for LOAD DATA, or why there are none. FILE has been asked for. Errors: 13, 1085, 1290. */
export function dataFile(path: string, db: string, { variables, ports }: StatementFacts): Uint8Array {
  const full = resolve(String(variables.getByName('datadir')), db, path);
  if (!isAllowed(full, variables)) throw sqlError('ER_OPTION_PREVENTS_STATEMENT', '--secure-file-priv');
  const { files } = ports;
  try {
    if (!files.isDirectory(full)) return files.readFile(full);
  } catch (error) {
    const system = systemError(error);
    if (system === undefined) throw error;
    throw sqlError('EE_STAT', full, system.errno, system.text);
  }
  throw sqlError('ER_TEXTFILE_NOT_READABLE', full);
}

/** secure_file_priv; empty allows every place. */
const isAllowed = (path: string, variables: StatementFacts['variables']): boolean =>
  isBelow(String(variables.getByName('secure_file_priv') || sep), path);

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
