/**
 * The tablespaces of the server's own: the system tablespace and InnoDB's tables in `mysql`. They are listed, encrypted
 * and decrypted by the server's rules, but hold nothing here: only their crypt data is kept, in the dictionary.
 */
import { createHash } from 'node:crypto';
import { type KeySource, type KeyVersion, NOT_ENCRYPTED } from '../services/encryption.js';
import { DatadirError } from './datadir.js';
import type { CryptSettings } from './encryption-policy.js';
import { deriveLocalKey } from './page/local-key.js';
import type { PageRotation } from './page-rotation.js';
import type { PageRange, Rotated, RotatingSpace, StagedCrypt } from './rotating-space.js';
import type { Dictionary } from './store/dictionary.js';
import type { PageImage } from './store/journal.js';

/** What the dictionary keeps of a tablespace of the system's. */
export interface SystemCrypt extends CryptSettings {
  /** Tells whether a key is the one that the pages were encrypted with. */
  readonly probe?: string;
}

interface SystemSpaceFacts {
  readonly space: number;
  readonly name: string;
  /** Relative to the datadir. */
  readonly file: string;
  readonly pages: number;
  /** Those that have been written in a fresh server. */
  readonly written: number;
}

/** The first page that a server reads which is encrypted. */
const DICTIONARY_PAGE = 7;
const PROBE_IV = Buffer.alloc(16);

/** mysql.gtid_slave_pos is in the engine that is the default when a data directory is made. */
export const GTID_SPACE = 4;

const FIRST_UNDO_SPACE = 0xffff_ff00;

const FACTS: readonly SystemSpaceFacts[] = [
  { space: 0, name: 'innodb_system', file: './ibdata1', pages: 768, written: 305 },
  mysqlTable(1, 'innodb_table_stats', 4),
  mysqlTable(2, 'innodb_index_stats', 4),
  mysqlTable(3, 'transaction_registry', 7),
  mysqlTable(GTID_SPACE, 'gtid_slave_pos', 4),
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
  crypt: SystemCrypt | undefined;
  keyRequests = 0;
  private readonly keys: KeySource;
  private readonly facts: SystemSpaceFacts;
  private readonly dictionary: Dictionary;

  constructor(facts: SystemSpaceFacts, dictionary: Dictionary, keys: KeySource) {
    this.facts = facts;
    this.keys = keys;
    this.dictionary = dictionary;
    this.space = facts.space;
    this.name = facts.name;
    this.file = facts.file;
    this.crypt = dictionary.systemCrypt(facts.space) ?? undefined;
  }

  pages(): number {
    return this.facts.pages;
  }

  async resolveKeys(): Promise<void> {}

  stageCrypt(settings: CryptSettings): StagedCrypt {
    const probe = this.probe(settings.keyId, settings.minKeyVersion);
    const crypt: SystemCrypt = { ...settings, ...(probe === undefined ? {} : { probe }) };
    return {
      write: () => this.dictionary.putSystemCrypt(this.space, crypt),
      done: () => {
        this.crypt = crypt;
      },
    };
  }

  /** Without its key a server does not start. Throws DatadirError; the key has been resolved. */
  verify(): void {
    const { crypt, file } = this;
    if (!crypt || crypt.minKeyVersion === NOT_ENCRYPTED || crypt.probe === undefined) return;
    const probe = this.probe(crypt.keyId, crypt.minKeyVersion);
    if (probe === crypt.probe) return;
    const page = `[page id: space=${this.space}, page number=${DICTIONARY_PAGE}]`;
    const looks = `InnoDB: Encrypted page ${page} in file ${file} looks corrupted; key_version=${crypt.minKeyVersion}`;
    const why = 'Table is compressed or encrypted but uncompress or decrypt failed.';
    const lines = [
      ...(probe === undefined ? [looks] : []),
      `InnoDB: Failed to read page ${DICTIONARY_PAGE} from file '${file}': ${why}`,
      `InnoDB: File '${file}' is corrupted`,
      `InnoDB: Plugin initialization aborted with error ${why}`,
    ];
    throw new DatadirError(lines[0] ?? '', lines.slice(1));
  }

  private probe(id: number, version: KeyVersion): string | undefined {
    const key = version === NOT_ENCRYPTED ? undefined : this.keys.get(id, version);
    return key && createHash('sha256').update(deriveLocalKey(key, PROBE_IV)).digest('hex').slice(0, 16);
  }

  /** All pages have the version that they got together. */
  async rotate({ first, count }: PageRange, { needs, version }: PageRotation): Promise<Rotated> {
    const present = this.crypt?.minKeyVersion ?? 0;
    const written = Math.max(0, Math.min(first + count, this.facts.written) - first);
    if (!needs(present)) return { images: [], modified: 0, oldest: present };
    if (first === 1 && version !== 0) this.keyRequests++;
    return { images: [], modified: written, oldest: undefined };
  }

  unchanged(): PageImage[] {
    return [];
  }

  async overwrite(): Promise<void> {}

  sync(): void {}

  accept(): void {}

  dirtyPages(): number[] {
    return [];
  }

  checkpoint(): number {
    return 0;
  }
}

/** The tablespaces of the system's, in order. */
export function systemSpaces({ dictionary, keys, undoTablespaces }: SystemSpacesHost): SystemSpace[] {
  const undo = Array.from({ length: undoTablespaces }, (_, at) => undoTablespace(at + 1));
  return [...FACTS, ...undo]
    .filter(({ space }) => !dictionary.leavesOut(space))
    .map((facts) => new SystemSpace(facts, dictionary, keys));
}

interface SystemSpacesHost {
  readonly dictionary: Dictionary;
  readonly keys: KeySource;
  readonly undoTablespaces: number;
}

/** Their ids lie behind those of all others, since their number may change from start to start. */
function undoTablespace(number: number): SystemSpaceFacts {
  const file = `undo${String(number).padStart(3, '0')}`;
  return { space: FIRST_UNDO_SPACE + number, name: `innodb_${file}`, file: `./${file}`, pages: 640, written: 10 };
}
