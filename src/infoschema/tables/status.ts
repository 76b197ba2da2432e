import { defineTable, type ServerView, varchar } from '../define.js';

const COLUMNS = { VARIABLE_NAME: varchar(64), VARIABLE_VALUE: varchar(4096) };

const rowsOf = (scope: 'GLOBAL' | 'SESSION') =>
  function* (view: ServerView) {
    for (const [name, value] of view.status(scope)) yield { VARIABLE_NAME: name.toUpperCase(), VARIABLE_VALUE: value };
  };

export const globalStatus = defineTable({ name: 'GLOBAL_STATUS', columns: COLUMNS, rows: rowsOf('GLOBAL') });
export const sessionStatus = defineTable({ name: 'SESSION_STATUS', columns: COLUMNS, rows: rowsOf('SESSION') });
