/** The lab of a server of this program: its files are in the data directory, and `\vault` and `\lab` find it. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Ports } from '../base/ports.js';
import type { LabProgram, Said } from '../lab/commands.js';
import { LabDoor } from '../lab/door.js';
import { readSettings } from '../startup/settings.js';
import { VaultMistake } from '../vault/request.js';

/** Below the data directory. */
const LAB_DIRECTORY = '.lab';

/** The data directory that a server with these options has. */
function labDirectory(words: readonly string[], directory: string, ports: Ports): string {
  const { values } = readSettings(words, { directory, ports });
  const given = values.findLast(({ variable }) => variable.name === 'datadir');
  return join(resolve(directory, String(given?.value ?? '')), LAB_DIRECTORY);
}

/** A door to the lab for a server with these options; its requests to others go where `ports` sends them. */
export const openLab = (words: readonly string[], directory: string, ports: Ports): LabDoor =>
  new LabDoor(ports, () => labDirectory(words, directory, ports));

/** A door to the lab for a server with this data directory. */
export const labIn = (datadir: string, ports: Ports): LabDoor => new LabDoor(ports, () => join(datadir, LAB_DIRECTORY));

/** Runs a command of the lab or of the `vault` program. What that takes is loaded only here. */
export async function runOnLab(program: LabProgram, words: readonly string[], door: LabDoor): Promise<Said> {
  const { runForConsole } = await import('../lab/commands.js');
  return runForConsole(program, words, door, { env: process.env, ...vaultFiles });
}

/** The files that the `vault` program reads. */
export const vaultFiles = {
  /** The token of who has logged in. */
  keptToken() {
    const path = join(homedir(), '.vault-token');
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  },
  readFile(path: string) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      throw new VaultMistake(`error reading file: open ${path}: no such file or directory`, 1);
    }
  },
};
