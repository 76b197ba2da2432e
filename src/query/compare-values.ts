/** Order and identity of values of one kind, for comparisons that are computed in JavaScript. */
import { compareDecimals, Decimal, formatDecimal, parseDecimal } from './decimal.js';
import type { Value } from './value.js';

type Present = Exclude<Value, null>;

function exact(value: Present): Decimal {
  if (value instanceof Decimal) return value;
  return typeof value === 'bigint' ? new Decimal(value, 0) : (parseDecimal(String(value))?.value ?? new Decimal(0n, 0));
}

function compareText(left: string, right: string): number {
  // UTF-16 units are out of order only for characters beyond the basic plane.
  return left === right ? 0 : Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Negative, zero or positive, as `left` is before, equal to or behind `right`. */
export function compareValues(left: Present, right: Present): number {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right);
  if (left instanceof Decimal || right instanceof Decimal) return compareDecimals(exact(left), exact(right));
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A string that is the same for equal values of one kind, for sets. */
export function identityOf(value: Value): string {
  if (value === null) return 'n';
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('latin1')}`;
  if (value instanceof Decimal) return `d${formatDecimal(value).replace(/(\.\d*?)0+$/, '$1')}`;
  return `${typeof value} ${value}`;
}
