/** A page that cannot be what it should be. Reading pages throws this and nothing else. */
export class PageCorruption extends Error {
  override readonly name = 'PageCorruption';
  readonly pageNumber: number;
  /** `checksum`, `key missing` and `wrong key` come from decryption; other reasons are sentences. */
  readonly reason: string;

  constructor(pageNumber: number, reason: string) {
    super(`Page ${pageNumber}: ${reason}`);
    this.pageNumber = pageNumber;
    this.reason = reason;
  }
}

/** Throws PageCorruption unless the condition holds. */
export function intact(condition: boolean, pageNumber: number, reason: string): asserts condition {
  if (!condition) throw new PageCorruption(pageNumber, reason);
}

/** The reason when a page is not there. */
export const FILE_ENDS = 'the file ends within the page';
