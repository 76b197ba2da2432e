/**
 * Dates and times in records: the server's text on one side, packed big-endian integers on the other. TIMESTAMP
 * texts are in UTC.
 */
import type { TemporalType } from '../../base/types.js';
import { fixedCodec, type ValueCodec } from './value-codec.js';

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** The number that text[start, start + length) spells. */
function digits(text: string, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

/** A fraction of a second with its number of decimals, kept in whole bytes: 1 for up to two digits, and so on. */
interface Fraction {
  readonly bytes: number;
  parse(text: string, at: number): number;
  format(units: number): string;
}

function fraction(fsp: number): Fraction {
  const bytes = Math.ceil(fsp / 2);
  // An odd number of digits is stored with one more.
  const factor = fsp % 2 === 0 ? 1 : 10;
  return {
    bytes,
    parse: (text, at) => (fsp === 0 ? 0 : digits(text, at + 1, fsp) * factor),
    format: (units) => (fsp === 0 ? '' : `.${pad(Math.floor(units / factor), fsp)}`),
  };
}

const clock = (hours: number, minutes: number, seconds: number): string =>
  `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}`;

const calendar = (year: number, month: number, day: number): string =>
  `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;

const date: ValueCodec = fixedCodec<string>(
  3,
  (into, at, text) =>
    into.writeUIntBE((digits(text, 0, 4) * 512 + digits(text, 5, 2) * 32 + digits(text, 8, 2)) ^ 0x800000, at, 3),
  (from, at) => {
    const packed = from.readUIntBE(at, 3) ^ 0x800000;
    return calendar(packed >> 9, (packed >> 5) & 15, packed & 31);
  },
);

const DATETIME_BIAS = 0x8000000000;

function datetime(fsp: number): ValueCodec {
  const rest = fraction(fsp);
  return fixedCodec<string>(
    5 + rest.bytes,
    (into, at, text) => {
      const days = (digits(text, 0, 4) * 13 + digits(text, 5, 2)) * 32 + digits(text, 8, 2);
      const time = digits(text, 11, 2) * 4096 + digits(text, 14, 2) * 64 + digits(text, 17, 2);
      into.writeUIntBE(DATETIME_BIAS + days * 131_072 + time, at, 5);
      if (fsp > 0) into.writeUIntBE(rest.parse(text, 19), at + 5, rest.bytes);
    },
    (from, at) => {
      const packed = from.readUIntBE(at, 5) - DATETIME_BIAS;
      const days = Math.floor(packed / 131_072);
      const time = packed % 131_072;
      const months = days >> 5;
      const units = fsp > 0 ? from.readUIntBE(at + 5, rest.bytes) : 0;
      const day = calendar(Math.floor(months / 13), months % 13, days & 31);
      return `${day} ${clock(time >> 12, (time >> 6) & 63, time & 63)}${rest.format(units)}`;
    },
  );
}

const ZERO_DATE = '0000-00-00';

function timestamp(fsp: number): ValueCodec {
  const rest = fraction(fsp);
  return fixedCodec<string>(
    4 + rest.bytes,
    (into, at, text) => {
      const seconds = text.startsWith(ZERO_DATE) ? 0 : Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) / 1000;
      into.writeUInt32BE(seconds, at);
      if (fsp > 0) into.writeUIntBE(rest.parse(text, 19), at + 4, rest.bytes);
    },
    (from, at) => {
      const seconds = from.readUInt32BE(at);
      const units = fsp > 0 ? from.readUIntBE(at + 4, rest.bytes) : 0;
      if (seconds === 0 && units === 0) return `${ZERO_DATE} 00:00:00${rest.format(0)}`;
      const text = new Date(seconds * 1000).toISOString();
      return `${text.slice(0, 10)} ${text.slice(11, 19)}${rest.format(units)}`;
    },
  );
}

const TIME_BIAS = 0x800000;

/** TIME: the whole number, fraction included, is subtracted from the zero value when it is negative. */
function time(fsp: number): ValueCodec {
  const rest = fraction(fsp);
  const scale = 2 ** (8 * rest.bytes);
  return fixedCodec<string>(
    3 + rest.bytes,
    (into, at, text) => {
      const start = text.startsWith('-') ? 1 : 0;
      const colon = text.indexOf(':');
      const whole =
        digits(text, start, colon - start) * 4096 + digits(text, colon + 1, 2) * 64 + digits(text, colon + 4, 2);
      const packed = whole * scale + rest.parse(text, colon + 6);
      into.writeUIntBE(TIME_BIAS * scale + (start === 1 ? -packed : packed), at, 3 + rest.bytes);
    },
    (from, at) => {
      const signed = from.readUIntBE(at, 3 + rest.bytes) - TIME_BIAS * scale;
      const packed = Math.abs(signed);
      const whole = Math.floor(packed / scale);
      const text = clock(whole >> 12, (whole >> 6) & 63, whole & 63) + rest.format(packed % scale);
      return signed < 0 ? `-${text}` : text;
    },
  );
}

/** The codec of a date or time column. */
export function temporalCodec({ name, fsp }: TemporalType): ValueCodec {
  switch (name) {
    case 'DATE':
      return date;
    case 'DATETIME':
      return datetime(fsp);
    case 'TIMESTAMP':
      return timestamp(fsp);
    case 'TIME':
      return time(fsp);
  }
}
