/**
 * The file of one tablespace, with the committed page images that have not been copied into it yet.
 *
 * Reading sees the newest image of a page wherever that is. The file is opened at first use.
 */
import { dirname } from 'node:path';
import type { Files, OpenFile } from '../../base/ports.js';
import { type KeyVersion, NOT_ENCRYPTED } from '../../services/encryption.js';
import { KEY_VERSION, PAGE_SIZE } from '../page/layout.js';
import { type PageImage, writeImages } from './journal.js';

/** Pages that are read in one go. */
const RUN_PAGES = 64;

export class SpaceFile {
  private path: string;
  private readonly files: Files;
  private readonly pending = new Map<number, Uint8Array>();
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

  /** Raw pages, as they stand on the disk or are about to. */
  read(first: number, count: number): Buffer {
    const run = Buffer.alloc(count * PAGE_SIZE);
    let got = run.length;
    if (!this.allPending(first, count)) got = this.open().read(run, first * PAGE_SIZE);
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
    for (let at = 1; at < pages; at += RUN_PAGES) {
      const run = this.read(at, Math.min(RUN_PAGES, pages - at));
      for (let page = 0; page + PAGE_SIZE <= run.length; page += PAGE_SIZE)
        versions.add(run.readUInt32BE(page + KEY_VERSION));
    }
    versions.delete(NOT_ENCRYPTED);
    return versions;
  }

  /** Takes images that the journal has made durable. */
  accept(images: readonly PageImage[]): void {
    for (const { page, image } of images) this.pending.set(page, image);
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

  /** Writes committed pages anew in their places. Should that be interrupted, they must be durable elsewhere. */
  overwrite(images: readonly PageImage[]): void {
    const file = this.open();
    writeImages(file, images);
    file.sync();
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
