/** The server's cipher without padding over any range, with a key as it is given: Aria pages and binary logs. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { CipherMode } from '../services/encryption.js';

const BLOCK = 16;

/** Decrypts data. In CBC mode the bytes behind the last whole block are XORed with the encrypted IV. */
export function decipher(data: Buffer, key: Uint8Array, iv: Buffer, mode: CipherMode): Buffer {
  const name = `aes-${key.length * 8}`;
  if (mode === 'CTR') return createDecipheriv(`${name}-ctr`, key, iv).update(data);
  const whole = data.length - (data.length % BLOCK);
  const blocks = createDecipheriv(`${name}-cbc`, key, iv).setAutoPadding(false).update(data.subarray(0, whole));
  const mask = createCipheriv(`${name}-ecb`, key, null).setAutoPadding(false).update(iv);
  const tail = data.subarray(whole).map((byte, index) => byte ^ (mask[index] ?? 0));
  return Buffer.concat([blocks, tail]);
}

/** Both modes, the likelier one first. */
export const modesFrom = (first: CipherMode): readonly CipherMode[] =>
  first === 'CTR' ? ['CTR', 'CBC'] : ['CBC', 'CTR'];
