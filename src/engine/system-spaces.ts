/**
 * The tablespaces of the server's own: the system tablespace and InnoDB's tables in `mysql`. They are listed, encrypted
 * and decrypted by the server's rules, but hold nothing here: only their crypt data is kept, in the dictionary.
 */
import type { CryptSettings } from './encryption-policy.js';
import type { PageRotation } from './page-rotation.js';
import type { Rotated, RotatingSpace, StagedCrypt } from './rotating-space.js';
import type { Dictionary } from './store/dictionary.js';

interface SystemSpaceFacts {
  readonly space: number;
  readonly name: string;
  /** Relative to the datadir. */
  readonly file: string;
  readonly pages: number;
  /** Those that have been written in a fresh server. */
  readonly written: number;
}

const FACTS: readonly SystemSpaceFacts[] = [
  { space: 0, name: 'innodb_system', file: './ibdata1', pages: 768, written: 305 },
  mysqlTable(1, 'innodb_table_stats', 4),
  mysqlTable(2, 'innodb_index_stats', 4),
  mysqlTable(3, 'transaction_registry', 7),
  mysqlTable(4, 'gtid_slave_pos', 4),
];

function mysqlTable(space: number, table: string, pages: number): SystemSpaceFacts {
  const name = `mysql/${table}`;
  return { space, name, file: `./${name}.ibd`, pages, written: pages };
}

export class SystemSpace implements RotatingSpace {
  readonly space: number;
  readonly name: string;
  /** As the server names the file; there is none. */
  readonly file: string;
  readonly isCached = true;
  readonly isUsable = true;
  crypt: CryptSettings | undefined;
  keyRequests = 0;
  private readonly facts: SystemSpaceFacts;
  private readonly dictionary: Dictionary;

  constructor(facts: SystemSpaceFacts, dictionary: Dictionary) {
    this.facts = facts;
    this.dictionary = dictionary;
    this.space = facts.space;
    this.name = facts.name;
    this.file = facts.file;
    this.crypt = dictionary.systemCrypt(facts.space);
  }

  pages(): number {
    return this.facts.pages;
  }

  async resolveKeys(): Promise<void> {}

  stageCrypt(crypt: CryptSettings): StagedCrypt {
    return {
      write: () => this.dictionary.putSystemCrypt(this.space, crypt),
      done: () => {
        this.crypt = crypt;
      },
    };
  }

  /** All pages have the version that they got together. */
  rotate(first: number, count: number, { needs, version }: Omit<PageRotation, 'cipher'>): Rotated {
    const present = this.crypt?.minKeyVersion ?? 0;
    const written = Math.max(0, Math.min(first + count, this.facts.written) - first);
    if (!needs(present)) return { images: [], modified: 0, oldest: present };
    if (first === 1 && version !== 0) this.keyRequests++;
    return { images: [], modified: written, oldest: undefined };
  }

  overwrite(): void {}

  accept(): void {}

  dirtyPages(): number[] {
    return [];
  }

  checkpoint(): number {
    return 0;
  }
}

export const systemSpaces = (dictionary: Dictionary): SystemSpace[] =>
  FACTS.map((facts) => new SystemSpace(facts, dictionary));
