/** What the runner needs of a server: connections, restarts, crashes, and the places of its files. */
import type { Clock } from '../base/ports.js';
import type { ClientSession } from '../base/session.js';

/** Who connects, and to which database. */
export interface Account {
  readonly user: string;
  readonly host: string;
  readonly password: string;
  readonly database: string | undefined;
}

/** A server that belongs to one test. */
export interface TestServer {
  /** Rejects with the SqlError that the server answers. */
  connect(account: Account): Promise<ClientSession>;
  /** A clean shutdown if it runs, then a start with the test's own options and these. Rejects when it does not come up. */
  restart(options: readonly string[]): Promise<void>;
  /** A clean shutdown. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** A clean shutdown if it runs, and the end of all that it had for itself. */
  close(): Promise<void>;
  /** Runs a command of the `vault` program, or of the lab, for the Vault that the server may have its keys from. */
  runOnLab(
    program: 'vault' | 'lab',
    words: readonly string[],
  ): Promise<{ readonly status: number; readonly errors: string }>;
  /** The server's own time, which scripts sleep in. */
  readonly clock: Clock;
  readonly datadir: string;
  /** Path of the error log. */
  readonly errorLog: string;
  /** Variables that scripts find in their environment, such as PLUGIN_DIR and the library names. */
  readonly variables: Readonly<Record<string, string>>;
}
