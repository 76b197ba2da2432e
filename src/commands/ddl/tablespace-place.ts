/** innodb_file_per_table: whether a table gets a tablespace of its own or lives in the system tablespace. */
import { SqlError } from '../../base/errors.js';
import type { TableDefinition } from '../../engine/definition.js';
import { WRONG_CREATE_OPTION } from '../../engine/encryption-policy.js';
import { isPageCompressed } from '../../engine/innodb-format.js';
import type { Table } from '../../engine/table.js';
import type { Context } from '../define.js';
import { encryptionOptions } from './engine-options.js';

export interface TablespacePlace {
  readonly ownTablespace: boolean;
  /** Whether options are checked that only a tablespace of its own can have. */
  readonly checked: boolean;
}

/** Of a partitioned table, that of its first partition tells. */
const hasTablespace = (table: Table): boolean => (table.partitions[0] ?? table).entry.space !== 0;

const filePerTable = ({ value }: Context): boolean => value('innodb_file_per_table') === '1';

/** A new table goes where the variable says. */
export function placeOfNew(context: Context): TablespacePlace {
  return { ownTablespace: filePerTable(context), checked: true };
}

/** A table that is emptied stays where it is. */
export const placeOfEmptied = (table: Table): TablespacePlace => ({
  ownTablespace: hasTablespace(table),
  checked: false,
});

/** A copy is a new table; one that is rebuilt in place does not lose a tablespace of its own. */
export function placeOfRebuilt(
  table: Table,
  after: TableDefinition,
  copies: boolean,
  context: Context,
): TablespacePlace {
  const before = table.definition;
  const isNew = copies || before.engine !== after.engine;
  const hasOwn = !isNew && hasTablespace(table);
  const keepsOptions = JSON.stringify(before.engineOptions) === JSON.stringify(after.engineOptions);
  return { ownTablespace: hasOwn || filePerTable(context), checked: isNew || !keepsOptions };
}

/** Any ALTER takes a table out of the system tablespace when there is one for it. */
export const movesOut = (table: Table, context: Context): boolean =>
  table.definition.engine === 'InnoDB' && !table.temporary && !hasTablespace(table) && filePerTable(context);

/** The option that has no effect in the system tablespace, which is warned of; undefined: the table can be made. */
export function refusedInSystemTablespace(
  { engineOptions }: TableDefinition,
  { checked }: TablespacePlace,
  context: Context,
): 'ENCRYPTED' | 'PAGE_COMPRESSED' | undefined {
  if (!checked || filePerTable(context)) return undefined;
  const warn = (text: string) => context.warn('Warning', new SqlError(WRONG_CREATE_OPTION, 'HY000', `InnoDB: ${text}`));
  if (encryptionOptions(engineOptions).mode !== 'DEFAULT') {
    warn('ENCRYPTED requires innodb_file_per_table');
    return 'ENCRYPTED';
  }
  if (!isPageCompressed(engineOptions)) return undefined;
  warn('PAGE_COMPRESSED requires innodb_file_per_table.');
  return 'PAGE_COMPRESSED';
}
