/** The client without a person: `-e`, or standard input that is no terminal. */
import { SqlError } from '../base/errors.js';
import { errorText } from '../render/status-line.js';
import { Client, type ClientIo, connectWith } from './client.js';
import { linesOf } from './lines.js';
import type { ClientOptions } from './options.js';

/** What the streams are: they decide how much is said. */
export interface BatchInput {
  /** Standard input; not asked for with `-e`. */
  lines(): AsyncIterable<string>;
  /** Standard input and output both are terminals. */
  readonly onTerminal: boolean;
}

/** Connects, runs everything and gives the exit code: 0, or 1 after an error that ended the run. */
export async function runBatch(options: ClientOptions, input: BatchInput, io: ClientIo): Promise<number> {
  const silent = input.onTerminal ? Math.max(options.silent, options.batch ? 1 : 0) : options.silent + 1;
  const login = { user: options.user, password: options.password, database: options.database };
  let client: Client;
  try {
    client = new Client(await connectWith(options, io, login), { ...options, silent }, io, false);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { errno, sqlstate, message } = error;
    io.writeError(errorText({ kind: 'error', errno, sqlstate, message }));
    return 1;
  }
  const flow = await client.runLines(options.execute === undefined ? input.lines() : linesOf(options.execute));
  if (options.verbose > 1) client.write('Bye\n');
  await client.session.close();
  return flow === 'failed' ? 1 : 0;
}
