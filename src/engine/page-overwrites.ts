/**
 * Rotated pages on their way to their places: durable in the doublewrite file first, then written, then durable there.
 * Statements go on while the disk works, and what they do to a page goes before what a rotation has made of it.
 */
import type { RotatingSpace } from './rotating-space.js';
import type { Dictionary } from './store/dictionary.js';
import type { Doublewrite, Slot } from './store/doublewrite.js';
import type { Journal, PageImage } from './store/journal.js';

interface Host {
  readonly dictionary: Dictionary;
  readonly journal: Journal;
  readonly doublewrite: Doublewrite;
}

interface Batch {
  readonly space: RotatingSpace;
  readonly images: readonly PageImage[];
}

export class PageOverwrites {
  private readonly host: Host;
  /** Written to their places, perhaps not durable there yet. */
  private readonly written = new Set<Batch>();

  constructor(host: Host) {
    this.host = host;
  }

  /** Ends when the images are durable in their places, or not wanted any more: then it gives false. */
  async write(slot: Slot, { space, images }: Batch, isWanted: () => boolean): Promise<boolean> {
    let current: readonly PageImage[];
    try {
      await this.host.doublewrite.keep(slot, space.space, images);
    } finally {
      current = space.unchanged(images);
    }
    if (!isWanted()) return false;
    const batch = { space, images: current };
    this.written.add(batch);
    try {
      await space.overwrite(current);
    } catch {
      // A page that is half overwritten is whole in the journal, if the disk does not take it.
      if (this.written.has(batch)) this.journal(batch);
    }
    return this.written.delete(batch);
  }

  /** A tablespace is gone. */
  forget(space: RotatingSpace): void {
    for (const batch of this.written) if (batch.space === space) this.written.delete(batch);
  }

  /** Makes durable what is written, now. */
  settle(): void {
    for (const { space } of this.written) space.sync();
    this.written.clear();
  }

  private journal({ space, images }: Batch): void {
    const { dictionary, journal } = this.host;
    // The memory of these is used again.
    const copies = images.map(({ page, image }) => ({ page, image: Uint8Array.from(image) }));
    dictionary.commit(() => journal.addPages(space.space, copies));
    space.accept(copies);
  }
}
