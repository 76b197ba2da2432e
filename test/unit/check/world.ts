/** A check on real option files, where the plugin directory of MariaDB's packages seems to be. */
import { statSync } from 'node:fs';
import type { Files, Ports } from '../../../src/base/ports.js';
import { checkConfiguration, type InstalledPlugin } from '../../../src/check/check.js';
import { MARIADB_LIBRARIES } from '../../../src/check/mariadb-libraries.js';
import type { LogLine, Report } from '../../../src/check/report.js';
import { realFiles } from '../../../src/server/real-files.js';
import { telling } from '../../support/check-cases.js';
import { testPorts } from '../../support/ports.js';

const PLUGIN_DIRECTORY = '/usr/lib/mysql/plugin/';
const isLibrary = (path: string) =>
  Object.hasOwn(MARIADB_LIBRARIES, path.slice(PLUGIN_DIRECTORY.length, -'.so'.length));

const files: Files = {
  ...realFiles,
  exists: (path) => (path.startsWith(PLUGIN_DIRECTORY) ? isLibrary(path) : realFiles.exists(path)),
  isDirectory: (path) => path === PLUGIN_DIRECTORY || realFiles.isDirectory(path),
};

export interface CheckedWorld {
  readonly installed?: readonly InstalledPlugin[];
  readonly files?: Partial<Files>;
  readonly http?: Ports['http'];
  readonly online?: boolean;
}

/** Checks with these arguments. `installed` is what mysql.plugin has; without it, it can not be read. */
export function check(args: readonly string[], world: CheckedWorld = {}): Promise<Report> {
  const ports = { ...testPorts(), files: { ...files, ...world.files }, ...(world.http && { http: world.http }) };
  return checkConfiguration({
    args,
    directory: process.cwd(),
    ports,
    modeOf: (path) => statSync(path, { throwIfNoEntry: false })?.mode,
    online: world.online ?? false,
    installed: () => world.installed,
  });
}

const print = ({ level, text }: LogLine): string => (level === undefined ? text : `[${level}] ${text}`);

/** What the server would say before it ends. */
export const said = ({ log }: Report): readonly string[] => telling(log.filter(({ hidden }) => !hidden).map(print));
