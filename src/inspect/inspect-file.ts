/** One file: what it is, and the report on it. Whatever it holds, the answer is a report. */
import { basename } from 'node:path';
import type { Files, OpenFile } from '../base/ports.js';
import { systemError } from '../plugins/system-error.js';
import { inspectAriaIndex, isAriaIndex, readAriaHeader } from './aria.js';
import { inspectAriaData } from './aria-data.js';
import { inspectBinaryLog, isBinaryLog } from './binary-log.js';
import type { Keys } from './page-opener.js';
import { inspectRedoLog, isRedoLog } from './redo-log.js';
import { type FileReport, type Findings, plainFindings } from './report.js';
import { inspectSmallFile } from './small-files.js';
import { readAt, readSpaceHeader, readTablespace } from './tablespace.js';
import { tablespaceFindings } from './tablespace-findings.js';

/** Names that tablespaces have. */
const TABLESPACE_NAME = /\.ibd$|^ibdata\d+$|^ibtmp\d+$|^(innodb_)?undo_?\d+$/;
const REDO_NAME = /^ib_logfile\d+$/;
const ARIA_DATA = /\.MAD$/;
const ARIA_INDEX = /\.MAI$/;
const START = 512;

export function inspectFile(path: string, files: Files, keys: Keys | undefined): FileReport {
  try {
    if (files.isDirectory(path)) return unreadable(path, 'it is a directory; --datadir looks at all files in it');
    const file = files.open(path, 'r');
    try {
      return { path, size: file.size(), ...findingsOn(path, file, files, keys) };
    } finally {
      file.close();
    }
  } catch (error) {
    const failure = systemError(error);
    if (failure === undefined) throw error;
    return unreadable(path, failure.text);
  }
}

const unreadable = (path: string, text: string): FileReport => ({
  path,
  size: 0,
  ...plainFindings('unknown', 'unknown'),
  why: 'it could not be read',
  problems: [{ level: 'error', text }],
});

function findingsOn(path: string, file: OpenFile, files: Files, keys: Keys | undefined): Findings {
  const name = basename(path);
  const start = readAt(file, 0, START);
  const isTablespace = TABLESPACE_NAME.test(name);
  if (start.length === 0 && (isTablespace || REDO_NAME.test(name)))
    return damaged(isTablespace ? 'tablespace' : 'redo log', 'it is empty');
  if (REDO_NAME.test(name) || isRedoLog(start)) return inspectRedoLog(file, keys);
  if (isBinaryLog(start)) return inspectBinaryLog(file, keys);
  if (ARIA_INDEX.test(name) || isAriaIndex(start)) return inspectAriaIndex(file);
  if (ARIA_DATA.test(name)) return inspectAriaData(file, ariaTableOf(path, files), keys);
  const header = isTablespace || start.length === START ? readSpaceHeader(file) : undefined;
  if (header) return tablespaceFindings(name, readTablespace(file, header, keys));
  if (isTablespace) return damaged('tablespace', notAPage(file.size()));
  return inspectSmallFile(name, file);
}

const damaged = (kind: Findings['kind'], text: string): Findings => ({
  ...plainFindings(kind, 'unknown'),
  why: text,
  problems: [{ level: 'damage', text }],
});

const SMALLEST_FILE = 4 * 1024;

const notAPage = (size: number): string =>
  size < SMALLEST_FILE
    ? `its ${size} bytes are no page`
    : 'page 0 is damaged, and no other page tells how large pages are: nothing is known about it';

/** What the index file of the same table says. */
function ariaTableOf(path: string, files: Files): ReturnType<typeof readAriaHeader> {
  const beside = path.replace(ARIA_DATA, '.MAI');
  if (!files.exists(beside) || files.isDirectory(beside)) return undefined;
  const file = files.open(beside, 'r');
  try {
    return readAriaHeader(file);
  } finally {
    file.close();
  }
}
