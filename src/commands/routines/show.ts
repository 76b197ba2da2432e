/** SHOW of routines and triggers. */
import { sqlError } from '../../base/errors.js';
import type { TriggerDefinition } from '../../engine/definition.js';
import { bigint, datetime, defineTable, type InfoTable, longtext, nullable, varchar } from '../../infoschema/define.js';
import { createdText } from '../../infoschema/tables/triggers.js';
import type { PackageType, RoutineType, TableName } from '../../parser/ast.js';
import { createText, definerText } from '../../routines/create-text.js';
import { currentDatabase } from '../catalog.js';
import type { Context } from '../define.js';
import { type ShowForm, singleRow } from '../show-forms.js';
import { seesBody, seesRoutine } from './privileges.js';
import { findTrigger } from './trigger-definitions.js';

/** Error: 1305. */
export function showCreateRoutine(
  type: RoutineType | PackageType,
  { db: given, name }: TableName,
  context: Context,
): ShowForm {
  const db = currentDatabase(given, context);
  const isPackage = type === 'PACKAGE' || type === 'PACKAGE BODY';
  const routine = isPackage ? undefined : context.routines.find(type, db, name);
  if (!routine || !seesRoutine(routine, context)) throw sqlError('ER_SP_DOES_NOT_EXIST', type, name);
  const word = type === 'PROCEDURE' ? 'Procedure' : 'Function';
  return singleRow(`SHOW CREATE ${type}`, {
    [word]: routine.name,
    sql_mode: routine.sqlMode,
    [`Create ${word}`]: seesBody(routine, context) ? createText(routine) : null,
    character_set_client: routine.charsetClient,
    collation_connection: routine.collationConnection,
    'Database Collation': routine.databaseCollation,
  });
}

/** Error: 1360. */
export function showCreateTrigger({ db: given, name }: TableName, context: Context): ShowForm {
  const db = currentDatabase(given, context);
  const found = findTrigger(db, name, context);
  if (!found) throw sqlError('ER_TRG_DOES_NOT_EXIST');
  context.requireOnTable('TRIGGER', db, found.table.definition.name);
  const { trigger } = found;
  return singleRow('SHOW CREATE TRIGGER', {
    Trigger: trigger.name,
    sql_mode: trigger.sqlMode,
    'SQL Original Statement': triggerText(trigger),
    character_set_client: trigger.charsetClient,
    collation_connection: trigger.collationConnection,
    'Database Collation': trigger.databaseCollation,
    Created: createdText(trigger, context.view),
  });
}

const triggerText = ({ definer, text, sqlMode }: TriggerDefinition): string => {
  return `CREATE DEFINER=${definerText(definer, sqlMode)} ${text}`;
};

export function showRoutineStatus(type: RoutineType | PackageType): ShowForm {
  const table = defineTable({
    name: `SHOW ${type} STATUS`,
    columns: {
      ...{ Db: varchar(64), Name: varchar(64), Type: varchar(13), Definer: varchar(384), Modified: varchar(19) },
      ...{ Created: varchar(19), Security_type: varchar(7), Comment: longtext(), character_set_client: varchar(32) },
      ...{ collation_connection: varchar(64), 'Database Collation': varchar(64) },
    },
    *rows(view) {
      for (const { routine } of view.routines()) {
        if (routine.type !== type) continue;
        yield {
          ...{ Db: routine.db, Name: routine.name, Type: type, Definer: routine.definer },
          Modified: view.formatTime(Date.parse(`${routine.modified}Z`)),
          Created: view.formatTime(Date.parse(`${routine.created}Z`)),
          ...{ Security_type: routine.security, Comment: routine.comment },
          ...{ character_set_client: routine.charsetClient, collation_connection: routine.collationConnection },
          'Database Collation': routine.databaseCollation,
        };
      }
    },
  });
  return { table: table as unknown as InfoTable, likeColumn: 'Name' };
}

/** Error: 1539, since no event can be made. */
export function showCreateEvent({ db, name }: TableName, context: Context): never {
  currentDatabase(db, context);
  throw sqlError('ER_EVENT_DOES_NOT_EXIST', name);
}

export const showEvents: ShowForm = {
  table: defineTable({
    name: 'SHOW EVENTS',
    columns: {
      ...{ Db: varchar(64), Name: varchar(64), Definer: varchar(384), 'Time zone': varchar(64), Type: varchar(9) },
      ...{ 'Execute at': nullable(datetime()), 'Interval value': nullable(varchar(256)) },
      ...{ 'Interval field': nullable(varchar(18)), Starts: nullable(datetime()), Ends: nullable(datetime()) },
      ...{ Status: varchar(18), Originator: bigint(10), character_set_client: varchar(32) },
      ...{ collation_connection: varchar(64), 'Database Collation': varchar(64) },
    },
    rows: () => [],
  }) as unknown as InfoTable,
  likeColumn: 'Name',
};

export function showTriggers(db: string): ShowForm {
  const table = defineTable({
    name: 'SHOW TRIGGERS',
    columns: {
      ...{
        Trigger: varchar(64),
        Event: varchar(6),
        Table: varchar(64),
        Statement: nullable(longtext()),
        Timing: varchar(6),
      },
      ...{
        Created: varchar(22),
        sql_mode: longtext(),
        Definer: nullable(varchar(384)),
        character_set_client: varchar(32),
      },
      ...{ collation_connection: varchar(64), 'Database Collation': varchar(64) },
    },
    *rows(view) {
      for (const { definition } of view.engine.tables(db)) {
        if (!view.seesTable(db, definition.name)) continue;
        const isShown = view.holdsOn(db, definition.name, 'TRIGGER');
        for (const trigger of definition.triggers ?? [])
          yield {
            ...{
              Trigger: trigger.name,
              Event: trigger.event,
              Table: definition.name,
              Statement: isShown ? trigger.body : null,
            },
            ...{ Timing: trigger.time, Created: createdText(trigger, view), sql_mode: trigger.sqlMode },
            ...{ Definer: isShown ? trigger.definer : null, character_set_client: trigger.charsetClient },
            ...{ collation_connection: trigger.collationConnection, 'Database Collation': trigger.databaseCollation },
          };
      }
    },
  });
  return { table: table as unknown as InfoTable, likeColumn: 'Table' };
}
