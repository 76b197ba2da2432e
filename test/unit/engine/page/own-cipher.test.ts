/** Pages that a plugin's own cipher encrypts. */
import { createCipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { CipherFailure, PageCipher } from '../../../../src/engine/page/crypt.js';
import { CHECKSUM, ENCRYPTED, PAGE_NUMBER, PAGE_SIZE, SPACE_ID } from '../../../../src/engine/page/layout.js';
import { deriveLocalKey, writePageIv } from '../../../../src/engine/page/local-key.js';
import type { Cipher } from '../../../../src/services/encryption.js';

const FILE_KEY = Buffer.alloc(32, 9);
const IV = Buffer.alloc(16, 1);
const SPACE = 77;

const camellia = (data: Uint8Array, key: Uint8Array, iv: Uint8Array) =>
  createCipheriv('camellia-128-ctr', key, iv).update(data);
/** In counter mode both ways are one. */
const own: Cipher = { encrypt: camellia, decrypt: camellia };

const cipherOf = (cipher: (version: number) => Cipher | undefined) =>
  new PageCipher({ spaceId: SPACE, iv: IV, mode: 'CBC', key: () => FILE_KEY, cipher });

function pageOf(number: number): Buffer {
  const page = Buffer.alloc(PAGE_SIZE);
  page.fill(number, ENCRYPTED + 12, PAGE_SIZE - 12);
  page.writeUInt32BE(number, PAGE_NUMBER);
  page.writeUInt16BE(17855, 24);
  page.writeUInt32BE(SPACE, SPACE_ID);
  return page;
}

function encrypted(cipher: PageCipher, number: number, version: number): Buffer {
  const page = pageOf(number);
  cipher.encrypt(page, version);
  return page;
}

test('it gets the local key and the IV of the page, and all that is encrypted', () => {
  const page = encrypted(
    cipherOf(() => own),
    5,
    1,
  );
  const iv = Buffer.alloc(16);
  writePageIv(iv, 0, SPACE, page);
  const data = pageOf(5).subarray(ENCRYPTED, PAGE_SIZE - CHECKSUM);
  expect(page.subarray(ENCRYPTED, PAGE_SIZE - CHECKSUM).equals(camellia(data, deriveLocalKey(FILE_KEY, IV), iv))).toBe(
    true,
  );
});

test('only the versions that it is for have it, also where pages of both stand side by side', () => {
  const cipher = cipherOf((version) => (version === 2 ? own : undefined));
  const run = Buffer.concat([1, 1, 2, 2, 2, 2, 2, 2].map((version, at) => encrypted(cipher, at + 4, version)));
  const plain = cipherOf(() => undefined);
  expect(plain.decryptRun(Buffer.from(run))).toEqual(['ok', 'ok', ...Array<string>(6).fill('wrong key')]);
  expect(cipher.decryptRun(run)).toEqual(Array<string>(8).fill('ok'));
  expect(run.subarray(2 * PAGE_SIZE + ENCRYPTED, 3 * PAGE_SIZE - CHECKSUM)).toEqual(
    pageOf(6).subarray(ENCRYPTED, PAGE_SIZE - CHECKSUM),
  );
});

test('one that gives nothing, or another length, writes no page and reads none', () => {
  const page = encrypted(
    cipherOf(() => own),
    5,
    1,
  );
  for (const answer of [undefined, new Uint8Array(5)]) {
    const broken = cipherOf(() => ({ encrypt: () => answer, decrypt: () => answer }));
    expect(() => broken.encrypt(pageOf(5), 1)).toThrow(CipherFailure);
    expect(broken.decrypt(Buffer.from(page))).toBe('wrong key');
  }
});
