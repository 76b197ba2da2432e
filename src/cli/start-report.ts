/** Why a server did not start, for a person at a terminal: the lines of its error log. */
import { formatLogLine } from '../server/error-log.js';
import type { StartFailure } from '../startup/start-failure.js';

export function startReport({ lines }: StartFailure, now: number): string {
  return lines.map(({ level, text }) => `${level === undefined ? text : formatLogLine(now, level, text)}\n`).join('');
}
