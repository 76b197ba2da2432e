/**
 * Rows of a table in a tablespace of its own: an `.ibd` file in MariaDB's format.
 *
 * A commit rebuilds the pages whose rows have changed. Images of pages that exist already go through the journal;
 * when many pages are new, they are written straight to their places first and become reachable by the commit.
 */
import { assert } from '../base/assert.js';
import { INVALID_KEY_VERSION, type KeyVersion, NOT_ENCRYPTED } from '../services/encryption.js';
import { CommitWriter } from './commit-writer.js';
import { reportMissing, unreadableTable } from './corruption-report.js';
import { type CryptSettings, encryptsPages } from './encryption-policy.js';
import { tablespaceName } from './file-names.js';
import { checkIndexes, type IndexFinding } from './index-check.js';
import { type InnodbFormat, innodbFormat } from './innodb-format.js';
import { type RowChanges, writeEmpty, writeLeaves } from './leaf-writes.js';
import { checkTableSize } from './memory-limit.js';
import { PageCorruption } from './page/corruption.js';
import { CipherFailure, checkPlainPage, PageCipher, sealPage } from './page/crypt.js';
import { type CryptData, cryptDataOffset, decodeCryptData, encodeCryptData } from './page/crypt-data.js';
import { decodeSpaceHeader } from './page/fsp.js';
import type { Key } from './page/key.js';
import { KEY_VERSION, PAGE_SIZE, writeLsn } from './page/layout.js';
import { isCompressed } from './page/page-compression.js';
import { pageSource } from './page/page-source.js';
import type { StoredRow } from './page/shape.js';
import { type PageRotation, planRotation } from './page-rotation.js';
import type { PageWork } from './page-work.js';
import type { PageRange, Rotated, RotatingSpace } from './rotating-space.js';
import { countRead, type SpaceContext } from './space-context.js';
import type { Changes } from './store/changes.js';
import type { TableEntry } from './store/dictionary.js';
import type { PageImage } from './store/journal.js';
import type { RowTable } from './store/row-table.js';
import { SpaceFile } from './store/space-file.js';
import type { Staged, Storage, Table } from './table.js';
import { Tablespace } from './tablespace/tablespace.js';
import { decryptionFailed, tablespaceMissing, UnreadableTable } from './unreadable-table.js';

export class PagedStorage implements Storage, RotatingSpace {
  readonly space: number;
  readonly keyOf: (row: StoredRow) => Key;
  isCached = false;
  private readonly context: SpaceContext;
  readonly file: SpaceFile;
  private entry: TableEntry;
  private tablespace: Tablespace | undefined;
  private cryptData: CryptData | undefined;
  private cipher: PageCipher | undefined;
  private cipherRequests = 0;
  /** Pages that are committed, whether in the file or in the journal. */
  private committedPages = 0;
  private headRead = false;

  constructor(context: SpaceContext, entry: TableEntry, keyOf: (row: StoredRow) => Key, path: string) {
    this.context = context;
    this.entry = entry;
    this.space = entry.space;
    this.keyOf = keyOf;
    this.file = new SpaceFile(context.ports.files, context.resolve(path));
  }

  /** `db/table`. */
  get name(): string {
    const { db, name } = this.entry.definition;
    return tablespaceName(db, name);
  }

  get format(): InnodbFormat {
    return innodbFormat(this.entry.definition);
  }

  /** What page 0 says about encryption; undefined when it says nothing, or cannot be read. */
  get crypt(): CryptData | undefined {
    this.readHead();
    return this.cryptData;
  }

  get isUsable(): boolean {
    return this.pages() > 0;
  }

  get pendingPages(): number {
    return this.file.pendingPages;
  }

  dirtyPages(): Iterable<number> {
    return this.file.dirtyPages();
  }

  /** In pages. */
  pages(): number {
    this.readHead();
    return this.committedPages;
  }

  /** Pages of the clustered index. */
  dataPages(): number {
    return this.tablespace?.pageCount ?? 1;
  }

  /** The secondary indexes as they are committed, held against the committed rows. */
  checkIndexes(rows: RowTable): IndexFinding[] {
    return checkIndexes(this.openTablespace(), rows);
  }

  /** The trees of its secondary indexes, once the tablespace is open. */
  secondaryTrees(): readonly { readonly rootPage: number; readonly pageCount: number }[] {
    return this.tablespace?.secondary ?? [];
  }

  /** The pages of a new, empty table, ready for the journal. */
  create(crypt: CryptSettings | undefined, nextAutoIncrement: bigint, lsn: number): PageImage[] {
    const cryptData = crypt && { ...crypt, iv: crypt.iv ?? this.context.ports.random.bytes(16) };
    const { definition, indexId } = this.entry;
    this.setCrypt(cryptData);
    this.tablespace = Tablespace.create({
      definition,
      spaceId: this.space,
      indexId,
      weights: this.context.weights,
      cryptData,
      compressed: this.format.compressionLevel !== undefined,
    });
    this.tablespace.autoIncrement = nextAutoIncrement - 1n;
    this.headRead = true;
    this.isCached = true;
    const images = new Map<number, Buffer>();
    this.emit(this.tablespace, undefined, lsn, (page, image) => images.set(page, image));
    // The keys have been asked for by the decision to encrypt; a new tablespace has not needed them yet.
    this.cipherRequests = 0;
    this.committedPages = this.tablespace.size;
    return [...images].map(([page, image]) => ({ page, image }));
  }

  accept(images: readonly PageImage[]): void {
    this.file.accept(images);
  }

  async open(): Promise<bigint> {
    if (!this.tablespace) {
      await this.resolveKeys();
      // Another statement may have opened it while the keys were fetched.
      this.tablespace ??= this.guarded(() => this.openTablespace());
    }
    return this.tablespace.autoIncrement + 1n;
  }

  *load(): Generator<{ keys: Key[]; rows: StoredRow[] }> {
    const { tablespace } = this;
    assert(tablespace, 'a table is opened before it is loaded');
    this.checkSize(this.committedPages);
    const leaves = tablespace.loadRows()[Symbol.iterator]();
    for (;;) {
      const next = this.guarded(() => leaves.next());
      if (next.done) break;
      yield { keys: next.value.map((row) => this.keyOf(row)), rows: next.value };
    }
    this.isCached = true;
  }

  stage(table: Table, changes: Changes, lsn: number): Staged {
    this.tablespace ??= this.guarded(() => this.openTablespace());
    const { tablespace } = this;
    tablespace.autoIncrement = table.nextAutoIncrement - 1n;
    const writer = new CommitWriter(this.file, this.committedPages);
    this.emit(tablespace, { rows: table.rows, changes }, lsn, (page, image) => writer.add(page, image));
    this.checkSize(tablespace.size);
    writer.finish(tablespace.size);
    return {
      write: () => this.context.addPages(this.space, writer.journaled),
      done: () => {
        this.file.accept(writer.journaled);
        this.committedPages = tablespace.size;
      },
    };
  }

  reset(): void {
    try {
      this.tablespace = this.openTablespace();
    } catch (error) {
      if (!(error instanceof PageCorruption || error instanceof UnreadableTable)) throw error;
      // Whoever writes next tries again, and is told if it still can not be read.
      this.tablespace = undefined;
    }
  }

  /** Copies pending pages to the file; how many there were. */
  checkpoint(): number {
    const pages = this.file.pendingPages;
    this.file.checkpoint(this.committedPages);
    return pages;
  }

  moved(path: string, entry: TableEntry): void {
    this.entry = entry;
    this.file.moved(this.context.resolve(path));
  }

  close(): void {
    this.file.close();
  }

  /** How often it had to ask for a key that it did not have. */
  get keyRequests(): number {
    return this.cipherRequests;
  }

  /** Other crypt data, for page 0. */
  stageCrypt(settings: CryptSettings, lsn: number): Staged {
    this.readHead();
    const cryptData = { ...settings, iv: this.cryptData?.iv ?? this.context.ports.random.bytes(16) };
    const image = this.file.read(0, 1);
    encodeCryptData(cryptData).copy(image, cryptDataOffset());
    writeLsn(image, lsn);
    sealPage(image);
    const images = [{ page: 0, image }];
    return {
      write: () => this.context.addPages(this.space, images),
      done: () => {
        this.file.accept(images);
        this.changeCrypt(cryptData);
      },
    };
  }

  /** Pages as they are when they have been rotated; `overwrite` writes them. Rejects with UnreadableTable. */
  async rotate({ first, count }: PageRange, rotation: PageRotation, work: PageWork): Promise<Rotated> {
    const { cipher } = this;
    assert(cipher, 'a tablespace has crypt data before its pages are rotated');
    const planned = planRotation(this.file, first, count, rotation);
    this.file.announce(planned.images);
    try {
      await work.reseal(planned.work, cipher);
    } catch (error) {
      this.file.takeAnnounced(planned.images);
      throw error instanceof PageCorruption ? this.unreadable(error) : error;
    }
    const { counts } = this.context;
    counts.decrypted += planned.decrypted;
    if (rotation.version !== NOT_ENCRYPTED) counts.encrypted += planned.images.length;
    return planned;
  }

  unchanged(images: readonly PageImage[]): PageImage[] {
    return this.file.takeAnnounced(images);
  }

  overwrite(images: readonly PageImage[]): Promise<void> {
    return this.file.overwrite(images);
  }

  sync(): void {
    this.file.sync();
  }

  /** The keys of the newest version and of every version that a page carries. */
  async resolveKeys(): Promise<void> {
    const { crypt } = this;
    if (!crypt) return;
    const { keys } = this.context;
    await keys.resolve([crypt.keyId]);
    // Pages between the oldest and the newest version: when these are one, there is nothing to look for.
    if (crypt.minKeyVersion === keys.latest(crypt.keyId)) return;
    const versions = [...this.file.keyVersions(this.committedPages)].map((version) => [crypt.keyId, version] as const);
    await keys.resolve([], versions);
  }

  private openTablespace(): Tablespace {
    if (this.file.isMissing()) {
      reportMissing(this.name, this.context.ports.log);
      throw tablespaceMissing(this.name);
    }
    this.readHead();
    if (this.committedPages === 0) throw new PageCorruption(0, 'checksum');
    const source = pageSource(this.committedPages, (first, count) => this.readPages(first, count), this.cipher);
    return Tablespace.open(source, this.entry.definition, this.context.weights);
  }

  private readPages(first: number, count: number): Buffer {
    const run = this.file.read(first, count);
    countRead(this.context.counts, run, this.cipher !== undefined);
    return run;
  }

  /** Page 0 is never encrypted: it tells the size and which key is needed. */
  private readHead(): void {
    if (this.headRead) return;
    this.headRead = true;
    if (this.file.size() === 0) return;
    const page = this.file.read(0, 1);
    if (page.length < PAGE_SIZE || checkPlainPage(page) !== 'ok') return;
    this.committedPages = decodeSpaceHeader(page).size;
    this.file.trim(this.committedPages);
    this.setCrypt(decodeCryptData(page));
  }

  /** The tablespace goes on with other crypt data; one that had none is opened again, since it had no cipher. */
  private changeCrypt(cryptData: CryptData): void {
    const had = this.cryptData;
    this.cryptData = cryptData;
    if (had === undefined) {
      this.setCrypt(cryptData);
      if (this.tablespace) this.reset();
    }
    if (this.tablespace) this.tablespace.cryptData = cryptData;
  }

  private setCrypt(cryptData: CryptData | undefined): void {
    this.cryptData = cryptData;
    const { keys } = this.context;
    this.cipher =
      cryptData &&
      new PageCipher({
        spaceId: this.space,
        iv: cryptData.iv,
        mode: keys.cipherMode,
        cipher: (version) => keys.cipher(cryptData.keyId, version),
        key: (version) => {
          this.cipherRequests++;
          return keys.get(cryptData.keyId, version);
        },
      });
  }

  private emit(
    tablespace: Tablespace,
    change: RowChanges | undefined,
    lsn: number,
    sink: (page: number, image: Buffer) => void,
  ): void {
    const version = this.versionToWrite();
    const level = this.format.compressionLevel;
    const { counts } = this.context;
    const sealed = (page: number, image: Buffer) => {
      try {
        sealPage(image, this.cipher, version, level);
      } catch (error) {
        throw error instanceof CipherFailure ? decryptionFailed() : error;
      }
      if (image.readUInt32BE(KEY_VERSION) !== NOT_ENCRYPTED) counts.encrypted++;
      if (isCompressed(image)) counts.compressed++;
      sink(page, image);
    };
    if (change) writeLeaves(tablespace, change, lsn, sealed);
    else writeEmpty(tablespace, lsn, sealed);
    tablespace.finish(lsn, sealed);
  }

  private checkSize(pages: number): void {
    checkTableSize(this.entry.definition.name, pages, this.context.ports.memoryBytes);
  }

  private versionToWrite(): KeyVersion {
    const { cryptData } = this;
    const { keys, encryptTables } = this.context;
    if (!cryptData || !encryptsPages(cryptData, encryptTables())) return NOT_ENCRYPTED;
    const latest = keys.latest(cryptData.keyId);
    // Writing in clear what should be encrypted is the one thing that must never happen.
    if (latest === INVALID_KEY_VERSION) throw decryptionFailed();
    if (latest !== NOT_ENCRYPTED && keys.get(cryptData.keyId, latest) === undefined) throw decryptionFailed();
    return latest;
  }

  /** Corrupt pages become the server's error and its log lines. */
  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PageCorruption)) throw error;
      throw this.unreadable(error);
    }
  }

  private unreadable(corruption: PageCorruption): UnreadableTable {
    const { db, name } = this.entry.definition;
    const facts = { db, name, path: `./${this.name}.ibd`, space: this.space, keyId: this.cryptData?.keyId ?? 0 };
    return unreadableTable(corruption, facts, this.rawKeyVersion(corruption.pageNumber), this.context.ports.log);
  }

  private rawKeyVersion(page: number): KeyVersion {
    const raw = this.file.read(page, 1);
    return raw.length >= 4 ? raw.readUInt32BE(KEY_VERSION) : 0;
  }
}
