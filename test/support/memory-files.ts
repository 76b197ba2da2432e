/** A file system in memory that fails as the real one does: the same codes for the same mistakes. */
import { constants } from 'node:os';
import { posix } from 'node:path';
import type { Files, OpenFile } from '../../src/base/ports.js';

type Code = 'ENOENT' | 'EEXIST' | 'ENOTDIR' | 'EISDIR' | 'ENOTEMPTY' | 'EBADF' | 'EIO' | 'ENOSPC' | 'EACCES';

/** An error as Node's `fs` throws it. */
export function systemError(code: Code, syscall: string, path: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${code}: ${syscall} '${path}'`);
  return Object.assign(error, { code, errno: -constants.errno[code], syscall, path });
}

interface Content {
  bytes: Uint8Array;
  mode: number;
}

export class MemoryFiles implements Files {
  private readonly files = new Map<string, Content>();
  private readonly directories = new Set(['/', '.']);

  /** A copy as it stands now: what another process would find after a crash. */
  copy(): MemoryFiles {
    const copy = new MemoryFiles();
    for (const [path, { bytes, mode }] of this.files) copy.files.set(path, { bytes: bytes.slice(), mode });
    for (const path of this.directories) copy.directories.add(path);
    return copy;
  }

  open(path: string, mode: 'r' | 'r+' | 'create'): OpenFile {
    const name = this.fileName(path, 'open');
    if (mode === 'create') this.put(name, new Uint8Array(0), this.files.get(name)?.mode ?? 0o660);
    return openFile(this.content(name, 'open'), name, mode !== 'r');
  }

  readFile(path: string, maxBytes?: number): Uint8Array {
    return this.content(this.fileName(path, 'open'), 'open').bytes.slice(0, maxBytes);
  }

  writeFile(path: string, data: string | Uint8Array, mode = 0o660): void {
    const name = this.fileName(path, 'open');
    // A rename replaces the file: whoever has the old one open keeps it.
    this.files.delete(name);
    this.put(name, Buffer.from(data), mode);
  }

  appendFile(path: string, data: string): void {
    const name = this.fileName(path, 'open');
    const before = this.files.get(name)?.bytes ?? new Uint8Array(0);
    this.put(name, Buffer.concat([before, Buffer.from(data)]), this.files.get(name)?.mode ?? 0o660);
  }

  exists(path: string): boolean {
    const name = posix.normalize(path);
    return this.files.has(name) || this.isDirectory(name);
  }

  isDirectory(path: string): boolean {
    return this.directories.has(directoryName(path));
  }

  list(path: string): string[] {
    const parent = this.existingDirectory(path, 'scandir');
    return [...this.files.keys(), ...this.directories]
      .filter((name) => name !== parent && posix.dirname(name) === parent)
      .map((name) => posix.basename(name))
      .sort();
  }

  makeDirectory(path: string): void {
    const name = directoryName(path);
    if (this.exists(name)) throw systemError('EEXIST', 'mkdir', path);
    this.existingDirectory(posix.dirname(name), 'mkdir');
    this.directories.add(name);
  }

  removeDirectory(path: string): void {
    const name = this.existingDirectory(path, 'rmdir');
    if (this.list(name).length > 0) throw systemError('ENOTEMPTY', 'rmdir', path);
    this.directories.delete(name);
  }

  rename(from: string, to: string): void {
    const source = posix.normalize(from);
    if (this.isDirectory(source)) {
      this.renameDirectory(directoryName(source), directoryName(to));
      return;
    }
    const content = this.content(source, 'rename');
    const target = this.fileName(to, 'rename');
    this.files.delete(source);
    this.files.set(target, content);
  }

  remove(path: string): void {
    const name = this.fileName(path, 'unlink');
    this.content(name, 'unlink');
    this.files.delete(name);
  }

  syncDirectory(path: string): void {
    this.existingDirectory(path, 'open');
  }

  /** The permission bits that a file was given. */
  modeOf(path: string): number {
    return this.content(posix.normalize(path), 'stat').mode;
  }

  private renameDirectory(from: string, to: string): void {
    this.existingDirectory(posix.dirname(to), 'rename');
    const moved = (name: string) => to + name.slice(from.length);
    const within = (name: string) => name === from || name.startsWith(`${from}/`);
    for (const [name, content] of [...this.files].filter(([name]) => within(name))) {
      this.files.delete(name);
      this.files.set(moved(name), content);
    }
    for (const name of [...this.directories].filter(within)) {
      this.directories.delete(name);
      this.directories.add(moved(name));
    }
  }

  private put(name: string, bytes: Uint8Array, mode: number): void {
    const present = this.files.get(name);
    if (present) Object.assign(present, { bytes, mode });
    else this.files.set(name, { bytes, mode });
  }

  private content(name: string, syscall: string): Content {
    const content = this.files.get(name);
    if (!content) throw systemError('ENOENT', syscall, name);
    return content;
  }

  private fileName(path: string, syscall: string): string {
    const name = posix.normalize(path);
    if (this.isDirectory(name)) throw systemError('EISDIR', syscall, path);
    this.existingDirectory(posix.dirname(name), syscall);
    return name;
  }

  private existingDirectory(path: string, syscall: string): string {
    const name = directoryName(path);
    if (this.directories.has(name)) return name;
    throw systemError(this.files.has(name) ? 'ENOTDIR' : 'ENOENT', syscall, path);
  }
}

/** Without the slash at the end that a directory's path may have. */
function directoryName(path: string): string {
  const name = posix.normalize(path);
  return name.length > 1 && name.endsWith('/') ? name.slice(0, -1) : name;
}

function openFile(content: Content, path: string, writable: boolean): OpenFile {
  let open = true;
  const check = (syscall: string, allowed = true) => {
    if (!open || !allowed) throw systemError('EBADF', syscall, path);
  };
  const write = (data: Uint8Array, offset: number) => {
    check('write', writable);
    const size = Math.max(content.bytes.length, offset + data.length);
    if (size > content.bytes.length) content.bytes = resized(content.bytes, size);
    content.bytes.set(data, offset);
  };
  return {
    read(into, offset) {
      check('read');
      const part = content.bytes.subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
    write,
    writeAll: (data, offset) => write(Buffer.concat(data), offset),
    size() {
      check('fstat');
      return content.bytes.length;
    },
    truncate(size) {
      check('ftruncate', writable);
      content.bytes = resized(content.bytes, size);
    },
    sync: () => check('fdatasync'),
    syncLater: async () => check('fdatasync'),
    close() {
      check('close');
      open = false;
    },
  };
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  result.set(bytes.subarray(0, size));
  return result;
}
