/** DATE_FORMAT's letters, and the weeks of the year. */
import { dayNumber, formatFraction, type Moment } from '../temporal.js';

/** The English names that formats use. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
/** From Sunday on. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** 0 is Sunday. */
const weekday = (date: Moment): number => (dayNumber(date) + 6) % 7;

const MONDAY_FIRST = 1;
const WEEK_OF_ITS_YEAR = 2;
const FIRST_WEEKDAY = 4;

/** The week of a date, by the three bits of WEEK's mode, and the year that the week belongs to. */
export function weekOf(date: Moment, mode: number): { readonly year: number; readonly week: number } {
  const mondayFirst = (mode & MONDAY_FIRST) !== 0;
  const firstWeekday = ((mode & FIRST_WEEKDAY) !== 0) === mondayFirst;
  const ofItsYear = (mode & WEEK_OF_ITS_YEAR) !== 0;
  const startOf = (year: number): number => {
    const first = { year, month: 1, day: 1 };
    const position = (dayNumber(first) + (mondayFirst ? 5 : 6)) % 7;
    const counts = firstWeekday ? position === 0 : position < 4;
    const monday = dayNumber(first) - position;
    return counts ? monday : monday + 7;
  };
  const day = dayNumber(date);
  const start = startOf(date.year);
  if (day < start)
    return ofItsYear ? { year: date.year - 1, week: weeks(day, startOf(date.year - 1)) } : { year: date.year, week: 0 };
  if (ofItsYear && day >= startOf(date.year + 1)) return { year: date.year + 1, week: 1 };
  return { year: date.year, week: weeks(day, start) };
}

const weeks = (day: number, start: number): number => Math.floor((day - start) / 7) + 1;

function ordinal(day: number): string {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
}

const hour12 = ({ hour }: Moment): number => hour % 12 || 12;
const half = ({ hour }: Moment): string => (hour < 12 ? 'AM' : 'PM');
const clock = ({ hour, minute, second }: Moment): string => `${pad(hour)}:${pad(minute)}:${pad(second)}`;

const LETTERS: Readonly<Record<string, (date: Moment) => string>> = {
  a: (date) => (WEEKDAYS[weekday(date)] ?? '').slice(0, 3),
  b: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  c: ({ month }) => String(month),
  D: ({ day }) => ordinal(day),
  d: ({ day }) => pad(day),
  e: ({ day }) => String(day),
  f: ({ micros }) => formatFraction(micros, 6).slice(1),
  H: ({ hour }) => pad(hour),
  h: (date) => pad(hour12(date)),
  I: (date) => pad(hour12(date)),
  i: ({ minute }) => pad(minute),
  j: (date) => pad(dayNumber(date) - dayNumber({ ...date, month: 1, day: 1 }) + 1, 3),
  k: ({ hour }) => String(hour),
  l: (date) => String(hour12(date)),
  M: ({ month }) => MONTHS[month - 1] ?? '',
  m: ({ month }) => pad(month),
  p: half,
  r: (date) => `${pad(hour12(date))}:${pad(date.minute)}:${pad(date.second)} ${half(date)}`,
  S: ({ second }) => pad(second),
  s: ({ second }) => pad(second),
  T: clock,
  U: (date) => pad(weekOf(date, 0).week),
  u: (date) => pad(weekOf(date, 1).week),
  V: (date) => pad(weekOf(date, 2).week),
  v: (date) => pad(weekOf(date, 3).week),
  W: (date) => WEEKDAYS[weekday(date)] ?? '',
  w: (date) => String(weekday(date)),
  X: (date) => pad(weekOf(date, 2).year, 4),
  x: (date) => pad(weekOf(date, 3).year, 4),
  Y: ({ year }) => pad(year, 4),
  y: ({ year }) => pad(year % 100),
};

/** The date in a format of DATE_FORMAT; an unknown letter stands for itself. */
export function formatMoment(date: Moment, format: string): string {
  return format.replace(/%(.)/gs, (_all, letter: string) => LETTERS[letter]?.(date) ?? letter);
}
