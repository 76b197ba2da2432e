/** What a server was started with: option files and command line, read once and put in force in the server's order. */
import type { Ports } from '../base/ports.js';
import { type LoadItem, loadLists } from '../plugins/plugin-load.js';
import type { Sysvar } from '../sysvars/define.js';
import { type GivenOptions, givenOptions } from '../sysvars/option-files.js';
import { type Profile, type ProfileName, profileOf } from '../sysvars/profiles.js';
import type { OptionValue } from '../sysvars/registry.js';
import { logBinary, SERVER_ONLY_OPTIONS, sealionPluginTimeout, sealionProfile } from '../sysvars/server-options.js';
import { type OwnOptions, type ServerOptions, StartupOptions } from '../sysvars/startup-options.js';
import type { StartupLine } from '../sysvars/sysvar-type.js';
import { StartFailure } from './start-failure.js';

const PROGRAM = 'mariadbd';

export interface ServerSettings {
  readonly profile: Profile;
  readonly options: StartupOptions;
  /** Values of system variables, and of options without one. */
  readonly values: readonly OptionValue[];
  /** What the log says about the options. */
  readonly log: readonly StartupLine[];
  /** How the options of the built-in plugins fared. */
  readonly builtIns: OwnOptions['builtIns'];
  /** A binary log is wanted. */
  readonly binaryLog: boolean;
  /** What plugin-load and plugin-load-add name. */
  readonly pluginLists: readonly (readonly LoadItem[])[];
  readonly pluginTimeoutMs: number;
  /** Reads the option files again, as INSTALL does. */
  reread(): StartupOptions;
}

/** Settings as far as they could be read. */
export interface ReadSettings extends ServerSettings {
  /** What the reading of option files had to say on the terminal. */
  readonly messages: readonly string[];
  /** An option file is so wrong that nothing behind its error was read. */
  readonly incomplete: boolean;
  /** Why the server ends here, if it does. */
  readonly failure?: StartFailure;
}

/** Where options are read. */
export interface SettingsPlace {
  /** What relative names of option files are relative to. */
  readonly directory: string;
  readonly ports: Pick<Ports, 'files' | 'env'>;
  /** The profile where no option names one. */
  readonly defaultProfile?: ProfileName;
}

/** Throws StartFailure with the server's exit code. */
export function serverSettings(args: readonly string[], directory: string, ports: Ports): ServerSettings {
  const settings = readSettings(args, { directory, ports });
  if (settings.failure) throw settings.failure;
  return settings;
}

/** The settings, or what can be known of them where the server would not start with them. */
export function readSettings(args: readonly string[], place: SettingsPlace): ReadSettings {
  const given = read(args, place);
  const options = new StartupOptions(given.settings);
  const own = options.takeServerOptions(SERVER_ONLY_OPTIONS);
  const profile = profileOf(valueOf(own.values, sealionProfile, place.defaultProfile));
  const server = options.takeServerOptions(profile.variables);
  const log: StartupLine[] = [
    ...given.notes.map((text) => ({ level: 'Note', text }) as const),
    ...own.log,
    ...server.log,
  ];
  const failure = failureOf(given, log, own, server);
  return {
    profile,
    options,
    values: server.values,
    log,
    builtIns: server.builtIns,
    binaryLog: own.values.some(({ variable }) => variable === logBinary) && valueOf(own.values, logBinary) !== '0',
    messages: given.messages,
    incomplete: given.failed,
    pluginLists: loadLists(own.values),
    pluginTimeoutMs: 1000 * Number(valueOf(own.values, sealionPluginTimeout)),
    reread: () => new StartupOptions(read(args, place).settings),
    ...(failure && { failure }),
  };
}

function failureOf(
  given: GivenOptions,
  log: readonly StartupLine[],
  ...taken: readonly ServerOptions[]
): StartFailure | undefined {
  const messages = given.messages.map((text) => ({ text }));
  if (given.failed) return new StartFailure(1, messages);
  if (given.printDefaults) return new StartFailure(0, messages);
  const exitCode = taken.find((options) => options.exitCode !== undefined)?.exitCode;
  return exitCode === undefined
    ? undefined
    : new StartFailure(exitCode, SAYS_NO_MORE.has(exitCode) ? log : [...log, { level: 'ERROR', text: 'Aborting' }]);
}

/** Exit codes of options that the server refuses before there is anything to abort. */
const SAYS_NO_MORE: ReadonlySet<number> = new Set([3, 4, 5, 9, 10, 13]);

const read = (args: readonly string[], { directory, ports }: SettingsPlace): GivenOptions =>
  givenOptions({ files: ports.files, env: ports.env, directory, program: PROGRAM, groups: SERVER_GROUPS }, args);

/** Option groups that the server reads. */
const SERVER_GROUPS: readonly string[] = [
  'mysqld',
  'server',
  'mysqld-10.11',
  'mariadb',
  'mariadb-10.11',
  'mariadbd',
  'mariadbd-10.11',
  'client-server',
  'galera',
  'sealion',
];

function valueOf<V>(values: readonly OptionValue[], variable: Sysvar<V>, otherwise = variable.default): V {
  const given = values.findLast((value) => value.variable === variable);
  return (given ? given.value : otherwise) as V;
}
