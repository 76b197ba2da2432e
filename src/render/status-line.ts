/** What the client says about a statement beside its rows: counts, time, warnings, errors. */
import type { Condition, Failure, Ok, Outcome, Rows } from '../base/result.js';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const DAY = 86_400;
const HOUR = 3600;
const MINUTE = 60;

/** A duration in the client's words: `1 min 1.006 sec`. */
export function durationText(milliseconds: number): string {
  let seconds = milliseconds / 1000;
  let text = '';
  for (const [unit, length] of [
    ['day', DAY],
    ['hour', HOUR],
    ['min', MINUTE],
  ] as const) {
    if (seconds < length) continue;
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    text += unit === 'min' ? `${count} min ` : `${plural(count, unit)} `;
  }
  return `${text}${seconds.toFixed(3)} sec`;
}

/** The line (two, if the server sent an info text) after a statement; `milliseconds` adds the time. */
export function summaryText(outcome: (Rows | Ok) & Pick<Outcome, 'warningCount'>, milliseconds?: number): string {
  const warnings = outcome.warningCount > 0 ? `, ${plural(outcome.warningCount, 'warning')}` : '';
  const time = milliseconds === undefined ? '' : ` (${durationText(milliseconds)})`;
  const info = outcome.kind === 'ok' && outcome.info !== '' ? `${outcome.info}\n` : '';
  return `${headline(outcome)}${warnings}${time}\n${info}`;
}

function headline(outcome: Rows | Ok): string {
  if (outcome.kind === 'ok') return `Query OK, ${plural(outcome.affectedRows, 'row')} affected`;
  return outcome.rows.length === 0 ? 'Empty set' : `${plural(outcome.rows.length, 'row')} in set`;
}

/** Where a statement of a script began. */
export interface Place {
  readonly line: number;
  readonly file?: string;
}

/** `ERROR 1064 (42000) at line 3 in file: 'x.sql': …` */
export function errorText({ errno, sqlstate, message }: Failure, place?: Place): string {
  return `ERROR ${errno} (${sqlstate})${placeText(place)}: ${message}\n`;
}

/** A mistake that the client itself found, before any server was asked. */
export function clientErrorText(message: string, place?: Place): string {
  return `ERROR${placeText(place)}: ${message}\n`;
}

function placeText(place: Place | undefined): string {
  if (!place) return '';
  return ` at line ${place.line}${place.file === undefined ? '' : ` in file: '${place.file}'`}`;
}

/** A line of `--show-warnings`. */
export function warningText({ level, errno, message }: Pick<Condition, 'level' | 'errno' | 'message'>): string {
  return `${level} (Code ${errno}): ${message}\n`;
}
