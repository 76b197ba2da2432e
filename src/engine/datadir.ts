/**
 * The data directory: one owner at a time, files named as the server names them.
 *
 * The lock is SQLite's exclusive lock on `sealion.db`: it ends with the process, however that ends.
 */
import { dirname, join } from 'node:path';
import type { Files, LogLevel } from '../base/ports.js';
import { encodeFileName } from './file-names.js';
import { type DatabaseEntry, Dictionary } from './store/dictionary.js';
import { Doublewrite } from './store/doublewrite.js';
import type { FileOperation } from './store/journal.js';

const DICTIONARY_FILE = 'sealion.db';
const DOUBLEWRITE_FILE = 'sealion.dblwr';

interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}

/** The datadir cannot be used at all; the text is a log line of the server's. */
export class DatadirError extends Error {
  override readonly name = 'DatadirError';
  /** Further log lines; texts alone are errors. */
  readonly hints: readonly (string | LogLine)[];

  constructor(message: string, hints: readonly (string | LogLine)[] = []) {
    super(message);
    this.hints = hints;
  }
}

export class Datadir {
  readonly path: string;
  private readonly files: Files;

  constructor(path: string, files: Files) {
    this.path = path;
    this.files = files;
  }

  get initialized(): boolean {
    return this.files.exists(this.resolve(DICTIONARY_FILE));
  }

  resolve(relative: string): string {
    return join(this.path, relative);
  }

  /** Opens the dictionary, and with it takes the lock. */
  openDictionary(): Dictionary {
    try {
      return new Dictionary(this.resolve(DICTIONARY_FILE));
    } catch (error) {
      if (isBusy(error)) {
        throw new DatadirError(`InnoDB: Unable to lock ./${DICTIONARY_FILE} error: 11`, [
          'InnoDB: Check that you do not already have another mariadbd process using the same InnoDB data or log files.',
        ]);
      }
      throw error;
    }
  }

  doublewrite = (): Doublewrite => new Doublewrite(this.files, this.resolve(DOUBLEWRITE_FILE));

  databasePath = (db: string): string => encodeFileName(db);

  /** `db/table.ibd`, relative to the datadir. */
  tablespacePath = (db: string, table: string): string => `${encodeFileName(db)}/${encodeFileName(table)}.ibd`;

  /** `db.opt`, which real servers have beside a database's tables. */
  writeDatabaseOptions({ name, collation }: DatabaseEntry): void {
    const text = `default-character-set=${collation.split('_')[0]}\ndefault-collation=${collation}\n`;
    this.files.writeFile(this.resolve(`${this.databasePath(name)}/db.opt`), text);
  }

  /** Does a file operation, or finds it done: replaying one after a crash changes nothing. */
  perform(operation: FileOperation): void {
    const path = this.resolve(operation.path);
    switch (operation.kind) {
      case 'create':
        if (!this.files.exists(path)) this.files.open(path, 'create').close();
        break;
      case 'rename':
        if (this.files.exists(path)) this.files.rename(path, this.resolve(operation.to));
        this.files.syncDirectory(dirname(this.resolve(operation.to)));
        break;
      case 'drop':
        if (this.files.exists(path)) this.files.remove(path);
        break;
      case 'make-directory':
        if (!this.files.exists(path)) this.files.makeDirectory(path);
        break;
      case 'remove-directory':
        this.removeDatabaseDirectory(path);
        break;
    }
  }

  /** Only what a database consists of goes with it; a directory with other files stays. */
  private removeDatabaseDirectory(path: string): void {
    if (!this.files.isDirectory(path)) return;
    const options = join(path, 'db.opt');
    if (this.files.exists(options)) this.files.remove(options);
    if (this.files.list(path).length === 0) this.files.removeDirectory(path);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'SQLITE_BUSY' || error.code === 'SQLITE_LOCKED');
}
