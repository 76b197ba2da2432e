/**
 * Every effect of Sealion comes through one of these ports, so that a test, a script or a lesson can put
 * virtual time, seeded chance and failing disks in their place. `server/ports.ts` has the real ones.
 */

/** Owns time and every timer. Milliseconds since 1970 (UTC). */
export interface Clock {
  now(): number;
  /** Ends after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `ms` unless cancelled. Never keeps the process alive. */
  timer(ms: number, callback: () => void): { cancel(): void };
  /** Keeps the time where it is while the work goes on; absent where nobody can. */
  during?<T>(work: Promise<T>): Promise<T>;
}

export interface Random {
  bytes(length: number): Uint8Array;
}

/** An open file. Offsets and lengths are in bytes; `read` gives fewer bytes than asked for at the end of the file. */
export interface OpenFile {
  read(into: Uint8Array, offset: number): number;
  /** Writes all of it or throws. */
  write(data: Uint8Array, offset: number): void;
  /** Writes the buffers one behind the other. */
  writeAll(data: readonly Uint8Array[], offset: number): void;
  size(): number;
  truncate(size: number): void;
  sync(): void;
  /** As `sync`, of what was written so far; others may go on meanwhile. */
  syncLater(): Promise<void>;
  close(): void;
}

/** The file system below the datadir and beside it. Failures are Node's system errors (`code`, `errno`). */
export interface Files {
  open(path: string, mode: 'r' | 'r+' | 'create'): OpenFile;
  readFile(path: string, maxBytes?: number): Uint8Array;
  /** Replaces the file atomically: written beside it, synced, renamed. */
  writeFile(path: string, data: string | Uint8Array, mode?: number): void;
  appendFile(path: string, data: string): void;
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  list(path: string): string[];
  makeDirectory(path: string): void;
  removeDirectory(path: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes a directory's entries durable. */
  syncDirectory(path: string): void;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** For all of it, from the connection to the last byte. */
  readonly timeoutMs?: number;
  /** Certificates (PEM) of who may vouch for a server, instead of those that the machine trusts. */
  readonly authorities?: string;
  /** A longer body is a failure. */
  readonly bodyBytesMax?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** HTTP and HTTPS. Redirects are the caller's to follow. */
export interface Http {
  /** Rejects with HttpFailure when there is no answer. */
  request(request: HttpRequest): Promise<HttpResponse>;
}

export type LogLevel = 'Note' | 'Warning' | 'ERROR';

/** The error log. `session` is the connection id, 0 outside of connections. */
export interface Log {
  write(level: LogLevel, text: string, session?: number): void;
  /** A line without time and level. Absent: it is not kept. */
  line?(text: string): void;
}

/** What happened inside, for those who look on: typed events, never key bytes (fingerprints instead). */
export type TraceEvent =
  | { readonly type: 'statement'; readonly session: number; readonly kind: string; readonly text: string }
  | { readonly type: 'plugin'; readonly plugin: string; readonly call: string; readonly detail?: string }
  | { readonly type: 'key'; readonly keyId: number; readonly version: number; readonly fingerprint: string }
  | {
      readonly type: 'page';
      readonly action: 'read' | 'write';
      readonly space: number;
      readonly page: number;
      readonly keyVersion: number;
    }
  | {
      readonly type: 'journal';
      readonly action: 'commit' | 'checkpoint' | 'replay';
      readonly lsn: number;
      readonly pages: number;
    }
  | { readonly type: 'http'; readonly method: string; readonly url: string; readonly status: number };

export interface Trace {
  /** Events are only built while somebody listens. */
  readonly enabled: boolean;
  emit(event: TraceEvent): void;
}

/** What a server shows to clients that want TLS, and what it takes from them: texts of PEM files. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
  /** Who may vouch for clients that show a certificate; none: those that the machine trusts. */
  readonly authorities: readonly string[];
  readonly revoked: readonly string[];
  /** In OpenSSL's words; undefined: the usual ones. */
  readonly ciphers: string | undefined;
  readonly minVersion: string;
  readonly maxVersion: string;
}

/** What both ends of an encrypted connection have agreed on. */
export interface TlsFacts {
  readonly version: string;
  readonly cipher: string;
  /** The client's certificate, where it has shown one that is trusted. */
  readonly peer: { readonly subject: string; readonly issuer: string } | undefined;
}

/** The bytes of one connection to a client. */
export interface ByteStream {
  /** The client's address; undefined behind a socket file. */
  readonly address: string | undefined;
  /** The next bytes; undefined when the client has gone, or at `signal`. */
  read(signal?: AbortSignal): Promise<Buffer | undefined>;
  /** Resolves when the client has taken enough for more to be written; false: it takes nothing any more, or `signal`. */
  write(bytes: Uint8Array, signal?: AbortSignal): Promise<boolean>;
  /**
   * Goes on encrypted, which the client begins; `received` is what it has sent of that already. Undefined when they do
   * not agree: the connection is over. Absent where there is nothing to encrypt.
   */
  encrypt?(identity: TlsIdentity, received: Buffer, signal?: AbortSignal): Promise<TlsFacts | undefined>;
  close(): void;
}

/** Another thread of this program, which computes. What goes there and back is plain data, and memory that both share. */
export interface Thread {
  /** Rejects where the thread fails. */
  ask(task: unknown): Promise<unknown>;
  end(): void;
}

export interface Threads {
  /** How many the machine has processors for. */
  readonly count: number;
  /** What has to be done at least for a start to be worth it, in bytes. */
  readonly worthBytes: number;
  /** Resolves when the thread works, rejects where it can not. */
  start(): Promise<Thread>;
}

export interface Ports {
  readonly clock: Clock;
  /** Limits what is waited for outside of this program, where `clock` may be virtual; absent, `clock` does. */
  readonly watch?: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly http: Http;
  readonly log: Log;
  readonly trace: Trace;
  /** Absent: this thread does everything. */
  readonly threads?: Threads | undefined;
  /** What this program may use, in bytes; absent, enough. */
  readonly memoryBytes?: number;
  /** The environment variables that plugins and options may read. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
