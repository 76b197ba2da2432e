/** Literals: their types and values. */

import { isUtf8 } from 'node:buffer';
import { charsetOf, resolveCollation } from '../base/charsets.js';
import { sqlError } from '../base/errors.js';
import type { SqlType } from '../base/types.js';
import type { LiteralValue } from '../parser/ast.js';
import { characterCount, decodeText, encodeText } from './charsets.js';
import { parseDecimal } from './decimal.js';
import { formatDateTime, formatTime, parseDateTime, parseTime } from './temporal.js';
import type { ConstantNode } from './tree.js';
import { DOUBLE, decimal, int, NULL_TYPE } from './types.js';
import type { Value } from './value.js';

function constant(value: Value, type: SqlType, text: string): ConstantNode {
  return { kind: 'Constant', value, type, text, nullable: value === null };
}

/** NULL as a node. */
export const NULL_NODE: ConstantNode = constant(null, NULL_TYPE, 'NULL');

const MAX_INT = 2n ** 31n - 1n;
const MAX_BIGINT = 2n ** 63n - 1n;
const MAX_UNSIGNED = 2n ** 64n - 1n;

/** An integer as the smallest type that a literal can have. */
export function integerConstant(value: bigint, text = String(value)): ConstantNode {
  const width = text.replace('-', '').length;
  if (value > MAX_UNSIGNED || value < -MAX_BIGINT - 1n) return decimalConstant(text);
  const unsigned = value > MAX_BIGINT;
  const name = value <= MAX_INT && value >= -MAX_INT - 1n ? 'INT' : 'BIGINT';
  const type: SqlType = { name, unsigned, zerofill: false, width: width + (value < 0n ? 1 : 0), digits: width };
  return constant(value, type, text);
}

function decimalConstant(text: string): ConstantNode {
  const value = parseDecimal(text)?.value;
  if (!value) return NULL_NODE;
  const digits = value.unscaled.toString().replace('-', '').length;
  return constant(
    value,
    decimal(Math.max(digits, value.scale + (text.trim().startsWith('.') ? 0 : 1)), value.scale),
    text,
  );
}

const quoted = (text: string): string => `'${text.replace(/'/g, "''")}'`;

/** Text as a node, in a collation. */
export function textConstant(value: string, collation: string): ConstantNode {
  return constant(value, { name: 'VARCHAR', length: characterCount(value), collation }, quoted(value));
}

export function bytesConstant(value: Uint8Array): ConstantNode {
  return constant(value, { name: 'VARBINARY', length: value.length }, `0x${encodeHex(value)}`);
}

function textLiteral({ value, charset }: { value: string; charset?: string }, connection: string): ConstantNode {
  if (charset === undefined) return textConstant(value, connection);
  return introduced(encodeText(value, 'utf8mb4'), charset);
}

/** An introducer takes the bytes as they stand. Error: 1300. */
function introduced(bytes: Uint8Array, written: string): ConstantNode {
  if (written.toLowerCase() === 'binary') return bytesConstant(bytes);
  const collation = resolveCollation(written, undefined);
  const charset = charsetOf(collation);
  const longest = LONGEST_CHARACTER[charset];
  const valid = longest === undefined ? bytes.length : validLength(bytes, longest);
  if (valid < bytes.length) throw invalidText(bytes.subarray(valid), charset);
  return textConstant(decodeText(bytes, charset), collation);
}

/** Bytes of the longest character, where not every sequence of bytes is a text. */
const LONGEST_CHARACTER: Readonly<Record<string, number>> = { utf8mb3: 3, utf8mb4: 4 };
/** So many bytes of what is wrong does the error show. */
const SHOWN_BYTES = 3;

const invalidText = (bytes: Uint8Array, charset: string): Error =>
  sqlError('ER_INVALID_CHARACTER_STRING', charset, encodeHex(bytes.subarray(0, SHOWN_BYTES)).toUpperCase());

const encodeHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** How many bytes there are before the first that belong to no character. */
function validLength(bytes: Uint8Array, longest: number): number {
  if (longest === 4 && isUtf8(bytes)) return bytes.length;
  const lengths = Array.from({ length: longest }, (_, at) => at + 1);
  for (let at = 0; at < bytes.length; ) {
    const length = lengths.find((n) => at + n <= bytes.length && isUtf8(bytes.subarray(at, at + n)));
    if (length === undefined) return at;
    at += length;
  }
  return bytes.length;
}

function temporalLiteral(of: 'DATE' | 'TIME' | 'TIMESTAMP', text: string): ConstantNode {
  const written = `${of}${quoted(text)}`;
  if (of === 'TIME') {
    const time = parseTime(text);
    if (!time || time.truncated) throw sqlError('ER_WRONG_VALUE', 'TIME', text);
    return constant(formatTime(time.micros, time.fsp), { name: 'TIME', fsp: time.fsp }, written);
  }
  const parsed = parseDateTime(text);
  if (!parsed || parsed.truncated || (of === 'DATE' && parsed.hasTime)) {
    throw sqlError('ER_WRONG_VALUE', of === 'DATE' ? 'DATE' : 'DATETIME', text);
  }
  if (of === 'DATE') return constant(formatDateTime(parsed.moment, 0).slice(0, 10), { name: 'DATE', fsp: 0 }, written);
  return constant(formatDateTime(parsed.moment, parsed.fsp), { name: 'DATETIME', fsp: parsed.fsp }, written);
}

/** The node of a literal; `connection` is the collation of text. */
export function bindLiteral(literal: LiteralValue, connection: { readonly collation: string }): ConstantNode {
  switch (literal.type) {
    case 'null':
      return NULL_NODE;
    case 'boolean':
      return constant(literal.value ? 1n : 0n, int(1), literal.value ? '1' : '0');
    case 'integer':
      return integerConstant(BigInt(literal.digits), literal.digits);
    case 'decimal':
      return decimalConstant(literal.text);
    case 'double':
      return constant(0 + Number(literal.text), DOUBLE, literal.text);
    case 'string':
      return textLiteral(literal, connection.collation);
    case 'hex':
    case 'bit':
      return literal.charset === undefined ? bytesConstant(literal.bytes) : introduced(literal.bytes, literal.charset);
    case 'temporal':
      return temporalLiteral(literal.of, literal.value);
  }
}

/** A hexadecimal or bit literal where a number is wanted. */
export function numberOfBytes(bytes: Uint8Array): ConstantNode {
  const digits = Buffer.from(bytes).toString('hex');
  return integerConstant(BigInt.asUintN(64, BigInt(`0x${digits || '0'}`)));
}
