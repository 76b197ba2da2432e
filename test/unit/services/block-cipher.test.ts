/** Blocks of temporary files: what they look like, and that nobody can change them unseen where they have a tag. */
import { createDecipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { BlockCipher, BlockDamage } from '../../../src/services/block-cipher.js';

const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const PLAIN = Buffer.from('what a sort has no memory for');
const POSITION = 0x1_0000_0002;
/** The place in the file, the counter, zeros. */
const FIRST_IV = Buffer.from('02000000010000000000000000000000', 'hex');
const SECOND_IV = Buffer.from('02000000010000000100000000000000', 'hex');

const cipherOf = (mode: 'CBC' | 'CTR'): BlockCipher => new BlockCipher({ bytes: () => KEY }, mode);

test.each(['CBC', 'CTR'] as const)('a block comes back from its own place only, where pages have AES-%s', (mode) => {
  const cipher = cipherOf(mode);
  const sealed = [cipher.seal(PLAIN, POSITION), cipher.seal(PLAIN, POSITION)];
  for (const block of sealed) expect(cipher.open(block, POSITION)).toEqual(PLAIN);
  expect(sealed[0]).not.toEqual(sealed[1]);
  expect(sealed[0]?.includes(PLAIN.subarray(0, 8))).toBe(false);
  expect(sealed.map((block) => block.readUInt32LE())).toEqual([0, 1]);
});

test('CBC: a counter and padded ciphertext', () => {
  const cipher = cipherOf('CBC');
  cipher.seal(PLAIN, 0);
  const sealed = cipher.seal(PLAIN, POSITION);
  expect(sealed).toHaveLength(4 + 32);
  const decipher = createDecipheriv('aes-128-cbc', KEY, SECOND_IV);
  expect(Buffer.concat([decipher.update(sealed.subarray(4)), decipher.final()])).toEqual(PLAIN);
});

test('GCM: a counter, ciphertext as long as the block, and a tag of 16 bytes', () => {
  const sealed = cipherOf('CTR').seal(PLAIN, POSITION);
  expect(sealed).toHaveLength(4 + PLAIN.length + 16);
  const decipher = createDecipheriv('aes-128-gcm', KEY, FIRST_IV.subarray(0, 12));
  decipher.setAAD(FIRST_IV.subarray(12)).setAuthTag(sealed.subarray(-16));
  expect(Buffer.concat([decipher.update(sealed.subarray(4, -16)), decipher.final()])).toEqual(PLAIN);
});

test('GCM: each bit that is changed is noticed, and another place', () => {
  const cipher = cipherOf('CTR');
  const sealed = cipher.seal(PLAIN, POSITION);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => cipher.open(changed, POSITION), `bit ${bit}`).toThrow(BlockDamage);
  }
  expect(() => cipher.open(sealed, POSITION + 1)).toThrow(BlockDamage);
  expect(() => cipher.open(sealed.subarray(0, 19), POSITION)).toThrow(BlockDamage);
  expect(cipher.open(sealed, POSITION)).toEqual(PLAIN);
});
