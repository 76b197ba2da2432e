/**
 * What CHECKSUM TABLE says of a row: CRC-32 over its NULL bits and its values, each value as the server holds it in
 * memory. That is not what InnoDB writes into pages: integers are little-endian, CHAR is filled up to its full length.
 */
import { crc32 } from '@node-rs/crc32';
import { charsetOf, maxBytesPerCharacter } from '../base/charsets.js';
import type { SqlType, StoredValue } from '../base/types.js';
import type { TableDefinition } from './definition.js';
import type { StoredRow } from './page/shape.js';
import { valueCodec } from './page/values.js';

/** The bytes of a value that is not NULL. */
type Image = (value: StoredValue) => Buffer;

const BLANK = 0x20;

function plainImage(type: SqlType): Image {
  const codec = valueCodec(type);
  return (value) => {
    const bytes = Buffer.alloc(codec.size(value));
    codec.write(bytes, 0, value);
    return bytes;
  };
}

/** InnoDB writes them big-endian, signed ones with another sign. */
function turned(image: Image, isSigned: boolean): Image {
  return (value) => {
    const bytes = image(value).reverse();
    const last = bytes.length - 1;
    if (isSigned) bytes.writeUInt8(bytes.readUInt8(last) ^ 0x80, last);
    return bytes;
  };
}

/** InnoDB keeps fewer blanks behind it where characters may have several bytes. */
function filled(image: Image, bytes: number): Image {
  return (value) => {
    const text = image(value);
    return Buffer.concat([text, Buffer.alloc(Math.max(0, bytes - text.length), BLANK)], bytes);
  };
}

function imageOf(type: SqlType): Image {
  const image = plainImage(type);
  switch (type.name) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'BIGINT':
      return turned(image, !type.unsigned);
    case 'ENUM':
    case 'SET':
      return turned(image, false);
    case 'DATE':
      return turned(image, true);
    case 'CHAR':
      return filled(image, type.length * maxBytesPerCharacter(charsetOf(type.collation)));
    default:
      return image;
  }
}

/** Rows of a fixed length have one bit more, which is set while the row is there. */
function hasFixedRows({ columns, rowFormat = '', engine }: TableDefinition): boolean {
  const format = rowFormat.toUpperCase();
  if (format === 'DYNAMIC' || format === 'PAGE') return false;
  const varies = format === 'FIXED' && engine !== 'InnoDB' ? /BLOB|TEXT/ : VARYING;
  return !columns.some(({ type }) => varies.test(type.name));
}

const VARYING = /^VAR|BLOB|TEXT/;

/** What a row has at a place among the NULL bits: a column that is NULL, or the bit of a BIT column. */
type BitOf = (row: StoredRow) => boolean;

/** MyISAM and Aria keep there what a BIT column has beyond whole bytes. */
function* bitsOf(
  { columns, engine }: TableDefinition,
  valueOf: (row: StoredRow, index: number) => StoredValue,
): Generator<BitOf> {
  const keepsBits = engine === 'MyISAM' || engine === 'Aria';
  for (const [index, { type, nullable }] of columns.entries()) {
    if (nullable) yield (row) => valueOf(row, index) === null;
    if (type.name !== 'BIT' || !keepsBits) continue;
    const whole = Math.floor(type.width / 8);
    for (let bit = 0; bit < type.width % 8; bit++) {
      yield (row) => {
        const value = valueOf(row, index);
        return value instanceof Uint8Array && ((value[7 - whole] ?? 0) & (1 << bit)) !== 0;
      };
    }
  }
}

/** The NULL bits of a row. Those of the last byte that nobody uses are set. */
function nullBytes(bits: readonly BitOf[]): (row: StoredRow) => Buffer {
  const used = bits.length % 8;
  return (row) => {
    const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
    for (const [at, bit] of bits.entries()) if (bit(row)) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
    if (used > 0) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | (256 - (1 << used));
    return bytes;
  };
}

/** What computes the checksum of rows of the table; that of the table is the sum of them. */
export function rowChecksum(definition: TableDefinition): (row: StoredRow) => number {
  const { columns, engine } = definition;
  // InnoDB does not read the stored ones for this.
  const isRead = columns.map(({ generated }) => !generated || (generated.stored && engine !== 'InnoDB'));
  const valueOf = (row: StoredRow, index: number): StoredValue => (isRead[index] ? (row[index] ?? null) : null);
  const present: BitOf[] = hasFixedRows(definition) ? [() => true] : [];
  const nulls = nullBytes([...present, ...bitsOf(definition, valueOf)]);
  const images = columns.map(({ type }) => imageOf(type));
  return (row) => {
    let crc = crc32(nulls(row));
    for (const [index, image] of images.entries()) {
      const value = valueOf(row, index);
      if (value !== null) crc = crc32(image(value), crc);
    }
    return crc;
  };
}
