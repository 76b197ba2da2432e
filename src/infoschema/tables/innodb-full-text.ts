/** Full-text search: no such index can be made, but the list of stopwords is always there. */
import { defineTable, ubigint, varchar } from '../define.js';

const STOPWORDS = `
  a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who
  will with und the www
`;

export const innodbFtDefaultStopword = defineTable({
  name: 'INNODB_FT_DEFAULT_STOPWORD',
  columns: {
    value: varchar(18),
  },

  rows: () =>
    STOPWORDS.trim()
      .split(/\s+/)
      .map((value) => ({ value })),
});

export const innodbFtDeleted = defineTable({
  name: 'INNODB_FT_DELETED',
  columns: {
    DOC_ID: ubigint(),
  },
  rows: () => [],
});

export const innodbFtConfig = defineTable({
  name: 'INNODB_FT_CONFIG',
  columns: {
    KEY: varchar(193),
    VALUE: varchar(193),
  },
  rows: () => [],
});

export const innodbFtIndexCache = defineTable({
  name: 'INNODB_FT_INDEX_CACHE',
  columns: {
    WORD: varchar(337),
    FIRST_DOC_ID: ubigint(),
    LAST_DOC_ID: ubigint(),
    DOC_COUNT: ubigint(),
    DOC_ID: ubigint(),
    POSITION: ubigint(),
  },
  rows: () => [],
});

export const innodbFtBeingDeleted = defineTable({ ...innodbFtDeleted, name: 'INNODB_FT_BEING_DELETED' });
export const innodbFtIndexTable = defineTable({ ...innodbFtIndexCache, name: 'INNODB_FT_INDEX_TABLE' });
