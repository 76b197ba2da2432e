/** The server's own tables, read and written by the server itself. */
import type { GrantTable } from '../accounts/registry.js';
import { sqlError } from '../base/errors.js';
import type { Engine } from '../engine/engine.js';
import type { Table } from '../engine/table.js';
import type { PluginTable } from '../plugins/environment.js';

export const SYSTEM_DATABASE = 'mysql';

/** mysql.plugin as the plugin registry uses it. The table must have been loaded. */
export function pluginTable(engine: Engine): PluginTable {
  const table = (): Table => {
    const found = engine.find(SYSTEM_DATABASE, 'plugin');
    if (!found) throw sqlError('ER_NO_SUCH_TABLE', SYSTEM_DATABASE, 'plugin');
    return found;
  };
  const rows = () =>
    [...table().rows.range(undefined, undefined)]
      .flatMap((chunk) => chunk.rows)
      .map(([name, dl]) => ({ name: String(name), dl: String(dl) }));
  return {
    rows,

    insert(name, dl) {
      const row = [name, dl];
      const inserted = change(engine, table(), (write, target) => write.insert(target, target.storage.keyOf(row), row));
      if (!inserted) throw sqlError('ER_DUP_ENTRY', name, 'PRIMARY');
    },

    remove(name) {
      const key = table().storage.keyOf([name, '']);
      if (!table().rows.get(key)) return false;
      change(engine, table(), (write, target) => write.remove(target, key));
      return true;
    },
  };
}

/** A table of the mysql database as the server itself writes it. The table must have been loaded. Error: 1146. */
export function grantTable(engine: Engine, name: string): GrantTable {
  const table = engine.find(SYSTEM_DATABASE, name);
  if (!table) throw sqlError('ER_NO_SUCH_TABLE', SYSTEM_DATABASE, name);
  return {
    *rows() {
      for (const { rows } of table.rows.range(undefined, undefined)) yield* rows;
    },

    put(row) {
      const key = table.storage.keyOf(row);
      change(engine, table, (write) => {
        if (table.rows.get(key)) write.replace(table, key, row);
        else write.insert(table, key, row);
      });
    },

    remove(row) {
      const key = table.storage.keyOf(row);
      if (table.rows.get(key)) change(engine, table, (write) => write.remove(table, key));
    },
  };
}

type Write = Parameters<Parameters<Engine['write']>[2]>[0];

/** A transaction of its own: what INSTALL writes is not undone by the session's ROLLBACK. */
function change<T>(engine: Engine, table: Table, work: (writes: Write, table: Table) => T): T {
  const transaction = engine.begin();
  try {
    const result = engine.write(transaction, [table], (writes) => work(writes, table));
    engine.commit(transaction);
    return result;
  } catch (error) {
    engine.rollback(transaction);
    throw error;
  }
}
