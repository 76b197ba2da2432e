/** The keys to try: those of file_key_management, read as that plugin reads them, from its own options. */
import { basename, dirname, resolve } from 'node:path';
import type { Ports } from '../base/ports.js';
import { readKeys } from '../plugins/builtin/file-key-management/read-keys.js';
import { commonVars, derivationVars } from '../plugins/builtin/file-key-management/variables.js';
import { PluginError, type PluginLog, type Values, type Vars } from '../plugins/define.js';
import { readSettings } from '../startup/settings.js';
import type { OptionValue } from '../sysvars/registry.js';
import type { InspectOptions } from './options.js';
import type { Keys } from './page-opener.js';

/** What options say about keys and the place of the data. */
export interface Configuration {
  readonly keys?: Keys;
  /** From the option file. */
  readonly datadir?: string;
  /** Where else options put files: each with what their names begin with. */
  readonly elsewhere: readonly Elsewhere[];
  readonly notes: readonly string[];
}

/** Files of the server outside of its data directory. */
export interface Elsewhere {
  readonly directory: string;
  readonly names: RegExp;
}

/** Keys can not be read, or an option file not. */
export class ConfigurationError extends Error {}

const PLUGIN = 'file_key_management';
/** Any key file is read as the newest server would: with versions. */
const SERVER = { version: { major: 12, minor: 3, patch: 0 }, enterprise: true } as const;
const vars = { ...commonVars(SERVER), ...derivationVars };

/** The options of the plugin that the options of an inspection stand for. */
const PLUGIN_OPTIONS = [
  ['filename', 'keyFile'],
  ['filekey', 'filekey'],
  ['encryption_algorithm', 'algorithm'],
  ['digest', 'digest'],
  ['use_pbkdf2', 'usePbkdf2'],
] as const;

/** Reads the option file, if there is one, and the key file that it or an option names. Throws ConfigurationError. */
export function readConfiguration(options: InspectOptions, directory: string, ports: Ports): Configuration {
  const { defaultsFile } = options;
  const settings = readSettings([...optionFileWord(options), ...pluginWords(options, directory)], { directory, ports });
  if (settings.incomplete) throw new ConfigurationError(settings.messages.join('\n').trim());
  const { values, log, refused } = settings.options.takePluginOptions(
    PLUGIN,
    Object.values<OptionValue['variable']>(vars),
  );
  const wrong = log.filter(({ level }) => level === 'ERROR').map(({ text }) => text);
  if (refused) throw new ConfigurationError(wrong.join('\n'));
  const given = valuesOf(vars, values);
  const all = settings.options.fates().flatMap(({ value }) => value ?? []);
  const datadir = datadirOf(all, directory);
  const place = resolve(directory, options.datadir ?? datadir ?? dirname(defaultsFile ?? 'here'));
  const common = { ...(datadir === undefined ? {} : { datadir }), elsewhere: elsewhereOf(all, place) };
  if (given.filename === '') {
    const notes =
      defaultsFile === undefined ? [] : [`${defaultsFile} names no key file of ${PLUGIN}: no keys are tried`];
    return { ...common, notes };
  }
  return { ...common, keys: keysOf(given, place, ports), notes: [] };
}

const optionFileWord = ({ defaultsFile }: InspectOptions): readonly string[] =>
  defaultsFile === undefined ? ['--no-defaults'] : [`--defaults-file=${defaultsFile}`];

function pluginWords(options: InspectOptions, directory: string): string[] {
  return PLUGIN_OPTIONS.flatMap(([name, key]) => {
    const value = key === 'keyFile' && options.keyFile ? resolve(directory, options.keyFile) : options[key];
    return value === undefined ? [] : [`--${PLUGIN}_${name}=${fileSecret(key, value, directory)}`];
  });
}

/** On the command line a relative name is one from here, not from the data directory. */
function fileSecret(key: string, value: string, directory: string): string {
  return key === 'filekey' && /^FILE:./.test(value) ? `FILE:${resolve(directory, value.slice(5))}` : value;
}

function valuesOf<V extends Vars>(declared: V, values: readonly OptionValue[]): Values<V> {
  const entries = Object.entries(declared).map(([name, variable]) => {
    const given = values.findLast((value) => value.variable === variable);
    return [name, given ? given.value : variable.default];
  });
  return Object.fromEntries(entries) as Values<V>;
}

/** Variables that name a directory, or a file whose name others continue. */
const PLACES: readonly (readonly [variable: string, names: RegExp | 'file'])[] = [
  ['innodb_data_home_dir', /^ibdata\d+$/],
  ['innodb_undo_directory', /^(innodb_)?undo_?\d+$/],
  ['innodb_log_group_home_dir', /^ib_logfile\d+$/],
  ['aria_log_dir_path', /^aria_log\./],
  ['log_bin', 'file'],
  ['relay_log', 'file'],
];

function elsewhereOf(values: readonly OptionValue[], datadir: string): Elsewhere[] {
  return PLACES.flatMap(([name, names]) => {
    const given = values.findLast(({ variable }) => variable.name.replaceAll('-', '_') === name)?.value;
    if (typeof given !== 'string' || !given.includes('/')) return [];
    const path = resolve(datadir, given);
    if (names !== 'file') return [{ directory: path, names }];
    // The extension of such a name is replaced by a number.
    const base = basename(path).replace(/\.[^.]*$/, '');
    const quoted = base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return [{ directory: dirname(path), names: new RegExp(`^${quoted}\\.(\\d+|index|state)$`) }];
  }).filter(({ directory }) => directory !== resolve(datadir));
}

function datadirOf(values: readonly OptionValue[], directory: string): string | undefined {
  const given = values.findLast(({ variable }) => variable.name === 'datadir')?.value;
  return typeof given === 'string' && given !== '' ? resolve(directory, given) : undefined;
}

const silent: PluginLog = { error() {}, warning() {}, note() {}, raise() {}, warn() {} };

function keysOf(given: Values<typeof vars>, datadir: string, ports: Ports): Keys {
  const host = { ...ports, now: () => new Date(ports.clock.now()), log: silent, datadir, server: SERVER };
  const derivation = { digest: given.digest, iterations: given.usePbkdf2 };
  try {
    const keys = readKeys(given.filename, given.filekey, derivation, host);
    return {
      mode: given.encryptionAlgorithm === 'aes_ctr' ? 'CTR' : 'CBC',
      key: (id, version) => keys.get(id)?.get(version),
    };
  } catch (error) {
    if (error instanceof PluginError) throw new ConfigurationError(error.message);
    throw error;
  }
}
