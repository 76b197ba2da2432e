/** FLUSH TABLES … FOR EXPORT: the file of each table is complete, and a `.cfg` file beside it tells what is in it. */
import { sqlError } from '../base/errors.js';
import { tablespaceName } from '../engine/file-names.js';
import { encodeCfgFile } from '../engine/interchange/cfg-file.js';
import { innodbTable } from '../engine/interchange/innodb-table.js';
import { PagedStorage } from '../engine/paged-storage.js';
import type { Table } from '../engine/table.js';
import { tablespaceDiscarded } from '../engine/unreadable-table.js';
import type { TableName } from '../parser/ast.js';
import { findTable } from './catalog.js';
import type { Context } from './define.js';

/** Error 1814 for a table without its tablespace, 1031 for one of another engine. */
export function refuseExport(name: TableName, context: Context): void {
  const { entry, definition, storage } = findTable(name, context);
  if (entry.discarded) throw tablespaceDiscarded(definition.name);
  const { engine, db, name: table } = definition;
  if (!(storage instanceof PagedStorage)) throw sqlError('ER_ILLEGAL_HA', engine, db, table);
  // Its file is not what a server would have: a move that works here would fail there.
  if (storage.format.rowFormat === 'Compressed') {
    throw sqlError('ER_NOT_SUPPORTED_YET', 'FOR EXPORT of ROW_FORMAT=COMPRESSED');
  }
}

/** The tables are locked for reading already. */
export function exportTables(names: readonly TableName[], context: Context): void {
  const { engine, session, value } = context;
  engine.checkpoint();
  for (const name of names) {
    const table = findTable(name, context);
    if (table.storage instanceof PagedStorage) engine.encryption.hold(table.storage);
    note(`Sync to disk of ${quoted(table)} started.`, context);
    note('Stopping purge', context);
    note(`Writing table metadata to '${cfgPath(table)}'`, context);
    const bytes = encodeCfgFile({
      host: String(value('hostname')),
      table: innodbTable(table),
    });
    context.ports.files.writeFile(engine.datadir.resolve(cfgPath(table)), bytes);
    note(`Table ${quoted(table)} flushed to disk`, context);
    session.exported.push(table);
  }
}

/** Takes the `.cfg` files away again. */
export function releaseExports(context: Pick<Context, 'engine' | 'session' | 'ports'>): void {
  const { engine, session, ports } = context;
  for (const table of session.exported.splice(0)) {
    note(`Deleting the meta-data file '${cfgPath(table)}'`, context);
    const path = engine.datadir.resolve(cfgPath(table));
    if (ports.files.exists(path)) ports.files.remove(path);
    if (table.storage instanceof PagedStorage) engine.encryption.release(table.storage);
    note('Resuming purge', context);
  }
}

const note = (text: string, { ports, session }: Pick<Context, 'ports' | 'session'>): void =>
  ports.log.write('Note', `InnoDB: ${text}`, session.id);

const quoted = ({ definition: { db, name } }: Table): string => `\`${db}\`.\`${name}\``;
const cfgPath = ({ definition: { db, name } }: Table): string => `./${tablespaceName(db, name)}.cfg`;
