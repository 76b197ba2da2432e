/**
 * The doublewrite file: whole pages that are about to be overwritten in their places without passing the journal.
 *
 * A page that key rotation writes anew says what it said before, so it needs no commit; it only must not be lost when
 * the machine stops in the middle of writing it. Its image is made durable here first. A start compares: a page whose
 * checksum is wrong in its place is taken from here. One batch of one tablespace is kept at a time.
 */
import { crc32c } from '@node-rs/crc32';
import { assert } from '../../base/assert.js';
import type { Files, OpenFile } from '../../base/ports.js';
import { checksumMatches } from '../page/checksum.js';
import { PAGE_SIZE } from '../page/layout.js';
import type { PageImage } from './journal.js';

const MAGIC = Buffer.from('SeaDblwr');
const SPACE = 8;
const COUNT = 12;
const NUMBERS = 16;
const CHECKSUM = PAGE_SIZE - 4;
/** Page numbers that the header has room for. */
const PAGES_MAX = (CHECKSUM - NUMBERS) / 4;

export class Doublewrite {
  private readonly files: Files;
  private readonly path: string;
  private file: OpenFile | undefined;

  /** `path` is the real one. */
  constructor(files: Files, path: string) {
    this.files = files;
    this.path = path;
  }

  /** Makes the images durable; they take the place of those before. */
  keep(space: number, images: readonly PageImage[]): void {
    assert(images.length <= PAGES_MAX, 'a batch fits into the doublewrite file');
    const header = Buffer.alloc(PAGE_SIZE);
    MAGIC.copy(header);
    header.writeUInt32BE(space, SPACE);
    header.writeUInt32BE(images.length, COUNT);
    for (const [at, { page }] of images.entries()) header.writeUInt32BE(page, NUMBERS + 4 * at);
    header.writeUInt32BE(crc32c(header.subarray(0, CHECKSUM)), CHECKSUM);
    this.file ??= this.files.open(this.path, 'create');
    this.file.writeAll([header, ...images.map(({ image }) => image)], 0);
    this.file.sync();
  }

  /** Nothing is being overwritten any more. */
  remove(): void {
    this.close();
    if (this.files.exists(this.path)) this.files.remove(this.path);
  }

  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  /** What the last process was writing when it ended. */
  read(): { readonly space: number; readonly images: readonly PageImage[] } | undefined {
    if (!this.files.exists(this.path)) return undefined;
    const data = Buffer.from(this.files.readFile(this.path));
    const header = data.subarray(0, PAGE_SIZE);
    if (header.length < PAGE_SIZE || !header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
    if (header.readUInt32BE(CHECKSUM) !== crc32c(header.subarray(0, CHECKSUM))) return undefined;
    const images: PageImage[] = [];
    for (let at = 0; at < header.readUInt32BE(COUNT); at++) {
      const image = data.subarray(PAGE_SIZE * (at + 1), PAGE_SIZE * (at + 2));
      // An image that is not whole had not begun to overwrite anything.
      if (image.length < PAGE_SIZE || !checksumMatches(image)) return undefined;
      images.push({ page: header.readUInt32BE(NUMBERS + 4 * at), image });
    }
    return { space: header.readUInt32BE(SPACE), images };
  }
}

/** Puts images in the place of pages that are torn; how many were. */
export function restoreTorn(file: OpenFile, images: readonly PageImage[]): number {
  let restored = 0;
  const page = Buffer.alloc(PAGE_SIZE);
  for (const { page: number, image } of images) {
    const offset = number * PAGE_SIZE;
    if (file.read(page, offset) < PAGE_SIZE || checksumMatches(page)) continue;
    file.write(image, offset);
    restored++;
  }
  if (restored > 0) file.sync();
  return restored;
}
