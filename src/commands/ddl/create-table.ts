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
import { storeOf } from '../catalog.js';
import type { Context } from '../define.js';
import { checkAwaited, checkForeignKeys, resolvedForeignKeys } from '../foreign-keys/check-declared.js';
import { refuseReferenced } from '../foreign-keys/parents.js';
import { checkName } from './build-definition.js';
import { checkRules } from './definition-rules.js';
import { checkNewTable } from './engine-limits.js';
import { encryptionOptions } from './engine-options.js';
import { checkRowSize } from './row-size.js';
import { refusedCompression, refusesRowFormat, withCompressionLevel } from './table-format.js';
import { placeOfNew, refusedInSystemTablespace, type TablespacePlace } from './tablespace-place.js';

/** A table that a statement makes. */
export interface CreatedTable {
  readonly definition: TableDefinition;
  readonly nextAutoIncrement: bigint;
  readonly temporary: boolean;
}

/** The engine's decision about a new table. */
export interface TableEncryption extends Decision {
  /** Of a table without a tablespace of its own. */
  readonly encryptsRows?: boolean;
  readonly inSystemTablespace?: boolean;
}

/** Makes the table; one of that name that is to be replaced goes first, as on the server. */
export async function createTable(
  { definition, nextAutoIncrement, temporary }: CreatedTable,
  existing: Table | undefined,
  context: Context,
): Promise<Table> {
  checkName(definition.name);
  checkColumnCount(definition);
  checkNewTable(definition, context);
  checkRowFormat(definition, context);
  const decision = await encryptionOf(definition, placeOfNew(context), context);
  if (decision.refused || !(await hasKeyForPages(decision, context))) refuseCreate(definition, context);
  checkRules(definition, context);
  checkRowSize(definition, context);
  if (temporary) warnOfTemporary(definition, context);
  const { foreignKeys: added = [] } = definition;
  if (existing) refuseReferenced(existing, context);
  checkForeignKeys({ verb: 'Create', definition, added, temporary, replaced: existing }, context);
  if (!temporary) checkAwaited(definition, context);
  const store = storeOf(temporary, context);
  if (existing) store.dropTables([existing]);
  return store.createTable({
    definition: withCompressionLevel(resolvedForeignKeys(definition, context), context),
    ...placeOf(decision),
    nextAutoIncrement,
  });
}

/** Temporary tables are encrypted all or none. */
export function warnOfTemporary({ engine, engineOptions }: TableDefinition, { value, warn }: Context): void {
  if (engine !== 'InnoDB') return;
  const ignored = value('innodb_encrypt_temporary_tables') === '1' ? 'NO' : 'YES';
  if (encryptionOptions(engineOptions).mode !== ignored) return;
  const text = 'Ignoring encryption parameter during temporary table creation.';
  warn('Warning', new SqlError(1478, 'HY000', text));
}

/** What the decision makes of a new table. */
export const placeOf = ({ crypt, encryptsRows = false, inSystemTablespace = false }: TableEncryption): Place => ({
  crypt,
  encryptsRows,
  inSystemTablespace,
});

type Place = Pick<NewTable, 'crypt' | 'encryptsRows' | 'inSystemTablespace'>;

/** Error: 1005 for a format that InnoDB does not have. */
export function checkRowFormat(definition: TableDefinition, context: Context): void {
  if (refusesRowFormat(definition, context)) refuseCreate(definition, context);
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
export async function encryptionOf(
  definition: TableDefinition,
  place: TablespacePlace,
  context: Context,
): Promise<TableEncryption> {
  if (definition.engine !== 'InnoDB') return { warnings: [], encryptsRows: await encryptsAria(definition, context) };
  const { keys, warn, encryptTables } = context;
  const { mode, keyId } = encryptionOptions(definition.engineOptions);
  const setting = encryptTables();
  if (mode === 'YES' || (mode === 'DEFAULT' && setting !== 'OFF')) await keys.resolve([keyId]);
  const decision = decideEncryption(mode, keyId, setting, keys.latest(keyId));
  // TRUNCATE leaves a plain table plain, whatever is demanded of new ones.
  const keepsPlain = !place.checked && decision.refused === 'ENCRYPTED';
  if (!keepsPlain) for (const warning of decision.warnings) warn('Warning', warning);
  const refused =
    decision.refused ??
    refusedInSystemTablespace(definition, place, context) ??
    (place.checked ? refusedCompression(definition, context) : undefined);
  if (refused) return { ...decision, refused };
  return place.ownTablespace ? decision : { warnings: decision.warnings, inSystemTablespace: true };
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
