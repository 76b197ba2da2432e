/** Functions on dates and times. */
import { sqlError } from '../../base/errors.js';
import type { SqlType } from '../../base/types.js';
import { Decimal } from '../decimal.js';
import {
  dayNumber,
  daysInMonth,
  formatDate,
  formatDateTime,
  formatTime,
  type Moment,
  microsOfDay,
  momentOf,
  momentOfMillis,
  unixMicros,
} from '../temporal.js';
import type { Node } from '../tree.js';
import { BIGINT, decimal as decimalType, int } from '../types.js';
import { isTemporal } from '../value.js';
import { formatMoment, weekOf } from './date-format.js';
import { declare, declareRaw, type SqlFunction } from './define.js';
import { unitsBetween } from './intervals.js';
import { characters, decimal, integer, moment, time } from './parameters.js';
import { plainText } from './strings.js';

const MAX_FSP = 6;

/** The digits of a fraction that are asked for: a constant argument. */
function precisionOf(name: string, [fsp]: readonly Node[]): number {
  const digits = fsp?.kind === 'Constant' && typeof fsp.value === 'bigint' ? Number(fsp.value) : 0;
  if (digits > MAX_FSP) throw sqlError('ER_TOO_BIG_PRECISION', name, MAX_FSP);
  return digits;
}

interface NowRule {
  readonly type: 'DATETIME' | 'TIME' | 'DATE';
  readonly utc?: boolean;
  /** SYSDATE looks at the clock, the others at the start of the statement. */
  readonly moving?: boolean;
}

function nowFunction(name: string, { type, utc, moving }: NowRule): SqlFunction {
  return declareRaw(name, 0, type === 'DATE' ? 0 : 1, {
    deterministic: moving !== true,
    type: (args) => ({ name: type, fsp: precisionOf(type === 'DATETIME' ? 'current_timestamp' : name, args) }),
    nullable: () => false,
    call({ env, type: result }) {
      const ms = moving ? env.clock() : env.now();
      const now = momentOfMillis(ms, utc ? 0 : env.timeZoneMinutes);
      const fsp = isTemporal(result) ? result.fsp : 0;
      if (type === 'DATE') return formatDate(now);
      return type === 'TIME' ? formatTime(microsOfDay(now), fsp) : formatDateTime(now, fsp);
    },
  });
}

/** A number read off a date. */
function dateField(name: string, width: number, read: (date: Moment) => number | null): SqlFunction {
  return declare(name, {
    parameters: [moment],
    type: int(width),
    nullable: true,
    call(_context, date) {
      const value = read(date);
      return value === null ? null : BigInt(value);
    },
  });
}

/** A number read off a time. */
function timeField(name: string, width: number, read: (micros: number) => number): SqlFunction {
  return declare(name, {
    parameters: [time],
    type: int(width),
    nullable: true,
    call: (_context, micros) => BigInt(read(Math.abs(micros))),
  });
}

const SECOND = 1_000_000;
const real = ({ month, day }: Moment): boolean => month > 0 && day > 0;

const unixTimestamp = declareRaw('unix_timestamp', 0, 1, {
  type([value]) {
    const fsp =
      value && isTemporal(value.type)
        ? value.type.fsp
        : value && value.type.name === 'VARCHAR'
          ? fractionDigits(value)
          : 0;
    return fsp === 0 ? { ...BIGINT, width: 17 } : decimalType(12 + fsp, fsp);
  },
  nullable: (args) => args.length > 0,
  call(context, [value = null]) {
    const type = context.args[0]?.type;
    if (!type) return BigInt(Math.floor(context.env.now() / 1000));
    const at = value === null ? null : moment.coerce(value, type, context);
    if (!at || !real(at)) return null;
    const micros = unixMicros(at, context.env.timeZoneMinutes);
    if (micros < 0n) return null;
    return context.type.name === 'DECIMAL' ? new Decimal(micros, 6) : micros / BigInt(SECOND);
  },
});

function fractionDigits(node: Node): number {
  const fraction =
    node.kind === 'Constant' && typeof node.value === 'string' ? /\.(\d{1,6})/.exec(node.value)?.[1] : undefined;
  return node.kind === 'Constant' ? (fraction?.length ?? 0) : MAX_FSP;
}

const MAX_UNIX_SECONDS = 2147483647n;

const fromUnixtime = declare('from_unixtime', {
  parameters: [decimal],
  optional: [characters],
  type(args, context) {
    if (args.length > 1) return plainText(() => 255)(args, context);
    const [value] = args;
    const fsp =
      value?.type.name === 'DECIMAL'
        ? Math.min(MAX_FSP, value.type.scale)
        : value && 'length' in value.type
          ? MAX_FSP
          : 0;
    return { name: 'DATETIME', fsp };
  },
  nullable: true,
  call(context, seconds, format) {
    const micros = (seconds.unscaled * BigInt(SECOND)) / 10n ** BigInt(seconds.scale);
    if (micros < 0n || micros / BigInt(SECOND) > MAX_UNIX_SECONDS) return null;
    const whole = momentOfMillis(Number(micros / BigInt(SECOND)) * 1000, context.env.timeZoneMinutes);
    const at = { ...whole, micros: Number(micros % BigInt(SECOND)) };
    if (format !== undefined) return formatMoment(at, format);
    return formatDateTime(at, isTemporal(context.type) ? context.type.fsp : 0);
  },
});

const lastDay = declare('last_day', {
  parameters: [moment],
  type: { name: 'DATE', fsp: 0 },
  nullable: true,
  call: (_context, date) =>
    date.month === 0 ? null : formatDate({ ...date, day: daysInMonth(date.year, date.month) }),
});

const fromDays = declare('from_days', {
  parameters: [integer],
  type: { name: 'DATE', fsp: 0 },
  nullable: true,
  call(_context, days) {
    const date = momentOf(Number(days));
    return date ? formatDate(date) : null;
  },
});

/** DATE(x), TIME(x), TIMESTAMP(x) are casts with a function's look. */
const fspOf = ([value]: readonly Node[]): number =>
  value && isTemporal(value.type) ? value.type.fsp : value && 'length' in value.type ? fractionDigits(value) : 0;

const timestampType = (args: readonly Node[]): SqlType => ({ name: 'DATETIME', fsp: fspOf(args) });

const weekdayName = (date: Moment, form: string): string | null => (real(date) ? formatMoment(date, form) : null);

/** TIMESTAMPDIFF for one unit. */
export function differenceFunction(unit: string): SqlFunction {
  return declare(`timestampdiff_${unit.toLowerCase()}`, {
    parameters: [moment, moment],
    type: BIGINT,
    nullable: true,
    call: (_context, from, to) => unitsBetween(unit, from, to),
  });
}

const yearWeek = (date: Moment, mode: number): bigint => {
  const { year, week } = weekOf(date, mode | 2);
  return BigInt(year * 100 + week);
};

export const dateFunctions: readonly SqlFunction[] = [
  ...['now', 'current_timestamp', 'localtime', 'localtimestamp'].map((name) => nowFunction(name, { type: 'DATETIME' })),
  nowFunction('sysdate', { type: 'DATETIME', moving: true }),
  nowFunction('utc_timestamp', { type: 'DATETIME', utc: true }),
  ...['curdate', 'current_date'].map((name) => nowFunction(name, { type: 'DATE' })),
  ...['curtime', 'current_time'].map((name) => nowFunction(name, { type: 'TIME' })),
  nowFunction('utc_date', { type: 'DATE', utc: true }),
  nowFunction('utc_time', { type: 'TIME', utc: true }),
  dateField('year', 5, ({ year }) => year),
  dateField('month', 3, ({ month }) => month),
  ...['day', 'dayofmonth'].map((name) => dateField(name, 3, ({ day }) => day)),
  dateField('quarter', 2, ({ month }) => Math.ceil(month / 3)),
  dateField('dayofweek', 2, (date) => (real(date) ? ((dayNumber(date) + 6) % 7) + 1 : null)),
  dateField('weekday', 2, (date) => (real(date) ? (dayNumber(date) + 5) % 7 : null)),
  dateField('dayofyear', 4, (date) =>
    real(date) ? dayNumber(date) - dayNumber({ ...date, month: 1, day: 1 }) + 1 : null,
  ),
  dateField('to_days', 7, (date) => (real(date) ? dayNumber(date) : null)),
  dateField('weekofyear', 3, (date) => (real(date) ? weekOf(date, 3).week : null)),
  timeField('hour', 4, (micros) => Math.floor(micros / (3600 * SECOND))),
  timeField('minute', 3, (micros) => Math.floor(micros / (60 * SECOND)) % 60),
  timeField('second', 3, (micros) => Math.floor(micros / SECOND) % 60),
  timeField('microsecond', 7, (micros) => micros % SECOND),
  timeField('time_to_sec', 10, (micros) => Math.floor(micros / SECOND)),
  declare('sec_to_time', {
    parameters: [integer],
    type: { name: 'TIME', fsp: 0 },
    call: (_context, seconds) => formatTime(Math.max(-3020399, Math.min(3020399, Number(seconds))) * SECOND, 0),
  }),
  declare('week', {
    parameters: [moment],
    optional: [integer],
    type: int(3),
    nullable: true,
    call: (_context, date, mode = 0n) => (real(date) ? BigInt(weekOf(date, Number(mode)).week) : null),
  }),
  declare('yearweek', {
    parameters: [moment],
    optional: [integer],
    type: int(7),
    nullable: true,
    call: (_context, date, mode = 0n) => (real(date) ? yearWeek(date, Number(mode)) : null),
  }),
  declare('dayname', {
    parameters: [moment],
    type: plainText(() => 9),
    nullable: true,
    call: (_c, date) => weekdayName(date, '%W'),
  }),
  declare('monthname', {
    parameters: [moment],
    type: plainText(() => 9),
    nullable: true,
    call: (_c, date) => (date.month ? formatMoment(date, '%M') : null),
  }),
  declare('date_format', {
    parameters: [moment, characters],
    type: plainText(([, format]) =>
      format?.kind === 'Constant' && typeof format.value === 'string' ? formatWidth(format.value) : 255,
    ),
    nullable: true,
    call: (_context, date, format) => formatMoment(date, format),
  }),
  declare('datediff', {
    parameters: [moment, moment],
    type: int(8),
    nullable: true,
    call: (_context, to, from) => BigInt(dayNumber(to) - dayNumber(from)),
  }),
  declare('date', {
    parameters: [moment],
    type: { name: 'DATE', fsp: 0 },
    nullable: true,
    call: (_context, date) => formatDate(date),
  }),
  declare('time', {
    parameters: [time],
    type: (args) => ({ name: 'TIME', fsp: fspOf(args) }),
    nullable: true,
    call: (context, micros) => formatTime(micros, isTemporal(context.type) ? context.type.fsp : 0),
  }),
  declare('timestamp', {
    parameters: [moment],
    type: timestampType,
    nullable: true,
    call: (context, date) => formatDateTime(date, isTemporal(context.type) ? context.type.fsp : 0),
  }),
  declare('makedate', {
    parameters: [integer, integer],
    type: { name: 'DATE', fsp: 0 },
    nullable: true,
    call(_context, year, day) {
      const date =
        day < 1n ? undefined : momentOf(dayNumber({ year: Number(year), month: 1, day: 1 }) + Number(day) - 1);
      return date ? formatDate(date) : null;
    },
  }),
  unixTimestamp,
  fromUnixtime,
  lastDay,
  fromDays,
];

/** The most characters that a format can give. */
function formatWidth(format: string): number {
  return format.replace(/%(.)/g, (_all, letter: string) => 'x'.repeat(WIDTHS[letter] ?? 2)).length;
}

const WIDTHS: Readonly<Record<string, number>> = {
  M: 64,
  W: 64,
  b: 32,
  a: 32,
  Y: 4,
  X: 4,
  x: 4,
  j: 3,
  D: 4,
  r: 11,
  T: 8,
  f: 6,
  w: 1,
};
