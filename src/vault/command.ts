/** What a command of the `vault` program is given. */
import type { Arguments, ValueSource } from './arguments.js';
import type { Fields, VaultClient } from './request.js';

export interface Run {
  readonly client: VaultClient;
  readonly source: ValueSource;
  /** A line on standard output. */
  say(text: string): void;
  /** The exit code of a command that has done its work all the same. */
  end(exitCode: number): void;
  /** An answer as the flags want it: one field, as JSON, or in the form that is given, of its data. */
  show(answer: Fields, form: (data: Fields) => string, fields?: Fields): void;
}

export type Command = (run: Run, args: Arguments) => Promise<void>;
