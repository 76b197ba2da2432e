/** Option files as they are read: which ones, and which the server would not trust. */
import type { Files } from '../base/ports.js';
import { readOnly } from './world.js';

/** The permissions of a file; undefined where there is none. */
export type ModeOf = (path: string) => number | undefined;

const WRITABLE_BY_ALL = 0o002;
const READABLE_BY_ALL = 0o004;

export const isReadableByAll = (mode: number | undefined): boolean => ((mode ?? 0) & READABLE_BY_ALL) !== 0;

export interface WatchedFiles {
  /** To read option files through: one that everybody may write is empty, as to the server. */
  readonly files: Files;
  /** In the order of their reading. */
  readonly read: readonly string[];
  /** What the server says of those that it does not trust. */
  readonly warnings: readonly string[];
}

export function watchOptionFiles(files: Files, modeOf: ModeOf): WatchedFiles {
  const read: string[] = [];
  const warnings: string[] = [];
  const readFile = (path: string): Uint8Array => {
    if (((modeOf(path) ?? 0) & WRITABLE_BY_ALL) !== 0) {
      warnings.push(`Warning: World-writable config file '${path}' is ignored`);
      return new Uint8Array();
    }
    read.push(path);
    return files.readFile(path);
  };
  return { files: { ...readOnly(files), readFile }, read, warnings };
}
