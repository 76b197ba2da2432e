/** Where decrypted pages come from. */
import { FILE_ENDS, PageCorruption } from './corruption.js';
import { checkPlainPage, type PageCheck, type PageCipher } from './crypt.js';
import { PAGE_NUMBER, PAGE_SIZE } from './layout.js';
import { inflatePage, isCompressed } from './page-compression.js';

/** Gives the pages of one tablespace, verified, decrypted and decompressed. */
export interface PageSource {
  /** In pages. */
  readonly size: number;
  /** Pages that stand one behind the other. Throws PageCorruption. */
  read(first: number, count: number): Buffer;
}

/** Makes a source of a way to read raw pages; no cipher where the tablespace has no crypt data. */
export function pageSource(
  size: number,
  readRaw: (first: number, count: number) => Buffer,
  cipher?: PageCipher,
): PageSource {
  return {
    size,
    read(first, count) {
      if (first < 0 || first + count > size) throw new PageCorruption(first, 'beyond the end of the file');
      const run = readRaw(first, count);
      if (run.length !== count * PAGE_SIZE) throw new PageCorruption(first, FILE_ENDS);
      const checks = cipher ? cipher.decryptRun(run) : checkRun(run);
      checks.forEach((check, index) => {
        if (check !== 'ok') throw new PageCorruption(first + index, check);
        const page = run.subarray(index * PAGE_SIZE, (index + 1) * PAGE_SIZE);
        if (isCompressed(page)) inflatePage(page).copy(page);
        const number = page.readUInt32BE(PAGE_NUMBER);
        // A page that was never written is all zeros; whoever reads it sees that it is none of his.
        if (number !== first + index && number !== 0) throw new PageCorruption(first + index, `is page ${number}`);
      });
      return run;
    },
  };
}

function checkRun(run: Buffer): PageCheck[] {
  const checks: PageCheck[] = [];
  for (let at = 0; at < run.length; at += PAGE_SIZE) checks.push(checkPlainPage(run.subarray(at, at + PAGE_SIZE)));
  return checks;
}
