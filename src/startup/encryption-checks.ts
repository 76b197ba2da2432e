/** Where encryption is wanted, key 1 must exist: at start, and whenever SET wants it. */
import { SqlError } from '../base/errors.js';
import type { Log } from '../base/ports.js';
import { INVALID_KEY_VERSION, type KeyId, SYSTEM_KEY_ID } from '../services/encryption.js';
import type { KeyRing } from '../services/key-ring.js';
import type { SetNews } from '../sysvars/define.js';
import type { SystemVariables } from '../sysvars/registry.js';
import { startFailure } from './start-failure.js';

/** Key 2 encrypts temporary data where there is one. */
const TEMPORARY_KEY_ID: KeyId = 2;
const NO_PLUGIN = 'InnoDB: cannot enable encryption, encryption plugin is not available';
/** HA_ERR_UNSUPPORTED: what InnoDB's warning is numbered with. */
const UNSUPPORTED = 138;

async function exists(id: KeyId, keys: KeyRing): Promise<boolean> {
  await keys.resolve([id]);
  return keys.latest(id) !== INVALID_KEY_VERSION;
}

/** Whether InnoDB can encrypt, if an option wants it to; the log says so where it can not. */
export async function canEncrypt(variables: SystemVariables, keys: KeyRing, log: Log): Promise<boolean> {
  const encrypts =
    variables.getByName('innodb_encrypt_tables') !== 'OFF' ||
    variables.getByName('innodb_encrypt_log') === true ||
    variables.getByName('innodb_encrypt_temporary_tables') === true;
  // Even where nothing is encrypted, a start asks once whether the system's key is there.
  const hasKey = keys.available && (await exists(SYSTEM_KEY_ID, keys));
  if (!encrypts || hasKey) return true;
  log.write('ERROR', NO_PLUGIN);
  return false;
}

/** Throws StartFailure where temporary files shall be encrypted and there is no key for it. */
export async function checkTemporaryFiles(variables: SystemVariables, keys: KeyRing, log: Log): Promise<void> {
  if (variables.getByName('encrypt_tmp_files') !== true) return;
  if (!(await exists(SYSTEM_KEY_ID, keys)))
    throw startFailure(1, 'Failed to enable encryption of temporary files', 'Aborting');
  const id = (await exists(TEMPORARY_KEY_ID, keys)) ? TEMPORARY_KEY_ID : SYSTEM_KEY_ID;
  log.write('Note', `Using encryption key id ${id} for temporary files`);
}

/** Throws StartFailure where the binary log shall be encrypted and there is no key for it. */
export async function checkBinaryLog(variables: SystemVariables, keys: KeyRing): Promise<void> {
  if (variables.getByName('encrypt_binlog') !== true || (await exists(SYSTEM_KEY_ID, keys))) return;
  const off = 'Turning logging off for the whole duration of the MariaDB server process.';
  const again = 'To turn it on again: fix the cause, shutdown the MariaDB server and restart it.';
  throw startFailure(
    1,
    'Failed to enable encryption of binary logs',
    `Could not use binlog for logging (error 2). ${off} ${again}`,
    'Aborting',
  );
}

/** What decides which tablespaces the encryption threads work on, and how fast. */
const ROTATION_VARIABLES = [
  'innodb_encryption_threads',
  'innodb_encryption_rotate_key_age',
  'innodb_encryption_rotation_iops',
];

/** What SET checks before it lets these variables change, and who is told when they have. */
export function hookEncryptionVariables(
  variables: SystemVariables,
  keys: KeyRing,
  rotationChanged: (connectionId: number) => void,
): void {
  const update = (_: unknown, { connectionId }: SetNews) => rotationChanged(connectionId);
  for (const name of ROTATION_VARIABLES) variables.hook(name, { update });
  variables.hook<string>('innodb_encrypt_tables', {
    update,
    async check(value, { warn }) {
      if (value === 'OFF' || (await exists(SYSTEM_KEY_ID, keys))) return true;
      warn('Warning', new SqlError(UNSUPPORTED, 'HY000', NO_PLUGIN));
      return false;
    },
  });
  variables.hook<number>('innodb_default_encryption_key_id', {
    async update(id, { warn }) {
      // The server's message leaves the `_id` out.
      if (id !== SYSTEM_KEY_ID && !(await exists(id, keys)))
        warn('Warning', new SqlError(1210, 'HY000', `innodb_default_encryption_key=${id} is not available`));
    },
  });
}
