/** CREATE, DROP, TRUNCATE and RENAME of tables. */

import { SqlError, sqlError } from '../../base/errors.js';
import { ok, type Result } from '../../base/result.js';
import type { TableDefinition } from '../../engine/definition.js';
import { rebuildName } from '../../engine/file-names.js';
import type { Table } from '../../engine/table.js';
import { NO_ENCRYPTION, UnreadableTable } from '../../engine/unreadable-table.js';
import type { ViewDefinition } from '../../engine/views.js';
import { INFORMATION_SCHEMA } from '../../infoschema/catalog.js';
import type { CreateTable, TableName } from '../../parser/ast.js';
import { currentDatabase, findTable, findView, lookUp, refuseInformationSchema, storeOf } from '../catalog.js';
import type { Commands, Context } from '../define.js';
import { isReferenced, refuseTruncate } from '../foreign-keys/parents.js';
import { renamedReferences } from '../foreign-keys/rename.js';
import { definitionOf } from '../table-definition.js';
import { buildDefinition, checkName } from './build-definition.js';
import { createFromQuery } from './create-select.js';
import { createTable, encryptionOf, placeOf } from './create-table.js';
import { buildPartitioning, readPartitionBy } from './partitioning.js';
import { likeOptions } from './system-options.js';
import { discarded } from './tablespace.js';
import { placeOfEmptied } from './tablespace-place.js';

export const tableCommands = {
  async CreateTable(statement, context) {
    refuseUnsupported(statement);
    const { temporary } = statement;
    const { name } = statement.table;
    const db = writableDatabase(statement.table.db, context, temporary);
    const existing = storeOf(temporary, context).find(db, name);
    if (!temporary && context.engine.views.find(db, name)) return viewInTheWay(statement, db, context);
    if (existing && !statement.orReplace) return alreadyExists(name, statement.ifNotExists, context);
    if (statement.like) return createLike(statement.like, { db, name, temporary }, existing, context);
    if (statement.select) return createFromQuery({ ...statement, db, select: statement.select }, existing, context);
    const built = buildDefinition({ ...statement, db, name, options: statement.options }, context);
    const { general } = built;
    const definition = withPartitions(built.definition, statement, context);
    await createTable({ definition, nextAutoIncrement: general.autoIncrement || 1n, temporary }, existing, context);
    return ok();
  },

  async DropTable({ tables, ifExists, temporary }, context) {
    for (const { db } of tables) refuseInformationSchema(db, context);
    const wanted = tables.map((name) => ({ db: currentDatabase(name.db, context), name: name.name }));
    const find = ({ db, name }: { db: string; name: string }) =>
      temporary ? context.session.temporaryTables.find(db, name) : lookUp(db, name, context);
    const found = wanted.flatMap((table) => find(table) ?? []);
    const isView = ({ db, name }: { db: string; name: string }) =>
      !temporary && context.engine.views.find(db, name) !== undefined;
    const missing = wanted.filter((table) => !find(table) && !isView(table));
    const views = wanted.filter((table) => !find(table) && isView(table));
    context.session.temporaryTables.dropTables(found.filter((table) => table.temporary));
    const refused = dropOneByOne(
      found.filter((table) => !table.temporary),
      context,
    );
    for (const { db, name } of views) {
      const view = sqlError('ER_IT_IS_A_VIEW', db, name);
      if (!ifExists) throw view;
      context.warn('Note', view);
    }
    const unknown = sqlError('ER_BAD_TABLE_ERROR', missing.map(({ db, name }) => `${db}.${name}`).join(','));
    if (refused) context.warn('Error', refused);
    if (missing.length > 0 && ifExists) context.warn('Note', unknown);
    if (refused) throw refused;
    if (missing.length > 0 && !ifExists) throw unknown;
    return ok();
  },

  async TruncateTable({ table: name }, context) {
    refuseInformationSchema(name.db, context);
    const db = currentDatabase(name.db, context);
    // To TRUNCATE a view is no table at all.
    if (!lookUp(db, name.name, context)) throw sqlError('ER_NO_SUCH_TABLE', db, name.name);
    const table = findTable(name, context);
    // An encrypted Aria table without its key can be emptied.
    if (table.transactional) await table.open();
    if (table.entry.discarded) context.warn('Warning', discarded(table));
    refuseTruncate(table, context);
    await rebuild(table, table.definition, context);
    return ok();
  },

  async RenameTable({ pairs, ifExists }, context) {
    for (const { from, to } of pairs) for (const { db } of [from, to]) refuseInformationSchema(db, context);
    checkRenames(pairs, ifExists, context);
    for (const { from, to } of pairs) if (!isMissing(from, ifExists, context)) await renameTable(from, to, context);
    return ok();
  },
} satisfies Pick<Commands, 'CreateTable' | 'DropTable' | 'TruncateTable' | 'RenameTable'>;

/** A view has the name. Errors: 1050, 1965. */
function viewInTheWay({ table: { name }, ifNotExists, orReplace }: CreateTable, db: string, context: Context): Result {
  if (orReplace) throw sqlError('ER_IT_IS_A_VIEW', db, name);
  return alreadyExists(name, ifNotExists, context);
}

/** A parent stays, unless its children have gone before it; whatever else is named goes. */
function dropOneByOne(tables: readonly Table[], context: Context): SqlError | undefined {
  const { engine } = context;
  if (!tables.some((table) => isReferenced(table, context))) {
    engine.dropTables(tables);
    return undefined;
  }
  const kept = tables.filter((table) => {
    if (isReferenced(table, context)) return true;
    engine.dropTables([table]);
    return false;
  });
  return kept.length > 0 ? sqlError('ER_PARENT_IS_REFERENCED') : undefined;
}

function refuseUnsupported({ temporary, partition, select }: CreateTable): void {
  if (temporary && partition) throw sqlError('ER_FEATURE_NOT_SUPPORTED_WITH_PARTITIONING', 'CREATE TEMPORARY TABLE');
  if (partition && select) throw sqlError('ER_NOT_SUPPORTED_YET', 'CREATE TABLE ... PARTITION BY ... SELECT');
}

function withPartitions(definition: TableDefinition, { partition }: CreateTable, context: Context): TableDefinition {
  if (!partition) return definition;
  if (definition.foreignKeys) throw sqlError('ER_FOREIGN_KEY_ON_PARTITIONED');
  return { ...definition, partitioning: buildPartitioning(readPartitionBy(partition, context), definition, context) };
}

/** The database that a new table goes to; a temporary one needs none. Errors: 1046, 1044, 1049. */
function writableDatabase(given: string | undefined, context: Context, temporary: boolean): string {
  const db = currentDatabase(given, context);
  const { user, host } = context.session;
  if (db.toLowerCase() === INFORMATION_SCHEMA) throw sqlError('ER_DBACCESS_DENIED_ERROR', user, host, db);
  if (!temporary && !context.engine.database(db)) throw sqlError('ER_BAD_DB_ERROR', db);
  return db;
}

function alreadyExists(name: string, ifNotExists: boolean, { warn }: Context): Result {
  const exists = sqlError('ER_TABLE_EXISTS_ERROR', name);
  if (!ifNotExists) throw exists;
  warn('Note', exists);
  return ok();
}

async function createLike(
  like: TableName,
  { temporary, ...name }: { readonly db: string; readonly name: string; readonly temporary: boolean },
  existing: Table | undefined,
  context: Context,
): Promise<Result> {
  // Foreign keys are not copied.
  const { foreignKeys: _, triggers: __, ...definition } = await patternOf(like, context);
  if (temporary && definition.partitioning) throw sqlError('ER_ILLEGAL_HA_CREATE_OPTION', 'partition', 'TEMPORARY');
  const made = { definition: { ...likeOptions(definition), ...name }, nextAutoIncrement: 1n, temporary };
  await createTable(made, existing, context);
  return ok();
}

/** A column of information_schema has no default, not even NULL. */
async function patternOf(like: TableName, context: Context): Promise<TableDefinition> {
  const definition = await definitionOf(like, context);
  if (definition.db !== INFORMATION_SCHEMA) return definition;
  const columns = definition.columns.map((column) => ({ ...column, lacksDefault: true }));
  return { ...definition, columns };
}

/** Puts a new, empty tablespace in the place of the table's own. */
export async function rebuild(table: Table, definition: TableDefinition, context: Context): Promise<Table> {
  const store = storeOf(table.temporary, context);
  const place = placeOf(await encryptionOf(definition, placeOfEmptied(table), context));
  const rebuilt = store.createTable({ definition: { ...definition, name: rebuildName(table.entry.id) }, ...place });
  store.replaceTable(table, rebuilt);
  return rebuilt;
}

/** RENAME TABLE renames all or none: what will be there is followed from pair to pair. Errors: 1146, 1050. */
function checkRenames(
  pairs: readonly { readonly from: TableName; readonly to: TableName }[],
  ifExists: boolean,
  context: Context,
): void {
  const moved = { true: new Map<string, boolean>(), false: new Map<string, boolean>() };
  const place = ({ db, name }: TableName) => ({ db: currentDatabase(db, context), name });
  const key = (table: TableName) => Object.values(place(table)).join('\0');
  const exists = (table: TableName, temporary: boolean) => {
    const { db, name } = place(table);
    return moved[`${temporary}`].get(key(table)) ?? storeOf(temporary, context).find(db, name) !== undefined;
  };
  for (const { from, to } of pairs) {
    // A table and a temporary one can have the same name.
    const temporary = exists(from, true);
    if (!exists(from, temporary) && !findView(from, context)) {
      if (ifExists) continue;
      throw sqlError('ER_NO_SUCH_TABLE', currentDatabase(from.db, context), from.name);
    }
    if (exists(to, temporary) || (findView(to, context) && !moved.false.has(key(to))))
      throw sqlError('ER_TABLE_EXISTS_ERROR', to.name);
    moved[`${temporary}`].set(key(from), false).set(key(to), true);
  }
}

/** RENAME TABLE IF EXISTS passes over a missing table with a note. */
function isMissing(table: TableName, ifExists: boolean, context: Context): boolean {
  const db = currentDatabase(table.db, context);
  if (!ifExists || lookUp(db, table.name, context) || findView(table, context)) return false;
  context.warn('Note', sqlError('ER_NO_SUCH_TABLE', db, table.name));
  return true;
}

/** Gives a table another name. Errors: 1146, 1050, 1025. */
export async function renameTable(
  from: TableName,
  to: TableName,
  context: Context,
  childrenFollow = true,
): Promise<void> {
  const view = findView(from, context);
  if (view) return renameView(view, to, context);
  const table = findTable(from, context);
  const db = currentDatabase(to.db, context);
  checkName(to.name);
  if (!context.engine.database(db)) throw noSuchDatabase(table, db, to.name);
  if (table.definition.triggers && db !== table.definition.db) throw sqlError('ER_TRG_IN_WRONG_SCHEMA');
  const store = storeOf(table.temporary, context);
  if (store.find(db, to.name)) throw sqlError('ER_TABLE_EXISTS_ERROR', to.name);
  try {
    await table.open();
  } catch (error) {
    throw error instanceof SqlError ? renameFailed(error, table, db, to.name, context) : error;
  }
  store.renameTable(
    table,
    { db, name: to.name },
    renamedReferences(table, { db, name: to.name }, context, childrenFollow),
  );
}

/** A view stays in its database. Error: 1450. */
function renameView(view: ViewDefinition, to: TableName, context: Context): void {
  const db = currentDatabase(to.db, context);
  checkName(to.name);
  if (db !== view.db) throw sqlError('ER_FORBID_SCHEMA_CHANGE', view.db, db);
  context.engine.views.remove(view);
  context.engine.views.put({ ...view, name: to.name });
}

/** The engine fails to make the new file: 1025. */
const noSuchDatabase = ({ definition }: Table, db: string, name: string): SqlError =>
  sqlError(
    'ER_ERROR_ON_RENAME',
    `./${definition.db}/${definition.name}`,
    `./${db}/${name}`,
    GENERIC_ERROR,
    'Unknown (generic) error from engine',
  );

const GENERIC_ERROR = 168;

/** HA_ERR_NO_SUCH_TABLE: what the engine says of a table that it cannot open. */
const NO_SUCH_TABLE = 155;

/** The reason twice and the failed rename: what the server lists. Of a file that is missing it says nothing else. */
function renameFailed(reason: SqlError, table: Table, db: string, name: string, { warn }: Context): SqlError {
  const { definition, transactional } = table;
  const paths = [`./${definition.db}/${definition.name}`, `./${db}/${name}`] as const;
  if (!transactional) {
    warn('Error', reason);
    warn('Error', sqlError('ER_ERROR_ON_RENAME', ...paths, reason.errno, NO_ENCRYPTION));
    return reason;
  }
  const why = 'The table does not exist in the storage engine';
  const failed = sqlError('ER_ERROR_ON_RENAME', ...paths, NO_SUCH_TABLE, why);
  if (reason instanceof UnreadableTable && reason.warning) return failed;
  warn('Error', reason);
  warn('Error', reason);
  warn('Error', failed);
  return reason;
}
