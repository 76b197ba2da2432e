/** information_schema.VIEWS. */
import { defineTable, longtext, varchar } from '../define.js';

export const views = defineTable({
  name: 'VIEWS',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    TABLE_CATALOG: varchar(512),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    VIEW_DEFINITION: longtext(),
    CHECK_OPTION: varchar(8),
    IS_UPDATABLE: varchar(3),
    DEFINER: varchar(384),
    SECURITY_TYPE: varchar(7),
    CHARACTER_SET_CLIENT: varchar(32),
    COLLATION_CONNECTION: varchar(64),
    ALGORITHM: varchar(10),
  },

  *rows({ engine, seesTable, holdsOn, isOwn }) {
    for (const view of engine.views.list()) {
      const { db, name, definer } = view;
      if (!seesTable(db, name)) continue;
      const isShown = isOwn(definer) || holdsOn(db, name, 'SELECT', 'SHOW VIEW');
      yield {
        TABLE_CATALOG: 'def',
        TABLE_SCHEMA: db,
        TABLE_NAME: name,
        VIEW_DEFINITION: isShown ? view.query : '',
        CHECK_OPTION: view.check,
        IS_UPDATABLE: view.updatable ? 'YES' : 'NO',
        DEFINER: `${definer.user}@${definer.host}`,
        SECURITY_TYPE: view.security,
        CHARACTER_SET_CLIENT: view.charset,
        COLLATION_CONNECTION: view.collation,
        ALGORITHM: view.algorithm,
      };
    }
  },
});
