/** DOUBLE and FLOAT values as text, and text as DOUBLE. */

/** Exponents at which the server still writes all digits: from 10^-15 to below 10^15. */
const PLAIN_MAX = 15;
const PLAIN_MIN = -15;

/** The shortest text that reads back as the same number, laid out as the server does. */
export function formatDouble(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= PLAIN_MAX || exponent < PLAIN_MIN) return `${mantissa}e${exponent}`;
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace(/[-.]/g, '');
  return (negative ? '-' : '') + placePoint(digits, exponent);
}

function placePoint(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** A FLOAT shows six significant digits. */
export function formatFloat(value: number): string {
  return formatDouble(Number(value.toPrecision(6)));
}

const NUMBER = /^[ \t\n\v\f\r]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/;

/** How much of a text was a number: all of it, all but blanks, or less. */
export type Cleanness = 'clean' | 'blanks' | 'rubbish';

/** The number at the beginning of the text; 0 when there is none. */
export function parseDouble(text: string): { readonly value: number; readonly cleanness: Cleanness } {
  const match = NUMBER.exec(text);
  if (!match) return { value: 0, cleanness: 'rubbish' };
  const value = Number(match[0].trim());
  const rest = text.slice(match[0].length);
  if (rest.trim() !== '' || !Number.isFinite(value)) return { value: clamp(value), cleanness: 'rubbish' };
  return { value: clamp(value), cleanness: rest === '' ? 'clean' : 'blanks' };
}

function clamp(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}
