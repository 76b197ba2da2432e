/** DECIMAL values: exact arithmetic on a scaled bigint, and InnoDB's order-preserving bytes. */
import { assert } from '../base/assert.js';

export const MAX_PRECISION = 65;
export const MAX_SCALE = 38;

/** An exact decimal number: `unscaled` × 10^-scale. */
export class Decimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }
}

const POWERS: readonly bigint[] = Array.from({ length: 100 }, (_, exponent) => 10n ** BigInt(exponent));

/** 10 to the power of `exponent`. */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Divides and rounds half away from zero. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = absolute(dividend - quotient * divisor) * 2n;
  if (rest < absolute(divisor)) return quotient;
  return dividend < 0n !== divisor < 0n ? quotient - 1n : quotient + 1n;
}

/** The value with another number of decimals, rounded half away from zero. */
export function rescale(value: Decimal, scale: number): Decimal {
  if (scale === value.scale) return value;
  if (scale > value.scale) return new Decimal(value.unscaled * powerOfTen(scale - value.scale), scale);
  return new Decimal(divideRounded(value.unscaled, powerOfTen(value.scale - scale)), scale);
}

/** The value cut to `scale` decimals, towards zero. */
export function truncateDecimal(value: Decimal, scale: number): Decimal {
  if (scale >= value.scale) return rescale(value, scale);
  return new Decimal(value.unscaled / powerOfTen(value.scale - scale), scale);
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return new Decimal(rescale(left, scale).unscaled + rescale(right, scale).unscaled, scale);
}

export const negateDecimal = (value: Decimal): Decimal => new Decimal(-value.unscaled, value.scale);

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return new Decimal(left.unscaled * right.unscaled, left.scale + right.scale);
}

/** left / right with `scale` decimals, cut towards zero as the server's division does; undefined for a divisor of 0. */
export function divideDecimals(left: Decimal, right: Decimal, scale: number): Decimal | undefined {
  if (right.unscaled === 0n) return undefined;
  const shift = scale + right.scale - left.scale;
  const dividend = shift >= 0 ? left.unscaled * powerOfTen(shift) : left.unscaled;
  const divisor = shift >= 0 ? right.unscaled : right.unscaled * powerOfTen(-shift);
  return new Decimal(dividend / divisor, scale);
}

/** The remainder with the sign of `left`; undefined for a divisor of 0. */
export function remainderDecimals(left: Decimal, right: Decimal): Decimal | undefined {
  if (right.unscaled === 0n) return undefined;
  const scale = Math.max(left.scale, right.scale);
  return new Decimal(rescale(left, scale).unscaled % rescale(right, scale).unscaled, scale);
}

export function compareDecimals(left: Decimal, right: Decimal): number {
  const scale = Math.max(left.scale, right.scale);
  const a = rescale(left, scale).unscaled;
  const b = rescale(right, scale).unscaled;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The largest value of DECIMAL(precision, scale). */
export function largestDecimal(precision: number, scale: number): Decimal {
  return new Decimal(powerOfTen(precision) - 1n, scale);
}

/** The nearest value of DECIMAL(precision, scale), and whether it had to be clamped. */
export function fitDecimal(value: Decimal, precision: number, scale: number): { value: Decimal; clamped: boolean } {
  const rounded = rescale(value, scale);
  const limit = largestDecimal(precision, scale);
  if (absolute(rounded.unscaled) <= limit.unscaled) return { value: rounded, clamped: false };
  return { value: rounded.unscaled < 0n ? negateDecimal(limit) : limit, clamped: true };
}

/** As the server prints it: all decimals of the scale. */
export function formatDecimal({ unscaled, scale }: Decimal): string {
  const digits = absolute(unscaled)
    .toString()
    .padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export const decimalToNumber = (value: Decimal): number => Number(formatDecimal(value));

/** Rounds to an integer, half away from zero. */
export const decimalToInteger = (value: Decimal): bigint => rescale(value, 0).unscaled;

const PREFIX = /^[ \t\n\v\f\r]*([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?/;

/** The number at the beginning of the text. `rest` is what stands behind it; undefined when there is no digit. */
export function parseDecimal(text: string): { readonly value: Decimal; readonly rest: string } | undefined {
  const match = PREFIX.exec(text);
  const [all = '', sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (whole === '' && fraction === '') return undefined;
  const unscaled = BigInt(sign === '-' ? `-${whole}${fraction}` : `${whole}${fraction}`);
  // An absurd exponent would build an absurd bigint; nothing beyond the precision can be told apart.
  const power = Math.max(-200, Math.min(200, Number(exponent)));
  const scale = fraction.length - power;
  const value = scale < 0 ? new Decimal(unscaled * powerOfTen(-scale), 0) : new Decimal(unscaled, scale);
  return { value: value.scale > MAX_SCALE ? rescale(value, MAX_SCALE) : value, rest: text.slice(all.length) };
}

/** The exact decimal of a double's shortest text, with at most 38 decimals. */
export function decimalFromNumber(value: number): Decimal {
  return parseDecimal(String(value))?.value ?? new Decimal(0n, 0);
}

/** Bytes that n digits of an incomplete group take. */
const PARTIAL = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4] as const;

function groups(digits: number): readonly { readonly digits: number; readonly bytes: number }[] {
  const full = Array.from({ length: Math.floor(digits / 9) }, () => ({ digits: 9, bytes: 4 }));
  const rest = digits % 9;
  return rest === 0 ? full : [...full, { digits: rest, bytes: PARTIAL[rest] ?? 0 }];
}

interface Layout {
  readonly groups: readonly { readonly digits: number; readonly bytes: number }[];
  readonly size: number;
}

const layouts = new Map<number, Layout>();

function layoutOf(precision: number, scale: number): Layout {
  const key = precision * 100 + scale;
  const known = layouts.get(key);
  if (known) return known;
  // The incomplete group stands first before the point and last behind it.
  const all = [...groups(precision - scale).toReversed(), ...groups(scale)];
  const layout = { groups: all, size: all.reduce((sum, group) => sum + group.bytes, 0) };
  layouts.set(key, layout);
  return layout;
}

/** InnoDB's bytes of a value that fits DECIMAL(precision, scale): they sort as the numbers do. */
export function encodeDecimal(value: Decimal, precision: number, scale: number): Uint8Array {
  const { unscaled } = rescale(value, scale);
  const layout = layoutOf(precision, scale);
  const digits = absolute(unscaled).toString().padStart(precision, '0');
  assert(digits.length === precision, `a DECIMAL(${precision},${scale}) has ${precision} digits`);
  const bytes = new Uint8Array(layout.size);
  let at = 0;
  let digit = 0;
  for (const group of layout.groups) {
    let number = Number(digits.slice(digit, digit + group.digits));
    for (let index = group.bytes - 1; index >= 0; index--, number = Math.floor(number / 256))
      bytes[at + index] = number % 256;
    at += group.bytes;
    digit += group.digits;
  }
  if (unscaled < 0n) for (let index = 0; index < bytes.length; index++) bytes[index] = ~(bytes[index] ?? 0);
  bytes[0] = (bytes[0] ?? 0) ^ 0x80;
  return bytes;
}

/** The value of InnoDB's bytes of a DECIMAL(precision, scale). */
export function decodeDecimal(bytes: Uint8Array, precision: number, scale: number): Decimal {
  const negative = ((bytes[0] ?? 0) & 0x80) === 0;
  let at = 0;
  let text = '';
  for (const group of layoutOf(precision, scale).groups) {
    let number = 0;
    for (let index = 0; index < group.bytes; index++, at++) {
      const raw = at === 0 ? (bytes[0] ?? 0) ^ 0x80 : (bytes[at] ?? 0);
      number = number * 256 + (negative ? ~raw & 0xff : raw);
    }
    text += String(number).padStart(group.digits, '0');
  }
  return new Decimal(negative ? -BigInt(text) : BigInt(text), scale);
}
