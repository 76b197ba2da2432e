/** The dictionary of a data directory of ours, looked at in a copy: opening the file itself would lock and change it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dictionary } from '../engine/store/dictionary.js';

/** undefined where there is none, or none that can be read. */
export function withDictionaryCopy<Result>(
  datadir: string,
  read: (dictionary: Dictionary) => Result,
): Result | undefined {
  const path = join(datadir, 'sealion.db');
  if (!existsSync(path)) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'sealion-copy-'));
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, join(directory, `sealion.db${suffix}`));
    }
    const dictionary = new Dictionary(join(directory, 'sealion.db'));
    try {
      return read(dictionary);
    } finally {
      dictionary.close();
    }
  } catch {
    // A server that writes it just now, or no database at all: then it is not known what is in it.
    return undefined;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
