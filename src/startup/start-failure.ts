/** Why a server does not start. */
import type { StartupLine } from '../sysvars/sysvar-type.js';

/** Lines without a level go to standard error as they are. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly exitCode: number;
  readonly lines: readonly StartupLine[];

  constructor(exitCode: number, lines: readonly StartupLine[] = []) {
    super(lines.map(({ text }) => text).join('\n'));
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

/** A failure that the error log explains in these lines; texts alone are errors. */
export const startFailure = (exitCode: number, ...lines: readonly (string | StartupLine)[]): StartFailure =>
  new StartFailure(
    exitCode,
    lines.map((line) => (typeof line === 'string' ? { level: 'ERROR', text: line } : line)),
  );

/** The line about an engine that has not started. */
export const ENGINE_FAILED = "Plugin 'InnoDB' registration as a STORAGE ENGINE failed.";

/** The end of a start without an engine that it needs. */
export const missingEngine = (name: string): StartFailure =>
  startFailure(1, `Unknown/unsupported storage engine: ${name}`, 'Aborting');

/** The same, where the engine itself says why it can not start. */
export const engineFailure = (...reasons: readonly (string | StartupLine)[]): StartFailure =>
  startFailure(1, ...reasons, ENGINE_FAILED, 'Unknown/unsupported storage engine: InnoDB', 'Aborting');
