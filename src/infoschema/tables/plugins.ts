import type { PluginRow } from '../../plugins/plugin-rows.js';
import { defineTable, longtext, nullable, varchar } from '../define.js';

const COLUMNS = {
  PLUGIN_NAME: varchar(64),
  PLUGIN_VERSION: varchar(20),
  PLUGIN_STATUS: varchar(16),
  PLUGIN_TYPE: varchar(80),
  PLUGIN_TYPE_VERSION: varchar(20),
  PLUGIN_LIBRARY: nullable(varchar(64)),
  PLUGIN_LIBRARY_VERSION: nullable(varchar(20)),
  PLUGIN_AUTHOR: nullable(varchar(64)),
  PLUGIN_DESCRIPTION: nullable(longtext()),
  PLUGIN_LICENSE: varchar(80),
  LOAD_OPTION: varchar(64),
  PLUGIN_MATURITY: varchar(12),
  PLUGIN_AUTH_VERSION: nullable(varchar(80)),
};

const infoRow = (plugin: PluginRow) => ({
  PLUGIN_NAME: plugin.name,
  PLUGIN_VERSION: plugin.version,
  PLUGIN_STATUS: plugin.status,
  PLUGIN_TYPE: plugin.type,
  PLUGIN_TYPE_VERSION: plugin.typeVersion,
  PLUGIN_LIBRARY: plugin.library,
  PLUGIN_LIBRARY_VERSION: plugin.libraryVersion,
  PLUGIN_AUTHOR: plugin.author,
  PLUGIN_DESCRIPTION: plugin.description,
  PLUGIN_LICENSE: plugin.license,
  LOAD_OPTION: plugin.loadOption,
  PLUGIN_MATURITY: plugin.maturity,
  PLUGIN_AUTH_VERSION: plugin.authVersion,
});

/** What is registered. */
export const plugins = defineTable({
  name: 'PLUGINS',
  columns: COLUMNS,
  rows: ({ plugins }) => plugins.rows().map(infoRow),
});

/** What is registered, and everything else that the libraries of plugin_dir hold. */
export const allPlugins = defineTable({
  name: 'ALL_PLUGINS',
  columns: COLUMNS,
  rows: async ({ plugins }) => (await plugins.allRows()).map(infoRow),
});
