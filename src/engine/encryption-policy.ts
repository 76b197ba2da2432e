/**
 * Whether a table is encrypted, with which key, and what the server says when that cannot be: a pure function
 * of the table's options, `innodb_encrypt_tables` and the keys that are there.
 */
import { SqlError } from '../base/errors.js';
import { INVALID_KEY_VERSION, type KeyId, type KeyVersion, NOT_ENCRYPTED } from '../services/encryption.js';
import type { EncryptionMode } from './definition.js';

export type EncryptTables = 'OFF' | 'ON' | 'FORCE';

/** What stands in page 0 of a tablespace about its encryption. */
export interface CryptSettings {
  readonly mode: EncryptionMode;
  /** 1: pages are encrypted; 0: they are not, but the tablespace has crypt data. */
  readonly type: 0 | 1;
  readonly keyId: KeyId;
  readonly minKeyVersion: KeyVersion;
  /** 16 bytes that an imported tablespace keeps; a new one gets random ones. */
  readonly iv?: Uint8Array;
}

export interface Decision {
  readonly warnings: readonly SqlError[];
  /** The option that made the table impossible. */
  readonly refused?: 'ENCRYPTED' | 'ENCRYPTION_KEY_ID' | 'PAGE_COMPRESSED';
  /** undefined: the tablespace has no crypt data at all. */
  readonly crypt?: CryptSettings;
}

/** HA_WRONG_CREATE_OPTION: the storage engine's number for it, also in `(errno: 140 …)`. */
export const WRONG_CREATE_OPTION = 140;

const engineWarning = (text: string): SqlError => new SqlError(WRONG_CREATE_OPTION, 'HY000', `InnoDB: ${text}`);

/** `latest` is the newest version of `keyId`, INVALID_KEY_VERSION when there is no such key. */
export function decideEncryption(
  mode: EncryptionMode,
  keyId: KeyId,
  setting: EncryptTables,
  latest: KeyVersion,
): Decision {
  const warnings: SqlError[] = [];
  if (mode === 'NO' && keyId !== 1) warnings.push(engineWarning('ENCRYPTED=NO implies ENCRYPTION_KEY_ID=1'));
  if (mode === 'NO' && setting === 'FORCE') {
    warnings.push(engineWarning('ENCRYPTED=NO cannot be used with innodb_encrypt_tables=FORCE'));
    return { warnings, refused: 'ENCRYPTED' };
  }
  const encrypts = mode === 'YES' || (mode === 'DEFAULT' && setting !== 'OFF');
  if (encrypts && latest === INVALID_KEY_VERSION) {
    warnings.push(engineWarning(`ENCRYPTION_KEY_ID ${keyId} not available`));
    return { warnings, refused: 'ENCRYPTION_KEY_ID' };
  }
  if (encrypts) return { warnings, crypt: { mode, type: 1, keyId, minKeyVersion: latest } };
  if (mode === 'NO') return { warnings, crypt: { mode, type: 0, keyId, minKeyVersion: NOT_ENCRYPTED } };
  return { warnings };
}

/** Whether a page of such a tablespace is encrypted when it is written now. */
export function encryptsPages(
  crypt: Pick<CryptSettings, 'mode' | 'type'> | undefined,
  setting: EncryptTables,
): boolean {
  return (
    crypt !== undefined && crypt.type === 1 && (crypt.mode === 'YES' || (crypt.mode === 'DEFAULT' && setting !== 'OFF'))
  );
}
