/** The definition behind a name, also of a view and of a table of information_schema. */
import { sqlError } from '../base/errors.js';
import type { TableDefinition } from '../engine/definition.js';
import type { ViewDefinition } from '../engine/views.js';
import { INFORMATION_SCHEMA } from '../infoschema/catalog.js';
import { infoDefinition } from '../infoschema/tables/columns.js';
import type { TableName } from '../parser/ast.js';
import { findView, openTable } from './catalog.js';
import type { Context } from './define.js';
import { viewColumns } from './views.js';

/** Errors: 1046, 1109, 1146, and those of a table that cannot be opened. */
export async function definitionOf(table: TableName, context: Context): Promise<TableDefinition> {
  const db = table.db ?? context.session.database;
  if (db?.toLowerCase() === INFORMATION_SCHEMA) {
    const found = context.infoschema.find(table.name);
    if (!found) throw sqlError('ER_UNKNOWN_TABLE', table.name, INFORMATION_SCHEMA);
    return infoDefinition(found);
  }
  const view = findView(table, context);
  return view ? viewDefinition(view, context) : (await openTable(table, context)).definition;
}

/** A view as a table: it has columns. */
export async function viewDefinition(view: ViewDefinition, context: Context): Promise<TableDefinition> {
  const columns = await viewColumns(view, context);
  const { db, name, collation } = view;
  return { db, name, engine: '', columns, indexes: [], collation, comment: '', engineOptions: [] };
}
