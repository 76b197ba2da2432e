/**
 * The encryption threads: they look for tablespaces that have to be encrypted, decrypted or given a newer key version,
 * and work on them a few pages at a time, so that statements come between.
 *
 * Threads are loops that wait for timers of the clock, never for each other. They sleep until something wakes them: a
 * variable, a new tablespace, or somebody who notices that a tablespace is due.
 */
import type { Ports } from '../base/ports.js';
import type { Engine } from '../engine/engine.js';
import type { RotatingSpace, Scan } from '../engine/rotating-space.js';
import { UnreadableTable } from '../engine/unreadable-table.js';
import { NOT_ENCRYPTED, SYSTEM_KEY_ID } from '../services/encryption.js';
import type { KeyRing } from '../services/key-ring.js';
import type { SystemVariables } from '../sysvars/registry.js';
import { IopsBudget, type Share } from './iops-budget.js';

/** Pages that are worked on at once: statements wait that long. */
const SLICE_PAGES = 128;
/** A batch is what a thread may do in this time. */
const BATCH_SECONDS = 3;
/** A tablespace that has to be read from the disk is done in small steps, so that one can watch. */
const DISK_SLICES_PER_SECOND = 10;
/** Between two slices of pages that need not be read from the disk. */
const PAUSE_MS = 1;
/** Of these, so many are under way: one is computed while others wait for the disk. */
const SLICES_UNDER_WAY = 3;

interface Surroundings {
  readonly engine: Engine;
  readonly keys: KeyRing;
  readonly variables: SystemVariables;
  readonly ports: Ports;
}

class EncryptionThread {
  stopping = false;
  readonly share: Share;

  constructor(share: Share) {
    this.share = share;
  }
}

export class EncryptionThreads {
  private readonly world: Surroundings;
  private readonly budget: IopsBudget;
  private readonly threads: EncryptionThread[] = [];
  /** Tablespaces that could not be worked on; they are tried again when a variable changes. */
  private readonly skipped = new Set<RotatingSpace>();
  private readonly pauses = new Set<() => void>();
  private sleepers: (() => void)[] = [];
  /** How often the threads were woken: whoever has been busy meanwhile looks again. */
  private wakings = 0;
  private created = 0;

  constructor(world: Surroundings) {
    this.world = world;
    this.budget = new IopsBudget(() => Number(world.variables.getByName('innodb_encryption_rotation_iops')));
  }

  /** Innodb_encryption_rotation_estimated_iops. */
  get estimatedIops(): number {
    return this.budget.estimated;
  }

  /** As many threads as innodb_encryption_threads says, from the start on. */
  start(): void {
    this.resize(0);
  }

  /** One of the variables has a new value; `session` has set it. */
  variableChanged(session: number): void {
    this.world.engine.encryption.settingsChanged();
    this.skipped.clear();
    this.resize(session);
    this.wake();
  }

  /** Ends all threads at once: nothing of theirs touches the engine afterwards. */
  stop(): void {
    this.shrink(0);
    this.world.engine.encryption.onWork = () => {};
    for (const goOn of [...this.pauses]) goOn();
  }

  private resize(session: number): void {
    const wanted = Number(this.world.variables.getByName('innodb_encryption_threads'));
    const missing = wanted - this.threads.length;
    this.shrink(wanted);
    for (let number = 1; number <= missing; number++) {
      const text = `InnoDB: Creating #${number} encryption thread id ${++this.created} total threads ${wanted}.`;
      this.world.ports.log.write('Note', text, session);
      const thread = new EncryptionThread(this.budget.join());
      this.threads.push(thread);
      void this.run(thread);
    }
    this.world.engine.encryption.onWork = this.threads.length > 0 ? () => this.wake() : () => {};
  }

  private shrink(wanted: number): void {
    for (const thread of this.threads.splice(wanted)) {
      thread.stopping = true;
      this.budget.leave(thread.share);
    }
    this.wake();
  }

  private wake(): void {
    this.wakings++;
    for (const goOn of this.sleepers.splice(0)) goOn();
  }

  private async run(thread: EncryptionThread): Promise<void> {
    let seen = -1;
    while (!thread.stopping) {
      if (seen === this.wakings) await new Promise<void>((goOn) => this.sleepers.push(goOn));
      seen = this.wakings;
      while (!thread.stopping && (await this.workOnNext(thread)));
    }
  }

  /** Works on the first tablespace that needs it; false when there is none. */
  private async workOnNext(thread: EncryptionThread): Promise<boolean> {
    for (const space of this.world.engine.encryption.candidates()) {
      if (this.skipped.has(space)) continue;
      const scan = await this.scanOf(space, thread);
      if (thread.stopping) return false;
      if (scan === undefined) continue;
      await this.workOn(space, scan, thread);
      return true;
    }
    return false;
  }

  /** The scan of a tablespace that there is work on, begun or joined. */
  private async scanOf(space: RotatingSpace, thread: EncryptionThread): Promise<Scan | undefined> {
    const { encryption } = this.world.engine;
    if (encryption.scanOf(space) === undefined) {
      await this.world.keys.resolve([space.crypt?.keyId ?? SYSTEM_KEY_ID]);
      if (thread.stopping || !encryption.isDue(space)) return undefined;
    }
    const present = encryption.scanOf(space);
    if (present && present.next >= present.end) return undefined;
    if (!this.budget.allocate(thread.share)) return undefined;
    if (present === undefined) return this.begin(space, thread);
    present.threads++;
    return present;
  }

  private async begin(space: RotatingSpace, thread: EncryptionThread): Promise<Scan | undefined> {
    const { encryption } = this.world.engine;
    const scan = encryption.prepare(space);
    await space.resolveKeys();
    if (thread.stopping || !encryption.isCurrent(space, scan)) {
      encryption.abandon(space, scan);
      return undefined;
    }
    const { keyId } = space.crypt ?? { keyId: SYSTEM_KEY_ID };
    if (scan.target !== NOT_ENCRYPTED && this.world.keys.get(keyId, scan.target) === undefined) {
      this.skip(space, scan, `InnoDB: Encryption key is not found for ./${space.name}.ibd`);
      return undefined;
    }
    const isBegun = this.guarded(space, scan, () => encryption.begin(space, scan));
    // The others may help now.
    if (isBegun) this.wake();
    return isBegun ? scan : undefined;
  }

  private async workOn(space: RotatingSpace, scan: Scan, thread: EncryptionThread): Promise<void> {
    const { encryption } = this.world.engine;
    while (!scan.isInterrupted && scan.next < scan.end && this.budget.allocate(thread.share)) {
      const pages = Math.max(space.isCached ? SLICE_PAGES : 1, BATCH_SECONDS * thread.share.allocated);
      const first = scan.next;
      scan.next = Math.min(scan.end, first + pages);
      const batch = { space, scan, thread, next: first, end: scan.next };
      if (!(await this.rotateBatch(batch))) scan.isInterrupted = true;
    }
    this.budget.release(thread.share);
    scan.threads--;
    if (scan.threads === 0 && encryption.scanOf(space) === scan) {
      if (scan.isInterrupted || scan.next < scan.end) encryption.abandon(space, scan);
      else this.guarded(space, scan, () => encryption.end(space, scan));
    }
    this.wake();
  }

  /** Rotates a thread's batch; false when it has to leave before the end of it. */
  private async rotateBatch(batch: Batch): Promise<boolean> {
    const { space, thread } = batch;
    const isCached = space.isCached;
    const lanes = Array.from({ length: isCached ? SLICES_UNDER_WAY : 1 }, () => this.rotateSlices(batch, isCached));
    if ((await Promise.all(lanes)).includes(false)) return false;
    this.budget.report(thread.share, !isCached);
    return true;
  }

  /** Rotates slice after slice of a batch, as long as there is one that nobody else has taken. */
  private async rotateSlices(batch: Batch, isCached: boolean): Promise<boolean> {
    const { space, scan, thread } = batch;
    const { encryption } = this.world.engine;
    const { allocated } = thread.share;
    const slice = isCached ? SLICE_PAGES : Math.min(SLICE_PAGES, Math.ceil(allocated / DISK_SLICES_PER_SECOND));
    while (batch.next < batch.end) {
      const first = batch.next;
      const count = Math.min(slice, batch.end - first);
      batch.next += count;
      if (!encryption.isCurrent(space, scan)) return false;
      try {
        await encryption.rotate(space, scan, first, count);
      } catch (error) {
        if (!thread.stopping) this.failed(space, scan, error);
        return false;
      }
      await this.pause(isCached ? PAUSE_MS : (1000 * count) / allocated);
      // Also where the server, and with it the engine, has ended meanwhile.
      if (thread.stopping) return false;
    }
    return true;
  }

  private guarded(space: RotatingSpace, scan: Scan, work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.failed(space, scan, error);
      return false;
    }
  }

  /** What fails on one tablespace is no matter of the others. */
  private failed(space: RotatingSpace, scan: Scan, error: unknown): void {
    // The log has told already of a page that can not be read.
    const why = (error instanceof Error && error.message) || 'its pages can not be encrypted';
    const line = `InnoDB: Key rotation of ./${space.name}.ibd has failed: ${why}`;
    this.skip(space, scan, error instanceof UnreadableTable ? undefined : line);
  }

  private skip(space: RotatingSpace, scan: Scan, line: string | undefined): void {
    if (line !== undefined) this.world.ports.log.write('ERROR', line);
    this.skipped.add(space);
    this.world.engine.encryption.abandon(space, scan);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.world.ports.clock.timer(ms, () => goOn());
      const goOn = () => {
        timer.cancel();
        this.pauses.delete(goOn);
        resolve();
      };
      this.pauses.add(goOn);
    });
  }
}

/** Pages that a thread has taken on. */
interface Batch {
  readonly space: RotatingSpace;
  readonly scan: Scan;
  readonly thread: EncryptionThread;
  /** The next one that nobody works on. */
  next: number;
  readonly end: number;
}
