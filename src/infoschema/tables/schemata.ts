import { charsetOf } from '../../base/charsets.js';
import { defineTable, nullable, varchar } from '../define.js';

const INFORMATION_SCHEMA = { name: 'information_schema', collation: 'utf8mb3_general_ci' };

export const schemata = defineTable({
  name: 'SCHEMATA',
  names: { schema: 'SCHEMA_NAME' },
  columns: {
    CATALOG_NAME: varchar(512),
    SCHEMA_NAME: varchar(64),
    DEFAULT_CHARACTER_SET_NAME: varchar(32),
    DEFAULT_COLLATION_NAME: varchar(64),
    SQL_PATH: nullable(varchar(512)),
    SCHEMA_COMMENT: varchar(1024),
  },

  *rows({ engine, seesDatabase }) {
    const visible = engine.databases().filter(({ name }) => seesDatabase(name));
    for (const { name, collation } of [INFORMATION_SCHEMA, ...visible]) {
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
