/** Where encryption is wanted, key 1 must exist: at start, and whenever SET wants it. */
import { SqlError } from '../base/errors.js';
import type { Log } from '../base/ports.js';
import { INVALID_KEY_VERSION, type KeyId, SYSTEM_KEY_ID } from '../services/encryption.js';
import type { KeyRing } from '../services/key-ring.js';
import type { SystemVariables } from '../sysvars/registry.js';
import { engineFailure, startFailure } from './start-failure.js';

/** Key 2 encrypts temporary data where there is one. */
const TEMPORARY_KEY_ID: KeyId = 2;
const NO_PLUGIN = 'InnoDB: cannot enable encryption, encryption plugin is not available';
/** HA_ERR_UNSUPPORTED: what InnoDB's warning is numbered with. */
const UNSUPPORTED = 138;

async function exists(id: KeyId, keys: KeyRing): Promise<boolean> {
  await keys.resolve([id]);
  return keys.latest(id) !== INVALID_KEY_VERSION;
}

/** Throws StartFailure where an option wants encryption and there is no key for it. */
export async function checkEncryption(variables: SystemVariables, keys: KeyRing, log: Log): Promise<void> {
  const wanted = (name: string) => variables.getByName(name) === true;
  // Even where nothing is encrypted, a start asks once whether the system's key is there.
  if (keys.available) await keys.resolve([SYSTEM_KEY_ID]);
  if (wanted('encrypt_tmp_files')) {
    if (!(await exists(SYSTEM_KEY_ID, keys)))
      throw startFailure(1, 'Failed to enable encryption of temporary files', 'Aborting');
    const id = (await exists(TEMPORARY_KEY_ID, keys)) ? TEMPORARY_KEY_ID : SYSTEM_KEY_ID;
    log.write('Note', `Using encryption key id ${id} for temporary files`);
  }
  const encrypts =
    variables.getByName('innodb_encrypt_tables') !== 'OFF' ||
    wanted('innodb_encrypt_log') ||
    wanted('innodb_encrypt_temporary_tables');
  if (encrypts && !(await exists(SYSTEM_KEY_ID, keys))) throw engineFailure(NO_PLUGIN);
}

/** What SET checks before it lets these variables change. */
export function hookEncryptionVariables(variables: SystemVariables, keys: KeyRing): void {
  variables.hook<string>('innodb_encrypt_tables', {
    async check(value, { warn }) {
      if (value === 'OFF' || (await exists(SYSTEM_KEY_ID, keys))) return true;
      warn('Warning', new SqlError(UNSUPPORTED, 'HY000', NO_PLUGIN));
      return false;
    },
  });
  variables.hook<number>('innodb_default_encryption_key_id', {
    async check(id, { warn }) {
      // The server's message leaves the `_id` out.
      if (id !== SYSTEM_KEY_ID && !(await exists(id, keys)))
        warn('Warning', new SqlError(1210, 'HY000', `innodb_default_encryption_key=${id} is not available`));
      return true;
    },
  });
}
