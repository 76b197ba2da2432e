/** UUID, INET6 and INET4: between their text forms and the bytes that InnoDB stores. */
import type { AddressType } from '../base/types.js';

const UUID_TEXT = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BYTES = { UUID: 16, INET6: 16, INET4: 4 } as const;

/** The bytes of a text; undefined when it is none of the type. */
export function addressBytes(text: string, { name }: AddressType): Uint8Array | undefined {
  const trimmed = text.trim();
  if (name === 'INET4') return parseInet4(trimmed);
  if (name === 'INET6') return parseInet6(trimmed);
  if (!UUID_TEXT.test(trimmed)) return undefined;
  return reordered(Buffer.from(trimmed.replaceAll('-', ''), 'hex'));
}

/** Bytes as they are given, in the order in which they are stored; undefined when there are not as many. */
export function addressFromBytes(bytes: Uint8Array, { name }: AddressType): Uint8Array | undefined {
  if (bytes.length !== BYTES[name]) return undefined;
  return name === 'UUID' ? reordered(bytes) : bytes;
}

/** The bytes of a text in their natural order, as HEX shows them. */
export function naturalBytes(text: string, type: AddressType): Uint8Array {
  const stored = addressBytes(text, type) ?? new Uint8Array(BYTES[type.name]);
  return type.name === 'UUID' ? natural(stored) : stored;
}

/** The text of stored bytes. */
export function addressText(stored: Uint8Array, { name }: AddressType): string {
  if (name === 'INET4') return stored.join('.');
  if (name === 'INET6') return formatInet6(stored);
  const hex = Buffer.from(natural(stored)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const zeroAddress = ({ name }: AddressType): Uint8Array => new Uint8Array(BYTES[name]);

/** Versions from here on are in order as they stand. */
const ORDERED_VERSION = 0x60;
const VARIANT = 0x80;

/** Versions 1 to 5 are stored with their groups in reverse: so those of one machine stand together, ordered by time. */
function reordered(bytes: Uint8Array): Uint8Array {
  const [version = 0, variant = 0] = [bytes[6], bytes[8]];
  if (version === 0 || version >= ORDERED_VERSION || (variant & VARIANT) === 0) return bytes;
  return Uint8Array.of(
    ...bytes.subarray(10, 16),
    ...bytes.subarray(8, 10),
    ...bytes.subarray(6, 8),
    ...bytes.subarray(4, 6),
    ...bytes.subarray(0, 4),
  );
}

function natural(stored: Uint8Array): Uint8Array {
  const [variant = 0, version = 0] = [stored[6], stored[8]];
  if (version === 0 || version >= ORDERED_VERSION || (variant & VARIANT) === 0) return stored;
  return Uint8Array.of(
    ...stored.subarray(12, 16),
    ...stored.subarray(10, 12),
    ...stored.subarray(8, 10),
    ...stored.subarray(6, 8),
    ...stored.subarray(0, 6),
  );
}

function parseInet4(text: string): Uint8Array | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? Uint8Array.from(parts) : undefined;
}

const GROUPS = 8;

function parseInet6(text: string): Uint8Array | undefined {
  const last = text.slice(text.lastIndexOf(':') + 1);
  const inner = last.includes('.') ? parseInet4(last) : undefined;
  if (last.includes('.') && !inner) return undefined;
  const tail =
    inner &&
    Buffer.from(inner)
      .toString('hex')
      .replace(/(.{4})(.{4})/, '$1:$2');
  const plain = tail === undefined ? text : text.slice(0, -last.length) + tail;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...head, ...(rest ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  if (rest ? groups.length >= GROUPS : groups.length !== GROUPS) return undefined;
  const all = [...head, ...new Array<string>(GROUPS - groups.length).fill('0'), ...(rest ?? [])];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** The longest run of zero groups is left out; addresses of version 4 stand behind it as such. */
function formatInet6(stored: Uint8Array): string {
  const bytes = Buffer.from(stored);
  const groups = Array.from({ length: GROUPS }, (_, index) => bytes.readUInt16BE(index * 2));
  const run = longestZeros(groups);
  const version4 = run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff));
  const shown = groups.map((group) => group.toString(16));
  if (version4) shown.splice(6, 2, bytes.subarray(12).join('.'));
  if (run.length < 2) return shown.join(':');
  const head = shown.slice(0, run.start).join(':');
  return `${head}::${shown.slice(run.start + run.length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
