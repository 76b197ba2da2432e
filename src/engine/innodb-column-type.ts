/** SQL types in InnoDB's own terms: the main type, the precise type with its flags, and the length in bytes. */
import { charsetOf, maxBytesPerCharacter } from '../base/charsets.js';
import { isAddress, isInteger, isList, type SqlType, type TypeName } from '../base/types.js';
import { valueCodec } from './page/values.js';

/** A row of INNODB_SYS_COLUMNS, as far as it follows from the type. */
export interface InnodbColumnType {
  readonly mainType: number;
  readonly preciseType: number;
  readonly bytes: number;
}

const INTEGER = 6;
const FIXED_BINARY = 3;
const FLOAT = 9;
const DOUBLE = 10;
const BLOB = 5;

/** Flags of the precise type. */
const NOT_NULL = 0x100;
const UNSIGNED = 0x200;
const BINARY = 0x400;
const TWO_BYTE_LENGTH = 0x1000;

/** The server's numbers for types. */
const SQL_TYPES: Readonly<Record<TypeName, number>> = {
  TINYINT: 1,
  SMALLINT: 2,
  INT: 3,
  FLOAT: 4,
  DOUBLE: 5,
  NULL: 6,
  TIMESTAMP: 7,
  BIGINT: 8,
  MEDIUMINT: 9,
  DATE: 10,
  TIME: 11,
  DATETIME: 12,
  VARCHAR: 15,
  VARBINARY: 15,
  DECIMAL: 246,
  TINYTEXT: 252,
  TEXT: 252,
  MEDIUMTEXT: 252,
  LONGTEXT: 252,
  TINYBLOB: 252,
  BLOB: 252,
  MEDIUMBLOB: 252,
  LONGBLOB: 252,
  CHAR: 254,
  BINARY: 254,
  YEAR: 13,
  BIT: 16,
  ENUM: 254,
  SET: 254,
  UUID: 254,
  INET6: 254,
  INET4: 254,
};

/** Bytes in the table's columns; of a BLOB its length and a pointer. */
const BYTES: Readonly<Partial<Record<TypeName, number>>> = {
  YEAR: 1,
  UUID: 16,
  INET6: 16,
  INET4: 4,
  TINYINT: 1,
  SMALLINT: 2,
  MEDIUMINT: 3,
  INT: 4,
  BIGINT: 8,
  FLOAT: 4,
  DOUBLE: 8,
  DATE: 3,
  TIME: 3,
  TIMESTAMP: 4,
  DATETIME: 5,
  TINYTEXT: 9,
  TINYBLOB: 9,
  TEXT: 10,
  BLOB: 10,
  MEDIUMTEXT: 11,
  MEDIUMBLOB: 11,
  LONGTEXT: 12,
  LONGBLOB: 12,
};

const LATIN1 = 8;
const BINARY_COLLATION = 63;
const COLLATION_IDS: Readonly<Record<string, number>> = {
  latin1_swedish_ci: LATIN1,
  utf8mb3_general_ci: 33,
  utf8mb4_general_ci: 45,
  utf8mb4_bin: 46,
  latin1_bin: 47,
  binary: BINARY_COLLATION,
  utf8mb3_bin: 83,
};

export function innodbColumnType(type: SqlType, nullable: boolean): InnodbColumnType {
  const bytes = bytesOf(type);
  const hasNoSign = isList(type) || isAddress(type) || type.name === 'TIMESTAMP' || type.name === 'BIT';
  const sign = hasNoSign || ('unsigned' in type && type.unsigned) ? UNSIGNED : 0;
  const text = 'collation' in type || isAddress(type);
  const wide = SQL_TYPES[type.name] === SQL_TYPES.VARCHAR && bytes > 255 ? TWO_BYTE_LENGTH : 0;
  const flags = (nullable ? 0 : NOT_NULL) | sign | (text ? 0 : BINARY) | wide;
  return { mainType: mainTypeOf(type), preciseType: SQL_TYPES[type.name] | flags | (collationOf(type) << 16), bytes };
}

function mainTypeOf(type: SqlType): number {
  if (type.name === 'BIT' || isAddress(type)) return FIXED_BINARY;
  if (isInteger(type) || isList(type) || type.name === 'DATE') return INTEGER;
  const latin1 = 'collation' in type && type.collation === 'latin1_swedish_ci';
  switch (type.name) {
    case 'FLOAT':
      return FLOAT;
    case 'DOUBLE':
      return DOUBLE;
    case 'VARCHAR':
      return latin1 ? 1 : 12;
    case 'CHAR':
      return latin1 ? 2 : 13;
    case 'VARBINARY':
      return 4;
    case 'BINARY':
    case 'DECIMAL':
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIME':
      return FIXED_BINARY;
    default:
      return BLOB;
  }
}

/** Strings have a collation; numbers and times that are kept as bytes have the server's first one. */
function collationOf(type: SqlType): number {
  if (isList(type)) return 0;
  if (type.name === 'BIT') return BINARY_COLLATION;
  if ('collation' in type) return COLLATION_IDS[type.collation] ?? 0;
  if ('length' in type) return BINARY_COLLATION;
  return mainTypeOf(type) === FIXED_BINARY ? LATIN1 : 0;
}

function bytesOf(type: SqlType): number {
  const fixed = isList(type) || type.name === 'BIT' ? valueCodec(type).fixed : BYTES[type.name];
  if ('fsp' in type) return (fixed ?? 0) + Math.ceil(type.fsp / 2);
  if (fixed !== undefined) return fixed;
  if (type.name === 'DECIMAL') return decimalBytes(type.precision - type.scale) + decimalBytes(type.scale);
  if ('collation' in type) return type.length * maxBytesPerCharacter(charsetOf(type.collation));
  return 'length' in type ? type.length : 0;
}

/** Nine digits take four bytes; fewer take as many as they need. */
const decimalBytes = (digits: number): number => 4 * Math.floor(digits / 9) + Math.ceil((digits % 9) / 2);
