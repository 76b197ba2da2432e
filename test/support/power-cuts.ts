/**
 * Data directories as a power cut would leave them: a copy is taken before each change of a file, and what was not
 * synced by then is kept, lost or torn by chance. (As on the file systems in use, syncing a file keeps its name, too.)
 */
import { closeSync, cpSync, existsSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Files, OpenFile, Random } from '../../src/base/ports.js';

const WAL = 'sealion.db-wal';

/** A file, whatever its name is by now. */
interface Tracked {
  unsynced: Unsynced[];
}

interface Unsynced {
  readonly offset: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export class PowerCuts implements Files {
  /** Called before each change. */
  onChange: () => void = () => {};
  readonly #files: Files;
  readonly #datadir: string;
  readonly #random: Random;
  readonly #tracked = new Map<string, Tracked>();
  #durableWal = 0;

  constructor(files: Files, datadir: string, random: Random) {
    this.#files = files;
    this.#datadir = datadir;
    this.#random = random;
  }

  /** SQLite has synced its log: what is in it by now stays. */
  walIsDurable(): void {
    this.#durableWal = this.#walSize();
  }

  /** What the directory would be after a power cut now. */
  copyTo(directory: string): void {
    cpSync(this.#datadir, directory, { recursive: true });
    this.#cutWal(join(directory, WAL));
    for (const [path, { unsynced }] of this.#tracked) {
      const copy = join(directory, relative(this.#datadir, path));
      if (existsSync(copy)) for (const write of unsynced) this.#lose(copy, write);
    }
  }

  open(path: string, mode: 'r' | 'r+' | 'create'): OpenFile {
    if (mode === 'create') this.onChange();
    const file = this.#files.open(path, mode);
    const tracked = this.#tracked.get(path) ?? { unsynced: [] };
    this.#tracked.set(path, tracked);
    return {
      read: (into, offset) => file.read(into, offset),
      size: () => file.size(),
      close: () => file.close(),
      write: (data, offset) => {
        this.onChange();
        this.#note(tracked, file, offset, data);
        file.write(data, offset);
      },
      writeAll: (data, offset) => {
        this.onChange();
        this.#note(tracked, file, offset, Buffer.concat(data));
        file.writeAll(data, offset);
      },
      truncate: (size) => {
        this.onChange();
        file.truncate(size);
      },
      sync: () => {
        this.onChange();
        file.sync();
        tracked.unsynced = [];
      },
      syncLater: async () => {
        const written = new Set(tracked.unsynced);
        for (let turns = this.below(4); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
        this.onChange();
        file.sync();
        tracked.unsynced = tracked.unsynced.filter((write) => !written.has(write));
      },
    };
  }

  readFile = (path: string, maxBytes?: number): Uint8Array => this.#files.readFile(path, maxBytes);
  exists = (path: string): boolean => this.#files.exists(path);
  isDirectory = (path: string): boolean => this.#files.isDirectory(path);
  list = (path: string): string[] => this.#files.list(path);
  syncDirectory = (path: string): void => this.#files.syncDirectory(path);

  writeFile(path: string, data: string | Uint8Array, mode?: number): void {
    this.#change(() => this.#files.writeFile(path, data, mode));
  }

  appendFile(path: string, data: string): void {
    this.#change(() => this.#files.appendFile(path, data));
  }

  makeDirectory(path: string): void {
    this.#change(() => this.#files.makeDirectory(path));
  }

  removeDirectory(path: string): void {
    this.#change(() => this.#files.removeDirectory(path));
  }

  rename(from: string, to: string): void {
    this.#change(() => this.#files.rename(from, to));
    const file = this.#tracked.get(from);
    this.#tracked.delete(from);
    this.#tracked.delete(to);
    if (file) this.#tracked.set(to, file);
  }

  remove(path: string): void {
    this.#change(() => this.#files.remove(path));
    this.#tracked.delete(path);
  }

  /** A number from 0 up to but not including the limit. */
  below(limit: number): number {
    return limit <= 0 ? 0 : Buffer.from(this.#random.bytes(4)).readUInt32BE() % limit;
  }

  #change(apply: () => void): void {
    this.onChange();
    apply();
  }

  #note(tracked: Tracked, file: OpenFile, offset: number, after: Uint8Array): void {
    const before = Buffer.alloc(after.length);
    file.read(before, offset);
    tracked.unsynced.push({ offset, before, after: Uint8Array.from(after) });
  }

  /** Keeps a write, loses it, or keeps its first part. */
  #lose(copy: string, { offset, before, after }: Unsynced): void {
    const kept = [after.length, 0, this.below(after.length)][this.below(3)] ?? 0;
    const descriptor = openSync(copy, 'r+');
    writeSync(descriptor, Buffer.concat([after.subarray(0, kept), before.subarray(kept)]), 0, after.length, offset);
    closeSync(descriptor);
  }

  /** Behind what was synced, SQLite's log is cut off, damaged or whole. */
  #cutWal(copy: string): void {
    if (!existsSync(copy)) return;
    const size = statSync(copy).size;
    const loose = size - this.#durableWal;
    if (loose <= 0) return;
    const at = this.#durableWal + this.below(loose);
    const kind = this.below(3);
    if (kind === 0) truncateSync(copy, at);
    if (kind !== 1) return;
    const descriptor = openSync(copy, 'r+');
    const byte = readFileSync(copy).readUInt8(at);
    writeSync(descriptor, Uint8Array.of(byte ^ 0x55), 0, 1, at);
    closeSync(descriptor);
  }

  #walSize(): number {
    const path = join(this.#datadir, WAL);
    return existsSync(path) ? statSync(path).size : 0;
  }
}
