/** A tablespace as the encryption threads see it: with pages of its own, or one of the system's, which has none here. */
import type { KeyVersion } from '../services/encryption.js';
import type { CryptSettings } from './encryption-policy.js';
import type { PageRotation } from './page-rotation.js';
import type { PageWork } from './page-work.js';
import type { PageImage } from './store/journal.js';

/** Neighbouring pages. */
export interface PageRange {
  readonly first: number;
  readonly count: number;
}

/** What came of rotating some pages. */
export interface Rotated {
  readonly images: readonly PageImage[];
  /** Pages that were changed: as many as there are images, but for the system's tablespaces. */
  readonly modified: number;
  readonly oldest: KeyVersion | undefined;
}

/** Crypt data on its way to page 0. */
export interface StagedCrypt {
  /** Inside the dictionary's transaction. */
  write(): void;
  /** The transaction is durable. */
  done(): void;
}

export interface RotatingSpace {
  /** The number of the tablespace. */
  readonly space: number;
  /** `db/table`, or the system's own. */
  readonly name: string;
  /** What page 0 says; undefined where it says nothing, or can not be read. */
  readonly crypt: CryptSettings | undefined;
  readonly keyRequests: number;
  /** False where page 0 is not there or can not be read: nothing can be done then. */
  readonly isUsable: boolean;
  /** Its rows are in memory, as its pages would be in a server's buffer pool. */
  readonly isCached: boolean;
  /** In pages. */
  pages(): number;
  /** Fetches the keys of all versions that its pages have. */
  resolveKeys(): Promise<void>;
  stageCrypt(crypt: CryptSettings, lsn: number): StagedCrypt;
  /** Rejects with UnreadableTable. */
  rotate(pages: PageRange, rotation: PageRotation, work: PageWork): Promise<Rotated>;
  /** Those of rotated images whose pages no commit has changed meanwhile. */
  unchanged(images: readonly PageImage[]): PageImage[];
  /** Writes images to their places at once; ends when they are durable there. */
  overwrite(images: readonly PageImage[]): Promise<void>;
  /** Makes durable what was written. */
  sync(): void;
  /** Takes images that the journal has made durable. */
  accept(images: readonly PageImage[]): void;
  /** Pages that wait in the journal. */
  dirtyPages(): Iterable<number>;
  /** Copies them to their places. */
  checkpoint(): number;
}

/** One visit to all pages of a tablespace. */
export interface Scan {
  readonly target: KeyVersion;
  /** The next page that nobody has taken. */
  next: number;
  /** The size of the tablespace when the scan began; 0 while it is prepared. */
  end: number;
  /** Encryption threads at work. */
  threads: number;
  /** The lowest version on a page that was left as it is. */
  oldest: KeyVersion;
  modified: number;
  /** Pages that were about to be written when the scan began. */
  dirty: ReadonlySet<number>;
  /** Somebody has left pages out: the scan comes to no result. */
  isInterrupted: boolean;
}
