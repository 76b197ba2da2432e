/**
 * What the encryption threads do to tablespaces, in steps: begin a scan, rotate some pages, end it. They wait for the
 * disk only. Keys are resolved by whoever calls, who also decides when.
 *
 * Pages are rotated in their places. The journal has no part in it, but for page 0: before any page of a batch is
 * overwritten, all of them are durable in the doublewrite file.
 */
import type { Ports } from '../base/ports.js';
import { INVALID_KEY_VERSION, type KeyVersion, NOT_ENCRYPTED } from '../services/encryption.js';
import type { KeyRing } from '../services/key-ring.js';
import type { CryptSettings } from './encryption-policy.js';
import { PageOverwrites } from './page-overwrites.js';
import type { PageRotation } from './page-rotation.js';
import { PageWork } from './page-work.js';
import type { PageRange, RotatingSpace, Scan } from './rotating-space.js';
import {
  cryptAtEnd,
  cryptAtStart,
  entersList,
  looksAtListOnly,
  needsRotation,
  type RotationSettings,
  refillsList,
  spaceNeedsRotation,
  targetOf,
} from './rotation.js';
import type { Dictionary } from './store/dictionary.js';
import type { Doublewrite, Slot } from './store/doublewrite.js';
import type { Journal } from './store/journal.js';
import { type SystemSpace, systemSpaces } from './system-spaces.js';

/** A row of INNODB_TABLESPACES_ENCRYPTION. */
export interface EncryptionState {
  readonly space: number;
  readonly name: string;
  readonly scheme: number;
  readonly keyRequests: number;
  readonly minKeyVersion: KeyVersion;
  readonly currentKeyVersion: KeyVersion;
  readonly keyId: number;
  /** The scan under way. */
  readonly scan: Readonly<Scan> | undefined;
}

/** Pages since the start. */
export interface RotationCounts {
  fromCache: number;
  fromDisk: number;
  modified: number;
  flushed: number;
}

/** What this needs of the storage engine. */
interface Host {
  readonly ports: Ports;
  readonly dictionary: Dictionary;
  readonly journal: Journal;
  readonly doublewrite: Doublewrite;
  readonly keys: KeyRing;
  readonly settings: () => RotationSettings;
  readonly undoTablespaces: number;
  /** All persistent tablespaces but the system's, in the order in which they were made. */
  readonly spaces: () => RotatingSpace[];
}

export class EncryptionWork {
  readonly counts: RotationCounts = { fromCache: 0, fromDisk: 0, modified: 0, flushed: 0 };
  /** Called when there may be work: a tablespace came on the list, or turned out to be due. */
  onWork: () => void = () => {};
  /** Listed before the others. */
  readonly systemSpaces: readonly SystemSpace[];
  private readonly host: Host;
  private readonly overwrites: PageOverwrites;
  private readonly pageWork: PageWork;
  /** The default encryption list. */
  private readonly list = new Set<RotatingSpace>();
  private readonly scans = new Map<RotatingSpace, Scan>();
  /** Tablespaces whose files somebody copies. */
  private readonly held = new Set<RotatingSpace>();
  /** Nobody has asked for the list yet: page 0 of all tablespaces has still to be looked at. */
  private isFresh = true;
  private highestVersion: KeyVersion = NOT_ENCRYPTED;

  constructor(host: Host) {
    this.host = host;
    this.overwrites = new PageOverwrites(host);
    this.pageWork = new PageWork(host.ports);
    this.systemSpaces = systemSpaces(host);
  }

  /** Reads the system tablespace, as a start does before anything else. Throws DatadirError where its key is not there. */
  async readSystemTablespace(): Promise<void> {
    const [system] = this.systemSpaces;
    if (!system?.crypt) return;
    const { keyId, minKeyVersion } = system.crypt;
    await this.host.keys.resolve([], [[keyId, minKeyVersion]]);
    system.verify();
  }

  /** A tablespace was made, opened or imported. */
  opened(space: RotatingSpace): void {
    if (this.isFresh || !this.enter(space)) return;
    this.onWork();
  }

  /** A tablespace is gone: whoever works on it finds that its scan has ended. */
  forget(space: RotatingSpace): void {
    this.list.delete(space);
    this.scans.delete(space);
    this.held.delete(space);
    this.overwrites.forget(space);
  }

  /** Nobody touches the file of a tablespace until it is released. */
  hold(space: RotatingSpace): void {
    this.held.add(space);
  }

  release(space: RotatingSpace): void {
    if (this.held.delete(space)) this.onWork();
  }

  /** A variable has changed that decides what has to be done. */
  settingsChanged(): void {
    if (this.isFresh) return;
    for (const space of this.spaces()) {
      if (space.isUsable && refillsList(space.crypt, this.host.settings())) this.list.add(space);
    }
  }

  /** Those that the threads look at now, in order. */
  candidates(): RotatingSpace[] {
    const { encryptTables } = this.host.settings();
    const spaces = this.spaces().filter(({ crypt }) => crypt !== undefined || encryptTables !== 'OFF');
    if (this.isFresh) {
      this.isFresh = false;
      for (const space of spaces) this.enter(space);
      this.settingsChanged();
    }
    const listOnly = looksAtListOnly(this.highestVersion, this.host.settings());
    return spaces.filter((space) => !this.held.has(space) && (!listOnly || this.list.has(space)));
  }

  /** Whether there is work on a tablespace; the newest version of its key has been resolved. */
  isDue(space: RotatingSpace): boolean {
    if (!space.isUsable) return false;
    const latest = this.latest(space.crypt);
    const due = spaceNeedsRotation(space.crypt, latest, this.host.settings());
    if (!due) this.list.delete(space);
    return due;
  }

  scanOf(space: RotatingSpace): Scan | undefined {
    return this.scans.get(space);
  }

  /** Makes a scan known before its keys are there, so that nobody else begins one. */
  prepare(space: RotatingSpace): Scan {
    const { version } = targetOf(this.latest(space.crypt), this.host.settings());
    const scan: Scan = {
      target: version,
      next: 0,
      end: 0,
      threads: 1,
      oldest: version,
      modified: 0,
      dirty: new Set(),
      isInterrupted: false,
    };
    this.scans.set(space, scan);
    return scan;
  }

  /** The first thread begins: crypt data that says what the pages are going to be, then pages. */
  begin(space: RotatingSpace, scan: Scan): void {
    const { crypt } = space;
    const first = cryptAtStart(crypt, { version: scan.target, age: 0 });
    if (crypt === undefined || crypt.type !== first.type) this.writeCrypt(space, first);
    scan.dirty = new Set(space.dirtyPages());
    if (space.checkpoint() > 0) this.host.dictionary.commit(() => this.host.journal.forgetPages(space.space));
    scan.next = 1;
    scan.end = space.pages();
    this.pageWork.expect(scan.end);
  }

  /** Rotates the pages of a batch; several may be under way. Rejects with UnreadableTable. */
  async rotate(space: RotatingSpace, scan: Scan, first: number, count: number): Promise<void> {
    const { doublewrite } = this.host;
    const slot = await doublewrite.take();
    try {
      if (this.isCurrent(space, scan)) await this.rotateIn(slot, space, scan, { first, count });
    } finally {
      doublewrite.release(slot);
    }
  }

  private async rotateIn(slot: Slot, space: RotatingSpace, scan: Scan, pages: PageRange): Promise<void> {
    const { crypt } = space;
    if (crypt === undefined) return;
    const { counts, host } = this;
    const { encryptTables, rotateKeyAge } = host.settings();
    const target = { version: scan.target, age: rotateKeyAge };
    const rotation: PageRotation = {
      version: scan.target,
      needs: (version) => needsRotation(version, crypt, target, encryptTables),
      dirty: scan.dirty,
      lsn: host.dictionary.nextUncommittedLsn(),
      memory: slot.pages,
    };
    const { images, modified, oldest } = await space.rotate(pages, rotation, this.pageWork);
    const isWanted = () => this.isCurrent(space, scan);
    if (images.length > 0 && !(await this.overwrites.write(slot, { space, images }, isWanted))) return;
    counts[space.isCached ? 'fromCache' : 'fromDisk'] += pages.count;
    counts.modified += modified;
    scan.modified += modified;
    if (oldest !== undefined && oldest < scan.oldest) scan.oldest = oldest;
  }

  /** Whether a scan goes on: not when its tablespace is gone or held, or what it does is not wanted any more. */
  isCurrent(space: RotatingSpace, scan: Scan): boolean {
    if (this.held.has(space)) return false;
    const encrypts = this.host.settings().encryptTables !== 'OFF';
    return this.scans.get(space) === scan && encrypts === (scan.target !== NOT_ENCRYPTED);
  }

  /** The last thread leaves, and all pages have been visited. */
  end(space: RotatingSpace, scan: Scan): void {
    const { crypt } = space;
    if (crypt) this.writeCrypt(space, cryptAtEnd(crypt, scan.oldest));
    this.counts.flushed += scan.modified;
    this.scans.delete(space);
    if (this.scans.size > 0) return;
    this.pageWork.rest();
    this.host.doublewrite.removeIfIdle();
  }

  /** Ends a scan without a result: min_key_version stays a lower bound. */
  abandon(space: RotatingSpace, scan: Scan): void {
    if (this.scans.get(space) === scan) this.scans.delete(space);
    if (this.scans.size === 0) this.pageWork.rest();
  }

  /** A clean end: no page is half written. */
  finish(): void {
    this.scans.clear();
    this.pageWork.stop();
    this.overwrites.settle();
    this.host.doublewrite.remove();
  }

  close(): void {
    this.scans.clear();
    this.pageWork.stop();
    this.host.doublewrite.close();
  }

  /** Tablespaces with crypt data. Each row asks for the newest version of the tablespace's key. */
  async states(): Promise<EncryptionState[]> {
    const states: EncryptionState[] = [];
    for (const space of this.spaces()) {
      if (space.crypt === undefined) continue;
      await this.host.keys.resolve([space.crypt.keyId]);
      if (space.crypt) states.push(this.stateOf(space, space.crypt));
    }
    return states;
  }

  /** The newest version of a tablespace's key was asked for: is there work now? */
  noticed(space: RotatingSpace): void {
    const latest = this.latest(space.crypt);
    if (space.crypt && spaceNeedsRotation(space.crypt, latest, this.host.settings())) this.onWork();
  }

  private stateOf(space: RotatingSpace, crypt: CryptSettings): EncryptionState {
    const latest = this.latest(crypt);
    this.noticed(space);
    const isIdle = this.host.settings().encryptTables === 'OFF' && crypt.minKeyVersion === NOT_ENCRYPTED;
    return {
      space: space.space,
      name: space.name,
      scheme: crypt.type,
      keyRequests: space.keyRequests,
      minKeyVersion: crypt.minKeyVersion,
      currentKeyVersion: isIdle ? NOT_ENCRYPTED : latest,
      keyId: crypt.keyId,
      scan: this.scans.get(space),
    };
  }

  private spaces(): RotatingSpace[] {
    return [...this.systemSpaces, ...this.host.spaces()];
  }

  private enter(space: RotatingSpace): boolean {
    if (!space.isUsable || !entersList(space.crypt, this.host.settings())) return false;
    this.list.add(space);
    return true;
  }

  private latest(crypt: CryptSettings | undefined): KeyVersion {
    const latest = this.host.keys.latest(crypt?.keyId ?? 1);
    if (latest !== INVALID_KEY_VERSION) this.highestVersion = Math.max(this.highestVersion, latest);
    return latest;
  }

  private writeCrypt(space: RotatingSpace, crypt: CryptSettings): void {
    const { dictionary } = this.host;
    const staged = space.stageCrypt(crypt, dictionary.next('lsn'));
    dictionary.commit(() => staged.write());
    staged.done();
  }
}
