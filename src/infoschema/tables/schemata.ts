import { charsetOf } from '../../base/type-text.js';
import { defineTable, nullable, varchar } from '../define.js';

export const schemata = defineTable({
  name: 'SCHEMATA',
  columns: {
    CATALOG_NAME: varchar(512),
    SCHEMA_NAME: varchar(64),
    DEFAULT_CHARACTER_SET_NAME: varchar(32),
    DEFAULT_COLLATION_NAME: varchar(64),
    SQL_PATH: nullable(varchar(512)),
    SCHEMA_COMMENT: varchar(1024),
  },

  *rows({ engine }) {
    for (const { name, collation } of engine.databases()) {
      yield {
        CATALOG_NAME: 'def',
        SCHEMA_NAME: name,
        DEFAULT_CHARACTER_SET_NAME: charsetOf(collation),
        DEFAULT_COLLATION_NAME: collation,
        SQL_PATH: null,
        SCHEMA_COMMENT: '',
      };
    }
  },
});
