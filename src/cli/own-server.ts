/** The server that a client process has for itself, and how it is started again with other options. */
import { hostname, userInfo } from 'node:os';
import type { Ports } from '../base/ports.js';
import type { ClientSession } from '../base/session.js';
import type { Login } from '../client/client.js';
import type { LabDoor } from '../lab/door.js';
import { openSandbox } from '../server/sandbox.js';
import { Server } from '../server/server.js';
import { readSettings } from '../startup/settings.js';
import { openLab } from './own-lab.js';

export class OwnServer {
  /** The lab that it has its keys from, if its options say so. */
  readonly lab: LabDoor;
  private readonly words: readonly string[];
  private readonly directory: string;
  private readonly ports: Ports;
  /** undefined while it does not run: the last restart has failed. */
  private server: Server | undefined;

  private constructor(words: readonly string[], directory: string, ports: Ports) {
    this.words = words;
    this.directory = directory;
    this.lab = openLab(words, directory, ports);
    this.ports = { ...ports, http: this.lab };
  }

  /** It is the sandbox in `directory`, unless an option or an option file names a data directory. Throws StartFailure. */
  static async start(args: readonly string[], directory: string, ports: Ports): Promise<OwnServer> {
    const words = serverWords(args, directory, ports);
    const own = new OwnServer(words, directory, ports);
    try {
      own.server = await own.startWith([]);
    } catch (error) {
      await own.lab.close();
      throw error;
    }
    return own;
  }

  async connect({ user, password, database }: Login): Promise<ClientSession> {
    // A server that does not run is started again as it was at first.
    this.server ??= await this.startWith([]);
    return this.server.connect({ user, host: 'localhost', password, database, systemUser: userInfo().username });
  }

  /** Stops the server and starts it with the options of its first start and these. Throws StartFailure. */
  async restart(more: readonly string[]): Promise<void> {
    await this.stop();
    this.server = await this.startWith(more);
  }

  /** Stops the server, and the lab. */
  async close(): Promise<void> {
    await this.stop();
    await this.lab.close();
  }

  private async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await server?.shutdown();
  }

  private startWith(more: readonly string[]): Promise<Server> {
    const place = { directory: this.directory, createDatadir: true, logError: `${hostname()}.err` };
    return Server.start([...this.words, ...more], this.ports, place);
  }
}

/** The options that the server starts with. Where they are wrong, its start says so, and nothing has been made. */
function serverWords(args: readonly string[], directory: string, ports: Ports): readonly string[] {
  const given = withoutSystemFiles(args);
  if (args.length > 0) {
    const { failure, values } = readSettings(given, { directory, ports });
    if (failure || values.some(({ variable }) => variable.name === 'datadir')) return given;
  }
  const { optionFile, path } = openSandbox(directory, ports);
  const place = `--datadir=${path}`;
  if (namesFiles(args)) return [...given, place];
  return [`--defaults-file=${optionFile}`, place, '--log-error=sealion.err', ...args];
}

const namesFiles = ([first = '']: readonly string[]): boolean =>
  /^--(no-defaults|defaults-|print-defaults)/.test(first);

/** The option files of this machine are for the real server on it; here they count only where one is named. */
const withoutSystemFiles = (args: readonly string[]): readonly string[] =>
  namesFiles(args) ? args : ['--no-defaults', ...args];
