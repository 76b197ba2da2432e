/**
 * SQL data types as data, in MariaDB's terms. One union for columns, expressions and results.
 *
 * Stored form of a value, in SQLite rows and in what the page codec takes and gives (`null` is SQL NULL):
 *   TINYINT … INT, BIGINT signed, YEAR            number, or bigint beyond 2^53
 *   BIGINT UNSIGNED, BIT                          8 bytes big-endian (Uint8Array): sorts as bytes
 *   ENUM                                          the number of the member: 1 for the first, 0 for none
 *   SET                                           8 bytes big-endian, a bit for each member: the lowest for the first
 *   UUID, INET6, INET4                            InnoDB's bytes (Uint8Array), which sort as the values do
 *   DECIMAL                                       InnoDB's order-preserving bytes (Uint8Array)
 *   FLOAT, DOUBLE                                 number
 *   CHAR, VARCHAR, TEXT                           string (CHAR without its trailing blanks)
 *   BINARY, VARBINARY, BLOB                       Uint8Array
 *   DATETIME, TIMESTAMP, DATE, TIME               text in the server's format with exactly `fsp` decimals: sorts as text
 */
export type StoredValue = null | number | bigint | string | Uint8Array;

/** YEAR and BIT count as numbers, too: they differ in what they take and how they print. */
export type IntegerName = 'TINYINT' | 'SMALLINT' | 'MEDIUMINT' | 'INT' | 'BIGINT' | 'YEAR' | 'BIT';

export interface IntegerType {
  readonly name: IntegerName;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
  /** Display width, as in int(11); of BIT its bits. */
  readonly width: number;
  /** Digits of a literal: unlike a width, they leave no room for a sign. */
  readonly digits?: number;
}

export interface DecimalType {
  readonly name: 'DECIMAL';
  readonly precision: number;
  readonly scale: number;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
}

export interface FloatType {
  readonly name: 'FLOAT' | 'DOUBLE';
  /** Digits behind the point, where a value has that many however it is read. */
  readonly decimals?: number;
  /** FLOAT(M,D): all digits that a value of a column may have. */
  readonly precision?: number;
  readonly unsigned: boolean;
  readonly zerofill: boolean;
}

/** Character types. `length` counts characters; `collation` implies the charset (its part before the first `_`). */
export interface TextType {
  readonly name: 'CHAR' | 'VARCHAR' | 'TINYTEXT' | 'TEXT' | 'MEDIUMTEXT' | 'LONGTEXT';
  readonly length: number;
  readonly collation: string;
  /** How the server prints the type of a column that is text to us: `enum('S','X')` of information_schema. */
  readonly declared?: string;
}

/** Texts of which a value is one, or several joined by commas. `length` counts the characters of the longest value. */
export interface ListType {
  readonly name: 'ENUM' | 'SET';
  readonly values: readonly string[];
  readonly length: number;
  readonly collation: string;
}

/** Bytes with a text form of their own. */
export interface AddressType {
  readonly name: 'UUID' | 'INET6' | 'INET4';
}

export interface BinaryType {
  readonly name: 'BINARY' | 'VARBINARY' | 'TINYBLOB' | 'BLOB' | 'MEDIUMBLOB' | 'LONGBLOB';
  readonly length: number;
}

export interface TemporalType {
  readonly name: 'DATETIME' | 'TIMESTAMP' | 'TIME' | 'DATE';
  /** Fractional digits, 0 … 6; 0 for DATE. */
  readonly fsp: number;
}

/** The type of NULL itself. */
export interface NullType {
  readonly name: 'NULL';
}

export type SqlType =
  | IntegerType
  | DecimalType
  | FloatType
  | TextType
  | ListType
  | BinaryType
  | AddressType
  | TemporalType
  | NullType;

export type TypeName = SqlType['name'];

const WIDTHS: Readonly<Record<IntegerName, readonly [signed: number, unsigned: number]>> = {
  TINYINT: [4, 3],
  SMALLINT: [6, 5],
  MEDIUMINT: [9, 8],
  INT: [11, 10],
  BIGINT: [20, 20],
  YEAR: [4, 4],
  BIT: [1, 1],
};

/** An integer type with the display width that the server gives when none is written. */
export function integer(name: IntegerName, unsigned = false): IntegerType {
  return { name, unsigned, zerofill: false, width: WIDTHS[name][unsigned ? 1 : 0] };
}

export function varchar(length: number, collation = 'utf8mb3_general_ci'): TextType {
  return { name: 'VARCHAR', length, collation };
}

export const isInteger = (type: SqlType): type is IntegerType => type.name in WIDTHS;

export const isList = (type: SqlType): type is ListType => type.name === 'ENUM' || type.name === 'SET';

export const isAddress = (type: SqlType): type is AddressType =>
  type.name === 'UUID' || type.name === 'INET6' || type.name === 'INET4';

/** The integer types whose stored form is bytes. */
export const isWideUnsigned = (type: SqlType): boolean =>
  type.name === 'BIT' || (type.name === 'BIGINT' && type.unsigned);

/** True where the client right-aligns: integers, DECIMAL, FLOAT, DOUBLE. */
export const isNumeric = (type: SqlType): boolean =>
  (isInteger(type) && type.name !== 'BIT') ||
  type.name === 'DECIMAL' ||
  type.name === 'FLOAT' ||
  type.name === 'DOUBLE';
