/**
 * The plugin libraries of a checked server. Those that come with Sealion really start, offline. For others somebody
 * stands in who takes all options that may be theirs.
 */
import { SqlError } from '../base/errors.js';
import type { Files } from '../base/ports.js';
import type { Deadline } from '../plugins/deadline.js';
import type { Plugin, PluginType, ServerIdentity, Services } from '../plugins/define.js';
import { type BundledLibraries, LibraryLoader, libraryFile, type OpenLibrary } from '../plugins/library.js';
import type { KeyManager } from '../services/encryption.js';
import { type Sysvar, sysvar, text } from '../sysvars/define.js';
import type { StartupOptions } from '../sysvars/startup-options.js';
import { belongsTo, MARIADB_LIBRARIES, optionName, ownerOf } from './mariadb-libraries.js';
import type { KeptLog, Offline } from './world.js';

/** Where packages put the libraries. */
const STANDARD_DIRECTORIES = ['/usr/lib/mysql/plugin/', '/usr/lib64/mysql/plugin/', '/usr/local/mysql/lib/plugin/'];

/** The directory that a server without `--plugin-dir` has, as far as that can be seen here. */
export const standardPluginDirectory = (files: Files): string =>
  STANDARD_DIRECTORIES.find((directory) => files.isDirectory(directory)) ?? '/usr/lib/mysql/plugin/';

/** What was found out about plugins that no start could tell. */
export interface Unchecked {
  readonly plugin: string;
  readonly library: string;
  /** `unknown`: there is no such library here. `offline`: it would have asked somebody on the network. */
  readonly reason: 'unknown' | 'offline';
  /** Whom it wanted to ask. */
  readonly url?: string;
}

/** What a loader needs to know beside the libraries themselves. */
export interface LoaderPlace {
  readonly directory: string;
  readonly files: Files;
  readonly server: ServerIdentity;
  readonly bundled: BundledLibraries;
  readonly deadline: Deadline;
  readonly options: StartupOptions;
  /** undefined: plugins may really ask their servers. */
  readonly network: Offline | undefined;
  readonly log: KeptLog;
  /** Plugins that `plugin-load` names one by one, by library file. */
  readonly named: ReadonlyMap<string, readonly string[]>;
}

/** A key manager that has every key and gives none. */
const someKeys: KeyManager = { latestVersion: () => 1, key: () => undefined };

const standInService = (type: PluginType): Services[PluginType] =>
  (type === 'ENCRYPTION' ? someKeys : {}) as KeyManager;

export class CheckedLibraries extends LibraryLoader {
  readonly unchecked: Unchecked[] = [];
  private readonly place: LoaderPlace;

  constructor(place: LoaderPlace) {
    super(place.directory, place.files, place.server, place.bundled, place.deadline);
    this.place = place;
  }

  /** Whether the directory of libraries is on this machine. */
  get visible(): boolean {
    return this.place.files.isDirectory(this.directory);
  }

  /** Whether a library that needs no file here needs one that is not in the directory. */
  lacks(file: string): boolean {
    const isBundled = Object.hasOwn(this.place.bundled, file.replace(/\.so$/i, ''));
    return isBundled && this.hasFile(file) === false;
  }

  override async open(file: string): Promise<OpenLibrary> {
    try {
      const library = await super.open(file);
      return { ...library, plugins: library.plugins.map((plugin) => this.offline(plugin, file)) };
    } catch (error) {
      if (!(error instanceof SqlError) || file.includes('/') || this.hasFile(file) === false) throw error;
      return { file, plugins: this.standIns(file) };
    }
  }

  /** Undefined when the directory is not on this machine. */
  private hasFile(file: string): boolean | undefined {
    return this.visible ? this.place.files.exists(`${this.directory}${file}`) : undefined;
  }

  /** Starts as always, unless that takes the network: then keys are taken for granted. */
  private offline(plugin: Plugin, library: string): Plugin {
    const { network, log } = this.place;
    if (!network) return plugin;
    return {
      ...plugin,
      init: async (host) => {
        network.wanted = undefined;
        const said = log.lines.length;
        try {
          return await plugin.init(host);
        } catch (error) {
          if (network.wanted === undefined) throw error;
          log.lines.length = said;
          this.unchecked.push({ plugin: plugin.name, library, reason: 'offline', url: network.wanted });
          return standInService(plugin.type);
        }
      },
    };
  }

  private standIns(file: string): readonly Plugin[] {
    const library = file.replace(/\.so$/i, '');
    const known = MARIADB_LIBRARIES[library.toLowerCase()];
    const names = known ?? this.place.named.get(file) ?? [library.replace(/^(ha|auth|lib)_/, '')];
    return names.map((name, index) => {
      this.unchecked.push({ plugin: name, library: file, reason: 'unknown' });
      // What belongs to nobody else may belong to a library that nobody knows.
      const mine = (option: string) =>
        belongsTo(option, name) || (known === undefined && index === 0 && ownerOf(option) === undefined);
      return standIn(name, this.place.options, mine);
    });
  }
}

function standIn(name: string, options: StartupOptions, mine: (option: string) => boolean): Plugin {
  const type = /key/i.test(name) ? 'ENCRYPTION' : 'DAEMON';
  const left = options.fates().filter(({ owner, setting }) => owner === undefined && mine(setting.name));
  const names = new Set(left.map(({ setting }) => optionName(setting.name)));
  names.delete(optionName(name));
  return {
    name,
    type,
    version: '1.0',
    maturity: 'Stable',
    author: '',
    description: '',
    license: 'GPL',
    vars: Object.fromEntries([...names].map((option) => [option, anyOption(option)])),
    init: () => standInService(type),
  };
}

const anyOption = (name: string): Sysvar<string> =>
  sysvar(name.replaceAll('-', '_'), {
    scope: 'GLOBAL',
    type: text(),
    default: '',
    commandLine: 'OPTIONAL',
    optionOnly: true,
    comment: '',
  });

/** The plugins that the lists name one by one, by the file of their library. */
export function namedPlugins(
  lists: readonly (readonly { readonly plugin?: string; readonly library: string }[])[],
): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, readonly string[]>();
  for (const { plugin, library } of lists.flat()) {
    const file = libraryFile(library);
    if (plugin !== undefined) named.set(file, [...(named.get(file) ?? []), plugin]);
  }
  return named;
}
