/** The contract between the server and an encryption plugin: keys by id and version. */

/** 1 … 4294967295. */
export type KeyId = number;
/** 1 … 4294967294; see the two special values below. */
export type KeyVersion = number;

/** "No such key": what the server sees for an unknown id, and for every id while no plugin is active. */
export const INVALID_KEY_VERSION = 0xffffffff;
/** The version on a page that is not encrypted. */
export const NOT_ENCRYPTED = 0;

/** Key 1 encrypts system data: redo log, binary log, Aria tables. It must exist wherever encryption is on. */
export const SYSTEM_KEY_ID: KeyId = 1;

export type CipherMode = 'CBC' | 'CTR';

/**
 * A cipher for a page's data. Both functions answer at once, with as many bytes as `data` has, or with undefined where
 * they can not. `key` (16 bytes) belongs to the tablespace and the key version, `iv` (16 bytes) to the page as it is now.
 */
export interface Cipher {
  encrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array | undefined;
  decrypt(data: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array | undefined;
}

/**
 * What an encryption plugin gives to the server when it starts. Both answers may take their time (a network
 * is behind some of them); page code asks the key ring, which has them already.
 */
export interface KeyManager {
  /** The newest version of a key, or undefined when the id is unknown. */
  latestVersion(id: KeyId): Promise<KeyVersion | undefined> | KeyVersion | undefined;
  /** 16, 24 or 32 bytes, or undefined when that version of that key is unknown. */
  key(id: KeyId, version: KeyVersion): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** How pages are encrypted; CBC when absent. */
  cipherMode?(): CipherMode;
  /** Another cipher for that version of that key; undefined where the server's own is right. Asked once per table. */
  cipher?(id: KeyId, version: KeyVersion): Cipher | undefined;
  stop?(): Promise<void> | void;
}

/** Keys that a statement has resolved beforehand, so that page code stays synchronous. */
export interface KeySource {
  /** INVALID_KEY_VERSION when the id is unknown. */
  latest(id: KeyId): KeyVersion;
  get(id: KeyId, version: KeyVersion): Uint8Array | undefined;
  readonly cipherMode: CipherMode;
  /** The plugin's own cipher for that version of that key, if it has one. */
  cipher(id: KeyId, version: KeyVersion): Cipher | undefined;
}
