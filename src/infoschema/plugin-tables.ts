/** The information_schema tables of plugins, of those that are part of the server and of those that were installed. */
import { SqlError } from '../base/errors.js';
import { PluginError } from '../plugins/define.js';
import type { PluginRegistry } from '../plugins/registry.js';
import type { InformationSchemaTable } from '../services/information-schema.js';
import { type InfoColumn, type InfoTable, type PluginTable, type ServerView, showForm } from './define.js';
import { innodbTables } from './innodb-tables.js';
import { threadPoolTables } from './tables/thread-pool.js';
import { statisticsTables } from './tables/user-statistics.js';
import { userVariables } from './tables/user-variables.js';

const BUILT_IN: readonly PluginTable[] = [...statisticsTables, ...innodbTables, userVariables, ...threadPoolTables];

/** The tables of the plugins that are active now. */
export function pluginTables(plugins: PluginRegistry): PluginTable[] {
  return [
    ...BUILT_IN.filter(({ name }) => plugins.isActive(name)),
    ...plugins.services('INFORMATION SCHEMA').map(({ name, service }) => serviceTable(name, service)),
  ];
}

function serviceTable(name: string, service: InformationSchemaTable): PluginTable {
  const heading = (column: string) => {
    const { showName = column } = service.columns[column] ?? {};
    return showName;
  };
  return {
    ...infoTable(name, service, false),
    ...(service.show ? { show: showForm(infoTable(name, service, true), heading) } : {}),
    ...(service.reset ? { reset: () => asClientError(() => service.reset?.()) } : {}),
  };
}

/** A plugin's error is the client's. */
async function asClientError<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PluginError ? new SqlError(error.errno, 'HY000', error.message) : error;
  }
}

function infoTable(name: string, service: InformationSchemaTable, show: boolean): InfoTable {
  const names = Object.keys(service.columns);
  const columns = Object.entries(service.columns).map(([column, { type, nullable }]): [string, InfoColumn<unknown>] => [
    column,
    { type, nullable },
  ]);
  return {
    name,
    columns: Object.fromEntries(columns),
    async rows({ has, require }: ServerView) {
      const rows = [...(await asClientError(() => service.rows({ show, has, require })))];
      return rows.map((row) => Object.fromEntries(names.map((column, at) => [column, row[at] ?? null])));
    },
  };
}
