/** A binary or relay log: its events up to the one that says that the rest is encrypted, and a try with the keys. */
import type { OpenFile } from '../base/ports.js';
import { type CipherMode, SYSTEM_KEY_ID } from '../services/encryption.js';
import { decipher, modesFrom } from './chain.js';
import type { Keys } from './page-opener.js';
import type { Findings, Line, Problem } from './report.js';
import { countText } from './report.js';
import { readAt } from './tablespace.js';

const MAGIC = 'fe62696e';
const EVENT_HEADER = 19;
const TYPE = 4;
const LENGTH = 9;
const FORMAT_DESCRIPTION = 15;
const START_ENCRYPTION = 164;
const CHECKSUM_BYTES = 4;
const VERSION_BYTES = 50;
const EVENT_MAX = 2 ** 30;

export const isBinaryLog = (start: Buffer): boolean => start.toString('hex', 0, 4) === MAGIC;

interface Encryption {
  readonly version: number;
  readonly nonce: Buffer;
  /** Where the first encrypted event begins. */
  readonly from: number;
}

interface Events {
  readonly count: number;
  readonly server: string;
  readonly checksums: boolean;
  readonly encryption?: Encryption;
  /** Where the walk had to stop: the file ends within an event. */
  readonly brokenAt?: number;
}

/** Walks from event to event: lengths are readable in an encrypted log, too. */
function readEvents(file: OpenFile): Events {
  const size = file.size();
  let count = 0;
  let server = '';
  let checksums = false;
  let encryption: Encryption | undefined;
  let at = 4;
  while (at < size) {
    const header = readAt(file, at, EVENT_HEADER);
    const length = header.length === EVENT_HEADER ? header.readUInt32LE(LENGTH) : 0;
    if (length < EVENT_HEADER || length > EVENT_MAX || at + length > size) break;
    const type = encryption ? undefined : header.readUInt8(TYPE);
    if (type === FORMAT_DESCRIPTION && length > EVENT_HEADER + VERSION_BYTES + 10) {
      const event = readAt(file, at, length);
      server = event.toString('latin1', EVENT_HEADER + 2, EVENT_HEADER + 2 + VERSION_BYTES).replace(/\0.*$/s, '');
      checksums = event.readUInt8(length - CHECKSUM_BYTES - 1) === 1;
    }
    if (type === START_ENCRYPTION && length >= EVENT_HEADER + 17) {
      const event = readAt(file, at + EVENT_HEADER, 17);
      encryption = { version: event.readUInt32LE(1), nonce: event.subarray(5, 17), from: at + length };
    }
    count++;
    at += length;
  }
  return { count, server, checksums, ...(encryption && { encryption }), ...(at < size ? { brokenAt: at } : {}) };
}

export function inspectBinaryLog(file: OpenFile, keys: Keys | undefined): Findings {
  const { count, server, checksums, encryption, brokenAt } = readEvents(file);
  const problems: Problem[] = [];
  if (brokenAt !== undefined)
    problems.push({ level: 'damage', text: `no whole event begins at position ${brokenAt}; the rest was not read` });
  const lines: Line[] = [
    [
      'format',
      `of MariaDB ${server || '(unknown)'}, ${countText(count, 'event')}${checksums ? ' with checksums' : ''}`,
    ],
    ['encryption', encryption ? `key 1, version ${encryption.version}, from position ${encryption.from} on` : 'none'],
  ];
  const trial = keys && encryption ? tryKey(file, encryption, checksums, keys) : undefined;
  if (trial) lines.push(['keys', trial.text]);
  if (trial?.problem) problems.push({ level: 'damage', text: trial.text });
  return {
    kind: 'binary log',
    encryption: encryption ? 'encrypted' : 'plain',
    ...(encryption ? { keyId: SYSTEM_KEY_ID } : { why: 'it was written with encrypt_binlog=OFF' }),
    keyVersions: { [encryption?.version ?? 0]: 1 },
    lines,
    problems,
    details: { server, events: count, checksums, ...(encryption && { encryptedFrom: encryption.from }) },
  };
}

interface Trial {
  readonly text: string;
  readonly problem: boolean;
}

/** Decrypts the first encrypted event. */
function tryKey(
  file: OpenFile,
  { version, nonce, from }: Encryption,
  checksums: boolean,
  keys: Keys,
): Trial | undefined {
  const key = keys.key(SYSTEM_KEY_ID, version);
  if (!key) return { text: `key 1 version ${version} is missing among the given keys`, problem: true };
  const header = readAt(file, from, EVENT_HEADER);
  if (header.length < EVENT_HEADER) return undefined;
  const stored = readAt(file, from, Math.min(header.readUInt32LE(LENGTH), EVENT_MAX));
  if (stored.length < EVENT_HEADER) return undefined;
  const mode = modesFrom(keys.mode).find((each) => isEvent(decryptEvent(stored, from, key, nonce, each), checksums));
  if (mode === undefined)
    return { text: `key 1 version ${version} is another key than it was written with`, problem: true };
  return { text: `key 1 version ${version} fits (AES-${mode})`, problem: false };
}

function decryptEvent(stored: Buffer, position: number, key: Uint8Array, nonce: Buffer, mode: CipherMode): Buffer {
  const iv = Buffer.alloc(16);
  nonce.copy(iv);
  iv.writeUInt32LE(position, 12);
  const event = Buffer.from(stored);
  // The first four bytes of ciphertext stand in front, where the length was put in clear.
  event.copy(event, LENGTH, 0, 4);
  const plain = decipher(event.subarray(4), key, iv, mode);
  plain.copy(event, 4);
  event.copy(event, 0, LENGTH, LENGTH + 4);
  event.writeUInt32LE(stored.readUInt32LE(LENGTH), LENGTH);
  return event;
}

/** Without checksums, the place where the event ends tells whether it is one. */
function isEvent(event: Buffer, checksums: boolean): boolean {
  const { crc32 } = process.getBuiltinModule('node:zlib');
  const end = event.length - CHECKSUM_BYTES;
  if (checksums) return crc32(event.subarray(0, end)) === event.readUInt32LE(end);
  return event.readUInt8(TYPE) < START_ENCRYPTION + 10 && event.readUInt16LE(17) < 0x1000;
}
