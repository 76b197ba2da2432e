/** From a data type as written to the type of a column: default lengths, limits, charsets. */
import { charsetOf, maxBytesPerCharacter, resolveCollation } from '../../base/charsets.js';
import { sqlError } from '../../base/errors.js';
import {
  type DecimalType,
  type IntegerName,
  integer,
  type SqlType,
  type TemporalType,
  type TextType,
} from '../../base/types.js';
import type { DataType } from '../../parser/ast.js';
import { sortKeyText } from '../../query/collations.js';

/** What the column's own clause does not say. */
export interface TypeContext {
  /** The column's name, for errors. */
  readonly column: string;
  /** The table's default collation. */
  readonly collation: string;
}

const MAX_WIDTH = 255;
const MAX_PRECISION = 65;
const MAX_SCALE = 38;
const MAX_FSP = 6;
const MAX_CHAR = 255;
/** Bits of a mantissa: what FLOAT and DOUBLE hold. */
const SINGLE_BITS = 24;
const MAX_FLOAT_BITS = 53;
/** The longest VARCHAR in bytes, minus what the row needs for itself. */
const MAX_VARCHAR_BYTES = 65532;

export function columnType(written: DataType, context: TypeContext): SqlType {
  const { name } = written;
  switch (name) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'BIGINT':
      return integerType(name, written, context);
    case 'DECIMAL':
      return decimalType(written, context);
    case 'FLOAT':
    case 'DOUBLE':
      return floatType(name, written, context);
    case 'CHAR':
    case 'VARCHAR':
      return textType(name, written, context);
    case 'BINARY':
    case 'VARBINARY':
      return binaryType(name, written, context);
    case 'YEAR':
      return { name, unsigned: true, zerofill: true, width: Number(written.args[0] ?? 4) === 2 ? 2 : 4 };
    case 'BIT':
      return bitType(written, context);
    case 'ENUM':
    case 'SET':
      return listType(name, written, context);
    case 'UUID':
    case 'INET6':
    case 'INET4':
      return { name };
    case 'DATE':
      return { name, fsp: 0 };
    case 'DATETIME':
    case 'TIMESTAMP':
    case 'TIME':
      return temporalType(name, written, context);
    default:
      return largeType(written, context);
  }
}

/** FLOAT(p) says how exact it must be. Error: 1063. */
function floatType(name: 'FLOAT' | 'DOUBLE', { args, unsigned, zerofill }: DataType, { column }: TypeContext): SqlType {
  const [precision, scale] = args;
  if (scale !== undefined)
    return fixedFloatType(name, Number(precision), Number(scale), unsigned || zerofill, zerofill, column);
  if (Number(precision ?? 0) > MAX_FLOAT_BITS) throw sqlError('ER_WRONG_FIELD_SPEC', column);
  const isWide = name === 'DOUBLE' || Number(precision ?? 0) > SINGLE_BITS;
  return { name: isWide ? 'DOUBLE' : 'FLOAT', unsigned: unsigned || zerofill, zerofill };
}

const MAX_FLOAT_DIGITS = 255;

/** FLOAT(M,D): so many digits, of which so many stand behind the point. */
function fixedFloatType(
  name: 'FLOAT' | 'DOUBLE',
  precision: number,
  decimals: number,
  unsigned: boolean,
  zerofill: boolean,
  column: string,
): SqlType {
  if (decimals > MAX_SCALE - 8) throw sqlError('ER_TOO_BIG_SCALE', column, MAX_SCALE - 8);
  if (decimals > precision) throw sqlError('ER_M_BIGGER_THAN_D', column);
  if (precision > MAX_FLOAT_DIGITS) throw sqlError('ER_TOO_BIG_DISPLAYWIDTH', column, MAX_FLOAT_DIGITS);
  return { name, precision, decimals, unsigned, zerofill };
}

const MAX_BITS = 64;

function bitType({ args }: DataType, { column }: TypeContext): SqlType {
  const width = number(args[0], 1) || 1;
  if (width > MAX_BITS) throw sqlError('ER_TOO_BIG_DISPLAYWIDTH', column, MAX_BITS);
  return { name: 'BIT', unsigned: true, zerofill: false, width };
}

const MAX_SET_MEMBERS = 64;

/** Errors: 1291 for a member that is there twice, 1367 for a comma in one of a SET, 1097 for too many. */
function listType(name: 'ENUM' | 'SET', written: DataType, context: TypeContext): SqlType {
  const collation = collationOf(written, context);
  const values = written.args.map((value) => value.replace(/ +$/, ''));
  const keys = new Set<string>();
  for (const value of values) {
    if (name === 'SET' && value.includes(',')) throw sqlError('ER_ILLEGAL_VALUE_FOR_TYPE', 'set', value);
    const key = sortKeyText(value, collation);
    if (keys.has(key))
      throw sqlError('ER_DUPLICATED_VALUE_IN_TYPE', context.column, firstLike(values, key, collation), name);
    keys.add(key);
  }
  if (name === 'SET' && values.length > MAX_SET_MEMBERS) throw sqlError('ER_TOO_BIG_SET', context.column);
  const lengths = values.map((value) => [...value].length);
  const length = name === 'ENUM' ? Math.max(...lengths) : lengths.reduce((sum, one) => sum + one + 1, -1);
  return { name, values, length, collation };
}

const firstLike = (values: readonly string[], key: string, collation: string): string =>
  values.find((value) => sortKeyText(value, collation) === key) ?? '';

function binaryType(name: 'BINARY' | 'VARBINARY', { args }: DataType, { column }: TypeContext): SqlType {
  const length = number(args[0], 1);
  const limit = name === 'BINARY' ? MAX_CHAR : MAX_VARCHAR_BYTES;
  if (length > limit) throw sqlError('ER_TOO_BIG_FIELDLENGTH', column, limit);
  return { name, length };
}

const number = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : Number(text));

function integerType(name: IntegerName, { args, unsigned, zerofill }: DataType, { column }: TypeContext): SqlType {
  const plain = integer(name, unsigned || zerofill);
  const width = number(args[0], plain.width);
  if (width > MAX_WIDTH) throw sqlError('ER_TOO_BIG_DISPLAYWIDTH', column, MAX_WIDTH);
  return { ...plain, zerofill, width: width === 0 ? plain.width : width };
}

function decimalType({ args, unsigned, zerofill }: DataType, { column }: TypeContext): DecimalType {
  const precision = number(args[0], 10) || 10;
  const scale = number(args[1], 0);
  if (scale > MAX_SCALE) throw sqlError('ER_TOO_BIG_SCALE', column, MAX_SCALE);
  if (precision > MAX_PRECISION) throw sqlError('ER_TOO_BIG_PRECISION', column, MAX_PRECISION);
  if (scale > precision) throw sqlError('ER_M_BIGGER_THAN_D', column);
  return { name: 'DECIMAL', precision, scale, unsigned: unsigned || zerofill, zerofill };
}

function temporalType(
  name: 'DATETIME' | 'TIMESTAMP' | 'TIME',
  { args }: DataType,
  { column }: TypeContext,
): TemporalType {
  const fsp = number(args[0], 0);
  if (fsp > MAX_FSP) throw sqlError('ER_TOO_BIG_PRECISION', column, MAX_FSP);
  return { name, fsp };
}

function textType(name: 'CHAR' | 'VARCHAR', written: DataType, context: TypeContext): SqlType {
  const collation = collationOf(written, context);
  const length = number(written.args[0], 1);
  const limit = name === 'CHAR' ? MAX_CHAR : Math.floor(MAX_VARCHAR_BYTES / maxBytesPerCharacter(charsetOf(collation)));
  if (length > limit) throw sqlError('ER_TOO_BIG_FIELDLENGTH', context.column, limit);
  if (collation === 'binary') return { name: name === 'CHAR' ? 'BINARY' : 'VARBINARY', length };
  return { name, length, collation };
}

function collationOf(written: DataType, context: TypeContext): string {
  if (written.binary && written.collate === undefined) return binaryCollation(written.charset, context);
  if (written.charset === undefined && written.collate === undefined) return context.collation;
  const charset = written.charset ?? (written.collate === undefined ? charsetOf(context.collation) : undefined);
  return resolveCollation(charset, written.collate);
}

/** CHAR(10) BINARY: the binary collation of the character set. */
function binaryCollation(given: string | undefined, context: TypeContext): string {
  const charset = charsetOf(given === undefined ? context.collation : resolveCollation(given, undefined));
  return charset === 'binary' ? charset : `${charset}_bin`;
}

/** Bytes that the types beyond CHAR and BINARY can hold. */
const LARGE: Readonly<Record<string, number>> = { TINY: 255, '': 65535, MEDIUM: 16777215, LONG: 4294967295 };

function largeType(written: DataType, context: TypeContext): SqlType {
  if (written.name === 'JSON') return { name: 'LONGTEXT', length: LARGE['LONG'] ?? 0, collation: 'utf8mb4_bin' };
  const match = /^(TINY|MEDIUM|LONG|)(TEXT|BLOB)$/.exec(written.name);
  if (!match) throw sqlError('ER_NOT_SUPPORTED_YET', `data type ${written.name}`);
  const length = LARGE[match[1] ?? ''] ?? 0;
  if (match[2] === 'BLOB') return { name: written.name as 'BLOB', length };
  return { name: written.name as TextType['name'], length, collation: collationOf(written, context) };
}
