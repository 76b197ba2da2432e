/** What the plugin registry asks of the server around it. */
import type { Ports } from '../base/ports.js';
import type { KeyManager } from '../services/encryption.js';
import type { Deadline } from './deadline.js';
import type { Maturity, ServerIdentity } from './define.js';
import type { LibraryLoader } from './library.js';
import type { PluginVariables } from './plugin-variables.js';

/** The table mysql.plugin. `insert` raises 1062 for a name that it has already. */
export interface PluginTable {
  rows(): readonly { readonly name: string; readonly dl: string }[];
  insert(name: string, dl: string): void;
  remove(name: string): boolean;
}

export interface PluginEnvironment {
  readonly ports: Ports;
  readonly datadir: string;
  readonly server: ServerIdentity;
  readonly libraries: LibraryLoader;
  readonly variables: PluginVariables;
  readonly table: PluginTable;
  /** @@plugin_maturity: what is less mature is not loaded. */
  readonly pluginMaturity: Maturity;
  /** With log_warnings of 9 and more the log tells of each phase of the start. */
  readonly tellsPhases: boolean;
  /** How long a plugin may take for one call. */
  readonly deadline: Deadline;
  /** Hears which plugin the keys come from. */
  readonly keyRing: { setManager(manager: KeyManager | undefined): void };
}
