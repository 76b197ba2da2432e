/** The information_schema tables of InnoDB's plugins. */
import type { InfoTable, PluginTable } from './define.js';
import { innodbBufferPage, innodbBufferPageLru, innodbBufferPoolStats } from './tables/innodb-buffer-pool.js';
import * as compression from './tables/innodb-compression.js';
import * as dictionary from './tables/innodb-dictionary.js';
import * as fullText from './tables/innodb-full-text.js';
import { innodbMetrics } from './tables/innodb-metrics.js';
import { innodbSysTablespaces } from './tables/innodb-sys-tablespaces.js';
import { innodbTablespacesEncryption } from './tables/innodb-tablespaces-encryption.js';
import { innodbLocks, innodbLockWaits, innodbTrx } from './tables/innodb-transactions.js';

/** For everybody to read. */
const PUBLIC = ['INNODB_FT_DEFAULT_STOPWORD'];

const TABLES = [
  innodbTrx,
  innodbLocks,
  innodbLockWaits,
  ...Object.values(compression),
  innodbBufferPage,
  innodbBufferPageLru,
  innodbBufferPoolStats,
  innodbMetrics,
  ...Object.values(fullText),
  ...Object.values(dictionary),
  innodbSysTablespaces,
  innodbTablespacesEncryption,
] as readonly InfoTable[];

export const innodbTables: readonly PluginTable[] = TABLES.map((table) =>
  PUBLIC.includes(table.name) ? table : forAdministrators(table),
);

/** Error 1227 without the PROCESS privilege. */
function forAdministrators(table: InfoTable): InfoTable {
  return {
    ...table,
    rows(view, wanted) {
      view.require('PROCESS');
      return table.rows(view, wanted);
    },
  };
}
