/**
 * A server inside of another program, with its places and clock: what `createServer` and `sealion/test` give.
 *
 * Whatever it makes without being told where lies in a temporary directory, which goes with it.
 */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeDirectories, removeTree } from '../base/file-tree.js';
import type { Clock, Ports } from '../base/ports.js';
import { splitShellWords } from '../base/shell-words.js';
import { type LabProgram, runForConsole } from '../lab/commands.js';
import { LabDoor } from '../lab/door.js';
import { realClock, realRandom } from '../server/ports.js';
import { realFiles } from '../server/real-files.js';
import { Server } from '../server/server.js';
import { portsInTimeOf } from '../server/virtual-ports.js';
import { Connection } from './connection.js';

/** Options of mariadbd: by name, or as the words of its command line. */
export type OptionValues = readonly string[] | Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What a program says about the server that it starts. */
export interface ServerOptions {
  /** The data directory, made when there is none. Without it a new one, which is removed when the server stops. */
  readonly datadir?: string;
  /** `{ innodb_encrypt_tables: true }` or `['--innodb-encrypt-tables']`. A list is an option given several times. */
  readonly options?: OptionValues;
  /**
   * Loads file_key_management with these keys: ids, for which keys are made, or hexadecimal keys by their ids.
   * The key file is in `directory`.
   */
  readonly keys?: readonly number[] | Readonly<Record<number, string>>;
  /** Whose variables, defaults and version: `10.11`, `11.8`, `12.3` or `enterprise`, which is the default. */
  readonly profile?: '10.11' | '11.8' | '12.3' | 'enterprise';
  /** The time that the server lives in; the real one without it. */
  readonly clock?: Clock;
  /** Gets each line of the error log as it is written. */
  readonly onLog?: (line: string) => void;
}

/** Who connects. `root` without a password, to the database `test`, unless it is said. */
export interface ConnectionOptions {
  readonly user?: string;
  readonly host?: string;
  readonly password?: string;
  /** Null for none. */
  readonly database?: string | null;
}

/** A running server. Statements go through its own connection, that of root, or through others. */
export class EmbeddedServer {
  /** Its own directory: the key file, and the data directory unless that is elsewhere. */
  readonly directory: string;
  readonly datadir: string;
  /** The error log so far, line by line. */
  readonly log: string[] = [];
  readonly #options: ServerOptions;
  readonly #ports: Ports;
  readonly #lab: LabDoor;
  #server: Server | undefined;
  #own: Connection | undefined;

  private constructor(options: ServerOptions) {
    this.directory = join(tmpdir(), `sealion-${Buffer.from(realRandom.bytes(8)).toString('hex')}`);
    this.datadir = options.datadir === undefined ? join(this.directory, 'data') : resolve(options.datadir);
    this.#options = options;
    const ports = portsInTimeOf(options.clock ?? realClock, (line) => {
      this.log.push(line);
      options.onLog?.(line);
    });
    this.#lab = new LabDoor(ports, () => join(this.datadir, '.lab'));
    this.#ports = { ...ports, http: this.#lab };
  }

  /** Rejects with StartFailure when the server does not come up: `lines` says why, as its error log does. */
  static async start(options: ServerOptions = {}): Promise<EmbeddedServer> {
    const server = new EmbeddedServer(options);
    try {
      makeDirectories(server.directory, realFiles);
      if (options.keys) writeKeyFile(server.#keyFile, options.keys);
      await server.#start([]);
    } catch (error) {
      await server.#lab.close();
      removeTree(server.directory, realFiles);
      throw error;
    }
    return server;
  }

  /** The server below, with everything that it has. */
  get server(): Server {
    if (!this.#server) throw new Error('The server has stopped');
    return this.#server;
  }

  /** The connection of root. After a restart it is a new one. */
  get connection(): Connection {
    if (!this.#own) throw new Error('The server has stopped');
    return this.#own;
  }

  /** Another connection. Rejects with SqlError when the server refuses it. */
  async connect({
    user = 'root',
    host = 'localhost',
    password = '',
    database = 'test',
  }: ConnectionOptions = {}): Promise<Connection> {
    return new Connection(this.server.connect({ user, host, password, database: database ?? undefined }));
  }

  /** As `Connection.query`, on the connection of root; so are the others. */
  query(...args: Parameters<Connection['query']>): ReturnType<Connection['query']> {
    return this.connection.query(...args);
  }

  column(...args: Parameters<Connection['column']>): ReturnType<Connection['column']> {
    return this.connection.column(...args);
  }

  value(...args: Parameters<Connection['value']>): ReturnType<Connection['value']> {
    return this.connection.value(...args);
  }

  run(...args: Parameters<Connection['run']>): ReturnType<Connection['run']> {
    return this.connection.run(...args);
  }

  error(...args: Parameters<Connection['error']>): ReturnType<Connection['error']> {
    return this.connection.error(...args);
  }

  warnings(...args: Parameters<Connection['warnings']>): ReturnType<Connection['warnings']> {
    return this.connection.warnings(...args);
  }

  text(...args: Parameters<Connection['text']>): ReturnType<Connection['text']> {
    return this.connection.text(...args);
  }

  /** The bytes of a file of the data directory, such as `test/t1.ibd`. FLUSH TABLES t1 FOR EXPORT makes them current. */
  file(path: string): Buffer {
    return Buffer.from(realFiles.readFile(join(this.datadir, path)));
  }

  /**
   * Runs a command of Vault's program, `kv put test/3 data=…`, and gives what it prints. The Vault is the one that this
   * server has in itself, `http://lab.sealion:8200` with the token `root`, unless VAULT_ADDR names another.
   */
  vault(command: string): Promise<string> {
    return this.#runOnLab('vault', command);
  }

  /** Runs a command of the lab, `fault vault hang --times=3`, and gives what it prints. */
  lab(command: string): Promise<string> {
    return this.#runOnLab('lab', command);
  }

  /** A clean shutdown if it runs, then a start with its own options and these. All connections end. */
  async restart(options: OptionValues = []): Promise<void> {
    await this.#shutdown();
    await this.#start(wordsOf(options));
  }

  /** Ends the server as a crash would; `restart` brings it up again. */
  crash(): void {
    this.#server?.crash();
    this.#server = undefined;
    this.#own = undefined;
  }

  /** Ends it and removes what it made without being told where. */
  async stop(): Promise<void> {
    await this.#shutdown();
    await this.#lab.close();
    removeTree(this.directory, realFiles);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #runOnLab(program: LabProgram, command: string): Promise<string> {
    const host = { env: this.#ports.env, keptToken: () => undefined, readFile };
    const { output, errors } = await runForConsole(program, splitShellWords(command), this.#lab, host);
    if (errors !== '') throw new Error(errors.trimEnd());
    return output;
  }

  get #keyFile(): string {
    return join(this.directory, 'keys.txt');
  }

  async #start(more: readonly string[]): Promise<void> {
    const { keys, options = [], profile } = this.#options;
    const words = [
      '--no-defaults',
      `--datadir=${this.datadir}`,
      ...(profile === undefined ? [] : [`--sealion-profile=${profile}`]),
      ...(keys ? ['--plugin-load-add=file_key_management', `--file-key-management-filename=${this.#keyFile}`] : []),
      ...wordsOf(options),
      ...more,
    ];
    this.#server = await Server.start(words, this.#ports, { directory: this.directory, createDatadir: true });
    const login = { user: 'root', host: 'localhost', database: 'test' };
    this.#own = new Connection(this.#server.connect(login));
  }

  async #shutdown(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#own = undefined;
    await server?.shutdown();
  }
}

/** Starts a server in this process. */
export const createServer = (options: ServerOptions = {}): Promise<EmbeddedServer> => EmbeddedServer.start(options);

function wordsOf(options: OptionValues): string[] {
  if (isWords(options)) return [...options];
  return Object.entries(options).flatMap(([name, value]) => {
    const values: readonly (string | number | boolean)[] = Array.isArray(value) ? value : [value as string];
    return values.map((one) => `--${name}=${typeof one === 'boolean' ? (one ? 'ON' : 'OFF') : one}`);
  });
}

const isWords = (options: OptionValues): options is readonly string[] => Array.isArray(options);

const KEY_BYTES = 32;
const SECRET_MODE = 0o600;

function writeKeyFile(path: string, keys: NonNullable<ServerOptions['keys']>): void {
  const newKey = (): string => Buffer.from(realRandom.bytes(KEY_BYTES)).toString('hex');
  const entries = Array.isArray(keys) ? keys.map((id: number) => [String(id), newKey()]) : Object.entries(keys);
  realFiles.writeFile(path, entries.map(([id, key]) => `${id};${key}\n`).join(''), SECRET_MODE);
}

const readFile = (path: string): string => Buffer.from(realFiles.readFile(path)).toString();
