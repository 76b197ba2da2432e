/** The storage engines that tables can be made with, and what the server's rules ask about each. */
import type { TableDefinition } from './definition.js';
import { innodbFormat } from './innodb-format.js';

interface StorageEngine {
  /** ROLLBACK undoes what was written; without it, rows stay as soon as they are written. */
  readonly transactional: boolean;
  /** Where rows are kept: in a tablespace of the table's own, in the dictionary, or nowhere but in memory. */
  readonly rows: 'tablespace' | 'dictionary' | 'memory';
}

const STORAGE_ENGINES: Readonly<Record<string, StorageEngine>> = {
  InnoDB: { transactional: true, rows: 'tablespace' },
  Aria: { transactional: false, rows: 'dictionary' },
  MyISAM: { transactional: false, rows: 'dictionary' },
  CSV: { transactional: false, rows: 'dictionary' },
  MEMORY: { transactional: false, rows: 'memory' },
};

/** Whether tables of that engine can be made; the server knows more engines. */
export const isSimulated = (engine: string): boolean => engine in STORAGE_ENGINES;

export const isTransactional = (engine: string): boolean => STORAGE_ENGINES[engine]?.transactional ?? false;

/** How rows of the engine are ordered, as part of a definition. */
export const orderOfEngine = (engine: string): Pick<TableDefinition, 'heap'> =>
  isTransactional(engine) ? {} : { heap: true };

export const rowsOfEngine = (engine: string): StorageEngine['rows'] => STORAGE_ENGINES[engine]?.rows ?? 'dictionary';

type Formatted = Pick<TableDefinition, 'engine' | 'columns' | 'rowFormat' | 'systemOptions' | 'engineOptions'>;

/** The row format that a table has, whatever was written: as information_schema.TABLES shows it. */
export function rowFormatOf(definition: Formatted): string {
  const { engine, columns, rowFormat, systemOptions } = definition;
  const format = rowFormat?.toUpperCase();
  switch (engine) {
    case 'Aria':
      // Only pages can be logged.
      if (systemOptions?.includes('TRANSACTIONAL=1')) return 'Page';
      return format === 'FIXED' ? 'Fixed' : format === 'DYNAMIC' ? 'Dynamic' : 'Page';
    case 'MyISAM':
      if (format === 'FIXED') return 'Fixed';
      if (format === 'DYNAMIC' || format === 'PAGE') return 'Dynamic';
      return columns.some(({ type }) => /^VAR|TEXT$|BLOB$/.test(type.name)) ? 'Dynamic' : 'Fixed';
    case 'MEMORY':
      return 'Fixed';
    case 'CSV':
      return format === 'FIXED' ? 'Fixed' : 'Dynamic';
    case 'InnoDB':
      return innodbFormat(definition).rowFormat;
    default:
      return 'Dynamic';
  }
}
