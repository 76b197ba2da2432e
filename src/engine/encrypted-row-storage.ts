/**
 * Rows of an encrypted Aria table: in the dictionary, each one encrypted with key 1 as a page of the server's would be.
 *
 * Whether a table is encrypted was decided when it was made. A row keeps the key version that it was written with
 * until it is written again. Rows stand in numbered slots, since a key would show values in clear.
 */

import { sqlError } from '../base/errors.js';
import type { Log, Random } from '../base/ports.js';
import { INVALID_KEY_VERSION, type KeyVersion } from '../services/encryption.js';
import type { KeyRing } from '../services/key-ring.js';
import { keyBytes } from './dictionary-storage.js';
import type { Key } from './page/key.js';
import { deriveLocalKey, LocalKey } from './page/local-key.js';
import type { StoredRow } from './page/shape.js';
import type { Changes } from './store/changes.js';
import { type Dictionary, decodeJson, encodeJson, type RowEncryption } from './store/dictionary.js';
import type { Staged, Storage, Table } from './table.js';
import { ariaChecksumWrong, ariaKeyMissing, NO_ENCRYPTION } from './unreadable-table.js';

/** The server encrypts all Aria tables with it. */
export const ARIA_KEY = 1;

/** Key version (4 bytes) and LSN (8) stand in clear before the encrypted row. */
const HEADER = 12;
const BLOCK = 16;
const HA_ERR_NO_ENCRYPTION = 199;

export interface EncryptedRowsOf {
  readonly tableId: number;
  readonly encryption: RowEncryption;
  /** `./db/table`, as errors name it. */
  readonly path: () => string;
}

export interface RowSurroundings {
  readonly dictionary: Dictionary;
  readonly keys: KeyRing;
  readonly log: Log;
}

/** Chance for a new table's rows: where their initialisation vectors begin. */
export function newRowEncryption(random: Random): RowEncryption {
  return { space: Buffer.from(random.bytes(4)).readUInt32LE(), iv: random.bytes(BLOCK) };
}

export class EncryptedRowStorage implements Storage {
  readonly keyOf: (row: StoredRow) => Key;
  private readonly surroundings: RowSurroundings;
  private readonly of: EncryptedRowsOf;
  private readonly slots = new Map<string, number>();
  private readonly localKeys = new Map<KeyVersion, LocalKey>();
  private lastSlot = 0;

  constructor(surroundings: RowSurroundings, of: EncryptedRowsOf, keyOf: (row: StoredRow) => Key) {
    this.surroundings = surroundings;
    this.of = of;
    this.keyOf = keyOf;
  }

  async open(): Promise<bigint> {
    const { dictionary, keys, log } = this.surroundings;
    const { tableId, path } = this.of;
    const versions = new Set(dictionary.encryptedRows(tableId).map(({ row }) => row.readUInt32LE()));
    await keys.resolve(
      [ARIA_KEY],
      [...versions].map((version) => [ARIA_KEY, version] as const),
    );
    if (keys.latest(ARIA_KEY) === INVALID_KEY_VERSION) {
      const missing = ariaKeyMissing(`${path()}.MAD`);
      log.write('ERROR', `mariadbd: ${missing.message}`);
      throw missing;
    }
    return dictionary.autoIncrement(tableId);
  }

  *load(): Generator<{ keys: Key[]; rows: StoredRow[] }> {
    this.slots.clear();
    const rows: StoredRow[] = [];
    for (const { slot, row } of this.surroundings.dictionary.encryptedRows(this.of.tableId)) {
      const plain = this.decrypt(slot, row);
      this.slots.set(nameOf(this.keyOf(plain)), slot);
      this.lastSlot = slot;
      rows.push(plain);
    }
    yield { keys: rows.map((row) => this.keyOf(row)), rows };
  }

  stage(table: Table, changes: Changes, lsn: number): Staged {
    const { dictionary } = this.surroundings;
    const { tableId } = this.of;
    const changed = [...changes.allKeys(table.rows)].map((key) => {
      const row = table.rows.get(key);
      const slot = this.slots.get(nameOf(key)) ?? ++this.lastSlot;
      return { name: nameOf(key), slot, image: row && this.encrypt(slot, row, lsn) };
    });
    const { nextAutoIncrement } = table;
    return {
      write: () => {
        for (const { slot, image } of changed) {
          if (image) dictionary.putEncryptedRow(tableId, slot, image);
          else dictionary.removeEncryptedRow(tableId, slot);
        }
        dictionary.putAutoIncrement(tableId, nextAutoIncrement);
      },
      done: () => {
        for (const { name, slot, image } of changed) {
          if (image) this.slots.set(name, slot);
          else this.slots.delete(name);
        }
      },
    };
  }

  reset(): void {}

  private encrypt(slot: number, row: StoredRow, lsn: number): Buffer {
    const { keys } = this.surroundings;
    const version = keys.latest(ARIA_KEY);
    const key = this.localKey(version);
    if (!key) throw ariaKeyMissing(`${this.of.path()}.MAD`);
    const body = Buffer.from(encodeJson(row).padEnd(BLOCK));
    const iv = this.vector(slot, lsn);
    const sealed = Buffer.concat([Buffer.alloc(HEADER), body]);
    sealed.writeUInt32LE(version);
    sealed.writeBigUInt64LE(BigInt(lsn), 4);
    if (key.own) {
      const data = key.own.encrypt(Uint8Array.from(body), key.bytes, iv);
      if (data?.length !== body.length) throw sqlError('ER_GET_ERRNO', HA_ERR_NO_ENCRYPTION, NO_ENCRYPTION, 'Aria');
      sealed.set(data, HEADER);
    } else if (keys.cipherMode === 'CTR') key.counter(sealed, HEADER, sealed.length, iv);
    else key.encryptChain(sealed, HEADER, sealed.length, iv);
    return sealed;
  }

  /** Error 1030 where it is not as it was written: with another key, that is what comes out. */
  private decrypt(slot: number, image: Buffer): StoredRow {
    const key = this.localKey(image.readUInt32LE());
    if (!key) throw ariaChecksumWrong();
    const iv = this.vector(slot, Number(image.readBigUInt64LE(4)));
    const plain = Buffer.from(image);
    if (key.own) {
      const data = key.own.decrypt(Uint8Array.from(plain.subarray(HEADER)), key.bytes, iv);
      if (data?.length === plain.length - HEADER) plain.set(data, HEADER);
    } else if (this.surroundings.keys.cipherMode === 'CTR') key.counter(plain, HEADER, plain.length, iv);
    else key.decryptChain(plain, HEADER, plain.length, iv);
    try {
      return decodeJson(plain.toString('utf8', HEADER)) as StoredRow;
    } catch {
      throw ariaChecksumWrong();
    }
  }

  private vector(slot: number, lsn: number): Buffer {
    const iv = Buffer.alloc(BLOCK);
    iv.writeUInt32LE(this.of.encryption.space);
    iv.writeUInt32LE(slot, 4);
    iv.writeBigUInt64LE(BigInt(lsn), 8);
    return iv;
  }

  private localKey(version: KeyVersion): LocalKey | undefined {
    const { keys } = this.surroundings;
    const bytes = keys.get(ARIA_KEY, version);
    if (!bytes) return undefined;
    const known = this.localKeys.get(version);
    if (known) return known;
    const made = new LocalKey(deriveLocalKey(bytes, this.of.encryption.iv), keys.cipher(ARIA_KEY, version));
    this.localKeys.set(version, made);
    return made;
  }
}

const nameOf = (key: Key): string => Buffer.from(keyBytes(key)).toString('latin1');
