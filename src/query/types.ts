/** Types of results: how the server combines the types of operands. */

import { charsetOf, maxBytesPerCharacter } from '../base/charsets.js';
import {
  type IntegerType,
  integer,
  isAddress,
  isInteger,
  isList,
  isNumeric,
  type SqlType,
  varchar,
} from '../base/types.js';
import { charsetOfType } from './charsets.js';
import { MAX_PRECISION, MAX_SCALE } from './decimal.js';
import { isBinary, isFloat, isTemporal, isText, isUnsigned } from './value.js';

export const NULL_TYPE: SqlType = { name: 'NULL' };
/** Tests and logical operators. */
export const BOOLEAN: IntegerType = { ...integer('INT'), width: 1 };
export const BIGINT: IntegerType = { ...integer('BIGINT'), width: 21 };
export const BIGINT_UNSIGNED: IntegerType = { ...integer('BIGINT', true), width: 21 };
export const DOUBLE: SqlType = { name: 'DOUBLE', unsigned: false, zerofill: false };

export const int = (width: number): SqlType => ({ ...integer('INT'), width });

/** DECIMAL within the server's limits. */
export function decimal(precision: number, scale: number, unsigned = false): SqlType {
  const decimals = Math.min(scale, MAX_SCALE);
  return {
    name: 'DECIMAL',
    precision: Math.max(1, Math.min(precision, MAX_PRECISION)),
    scale: decimals,
    unsigned,
    zerofill: false,
  };
}

/** Results of up to ten characters are INT, longer ones BIGINT. */
export function integerOfWidth(width: number, unsigned: boolean): SqlType {
  return { name: width <= 10 ? 'INT' : 'BIGINT', width: Math.min(width, 21), unsigned, zerofill: false };
}

const DIGITS: Readonly<Record<IntegerType['name'], number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  MEDIUMINT: 8,
  INT: 10,
  BIGINT: 19,
  YEAR: 4,
  BIT: 20,
};

/** Digits that an integer type can have. */
export function digitsOf(type: IntegerType): number {
  if (type.digits !== undefined) return type.digits;
  if (type.name === 'BIGINT' && type.unsigned) return Math.min(20, type.width);
  return Math.min(DIGITS[type.name], Math.max(1, type.width - (type.unsigned ? 0 : 1) || 1));
}

/** Digits and decimals of a type when it is read as DECIMAL. */
export function decimalShape(type: SqlType): { precision: number; scale: number } {
  if (type.name === 'DECIMAL') return type;
  if (isInteger(type)) return { precision: Math.max(digitsOf(type), type.width === 1 ? 1 : 0), scale: 0 };
  if (isTemporal(type))
    return { precision: (type.name === 'TIME' ? 7 : type.name === 'DATE' ? 8 : 14) + type.fsp, scale: type.fsp };
  if (isList(type)) return { precision: type.name === 'SET' ? 20 : 5, scale: 0 };
  return { precision: MAX_PRECISION, scale: MAX_SCALE };
}

const ADDRESS_WIDTHS = { UUID: 36, INET6: 39, INET4: 15 } as const;

/** Characters that a value of the type takes when it is printed. */
export function displayWidth(type: SqlType): number {
  if (isInteger(type)) return type.width;
  if (type.name === 'DECIMAL') return type.precision + (type.unsigned ? 0 : 1) + (type.scale > 0 ? 1 : 0);
  if (isFloat(type)) return type.name === 'FLOAT' ? 12 : 22;
  if (type.name === 'NULL') return 0;
  if (isAddress(type)) return ADDRESS_WIDTHS[type.name];
  if (!isTemporal(type)) return type.length;
  return (type.name === 'DATE' ? 10 : type.name === 'TIME' ? 10 : 19) + (type.fsp > 0 ? type.fsp + 1 : 0);
}

/** What kind of arithmetic a type asks for: text and doubles count in DOUBLE, temporals exactly. */
export function arithmetic(type: SqlType): 'integer' | 'decimal' | 'double' {
  if (isInteger(type) || isList(type) || (isTemporal(type) && type.fsp === 0)) return 'integer';
  if (type.name === 'DECIMAL' || isTemporal(type)) return 'decimal';
  return type.name === 'NULL' ? 'integer' : 'double';
}

/** The weakest kind of arithmetic in which all the types can be computed with. */
export function commonArithmetic(types: readonly SqlType[]): 'integer' | 'decimal' | 'double' {
  const kinds = types.map(arithmetic);
  if (kinds.includes('double')) return 'double';
  return kinds.includes('decimal') ? 'decimal' : 'integer';
}

/** Types with a fixed length end at 65535 bytes; longer text is LONGTEXT. */
export function textOfLength(length: number, collation: string): SqlType {
  if (collation === 'binary') return binaryOfLength(length);
  if (length * maxBytesPerCharacter(charsetOf(collation)) > 0xffff)
    return { name: 'LONGTEXT', length: 0xffffffff, collation };
  return varchar(length, collation);
}

export function binaryOfLength(length: number): SqlType {
  return length > 0xffff ? { name: 'LONGBLOB', length: 0xffffffff } : { name: 'VARBINARY', length };
}

const INTEGER_ORDER = ['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT'] as const;

function commonInteger(types: readonly IntegerType[]): SqlType {
  const unsigned = types.every((type) => type.unsigned);
  if (!unsigned && types.some((type) => type.unsigned && type.name === 'BIGINT')) return decimal(20, 0);
  if (!unsigned && types.some((type) => type.unsigned)) return decimal(Math.max(...types.map(digitsOf)), 0);
  const [first] = types;
  if (first && types.every(({ name }) => name === first.name) && (first.name === 'YEAR' || first.name === 'BIT'))
    return { ...first, width: Math.max(...types.map(({ width }) => width)) };
  const order = Math.max(
    ...types.map(({ name }) => INTEGER_ORDER.indexOf(name === 'YEAR' ? 'INT' : name === 'BIT' ? 'BIGINT' : name)),
  );
  const width = Math.max(...types.map((type) => type.width + (type.unsigned && !unsigned ? 1 : 0)));
  return { name: INTEGER_ORDER[order] ?? 'BIGINT', width, unsigned, zerofill: false };
}

function commonDecimal(types: readonly SqlType[]): SqlType {
  const shapes = types.map(decimalShape);
  const scale = Math.max(...shapes.map((shape) => shape.scale));
  const whole = Math.max(...shapes.map((shape) => shape.precision - shape.scale));
  return decimal(whole + scale, scale, types.every(isUnsigned));
}

function commonTemporal(types: readonly SqlType[]): SqlType {
  const fsp = Math.max(...types.map((type) => (isTemporal(type) ? type.fsp : 0)));
  const names = new Set(types.map((type) => type.name));
  const [first] = types;
  if (names.size === 1 && first && isTemporal(first)) return { name: first.name, fsp };
  return { name: 'DATETIME', fsp };
}

/** The type that holds values of all the types: CASE, COALESCE, UNION. `collation` is for a text result. */
export function commonType(all: readonly SqlType[], collation: string): SqlType {
  const types = all.filter((type) => type.name !== 'NULL');
  const [first] = types;
  if (!first) return NULL_TYPE;
  if (types.length === 1) return first;
  const address = types.find(isAddress);
  if (address)
    return types.every((type) => type.name === address.name || isText(type)) ? address : commonText(types, collation);
  if (types.every(isInteger)) return commonInteger(types);
  if (types.every(isTemporal)) return commonTemporal(types);
  if (types.every(isNumeric)) {
    if (types.every((type) => type.name === 'FLOAT')) return first;
    return types.some(isFloat) ? DOUBLE : commonDecimal(types);
  }
  return commonText(types, collation);
}

function commonText(types: readonly SqlType[], collation: string): SqlType {
  const length = Math.max(...types.map(displayWidth));
  if (types.some(isBinary)) {
    const bytes = types.map(
      (type) => displayWidth(type) * (isText(type) ? maxBytesPerCharacter(charsetOfType(type)) : 1),
    );
    return binaryOfLength(Math.max(...bytes));
  }
  const long = types.find((type) => type.name.endsWith('TEXT'));
  return long && isText(long) ? { ...long, length, collation } : textOfLength(length, collation);
}
