/** What a server was started with: option files and command line, read once and put in force in the server's order. */
import type { Ports } from '../base/ports.js';
import { type LoadItem, loadLists } from '../plugins/plugin-load.js';
import type { Sysvar } from '../sysvars/define.js';
import { givenOptions } from '../sysvars/option-files.js';
import { type Profile, profileOf } from '../sysvars/profiles.js';
import type { OptionValue } from '../sysvars/registry.js';
import { SERVER_ONLY_OPTIONS, sealionPluginTimeout, sealionProfile } from '../sysvars/server-options.js';
import { StartupOptions } from '../sysvars/startup-options.js';
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
  /** What plugin-load and plugin-load-add name. */
  readonly pluginLists: readonly (readonly LoadItem[])[];
  readonly pluginTimeoutMs: number;
  /** Reads the option files again, as INSTALL does. */
  reread(): StartupOptions;
}

/** Throws StartFailure with the server's exit code. */
export function serverSettings(args: readonly string[], directory: string, ports: Ports): ServerSettings {
  const given = read(args, directory, ports);
  if (given.failed)
    throw new StartFailure(
      1,
      given.messages.map((text) => ({ text })),
    );
  if (given.printDefaults)
    throw new StartFailure(
      0,
      given.messages.map((text) => ({ text })),
    );
  const options = new StartupOptions(given.settings);
  const own = options.takeServerOptions(SERVER_ONLY_OPTIONS);
  const profile = profileOf(valueOf(own.values, sealionProfile));
  const server = options.takeServerOptions(profile.variables);
  const log: StartupLine[] = [
    ...given.notes.map((text) => ({ level: 'Note', text }) as const),
    ...own.log,
    ...server.log,
  ];
  const exitCode = own.exitCode ?? server.exitCode;
  if (exitCode !== undefined) throw new StartFailure(exitCode, [...log, { level: 'ERROR', text: 'Aborting' }]);
  return {
    profile,
    options,
    values: server.values,
    log,
    pluginLists: loadLists(own.values),
    pluginTimeoutMs: 1000 * Number(valueOf(own.values, sealionPluginTimeout)),
    reread: () => new StartupOptions(read(args, directory, ports).settings),
  };
}

const read = (args: readonly string[], directory: string, { files, env }: Ports): ReturnType<typeof givenOptions> =>
  givenOptions({ files, env, directory, program: PROGRAM, groups: SERVER_GROUPS }, args);

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

function valueOf<V>(values: readonly OptionValue[], variable: Sysvar<V>): V {
  const given = values.findLast((value) => value.variable === variable);
  return (given ? given.value : variable.default) as V;
}
