/** The file system as the `Files` port. Page code never awaits, so all is synchronous but `syncLater`. */
import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { assert } from '../base/assert.js';
import type { Files, OpenFile } from '../base/ports.js';

/** What the server gives to its files, whatever the umask says. */
const FILE_MODE = 0o660;
const DIRECTORY_MODE = 0o700;

const FLAGS = {
  r: constants.O_RDONLY,
  'r+': constants.O_RDWR,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
} as const;

/** Nothing goes on in the background: for those who live in virtual time. */
export const realFiles: Files = {
  open: (path, mode) => openFile(openDescriptor(path, mode)),

  readFile(path, maxBytes) {
    return maxBytes === undefined ? readFileSync(path) : readStart(path, maxBytes);
  },

  writeFile(path, data, mode = FILE_MODE) {
    const beside = `${path}.new`;
    try {
      writeDurably(beside, data, mode);
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    this.syncDirectory(dirname(path));
  },

  appendFile: (path, data) => appendFileSync(path, data, { mode: FILE_MODE }),
  exists: existsSync,
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  list: (path) => readdirSync(path).sort(),
  makeDirectory: (path) => mkdirSync(path, { mode: DIRECTORY_MODE }),
  removeDirectory: rmdirSync,
  rename: renameSync,
  remove: unlinkSync,

  syncDirectory(path) {
    // Windows cannot open a directory; its renames are durable by themselves.
    if (process.platform === 'win32') return;
    const descriptor = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};

/** `syncLater` lets the disk work while this program does. */
export const backgroundFiles: Files = {
  ...realFiles,
  open(path, mode) {
    const descriptor = openDescriptor(path, mode);
    return { ...openFile(descriptor), ...syncedInBackground(descriptor) };
  },
};

function openDescriptor(path: string, mode: keyof typeof FLAGS): number {
  const descriptor = openSync(path, FLAGS[mode], FILE_MODE);
  if (mode === 'create') fchmodSync(descriptor, FILE_MODE);
  return descriptor;
}

/** A descriptor that is being synced must not become another file's: it is closed afterwards. */
function syncedInBackground(descriptor: number): Pick<OpenFile, 'syncLater' | 'close'> {
  let syncing = 0;
  let isClosed = false;
  return {
    syncLater() {
      assert(!isClosed, 'an open file is synced');
      syncing++;
      return new Promise((resolve, reject) => {
        fdatasync(descriptor, (error) => {
          syncing--;
          if (isClosed && syncing === 0) closeSync(descriptor);
          if (error) reject(error);
          else resolve();
        });
      });
    },
    close() {
      isClosed = true;
      if (syncing === 0) closeSync(descriptor);
    },
  };
}

function openFile(descriptor: number): OpenFile {
  const write = (data: Uint8Array, offset: number) => {
    for (let done = 0; done < data.length; ) {
      done += writeSync(descriptor, data, done, data.length - done, offset + done);
    }
  };
  return {
    read: (into, offset) => readFully(descriptor, into, offset),
    write,
    writeAll(data, offset) {
      const total = data.reduce((sum, { length }) => sum + length, 0);
      const written = writevSync(descriptor, data, offset);
      // A call may stop early, on a full disk or a signal; what is left is written, or fails, the plain way.
      if (written < total) write(Buffer.concat(data).subarray(written), offset + written);
    },
    size: () => fstatSync(descriptor).size,
    truncate: (size) => ftruncateSync(descriptor, size),
    sync: () => fdatasyncSync(descriptor),
    syncLater: async () => fdatasyncSync(descriptor),
    close: () => closeSync(descriptor),
  };
}

/** Reads until `into` is full or the file ends; a pipe (offset null) gives what it has piece by piece. */
function readFully(descriptor: number, into: Uint8Array, offset: number | null): number {
  let done = 0;
  while (done < into.length) {
    const position = offset === null ? null : offset + done;
    const count = readSync(descriptor, into, done, into.length - done, position);
    if (count === 0) break;
    done += count;
  }
  return done;
}

function readStart(path: string, maxBytes: number): Uint8Array {
  const descriptor = openSync(path, constants.O_RDONLY);
  try {
    const data = new Uint8Array(maxBytes);
    return data.subarray(0, readFully(descriptor, data, null));
  } finally {
    closeSync(descriptor);
  }
}

function writeDurably(path: string, data: string | Uint8Array, mode: number): void {
  const descriptor = openSync(path, 'w', mode);
  try {
    fchmodSync(descriptor, mode);
    writeFileSync(descriptor, data);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
