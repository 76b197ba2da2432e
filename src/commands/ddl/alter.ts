/**
 * ALTER TABLE: the definition after all actions, then either nothing but the dictionary changes or the table is
 * rebuilt into a new tablespace that takes the old one's place.
 */
import { isDeepStrictEqual } from 'node:util';
import { SqlError, sqlError } from '../../base/errors.js';
import { ok, type Result } from '../../base/result.js';
import type { CheckConstraint, TableDefinition } from '../../engine/definition.js';
import { rebuildName } from '../../engine/file-names.js';
import { orderOfEngine } from '../../engine/storage-engines.js';
import type { Table } from '../../engine/table.js';
import type { AlterAction, AlterTable } from '../../parser/ast.js';
import { currentDatabase, findTable, refuseInformationSchema, storeOf } from '../catalog.js';
import type { Command, Context } from '../define.js';
import { alteredForeignKeys, checkKeptForeignKeys } from '../foreign-keys/alter.js';
import { checkForeignKeys, checkRulesOf } from '../foreign-keys/check-declared.js';
import { checksForeignKeys } from '../foreign-keys/checks.js';
import { refuseOtherEngine } from '../foreign-keys/parents.js';
import { applyColumnActions, conversion } from './alter-columns.js';
import { alteredIndexes, dropsCheck } from './alter-keys.js';
import { planAlter } from './alter-plan.js';
import { type AlteredTable, copyRows } from './alter-rows.js';
import { checkAutoIncrement } from './build-definition.js';
import { checkRowFormat, encryptionOf, placeOf, refuseCreate, warnOfTemporary } from './create-table.js';
import { addedChecks, checkRules } from './definition-rules.js';
import { checkEngineLimits, checkNewTable } from './engine-limits.js';
import { mergeOptions } from './engine-options.js';
import { changePartitions } from './partition-changes.js';
import { checkPartitioned, renamedColumns } from './partition-checks.js';
import { readPartitionAction } from './partitioning.js';
import { checkRowSize } from './row-size.js';
import { systemOptions } from './system-options.js';
import { withCompressionLevel } from './table-format.js';
import { type GeneralOptions, generalOptions } from './table-options.js';
import { renameTable } from './tables.js';
import { alterTablespace, discarded } from './tablespace.js';
import { movesOut, placeOfRebuilt } from './tablespace-place.js';

export const alterTable: Command<'AlterTable'> = async (statement, context) => {
  refuseInformationSchema(statement.table.db, context);
  const table = findOrWarn(statement, context);
  if (!table) return ok();
  await table.open();
  const [tablespace] = statement.actions.flatMap((action) => (action.kind === 'Tablespace' ? [action.action] : []));
  if (tablespace) return alterTablespace(table, tablespace, context);
  if (table.entry.discarded) context.warn('Warning', discarded(table));
  const renames = statement.actions.flatMap((action) => (action.kind === 'Rename' ? [action.to] : []));
  const isOnlyRename = renames.length === statement.actions.length && renames.length > 0;
  const { result, copies } = isOnlyRename
    ? { result: ok(), copies: false }
    : await alterDefinition(table, statement.actions, context);
  for (const to of renames) {
    const isSame = to.name === statement.table.name && currentDatabase(to.db, context) === table.definition.db;
    if (!isSame) await renameTable(statement.table, to, context, !copies);
  }
  return result;
};

/** ALTER TABLE IF EXISTS lists the missing table as an error, and succeeds. */
function findOrWarn({ table, ifExists }: AlterTable, context: Context): Table | undefined {
  try {
    return findTable(table, context);
  } catch (error) {
    if (!ifExists || !(error instanceof SqlError)) throw error;
    context.warn('Error', error);
    return undefined;
  }
}

/** Were the rows copied? Then foreign keys of other tables do not follow a new name of the table. */
interface Altered {
  readonly result: Result;
  readonly copies: boolean;
}

async function alterDefinition(table: Table, actions: readonly AlterAction[], context: Context): Promise<Altered> {
  const [partitions] = actions.flatMap((action) => (action.kind === 'Partitions' ? [action.clause] : []));
  if (partitions) {
    if (actions.length > 1) throw sqlError('ER_NOT_SUPPORTED_YET', 'ALTER TABLE of partitions and something else');
    const action = readPartitionAction(partitions, context);
    if (action.action === 'BY') refuseOtherEngine(table, context);
    const result = await changePartitions(table, action, context, (definition) =>
      rebuildAs(table, definition, context),
    );
    return { result, copies: true };
  }
  const options = actions.flatMap((action) => (action.kind === 'Options' ? action.options : []));
  const general = generalOptions(options, table.definition.name, context, table.definition.engine);
  const altered = alteredTable(table, actions, general, context);
  const { definition, sources, foreignKeys } = altered;
  const { temporary } = table;
  checkPartitioned(definition, context);
  checkRules(definition, context);
  const { added = [], others } = foreignKeys ?? {};
  const before = table.definition;
  if (definition.engine !== before.engine) refuseOtherEngine(table, context);
  const checksRows = added.length > 0 && checksForeignKeys(context);
  const plan = planAlter({ before, after: definition, sources, temporary, checksRows }, actions);
  checkKeptForeignKeys(table, { before, after: definition, sources, copies: plan.copies }, actions, context);
  checkForeignKeys({ verb: 'Alter', definition, added, temporary, workName: rebuildName(table.entry.id) }, context);
  checkRulesOf(definition, definition.foreignKeys ?? []);
  const isChanged = plan.rebuilds && !(table.entry.discarded && keepsRecords(before, definition));
  const rebuilds = isChanged || movesOut(table, context);
  if (!rebuilds) storeOf(table.temporary, context).redefine(table, definition, others);
  const rows = rebuilds ? await rebuildWithRows(table, altered, { ...plan, general }, context) : 0;
  const counted = plan.copies ? rows : 0;
  const result = ok(counted, `Records: ${counted}  Duplicates: 0  Warnings: ${context.diagnostics.raisedNow}`);
  return { result, copies: plan.copies };
}

/** Do secondary indexes differ, and nothing else? Without a tablespace there is nothing to build for these. */
const keepsRecords = (before: TableDefinition, after: TableDefinition): boolean =>
  !isDeepStrictEqual(before.indexes, after.indexes) &&
  before.engine === after.engine &&
  isDeepStrictEqual(before.columns, after.columns) &&
  isDeepStrictEqual(primaryKey(before), primaryKey(after));

const primaryKey = ({ indexes }: TableDefinition) => indexes.find(({ name }) => name === 'PRIMARY');

function alteredTable(
  table: Table,
  actions: readonly AlterAction[],
  general: GeneralOptions,
  context: Context,
): AlteredTable {
  const { definition } = table;
  const { columns, sources } = applyColumnActions(definition, actions, context);
  const indexes = alteredIndexes(definition, { columns, sources }, actions, context);
  const { engine } = general;
  checkEngineLimits({ engine, columns, indexes });
  checkAutoIncrement(columns, indexes);
  const lenient = context.hasMode('IGNORE_BAD_TABLE_OPTIONS');
  const engineOptions = mergeOptions(definition.engineOptions, general.engineOptions, {
    engine,
    lenient,
    warn: context.warn,
  });
  const checks = alteredChecks(definition, actions);
  const order = actions.flatMap((action) => (action.kind === 'OrderBy' ? action.items : []));
  if (order.length > 0 && indexes.some(({ name }) => name === 'PRIMARY')) {
    context.warn('Warning', orderIgnored(definition.name));
  }
  const { rowFormat, pageChecksum: _, heap: __, checks: ___, foreignKeys: ____, ...kept } = definition;
  const format = general.rowFormat ?? (general.defaultRowFormat ? undefined : rowFormat);
  const altered = {
    ...kept,
    engine,
    ...orderOfEngine(engine),
    ...renamedColumns(definition, columns, sources),
    columns,
    indexes,
    ...(checks.length > 0 && { checks }),
    collation: general.collation ?? conversion(actions) ?? definition.collation,
    comment: general.comment ?? definition.comment,
    engineOptions,
    ...systemOptions(general.hints, engine, definition, context),
    ...(format === undefined ? {} : { rowFormat: format }),
  };
  const foreignKeys = alteredForeignKeys(table, altered, sources, actions, context);
  if (foreignKeys.all.length > 0 && altered.partitioning) throw sqlError('ER_FOREIGN_KEY_ON_PARTITIONED');
  return {
    sources,
    ...(order.length > 0 && { orderBy: order }),
    foreignKeys,
    definition: { ...altered, ...(foreignKeys.all.length > 0 && { foreignKeys: foreignKeys.all }) },
  };
}

const orderIgnored = (table: string): SqlError =>
  new SqlError(1105, 'HY000', `ORDER BY ignored as there is a user-defined clustered index in the table '${table}'`);

/** ADD and DROP CONSTRAINT, as far as they mean a CHECK. Error: 1826. */
function alteredChecks(definition: TableDefinition, actions: readonly AlterAction[]): readonly CheckConstraint[] {
  const kept = (definition.checks ?? []).filter((check) => !actions.some((action) => dropsCheck(action, check)));
  const added = actions.flatMap((action) => (action.kind === 'AddCheck' ? [action.check] : []));
  return addedChecks(added, kept);
}

/** OPTIMIZE TABLE: the same definition in a new tablespace. */
export async function rebuildInPlace(table: Table, context: Context): Promise<void> {
  const sources = table.definition.columns.map((_, at) => at);
  await rebuildWithRows(table, { definition: table.definition, sources }, { copies: false }, context);
}

/** The same columns, divided otherwise. */
function rebuildAs(table: Table, definition: TableDefinition, context: Context): Promise<number> {
  const sources = definition.columns.map((_, at) => at);
  return rebuildWithRows(table, { definition, sources }, { copies: true }, context);
}

interface Rebuild {
  readonly copies: boolean;
  readonly general?: GeneralOptions;
}

async function rebuildWithRows(
  table: Table,
  altered: AlteredTable,
  { copies, general }: Rebuild,
  context: Context,
): Promise<number> {
  const store = storeOf(table.temporary, context);
  const { definition } = altered;
  checkNewTable(definition, context);
  checkRowFormat(definition, context);
  const place = placeOfRebuilt(table, definition, copies, context);
  const decision = await encryptionOf(definition, place, context);
  checkRowSize(definition, context);
  if (decision.refused) refuseRebuild(definition, decision.refused, copies, context);
  if (table.entry.discarded) throw discarded(table);
  await table.load();
  if (table.temporary) warnOfTemporary(definition, context);
  const rebuilt = store.createTable({
    definition: withCompressionLevel({ ...definition, name: rebuildName(table.entry.id) }, context),
    ...placeOf(decision),
    nextAutoIncrement: firstNumber(table, altered, general?.autoIncrement),
  });
  try {
    const rows = await copyRows(table, rebuilt, altered, context);
    store.replaceTable(table, rebuilt, altered.foreignKeys?.others);
    return rows;
  } catch (error) {
    store.dropTables([rebuilt]);
    throw error;
  }
}

/** AUTO_INCREMENT=n, or where the column has got to; 1 for a column that begins to count. */
function firstNumber(table: Table, { definition, sources }: AlteredTable, given: bigint | undefined): bigint {
  if (given !== undefined) return given > 0n ? given : 1n;
  const counting = definition.columns.findIndex(({ autoIncrement }) => autoIncrement);
  const source = sources[counting];
  if (counting < 0) return definition.engine === 'InnoDB' ? 1n : table.nextAutoIncrement;
  const counted = source !== undefined && table.definition.columns[source]?.autoIncrement === true;
  return counted ? table.nextAutoIncrement : 1n;
}

/** A copy fails as CREATE TABLE does; in place, the engine refuses the option by name: 1478. */
function refuseRebuild(definition: TableDefinition, option: string, isCopy: boolean, context: Context): never {
  if (isCopy) refuseCreate(definition, context);
  throw sqlError('ER_ILLEGAL_HA_CREATE_OPTION', definition.engine, option);
}
