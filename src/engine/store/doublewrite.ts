/**
 * The doublewrite file: whole pages that are about to be overwritten in their places without passing the journal.
 *
 * A page that key rotation writes anew says what it said before, so it needs no commit; it only must not be lost when
 * the machine stops in the middle of writing it. Its image is made durable here first. A start compares: a page whose
 * checksum is wrong in its place is taken from here.
 *
 * Some batches are under way at once, each in a slot of its own, so that there is always something to compute while
 * the disk writes. A slot is free again when the pages are durable in their places.
 */
import { crc32c } from '@node-rs/crc32';
import { assert } from '../../base/assert.js';
import type { Files, OpenFile } from '../../base/ports.js';
import { checksumMatches } from '../page/checksum.js';
import { LSN, PAGE_NUMBER, PAGE_SIZE } from '../page/layout.js';
import type { PageImage } from './journal.js';

const MAGIC = Buffer.from('SeaDblwr');
const SPACE = 8;
const COUNT = 12;
const NUMBERS = 16;
const CHECKSUM = PAGE_SIZE - 4;
/** Pages that a slot has room for. */
export const SLOT_PAGES = 128;
const SLOT_BYTES = (1 + SLOT_PAGES) * PAGE_SIZE;
/** One is computed while others wait for the disk. */
const SLOTS = 4;

/** The place of one batch. */
export interface Slot {
  readonly number: number;
  /**
   * Where its pages may be put together: memory that is used again is much faster than new memory, and other threads
   * can work on it.
   */
  readonly pages: Buffer;
}

export class Doublewrite {
  private readonly files: Files;
  private readonly path: string;
  private file: OpenFile | undefined;
  private free: Slot[] = [];
  private slots = 0;
  private readonly waiting: ((slot: Slot) => void)[] = [];

  /** `path` is the real one. */
  constructor(files: Files, path: string) {
    this.files = files;
    this.path = path;
  }

  /** A slot for a batch, as soon as there is one. */
  async take(): Promise<Slot> {
    const free = this.free.pop();
    if (free) return free;
    if (this.slots < SLOTS)
      return { number: this.slots++, pages: Buffer.from(new SharedArrayBuffer(SLOT_PAGES * PAGE_SIZE)) };
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The images kept in it are not needed any more. */
  release(slot: Slot): void {
    const next = this.waiting.shift();
    if (next) next(slot);
    else this.free.push(slot);
  }

  /** Makes the images of a batch durable. */
  async keep({ number }: Slot, space: number, images: readonly PageImage[]): Promise<void> {
    assert(images.length <= SLOT_PAGES, 'a batch fits into its slot');
    const header = Buffer.alloc(PAGE_SIZE);
    MAGIC.copy(header);
    header.writeUInt32BE(space, SPACE);
    header.writeUInt32BE(images.length, COUNT);
    for (const [at, { page }] of images.entries()) header.writeUInt32BE(page, NUMBERS + 4 * at);
    header.writeUInt32BE(crc32c(header.subarray(0, CHECKSUM)), CHECKSUM);
    this.file ??= this.files.open(this.path, 'create');
    this.file.writeAll([header, ...images.map(({ image }) => image)], number * SLOT_BYTES);
    await this.file.syncLater();
  }

  /** Removes the file and gives the memory back, unless a slot is taken. */
  removeIfIdle(): void {
    if (this.free.length < this.slots) return;
    this.free = [];
    this.slots = 0;
    this.remove();
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

  /** What the last process was writing when it ended: for each tablespace the newest images that are whole. */
  read(): Map<number, PageImage[]> {
    const newest = new Map<number, Map<number, PageImage>>();
    if (!this.files.exists(this.path)) return new Map();
    const data = Buffer.from(this.files.readFile(this.path));
    for (let at = 0; at < data.length; at += SLOT_BYTES) {
      const { space, images } = readSlot(data.subarray(at, at + SLOT_BYTES));
      const present = newest.get(space) ?? new Map<number, PageImage>();
      newest.set(space, present);
      for (const image of images) {
        const other = present.get(image.page);
        if (!other || lsnOf(other) < lsnOf(image)) present.set(image.page, image);
      }
    }
    return new Map([...newest].map(([space, images]) => [space, [...images.values()]]));
  }
}

const lsnOf = ({ image }: PageImage): bigint => new DataView(image.buffer, image.byteOffset).getBigUint64(LSN);

function readSlot(data: Buffer): { readonly space: number; readonly images: readonly PageImage[] } {
  const header = data.subarray(0, PAGE_SIZE);
  const nothing = { space: 0, images: [] };
  if (header.length < PAGE_SIZE || !header.subarray(0, MAGIC.length).equals(MAGIC)) return nothing;
  if (header.readUInt32BE(CHECKSUM) !== crc32c(header.subarray(0, CHECKSUM))) return nothing;
  const images: PageImage[] = [];
  for (let at = 0; at < header.readUInt32BE(COUNT); at++) {
    const page = header.readUInt32BE(NUMBERS + 4 * at);
    const image = data.subarray(PAGE_SIZE * (at + 1), PAGE_SIZE * (at + 2));
    // Images that are not all there had not begun to overwrite anything.
    if (image.length < PAGE_SIZE || !checksumMatches(image) || image.readUInt32BE(PAGE_NUMBER) !== page) return nothing;
    images.push({ page, image });
  }
  return { space: header.readUInt32BE(SPACE), images };
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
