/** The rows of a table, read from its file: every leaf of the clustered index that can be opened. */
import type { OpenFile } from '../base/ports.js';
import type { StoredValue } from '../base/types.js';
import type { TableDefinition } from '../engine/definition.js';
import { intact, PageCorruption } from '../engine/page/corruption.js';
import { indexPageFacts, readLeaf, readNode } from '../engine/page/index-page.js';
import { CLUSTERED_ROOT } from '../engine/page/layout.js';
import type { PageSource } from '../engine/page/page-source.js';
import { RecordReader } from '../engine/page/record-reader.js';
import { rowShape } from '../engine/page/shape.js';
import { pageFacts } from './page-facts.js';
import { type Keys, PageOpener } from './page-opener.js';
import { readAt, type SpaceHeader } from './tablespace.js';

/** A page that could not be read, and why. Its rows, or those below it, are missing. */
export interface LostPage {
  readonly page: number;
  readonly reason: string;
}

const LEVEL_MAX = 32;

/** Why rows of such a file are not decoded at all. */
export function whyNoRows({ format }: SpaceHeader): string | undefined {
  if (format.compressedTable) return 'rows of ROW_FORMAT=COMPRESSED are not decoded here';
  return undefined;
}

/** Reads rows leaf by leaf, in the order of the key. */
export class RowReader {
  readonly lost: LostPage[] = [];
  readonly #pages: PageSource;
  readonly #reader: RecordReader;
  readonly #columns: number;
  readonly #seen = new Set<number>();
  #indexId = 0;

  constructor(file: OpenFile, header: SpaceHeader, definition: TableDefinition, keys: Keys | undefined) {
    this.#pages = openedPages(file, header, keys);
    this.#reader = new RecordReader(rowShape(definition), this.#pages);
    this.#columns = definition.columns.length;
  }

  *rows(): Generator<readonly StoredValue[]> {
    const root = this.#try(CLUSTERED_ROOT, () => this.#page(CLUSTERED_ROOT));
    if (!root) return;
    const facts = this.#try(CLUSTERED_ROOT, () => indexPageFacts(root));
    if (!facts) return;
    this.#indexId = facts.indexId;
    yield* this.#below(CLUSTERED_ROOT, facts.level);
  }

  *#below(number: number, level: number): Generator<readonly StoredValue[]> {
    const children = this.#try(number, () => {
      intact(level <= LEVEL_MAX && !this.#seen.has(number), number, 'does not belong where it is');
      this.#seen.add(number);
      const page = this.#page(number);
      const facts = indexPageFacts(page);
      intact(facts.level === level && facts.indexId === this.#indexId, number, 'does not belong where it is');
      return level === 0
        ? { rows: readLeaf(page, this.#reader), pages: [] }
        : { rows: [], pages: readNode(page, this.#reader).map(({ child }) => child) };
    });
    // The row id of a table without a key stands behind the columns.
    for (const row of children?.rows ?? []) yield row.slice(0, this.#columns);
    for (const child of children?.pages ?? []) yield* this.#below(child, level - 1);
  }

  #page(number: number): Buffer {
    return this.#pages.read(number, 1);
  }

  #try<Result>(page: number, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      // A value that makes no sense in its column is a RangeError of the buffer.
      if (!(error instanceof PageCorruption) && !(error instanceof RangeError)) throw error;
      const isPages = error instanceof PageCorruption;
      this.lost.push({
        page: isPages ? error.pageNumber : page,
        reason: isPages ? error.reason : 'holds what the definition has no place for',
      });
      return undefined;
    }
  }
}

/** Pages as the server has them in memory. */
function openedPages(
  file: OpenFile,
  { format, spaceId, crypt, pages, doublewrite }: SpaceHeader,
  keys: Keys | undefined,
): PageSource {
  const opener = new PageOpener(format, spaceId, crypt, keys);
  return {
    size: pages,
    read(number) {
      intact(number < pages, number, 'lies behind the end of the file');
      const stored = readAt(file, number * format.pageSize, format.pageSize);
      intact(stored.length === format.pageSize, number, 'the file ends within the page');
      const { damage, state } = pageFacts(stored, { number, spaceId, format, doublewrite });
      intact(damage === undefined, number, damage ?? '');
      intact(state !== 'unwritten', number, 'was never written');
      const { page, verdict } = opener.open(stored, state === 'encrypted');
      if (!page) throw new PageCorruption(number, REASONS[verdict] ?? verdict);
      return page;
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  'key missing': 'is encrypted, and its key is missing',
  'wrong key': 'does not decrypt with the given key',
  'not decoded': 'is compressed with another algorithm than zlib',
};
