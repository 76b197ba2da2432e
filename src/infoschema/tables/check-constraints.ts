import { defineTable, longtext, varchar } from '../define.js';

export const checkConstraints = defineTable({
  name: 'CHECK_CONSTRAINTS',
  names: { schema: 'CONSTRAINT_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    CONSTRAINT_CATALOG: varchar(512),
    CONSTRAINT_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    CONSTRAINT_NAME: varchar(64),
    LEVEL: varchar(6),
    CHECK_CLAUSE: longtext(),
  },

  *rows({ engine, seesTable }) {
    for (const { definition } of engine.tables()) {
      const { db, name, columns, checks = [] } = definition;
      if (!seesTable(db, name)) continue;
      const table = { CONSTRAINT_CATALOG: 'def', CONSTRAINT_SCHEMA: db, TABLE_NAME: name };
      for (const column of columns) {
        if (column.check === undefined) continue;
        yield { ...table, CONSTRAINT_NAME: column.name, LEVEL: 'Column', CHECK_CLAUSE: column.check };
      }
      for (const { name: constraint, expr } of checks)
        yield { ...table, CONSTRAINT_NAME: constraint, LEVEL: 'Table', CHECK_CLAUSE: expr };
    }
  },
});
