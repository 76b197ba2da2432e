/** A plugin's table: its columns are looked at when it starts, its rows each time they are read. */
import { SqlError } from '../base/errors.js';
import type { InformationSchemaTable } from '../services/information-schema.js';
import { reasonOf, within } from './deadline.js';
import { PluginError } from './define.js';
import type { Witness } from './service-guard.js';

const ER_UNKNOWN_ERROR = 1105;

export function guardTable(name: string, table: InformationSchemaTable, { deadline }: Witness): InformationSchemaTable {
  const { columns, show = false } = table;
  const failure = (problem: string) => new PluginError(ER_UNKNOWN_ERROR, `${name}: ${problem}`);
  if (!areColumns(columns)) throw failure('init must give a table with columns, each with a type and nullable');
  const names = Object.keys(columns);
  const ask = async <T>(call: string, question: () => T) => {
    try {
      return await within(call, question, deadline);
    } catch (error) {
      // What the author has chosen to say to the client is said as it is.
      throw error instanceof PluginError || error instanceof SqlError ? error : failure(reasonOf(error));
    }
  };
  return {
    columns,
    show,
    async rows(reader) {
      const rows = await ask('rows', () => table.rows(reader));
      const checked = await ask('rows', () => [...rows]);
      const problem = checked.map((row) => problemOf(row, names)).find((found) => found !== undefined);
      if (problem !== undefined) throw failure(problem);
      return checked;
    },
    ...(table.reset ? { reset: async () => void (await ask('reset', () => table.reset?.())) } : {}),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const areColumns = (columns: unknown): boolean =>
  isObject(columns) &&
  Object.keys(columns).length > 0 &&
  Object.values(columns).every(
    (column) =>
      isObject(column) &&
      isObject(column['type']) &&
      typeof column['type']['name'] === 'string' &&
      typeof column['nullable'] === 'boolean',
  );

const isStored = (value: unknown) =>
  value === null || ['number', 'bigint', 'string'].includes(typeof value) || value instanceof Uint8Array;

function problemOf(row: unknown, names: readonly string[]): string | undefined {
  if (!Array.isArray(row) || row.length !== names.length) return `rows() must give lists of ${names.length} values`;
  const wrong = row.findIndex((value) => !isStored(value));
  return wrong < 0 ? undefined : `${names[wrong]} must be null, a number, text or bytes`;
}
