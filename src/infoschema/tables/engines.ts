import { defineTable, nullable, varchar } from '../define.js';

/** Name, comment, transactions, savepoints, as the server lists them; XA goes with transactions of InnoDB. */
const ENGINES = [
  ['CSV', 'Stores tables as CSV files', 'NO', 'NO', 'NO'],
  ['MRG_MyISAM', 'Collection of identical MyISAM tables', 'NO', 'NO', 'NO'],
  ['MEMORY', 'Hash based, stored in memory, useful for temporary tables', 'NO', 'NO', 'NO'],
  [
    'Aria',
    'Crash-safe tables with MyISAM heritage. Used for internal temporary tables and privilege tables',
    'NO',
    'NO',
    'NO',
  ],
  ['MyISAM', 'Non-transactional engine with good performance and small data footprint', 'NO', 'NO', 'NO'],
  ['SEQUENCE', 'Generated tables filled with sequential values', 'YES', 'NO', 'YES'],
  ['InnoDB', 'Supports transactions, row-level locking, foreign keys and encryption for tables', 'YES', 'YES', 'YES'],
  ['PERFORMANCE_SCHEMA', 'Performance Schema', 'NO', 'NO', 'NO'],
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

  *rows({ plugins, variables, session }) {
    const chosen = session.get(variables.known('default_storage_engine'));
    for (const [ENGINE, COMMENT, TRANSACTIONS, XA, SAVEPOINTS] of ENGINES) {
      if (plugins.isActive(ENGINE)) {
        yield { ENGINE, SUPPORT: ENGINE === chosen ? 'DEFAULT' : 'YES', COMMENT, TRANSACTIONS, XA, SAVEPOINTS };
      } else yield { ENGINE, SUPPORT: 'NO', COMMENT, TRANSACTIONS: null, XA: null, SAVEPOINTS: null };
    }
  },
});
