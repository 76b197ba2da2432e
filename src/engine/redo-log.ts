/** The start of the log: is it encrypted, is its key there, and is it what innodb_encrypt_log asks for? */
import type { Log, Random } from '../base/ports.js';
import { SYSTEM_KEY_ID } from '../services/encryption.js';
import type { KeyRing } from '../services/key-ring.js';
import { DatadirError } from './datadir.js';
import type { Dictionary } from './store/dictionary.js';
import { LogCipher, type LogHeader } from './store/log-cipher.js';

const MEBIBYTE = 1024 * 1024;

/** What a log is made with. */
export interface LogSettings {
  /** innodb_encrypt_log. */
  readonly encrypt: boolean;
  /** innodb_log_file_size, which only the error log tells of. */
  readonly bytes: number;
  /** `MariaDB` and the version. */
  readonly creator: string;
}

/** What the log of the last server is read with, and what this one writes with when nothing is left in it. */
export interface LogCiphers {
  readonly cipher: LogCipher | undefined;
  rebuild(): LogCipher | undefined;
}

interface Surroundings {
  readonly keys: KeyRing;
  readonly log: Log;
  readonly random: Random;
}

/** What the log of the last server is read with; undefined where it is plain. Throws DatadirError. */
export async function cipherOfLog(
  dictionary: Dictionary,
  { keys, random }: Surroundings,
): Promise<LogCipher | undefined> {
  const header = dictionary.logHeader();
  if (!header) return undefined;
  const { keyVersion, message, probe, creator } = header;
  await keys.resolve([], [[SYSTEM_KEY_ID, keyVersion]]);
  const key = keys.get(SYSTEM_KEY_ID, keyVersion);
  const aborted = 'InnoDB: Plugin initialization aborted with error Generic error';
  if (!key) {
    const missing = 'Maybe the key or the required encryption key management plugin was not found.';
    throw new DatadirError(
      `InnoDB: Obtaining redo log encryption key version ${keyVersion} failed (4294967295). ${missing}`,
      [`InnoDB: Reading log encryption info failed; the log was created with ${creator}.`, aborted],
    );
  }
  const cipher = new LogCipher(key, message, random);
  if (cipher.probe !== probe) {
    const lsn = dictionary.lastLsn();
    throw new DatadirError(`InnoDB: Malformed log record at LSN ${lsn}; set innodb_force_recovery=1 to ignore.`, [
      `InnoDB: Missing FILE_CHECKPOINT(${lsn}) at ${lsn}`,
      `InnoDB: Log scan aborted at LSN ${lsn}`,
      aborted,
    ]);
  }
  return cipher;
}

/** Makes the log anew, when nothing is left in it, as the settings want it; what it is written with from now on. */
export function rebuildLog(
  dictionary: Dictionary,
  present: LogCipher | undefined,
  { encrypt, bytes, creator }: LogSettings,
  { keys, log, random }: Surroundings,
): LogCipher | undefined {
  if (encrypt === (present !== undefined)) return present;
  const keyVersion = keys.latest(SYSTEM_KEY_ID);
  const key = encrypt ? keys.get(SYSTEM_KEY_ID, keyVersion) : undefined;
  if (encrypt && !key)
    throw new DatadirError('InnoDB: log_crypt_init(): cannot get key version', [
      'InnoDB: Plugin initialization aborted with error Generic error',
    ]);
  const message = random.bytes(16);
  const cipher = key && new LogCipher(key, message, random);
  const header: LogHeader | undefined = cipher && { keyVersion, message, probe: cipher.probe, creator };
  const size = `${(bytes / MEBIBYTE).toFixed(3)}MiB; LSN=${dictionary.lastLsn()}`;
  log.write('Note', `InnoDB: ${encrypt ? 'Encrypting redo log' : 'Removing redo log encryption'}: ${size}`);
  dictionary.commit(() => dictionary.putLogHeader(header));
  if (encrypt) dictionary.scrub();
  return cipher;
}
