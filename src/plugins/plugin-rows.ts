/** The rows of PLUGINS, ALL_PLUGINS and SHOW PLUGINS, in the server's words. */
import type { DeclaredPlugin, ServerIdentity } from './define.js';
import type { OpenLibrary } from './library.js';
import type { Entry, State } from './plugin-list.js';
import { LIBRARY_VERSION, typeVersion } from './plugin-types.js';

/** One plugin, as information_schema shows it. */
export interface PluginRow {
  readonly name: string;
  readonly version: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'DISABLED' | 'DELETED' | 'NOT INSTALLED';
  readonly type: string;
  readonly typeVersion: string;
  readonly library: string | null;
  readonly libraryVersion: string | null;
  readonly author: string;
  readonly description: string;
  readonly license: string;
  readonly loadOption: string;
  readonly maturity: string;
  readonly authVersion: string;
}

const STATUS: Readonly<Record<State, PluginRow['status']>> = {
  UNINITIALIZED: 'INACTIVE',
  READY: 'ACTIVE',
  DISABLED: 'DISABLED',
  DELETED: 'DELETED',
  DYING: 'INACTIVE',
};

/** The row of a registered plugin. */
export function registeredRow({ plugin, library, state, activation }: Entry, server: ServerIdentity): PluginRow {
  return row(plugin, library, STATUS[state], activation, server);
}

/** The row of a plugin that is only in its library. */
export function libraryRow(plugin: DeclaredPlugin, library: OpenLibrary, server: ServerIdentity): PluginRow {
  return row(plugin, library, 'NOT INSTALLED', 'OFF', server);
}

function row(
  plugin: DeclaredPlugin,
  library: OpenLibrary | undefined,
  status: PluginRow['status'],
  loadOption: string,
  server: ServerIdentity,
): PluginRow {
  const { name, version, type, author, description, license, maturity, versionString = version, apiVersion } = plugin;
  return {
    name,
    version,
    status,
    type,
    typeVersion: apiVersion ?? typeVersion(type, server),
    library: library?.file ?? null,
    libraryVersion: library === undefined ? null : LIBRARY_VERSION,
    author,
    description,
    license,
    loadOption,
    maturity,
    authVersion: versionString,
  };
}
