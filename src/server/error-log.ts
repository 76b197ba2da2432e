/** The error log: lines in the server's format, handed to whoever keeps them. */
import type { Clock, Log, LogLevel } from '../base/ports.js';

/** `2026-01-31  9:05:07 0 [Note] text`: local time, the hour padded with a blank, the connection's id. */
export function formatLogLine(at: number, level: LogLevel, text: string, session = 0): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const hour = String(time.getHours()).padStart(2);
  return `${date} ${hour}:${two(time.getMinutes())}:${two(time.getSeconds())} ${session} [${level}] ${text}`;
}

/** A log whose lines go to `sink`, without their line ends. */
export function errorLog(clock: Clock, sink: (line: string) => void): Log {
  return { write: (level, text, session) => sink(formatLogLine(clock.now(), level, text, session)), line: sink };
}
