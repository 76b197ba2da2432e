/**
 * The file of one tablespace, with the committed page images that have not been copied into it yet.
 *
 * Reading sees the newest image of a page wherever that is. The file is opened at first use.
 */
import { dirname } from 'node:path';
import type { Files, OpenFile } from '../../base/ports.js';
import { type KeyVersion, NOT_ENCRYPTED } from '../../services/encryption.js';
import { KEY_VERSION, PAGE_SIZE, readLsn } from '../page/layout.js';
import { type PageImage, writeImages } from './journal.js';

export class SpaceFile {
  private path: string;
  private readonly files: Files;
  private readonly pending = new Map<number, Uint8Array>();
  /** Images that are to be written over pages, unless a commit changes those first. */
  private readonly rotated = new Map<number, Uint8Array>();
  private file: OpenFile | undefined;

  /** `path` is the real one. */
  constructor(files: Files, path: string) {
    this.files = files;
    this.path = path;
  }

  /** Images that wait for a checkpoint. */
  get pendingPages(): number {
    return this.pending.size;
  }

  /** The least LSN among those images. */
  oldestPendingLsn(otherwise: number): number {
    let oldest = otherwise;
    for (const image of this.pending.values())
      oldest = Math.min(oldest, readLsn(Buffer.from(image.buffer, image.byteOffset, image.length)));
    return oldest;
  }

  dirtyPages(): Iterable<number> {
    return this.pending.keys();
  }

  /** Nothing of the tablespace is there, neither in its place nor waiting for it. */
  isMissing(): boolean {
    return this.pending.size === 0 && !this.files.exists(this.path);
  }

  /** Whole pages, pending ones included. */
  size(): number {
    const inFile = this.files.exists(this.path) ? Math.floor(this.open().size() / PAGE_SIZE) : 0;
    let size = inFile;
    for (const page of this.pending.keys()) size = Math.max(size, page + 1);
    return size;
  }

  /** Raw pages, as they stand on the disk or are about to; `into` is memory to use for them. */
  read(first: number, count: number, into: Buffer = Buffer.alloc(count * PAGE_SIZE)): Buffer {
    const run = into.subarray(0, count * PAGE_SIZE);
    let got = run.length;
    if (!this.allPending(first, count)) got = this.open().read(run, first * PAGE_SIZE);
    run.fill(0, got);
    for (let at = 0; at < count; at++) {
      const image = this.pending.get(first + at);
      if (!image) continue;
      run.set(image, at * PAGE_SIZE);
      got = Math.max(got, (at + 1) * PAGE_SIZE);
    }
    return run.subarray(0, got);
  }

  /** Those that pages behind the first one carry; 0 is none. */
  keyVersions(pages: number): Set<KeyVersion> {
    const versions = new Set<KeyVersion>();
    const version = Buffer.alloc(4);
    for (let page = 1; page < pages; page++) {
      const image = this.pending.get(page);
      if (image) version.set(image.subarray(KEY_VERSION, KEY_VERSION + 4));
      else if (this.open().read(version, page * PAGE_SIZE + KEY_VERSION) < 4) continue;
      versions.add(version.readUInt32BE());
    }
    versions.delete(NOT_ENCRYPTED);
    return versions;
  }

  /** Takes images that the journal has made durable. */
  accept(images: readonly PageImage[]): void {
    for (const { page, image } of images) {
      this.pending.set(page, image);
      this.rotated.delete(page);
    }
  }

  /** Writes pages that nothing committed refers to yet, straight to their places; `sync` makes them durable. */
  writeAhead(images: readonly PageImage[]): void {
    writeImages(this.open(), images);
  }

  /** Makes the file at least that many pages long; the new ones are zeros. */
  extend(pages: number): void {
    if (this.open().size() < pages * PAGE_SIZE) this.open().truncate(pages * PAGE_SIZE);
  }

  /** Cuts off pages that a bulk load had written when it was interrupted: nothing committed refers to them. */
  trim(pages: number): void {
    if (this.pending.size === 0 && this.open().size() > pages * PAGE_SIZE) this.open().truncate(pages * PAGE_SIZE);
  }

  sync(): void {
    this.open().sync();
  }

  /** Whether an image of the page waits for a checkpoint. */
  isPending(page: number): boolean {
    return this.pending.has(page);
  }

  /** Images that say what the pages say, and will be written over them. */
  announce(images: readonly PageImage[]): void {
    for (const { page, image } of images) this.rotated.set(page, image);
  }

  /** Those of announced images whose pages nobody has changed meanwhile; they are announced no more. */
  takeAnnounced(images: readonly PageImage[]): PageImage[] {
    return images.filter(({ page, image }) => this.rotated.get(page) === image && this.rotated.delete(page));
  }

  /** Writes committed pages anew in their places. Should that be interrupted, they must be durable elsewhere. */
  async overwrite(images: readonly PageImage[]): Promise<void> {
    const file = this.open();
    writeImages(file, images);
    await file.syncLater();
  }

  /** Copies the pending images to the file and makes them durable; true when there were any. `pages` is the committed size. */
  checkpoint(pages: number): boolean {
    if (this.pending.size === 0) return false;
    const file = this.open();
    const images = [...this.pending].map(([page, image]) => ({ page, image })).sort((a, b) => a.page - b.page);
    writeImages(file, images);
    if (file.size() !== pages * PAGE_SIZE) file.truncate(pages * PAGE_SIZE);
    file.sync();
    this.pending.clear();
    return true;
  }

  /** The file has another name now. */
  moved(path: string): void {
    this.path = path;
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  private allPending(first: number, count: number): boolean {
    for (let at = 0; at < count; at++) if (!this.pending.has(first + at)) return false;
    return true;
  }

  private open(): OpenFile {
    if (this.file) return this.file;
    const exists = this.files.exists(this.path);
    this.file = this.files.open(this.path, exists ? 'r+' : 'create');
    if (!exists) this.files.syncDirectory(dirname(this.path));
    return this.file;
  }
}
