/**
 * How a column's stored values become bytes in a record and back: one codec for each SQL type.
 *
 * Codecs are plain objects that the record encoder and decoder walk through; making one decides everything that
 * depends on the type, so that writing and reading a value does not.
 */
import { assert, unreachable } from '../../base/assert.js';
import type { DecimalType, IntegerName, IntegerType, SqlType, TextType } from '../../base/types.js';
import { temporalCodec } from './temporal.js';
import { filledCharCodec, textCodec } from './text.js';
import { fixedCodec, type ValueCodec } from './value-codec.js';

const INTEGER_BYTES: Readonly<Record<IntegerName, number>> = {
  TINYINT: 1,
  SMALLINT: 2,
  MEDIUMINT: 3,
  INT: 4,
  BIGINT: 8,
  YEAR: 1,
  BIT: 8,
};

/** Integers are big-endian; signed ones with the highest bit flipped, so that they sort as bytes. */
function smallInteger(bytes: number, unsigned: boolean): ValueCodec {
  const bias = unsigned ? 0 : 2 ** (bytes * 8 - 1);
  switch (bytes) {
    case 1:
      return fixedCodec<number>(
        1,
        (into, at, value) => into.writeUInt8(value + bias, at),
        (from, at) => from.readUInt8(at) - bias,
      );
    case 2:
      return fixedCodec<number>(
        2,
        (into, at, value) => into.writeUInt16BE(value + bias, at),
        (from, at) => from.readUInt16BE(at) - bias,
      );
    case 3:
      return fixedCodec<number>(
        3,
        (into, at, value) => into.writeUIntBE(value + bias, at, 3),
        (from, at) => from.readUIntBE(at, 3) - bias,
      );
    default:
      return fixedCodec<number>(
        4,
        (into, at, value) => into.writeUInt32BE(value + bias, at),
        (from, at) => from.readUInt32BE(at) - bias,
      );
  }
}

const SAFE_HIGH = 2 ** 21;

/** BIGINT: a number while it is exact as one. */
const bigInteger = fixedCodec<number | bigint>(
  8,
  (into, at, value) => {
    if (typeof value === 'bigint') into.writeBigInt64BE(value, at);
    else {
      into.writeInt32BE(Math.floor(value / 2 ** 32), at);
      into.writeUInt32BE(value - Math.floor(value / 2 ** 32) * 2 ** 32, at + 4);
    }
    into.writeUInt8(into.readUInt8(at) ^ 0x80, at);
  },
  (from, at) => {
    const high = (from.readInt32BE(at) ^ 0x80000000) | 0;
    const low = from.readUInt32BE(at + 4);
    if (high < SAFE_HIGH && high >= -SAFE_HIGH) return high * 2 ** 32 + low;
    return (BigInt(high) << 32n) | BigInt(low);
  },
);

/** Values that are stored as they are given: BINARY, DECIMAL, BIGINT UNSIGNED. */
function rawBytes(bytes: number): ValueCodec {
  return fixedCodec<Uint8Array>(
    bytes,
    (into, at, value) => {
      assert(value.length <= bytes, `a value of ${bytes} bytes has no more`);
      into.set(value, at);
    },
    (from, at) => new Uint8Array(from.subarray(at, at + bytes)),
  );
}

function variableBytes(long: boolean): ValueCodec {
  return {
    fixed: undefined,
    long,
    size: (value) => (value as Uint8Array).length,
    write: (into, at, value) => into.set(value as Uint8Array, at),
    read: (from, at, length) => new Uint8Array(from.subarray(at, at + length)),
  };
}

/** Bytes of a part of a DECIMAL: four for nine digits, and these for what is left over. */
const LEFTOVER_BYTES = [0, 1, 1, 2, 2, 3, 3, 4, 4] as const;

/** Bytes of a DECIMAL value. */
export function decimalBytes({ precision, scale }: Pick<DecimalType, 'precision' | 'scale'>): number {
  const part = (digits: number) => Math.floor(digits / 9) * 4 + (LEFTOVER_BYTES[digits % 9] ?? 0);
  return part(precision - scale) + part(scale);
}

const float = fixedCodec<number>(
  4,
  (into, at, value) => into.writeFloatLE(value, at),
  (from, at) => from.readFloatLE(at),
);
const double = fixedCodec<number>(
  8,
  (into, at, value) => into.writeDoubleLE(value, at),
  (from, at) => from.readDoubleLE(at),
);

const FIRST_YEAR = 1900;

/** YEAR: 0, or a number of years behind 1900. */
const year = fixedCodec<number>(
  1,
  (into, at, value) => into.writeUInt8(value === 0 ? 0 : value - FIRST_YEAR, at),
  (from, at) => (from.readUInt8(at) === 0 ? 0 : from.readUInt8(at) + FIRST_YEAR),
);

const WIDE = 8;

/** BIT and SET: as many of the low bytes of a number as the type needs. */
function lowBytes(bytes: number): ValueCodec {
  return fixedCodec<Uint8Array>(
    bytes,
    (into, at, value) => into.set(value.subarray(WIDE - bytes), at),
    (from, at) => {
      const value = new Uint8Array(WIDE);
      value.set(from.subarray(at, at + bytes), WIDE - bytes);
      return value;
    },
  );
}

/** SET has a bit for each member: in one to four bytes, or eight. */
const setBytes = (members: number): number => (members > 32 ? WIDE : Math.ceil(members / 8));

const UUID_BYTES = 16;
const INET4_BYTES = 4;

const integerCodec = ({ name, unsigned, width }: IntegerType): ValueCodec => {
  if (name === 'YEAR') return year;
  if (name === 'BIT') return lowBytes(Math.ceil(width / 8));
  if (name !== 'BIGINT') return smallInteger(INTEGER_BYTES[name], unsigned);
  return unsigned ? rawBytes(8) : bigInteger;
};

/** The codec of a column's values. */
export function valueCodec(type: SqlType): ValueCodec {
  switch (type.name) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'BIGINT':
    case 'YEAR':
    case 'BIT':
      return integerCodec(type);
    case 'DECIMAL':
      return rawBytes(decimalBytes(type));
    case 'FLOAT':
      return float;
    case 'DOUBLE':
      return double;
    case 'CHAR':
    case 'VARCHAR':
    case 'TINYTEXT':
    case 'TEXT':
    case 'MEDIUMTEXT':
    case 'LONGTEXT':
      return textCodec(type satisfies TextType);
    case 'ENUM':
      return smallInteger(type.values.length > 255 ? 2 : 1, true);
    case 'SET':
      return lowBytes(setBytes(type.values.length));
    case 'UUID':
    case 'INET6':
      return rawBytes(UUID_BYTES);
    case 'INET4':
      return rawBytes(INET4_BYTES);
    case 'BINARY':
      return rawBytes(type.length);
    case 'VARBINARY':
      return variableBytes(type.length > 255);
    case 'TINYBLOB':
    case 'BLOB':
    case 'MEDIUMBLOB':
    case 'LONGBLOB':
      return variableBytes(true);
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIME':
    case 'DATE':
      return temporalCodec(type);
    case 'NULL':
      throw new Error('Invariant broken: a column has a type');
    default:
      return unreachable(type);
  }
}

/** The same where CHAR takes all the bytes that its characters might need, whatever they are: ROW_FORMAT=REDUNDANT. */
export function filledCodec(type: SqlType): ValueCodec {
  const codec = valueCodec(type);
  return type.name === 'CHAR' && codec.fixed === undefined ? filledCharCodec(type) : codec;
}
