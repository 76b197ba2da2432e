/** What a new data directory holds: the system tables, and a database to try things in. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { globalPriv, grantTables } from '../accounts/grant-tables.js';
import { initialGrants } from '../accounts/initial-grants.js';
import type { Ports } from '../base/ports.js';
import type { SqlType } from '../base/types.js';
import { grantTable, SYSTEM_DATABASE } from '../commands/system-tables.js';
import { Datadir, DatadirError } from '../engine/datadir.js';
import type { Column, TableDefinition } from '../engine/definition.js';
import { Engine } from '../engine/engine.js';
import { GTID_SPACE } from '../engine/system-spaces.js';
import { weights } from '../query/collations.js';
import { procTable } from '../routines/proc-table.js';
import { KeyRing } from '../services/key-ring.js';

/** Where users put libraries of their own, unless --plugin-dir says otherwise; relative to the datadir. */
export const PLUGIN_DIRECTORY = 'plugin';
const SYSTEM_COLLATION = 'utf8mb3_general_ci';

const name = (length: number): SqlType => ({ name: 'VARCHAR', length, collation: SYSTEM_COLLATION });
const column = (columnName: string, type: SqlType): Column => ({
  name: columnName,
  type,
  nullable: false,
  default: { value: '' },
  onUpdateNow: false,
  autoIncrement: false,
  comment: '',
});

/** mysql.plugin: which plugins INSTALL has made permanent. */
const pluginTable: TableDefinition = {
  db: SYSTEM_DATABASE,
  name: 'plugin',
  engine: 'Aria',
  columns: [column('name', name(64)), column('dl', name(128))],
  indexes: [{ name: 'PRIMARY', unique: true, parts: [{ column: 0 }] }],
  collation: SYSTEM_COLLATION,
  comment: 'MySQL plugins',
  engineOptions: [],
  systemOptions: ['PAGE_CHECKSUM=1', 'TRANSACTIONAL=1'],
};

export interface NewDatadir {
  readonly path: string;
  /** Default collation of its databases. */
  readonly collation: string;
  readonly testDatabase: boolean;
  /** Where tables go whose engine is not said. */
  readonly defaultEngine: string;
}

/** Makes a data directory that a server can start on. Throws DatadirError when there is one already. */
export function installDatadir({ path, collation, testDatabase, defaultEngine }: NewDatadir, ports: Ports): void {
  const datadir = new Datadir(path, ports.files);
  if (datadir.initialized) throw new DatadirError(`The data directory '${path}' is there already`);
  for (const directory of [path, join(path, PLUGIN_DIRECTORY)])
    if (!ports.files.exists(directory)) ports.files.makeDirectory(directory);
  const engine = Engine.open({ datadir, ports, keys: new KeyRing(ports.trace), weights, encryptTables: () => 'OFF' });
  engine.createDatabase({ name: SYSTEM_DATABASE, collation });
  engine.createTable({ definition: pluginTable });
  if (testDatabase) engine.createDatabase({ name: 'test', collation });
  engine.close();
  if (defaultEngine.toLowerCase() === 'innodb') return;
  const dictionary = datadir.openDictionary();
  dictionary.leaveOut(GTID_SPACE);
  dictionary.close();
}

/**
 * Gives a data directory the tables of accounts and grants that it does not have yet, with the accounts of a new
 * server in them, and loads them.
 */
export async function addGrantTables(engine: Engine, now: number): Promise<void> {
  const isNew = !engine.find(SYSTEM_DATABASE, globalPriv.name);
  for (const definition of [...grantTables, procTable]) {
    const table = engine.find(SYSTEM_DATABASE, definition.name) ?? engine.createTable({ definition });
    await table.load();
  }
  if (!isNew) return;
  const rows = initialGrants({ hostname: hostname(), testDatabase: engine.database('test') !== undefined, now });
  for (const [name, added] of Object.entries(rows)) {
    const table = grantTable(engine, name);
    for (const row of added) table.put(row);
  }
}
