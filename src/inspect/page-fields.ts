/** The fields of a page: where each stands, what it is called and what its bytes mean. */
import { cryptOffsetOf, type PageFormat } from './format.js';
import { typeName } from './page-facts.js';

export interface Field {
  readonly at: number;
  readonly length: number;
  readonly name: string;
  readonly value: string;
}

export interface Section {
  readonly title: string;
  readonly fields: readonly Field[];
}

const NONE = 0xffffffff;

/** Makes fields from a page. */
class FieldReader {
  readonly fields: Field[] = [];
  readonly #page: Buffer;

  constructor(page: Buffer) {
    this.#page = page;
  }

  number(at: number, length: number, name: string, meaning: (value: number) => string = String): this {
    return this.#add(at, length, name, meaning(this.#page.readUIntBE(at, length)));
  }

  long(at: number, name: string): this {
    return this.#add(at, 8, name, String(this.#page.readBigUInt64BE(at)));
  }

  hex(at: number, length: number, name: string): this {
    return this.#add(at, length, name, this.#page.toString('hex', at, at + length));
  }

  /** Page and offset. */
  address(at: number, name: string): this {
    const page = this.#page.readUInt32BE(at);
    return this.#add(at, 6, name, page === NONE ? 'none' : `page ${page}, offset ${this.#page.readUInt16BE(at + 4)}`);
  }

  list(at: number, name: string): this {
    return this.number(at, 4, name, (count) => `${count} in the list`)
      .address(at + 4, '  first')
      .address(at + 10, '  last');
  }

  #add(at: number, length: number, name: string, value: string): this {
    this.fields.push({ at, length, name, value });
    return this;
  }
}

const pageOrNone = (page: number): string => (page === NONE ? 'none' : String(page));
const hex32 = (value: number): string => value.toString(16).padStart(8, '0');
const typeText = (type: number): string => `${typeName(type)} (${type})`;

/** The header of every page; what stands in it depends on the format. */
export function filHeader(page: Buffer, { checksums }: PageFormat, encrypted: boolean): Section {
  const reader = new FieldReader(page);
  if (checksums === 'full_crc32')
    reader.number(0, 4, 'key version', (version) => (version === 0 ? '0: not encrypted' : String(version)));
  else reader.number(0, 4, encrypted ? 'checksum in clear' : 'checksum', hex32);
  reader
    .number(4, 4, 'page number')
    .number(8, 4, 'previous page', pageOrNone)
    .number(12, 4, 'next page', pageOrNone)
    .long(16, 'LSN')
    .number(24, 2, 'type', typeText);
  if (checksums === 'full_crc32') reader.hex(26, 8, 'unused');
  else if (encrypted) reader.number(26, 4, 'key version').number(30, 4, 'checksum', hex32);
  else reader.hex(26, 8, 'flush LSN or 0');
  reader.number(34, 4, 'space id');
  return { title: 'Header', fields: reader.fields };
}

export function filTrailer(page: Buffer, { checksums, compressedTable }: PageFormat): Section | undefined {
  if (compressedTable) return undefined;
  const end = page.length;
  const reader = new FieldReader(page);
  if (checksums === 'full_crc32') reader.number(end - 8, 4, 'low half of LSN').number(end - 4, 4, 'CRC-32C', hex32);
  else reader.number(end - 8, 4, 'checksum again', hex32).number(end - 4, 4, 'low half of LSN');
  return { title: 'Trailer', fields: reader.fields };
}

/** The sections between header and trailer, as far as the type of the page is known. */
export function bodySections(page: Buffer, type: string, format: PageFormat): Section[] {
  switch (type) {
    case 'FSP_HDR':
      return [spaceHeader(page), ...cryptSection(page, format)];
    case 'INODE':
      return inodeSections(page, format);
    case 'INDEX':
    case 'INDEX_INSTANT':
    case 'RTREE':
      return [indexHeader(page)];
    case 'BLOB':
      return [blobHeader(page)];
    case 'UNDO_LOG':
      return [undoHeader(page)];
    default:
      return [];
  }
}

function spaceHeader(page: Buffer): Section {
  const reader = new FieldReader(page)
    .number(38, 4, 'space id')
    .number(46, 4, 'size', (pages) => `${pages} pages`)
    .number(50, 4, 'free limit', (limit) => `page ${limit}`)
    .number(54, 4, 'flags', (flags) => `0x${flags.toString(16)}`)
    .number(58, 4, 'used in FREE_FRAG')
    .list(62, 'FREE')
    .list(78, 'FREE_FRAG')
    .list(94, 'FULL_FRAG')
    .long(110, 'next segment id')
    .list(118, 'INODES_FULL')
    .list(134, 'INODES_FREE');
  return { title: 'File space header', fields: reader.fields };
}

const MAGIC = '730e0c524574';
const MODES = ['DEFAULT', 'YES', 'NO'];

function cryptSection(page: Buffer, format: PageFormat): Section[] {
  const at = cryptOffsetOf(format);
  if (page.toString('hex', at, at + 6) !== MAGIC) return [];
  const reader = new FieldReader(page)
    .hex(at, 6, 'magic')
    .number(at + 6, 1, 'scheme')
    .number(at + 7, 1, 'IV length')
    .hex(at + 8, 16, 'IV of the tablespace')
    .number(at + 24, 4, 'least key version')
    .number(at + 28, 4, 'key id')
    .number(at + 32, 1, 'mode', (mode) => `ENCRYPTED=${MODES[mode] ?? mode}`);
  return [{ title: 'Crypt data', fields: reader.fields }];
}

const INODES = 50;
const SLOTS = 64;
const SHOWN_INODES = 24;
const EXTENT_BYTES = 2 ** 20;

/** A segment has one slot for each second page of an extent. */
function inodeSections(page: Buffer, { logicalSize }: PageFormat): Section[] {
  const slots = Math.max(64, EXTENT_BYTES / logicalSize) / 2;
  const bytes = SLOTS + slots * 4;
  const list = new FieldReader(page).address(38, 'previous INODE page').address(44, 'next INODE page');
  const sections: Section[] = [{ title: 'List of INODE pages', fields: list.fields }];
  for (let at = INODES; at + bytes <= page.length - 8 && sections.length <= SHOWN_INODES; at += bytes) {
    if (page.readBigUInt64BE(at) === 0n) continue;
    const used = Array.from({ length: slots }, (_, slot) => page.readUInt32BE(at + SLOTS + slot * 4)).filter(
      (number) => number !== NONE,
    );
    const reader = new FieldReader(page)
      .long(at, 'segment id')
      .number(at + 8, 4, 'used in NOT_FULL')
      .list(at + 12, 'FREE')
      .list(at + 28, 'NOT_FULL')
      .list(at + 44, 'FULL')
      .number(at + 60, 4, 'magic', hex32);
    reader.fields.push({ at: at + SLOTS, length: slots * 4, name: 'single pages', value: used.join(' ') || 'none' });
    sections.push({ title: `Segment at ${at}`, fields: reader.fields });
  }
  return sections;
}

const DIRECTIONS: Readonly<Record<number, string>> = {
  1: 'left',
  2: 'right',
  3: 'same record',
  4: 'same page',
  5: 'none',
};

function indexHeader(page: Buffer): Section {
  const reader = new FieldReader(page)
    .number(38, 2, 'directory slots')
    .number(40, 2, 'heap top')
    .number(
      42,
      2,
      'records in heap',
      (heap) => `${heap & 0x7fff}${(heap & 0x8000) === 0 ? ' (ROW_FORMAT=REDUNDANT)' : ''}`,
    )
    .number(44, 2, 'first free record')
    .number(46, 2, 'garbage bytes')
    .number(48, 2, 'last insert')
    .number(50, 2, 'direction', (direction) => DIRECTIONS[direction & 7] ?? String(direction))
    .number(52, 2, 'inserts that way')
    .number(54, 2, 'records')
    .long(56, 'max trx id, AUTO_INCREMENT')
    .number(64, 2, 'level', (level) => (level === 0 ? '0: leaf' : String(level)))
    .long(66, 'index id')
    .number(74, 4, 'leaf segment: space')
    .address(78, '  INODE entry')
    .number(84, 4, 'top segment: space')
    .address(88, '  INODE entry');
  return { title: 'Index header', fields: reader.fields };
}

function blobHeader(page: Buffer): Section {
  const reader = new FieldReader(page).number(38, 4, 'bytes on this page').number(42, 4, 'next page', pageOrNone);
  return { title: 'BLOB header', fields: reader.fields };
}

function undoHeader(page: Buffer): Section {
  const reader = new FieldReader(page)
    .number(38, 2, 'type')
    .number(40, 2, 'start of latest log')
    .number(42, 2, 'first free byte')
    .address(44, 'previous undo page')
    .address(50, 'next undo page');
  return { title: 'Undo page header', fields: reader.fields };
}

const INFIMUM = 99;
const SUPREMUM = 112;
const STATUS = ['data', 'node pointer', 'infimum', 'supremum'] as const;
const COMPACT = 0x8000;
const RECORDS_MAX = 2000;

export interface RecordFacts {
  readonly at: number;
  readonly heapNumber: number;
  readonly status: string;
  readonly owned: number;
  readonly deleted: boolean;
  readonly next: number;
}

/** The records of an INDEX page in key order, until the list makes no sense any more; undefined in the oldest format. */
export function recordsOn(page: Buffer): { readonly records: RecordFacts[]; readonly problem?: string } | undefined {
  if ((page.readUInt16BE(42) & COMPACT) === 0) return undefined;
  const records: RecordFacts[] = [];
  for (let at = INFIMUM; ; ) {
    if (at < INFIMUM || at > page.length - 8) return { records, problem: `a record would stand at ${at}` };
    const info = page.readUInt8(at - 5);
    const heap = page.readUInt16BE(at - 4);
    const next = at === SUPREMUM ? 0 : (at + page.readUInt16BE(at - 2)) & 0xffff;
    records.push({
      at,
      heapNumber: heap >> 3,
      status: STATUS[heap & 7] ?? `status ${heap & 7}`,
      owned: info & 0xf,
      deleted: (info & 0x20) !== 0,
      next,
    });
    if (at === SUPREMUM) return { records };
    if (records.length > RECORDS_MAX) return { records, problem: 'the list of records has no end' };
    at = next;
  }
}

/** Offsets of the records that own a slot of the directory. */
export function directoryOf(page: Buffer): number[] {
  const slots = Math.min(page.readUInt16BE(38), Math.floor((page.length - 128) / 2));
  return Array.from({ length: slots }, (_, slot) => page.readUInt16BE(page.length - 10 - slot * 2));
}
