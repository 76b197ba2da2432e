/** The values of a prepared statement's parameters, as COM_STMT_EXECUTE sends them. */
import { sqlError } from '../base/errors.js';
import { type IntegerName, integer, type SqlType, type StoredValue, varchar } from '../base/types.js';
import type { GivenValue } from '../parser/ast.js';
import { encodeDecimal, parseDecimal } from '../query/decimal.js';
import { MalformedPacket, PayloadReader } from './payload.js';
import type { WireText } from './wire-text.js';

/** What the client says of a parameter: the number of its type. */
export interface ParameterType {
  readonly number: number;
  readonly unsigned: boolean;
}

const UNSIGNED = 0x80;
const MICROSECONDS = 6;

// biome-ignore format: read as a table.
const INTEGERS: Readonly<Record<number, readonly [name: IntegerName, bytes: 1 | 2 | 4]>> = {
  1: ['TINYINT', 1], 2: ['SMALLINT', 2], 3: ['INT', 4], 9: ['MEDIUMINT', 4], 13: ['SMALLINT', 2],
};
const FLOAT = 4;
const DOUBLE = 5;
const NULL = 6;
const BIGINT = 8;
const DECIMALS: ReadonlySet<number> = new Set([0, 246]);
const DATES: ReadonlySet<number> = new Set([7, 10, 12]);
const DATE = 10;
const TIME = 11;
const BLOBS: ReadonlySet<number> = new Set([249, 250, 251, 252]);
const TEXTS: ReadonlySet<number> = new Set([15, 16, 247, 248, 253, 254]);

/** The types, where the client sends them anew; else those of the execution before. */
export function readTypes(
  reader: PayloadReader,
  count: number,
  before: readonly ParameterType[] | undefined,
): readonly ParameterType[] {
  if (reader.integer(1) === 0) {
    if (!before) throw sqlError('ER_WRONG_ARGUMENTS', 'mysqld_stmt_execute');
    return before;
  }
  return Array.from({ length: count }, () => {
    const number = reader.integer(1);
    return { number, unsigned: (reader.integer(1) & UNSIGNED) !== 0 };
  });
}

const given = (value: StoredValue, type: SqlType): GivenValue => ({ kind: 'GivenValue', value, type });

export const NO_VALUE: GivenValue = given(null, { name: 'NULL' });

/** A value that stands in the packet. */
export function readParameter(reader: PayloadReader, type: ParameterType, text: WireText): GivenValue {
  const { number } = type;
  const known = INTEGERS[number];
  if (known) return integerValue(reader.bytes(known[1]), known[0], type.unsigned);
  if (number === BIGINT) return bigValue(reader.bytes(8), type.unsigned);
  if (number === FLOAT) return given(reader.bytes(4).readFloatLE(), real('FLOAT'));
  if (number === DOUBLE) return given(reader.bytes(8).readDoubleLE(), real('DOUBLE'));
  if (number === NULL) return NO_VALUE;
  if (DATES.has(number)) return dateValue(reader, number === DATE);
  if (number === TIME) return timeValue(reader);
  return textValue(reader.lengthEncoded(), type, text);
}

/** A value that was sent before, in pieces, or one of a type that is a text. */
export function textValue(bytes: Buffer, { number }: ParameterType, text: WireText): GivenValue {
  if (BLOBS.has(number)) return given(Uint8Array.from(bytes), { name: 'LONGBLOB', length: 2 ** 32 - 1 });
  if (DECIMALS.has(number)) return decimalValue(bytes.toString('latin1'));
  if (!TEXTS.has(number)) throw new MalformedPacket();
  const value = text.decode(bytes);
  return given(value, varchar([...value].length, text.connectionCollation));
}

const real = (name: 'FLOAT' | 'DOUBLE'): SqlType => ({ name, unsigned: false, zerofill: false });

function integerValue(bytes: Buffer, name: IntegerName, unsigned: boolean): GivenValue {
  const value = unsigned ? bytes.readUIntLE(0, bytes.length) : bytes.readIntLE(0, bytes.length);
  return given(value, integer(name, unsigned));
}

function bigValue(bytes: Buffer, unsigned: boolean): GivenValue {
  if (unsigned) return given(Uint8Array.from(bytes).reverse(), integer('BIGINT', true));
  const value = bytes.readBigInt64LE();
  return given(Number.isSafeInteger(Number(value)) ? Number(value) : value, integer('BIGINT'));
}

function decimalValue(text: string): GivenValue {
  const parsed = parseDecimal(text);
  if (parsed?.rest !== '') throw new MalformedPacket();
  const { value } = parsed;
  const digits = value.unscaled.toString().replace('-', '').length;
  const precision = Math.max(digits, value.scale + 1);
  const type = { name: 'DECIMAL', precision, scale: value.scale, unsigned: false, zerofill: false } as const;
  return given(encodeDecimal(value, precision, value.scale), type);
}

const two = (number: number): string => String(number).padStart(2, '0');

/** `.000001`, or nothing where there are no microseconds. */
const fraction = (reader: PayloadReader): string => {
  if (reader.left === 0) return '';
  const micro = reader.integer(4);
  return micro === 0 ? '' : `.${String(micro).padStart(MICROSECONDS, '0')}`;
};

function dateValue(packet: PayloadReader, isDate: boolean): GivenValue {
  const reader = new PayloadReader(packet.lengthEncoded());
  const hasDate = reader.left > 0;
  const [year, month, day] = hasDate ? [reader.integer(2), reader.integer(1), reader.integer(1)] : [0, 0, 0];
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (isDate) return given(date, { name: 'DATE', fsp: 0 });
  const clock = reader.left > 0 ? clockText(reader) : '00:00:00';
  const rest = fraction(reader);
  return given(`${date} ${clock}${rest}`, { name: 'DATETIME', fsp: rest === '' ? 0 : MICROSECONDS });
}

function timeValue(packet: PayloadReader): GivenValue {
  const reader = new PayloadReader(packet.lengthEncoded());
  if (reader.left === 0) return given('00:00:00', { name: 'TIME', fsp: 0 });
  const sign = reader.integer(1) === 0 ? '' : '-';
  const days = reader.integer(4);
  const hours = days * 24 + reader.integer(1);
  const rest = `${two(reader.integer(1))}:${two(reader.integer(1))}${fraction(reader)}`;
  return given(`${sign}${two(hours)}:${rest}`, { name: 'TIME', fsp: rest.includes('.') ? MICROSECONDS : 0 });
}

const clockText = (reader: PayloadReader): string =>
  `${two(reader.integer(1))}:${two(reader.integer(1))}:${two(reader.integer(1))}`;
