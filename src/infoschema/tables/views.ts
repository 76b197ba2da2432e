/** information_schema.VIEWS. */
import { defineTable, longtext, varchar } from '../define.js';

export const views = defineTable({
  name: 'VIEWS',
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

  *rows({ engine, seesTable }) {
    for (const view of engine.views.list()) {
      if (!seesTable(view.db, view.name)) continue;
      yield {
        TABLE_CATALOG: 'def',
        TABLE_SCHEMA: view.db,
        TABLE_NAME: view.name,
        VIEW_DEFINITION: view.query,
        CHECK_OPTION: view.check,
        IS_UPDATABLE: view.updatable ? 'YES' : 'NO',
        DEFINER: `${view.definer.user}@${view.definer.host}`,
        SECURITY_TYPE: view.security,
        CHARACTER_SET_CLIENT: view.charset,
        COLLATION_CONNECTION: view.collation,
        ALGORITHM: view.algorithm,
      };
    }
  },
});
