/** The ports of a start that must leave no trace: it reads files, and that is all. */
import type { Files, Http, Log, LogLevel, OpenFile } from '../base/ports.js';
import type { StartupLine } from '../sysvars/sysvar-type.js';

/** A log that keeps its lines. */
export class KeptLog implements Log {
  readonly lines: StartupLine[] = [];

  write(level: LogLevel, text: string): void {
    this.lines.push({ level, text });
  }
}

/** A file of which nothing remains. */
const nowhere: OpenFile = {
  read: () => 0,
  write() {},
  writeAll() {},
  size: () => 0,
  truncate() {},
  sync() {},
  async syncLater() {},
  close() {},
};

/** The same files, on which every change seems to succeed and none happens: what was made is there, and empty. */
export function readOnly(files: Files): Files {
  const made = new Set<string>();
  const isMade = (path: string): boolean => made.has(path) && !files.exists(path);
  return {
    open(path, mode) {
      if (mode === 'create') made.add(path);
      return mode === 'r' && !isMade(path) ? files.open(path, 'r') : nowhere;
    },
    readFile: (path, maxBytes) => (isMade(path) ? new Uint8Array() : files.readFile(path, maxBytes)),
    exists: (path) => made.has(path) || files.exists(path),
    isDirectory: (path) => files.isDirectory(path),
    list: (path) => files.list(path),
    writeFile: (path) => void made.add(path),
    appendFile: (path) => void made.add(path),
    makeDirectory() {},
    removeDirectory() {},
    rename() {},
    remove() {},
    syncDirectory() {},
  };
}

/** A network that is not asked; it remembers that somebody wanted to. */
export class Offline implements Http {
  /** What the last request was for. */
  wanted: string | undefined;

  async request({ url }: { url: string }): Promise<never> {
    this.wanted = url;
    throw new Error(`${url} is not asked`);
  }
}
