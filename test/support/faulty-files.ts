/** A disk that fails at the n-th change, so that a test can walk through every place where one could. */
import type { Files, OpenFile, Random } from '../../src/base/ports.js';
import { systemError } from './memory-files.js';

export interface Fault {
  /** The change that fails: 1 is the first one. */
  readonly at: number;
  /**
   * `fail`: that change has no effect and throws, later ones work (a disk that was full for a moment).
   * `cut`: that change happens in part, and nothing works any more (the power went).
   */
  readonly kind: 'fail' | 'cut';
  readonly code?: 'EIO' | 'ENOSPC';
}

type Change = { apply(): void; applyPart?(): void; readonly syscall: string; readonly path: string };

export class FaultyFiles implements Files {
  /** How many changes were asked for. Run once without a fault to learn how many places there are. */
  changes = 0;
  private readonly files: Files;
  private readonly random: Random;
  private readonly fault: Fault | undefined;

  constructor(files: Files, random: Random, fault?: Fault) {
    this.files = files;
    this.random = random;
    this.fault = fault;
  }

  open(path: string, mode: 'r' | 'r+' | 'create'): OpenFile {
    if (mode !== 'create') {
      this.alive('open', path);
      return this.wrap(this.files.open(path, mode), path);
    }
    let file: OpenFile | undefined;
    this.change({ syscall: 'open', path, apply: () => (file = this.files.open(path, mode)) });
    return this.wrap(file ?? this.files.open(path, 'r+'), path);
  }

  readFile(path: string, maxBytes?: number): Uint8Array {
    this.alive('read', path);
    return this.files.readFile(path, maxBytes);
  }

  writeFile(path: string, data: string | Uint8Array, mode?: number): void {
    // Atomic: done, or not at all.
    this.change({ syscall: 'rename', path, apply: () => this.files.writeFile(path, data, mode) });
  }

  appendFile(path: string, data: string): void {
    this.change({
      syscall: 'write',
      path,
      apply: () => this.files.appendFile(path, data),
      applyPart: () => this.files.appendFile(path, data.slice(0, this.below(data.length))),
    });
  }

  exists(path: string): boolean {
    return this.files.exists(path);
  }

  isDirectory(path: string): boolean {
    return this.files.isDirectory(path);
  }

  list(path: string): string[] {
    this.alive('scandir', path);
    return this.files.list(path);
  }

  makeDirectory(path: string): void {
    this.change({ syscall: 'mkdir', path, apply: () => this.files.makeDirectory(path) });
  }

  removeDirectory(path: string): void {
    this.change({ syscall: 'rmdir', path, apply: () => this.files.removeDirectory(path) });
  }

  rename(from: string, to: string): void {
    this.change({ syscall: 'rename', path: from, apply: () => this.files.rename(from, to) });
  }

  remove(path: string): void {
    this.change({ syscall: 'unlink', path, apply: () => this.files.remove(path) });
  }

  syncDirectory(path: string): void {
    this.change({ syscall: 'fsync', path, apply: () => this.files.syncDirectory(path) });
  }

  private wrap(file: OpenFile, path: string): OpenFile {
    const write = (data: Uint8Array, offset: number) =>
      this.change({
        syscall: 'write',
        path,
        apply: () => file.write(data, offset),
        applyPart: () => file.write(data.subarray(0, this.below(data.length)), offset),
      });
    return {
      read: (into, offset) => {
        this.alive('read', path);
        return file.read(into, offset);
      },
      write,
      writeAll: (data, offset) => write(Buffer.concat(data), offset),
      size: () => file.size(),
      truncate: (size) => this.change({ syscall: 'ftruncate', path, apply: () => file.truncate(size) }),
      sync: () => this.change({ syscall: 'fdatasync', path, apply: () => file.sync() }),
      syncLater: async () => this.change({ syscall: 'fdatasync', path, apply: () => file.sync() }),
      close: () => file.close(),
    };
  }

  private change({ apply, applyPart, syscall, path }: Change): void {
    this.alive(syscall, path);
    this.changes++;
    if (this.changes !== this.fault?.at) {
      apply();
      return;
    }
    if (this.fault.kind === 'cut') applyPart?.();
    throw systemError(this.fault.code ?? 'EIO', syscall, path);
  }

  /** After a cut nothing works. */
  private alive(syscall: string, path: string): void {
    if (this.fault?.kind === 'cut' && this.changes >= this.fault.at) throw systemError('EIO', syscall, path);
  }

  private below(limit: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.random.bytes(4);
    return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % Math.max(1, limit);
  }
}
