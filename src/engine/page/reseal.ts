/**
 * Pages under another key version, or in clear, without knowing what is in them: a function of plain data and memory
 * that can be shared, so that another thread may compute it.
 */
import type { KeyVersion } from '../../services/encryption.js';
import { PageCorruption } from './corruption.js';
import { checkPlainPage, type PageCheck, type PageCipher, sealPage } from './crypt.js';
import { PAGE_NUMBER, PAGE_SIZE, writeLsn } from './layout.js';

/** Neighbours with one version. */
export interface PageGroup {
  readonly from: number;
  readonly to: number;
  readonly version: KeyVersion;
}

export interface Reseal {
  /** Pages that stand one behind the other, in shared memory; what comes of them takes their place. */
  readonly pages: Uint8Array;
  /** The number of the first one. */
  readonly first: number;
  /** Those that are written anew, counted from the first one. */
  readonly groups: readonly PageGroup[];
  /** What they are written with; 0: they become plain. */
  readonly version: KeyVersion;
  /** A fresh one, hence a new initialisation vector for each page. */
  readonly lsn: number;
}

/** Throws PageCorruption: what is in the memory is not to be used then. */
export function reseal({ pages, first, groups, version, lsn }: Reseal, cipher: PageCipher): void {
  const run = Buffer.from(pages.buffer, pages.byteOffset, pages.length);
  for (const { from, to, version: present } of groups) {
    const group = run.subarray(from * PAGE_SIZE, to * PAGE_SIZE);
    verify(group, first + from, present === 0 ? checkEach(group) : cipher.decryptRun(group));
    for (let at = 0; at < group.length; at += PAGE_SIZE) {
      const page = group.subarray(at, at + PAGE_SIZE);
      writeLsn(page, lsn);
      sealPage(page, cipher, version);
    }
  }
}

function checkEach(group: Buffer): PageCheck[] {
  const checks: PageCheck[] = [];
  for (let at = 0; at < group.length; at += PAGE_SIZE) checks.push(checkPlainPage(group.subarray(at, at + PAGE_SIZE)));
  return checks;
}

function verify(group: Buffer, first: number, checks: readonly PageCheck[]): void {
  for (const [at, check] of checks.entries()) {
    if (check !== 'ok') throw new PageCorruption(first + at, check);
    const number = group.readUInt32BE(at * PAGE_SIZE + PAGE_NUMBER);
    if (number !== first + at) throw new PageCorruption(first + at, `is page ${number}`);
  }
}
