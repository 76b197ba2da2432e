/** The server's own tables, read and written by the server itself. */
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
