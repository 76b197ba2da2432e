/** Makes a table: what the server and the engine check, the key asked for, the first pages. */
import { SqlError, sqlError } from '../../base/errors.js';
import type { TableDefinition } from '../../engine/definition.js';
import { ARIA_KEY } from '../../engine/encrypted-row-storage.js';
import { type Decision, decideEncryption, WRONG_CREATE_OPTION } from '../../engine/encryption-policy.js';
import type { NewTable } from '../../engine/engine-options.js';
import { tablespaceName } from '../../engine/file-names.js';
import { rowFormatOf } from '../../engine/storage-engines.js';
import type { Table } from '../../engine/table.js';
import { NO_ENCRYPTION } from '../../engine/unreadable-table.js';
import { INVALID_KEY_VERSION } from '../../services/encryption.js';
import type { Context } from '../define.js';
import { checkName } from './build-definition.js';
import { checkNewTable } from './engine-limits.js';
import { encryptionOptions } from './engine-options.js';

/** The engine's decision about a new table. */
export interface TableEncryption extends Decision {
  /** Of a table without a tablespace of its own. */
  readonly encryptsRows?: boolean;
}

/** Makes the table; one of that name that is to be replaced goes first, as on the server. */
export async function createTable(
  definition: TableDefinition,
  nextAutoIncrement: bigint,
  existing: Table | undefined,
  context: Context,
): Promise<Table> {
  checkName(definition.name);
  checkColumnCount(definition);
  checkNewTable(definition, context);
  checkRowFormat(definition, context);
  const decision = await encryptionOf(definition, context);
  if (decision.refused || !(await hasKeyForPages(decision, context))) refuseCreate(definition, context);
  if (existing) context.engine.dropTables([existing]);
  return context.engine.createTable({ definition, ...placeOf(decision), nextAutoIncrement });
}

/** What the decision makes of a new table. */
export const placeOf = ({
  crypt,
  encryptsRows = false,
}: TableEncryption): Pick<NewTable, 'crypt' | 'encryptsRows'> => ({
  crypt,
  encryptsRows,
});

/** InnoDB has no such format. Error: 1005. */
export function checkRowFormat(definition: TableDefinition, context: Context): void {
  if (definition.engine !== 'InnoDB' || !/^(FIXED|PAGE)$/.test(definition.rowFormat ?? '')) return;
  context.warn('Warning', new SqlError(1478, 'HY000', 'InnoDB: invalid ROW_FORMAT specifier.'));
  refuseCreate(definition, context);
}

/** The first pages are encrypted with the version that is the latest when they are written, so it is asked for again. */
async function hasKeyForPages({ crypt }: Decision, { keys }: Context): Promise<boolean> {
  if (crypt?.type !== 1) return true;
  await keys.resolve([crypt.keyId]);
  return keys.latest(crypt.keyId) !== INVALID_KEY_VERSION;
}

/** Columns that the server takes, and those that the engine takes. */
const MAX_COLUMNS = 4096;
const MAX_ENGINE_COLUMNS = 1017;
/** HA_ERR_TOO_MANY_FIELDS. */
const TOO_MANY_COLUMNS = 185;

/** Errors: 1117, 1005. */
function checkColumnCount({ db, name, columns }: TableDefinition): void {
  if (columns.length > MAX_COLUMNS) throw sqlError('ER_TOO_MANY_FIELDS');
  if (columns.length > MAX_ENGINE_COLUMNS)
    throw sqlError('ER_CANT_CREATE_TABLE', db, name, TOO_MANY_COLUMNS, 'Too many columns');
}

/** Asks for the key and decides; the engine's warnings are raised at once. */
export async function encryptionOf(definition: TableDefinition, context: Context): Promise<TableEncryption> {
  if (definition.engine !== 'InnoDB') return { warnings: [], encryptsRows: await encryptsAria(definition, context) };
  const { keys, warn, encryptTables } = context;
  const { mode, keyId } = encryptionOptions(definition.engineOptions);
  const setting = encryptTables();
  if (mode === 'YES' || (mode === 'DEFAULT' && setting !== 'OFF')) await keys.resolve([keyId]);
  const decision = decideEncryption(mode, keyId, setting, keys.latest(keyId));
  for (const warning of decision.warnings) warn('Warning', warning);
  return decision;
}

/** Aria tables are encrypted as the variable says when they are made, if rows are in pages. Error: 199. */
async function encryptsAria(definition: TableDefinition, { keys, value, warn }: Context): Promise<boolean> {
  const { db, name, engine } = definition;
  if (engine !== 'Aria' || value('aria_encrypt_tables') !== '1' || rowFormatOf(definition) !== 'Page') return false;
  await keys.resolve([ARIA_KEY]);
  if (keys.latest(ARIA_KEY) !== INVALID_KEY_VERSION) return true;
  const refused = sqlError('HA_ERR_CANNOT_INITIALIZE_ENCRYPTION', `./${tablespaceName(db, name)}`);
  warn('Error', refused);
  warn('Warning', sqlError('ER_GET_ERRNO', refused.errno, NO_ENCRYPTION, engine));
  throw refused;
}

/** 1005, which the engine's own complaint surrounds. */
export function refuseCreate({ db, name }: TableDefinition, { warn }: Context): never {
  const refused = sqlError('ER_CANT_CREATE_TABLE', db, name, WRONG_CREATE_OPTION, 'Wrong create options');
  warn('Error', refused);
  warn('Warning', sqlError('ER_GET_ERRNO', WRONG_CREATE_OPTION, 'Wrong create options', 'InnoDB'));
  throw refused;
}
