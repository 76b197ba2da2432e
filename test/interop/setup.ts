/** Once per run, before the first interop test: is MariaDB here? Then the data directory that its servers start from. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemplate, mariadbVersion, TEMPLATE_VARIABLE, temporaryDirectory } from '../support/mariadb.js';

export default async function setup(): Promise<() => void> {
  mariadbVersion();
  const directory = temporaryDirectory();
  await makeTemplate(join(directory, 'data'));
  process.env[TEMPLATE_VARIABLE] = join(directory, 'data');
  return () => rmSync(directory, { recursive: true, force: true });
}
