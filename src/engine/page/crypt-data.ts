/** Crypt data: the 33 bytes in page 0 that say how a tablespace is encrypted. */
import type { KeyId, KeyVersion } from '../../services/encryption.js';
import type { EncryptionMode } from '../definition.js';
import { BODY, PAGE_SIZE, PAGES_PER_EXTENT } from './layout.js';

export interface CryptData {
  /** 1: pages are encrypted or being encrypted. 0: they are not. */
  readonly type: 0 | 1;
  /** 16 random bytes, for the life of the tablespace. */
  readonly iv: Uint8Array;
  /** No page has an older key version; 0 when some may be plain. */
  readonly minKeyVersion: KeyVersion;
  readonly keyId: KeyId;
  readonly mode: EncryptionMode;
}

const MAGIC = Buffer.from('730e0c524574', 'hex');
const LENGTH = 33;
const IV_LENGTH = 16;
const MODES: readonly EncryptionMode[] = ['DEFAULT', 'YES', 'NO'];
const EXTENT_BYTES = 2 ** 20;
const HEADER_LENGTH = 150;

/**
 * Where crypt data stands in page 0: behind the extent descriptors, whose size follows from the page size. A page
 * of ROW_FORMAT=COMPRESSED has the extents of the 16 KiB page that it unpacks to.
 */
export function cryptDataOffset(pageSize = PAGE_SIZE, logicalSize = pageSize): number {
  const pagesPerExtent = Math.max(PAGES_PER_EXTENT, EXTENT_BYTES / logicalSize);
  const descriptor = 24 + pagesPerExtent / 4;
  // The server adds the header's offset twice.
  return BODY + HEADER_LENGTH + (descriptor * pageSize) / pagesPerExtent;
}

export function encodeCryptData(data: CryptData): Buffer {
  const bytes = Buffer.alloc(LENGTH);
  MAGIC.copy(bytes);
  bytes.writeUInt8(data.type, 6);
  bytes.writeUInt8(IV_LENGTH, 7);
  bytes.set(data.iv, 8);
  bytes.writeUInt32BE(data.minKeyVersion, 24);
  bytes.writeUInt32BE(data.keyId, 28);
  bytes.writeUInt8(MODES.indexOf(data.mode), 32);
  return bytes;
}

/** The crypt data in page 0; undefined where there is none, or none that makes sense. */
export function decodeCryptData(page0: Buffer, offset = cryptDataOffset(page0.length)): CryptData | undefined {
  const bytes = page0.subarray(offset, offset + LENGTH);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const type = bytes.readUInt8(6);
  const mode = MODES[bytes.readUInt8(32)];
  if ((type !== 0 && type !== 1) || bytes.readUInt8(7) !== IV_LENGTH || mode === undefined) return undefined;
  return {
    type,
    iv: Uint8Array.from(bytes.subarray(8, 8 + IV_LENGTH)),
    minKeyVersion: bytes.readUInt32BE(24),
    keyId: bytes.readUInt32BE(28),
    mode,
  };
}
