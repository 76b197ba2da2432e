/** The kinds of arguments that functions take. */
import {
  toBytes,
  toDecimal,
  toDouble,
  toInteger,
  toMoment,
  toOperand,
  toText,
  toTimeMicros,
} from '../convert-value.js';
import { type Decimal, decimalFromNumber } from '../decimal.js';
import type { Moment } from '../temporal.js';
import { arithmetic } from '../types.js';
import type { Value } from '../value.js';
import type { Parameter } from './define.js';

/** Any value, as it is. */
export const any: Parameter<Exclude<Value, null>> = { name: 'any', coerce: (value) => value };

/** Characters; bytes as U+0000 … U+00FF where the function works on bytes. */
export const text: Parameter<string> = {
  name: 'text',
  coerce: (value, type, context) => toOperand(value, type, context.bytes),
};

/** Characters in any case: what formats and names are. */
export const characters: Parameter<string> = { name: 'characters', coerce: toText };

export const bytes: Parameter<Uint8Array> = { name: 'bytes', coerce: toBytes };

export const integer: Parameter<bigint> = {
  name: 'integer',
  coerce: (value, type, context) => toInteger(value, type, context.env),
};

export const double: Parameter<number> = {
  name: 'double',
  coerce: (value, type, context) => toDouble(value, type, context.env),
};

export const decimal: Parameter<Decimal> = {
  name: 'decimal',
  coerce: (value, type, context) => toDecimal(value, type, context.env),
};

/** A number as exact as it is; text is read as DOUBLE. */
export const number: Parameter<Decimal> = {
  name: 'number',
  coerce(value, type, context) {
    return arithmetic(type) === 'double'
      ? decimalFromNumber(toDouble(value, type, context.env))
      : toDecimal(value, type, context.env);
  },
};

export const moment: Parameter<Moment> = {
  name: 'moment',
  coerce: (value, type, context) => toMoment(value, type, context.env),
};

/** Microseconds of a TIME. */
export const time: Parameter<number> = {
  name: 'time',
  coerce: (value, type, context) => toTimeMicros(value, type, context.env),
};
