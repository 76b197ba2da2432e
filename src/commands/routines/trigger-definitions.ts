/** CREATE and DROP TRIGGER. A trigger is part of its table's definition: it is renamed and dropped with it. */
import { sqlError } from '../../base/errors.js';
import { ok } from '../../base/result.js';
import type { TriggerDefinition } from '../../engine/definition.js';
import type { Table } from '../../engine/table.js';
import type { CreateTrigger } from '../../parser/ast.js';
import { currentDatabase, findTable, refuseInformationSchema } from '../catalog.js';
import type { Commands, Context } from '../define.js';
import { SYSTEM_DATABASE } from '../system-tables.js';
import { definerText } from './definitions.js';
import { requireDefiner } from './privileges.js';

export const triggerCommands = {
  CreateTrigger(statement, context) {
    const { name, orReplace, ifNotExists } = statement;
    const table = subject(statement, context);
    const { db } = table.definition;
    context.requireOnTable('TRIGGER', db, table.definition.name);
    const made = triggerFrom(statement, db, context);
    requireDefiner(made.definer, context);
    const old = findTrigger(db, name.name, context);
    if (old && !orReplace) {
      const exists = sqlError('ER_TRG_ALREADY_EXISTS', `${db}.${name.name}`);
      if (!ifNotExists) throw exists;
      context.warn('Note', exists);
      return ok();
    }
    checkColumns(statement.body, table);
    if (old) keep(old.table, without(old.table, name.name), context);
    keep(table, placed(made, statement, table), context);
    return ok();
  },

  DropTrigger({ name, ifExists }, context) {
    const db = currentDatabase(name.db, context);
    const found = findTrigger(db, name.name, context);
    if (!found) {
      const missing = sqlError('ER_TRG_DOES_NOT_EXIST');
      if (!ifExists) throw missing;
      context.warn('Note', missing);
      return ok();
    }
    context.requireOnTable('TRIGGER', db, found.table.definition.name);
    keep(found.table, without(found.table, name.name), context);
    return ok();
  },
} satisfies Pick<Commands, 'CreateTrigger' | 'DropTrigger'>;

/** The table of the trigger. Errors: 1046, 1044, 1146, 1361, 1435, 1465. */
function subject({ name, table: written }: CreateTrigger, context: Context): Table {
  const db = written.db ?? name.db ?? currentDatabase(undefined, context);
  refuseInformationSchema(db, context);
  if (db === SYSTEM_DATABASE) throw sqlError('ER_NO_TRIGGERS_ON_SYSTEM_SCHEMA');
  if (name.db !== undefined && name.db !== db) throw sqlError('ER_TRG_IN_WRONG_SCHEMA');
  const table = findTable({ db, name: written.name }, context);
  if (table.temporary) throw sqlError('ER_TRG_ON_VIEW_OR_TEMP_TABLE', written.name);
  return table;
}

/** Names of triggers are those of files: their case counts. */
export function findTrigger(
  db: string,
  name: string,
  { engine }: Context,
): { readonly table: Table; readonly trigger: TriggerDefinition } | undefined {
  for (const table of engine.tables(db)) {
    const trigger = table.definition.triggers?.find((each) => each.name === name);
    if (trigger) return { table, trigger };
  }
  return undefined;
}

function triggerFrom(statement: CreateTrigger, db: string, context: Context): TriggerDefinition {
  const { name, time, event, text, bodyText, definer } = statement;
  return {
    ...{ name: name.name, time, event, text, body: bodyText, definer: definerText(definer, context) },
    sqlMode: String(context.value('sql_mode')),
    created: context.environment.now(),
    charsetClient: String(context.value('character_set_client')),
    collationConnection: String(context.value('collation_connection')),
    databaseCollation: context.engine.database(db)?.collation ?? context.defaults.collation,
  };
}

const without = ({ definition }: Table, name: string): TriggerDefinition[] =>
  (definition.triggers ?? []).filter((trigger) => trigger.name !== name);

/** The table's triggers with a new one: behind all others, or beside the one that it names. Error: 4031. */
function placed(made: TriggerDefinition, { place }: CreateTrigger, table: Table): readonly TriggerDefinition[] {
  const others = without(table, made.name);
  if (!place) return [...others, made];
  const at = others.findIndex(
    ({ name, time, event }) => name === place.trigger && time === made.time && event === made.event,
  );
  if (at < 0) throw sqlError('ER_REFERENCED_TRG_DOES_NOT_EXIST', place.trigger);
  return others.toSpliced(place.order === 'FOLLOWS' ? at + 1 : at, 0, made);
}

function keep(table: Table, triggers: readonly TriggerDefinition[], { engine }: Context): void {
  const { triggers: _, ...plain } = table.definition;
  engine.redefine(table, triggers.length > 0 ? { ...plain, triggers } : plain);
}

/** Columns of OLD and NEW must be there. Error: 1054. */
function checkColumns(node: unknown, table: Table): void {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  const row = rowColumn(node);
  const isThere = ({ name }: { readonly name: string }) => name.toLowerCase() === row?.name.toLowerCase();
  if (row && !table.definition.columns.some(isThere)) throw sqlError('ER_BAD_FIELD_ERROR', row.name, row.row);
  for (const value of Object.values(node)) checkColumns(value, table);
}

function rowColumn(node: object): { readonly name: string; readonly row: string } | undefined {
  const { kind, name, table, row } = node as { kind?: string; name?: string; table?: string; row?: string };
  const of = kind === 'ColumnRef' ? table : kind === 'Local' ? row : undefined;
  if (name === undefined || of === undefined || !/^(old|new)$/i.test(of)) return undefined;
  return { name, row: of.toUpperCase() };
}
