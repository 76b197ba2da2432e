import { SqlError } from '../../base/errors.js';
import type { Column, TableDefinition } from '../../engine/definition.js';
import { PAGE_SIZE } from '../../engine/page/layout.js';
import { PagedStorage } from '../../engine/paged-storage.js';
import { rowFormatOf } from '../../engine/storage-engines.js';
import type { Table } from '../../engine/table.js';
import { UnreadableTable } from '../../engine/unreadable-table.js';
import type { ViewDefinition } from '../../engine/views.js';
import { datetime, defineTable, nullable, type ServerView, ubigint, varchar } from '../define.js';
import { engineOptionsText } from '../definition-text.js';

const NO_DETAILS = {
  ENGINE: null,
  VERSION: null,
  ROW_FORMAT: null,
  TABLE_ROWS: null,
  AVG_ROW_LENGTH: null,
  DATA_LENGTH: null,
  MAX_DATA_LENGTH: null,
  INDEX_LENGTH: null,
  DATA_FREE: null,
  AUTO_INCREMENT: null,
  CREATE_TIME: null,
  UPDATE_TIME: null,
  CHECK_TIME: null,
  TABLE_COLLATION: null,
  CHECKSUM: null,
  CREATE_OPTIONS: null,
  TABLE_COMMENT: '',
  MAX_INDEX_LENGTH: null,
  TEMPORARY: null,
};

/** What only a table tells that is open. */
const OPENED = [
  ...['ROW_FORMAT', 'TABLE_ROWS', 'AVG_ROW_LENGTH', 'DATA_LENGTH', 'MAX_DATA_LENGTH', 'INDEX_LENGTH', 'DATA_FREE'],
  ...['AUTO_INCREMENT', 'CREATE_TIME', 'UPDATE_TIME', 'CHECK_TIME', 'CHECKSUM', 'CREATE_OPTIONS', 'MAX_INDEX_LENGTH'],
] as const;

const identity = (schema: string, name: string, type: string) => ({
  TABLE_CATALOG: 'def',
  TABLE_SCHEMA: schema,
  TABLE_NAME: name,
  TABLE_TYPE: type,
});

/** Version of their definition files. */
const SYSTEM_TABLE_VERSION = 10;

/** InnoDB's own tables in `mysql`, of which nothing is kept: pages of indexes beside the primary key, comment. */
const SYSTEM_TABLES: Readonly<Record<string, { readonly indexes?: number; readonly comment?: string }>> = {
  innodb_index_stats: {},
  innodb_table_stats: {},
  transaction_registry: { indexes: 3 },
  gtid_slave_pos: { comment: 'Replication slave GTID position' },
};

function* systemTables(isListed: (db: string, table: string) => boolean, { engine }: ServerView) {
  for (const { name } of engine.encryption.systemSpaces) {
    const [db = '', table = ''] = name.split('/');
    const facts = SYSTEM_TABLES[table];
    if (!facts || !isListed(db, table)) continue;
    const { comment = '', indexes = 0 } = facts;
    yield {
      ...identity(db, table, 'BASE TABLE'),
      ...NO_DETAILS,
      ENGINE: 'InnoDB',
      VERSION: SYSTEM_TABLE_VERSION,
      ROW_FORMAT: 'Dynamic',
      TABLE_ROWS: 0,
      AVG_ROW_LENGTH: 0,
      DATA_LENGTH: PAGE_SIZE,
      MAX_DATA_LENGTH: 0,
      INDEX_LENGTH: indexes * PAGE_SIZE,
      DATA_FREE: 0,
      TABLE_COLLATION: comment === '' ? 'utf8mb3_bin' : (engine.database(db)?.collation ?? null),
      CREATE_OPTIONS: comment === '' ? 'stats_persistent=0' : '',
      TABLE_COMMENT: comment,
      MAX_INDEX_LENGTH: 0,
      TEMPORARY: 'N',
    };
  }
}

/** CSV says that it has at least so many rows. */
const CSV_ROWS = 2;

/** Version of the server's table definition files: another one where they hold expressions. */
function definitionVersion({ columns, checks = [] }: TableDefinition): number {
  return checks.length > 0 || columns.some(hasExpression) ? 11 : 10;
}

/** The default of a BLOB or TEXT is an expression for the server, even if it is a constant. */
function hasExpression({ generated, check, default: own, type }: Column): boolean {
  if (generated || check !== undefined) return true;
  if (!own) return false;
  return 'expr' in own ? !own.expr.startsWith('current_timestamp') : own.value !== null && /BLOB|TEXT/.test(type.name);
}

/** What is known without opening the table. */
const described = ({ definition }: Table) => ({
  ENGINE: definition.engine,
  VERSION: definitionVersion(definition),
  TABLE_COLLATION: definition.collation,
  TABLE_COMMENT: definition.comment,
  TEMPORARY: 'N',
});

function details(table: Table, { formatTime }: ServerView) {
  const { definition, entry, storage, rowCount } = table;
  const paged = storage instanceof PagedStorage;
  const parts = table.partitions.map((partition) => partition.storage);
  const pages = [storage, ...parts].reduce(
    (sum, part) => sum + (part instanceof PagedStorage ? part.dataPages() : 0),
    0,
  );
  const dataLength = paged || pages > 0 ? pages * PAGE_SIZE : rowCount * 64;
  const counts = definition.columns.some((column) => column.autoIncrement);
  return {
    ...described(table),
    ROW_FORMAT: rowFormatOf(definition),
    TABLE_ROWS: definition.engine === 'CSV' ? Math.max(CSV_ROWS, rowCount) : rowCount,
    AVG_ROW_LENGTH: rowCount === 0 ? 0 : Math.floor(dataLength / rowCount),
    DATA_LENGTH: dataLength,
    MAX_DATA_LENGTH: 0,
    INDEX_LENGTH: 0,
    DATA_FREE: 0,
    AUTO_INCREMENT: counts ? table.nextAutoIncrement : null,
    CREATE_TIME: formatTime(entry.created),
    UPDATE_TIME: null,
    CHECK_TIME: null,
    CHECKSUM: null,
    CREATE_OPTIONS: createOptions(table),
    MAX_INDEX_LENGTH: 0,
  };
}

function createOptions({ definition }: Table): string {
  const { engine, rowFormat, systemOptions = [], engineOptions } = definition;
  const isLast = (option: string) => option.startsWith('KEY_BLOCK_SIZE=');
  const system = systemOptions.filter((option) => !option.startsWith('TRANSACTIONAL=') && !isLast(option));
  const format = rowFormat ? [`row_format=${rowFormat}`] : [];
  return [
    ...(definition.partitioning ? ['partitioned'] : []),
    ...system.map((option) => option.toLowerCase()),
    ...format,
    ...logged(engine, systemOptions, rowFormatOf(definition)),
    ...systemOptions.filter(isLast).map((option) => option.toLowerCase()),
    engineOptionsText(engineOptions),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Aria says whether changes are logged, even if nobody has asked for it: those of pages are. */
function logged(engine: string, options: readonly string[], rowFormat: string): string[] {
  const given = options.find((option) => option.startsWith('TRANSACTIONAL='));
  if (given) return [given.toLowerCase()];
  return engine === 'Aria' ? [`transactional=${rowFormat === 'Page' ? 1 : 0}`] : [];
}

export const tables = defineTable({
  name: 'TABLES',
  names: { schema: 'TABLE_SCHEMA', table: 'TABLE_NAME' },
  columns: {
    TABLE_CATALOG: varchar(512),
    TABLE_SCHEMA: varchar(64),
    TABLE_NAME: varchar(64),
    TABLE_TYPE: varchar(64),
    ENGINE: nullable(varchar(64)),
    VERSION: nullable(ubigint()),
    ROW_FORMAT: nullable(varchar(10)),
    TABLE_ROWS: nullable(ubigint()),
    AVG_ROW_LENGTH: nullable(ubigint()),
    DATA_LENGTH: nullable(ubigint()),
    MAX_DATA_LENGTH: nullable(ubigint()),
    INDEX_LENGTH: nullable(ubigint()),
    DATA_FREE: nullable(ubigint()),
    AUTO_INCREMENT: nullable(ubigint()),
    CREATE_TIME: nullable(datetime()),
    UPDATE_TIME: nullable(datetime()),
    CHECK_TIME: nullable(datetime()),
    TABLE_COLLATION: nullable(varchar(64)),
    CHECKSUM: nullable(ubigint()),
    CREATE_OPTIONS: nullable(varchar(2048)),
    TABLE_COMMENT: varchar(2048),
    MAX_INDEX_LENGTH: nullable(ubigint()),
    TEMPORARY: nullable(varchar(1)),
  },

  /** A table that cannot be opened is listed with its error as comment, and the error as a warning. */
  async rows(view, wanted) {
    const rows = [];
    const opens = wanted.asks(OPENED);
    const isListed = (db: string, name: string) => view.seesTable(db, name) && wanted.admits(db, name);
    for (const { name } of view.infoTables()) {
      rows.push({
        ...identity('information_schema', name, 'SYSTEM VIEW'),
        ...NO_DETAILS,
        ENGINE: 'MEMORY',
        TEMPORARY: 'Y',
      });
    }
    rows.push(...systemTables(isListed, view));
    for (const table of view.engine.tables()) {
      const { db, name } = table.definition;
      if (!isListed(db, name)) continue;
      const found = opens ? await openedDetails(table, view) : described(table);
      rows.push({ ...identity(db, name, 'BASE TABLE'), ...NO_DETAILS, ...found });
    }
    for (const definition of view.engine.views.list()) {
      if (!isListed(definition.db, definition.name)) continue;
      const known = identity(definition.db, definition.name, 'VIEW');
      const comment = opens ? await invalidity(definition, view) : undefined;
      if (comment !== undefined) view.warn('Warning', comment);
      rows.push({ ...known, ...NO_DETAILS, TABLE_COMMENT: comment?.message ?? 'VIEW' });
    }
    return rows;
  },
});

async function openedDetails(table: Table, view: ServerView) {
  try {
    await table.open();
    return details(table, view);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (error instanceof UnreadableTable && error.warning) view.warn('Warning', error.warning);
    view.warn('Warning', error);
    return { TABLE_COMMENT: error.message };
  }
}

/** Why a view can not be read; undefined if it can. */
async function invalidity(definition: ViewDefinition, view: ServerView): Promise<SqlError | undefined> {
  try {
    await view.viewColumns(definition);
    return undefined;
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}
