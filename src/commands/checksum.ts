/** CHECKSUM TABLE: a row for each table. */
import { sqlError } from '../base/errors.js';
import { type Cell, type Result, rowsResult } from '../base/result.js';
import { integer, type SqlType } from '../base/types.js';
import { rowChecksum } from '../engine/row-checksum.js';
import type { Table } from '../engine/table.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import type { TableMaintenance, TableName } from '../parser/ast.js';
import { currentDatabase, findView, lookUp, StatementCatalog, withRows } from './catalog.js';
import type { Context } from './define.js';
import { readInside } from './reads.js';

const COLUMNS: readonly (readonly [string, SqlType])[] = [
  ['Table', { name: 'VARCHAR', length: 128, collation: 'utf8mb3_general_ci' }],
  ['Checksum', integer('BIGINT')],
];

/** Errors: 1066; of a table that cannot be read only the list of conditions tells. */
export async function checksumTables({ tables, options }: TableMaintenance, context: Context): Promise<Result> {
  const labels = tables.map((name) => `${currentDatabase(name.db, context)}.${name.name}`);
  const twice = labels.findIndex((label, at) => labels.indexOf(label) < at);
  if (twice >= 0) throw sqlError('ER_NONUNIQ_TABLE', tables[twice]?.name ?? '');
  const rows: Cell[][] = [];
  for (const [at, name] of tables.entries())
    rows.push([labels[at] ?? '', await checksumOf(name, options.includes('QUICK'), context)]);
  return rowsResult(COLUMNS, rows);
}

/** null: it cannot be read, or has no checksum that is kept (QUICK). */
async function checksumOf(name: TableName, isQuick: boolean, context: Context): Promise<Cell> {
  const db = currentDatabase(name.db, context);
  if (db.toLowerCase() === INFORMATION_SCHEMA) return '0';
  const table = lookUp(db, name.name, context);
  if (!table) {
    const isView = findView({ ...name, db }, context) !== undefined;
    context.listOnce(
      isView ? sqlError('ER_WRONG_OBJECT', db, name.name, 'BASE TABLE') : sqlError('ER_NO_SUCH_TABLE', db, name.name),
    );
    return null;
  }
  if (isQuick && !keepsChecksum(table)) return null;
  const catalog = await StatementCatalog.open([{ kind: 'NamedTable', table: name }], context);
  return readInside(catalog, context, () => sumOf(table));
}

/** CHECKSUM=1 of MyISAM and Aria. */
const keepsChecksum = ({ definition: { engine, systemOptions = [] } }: Table): boolean =>
  (engine === 'MyISAM' || engine === 'Aria') && systemOptions.includes('CHECKSUM=1');

function sumOf(table: Table): string {
  const checksum = rowChecksum(table.definition);
  let sum = 0n;
  for (const { rows: part } of withRows(table))
    for (const { rows } of part.range(undefined, undefined)) for (const row of rows) sum += BigInt(checksum(row));
  return String(BigInt.asUintN(32, sum));
}
