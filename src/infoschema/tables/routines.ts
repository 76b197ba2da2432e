import { typeText } from '../../base/type-text.js';
import type { SqlType } from '../../base/types.js';
import { datetime, defineTable, int, longtext, nullable, ubigint, varchar } from '../define.js';
import { typeFacts } from './columns.js';

const WIDTH = 21;

const TYPE_COLUMNS = {
  DATA_TYPE: varchar(64),
  CHARACTER_MAXIMUM_LENGTH: nullable(int(WIDTH)),
  CHARACTER_OCTET_LENGTH: nullable(int(WIDTH)),
  NUMERIC_PRECISION: nullable(int(WIDTH)),
  NUMERIC_SCALE: nullable(int(WIDTH)),
  DATETIME_PRECISION: nullable(ubigint(WIDTH)),
  CHARACTER_SET_NAME: nullable(varchar(64)),
  COLLATION_NAME: nullable(varchar(64)),
};

const NO_TYPE = { ...typeFacts({ name: 'NULL' }), DATA_TYPE: '' };

const factsOf = (type: SqlType | undefined) => ({
  ...(type ? typeFacts(type) : NO_TYPE),
  DTD_IDENTIFIER: type ? typeText(type) : null,
});

export const routines = defineTable({
  name: 'ROUTINES',
  columns: {
    ...{ SPECIFIC_NAME: varchar(64), ROUTINE_CATALOG: varchar(512), ROUTINE_SCHEMA: varchar(64) },
    ...{ ROUTINE_NAME: varchar(64), ROUTINE_TYPE: varchar(13), ...TYPE_COLUMNS },
    ...{ DTD_IDENTIFIER: nullable(longtext()), ROUTINE_BODY: varchar(8) },
    ...{ ROUTINE_DEFINITION: nullable(longtext()), EXTERNAL_NAME: nullable(varchar(64)) },
    ...{ EXTERNAL_LANGUAGE: nullable(varchar(64)), PARAMETER_STYLE: varchar(8), IS_DETERMINISTIC: varchar(3) },
    ...{ SQL_DATA_ACCESS: varchar(64), SQL_PATH: nullable(varchar(64)), SECURITY_TYPE: varchar(7) },
    ...{ CREATED: datetime(), LAST_ALTERED: datetime(), SQL_MODE: varchar(8192), ROUTINE_COMMENT: longtext() },
    ...{ DEFINER: varchar(384), CHARACTER_SET_CLIENT: varchar(32), COLLATION_CONNECTION: varchar(64) },
    DATABASE_COLLATION: varchar(64),
  },

  *rows(view) {
    for (const { routine, returns, showsBody } of view.routines()) {
      yield {
        ...{ SPECIFIC_NAME: routine.name, ROUTINE_CATALOG: 'def', ROUTINE_SCHEMA: routine.db },
        ...{ ROUTINE_NAME: routine.name, ROUTINE_TYPE: routine.type, ...factsOf(returns) },
        ...{ ROUTINE_BODY: 'SQL', ROUTINE_DEFINITION: showsBody ? routine.body : null },
        ...{ EXTERNAL_NAME: null, EXTERNAL_LANGUAGE: null, PARAMETER_STYLE: 'SQL' },
        IS_DETERMINISTIC: routine.deterministic ? 'YES' : 'NO',
        ...{ SQL_DATA_ACCESS: routine.dataAccess, SQL_PATH: null, SECURITY_TYPE: routine.security },
        CREATED: view.formatTime(Date.parse(`${routine.created}Z`)),
        LAST_ALTERED: view.formatTime(Date.parse(`${routine.modified}Z`)),
        ...{ SQL_MODE: routine.sqlMode, ROUTINE_COMMENT: routine.comment, DEFINER: routine.definer },
        ...{ CHARACTER_SET_CLIENT: routine.charsetClient, COLLATION_CONNECTION: routine.collationConnection },
        DATABASE_COLLATION: routine.databaseCollation,
      };
    }
  },
});

/** What a function returns is its parameter 0. */
export const parameters = defineTable({
  name: 'PARAMETERS',
  columns: {
    ...{ SPECIFIC_CATALOG: varchar(512), SPECIFIC_SCHEMA: varchar(64), SPECIFIC_NAME: varchar(64) },
    ...{ ORDINAL_POSITION: int(WIDTH), PARAMETER_MODE: nullable(varchar(5)), PARAMETER_NAME: nullable(varchar(64)) },
    ...{ ...TYPE_COLUMNS, DTD_IDENTIFIER: longtext(), ROUTINE_TYPE: varchar(9) },
  },

  *rows(view) {
    for (const { routine, returns, parameters: own } of view.routines()) {
      const result = returns ? [{ mode: null, name: null, type: returns }] : [];
      for (const [at, { mode, name, type }] of [...result, ...own].entries())
        yield {
          ...{ SPECIFIC_CATALOG: 'def', SPECIFIC_SCHEMA: routine.db, SPECIFIC_NAME: routine.name },
          ORDINAL_POSITION: returns ? at : at + 1,
          ...{ PARAMETER_MODE: mode, PARAMETER_NAME: name, ...typeFacts(type), DTD_IDENTIFIER: typeText(type) },
          ROUTINE_TYPE: routine.type,
        };
    }
  },
});
