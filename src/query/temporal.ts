/** Dates and times: reading the server's many spellings, printing them, and counting days. */

/** A point on the calendar; month and day may be 0, as the server allows. */
export interface Moment {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

/** What was read, and how well: `truncated` when something stood behind it. */
export interface ParsedMoment {
  readonly moment: Moment;
  readonly hasTime: boolean;
  /** Digits of the fraction, at most 6. */
  readonly fsp: number;
  readonly truncated: boolean;
}

export const MICROS_PER_DAY = 86_400_000_000;
const EPOCH_DAY = 719_528;
const MS_PER_DAY = 86_400_000;
/** The longest TIME, 838:59:59, in microseconds. */
export const MAX_TIME_MICROS = 3_020_399 * 1_000_000;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

export function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** The fraction with its point, cut to `fsp` digits; nothing for 0. */
export function formatFraction(micros: number, fsp: number): string {
  return fsp === 0 ? '' : `.${pad(micros, 6).slice(0, fsp)}`;
}

export function formatDate({ year, month, day }: Moment): string {
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

export function formatDateTime(moment: Moment, fsp: number): string {
  const { hour, minute, second, micros } = moment;
  return `${formatDate(moment)} ${pad(hour)}:${pad(minute)}:${pad(second)}${formatFraction(micros, fsp)}`;
}

/** A TIME from its microseconds, negative or not. */
export function formatTime(micros: number, fsp: number): string {
  const total = Math.abs(micros);
  const seconds = Math.floor(total / 1_000_000);
  const text = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${micros < 0 ? '-' : ''}${text}${formatFraction(total % 1_000_000, fsp)}`;
}

/** Days since year 0, as TO_DAYS counts. */
export function dayNumber({ year, month, day }: Pick<Moment, 'year' | 'month' | 'day'>): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / MS_PER_DAY) + EPOCH_DAY;
}

/** Microseconds since midnight. */
export function microsOfDay({ hour, minute, second, micros }: Moment): number {
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros;
}

/** The moment `micros` after midnight of a day; undefined outside of the years 0 to 9999. */
export function momentOf(day: number, micros = 0): Moment | undefined {
  const days = day + Math.floor(micros / MICROS_PER_DAY);
  const rest = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  const date = new Date((days - EPOCH_DAY) * MS_PER_DAY);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return undefined;
  const seconds = Math.floor(rest / 1_000_000);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros: rest % 1_000_000,
  };
}

/** The moment of a clock's milliseconds, in a time zone. */
export function momentOfMillis(ms: number, timeZoneMinutes: number): Moment {
  const local = ms + timeZoneMinutes * 60_000;
  const day = Math.floor(local / MS_PER_DAY);
  const moment = momentOf(day + EPOCH_DAY, Math.round((local - day * MS_PER_DAY) * 1000));
  if (!moment) throw new RangeError(`The clock stands outside of the calendar: ${ms}`);
  return moment;
}

/** Microseconds since 1970 (UTC) of a local moment. */
export function unixMicros(moment: Moment, timeZoneMinutes: number): bigint {
  const days = BigInt(dayNumber(moment) - EPOCH_DAY);
  return days * BigInt(MICROS_PER_DAY) + BigInt(microsOfDay(moment)) - BigInt(timeZoneMinutes) * 60_000_000n;
}

/** A two-digit year means 1970 … 2069. */
const fullYear = (digits: string): number => {
  const year = Number(digits);
  return digits.length > 2 ? year : year + (year < 70 ? 2000 : 1900);
};

function checked(moment: Moment): Moment | undefined {
  const { year, month, day, hour, minute, second } = moment;
  if (month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const lastDay = month === 0 ? 31 : daysInMonth(year, month);
  return day > lastDay ? undefined : moment;
}

interface Fields {
  readonly date: readonly [year: string, month: string, day: string];
  readonly time: readonly string[];
  readonly fraction: string;
  readonly rest: string;
}

const DELIMITED =
  /^\s*(\d{1,4})[^\d\s](\d{1,2})[^\d\s](\d{1,2})(?:(?:T|\s+|[^\d\s])(\d{1,2})(?:[^\d\s.](\d{1,2})(?:[^\d\s.](\d{1,2}))?)?(?:\.(\d*))?)?/;
const COMPACT = /^\s*(\d+)(?:\.(\d*))?/;

function delimitedFields(text: string): Fields | undefined {
  const match = DELIMITED.exec(text);
  if (!match) return undefined;
  const [all, year = '', month = '', day = '', ...time] = match;
  const clock = time.slice(0, 3).filter((part) => part !== undefined);
  return { date: [year, month, day], time: clock, fraction: time[3] ?? '', rest: text.slice(all.length) };
}

function compactFields(text: string): Fields | undefined {
  const match = COMPACT.exec(text);
  if (!match) return undefined;
  const [all, digits = '', fraction = ''] = match;
  const yearDigits = digits.length === 8 || digits.length >= 14 ? 4 : 2;
  if (digits.length < yearDigits + 3) return undefined;
  const parts = digits.slice(yearDigits).match(/\d{1,2}/g) ?? [];
  const [month = '', day = '', ...time] = parts;
  return {
    date: [digits.slice(0, yearDigits), month, day],
    time: time.slice(0, 3),
    fraction,
    rest: text.slice(all.length),
  };
}

/** A date or datetime in any of the server's spellings; undefined when it is none. */
export function parseDateTime(text: string): ParsedMoment | undefined {
  const fields = delimitedFields(text) ?? compactFields(text);
  if (!fields) return undefined;
  const [hour = '0', minute = '0', second = '0'] = fields.time;
  const moment = checked({
    year: fullYear(fields.date[0]),
    month: Number(fields.date[1]),
    day: Number(fields.date[2]),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    micros: Number(fields.fraction.slice(0, 6).padEnd(6, '0')),
  });
  if (!moment) return undefined;
  const zero = fields.date.every((part) => Number(part) === 0);
  return {
    moment: zero ? { ...moment, year: 0 } : moment,
    hasTime: fields.time.length > 0,
    fsp: Math.min(6, fields.fraction.length),
    truncated: fields.rest.trim() !== '',
  };
}

/** A number read as a date or datetime: 20200102 or 20200102030405. */
export function momentOfNumber(number: bigint, micros = 0): Moment | undefined {
  if (number === 0n) return { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 };
  if (number < 101n) return undefined;
  const digits = String(number);
  const wanted = digits.length <= 6 ? 6 : digits.length <= 8 ? 8 : digits.length <= 12 ? 12 : 14;
  const parsed = digits.length > 14 ? undefined : parseDateTime(digits.padStart(wanted, '0'));
  return parsed && { ...parsed.moment, micros };
}

export interface ParsedTime {
  readonly micros: number;
  readonly fsp: number;
  readonly truncated: boolean;
}

const CLOCK = /^\s*(-)?(?:(\d+)\s+)?(\d+)(?::(\d{1,2}))?(?::(\d{1,2}))?(?:\.(\d*))?/;

/** A TIME in any of the server's spellings (`1 10:11:12`, `10:11`, `101112`); undefined when it is none. */
export function parseTime(text: string): ParsedTime | undefined {
  const date = delimitedFields(text);
  if (date && /^\s*\d{1,4}-/.test(text)) return timeOfDate(text);
  const match = CLOCK.exec(text);
  if (!match) return undefined;
  const [all, minus, days, first = '', second, third, fraction = ''] = match;
  const compact = second === undefined && days === undefined;
  const digits = first.padStart(6, '0');
  const hours = compact ? Number(digits.slice(0, -4)) : Number(first) + 24 * Number(days ?? 0);
  const minutes = compact ? Number(digits.slice(-4, -2)) : Number(second ?? 0);
  const seconds = compact ? Number(digits.slice(-2)) : Number(third ?? 0);
  if (minutes > 59 || seconds > 59) return undefined;
  const micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return {
    micros: minus === '-' ? -micros : micros,
    fsp: Math.min(6, fraction.length),
    truncated: text.slice(all.length).trim() !== '',
  };
}

function timeOfDate(text: string): ParsedTime | undefined {
  const parsed = parseDateTime(text);
  return parsed && { micros: microsOfDay(parsed.moment), fsp: parsed.fsp, truncated: parsed.truncated };
}
