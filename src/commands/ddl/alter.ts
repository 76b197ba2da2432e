/**
 * ALTER TABLE: the definition after all actions, then either nothing but the dictionary changes or the table is
 * rebuilt into a new tablespace that takes the old one's place.
 */
import { SqlError, sqlError } from '../../base/errors.js';
import { ok, type Result } from '../../base/result.js';
import type { StoredValue } from '../../base/types.js';
import type { Column, TableDefinition } from '../../engine/definition.js';
import { rebuildName } from '../../engine/file-names.js';
import type { StoredRow } from '../../engine/page/shape.js';
import type { Table } from '../../engine/table.js';
import type { AlterAction, AlterTable, TableOption } from '../../parser/ast.js';
import { implicitDefault } from '../../query/convert.js';
import { StatementReporter } from '../../query/reporter.js';
import { findTable } from '../catalog.js';
import type { Command, Context } from '../define.js';
import { convertStored } from '../evaluate.js';
import { commitOpen, commitTransaction } from '../transactions.js';
import { applyColumnActions } from './alter-columns.js';
import { buildIndexes } from './build-definition.js';
import { mergeOptions } from './engine-options.js';
import { generalOptions } from './table-options.js';
import { encryptionOf, refuseCreate, tableCommands } from './tables.js';

/** Where a column of the new definition takes its values from: a position in the old one, or its default. */
export type ColumnSource = number | undefined;

export interface AlteredTable {
  readonly definition: TableDefinition;
  readonly sources: readonly ColumnSource[];
}

export const alterTable: Command<'AlterTable'> = async (statement, context) => {
  await commitOpen(context);
  const table = findOrNote(statement, context);
  if (!table) return ok();
  await table.open();
  const rename = statement.actions.find((action) => action.kind === 'Rename');
  const altered = alteredDefinition(table, statement, context);
  const result = await perform(table, altered, statement, context);
  if (rename)
    await tableCommands.RenameTable(
      { kind: 'RenameTable', pairs: [{ from: statement.table, to: rename.to }] },
      context,
    );
  return result;
};

function findOrNote({ table, ifExists }: AlterTable, context: Context): Table | undefined {
  try {
    return findTable(table, context);
  } catch (error) {
    if (!ifExists || !(error instanceof SqlError)) throw error;
    context.warn('Note', error);
    return undefined;
  }
}

function alteredDefinition(table: Table, { actions }: AlterTable, context: Context): AlteredTable {
  const { definition } = table;
  const options = actions.flatMap((action) => (action.kind === 'Options' ? action.options : []));
  const general = generalOptions(options, definition.name, context);
  const { columns, sources } = applyColumnActions(definition, actions, context);
  const lenient = context.hasMode('IGNORE_BAD_TABLE_OPTIONS');
  const engineOptions = mergeOptions(definition.engineOptions, general.engineOptions, {
    engine: definition.engine,
    lenient,
    warn: context.warn,
  });
  return {
    sources,
    definition: {
      ...definition,
      columns,
      indexes: alteredIndexes(definition, columns, actions),
      collation: general.collation ?? definition.collation,
      comment: general.comment ?? definition.comment,
      engineOptions,
      ...(general.rowFormat === undefined ? {} : { rowFormat: general.rowFormat }),
    },
  };
}

function alteredIndexes(
  definition: TableDefinition,
  columns: readonly Column[],
  actions: readonly AlterAction[],
): TableDefinition['indexes'] {
  const dropped = actions.some(({ kind }) => kind === 'DropPrimaryKey');
  const kept = dropped
    ? []
    : definition.indexes.map((index) => ({ ...index, parts: movedParts(index.parts, definition.columns, columns) }));
  const added = buildIndexes(
    actions.flatMap((action) => (action.kind === 'AddKey' ? [action.key] : [])),
    columns,
  );
  if (kept.length > 0 && added.some(({ name }) => name === 'PRIMARY')) throw sqlError('ER_MULTIPLE_PRI_KEY');
  return [...kept, ...added];
}

/** Key parts follow their columns by name. */
function movedParts(
  parts: TableDefinition['indexes'][number]['parts'],
  before: readonly Column[],
  after: readonly Column[],
) {
  return parts.map(({ column }) => {
    const name = before[column]?.name ?? '';
    const position = after.findIndex((candidate) => candidate.name === name);
    if (position < 0) throw sqlError('ER_KEY_COLUMN_DOES_NOT_EXITS', name);
    return { column: position };
  });
}

const algorithmOf = (actions: readonly AlterAction[]): string =>
  actions.flatMap((action) => (action.kind === 'Algorithm' ? [action.value.toUpperCase()] : [])).at(-1) ?? 'DEFAULT';

async function perform(
  table: Table,
  { definition, sources }: AlteredTable,
  { actions }: AlterTable,
  context: Context,
): Promise<Result> {
  const algorithm = algorithmOf(actions);
  const isForced = actions.some(
    (action) => action.kind === 'Force' || (action.kind === 'Options' && namesEngine(action.options)),
  );
  if (!isForced && !needsRebuild(table.definition, definition)) {
    context.engine.redefine(table, definition);
    return ok(0, 'Records: 0  Duplicates: 0  Warnings: 0');
  }
  if (algorithm === 'INSTANT' || algorithm === 'NOCOPY') throw notInstant(algorithm);
  return rebuildWithRows(table, { definition, sources }, algorithm, context);
}

const namesEngine = (options: readonly TableOption[]): boolean =>
  options.some(({ name }) => name.toUpperCase() === 'ENGINE');

/** Comments and defaults live in the dictionary alone; everything else changes pages. */
function needsRebuild(before: TableDefinition, after: TableDefinition): boolean {
  const physical = ({ columns, indexes, engineOptions, engine }: TableDefinition) =>
    JSON.stringify([
      columns.map(({ name, type, nullable }) => [name, type, nullable]),
      indexes,
      effective(engineOptions),
      engine,
    ]);
  return physical(before) !== physical(after);
}

const effective = (options: TableDefinition['engineOptions']): string[] =>
  options.map(({ name, value }) => `${name.toUpperCase()}=${value.toUpperCase()}`).sort();

const notInstant = (algorithm: string): SqlError =>
  new SqlError(
    1846,
    '0A000',
    `ALGORITHM=${algorithm} is not supported. Reason: Changing table options requires the table to be rebuilt. Try ALGORITHM=INPLACE`,
  );

/** OPTIMIZE TABLE: the same definition in a new tablespace. */
export async function rebuildInPlace(table: Table, context: Context): Promise<void> {
  const sources = table.definition.columns.map((_, at) => at);
  await rebuildWithRows(table, { definition: table.definition, sources }, 'INPLACE', context);
}

async function rebuildWithRows(
  table: Table,
  altered: AlteredTable,
  algorithm: string,
  context: Context,
): Promise<Result> {
  const { engine } = context;
  const { definition } = altered;
  const isCopy = algorithm === 'COPY';
  const decision = await encryptionOf(definition, context);
  if (decision.refused) refuseRebuild(definition, decision.refused, isCopy, context);
  await table.load();
  const rebuilt = engine.createTable({
    definition: { ...definition, name: rebuildName(table.entry.id) },
    crypt: decision.crypt,
    nextAutoIncrement: table.nextAutoIncrement,
  });
  try {
    const rows = await copyRows(table, rebuilt, altered, context);
    engine.replaceTable(table, rebuilt);
    return ok(isCopy ? rows : 0, `Records: ${isCopy ? rows : 0}  Duplicates: 0  Warnings: 0`);
  } catch (error) {
    engine.dropTables([rebuilt]);
    throw error;
  }
}

/** A copy fails as CREATE TABLE does; in place, the engine refuses the option by name: 1478. */
function refuseRebuild(definition: TableDefinition, option: string, isCopy: boolean, context: Context): never {
  if (isCopy) refuseCreate(definition, context);
  throw sqlError('ER_ILLEGAL_HA_CREATE_OPTION', definition.engine, option);
}

async function copyRows(
  from: Table,
  to: Table,
  { definition, sources }: AlteredTable,
  context: Context,
): Promise<number> {
  const { engine } = context;
  await to.load();
  const convert = rowConverter(from.definition, definition, sources, context);
  const transaction = engine.begin();
  let rows = 0;
  try {
    engine.write(transaction, [from, to], (writes) => {
      for (const chunk of from.rows.range(undefined, undefined)) {
        for (const row of chunk.rows) {
          rows++;
          const converted = to.withRowId(convert(row, rows));
          if (!writes.insert(to, to.storage.keyOf(converted), converted)) {
            throw sqlError('ER_DUP_ENTRY', String(converted[0]), 'PRIMARY');
          }
        }
      }
    });
  } catch (error) {
    engine.rollback(transaction);
    throw error;
  }
  await commitTransaction(transaction, context);
  return rows;
}

function rowConverter(
  from: TableDefinition,
  to: TableDefinition,
  sources: readonly ColumnSource[],
  { environment }: Context,
) {
  const reporter = new StatementReporter(environment, to, false);
  const converters = to.columns.map((column, at) => {
    const source = sources[at];
    const before = source === undefined ? undefined : from.columns[source];
    if (source === undefined || before === undefined) return () => defaultOf(column);
    return (row: StoredRow) => convertStored(row[source] ?? null, before.type, column, reporter);
  });
  return (row: StoredRow, number: number): StoredRow => {
    reporter.row = number;
    return converters.map((convert) => convert(row));
  };
}

/** What existing rows get in a new column. */
function defaultOf({ default: value, nullable, type }: Column): StoredValue {
  if (value && 'value' in value) return value.value;
  return nullable ? null : implicitDefault(type);
}
