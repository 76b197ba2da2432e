/** Whole directories: made with what lies above them, removed with what lies in them. */
import { dirname, join } from 'node:path';
import type { Files } from './ports.js';

/** Makes a directory and those that it lies in, as far as they are missing. */
export function makeDirectories(path: string, files: Files): void {
  if (files.exists(path) || path === dirname(path)) return;
  makeDirectories(dirname(path), files);
  files.makeDirectory(path);
}

/** Removes a file or a directory with all that is in it; nothing is there to be removed is fine, too. */
export function removeTree(path: string, files: Files): void {
  if (!files.exists(path)) return;
  if (files.isDirectory(path)) {
    for (const name of files.list(path)) removeTree(join(path, name), files);
    files.removeDirectory(path);
  } else {
    files.remove(path);
  }
}
