/**
 * What the encryption threads have to do: pure functions of a tablespace's crypt data, the variables, and the newest
 * version of its key. `rotate` below means all three: encrypt, decrypt, and encrypt with a newer version.
 */
import { INVALID_KEY_VERSION, type KeyVersion, NOT_ENCRYPTED, SYSTEM_KEY_ID } from '../services/encryption.js';
import type { CryptSettings, EncryptTables } from './encryption-policy.js';

export interface RotationSettings {
  /** innodb_encrypt_tables. */
  readonly encryptTables: EncryptTables;
  /** innodb_encryption_rotate_key_age. */
  readonly rotateKeyAge: number;
}

/** The version that pages should have, and how far behind it they may be. */
export interface Target {
  readonly version: KeyVersion;
  readonly age: number;
}

/** `latest` is the newest version of the tablespace's key. */
export function targetOf(latest: KeyVersion, { encryptTables, rotateKeyAge }: RotationSettings): Target {
  return encryptTables === 'OFF' ? { version: NOT_ENCRYPTED, age: 0 } : { version: latest, age: rotateKeyAge };
}

/** Whether a tablespace (by its min_key_version) or one of its pages (by the version on it) has to be rotated. */
export function needsRotation(
  version: KeyVersion,
  { mode, type }: Pick<CryptSettings, 'mode' | 'type'>,
  target: Target,
  encryptTables: EncryptTables,
): boolean {
  if (version === INVALID_KEY_VERSION) return false;
  // Age does not matter for what is not encrypted at all.
  if (version === NOT_ENCRYPTED && target.version !== NOT_ENCRYPTED) return true;
  if (version !== NOT_ENCRYPTED && target.version === NOT_ENCRYPTED) return mode === 'DEFAULT';
  if (mode === 'DEFAULT' && type === 1 && encryptTables === 'OFF') return true;
  if (target.age === 0) return false;
  return version + target.age < target.version;
}

/** `crypt` is undefined where page 0 has no crypt data. */
export function spaceNeedsRotation(
  crypt: CryptSettings | undefined,
  latest: KeyVersion,
  settings: RotationSettings,
): boolean {
  const target = targetOf(latest, settings);
  if (latest === INVALID_KEY_VERSION) return false;
  if (crypt === undefined) return target.version !== NOT_ENCRYPTED;
  if (crypt.mode === 'NO') return false;
  return needsRotation(crypt.minKeyVersion, crypt, target, settings.encryptTables);
}

/** The crypt data with which a rotation begins. Whatever the table's definition says, a new one has key 1. */
export function cryptAtStart(crypt: CryptSettings | undefined, target: Target): CryptSettings {
  const present = crypt ?? { mode: 'DEFAULT', type: 0, keyId: SYSTEM_KEY_ID, minKeyVersion: NOT_ENCRYPTED };
  return target.version === NOT_ENCRYPTED ? present : { ...present, type: 1 };
}

/** The crypt data when all pages have been visited; `oldest` is the lowest version that is left on one of them. */
export function cryptAtEnd(crypt: CryptSettings, oldest: KeyVersion): CryptSettings {
  return { ...crypt, minKeyVersion: oldest, type: oldest === NOT_ENCRYPTED ? 0 : 1 };
}

/**
 * Whether the threads look at the default encryption list only, rather than at all tablespaces: no version can be too
 * old yet. `highest` is the highest key version that was seen since the start.
 */
export function looksAtListOnly(highest: KeyVersion, { rotateKeyAge }: RotationSettings): boolean {
  return rotateKeyAge === 0 || highest <= rotateKeyAge;
}

/** Whether a tablespace that is made, opened or imported now comes on the default encryption list. */
export function entersList(crypt: CryptSettings | undefined, { encryptTables }: RotationSettings): boolean {
  return encryptTables !== 'OFF' || (crypt !== undefined && crypt.mode !== 'DEFAULT');
}

/** Whether it comes on the list when a variable has changed: what contradicts the setting does. */
export function refillsList(crypt: CryptSettings | undefined, { encryptTables }: RotationSettings): boolean {
  if (crypt !== undefined && crypt.mode !== 'DEFAULT') return false;
  const isEncrypted = (crypt?.minKeyVersion ?? NOT_ENCRYPTED) !== NOT_ENCRYPTED;
  return isEncrypted === (encryptTables === 'OFF');
}
