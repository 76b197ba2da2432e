/** The plugin types in the order in which the server initialises their plugins. */
import type { PluginType, ServerIdentity } from './define.js';

/** The version of a type's interface; types without one of their own have the server's. */
const INTERFACE_VERSIONS: Readonly<Record<PluginType, string | undefined>> = {
  DAEMON: undefined,
  ENCRYPTION: '3.0',
  'DATA TYPE': undefined,
  FUNCTION: undefined,
  'STORAGE ENGINE': undefined,
  'INFORMATION SCHEMA': undefined,
  AUTHENTICATION: '2.2',
  'PASSWORD VALIDATION': '1.1',
  AUDIT: '3.2',
  REPLICATION: '2.0',
};

/** All types, the first to initialise first. */
export const INITIALISATION_ORDER = Object.keys(INTERFACE_VERSIONS) as readonly PluginType[];

/** PLUGIN_LIBRARY_VERSION: the version of the declaration that every library shares. */
export const LIBRARY_VERSION = '1.15';

/** PLUGIN_TYPE_VERSION. */
export function typeVersion(type: PluginType, { version: { major, minor, patch } }: ServerIdentity): string {
  return INTERFACE_VERSIONS[type] ?? `${major * 10_000 + minor * 100 + patch}.0`;
}

/** Whether the server can work with a plugin that is written for that version of its type's interface. */
export function supportsApi(type: PluginType, apiVersion: string | undefined, server: ServerIdentity): boolean {
  const major = (version: string) => version.split('.', 1)[0];
  return apiVersion === undefined || major(apiVersion) === major(typeVersion(type, server));
}

/** True for the name of a type that plugins may have. */
export const isPluginType = (name: unknown): name is PluginType => INITIALISATION_ORDER.some((type) => type === name);
