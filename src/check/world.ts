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
  close() {},
};

/** The same files, on which every change seems to succeed and none happens. */
export function readOnly(files: Files): Files {
  return {
    open: (path, mode) => (mode === 'r' ? files.open(path, 'r') : nowhere),
    readFile: (path, maxBytes) => files.readFile(path, maxBytes),
    exists: (path) => files.exists(path),
    isDirectory: (path) => files.isDirectory(path),
    list: (path) => files.list(path),
    writeFile() {},
    appendFile() {},
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
