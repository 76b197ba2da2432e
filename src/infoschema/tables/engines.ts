import { defineTable, nullable, varchar } from '../define.js';

/** Name, support, comment, transactions, savepoints, as the server lists them; XA goes with transactions of InnoDB. */
const ENGINES = [
  ['CSV', 'YES', 'Stores tables as CSV files', 'NO', 'NO', 'NO'],
  ['MRG_MyISAM', 'YES', 'Collection of identical MyISAM tables', 'NO', 'NO', 'NO'],
  ['MEMORY', 'YES', 'Hash based, stored in memory, useful for temporary tables', 'NO', 'NO', 'NO'],
  [
    'Aria',
    'YES',
    'Crash-safe tables with MyISAM heritage. Used for internal temporary tables and privilege tables',
    'NO',
    'NO',
    'NO',
  ],
  ['MyISAM', 'YES', 'Non-transactional engine with good performance and small data footprint', 'NO', 'NO', 'NO'],
  ['SEQUENCE', 'YES', 'Generated tables filled with sequential values', 'YES', 'NO', 'YES'],
  [
    'InnoDB',
    'DEFAULT',
    'Supports transactions, row-level locking, foreign keys and encryption for tables',
    'YES',
    'YES',
    'YES',
  ],
  ['PERFORMANCE_SCHEMA', 'YES', 'Performance Schema', 'NO', 'NO', 'NO'],
] as const;

export const engines = defineTable({
  name: 'ENGINES',
  columns: {
    ENGINE: varchar(64),
    SUPPORT: varchar(8),
    COMMENT: varchar(160),
    TRANSACTIONS: nullable(varchar(3)),
    XA: nullable(varchar(3)),
    SAVEPOINTS: nullable(varchar(3)),
  },

  *rows() {
    for (const [ENGINE, SUPPORT, COMMENT, TRANSACTIONS, XA, SAVEPOINTS] of ENGINES) {
      yield { ENGINE, SUPPORT, COMMENT, TRANSACTIONS, XA, SAVEPOINTS };
    }
  },
});
