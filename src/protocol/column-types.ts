/** What the protocol tells a client of a column's type: number, length in bytes, decimals, flags. */
import { charsetOf, isBinaryCollation, maxBytesPerCharacter } from '../base/charsets.js';
import type { ResultColumn } from '../base/result.js';
import { isAddress, isInteger, isList, type SqlType, type TypeName } from '../base/types.js';

/** Bits of a column definition's flags. */
export const ColumnFlag = {
  NOT_NULL: 1,
  PRIMARY_KEY: 2,
  UNIQUE_KEY: 4,
  MULTIPLE_KEY: 8,
  BLOB: 16,
  UNSIGNED: 32,
  ZEROFILL: 64,
  BINARY: 128,
  ENUM: 256,
  AUTO_INCREMENT: 512,
  TIMESTAMP: 1024,
  SET: 2048,
  NO_DEFAULT: 4096,
  ON_UPDATE_NOW: 8192,
  PART_OF_KEY: 16384,
} as const;

const BLOB = 252;
const VAR_STRING = 253;
const STRING = 254;

// biome-ignore format: read as a table.
const NUMBERS: Readonly<Record<TypeName, number>> = {
  TINYINT: 1, SMALLINT: 2, INT: 3, FLOAT: 4, DOUBLE: 5, NULL: 6, TIMESTAMP: 7, BIGINT: 8, MEDIUMINT: 9, DATE: 10,
  TIME: 11, DATETIME: 12, YEAR: 13, BIT: 16, DECIMAL: 246,
  TINYTEXT: BLOB, TEXT: BLOB, MEDIUMTEXT: BLOB, LONGTEXT: BLOB, TINYBLOB: BLOB, BLOB, MEDIUMBLOB: BLOB, LONGBLOB: BLOB,
  VARCHAR: VAR_STRING, VARBINARY: VAR_STRING,
  CHAR: STRING, BINARY: STRING, ENUM: STRING, SET: STRING, UUID: STRING, INET6: STRING, INET4: STRING,
};

/** Characters of the texts that stand for addresses. */
const ADDRESS_LENGTHS = { UUID: 36, INET6: 39, INET4: 15 } as const;
const TEMPORAL_LENGTHS = { DATE: 10, TIME: 10, DATETIME: 19, TIMESTAMP: 19 } as const;
const FLOAT_LENGTHS = { FLOAT: 12, DOUBLE: 22 } as const;
const LONGEST = 0xffffffff;

/** The number of decimals is not known beforehand: FLOAT and DOUBLE, and texts that are no columns. */
const ANY_DECIMALS = 31;
const ANY_TEXT = 39;

/** The collations by which a client knows the character sets of texts. */
const COLLATION_IDS: Readonly<Record<string, number>> = {
  latin1: 8,
  ascii: 11,
  utf8mb3: 33,
  utf8mb4: 45,
  binary: 63,
};
const BINARY_ID = 63;

export interface WireType {
  readonly number: number;
  readonly collation: number;
  readonly length: number;
  readonly flags: number;
  readonly decimals: number;
}

/** `charset` is the one that results have; undefined or `binary`: each text in its own. */
export function wireType(column: ResultColumn, charset: string | undefined): WireType {
  const { type, nullable, orgName } = column;
  const isColumn = orgName !== '';
  const text = textOf(type);
  const shown = text && (charset === undefined || charset === 'binary' ? charsetOf(text.collation) : charset);
  return {
    number: NUMBERS[type.name],
    collation: shown === undefined ? BINARY_ID : (COLLATION_IDS[shown] ?? BINARY_ID),
    length: Math.min(text && shown !== undefined ? text.length * maxBytesPerCharacter(shown) : lengthOf(type), LONGEST),
    flags: (nullable ? 0 : ColumnFlag.NOT_NULL) | flagsOf(type, isColumn),
    decimals: decimalsOf(type, isColumn),
  };
}

/** Characters and collation of what is text to a client. */
function textOf(type: SqlType): { readonly length: number; readonly collation: string } | undefined {
  if (isAddress(type)) return { length: ADDRESS_LENGTHS[type.name], collation: 'utf8mb3_general_ci' };
  if (!('collation' in type)) return undefined;
  return { length: type.length, collation: type.collation };
}

function lengthOf(type: SqlType): number {
  if (isInteger(type)) return type.width;
  switch (type.name) {
    case 'DECIMAL':
      return type.precision + (type.scale > 0 ? 1 : 0) + (type.unsigned ? 0 : 1);
    case 'FLOAT':
    case 'DOUBLE':
      return type.precision ?? FLOAT_LENGTHS[type.name];
    case 'DATE':
    case 'TIME':
    case 'DATETIME':
    case 'TIMESTAMP':
      return TEMPORAL_LENGTHS[type.name] + (type.fsp > 0 ? type.fsp + 1 : 0);
    case 'NULL':
      return 0;
    default:
      return 'length' in type ? type.length : 0;
  }
}

function decimalsOf(type: SqlType, isColumn: boolean): number {
  switch (type.name) {
    case 'DECIMAL':
      return type.scale;
    case 'FLOAT':
    case 'DOUBLE':
      return type.decimals ?? ANY_DECIMALS;
    case 'TIME':
    case 'DATETIME':
    case 'TIMESTAMP':
      return type.fsp;
    default:
      return textOf(type) && !isColumn ? ANY_TEXT : 0;
  }
}

/** What follows from the type; numbers count as binary where they are no columns. */
function flagsOf(type: SqlType, isColumn: boolean): number {
  let flags = 0;
  const set = (flag: number, when: boolean) => {
    if (when) flags |= flag;
  };
  const number = 'unsigned' in type ? type : undefined;
  const isTemporal = type.name in TEMPORAL_LENGTHS;
  set(ColumnFlag.UNSIGNED, number?.unsigned === true || type.name === 'YEAR' || type.name === 'BIT');
  set(ColumnFlag.UNSIGNED, isAddress(type) || (isColumn && type.name === 'TIMESTAMP'));
  set(ColumnFlag.ZEROFILL, number?.zerofill === true || type.name === 'YEAR');
  set(ColumnFlag.BLOB, NUMBERS[type.name] === BLOB);
  set(ColumnFlag.ENUM, type.name === 'ENUM');
  set(ColumnFlag.SET, type.name === 'SET');
  set(ColumnFlag.BINARY, isAddress(type) || isTemporal || isBinaryText(type) || (!isColumn && isPlainBinary(type)));
  return flags;
}

const isBinaryText = (type: SqlType): boolean =>
  'collation' in type ? !isList(type) && isBinaryCollation(type.collation) : isBytes(type);

const isBytes = ({ name }: SqlType): boolean => name.endsWith('BLOB') || name.endsWith('BINARY');

const isPlainBinary = (type: SqlType): boolean => isInteger(type) || 'zerofill' in type || type.name === 'NULL';
