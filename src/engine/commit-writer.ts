/** Where the page images of one commit go. */
import type { PageImage } from './store/journal.js';
import type { SpaceFile } from './store/space-file.js';

/** From this many new pages on they bypass the journal. */
const BYPASS_PAGES = 64;

/** Sorts the images of a commit: through the journal, or straight to the end of the file. */
export class CommitWriter {
  readonly journaled: PageImage[] = [];
  private readonly file: SpaceFile;
  private readonly committedPages: number;
  private ahead: PageImage[] = [];
  private bypassing = false;

  constructor(file: SpaceFile, committedPages: number) {
    this.file = file;
    this.committedPages = committedPages;
  }

  add(page: number, image: Buffer): void {
    if (page < this.committedPages) {
      this.journaled.push({ page, image });
      return;
    }
    this.ahead.push({ page, image });
    if (this.ahead.length >= BYPASS_PAGES) this.flush();
  }

  finish(pages: number): void {
    if (!this.bypassing) {
      this.journaled.push(...this.ahead);
      return;
    }
    this.flush();
    this.file.extend(pages);
    this.file.sync();
  }

  private flush(): void {
    this.bypassing = true;
    this.file.writeAhead(this.ahead);
    this.ahead = [];
  }
}
