/** CREATE TABLE … SELECT: columns from the query, then its rows as an INSERT … SELECT would write them. */
import { sqlError } from '../../base/errors.js';
import type { Result } from '../../base/result.js';
import { isInteger, type SqlType } from '../../base/types.js';
import type { Column } from '../../engine/definition.js';
import type { Table } from '../../engine/table.js';
import type { CreateTable, Query } from '../../parser/ast.js';
import { bindQuery } from '../../query/bind.js';
import { implicitDefault } from '../../query/convert.js';
import type { ResultItem } from '../../query/tree.js';
import { lookUp, StatementCatalog, storeOf } from '../catalog.js';
import type { Context } from '../define.js';
import { changeCommands } from '../dml.js';
import { commitOpen } from '../transactions.js';
import { buildDefinition } from './build-definition.js';
import { createTable } from './create-table.js';

/** A CREATE TABLE with a query, its database known. */
export interface CreateSelect extends CreateTable {
  readonly db: string;
  readonly select: Query;
}

/** Makes the table and fills it; when a row cannot be written, nothing of the table stays. */
export async function createFromQuery(
  statement: CreateSelect,
  existing: Table | undefined,
  context: Context,
): Promise<Result> {
  const { db, select, duplicates } = statement;
  const { name } = statement.table;
  const catalog = await StatementCatalog.open(select, context);
  if (existing && catalog.tables.has(existing)) throw sqlError('ER_UPDATE_TABLE_USED', name, 'CREATE');
  const selected = bindQuery(select, catalog, context.environment).items.map((item) => columnOf(item, context));
  const { definition, general } = buildDefinition({ ...statement, name, selected }, context);
  const made = { definition, nextAutoIncrement: general.autoIncrement || 1n, temporary: statement.temporary };
  const table = await createTable(made, existing, context);
  try {
    const result = await changeCommands.Insert(
      {
        kind: 'Insert',
        replace: duplicates === 'REPLACE',
        ignore: duplicates === 'IGNORE',
        table: { db, name },
        columns: selected.map((column) => column.name),
        source: { kind: 'Query', query: select },
        onDuplicate: [],
      },
      context,
    );
    if (statement.temporary) context.session.temporaryTables.keepRows(table);
    else await commitOpen(context);
    return result;
  } catch (error) {
    storeOf(statement.temporary, context).dropTables([table]);
    throw error;
  }
}

/** A column of a table is copied with its default and its comment, an expression gives its type. */
function columnOf({ name, node }: ResultItem, context: Context): Column {
  const base = { name, onUpdateNow: false, autoIncrement: false, comment: '' };
  const origin = node.kind === 'Column' ? node.source.columns[node.index]?.origin : undefined;
  const table = origin && lookUp(origin.db, origin.table, context);
  const column = table?.definition.columns.find((candidate) => candidate.name === origin?.column);
  if (column) return copiedColumn(column, name, node.nullable);
  return { ...base, type: storedType(node.type), nullable: node.nullable };
}

/** AUTO_INCREMENT is not copied: what is left of it is a default of 0. */
function copiedColumn(column: Column, name: string, nullable: boolean): Column {
  const copy = { ...column, name, nullable, autoIncrement: false };
  return column.autoIncrement && !nullable ? { ...copy, default: { value: implicitDefault(column.type) } } : copy;
}

/** The type of an expression as that of a column. */
function storedType(type: SqlType): SqlType {
  if (type.name === 'NULL') return { name: 'BINARY', length: 0 };
  if (!isInteger(type)) return type;
  const { digits: _, ...integer } = type;
  return integer;
}
