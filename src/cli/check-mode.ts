/** `sealion check`: what a server would do with this configuration, without starting it. */
import { statSync } from 'node:fs';
import { checkConfiguration, type InstalledPlugin } from '../check/check.js';
import { reportText } from '../check/report-text.js';
import { realPorts } from '../server/ports.js';
import { withDictionaryCopy } from './dictionary-copy.js';

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

/** mysql.plugin of a data directory of ours. */
const installedPlugins = (datadir: string): readonly InstalledPlugin[] | undefined =>
  withDictionaryCopy(datadir, (dictionary) => {
    const table = dictionary.tables().find(({ definition: { db, name } }) => db === 'mysql' && name === 'plugin');
    const rows = table ? dictionary.rows(table.id) : [];
    return rows.map(([name, dl]) => ({ name: String(name), dl: String(dl) }));
  });
