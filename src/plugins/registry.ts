/** The plugins of a running server: what there is, how they start and end, INSTALL and UNINSTALL. */
import { SqlError } from '../base/errors.js';
import type { KeyManager } from '../services/encryption.js';
import type { Activation } from './activation.js';
import { type Conditions, PluginDiagnostics } from './conditions.js';
import type { DeclaredPlugin, PluginType, Services, Stoppable } from './define.js';
import type { PluginEnvironment } from './environment.js';
import { Initialiser } from './initialiser.js';
import { type Entry, PluginList } from './plugin-list.js';
import { libraryRow, type PluginRow, registeredRow } from './plugin-rows.js';
import { INITIALISATION_ORDER } from './plugin-types.js';
import { Registration } from './registration.js';
import { Startup } from './startup.js';
import { type InstallPluginRequest, PluginStatements, type UninstallRequest } from './statements.js';

/** A plugin that is part of the server. */
export interface BuiltIn {
  readonly plugin: DeclaredPlugin;
  readonly activation: Activation;
}

/** Plugins that can not go yet. */
export interface Held<Type extends PluginType> {
  readonly services: readonly { readonly name: string; readonly service: Services[Type] }[];
  release(): Promise<void>;
}

export class PluginRegistry {
  /** The phases of the start. */
  readonly startup: Startup;
  private readonly environment: PluginEnvironment;
  private readonly diagnostics: PluginDiagnostics;
  private readonly list = new PluginList();
  private readonly initialiser: Initialiser;
  private readonly statements: PluginStatements;

  constructor(environment: PluginEnvironment, builtIns: readonly BuiltIn[]) {
    this.environment = environment;
    this.diagnostics = new PluginDiagnostics(environment.ports.log);
    this.initialiser = new Initialiser(environment, this.diagnostics, this.list);
    const registration = new Registration(environment, this.diagnostics, this.list);
    this.startup = new Startup(environment, this.diagnostics, this.list, registration, this.initialiser);
    this.statements = new PluginStatements(environment, this.diagnostics, this.list, registration, this.initialiser);
    for (const { plugin, activation } of builtIns) {
      this.list.add({ plugin, activation, state: 'UNINITIALIZED', references: 0 });
    }
  }

  /** The rows of PLUGINS and SHOW PLUGINS. */
  rows(): readonly PluginRow[] {
    return this.list.entries.map((entry) => registeredRow(entry, this.environment.server));
  }

  /** The rows of ALL_PLUGINS and SHOW PLUGINS SONAME: those of libraries that nobody has loaded, too. Errors: 1018. */
  async allRows(): Promise<readonly PluginRow[]> {
    const builtIns = this.list.entries.filter(({ library }) => library === undefined);
    const rows = builtIns.map((entry) => registeredRow(entry, this.environment.server));
    for (const file of this.environment.libraries.fileNames()) rows.push(...(await this.libraryRows(file)));
    return rows;
  }

  /** True when a plugin of that name is registered and started. */
  isActive(name: string): boolean {
    return this.list.find(name)?.state === 'READY';
  }

  /** The plugin's own way to write its name. */
  nameOf(name: string): string {
    return this.list.find(name)?.plugin.name ?? name;
  }

  /** The services of a type, with the names of their plugins, that the server may use. Built-in parts have none. */
  services<Type extends PluginType>(
    type: Type,
  ): readonly { readonly name: string; readonly service: Services[Type] }[] {
    return this.list.entries
      .filter(({ plugin, state }) => plugin.type === type && state === 'READY' && plugin.init !== undefined)
      .map(({ plugin, service }) => ({ name: plugin.name, service: service as Services[Type] }));
  }

  /** The plugin of that name that knows passwords. */
  authentication(name: string): Services['AUTHENTICATION'] | undefined {
    return this.services('AUTHENTICATION').find((each) => each.name === name)?.service;
  }

  /** Where keys come from; a plugin that was uninstalled goes on serving them until the server ends. */
  get keyManager(): KeyManager | undefined {
    const entry = this.list.entries.find(
      ({ plugin, service }) => plugin.type === 'ENCRYPTION' && service !== undefined,
    );
    return entry?.service as KeyManager | undefined;
  }

  /**
   * Holds on to the plugins of a type, so that UNINSTALL finds them busy. `release` lets go, and ends those that were
   * uninstalled meanwhile.
   */
  hold<Type extends PluginType>(type: Type): Held<Type> {
    const entries = this.list.entries.filter(({ plugin, state }) => plugin.type === type && state === 'READY');
    for (const entry of entries) entry.references++;
    return {
      services: entries.map(({ plugin, service }) => ({ name: plugin.name, service: service as Services[Type] })),
      release: async () => {
        for (const entry of entries) await this.release(entry);
      },
    };
  }

  /** Status variables of plugins, as SHOW STATUS lists them. */
  statusVariables(): readonly (readonly [name: string, value: string])[] {
    return this.list.entries.flatMap(({ service }) =>
      Object.entries((service as Stoppable | undefined)?.status?.() ?? {}),
    );
  }

  /** What plugins raise while the work goes on belongs to these conditions. */
  during<T>(conditions: Conditions, work: () => T): T {
    // Following the work through its promises costs each of them.
    const anyRuns = this.list.entries.some(({ plugin }) => plugin.init !== undefined);
    return anyRuns ? this.diagnostics.during(conditions, work) : work();
  }

  install(request: InstallPluginRequest, conditions: Conditions): Promise<void> {
    return this.statements.install(request, conditions);
  }

  installSoname(soname: string, conditions: Conditions): Promise<void> {
    return this.statements.installSoname(soname, conditions);
  }

  uninstall(request: UninstallRequest, conditions: Conditions): Promise<void> {
    return this.statements.uninstall(request, conditions);
  }

  uninstallSoname(request: UninstallRequest, conditions: Conditions): Promise<void> {
    return this.statements.uninstallSoname(request, conditions);
  }

  /** Ends all plugins, the last started first. */
  async shutdown(): Promise<void> {
    for (const type of INITIALISATION_ORDER.toReversed()) {
      const started = this.list.entries.filter(({ plugin, service }) => plugin.type === type && service !== undefined);
      for (const entry of started.toReversed()) {
        if (type === 'ENCRYPTION') this.environment.keyRing.setManager(undefined);
        await this.initialiser.deinitialise(entry);
        this.list.remove(entry);
      }
    }
  }

  private async release(entry: Entry): Promise<void> {
    entry.references--;
    if (entry.references > 0 || entry.state !== 'DELETED') return;
    await this.initialiser.deinitialise(entry);
    this.list.remove(entry);
  }

  private async libraryRows(file: string): Promise<readonly PluginRow[]> {
    const { server, libraries } = this.environment;
    try {
      const library = this.list.library(file) ?? (await libraries.open(file));
      return library.plugins.map((plugin) => {
        const entry = this.list.entries.find((candidate) => candidate.plugin === plugin);
        return entry ? registeredRow(entry, server) : libraryRow(plugin, library, server);
      });
    } catch (error) {
      // What can not be opened has no plugins to list.
      if (error instanceof SqlError) return [];
      throw error;
    }
  }
}
