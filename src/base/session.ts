/** A connection as every front end sees it: text in, outcomes out. The same in process and behind a worker's port. */
import type { TlsFacts } from './ports.js';
import type { Outcome } from './result.js';

export interface ClientSession {
  readonly connectionId: number;
  /** The default database, undefined before the first USE. */
  readonly database: string | undefined;
  /** As VERSION() answers. */
  readonly serverVersion: string;
  /** What encrypts the connection. */
  readonly cipher?: string | undefined;
  /** The text of one statement, without its delimiter. Several outcomes only where the statement gives several results. Never rejects for what the client did wrong. */
  execute(sql: string): Promise<readonly Outcome[]>;
  /** Asks the running statement to stop (1317). */
  killQuery(): void;
  close(): Promise<void>;
}

/** How a session's client is connected, and what has gone over its connection. */
export interface Transport {
  /** Through a socket file. */
  readonly isLocal: boolean;
  /** The client's, where it is not local. */
  readonly address: string | undefined;
  readonly tls: TlsFacts | undefined;
  readonly isCompressed: boolean;
  /** An UPDATE tells how many rows it has found. */
  readonly countsMatched: boolean;
  readonly bytesReceived: number;
  readonly bytesSent: number;
}
