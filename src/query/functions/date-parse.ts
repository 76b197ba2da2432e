/** STR_TO_DATE: dates and times read by a format of DATE_FORMAT. */
import { SqlError, sqlError } from '../../base/errors.js';
import type { SqlType } from '../../base/types.js';
import { dayNumber, formatDate, formatDateTime, formatTime, type Moment, microsOfDay, momentOf } from '../temporal.js';
import type { Node } from '../tree.js';
import { isTemporal } from '../value.js';
import { MONTHS, WEEKDAYS } from './date-format.js';
import { type CallContext, declare } from './define.js';
import { characters } from './parameters.js';

/** What was read so far. */
type Fields = { -readonly [Field in keyof Moment]: Moment[Field] } & {
  half: 'AM' | 'PM' | '';
  yearDay: number;
  twelve: boolean;
};

interface Letter {
  readonly pattern: RegExp;
  /** False: the text means nothing here. */
  read(fields: Fields, text: string): boolean | undefined;
}

const TWO_DIGITS = /^\d{1,2}/;
const WORD = /^[a-z]+/i;

const number = (field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', pattern = TWO_DIGITS): Letter => ({
  pattern,
  read: (fields, text) => {
    fields[field] = Number(text);
    return true;
  },
});

/** Years of two digits lie between 1970 and 2069. */
const year = (pattern: RegExp): Letter => ({
  pattern,
  read: (fields, text) => {
    fields.year = Number(text) + (text.length > 2 ? 0 : Number(text) < 70 ? 2000 : 1900);
    return true;
  },
});

const hourOfHalf: Letter = {
  pattern: TWO_DIGITS,
  read: (fields, text) => {
    fields.hour = Number(text) % 12;
    fields.twelve = true;
    return Number(text) >= 1 && Number(text) <= 12;
  },
};

const positionOf = (names: readonly string[], word: string): number =>
  names.findIndex((name) => name.toLowerCase() === word.toLowerCase());

const month = (names: readonly string[]): Letter => ({
  pattern: WORD,
  read: (fields, text) => {
    fields.month = positionOf(names, text) + 1;
    return fields.month > 0;
  },
});

const weekday = (names: readonly string[]): Letter => ({
  pattern: WORD,
  read: (_fields, text) => positionOf(names, text) >= 0,
});

const skipped = (pattern: RegExp): Letter => ({ pattern, read: () => true });

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

const LETTERS: Readonly<Record<string, Letter>> = {
  a: weekday(short(WEEKDAYS)),
  b: month(short(MONTHS)),
  c: number('month'),
  D: {
    pattern: /^\d{1,2}.{0,2}/s,
    read: (fields, text) => number('day').read(fields, String(Number.parseInt(text, 10))),
  },
  d: number('day'),
  e: number('day'),
  f: {
    pattern: /^\d{1,6}/,
    read: (fields, text) => {
      fields.micros = Number(text.padEnd(6, '0'));
      return true;
    },
  },
  H: number('hour'),
  h: hourOfHalf,
  I: hourOfHalf,
  i: number('minute'),
  j: {
    pattern: /^\d{1,3}/,
    read: (fields, text) => {
      fields.yearDay = Number(text);
      return true;
    },
  },
  k: number('hour'),
  l: hourOfHalf,
  M: month(MONTHS),
  m: number('month'),
  p: {
    pattern: /^[ap]m/i,
    read: (fields, text) => {
      fields.half = text.toUpperCase() === 'AM' ? 'AM' : 'PM';
      // Only an hour of twelve that stands before it has halves.
      return fields.twelve;
    },
  },
  S: number('second'),
  s: number('second'),
  W: weekday(WEEKDAYS),
  w: skipped(/^[0-6]/),
  Y: year(/^\d{1,4}/),
  y: year(TWO_DIGITS),
  '#': skipped(/^\d*/),
  '@': skipped(/^[a-z]*/i),
  '.': skipped(/^[!-/:-@[-`{-~]*/),
};

const TIMES: Readonly<Record<string, string>> = { T: '%H:%i:%S', r: '%I:%i:%S %p' };
const WEEKS = /%[UuVvXx]/;

interface Reading {
  readonly moment: Moment;
  /** What the format did not ask for. */
  readonly rest: string;
}

/** Reads the text as far as the format goes; the name of what it failed at, if it did. */
function readMoment(text: string, format: string): Reading | 'datetime' | 'time' {
  const fields: Fields = {
    ...{ year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 },
    half: '',
    yearDay: 0,
    twelve: false,
  };
  const rest = readFields(fields, text, format);
  if (typeof rest !== 'string') return rest.failed;
  const moment = fields.yearDay > 0 ? dayOfYear(fields) : fields;
  if (!moment || moment.month > 12 || moment.day > 31) return 'datetime';
  const hour = moment.hour + (fields.half === 'PM' ? 12 : 0);
  if (hour > 23 || moment.minute > 59 || moment.second > 59) return 'datetime';
  return { moment: { ...moment, hour }, rest: rest.trim() };
}

function dayOfYear(fields: Fields): Moment | undefined {
  return momentOf(dayNumber({ year: fields.year, month: 1, day: 1 }) + fields.yearDay - 1, microsOfDay(fields));
}

type Failure = { readonly failed: 'datetime' | 'time' };

/** What is left of the text behind all that the format reads. */
function readFields(fields: Fields, text: string, format: string): string | Failure {
  let rest = text;
  for (const [sign] of format.matchAll(/%.|\S/gs)) {
    rest = rest.trimStart();
    if (rest === '') break;
    const after = readSign(fields, rest, sign);
    if (typeof after !== 'string') return after;
    rest = after;
  }
  return rest;
}

function readSign(fields: Fields, text: string, sign: string): string | Failure {
  if (sign.length === 1) return sign !== '%' && text.startsWith(sign) ? text.slice(1) : { failed: 'datetime' };
  const time = TIMES[sign.slice(1)];
  if (time !== undefined) {
    const after = readFields(fields, text, time);
    return typeof after === 'string' ? after : { failed: 'time' };
  }
  const letter = LETTERS[sign.slice(1)];
  const found = letter?.pattern.exec(text)?.[0];
  if (found === undefined || !letter?.read(fields, found)) return { failed: 'datetime' };
  return text.slice(found.length);
}

const DATE_LETTERS = /%[abcDdejMmWwYyUuVvXx]/;
const TIME_LETTERS = /%[fHhIiklprSsT]/;

/** DATE or TIME where the format asks for no more; it is known only when it is a constant. */
function typeOf([, format]: readonly Node[]): SqlType {
  const text = format?.kind === 'Constant' ? String(format.value) : '%Y%f';
  const fsp = text.includes('%f') ? 6 : 0;
  if (!TIME_LETTERS.test(text)) return { name: 'DATE', fsp: 0 };
  return { name: DATE_LETTERS.test(text) ? 'DATETIME' : 'TIME', fsp };
}

function textOf(moment: Moment, type: SqlType): string {
  const fsp = isTemporal(type) ? type.fsp : 0;
  if (type.name === 'TIME') return formatTime(microsOfDay(moment), fsp);
  return type.name === 'DATE' ? formatDate(moment) : formatDateTime(moment, fsp);
}

function hasForbiddenZero({ year, month, day }: Moment, { env, type }: CallContext): boolean {
  if (type.name === 'TIME') return false;
  if (year + month + day === 0) return env.sqlMode.has('NO_ZERO_DATE');
  return (month === 0 || day === 0) && env.sqlMode.has('NO_ZERO_IN_DATE');
}

export const strToDate = declare('str_to_date', {
  parameters: [characters, characters],
  type: typeOf,
  nullable: true,
  call(context, text, format) {
    const week = WEEKS.exec(format)?.[0];
    if (week !== undefined) throw sqlError('ER_NOT_SUPPORTED_YET', `STR_TO_DATE with ${week}`);
    const refuse = (what: string): null => {
      const message = `Incorrect ${what} value: '${text}' for function str_to_date`;
      context.env.warn('Warning', new SqlError(1411, 'HY000', message));
      return null;
    };
    const read = readMoment(text, format);
    if (typeof read === 'string') return refuse(read);
    if (hasForbiddenZero(read.moment, context)) return refuse('datetime');
    if (read.rest !== '') {
      const what = context.type.name.toLowerCase();
      context.env.warn('Warning', sqlError('ER_TRUNCATED_WRONG_VALUE', what, text));
    }
    return textOf(read.moment, context.type);
  },
});
