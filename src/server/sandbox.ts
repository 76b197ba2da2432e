/**
 * The sandbox: what opens when no server option names a data directory. A data directory in the current folder with an option
 * file that a user can read and edit, and a key file. No key plugin is loaded yet: that is the first lesson.
 */
import { join } from 'node:path';
import { LAB_VAULT_TOKEN, LAB_VAULT_URL } from '../base/lab-address.js';
import type { Ports } from '../base/ports.js';

/** In the current folder. */
export const SANDBOX_DIRECTORY = 'sealion-data';
const OPTION_FILE = 'sealion.cnf';
const KEY_FILE = 'keys.txt';
const SECRET_MODE = 0o600;

const OPTIONS = `# Options of this sandbox, in the format of MariaDB's option files. They count from the next start on.
[sealion]
# The key file that INSTALL SONAME 'file_key_management' reads: keys 1, 2 and 100, made when the sandbox was.
loose_file_key_management_filename = ${KEY_FILE}
# The Vault that INSTALL SONAME 'hashicorp_key_management' asks: one in this program, with keys 1 and 2, and commands
# \\vault and \\lab. What it knows is in .lab, in clear.
loose_hashicorp_key_management_vault_url = ${LAB_VAULT_URL}/v1/test
loose_hashicorp_key_management_token = ${LAB_VAULT_TOKEN}
`;

/** Key ids of the generated key file, and how many bytes each key has. */
const KEYS: readonly (readonly [id: number, bytes: number])[] = [
  [1, 32],
  [2, 32],
  [100, 32],
];

export interface Sandbox {
  /** The data directory. */
  readonly path: string;
  readonly optionFile: string;
}

/** Makes the files of the sandbox where there are none. */
export function openSandbox(directory: string, ports: Ports): Sandbox {
  const path = join(directory, SANDBOX_DIRECTORY);
  const { files } = ports;
  if (!files.exists(path)) files.makeDirectory(path);
  const optionFile = join(path, OPTION_FILE);
  if (!files.exists(optionFile)) files.writeFile(optionFile, OPTIONS);
  const keyFile = join(path, KEY_FILE);
  if (!files.exists(keyFile)) files.writeFile(keyFile, keyLines(ports), SECRET_MODE);
  return { path, optionFile };
}

const keyLines = ({ random }: Ports): string =>
  KEYS.map(([id, bytes]) => `${id};${Buffer.from(random.bytes(bytes)).toString('hex')}\n`).join('');
