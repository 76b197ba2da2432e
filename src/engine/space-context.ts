/** What a tablespace needs of its surroundings. */
import type { Ports } from '../base/ports.js';
import type { KeyRing } from '../services/key-ring.js';
import type { EncryptTables } from './encryption-policy.js';
import type { Weights } from './page/key.js';
import { PAGE_SIZE } from './page/layout.js';
import { isCompressed } from './page/page-compression.js';
import type { PageImage } from './store/journal.js';

/** Pages written and read since the start. */
export interface PageCounts {
  encrypted: number;
  decrypted: number;
  compressed: number;
  decompressed: number;
}

/** Counts pages as they are in a file, which is one of encrypted pages or not. */
export function countRead(counts: PageCounts, run: Buffer, encrypted: boolean): void {
  if (encrypted) counts.decrypted += Math.floor(run.length / PAGE_SIZE);
  for (let at = 0; at + PAGE_SIZE <= run.length; at += PAGE_SIZE) {
    if (isCompressed(run.subarray(at, at + PAGE_SIZE))) counts.decompressed++;
  }
}

export interface SpaceContext {
  readonly ports: Ports;
  readonly keys: KeyRing;
  readonly weights: Weights;
  readonly encryptTables: () => EncryptTables;
  /** A path relative to the datadir as a real one. */
  readonly resolve: (path: string) => string;
  /** Of all tablespaces. */
  readonly counts: PageCounts;
  /** Inside the dictionary's transaction. */
  readonly addPages: (space: number, images: readonly PageImage[]) => void;
}
