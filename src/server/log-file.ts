/** `--log-error`: the error log in a file. Without it the log goes where the caller's port sends it. */
import { join, resolve } from 'node:path';
import type { Log, LogLevel, Ports } from '../base/ports.js';
import type { SystemVariables } from '../sysvars/registry.js';
import type { StartupLine } from '../sysvars/sysvar-type.js';
import { errorLog } from './error-log.js';

/** A name without an extension gets `.err`; relative ones are in the datadir. */
export function openErrorLog(
  variables: SystemVariables,
  datadir: string,
  otherwise: string | undefined,
  { files, clock, log }: Ports,
): Log {
  const given = String(variables.getByName('log_error') || (otherwise ?? ''));
  if (given === '') return log;
  const path = resolve(join(datadir, '/'), /\.[^./]+$/.test(given) ? given : `${given}.err`);
  return errorLog(clock, (line) => files.appendFile(path, `${line}\n`));
}

/** A log that remembers what it has said, until the start is over: whoever started the server in vain wants to know why. */
export class StartLog implements Log {
  private readonly log: Log;
  private lines: StartupLine[] | undefined = [];

  constructor(log: Log) {
    this.log = log;
  }

  write(level: LogLevel, text: string, session?: number): void {
    this.lines?.push({ level, text });
    this.log.write(level, text, session);
  }

  line(text: string): void {
    this.log.line?.(text);
  }

  startIsOver(): readonly StartupLine[] {
    const lines = this.lines ?? [];
    this.lines = undefined;
    return lines;
  }
}
