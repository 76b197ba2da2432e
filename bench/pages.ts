/** The page codec (encryption, checksum, checks) against nothing but a cipher of node:crypto's for each page. */
import { type Cipher, createCipheriv, createDecipheriv } from 'node:crypto';
import { PageCipher } from '../src/engine/page/crypt.js';
import { PAGE_NUMBER, PAGE_SIZE, SPACE_ID } from '../src/engine/page/layout.js';
import type { CipherMode } from '../src/services/encryption.js';
import { atLeast, type Figure, median, type Pairs, pairs, processor, timesAsFast } from './measure.js';

const PAGES = 2048;
const RUN_BYTES = 64 * PAGE_SIZE;
const KEY = Buffer.alloc(32, 7);
const LOCAL_KEY = Buffer.alloc(16, 7);
const IV = Buffer.alloc(16, 9);
const SPACE = 5;
/** What is encrypted of a page, in whole blocks. */
const BODY = 26;
const BODY_BYTES = 16_352;

export async function pages(): Promise<Figure[]> {
  return [...(await bothWays('CBC')), ...(await bothWays('CTR'))];
}

async function bothWays(mode: CipherMode): Promise<Figure[]> {
  const codec = new PageCipher({ spaceId: SPACE, iv: IV, mode, key: () => KEY });
  // Whatever the length of the file key: pages are encrypted with a local key of 128 bits.
  const algorithm = `aes-128-${mode.toLowerCase()}`;
  const plain = makePages();
  const encrypted = Buffer.from(plain);
  eachPage(encrypted, (page) => codec.encrypt(page, 1));
  const image = Buffer.from(plain);
  const writing = await pairs(
    15,
    { prepare: () => void plain.copy(image), work: () => eachPage(image, (page) => codec.encrypt(page, 1)) },
    { work: () => eachPage(plain, (page) => bare(createCipheriv(algorithm, LOCAL_KEY, IV), page)) },
    processor,
  );
  const reading = await pairs(
    15,
    { prepare: () => void encrypted.copy(image), work: () => decryptAll(codec, image) },
    { work: () => eachPage(encrypted, (page) => bare(createDecipheriv(algorithm, LOCAL_KEY, IV), page)) },
    processor,
  );
  return [
    figure(`pages encrypted, ${mode} / node:crypto`, writing),
    figure(`pages read, ${mode} / node:crypto`, reading),
  ];
}

/** The body of a page through the cipher, and nothing else. */
function bare(cipher: Cipher, page: Buffer): void {
  cipher.setAutoPadding(false);
  cipher.update(page.subarray(BODY, BODY + BODY_BYTES));
  cipher.final();
}

function makePages(): Buffer {
  const data = Buffer.alloc(PAGES * PAGE_SIZE);
  for (let at = 0; at < data.length; at += 4) data.writeUInt32BE((at * 2654435761) >>> 0, at);
  let number = 0;
  eachPage(data, (page) => {
    page.fill(0, 0, 38);
    page.writeUInt32BE(++number, PAGE_NUMBER);
    page.writeUInt16BE(17855, 24);
    page.writeUInt32BE(SPACE, SPACE_ID);
  });
  return data;
}

function eachPage(data: Buffer, work: (page: Buffer) => void): void {
  for (let at = 0; at < data.length; at += PAGE_SIZE) work(data.subarray(at, at + PAGE_SIZE));
}

function decryptAll(codec: PageCipher, data: Buffer): void {
  for (let at = 0; at < data.length; at += RUN_BYTES) {
    const bad = codec.decryptRun(data.subarray(at, at + RUN_BYTES)).find((check) => check !== 'ok');
    if (bad) throw new Error(`A page that was just encrypted has a wrong ${bad}`);
  }
}

function figure(name: string, times: Pairs): Figure {
  const speed = (milliseconds: readonly number[]) =>
    `${Math.round((PAGES * PAGE_SIZE) / 1000 / median(milliseconds))} MB/s`;
  return { name, ours: speed(times.ours), other: speed(times.other), ratio: timesAsFast(times), goal: atLeast(0.8) };
}
