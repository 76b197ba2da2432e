/** `sealion check`: what a server would do with this configuration, without starting it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConfiguration, type InstalledPlugin } from '../check/check.js';
import { reportText } from '../check/report-text.js';
import { Dictionary } from '../engine/store/dictionary.js';
import { realPorts } from '../server/ports.js';

const JSON_OPTION = '--json';
const ONLINE_OPTION = '--online';

export async function runCheckMode(args: readonly string[]): Promise<number> {
  const report = await checkConfiguration({
    args: args.filter((word) => word !== JSON_OPTION && word !== ONLINE_OPTION),
    online: args.includes(ONLINE_OPTION),
    directory: process.cwd(),
    ports: realPorts(() => {}),
    modeOf: (path) => statSync(path, { throwIfNoEntry: false })?.mode,
    installed: installedPlugins,
  });
  const color = process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined;
  process.stdout.write(
    args.includes(JSON_OPTION) ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, color),
  );
  return report.verdict === 'starts' ? 0 : 1;
}

/** mysql.plugin of a data directory of ours; the files are copied, since opening them would lock and change them. */
function installedPlugins(datadir: string): readonly InstalledPlugin[] | undefined {
  const path = join(datadir, 'sealion.db');
  if (!existsSync(path)) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'sealion-check-'));
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, join(directory, `sealion.db${suffix}`));
    }
    return pluginRows(new Dictionary(join(directory, 'sealion.db')));
  } catch {
    // A server that writes it just now, or no database at all: then it is not known what is in it.
    return undefined;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function pluginRows(dictionary: Dictionary): readonly InstalledPlugin[] {
  try {
    const table = dictionary.tables().find(({ definition: { db, name } }) => db === 'mysql' && name === 'plugin');
    const rows = table ? dictionary.rows(table.id) : [];
    return rows.map(([name, dl]) => ({ name: String(name), dl: String(dl) }));
  } finally {
    dictionary.close();
  }
}
