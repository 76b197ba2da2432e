/** The index file of an Aria table: its header says how the table is kept. */
import type { OpenFile } from '../base/ports.js';
import { SYSTEM_KEY_ID } from '../services/encryption.js';
import type { Findings } from './report.js';
import { readAt } from './tablespace.js';

const MAGIC = 'fefe0903';
const HEADER_LENGTH = 6;
const BASE_AT = 12;
const ROW_FORMAT = 22;
/** Counted from the base of the header. */
const OPTIONS = 91;
const BLOCK_SIZE = 100;
const CRYPT_BYTES = 22;
const CRYPT_MAGIC = 0x0114;
const ROW_FORMATS = ['FIXED', 'DYNAMIC', 'compressed', 'PAGE'] as const;
/** The only row format that Aria encrypts. */
export const PAGE_FORMAT = 'PAGE';

export const isAriaIndex = (start: Buffer): boolean => start.toString('hex', 0, 4) === MAGIC;

/** What an index file says about its table. */
export interface AriaTable {
  readonly rowFormat: string;
  readonly pageSize: number;
  readonly crypt?: { readonly space: number; readonly iv: Buffer };
}

/** The header of an index file; undefined where it makes no sense. */
export function readAriaHeader(file: OpenFile): AriaTable | undefined {
  const start = readAt(file, 0, 32);
  if (start.length < 32 || !isAriaIndex(start)) return undefined;
  const length = start.readUInt16BE(HEADER_LENGTH);
  const base = start.readUInt16BE(BASE_AT);
  const header = readAt(file, 0, length);
  if (header.length < length || base + BLOCK_SIZE + 2 > length) return undefined;
  const rowFormat = ROW_FORMATS[header.readUInt8(ROW_FORMAT)] ?? 'unknown';
  const pageSize = header.readUInt16BE(base + BLOCK_SIZE);
  const at = length - CRYPT_BYTES;
  const encrypted = (header.readUInt8(base + OPTIONS) & 1) !== 0 && header.readUInt16BE(at) === CRYPT_MAGIC;
  if (pageSize < 1024 || pageSize > 32_768) return undefined;
  if (!encrypted) return { rowFormat, pageSize };
  return { rowFormat, pageSize, crypt: { space: header.readUInt32LE(at + 2), iv: header.subarray(at + 6, length) } };
}

/** Why a table is not encrypted. */
export const whyPlain = ({ rowFormat }: AriaTable): string =>
  rowFormat === PAGE_FORMAT
    ? 'it was made with aria_encrypt_tables=OFF'
    : `Aria encrypts ROW_FORMAT=PAGE only; this table has ${rowFormat}`;

export function inspectAriaIndex(file: OpenFile): Findings {
  const table = readAriaHeader(file);
  if (!table) return unreadable('Aria index', 'its header makes no sense');
  return {
    kind: 'Aria index',
    encryption: table.crypt ? 'encrypted' : 'plain',
    ...(table.crypt ? { keyId: SYSTEM_KEY_ID } : { why: whyPlain(table) }),
    keyVersions: {},
    lines: [
      ['format', `ROW_FORMAT=${table.rowFormat}, pages of ${table.pageSize} bytes`],
      ['encryption', table.crypt ? 'key 1 (2 for temporary tables); versions stand on the pages' : 'none'],
    ],
    problems: [],
    details: { rowFormat: table.rowFormat, pageSize: table.pageSize },
  };
}

/** A file of which nothing is known but its kind. */
export const unreadable = (kind: 'Aria index' | 'Aria data', text: string): Findings => ({
  kind,
  encryption: 'unknown',
  why: text,
  keyVersions: {},
  lines: [],
  problems: [{ level: 'damage', text }],
});
