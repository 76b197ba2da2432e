/** Key files for file_key_management, and the options that load one: the same for Sealion and a real server. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The ids in `KEYS`: of 128, 192 and 256 bit. */
export const KEY_IDS = [1, 2, 100] as const;

/** The lines of the key file. */
export const KEYS = `# keys for tests
1;${'a1'.repeat(16)}
2;${'b2'.repeat(24)}
100;${'c3'.repeat(32)}
`;

/** Writes the key file into a directory; gives the options that load it. */
export function keyFileOptions(directory: string): string[] {
  const path = join(directory, 'keys.txt');
  writeFileSync(path, KEYS, { mode: 0o600 });
  return ['--plugin-load-add=file_key_management', `--file-key-management-filename=${path}`];
}
