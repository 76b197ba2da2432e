/**
 * The page journal: page images and file operations that are committed but not yet in the data files.
 *
 * Its SQLite transaction is the commit point of Sealion. A checkpoint copies the images to the files, syncs
 * them and forgets the images; start-up does the same with whatever the last process left. File operations
 * are replayed idempotently, so it does not matter how many of them had happened already.
 */
import type { Database, Statement } from 'better-sqlite3';
import { assert } from '../../base/assert.js';
import type { OpenFile } from '../../base/ports.js';
import { KEY_VERSION, PAGE_SIZE } from '../page/layout.js';
import type { LogCipher } from './log-cipher.js';

/** A page image as it will stand in the file: encrypted and with its checksum. */
export interface PageImage {
  readonly page: number;
  readonly image: Uint8Array;
}

/** An operation on the file of a tablespace. Paths are relative to the datadir. */
export type FileOperation =
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  | { readonly kind: 'drop'; readonly path: string }
  | { readonly kind: 'make-directory'; readonly path: string }
  | { readonly kind: 'remove-directory'; readonly path: string };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS page_journal (space INTEGER NOT NULL, page INTEGER NOT NULL, image BLOB NOT NULL, PRIMARY KEY (space, page)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS file_journal (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, target TEXT);
`;

export class Journal {
  private readonly putPage: Statement<[number, number, Uint8Array]>;
  private readonly putOperation: Statement<[string, string, string | null]>;
  private readonly database: Database;
  /** Images of plain pages are encrypted with it. */
  cipher: LogCipher | undefined;

  constructor(database: Database) {
    database.exec(SCHEMA);
    this.database = database;
    this.putPage = database.prepare('INSERT OR REPLACE INTO page_journal VALUES (?, ?, ?)');
    this.putOperation = database.prepare('INSERT INTO file_journal (kind, path, target) VALUES (?, ?, ?)');
  }

  /** Both inside the caller's transaction. */
  addPages(space: number, images: readonly PageImage[]): void {
    for (const { page, image } of images) this.putPage.run(space, page, this.stored(image));
  }

  addOperation(operation: FileOperation): void {
    this.putOperation.run(operation.kind, operation.path, operation.kind === 'rename' ? operation.to : null);
  }

  /** What a crash has left to do, in order. */
  operations(): FileOperation[] {
    const rows = this.database.prepare('SELECT kind, path, target FROM file_journal ORDER BY seq').all();
    return (rows as { kind: FileOperation['kind']; path: string; target: string | null }[]).map(
      ({ kind, path, target }) => (kind === 'rename' ? { kind, path, to: target ?? '' } : { kind, path }),
    );
  }

  spaces(): number[] {
    return this.database.prepare('SELECT DISTINCT space FROM page_journal').pluck().all() as number[];
  }

  pages(space: number): PageImage[] {
    const rows = this.database.prepare('SELECT page, image FROM page_journal WHERE space = ? ORDER BY page').all(space);
    return (rows as PageImage[]).map(({ page, image }) => ({ page, image: this.plain(image) }));
  }

  private stored(image: Uint8Array): Uint8Array {
    const isPlain = image.subarray(KEY_VERSION, KEY_VERSION + 4).every((byte) => byte === 0);
    return this.cipher && isPlain ? this.cipher.encrypt(image) : image;
  }

  /** One that is encrypted is longer than a page. */
  private plain(stored: Uint8Array): Uint8Array {
    if (stored.length === PAGE_SIZE) return stored;
    assert(this.cipher, 'the cipher of the log is known before the log is read');
    return this.cipher.decrypt(stored);
  }

  forgetOperations(): void {
    this.database.exec('DELETE FROM file_journal');
  }

  forgetPages(space?: number): void {
    if (space === undefined) this.database.exec('DELETE FROM page_journal');
    else this.database.prepare('DELETE FROM page_journal WHERE space = ?').run(space);
  }
}

/** Writes images at their places, neighbours in one call. The images are sorted by page number. */
export function writeImages(file: OpenFile, images: readonly PageImage[]): void {
  for (let from = 0; from < images.length; ) {
    const first = images[from]?.page ?? 0;
    let to = from + 1;
    while (to < images.length && to - from < 64 && images[to]?.page === first + to - from) to++;
    file.writeAll(
      images.slice(from, to).map(({ image }) => image),
      first * PAGE_SIZE,
    );
    from = to;
  }
}
