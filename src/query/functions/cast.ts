/** CAST, CONVERT, and the silent conversions to a common type. */
import { SqlError, sqlError } from '../../base/errors.js';
import { integer as integerType, isAddress, isInteger, isList, type SqlType } from '../../base/types.js';
import { addressBytes, addressFromBytes, addressText, naturalBytes } from '../address.js';
import { characterCount, charsetOfType, decodeText, encodeText, holds, narrowText } from '../charsets.js';
import {
  incorrectValue,
  momentText,
  type Present,
  toBytes,
  toDecimal,
  toDouble,
  toInteger,
  toMoment,
  toMomentOrZero,
  toText,
} from '../convert-value.js';
import { Decimal, fitDecimal, formatDecimal } from '../decimal.js';
import { describe } from '../describe.js';
import { hasIntegerForm } from '../forms.js';
import { formatTime, MAX_TIME_MICROS, microsOfDay, parseTime } from '../temporal.js';
import { sliceText } from '../text.js';
import type { ApplyNode, Node } from '../tree.js';
import { isBinary, isFloat, isTemporal, isText, isUnsigned, isWideUnsigned, type Value } from '../value.js';
import { type CallContext, declareRaw, type Printer, type SqlFunction } from './define.js';

const realPrinter: Printer = ([operand]) => `CAST(${operand} AS REAL)`;

const NEGATIVE_CAST = "Cast to unsigned converted negative integer to it's positive complement";

function toIntegerType(value: Present, from: SqlType, context: CallContext, explicit: boolean): bigint {
  const unsigned = isUnsigned(context.type);
  if (explicit && (value instanceof Decimal || typeof value === 'number'))
    return clampNumber(value, from, context, unsigned);
  const number = toInteger(value, from, context.env);
  if (!explicit) return number;
  if (unsigned && number < 0n) {
    context.env.warn('Note', new SqlError(1105, 'HY000', NEGATIVE_CAST));
    return BigInt.asUintN(64, number);
  }
  return unsigned ? number : BigInt.asIntN(64, number);
}

/** Decimals and doubles stop at the ends of the integer type. */
function clampNumber(value: Decimal | number, from: SqlType, context: CallContext, unsigned: boolean): bigint {
  const limit = unsigned ? { min: 0n, max: 2n ** 64n - 1n } : { min: -(2n ** 63n), max: 2n ** 63n - 1n };
  const whole = toDecimal(value, from, context.env);
  const rounded = BigInt(formatDecimal(fitDecimal(whole, 99, 0).value));
  if (rounded >= limit.min && rounded <= limit.max) return rounded;
  const kind = unsigned
    ? value instanceof Decimal
      ? 'UNSIGNED INT'
      : 'UNSIGNED BIGINT'
    : value instanceof Decimal
      ? 'INT'
      : 'SIGNED BIGINT';
  const level = value instanceof Decimal ? 'Warning' : 'Note';
  context.env.warn(level, sqlError('ER_DATA_OVERFLOW', toText(value, from), kind));
  return rounded < limit.min ? limit.min : limit.max;
}

function toDecimalType(value: Present, from: SqlType, context: CallContext, explicit: boolean): Value {
  if (context.type.name !== 'DECIMAL') return null;
  const { precision, scale } = context.type;
  const { value: fitted, clamped } = fitDecimal(toDecimal(value, from, context.env), precision, scale);
  if (clamped && explicit) {
    const label = context.args[0] ? describeCast(context.args[0], context.type) : '';
    context.env.warn('Warning', sqlError('ER_WARN_DATA_OUT_OF_RANGE', label, 1));
  }
  return fitted;
}

function cutText(text: string, length: number, what: string, context: CallContext): string {
  if (text.length <= length || characterCount(text) <= length) return text;
  context.env.warn('Warning', sqlError('ER_TRUNCATED_WRONG_VALUE', what, text));
  return sliceText(text, 0, length);
}

function toTextType(value: Present, from: SqlType, context: CallContext, explicit: boolean): Value {
  const { type } = context;
  if (!isText(type)) return null;
  const text = value instanceof Uint8Array ? decodeText(value, charsetOfType(type)) : toText(value, from);
  if (!explicit) return narrowText(text, charsetOfType(type));
  const cut = cutText(text, type.length, `CHAR(${type.length})`, context);
  const narrow = narrowText(cut, charsetOfType(type));
  if (narrow !== cut && isText(from))
    context.env.warn('Warning', lostCharacter(cut, charsetOfType(from), charsetOfType(type)));
  return narrow;
}

/** The first character that another character set does not have. */
function lostCharacter(text: string, known: string, charset: string): SqlError {
  const character = [...text].find((one) => !holds(one, charset)) ?? '';
  const bytes = Buffer.from(encodeText(character, known)).toString('hex').toUpperCase();
  return sqlError('ER_CANNOT_CONVERT_CHARACTER', known, bytes, charset);
}

function toBinaryType(value: Present, from: SqlType, context: CallContext, explicit: boolean): Value {
  const { type } = context;
  if (!isBinary(type)) return null;
  const bytes = isAddress(from) ? naturalBytes(toText(value, from), from) : toBytes(value, from);
  if (!explicit || bytes.length === type.length) return bytes;
  if (bytes.length < type.length) return type.name === 'BINARY' ? Buffer.concat([bytes], type.length) : bytes;
  context.env.warn(
    'Warning',
    sqlError('ER_TRUNCATED_WRONG_VALUE', `BINARY(${type.length})`, decodeText(bytes, 'latin1')),
  );
  return bytes.slice(0, type.length);
}

/** A text that is none of the type is NULL. Warning: 1292. */
function toAddressType(value: Present, { type, args, env }: CallContext): Value {
  const from = args[0]?.type ?? type;
  if (!isAddress(type)) return null;
  const stored = value instanceof Uint8Array ? addressFromBytes(value, type) : addressBytes(toText(value, from), type);
  if (stored) return addressText(stored, type);
  env.warn('Warning', incorrectValue(type.name.toLowerCase(), toText(value, from)));
  return null;
}

function toTimeType(value: Present, from: SqlType, context: CallContext, fsp: number): Value {
  if (from.name === 'DATETIME' || from.name === 'TIMESTAMP') {
    const moment = toMoment(value, from, context.env);
    return moment && formatTime(microsOfDay(moment), fsp);
  }
  if (from.name === 'DATE') return formatTime(0, fsp);
  const text = toText(value, from);
  const parsed = parseTime(text);
  if (!parsed) {
    context.env.warn('Warning', incorrectValue('time', text));
    return null;
  }
  const outside = Math.abs(parsed.micros) >= MAX_TIME_MICROS + 1_000_000;
  if (outside || parsed.truncated) context.env.warn('Warning', sqlError('ER_TRUNCATED_WRONG_VALUE', 'time', text));
  return formatTime(outside ? Math.sign(parsed.micros) * MAX_TIME_MICROS : parsed.micros, fsp);
}

/** The value in the context's type; `explicit` is CAST, with its warnings and its cutting. */
export function castValue(value: Value, from: SqlType, context: CallContext, explicit: boolean): Value {
  const { type } = context;
  if (value === null) return null;
  if (isInteger(type)) return toIntegerType(value, from, context, explicit);
  if (type.name === 'DECIMAL') return toDecimalType(value, from, context, explicit);
  if (isFloat(type)) return toDouble(value, from, context.env);
  if (isAddress(type)) return toAddressType(value, context);
  if (isText(type)) return toTextType(value, from, context, explicit);
  if (isBinary(type)) return toBinaryType(value, from, context, explicit);
  if (type.name === 'TIME') return toTimeType(value, from, context, type.fsp);
  if (type.name === 'NULL') return null;
  const moment = explicit ? toMoment(value, from, context.env) : toMomentOrZero(value, from, context.env);
  return moment && momentText(moment, type);
}

const NAMES: Readonly<Record<string, string>> = { BIGINT: 'signed', VARCHAR: 'char', VARBINARY: 'binary' };

/** How the server names the type in `cast(x as …)`. */
function typeText(type: SqlType): string {
  if (type.name === 'BIGINT' && type.unsigned) return 'unsigned';
  if (type.name === 'DECIMAL') return `decimal(${type.precision},${type.scale})`;
  return NAMES[type.name] ?? type.name.toLowerCase();
}

const describeCast = (operand: Node, type: SqlType): string => `cast(${describe(operand)} as ${typeText(type)})`;

const sameWideForm = (node: Node, type: SqlType): boolean =>
  isWideUnsigned(type) && isWideUnsigned(node.type) && !hasIntegerForm(node);

/** Does SQLite hold the value in the same form under both types? */
function sameForm(node: Node, type: SqlType): boolean {
  const from = node.type;
  if (from.name === 'NULL') return true;
  if (isInteger(type) && isInteger(from)) return hasIntegerForm(node) && !isWideUnsigned(type);
  if (isWideUnsigned(type) || isWideUnsigned(from)) return sameWideForm(node, type);
  if (type.name === 'DECIMAL' && from.name === 'DECIMAL') {
    return type.precision === from.precision && type.scale === from.scale && !hasIntegerForm(node);
  }
  if (isFloat(type) && isFloat(from)) return true;
  if (isAddress(type)) return type.name === from.name;
  if (isList(type) || isList(from)) return type === from;
  if (isText(type) && isText(from))
    return charsetOfType(type) === charsetOfType(from) || charsetOfType(type) === 'utf8mb4';
  if (isBinary(type) && isBinary(from)) return true;
  return isTemporal(type) && isTemporal(from) && type.name === from.name && type.fsp === from.fsp;
}

function conversion(name: string, type: SqlType, explicit: boolean): SqlFunction {
  return declareRaw(name, 1, 1, {
    type: () => type,
    spelling: ([operand = '']) => (explicit ? `cast(${operand} as ${typeText(type)})` : operand),
    nullable: ([operand]) => (operand?.nullable ?? true) || isTemporal(type) || isText(type) || isAddress(type),
    native([operand]) {
      if (!operand || explicit) return undefined;
      return isFloat(type) && isInteger(operand.type) && hasIntegerForm(operand) ? realPrinter : undefined;
    },
    call: (context, [value = null]) => castValue(value, context.args[0]?.type ?? type, context, explicit),
  });
}

/** CAST(node AS type). */
export function cast(node: Node, type: SqlType): ApplyNode {
  return apply(conversion(`cast_as_${typeText(type)}`, type, true), [node], type);
}

/** The node in another type without anybody having asked: nothing is cut, and nothing done that need not be. */
export function convertTo(node: Node, type: SqlType): Node {
  if (sameForm(node, type)) return node;
  return apply(conversion('convert', type, false), [node], type);
}

/** A call with its type given. */
export function apply(called: SqlFunction, args: readonly Node[], type: SqlType): ApplyNode {
  const constant =
    called.deterministic && args.every((arg) => arg.kind === 'Constant' || (arg.kind === 'Apply' && arg.constant));
  return { kind: 'Apply', function: called, args, type, nullable: called.nullable(args), constant };
}

export const SIGNED: SqlType = { ...integerType('BIGINT'), width: 20 };
export const UNSIGNED: SqlType = { ...integerType('BIGINT', true), width: 20 };
