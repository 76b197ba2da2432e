/** How file_key_management words the failures of the file system. */
import { errcode, PluginError, systemError } from 'sealion/plugin';

/** The numbers that the server's file layer gives to its errors. */
export const CANNOT_READ = 2;
export const NOT_SET = 15;
const NOT_FOUND = 29;

/** What `read` gives, its failures in the server's words: a directory can be opened, anything else could not. */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const system = systemError(error);
    if (system === undefined) throw error;
    throw system.text === 'Is a directory'
      ? new PluginError(CANNOT_READ, `Error reading file '${path}' ${errcode(system)}`)
      : new PluginError(NOT_FOUND, `File '${path}' not found ${errcode(system)}`);
  }
}
