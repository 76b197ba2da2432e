import type { TriggerDefinition } from '../../engine/definition.js';
import { bigint, datetime, defineTable, longtext, nullable, type ServerView, varchar } from '../define.js';

const HUNDREDTH_MS = 10;

/** When a trigger was made, to the hundredth of a second. */
export function createdText({ created }: TriggerDefinition, { formatTime }: Pick<ServerView, 'formatTime'>): string {
  const hundredths = Math.floor((created % 1000) / HUNDREDTH_MS);
  return `${formatTime(created)}.${String(hundredths).padStart(2, '0')}`;
}

export const triggers = defineTable({
  name: 'TRIGGERS',
  names: { schema: 'EVENT_OBJECT_SCHEMA', table: 'EVENT_OBJECT_TABLE' },
  columns: {
    ...{ TRIGGER_CATALOG: varchar(512), TRIGGER_SCHEMA: varchar(64), TRIGGER_NAME: varchar(64) },
    ...{ EVENT_MANIPULATION: varchar(6), EVENT_OBJECT_CATALOG: varchar(512), EVENT_OBJECT_SCHEMA: varchar(64) },
    ...{ EVENT_OBJECT_TABLE: varchar(64), ACTION_ORDER: bigint(4), ACTION_CONDITION: nullable(longtext()) },
    ...{ ACTION_STATEMENT: nullable(longtext()), ACTION_ORIENTATION: varchar(9), ACTION_TIMING: varchar(6) },
    ...{ ACTION_REFERENCE_OLD_TABLE: nullable(varchar(64)), ACTION_REFERENCE_NEW_TABLE: nullable(varchar(64)) },
    ...{ ACTION_REFERENCE_OLD_ROW: varchar(3), ACTION_REFERENCE_NEW_ROW: varchar(3), CREATED: nullable(datetime(2)) },
    ...{ SQL_MODE: varchar(8192), DEFINER: nullable(varchar(384)), CHARACTER_SET_CLIENT: varchar(32) },
    ...{ COLLATION_CONNECTION: varchar(64), DATABASE_COLLATION: varchar(64) },
  },

  *rows(view) {
    for (const { definition } of view.engine.tables()) {
      const { db, name, triggers: own = [] } = definition;
      if (own.length === 0 || !view.seesTable(db, name)) continue;
      const isShown = view.holdsOn(db, name, 'TRIGGER');
      for (const trigger of own) {
        const alike = own.filter(({ time, event }) => time === trigger.time && event === trigger.event);
        yield {
          ...{ TRIGGER_CATALOG: 'def', TRIGGER_SCHEMA: db, TRIGGER_NAME: trigger.name },
          ...{ EVENT_MANIPULATION: trigger.event, EVENT_OBJECT_CATALOG: 'def', EVENT_OBJECT_SCHEMA: db },
          ...{ EVENT_OBJECT_TABLE: name, ACTION_ORDER: alike.indexOf(trigger) + 1, ACTION_CONDITION: null },
          ...{
            ACTION_STATEMENT: isShown ? trigger.body : null,
            ACTION_ORIENTATION: 'ROW',
            ACTION_TIMING: trigger.time,
          },
          ...{ ACTION_REFERENCE_OLD_TABLE: null, ACTION_REFERENCE_NEW_TABLE: null },
          ...{ ACTION_REFERENCE_OLD_ROW: 'OLD', ACTION_REFERENCE_NEW_ROW: 'NEW' },
          ...{
            CREATED: createdText(trigger, view),
            SQL_MODE: trigger.sqlMode,
            DEFINER: isShown ? trigger.definer : null,
          },
          ...{ CHARACTER_SET_CLIENT: trigger.charsetClient, COLLATION_CONNECTION: trigger.collationConnection },
          DATABASE_COLLATION: trigger.databaseCollation,
        };
      }
    }
  },
});
