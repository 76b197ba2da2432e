/** Starts and stops plugins: options, `init`, and what the log says when either fails. */
import type { KeyManager } from '../services/encryption.js';
import type { Sysvar } from '../sysvars/define.js';
import { isForced } from './activation.js';
import type { PluginDiagnostics } from './conditions.js';
import { reasonOf, within } from './deadline.js';
import {
  type DeclaredPlugin,
  type Host,
  PluginError,
  type PluginType,
  type Services,
  type Values,
  type Vars,
} from './define.js';
import type { PluginEnvironment } from './environment.js';
import type { Entry, PluginList } from './plugin-list.js';
import { guardService } from './service-guard.js';
import { tracedHttp } from './traced-http.js';

const ER_UNKNOWN_ERROR = 1105;

/** What became of a plugin that was to start. One that failed is still registered. */
export type Started = 'READY' | 'DISABLED' | 'FAILED';

export class Initialiser {
  private readonly environment: PluginEnvironment;
  private readonly diagnostics: PluginDiagnostics;
  private readonly list: PluginList;

  constructor(environment: PluginEnvironment, diagnostics: PluginDiagnostics, list: PluginList) {
    this.environment = environment;
    this.diagnostics = diagnostics;
    this.list = list;
  }

  async initialise(entry: Entry): Promise<Started> {
    const { plugin } = entry;
    if (!this.takeOptions(entry)) {
      entry.state = 'DISABLED';
      this.environment.variables.withdraw(plugin);
      return isForced(entry.activation) ? 'FAILED' : 'DISABLED';
    }
    const service = await this.start(plugin);
    this.trace(plugin, service === undefined ? 'init failed' : 'init');
    if (service === undefined) {
      this.diagnostics.write('ERROR', `Plugin '${plugin.name}' registration as a ${plugin.type} failed.`);
      this.environment.variables.withdraw(plugin);
      return 'FAILED';
    }
    entry.service = service;
    entry.state = 'READY';
    if (plugin.type === 'ENCRYPTION') this.serveKeys(entry);
    return 'READY';
  }

  /** Stops the plugin; false when its `stop` threw. Its variables go in any case. */
  async deinitialise({ plugin, service }: Entry): Promise<boolean> {
    this.environment.variables.withdraw(plugin);
    try {
      await service?.stop?.();
      this.trace(plugin, 'stop');
      return true;
    } catch (error) {
      this.diagnostics.write('ERROR', `mariadbd: ${plugin.name}: ${reasonOf(error)}`);
      return false;
    }
  }

  /** False when the plugin shall not start. */
  private takeOptions(entry: Entry): boolean {
    const { plugin, library } = entry;
    // What the server can not do without has no option.
    if (library === undefined && isForced(entry.activation)) return true;
    const { activation, refused, conflicting, log } = this.environment.variables.declare(plugin);
    for (const { level = 'ERROR', text } of log) this.diagnostics.write(level, text);
    if (activation !== undefined) entry.activation = activation;
    if (refused) {
      this.diagnostics.write('ERROR', `Parsing options for plugin '${plugin.name}' failed. Disabling plugin`);
    } else if (entry.activation === 'OFF') {
      this.diagnostics.write('Note', `Plugin '${plugin.name}' is disabled.`);
    } else if (conflicting) {
      this.diagnostics.write('ERROR', `Plugin '${plugin.name}' has conflicting system variables`);
    }
    return !refused && !conflicting && entry.activation !== 'OFF';
  }

  private async start(plugin: DeclaredPlugin): Promise<Services[PluginType] | undefined> {
    const { type, name } = plugin;
    const hasKeys = this.list.entries.some(
      (other) => other.plugin.type === 'ENCRYPTION' && other.service !== undefined,
    );
    if (type === 'ENCRYPTION' && hasKeys) return undefined;
    // Nothing but listed here: its work is done elsewhere.
    if (plugin.init === undefined) return {};
    try {
      const { ports, deadline } = this.environment;
      const witness = { log: this.diagnostics.pluginLog, trace: ports.trace, deadline };
      return guardService(name, type, await this.init(plugin), witness);
    } catch (error) {
      this.diagnostics.raise(
        error instanceof PluginError ? error : new PluginError(ER_UNKNOWN_ERROR, `${name}: ${reasonOf(error)}`),
      );
      this.diagnostics.write('ERROR', `Plugin '${name}' init function returned error.`);
      return undefined;
    }
  }

  private init(plugin: DeclaredPlugin): Promise<unknown> {
    return within('init', () => plugin.init?.(this.hostOf(plugin)), this.environment.deadline);
  }

  private hostOf({ vars }: DeclaredPlugin): Host {
    const { ports, datadir, server, variables } = this.environment;
    return {
      vars: liveValues(vars, (variable) => variables.read(variable)),
      log: this.diagnostics.pluginLog,
      now: () => new Date(ports.clock.now()),
      files: ports.files,
      http: tracedHttp(ports.http, ports.trace),
      random: ports.random,
      env: ports.env,
      datadir,
      server,
    };
  }

  /** The server itself holds on to the plugin that it has keys from, until it ends. */
  private serveKeys(entry: Entry): void {
    entry.references++;
    this.environment.keyRing.setManager(entry.service as KeyManager);
  }

  private trace(plugin: DeclaredPlugin, call: string): void {
    const { trace } = this.environment.ports;
    if (trace.enabled && plugin.init) trace.emit({ type: 'plugin', plugin: plugin.name, call });
  }
}

/** An object that reads a variable each time it is asked. */
function liveValues(vars: Vars, read: (variable: Sysvar) => unknown): Values<Vars> {
  const values = {};
  for (const [key, variable] of Object.entries(vars)) {
    Object.defineProperty(values, key, { enumerable: true, get: () => read(variable) });
  }
  return values;
}
