/** What no start would tell: what could not be checked here, and what is better not so. */
import { resolve } from 'node:path';
import type { Files } from '../base/ports.js';
import type { SettingFate } from '../sysvars/startup-options.js';
import type { CheckedLibraries, Unchecked } from './libraries.js';
import { isReadableByAll, type ModeOf } from './option-files.js';
import type { EffectiveValue, Finding, Place } from './report.js';
import { isSecret } from './secrets.js';
import { placeOf } from './values.js';

/** What is known when the start is over. */
export interface Circumstances {
  readonly files: Files;
  readonly modeOf: ModeOf;
  readonly datadir: string;
  readonly fates: readonly SettingFate[];
  readonly values: readonly EffectiveValue[];
  readonly libraries: CheckedLibraries;
  /** Libraries that were opened, by file. */
  readonly loaded: readonly string[];
  /** mysql.plugin could not be read. */
  readonly installedUnknown: boolean;
  /** Plugins that mysql.plugin is assumed to name. */
  readonly assumed: readonly string[];
  /** Key ids that options name and that there are no keys for. */
  readonly missingKeyId: number | undefined;
}

const remark = (level: 'warning' | 'note', text: string, place?: Place, advice?: string): Finding => ({
  level,
  source: 'check',
  text,
  consequences: [],
  hidden: false,
  ...(place && { place }),
  ...(advice === undefined ? {} : { advice }),
});

/** Everything that is worth a remark. */
export function remarksOn(circumstances: Circumstances): readonly Finding[] {
  return [
    ...onMachine(circumstances),
    ...onInstalled(circumstances),
    ...circumstances.libraries.unchecked.map(onUnchecked),
    ...onLibraryFiles(circumstances),
    ...onKeys(circumstances),
    ...onModes(circumstances),
  ];
}

function onMachine({ files, datadir }: Circumstances): readonly Finding[] {
  if (files.isDirectory(datadir)) return [];
  return [remark('note', `The data directory '${datadir}' is not on this machine: its files could not be looked at`)];
}

function onInstalled({ installedUnknown, assumed, fates }: Circumstances): readonly Finding[] {
  if (!installedUnknown) return [];
  const unread = 'mysql.plugin of that server can not be read here: plugins that were installed with SQL are unknown';
  const assumptions = assumed.map((plugin) => {
    const fate = fates.find(({ owner }) => owner?.toLowerCase() === plugin.toLowerCase());
    const text = `The options of ${plugin} are only known if mysql.plugin names it, which is assumed here`;
    const advice = 'If it does not, the server ends with an unknown option. Load the plugin with plugin_load_add.';
    return remark('warning', text, fate && placeOf(fate), advice);
  });
  return [remark('note', unread), ...assumptions];
}

function onUnchecked({ plugin, library, reason, url }: Unchecked): Finding {
  if (reason === 'offline')
    return remark('warning', `${plugin} asks ${url} when it starts: this was not done, its keys are taken for granted`);
  return remark('warning', `${plugin} (${library}) is not known here: its options can not be checked`);
}

/** The libraries that Sealion brings itself need no file here, but one there. */
function onLibraryFiles({ libraries, loaded }: Circumstances): readonly Finding[] {
  if (loaded.length > 0 && !libraries.visible)
    return [remark('note', `The plugin directory '${libraries.directory}' is not on this machine`)];
  return loaded
    .filter((file) => libraries.lacks(file))
    .map((file) => remark('warning', `There is no ${file} in '${libraries.directory}' on this machine`));
}

function onKeys({ missingKeyId, values }: Circumstances): readonly Finding[] {
  if (missingKeyId === undefined) return [];
  const place = values.find(({ name }) => name === 'innodb_default_encryption_key_id')?.place;
  return [remark('warning', `There is no key ${missingKeyId}: no table can be created with the default key id`, place)];
}

function onModes({ datadir, modeOf, values }: Circumstances): readonly Finding[] {
  return values.flatMap(({ name, value, place }) => {
    const path = secretFile(name, value);
    if (path !== undefined && isReadableByAll(modeOf(resolve(datadir, path))))
      return [remark('warning', `${path} can be read by everybody`, place, `chmod 600 ${path}`)];
    const within = value === '***' && place.line !== undefined && isReadableByAll(modeOf(place.file));
    return within ? [remark('warning', `${name} is a secret in a file that everybody can read`, place)] : [];
  });
}

/** The file with keys or a password that a value names. */
function secretFile(name: string, value: string): string | undefined {
  if (name === 'file_key_management_filename' && value !== '') return value;
  return value.startsWith('FILE:') && isSecret(name, value.slice(5)) ? value.slice(5) : undefined;
}
