/** Times and durations as Vault writes and reads them. */
import type { Json } from './message.js';

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  '\u00b5s': 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** RFC 3339, with as many digits of a second as it needs; '' when there is no such time. */
export const timeText = (ms: number | undefined): string =>
  ms === undefined ? '' : new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');

/** Milliseconds of `30`, `"30"`, `"90m"`, `"1h30m"`; undefined where it is none of these. */
export function parseDuration(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value * 1000;
  if (typeof value !== 'string') return undefined;
  if (value === '') return 0;
  if (/^-?\d+$/.test(value)) return Number(value) * 1000;
  const [, sign, parts = ''] = /^(-?)((?:\d+(?:\.\d+)?(?:ns|us|\u00b5s|ms|s|m|h|d))+)$/.exec(value) ?? [];
  if (parts === '') return undefined;
  let ms = 0;
  for (const [, count, unit = ''] of parts.matchAll(/([\d.]+)(\D+)/g)) ms += Number(count) * (UNITS_MS[unit] ?? 0);
  return sign === '-' ? -ms : ms;
}

/** As Go prints it: `0s`, `1h30m0s`, `1.5s`. */
export function durationText(ms: number): string {
  if (ms < 0) return `-${durationText(-ms)}`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}
