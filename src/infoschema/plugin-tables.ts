/** The information_schema tables that plugins have added, in the form of all others. */
import type { PluginRegistry } from '../plugins/registry.js';
import type { InformationSchemaTable } from '../services/information-schema.js';
import type { PluginTable } from './catalog.js';
import type { InfoColumn, InfoTable } from './define.js';

export function pluginTables(plugins: PluginRegistry): PluginTable[] {
  return plugins
    .services('INFORMATION SCHEMA')
    .flatMap(({ name, service }) => ('columns' in service ? [pluginTable(name, service)] : []));
}

function pluginTable(name: string, service: InformationSchemaTable): PluginTable {
  const names = Object.keys(service.columns);
  const table = infoTable(name, service, names, (column) => column);
  const shown = names.filter((column) => service.columns[column]?.showName !== null);
  return {
    ...table,
    ...(service.show
      ? { show: infoTable(name, service, shown, (column) => service.columns[column]?.showName ?? column) }
      : {}),
    ...(service.reset ? { reset: () => service.reset?.() } : {}),
  };
}

/** The table with some of its columns, under names of their own. */
function infoTable(
  name: string,
  service: InformationSchemaTable,
  wanted: readonly string[],
  rename: (column: string) => string,
): InfoTable {
  const names = Object.keys(service.columns);
  const columns = wanted.map((column): [string, InfoColumn<unknown>] => {
    const { type, nullable } = service.columns[column] ?? { type: { name: 'NULL' }, nullable: true };
    return [rename(column), { type, nullable }];
  });
  return {
    name,
    columns: Object.fromEntries(columns),
    async rows() {
      const rows = [...(await service.rows())];
      return rows.map((row) =>
        Object.fromEntries(wanted.map((column) => [rename(column), row[names.indexOf(column)] ?? null])),
      );
    },
  };
}
