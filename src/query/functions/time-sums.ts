/** ADDTIME and SUBTIME: a span of time on top of a TIME or a DATETIME. */
import { sqlError } from '../../base/errors.js';
import type { SqlType } from '../../base/types.js';
import { incorrectValue, toMoment, toText, toTimeMicros } from '../convert-value.js';
import {
  dayNumber,
  formatDateTime,
  formatTime,
  MAX_TIME_MICROS,
  microsOfDay,
  momentOf,
  parseDateTime,
  parseTime,
} from '../temporal.js';
import type { Node } from '../tree.js';
import { isTemporal, isText, type Value } from '../value.js';
import { type BindContext, type CallContext, declareRaw, type SqlFunction } from './define.js';

const fspOf = (node: Node | undefined): number => {
  if (!node) return 0;
  if (isTemporal(node.type)) return node.type.fsp;
  if (isText(node.type)) return 6;
  return 'scale' in node.type ? Math.min(6, node.type.scale) : 0;
};

function typeOf([base, span]: readonly Node[], context: BindContext): SqlType {
  if (!base || !isTemporal(base.type)) return { name: 'VARCHAR', length: 26, collation: context.collation };
  const isTime = base.type.name === 'TIME';
  // The text of a span counts only with the decimals that a constant has.
  const spanFsp =
    span?.kind === 'Constant' && isText(span.type) ? (parseTime(String(span.value))?.fsp ?? 0) : fspOf(span);
  return { name: isTime ? 'TIME' : 'DATETIME', fsp: Math.max(base.type.fsp, spanFsp) };
}

/** The span in microseconds; a date is none. */
function spanOf(value: Exclude<Value, null>, type: SqlType, context: CallContext): number | null {
  if (type.name === 'TIME') return toTimeMicros(value, type, context.env);
  const text = toText(value, type);
  const isDate = isTemporal(type) || parseDateTime(text)?.hasTime === true;
  const parsed = isDate && /-.*-/.test(text) ? undefined : parseTime(text);
  if (!parsed) context.env.warn('Warning', incorrectValue('INTERVAL DAY TO SECOND', text));
  return parsed?.micros ?? null;
}

/** Numbers of eight digits and more, and texts with a date and a time, are dates. */
function isMoment(value: Exclude<Value, null>, type: SqlType): boolean {
  if (isTemporal(type)) return type.name !== 'TIME';
  const text = toText(value, type);
  return isText(type) ? /^\s*\d+-/.test(text) && parseDateTime(text)?.hasTime === true : /^\d{8,}/.test(text);
}

function decimalsOf(micros: number, { type }: CallContext): number {
  if (isTemporal(type)) return type.fsp;
  return micros % 1_000_000 === 0 ? 0 : 6;
}

function timeSum(micros: number, context: CallContext): string {
  const fsp = decimalsOf(micros, context);
  if (Math.abs(micros) <= MAX_TIME_MICROS) return formatTime(micros, fsp);
  context.env.warn('Warning', sqlError('ER_TRUNCATED_WRONG_VALUE', 'time', formatTime(micros, fsp)));
  return formatTime(Math.sign(micros) * (MAX_TIME_MICROS + 999_999), isTemporal(context.type) ? fsp : 6);
}

function timeFunction(name: string, sign: 1 | -1): SqlFunction {
  return declareRaw(name, 2, 2, {
    type: typeOf,
    nullable: () => true,
    call(context, [value = null, span = null]) {
      const [base, added] = context.args;
      if (value === null || span === null || !base || !added) return null;
      if (!isMoment(value, base.type)) {
        const time = toTimeMicros(value, base.type, context.env);
        const micros = time === null ? null : spanOf(span, added.type, context);
        return time === null || micros === null ? null : timeSum(time + sign * micros, context);
      }
      const moment = toMoment(value, base.type, context.env);
      const micros = moment && spanOf(span, added.type, context);
      if (!moment || micros === null) return null;
      const sum = momentOf(dayNumber(moment), microsOfDay(moment) + sign * micros);
      return sum ? formatDateTime(sum, decimalsOf(sum.micros, context)) : null;
    },
  });
}

export const timeSums: readonly SqlFunction[] = [timeFunction('addtime', 1), timeFunction('subtime', -1)];
