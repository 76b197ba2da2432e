/**
 * The plugins' part of a server's start, in phases, since the storage engine starts in their midst:
 * libraries named by options, ENCRYPTION and what comes before the storage engine, the rest, mysql.plugin.
 *
 * Nothing here ends the start at once. What a forced plugin has failed at is said when everything has been tried.
 */
import { SqlError } from '../base/errors.js';
import { type Activation, isForced } from './activation.js';
import type { PluginDiagnostics } from './conditions.js';
import type { PluginType } from './define.js';
import type { PluginEnvironment } from './environment.js';
import type { Initialiser } from './initialiser.js';
import { libraryFile } from './library.js';
import type { Entry, PluginList } from './plugin-list.js';
import { isTooLong, type LoadItem } from './plugin-load.js';
import { INITIALISATION_ORDER } from './plugin-types.js';
import type { Registration } from './registration.js';

const STORAGE = INITIALISATION_ORDER.indexOf('STORAGE ENGINE');

export class Startup {
  private readonly environment: PluginEnvironment;
  private readonly diagnostics: PluginDiagnostics;
  private readonly list: PluginList;
  private readonly registration: Registration;
  private readonly initialiser: Initialiser;
  private forcedFailed = false;

  constructor(
    environment: PluginEnvironment,
    diagnostics: PluginDiagnostics,
    list: PluginList,
    registration: Registration,
    initialiser: Initialiser,
  ) {
    this.environment = environment;
    this.diagnostics = diagnostics;
    this.list = list;
    this.registration = registration;
    this.initialiser = initialiser;
  }

  /** Registers what the options name. An error ends its list, not the others. */
  async load(lists: readonly (readonly LoadItem[])[]): Promise<void> {
    this.tell('Initializing built-in plugins');
    this.tell('Initializing plugins specified on the command line');
    for (const list of lists) {
      for (const item of list) if (!(await this.loadItem(item))) break;
    }
  }

  async initialiseBeforeStorage(): Promise<void> {
    await this.initialise(INITIALISATION_ORDER.slice(0, STORAGE));
  }

  async initialiseAfterStorage(): Promise<void> {
    await this.initialise(INITIALISATION_ORDER.slice(STORAGE));
  }

  /** A built-in plugin does not start: its options or what it needs are wrong. */
  giveUp(name: string, activation?: Activation): void {
    const entry = this.list.find(name);
    if (!entry) return;
    if (isForced(activation ?? entry.activation)) this.forcedFailed = true;
    this.list.remove(entry);
  }

  /** A storage engine that is built in could not start: it stays in the list, without its variables. */
  failEngine(name: string, activation?: Activation): void {
    const entry = this.list.find(name);
    if (!entry) return;
    if (isForced(activation ?? entry.activation)) this.forcedFailed = true;
    entry.state = 'DYING';
    this.environment.variables.withdraw(entry.plugin);
  }

  /** Registers and starts what earlier servers have installed. */
  async loadInstalled(): Promise<void> {
    this.tell('Initializing installed plugins');
    for (const { name, dl } of this.installed()) {
      if (name !== '' && dl !== '') await this.loadRow(name, dl);
    }
    await this.initialise(INITIALISATION_ORDER);
  }

  /** False: the server shall not start. */
  finish(): boolean {
    if (!this.forcedFailed) return true;
    this.diagnostics.write('ERROR', 'Failed to initialize plugins.');
    this.diagnostics.write('ERROR', 'Aborting');
    return false;
  }

  private tell(phase: string): void {
    if (this.environment.tellsPhases) this.diagnostics.write('Note', phase);
  }

  private async loadItem(item: LoadItem): Promise<boolean> {
    if (isTooLong(item)) {
      this.diagnostics.write('ERROR', 'plugin-load parameter too long');
      return false;
    }
    const { plugin, library } = item;
    try {
      const errors =
        plugin === undefined ? (await this.registration.all(library)).errors : await this.loadOne(plugin, library);
      if (errors.length === 0) return true;
      for (const error of errors) this.report(error);
    } catch (error) {
      this.report(error);
    }
    // The server has not come to the name of the file when it finds that the plugin is there.
    const file = plugin !== undefined && this.list.find(plugin) ? library : libraryFile(library);
    const what =
      plugin === undefined
        ? `Couldn't load plugins from '${file}'.`
        : `Couldn't load plugin '${plugin}' from '${file}'.`;
    this.diagnostics.write('ERROR', what);
    return false;
  }

  private async loadOne(plugin: string, library: string): Promise<readonly SqlError[]> {
    await this.registration.one(plugin, library);
    return [];
  }

  private async loadRow(name: string, dl: string): Promise<void> {
    if (this.list.find(name)) {
      this.diagnostics.write('Note', `mariadbd: Plugin '${name}' already installed`);
      return;
    }
    try {
      await this.registration.one(name, dl);
    } catch (error) {
      this.report(error);
    }
  }

  private installed(): ReturnType<PluginEnvironment['table']['rows']> {
    try {
      return this.environment.table.rows();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      const reason = `Could not open mysql.plugin table: "${error.message}"`;
      this.diagnostics.write('ERROR', `${reason}. Some plugins may be not loaded`);
      return [];
    }
  }

  private report(error: unknown): void {
    if (!(error instanceof SqlError)) throw error;
    this.diagnostics.write('ERROR', `mariadbd: ${error.message}`);
  }

  private async initialise(types: readonly PluginType[]): Promise<void> {
    for (const type of types) {
      for (const entry of this.waiting(type)) await this.initialiseOne(entry);
    }
  }

  /** Of several encryption plugins the one named last wins. */
  private waiting(type: PluginType): readonly Entry[] {
    const entries = this.list.entries.filter(({ plugin, state }) => plugin.type === type && state === 'UNINITIALIZED');
    return type === 'ENCRYPTION' ? entries.reverse() : entries;
  }

  private async initialiseOne(entry: Entry): Promise<void> {
    if ((await this.initialiser.initialise(entry)) !== 'FAILED') return;
    if (isForced(entry.activation)) this.forcedFailed = true;
    this.list.remove(entry);
  }
}
