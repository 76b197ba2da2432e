/** The first block of the redo log: its format, whether it is encrypted, and the key that this needs. */
import { crc32c } from '@node-rs/crc32';
import type { OpenFile } from '../base/ports.js';
import { NOT_ENCRYPTED, SYSTEM_KEY_ID } from '../services/encryption.js';
import type { Keys } from './page-opener.js';
import type { Findings, Line, Problem } from './report.js';
import { readAt } from './tablespace.js';

const BLOCK = 512;
const CREATOR = 16;
const CREATOR_BYTES = 32;
const CRYPT = 48;
const CHECKSUM = 508;
const CHECKPOINTS = [4096, 8192];
const CHECKPOINT_CHECKSUM = 60;
const ENCRYPTED_BIT = 0x80000000;
const FORMAT_10_8 = 0x50687973;
const ENCRYPTED_10_8 = 0xf09f979d;

/** Formats before 10.8 by number, without the bit that says that they are encrypted. */
const OLDER: ReadonlyMap<number, string> = new Map([
  [0, 'before 10.2.2'],
  [1, '10.2'],
  [103, '10.3'],
  [104, '10.4'],
  [0x50485953, '10.5 to 10.7'],
]);

interface RedoFormat {
  readonly release: string;
  readonly encrypted: boolean;
  /** The header itself has the key version. */
  readonly cryptInHeader: boolean;
}

function formatOf(format: number): RedoFormat | undefined {
  if (format === ENCRYPTED_10_8) return { release: '10.8 and later', encrypted: true, cryptInHeader: true };
  if (format === FORMAT_10_8) return { release: '10.8 and later', encrypted: false, cryptInHeader: false };
  const release = OLDER.get((format & ~ENCRYPTED_BIT) >>> 0);
  if (release === undefined) return undefined;
  return { release, encrypted: (format & ENCRYPTED_BIT) !== 0, cryptInHeader: false };
}

/** True for the first bytes of a redo log. */
export const isRedoLog = (start: Buffer): boolean =>
  start.length >= BLOCK &&
  formatOf(start.readUInt32BE(0)) !== undefined &&
  /^(MariaDB|MySQL|Backup) /.test(creatorOf(start));

const creatorOf = (header: Buffer): string =>
  header
    .toString('latin1', CREATOR, CREATOR + CREATOR_BYTES)
    .replace(/\0.*$/s, '')
    .trim();

export function inspectRedoLog(file: OpenFile, keys: Keys | undefined): Findings {
  const header = readAt(file, 0, BLOCK);
  const format = header.length === BLOCK ? formatOf(header.readUInt32BE(0)) : undefined;
  if (!format) return unreadable();
  const version = format.cryptInHeader ? header.readUInt32BE(CRYPT + 4) : undefined;
  const problems: Problem[] = [];
  const checksum = crc32c(header.subarray(0, CHECKSUM)) === header.readUInt32BE(CHECKSUM);
  if (!checksum) problems.push({ level: 'damage', text: 'the checksum of its header is wrong' });
  const lines: Line[] = [
    ['format', `of MariaDB ${format.release}, made by ${creatorOf(header) || 'nobody'}`],
    ['encryption', encryptionText(format, version)],
  ];
  const lsn = checkpointOf(file);
  if (format.release === '10.8 and later') {
    lines.push(['checkpoint', lsn === undefined ? 'none that is whole' : `LSN ${lsn}`]);
    if (lsn === undefined) problems.push({ level: 'damage', text: 'neither of its checkpoints is whole' });
  }
  const missing = keys && version !== undefined && !keys.key(SYSTEM_KEY_ID, version);
  if (missing) problems.push({ level: 'damage', text: `key 1 version ${version} is missing among the given keys` });
  else if (keys && version !== undefined)
    lines.push(['keys', `key 1 version ${version} is there; records are not tried`]);
  return {
    kind: 'redo log',
    encryption: format.encrypted ? 'encrypted' : 'plain',
    ...(format.encrypted ? { keyId: SYSTEM_KEY_ID } : { why: 'it was made with innodb_encrypt_log=OFF' }),
    keyVersions: versionsOf(format, version),
    lines,
    problems,
    details: {
      format: `0x${header.readUInt32BE(0).toString(16)}`,
      creator: creatorOf(header),
      headerChecksum: checksum,
      ...(lsn === undefined ? {} : { checkpointLsn: String(lsn) }),
    },
  };
}

/** Older encrypted logs have the version elsewhere. */
function versionsOf({ encrypted }: RedoFormat, version: number | undefined): Record<string, number> {
  if (version !== undefined) return { [version]: 1 };
  return encrypted ? {} : { [NOT_ENCRYPTED]: 1 };
}

function encryptionText({ encrypted, cryptInHeader }: RedoFormat, version: number | undefined): string {
  if (!encrypted) return 'none';
  return cryptInHeader ? `key 1, version ${version}` : 'yes, key 1; the version stands in its checkpoints';
}

/** The newest checkpoint. */
function checkpointOf(file: OpenFile): bigint | undefined {
  const found = CHECKPOINTS.flatMap((at) => {
    const block = readAt(file, at, 64);
    const whole =
      block.length === 64 &&
      crc32c(block.subarray(0, CHECKPOINT_CHECKSUM)) === block.readUInt32BE(CHECKPOINT_CHECKSUM) &&
      block.readBigUInt64BE(0) > 0n;
    return whole ? [block.readBigUInt64BE(0)] : [];
  });
  return found.reduce<bigint | undefined>(
    (newest, lsn) => (newest === undefined || lsn > newest ? lsn : newest),
    undefined,
  );
}

const unreadable = (): Findings => ({
  kind: 'redo log',
  encryption: 'unknown',
  why: 'its header is damaged',
  keyVersions: {},
  lines: [],
  problems: [{ level: 'damage', text: 'its header is none of a redo log' }],
});
