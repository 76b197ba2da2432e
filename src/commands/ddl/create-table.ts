/** Makes a table: what the server and the engine check, the key asked for, the first pages. */
import { sqlError } from '../../base/errors.js';
import type { TableDefinition } from '../../engine/definition.js';
import { type Decision, decideEncryption, WRONG_CREATE_OPTION } from '../../engine/encryption-policy.js';
import type { Table } from '../../engine/table.js';
import { INVALID_KEY_VERSION } from '../../services/encryption.js';
import type { Context } from '../define.js';
import { checkName } from './build-definition.js';
import { encryptionOptions } from './engine-options.js';

/** Makes the table; one of that name that is to be replaced goes first, as on the server. */
export async function createTable(
  definition: TableDefinition,
  nextAutoIncrement: bigint,
  existing: Table | undefined,
  context: Context,
): Promise<Table> {
  checkName(definition.name);
  checkColumnCount(definition);
  const decision = await encryptionOf(definition, context);
  if (decision.refused || !(await hasKeyForPages(decision, context))) refuseCreate(definition, context);
  if (existing) context.engine.dropTables([existing]);
  return context.engine.createTable({ definition, crypt: decision.crypt, nextAutoIncrement });
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
  { keys, warn, encryptTables }: Context,
): Promise<Decision> {
  if (definition.engine !== 'InnoDB') return { warnings: [] };
  const { mode, keyId } = encryptionOptions(definition.engineOptions);
  const setting = encryptTables();
  if (mode === 'YES' || (mode === 'DEFAULT' && setting !== 'OFF')) await keys.resolve([keyId]);
  const decision = decideEncryption(mode, keyId, setting, keys.latest(keyId));
  for (const warning of decision.warnings) warn('Warning', warning);
  return decision;
}

/** 1005, which the engine's own complaint surrounds. */
export function refuseCreate({ db, name }: TableDefinition, { warn }: Context): never {
  const refused = sqlError('ER_CANT_CREATE_TABLE', db, name, WRONG_CREATE_OPTION, 'Wrong create options');
  warn('Error', refused);
  warn('Warning', sqlError('ER_GET_ERRNO', WRONG_CREATE_OPTION, 'Wrong create options', 'InnoDB'));
  throw refused;
}
