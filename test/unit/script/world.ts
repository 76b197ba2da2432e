/** A file system in memory and a test server that answers from a recording. */
import type { Files, OpenFile } from '../../../src/base/ports.js';
import type { TestServer } from '../../../src/script/test-server.js';
import { Replay } from './traffic.js';

const missing = (path: string): Error => Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT', errno: -2 });

/** Files by path; a directory is an entry without content. */
export class MemoryFiles implements Files {
  readonly #entries = new Map<string, Buffer | undefined>();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.writeFile(path, text);
  }

  text(path: string): string {
    return Buffer.from(this.readFile(path)).toString();
  }

  open(): OpenFile {
    throw new Error('not needed here');
  }

  readFile(path: string): Uint8Array {
    const content = this.#entries.get(path);
    if (!content) throw missing(path);
    return content;
  }

  writeFile(path: string, data: string | Uint8Array): void {
    for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1))
      this.makeDirectory(path.slice(0, at));
    this.#entries.set(path, Buffer.from(data));
  }

  appendFile(path: string, data: string): void {
    this.writeFile(path, (this.exists(path) ? this.text(path) : '') + data);
  }

  exists(path: string): boolean {
    return this.#entries.has(path);
  }

  isDirectory(path: string): boolean {
    return this.#entries.has(path) && this.#entries.get(path) === undefined;
  }

  list(path: string): string[] {
    const inside = [...this.#entries.keys()].filter((entry) => entry.startsWith(`${path}/`));
    return inside.map((entry) => entry.slice(path.length + 1)).filter((name) => !name.includes('/'));
  }

  makeDirectory(path: string): void {
    if (!this.#entries.has(path)) this.#entries.set(path, undefined);
  }

  removeDirectory(path: string): void {
    this.remove(path);
  }

  rename(from: string, to: string): void {
    this.writeFile(to, this.readFile(from));
    this.remove(from);
  }

  remove(path: string): void {
    if (!this.#entries.delete(path)) throw missing(path);
  }

  syncDirectory(): void {}
}

/** Time that passes only by sleeping. */
export function countingClock(): TestServer['clock'] {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    timer: () => ({ cancel: () => {} }),
  };
}

/** A server whose restarts are written down. */
export function fakeServer(replay = new Replay([]), events: string[] = []): TestServer {
  return {
    connect: (account) => replay.connect(account),
    restart: async (options) => void events.push(['restart', ...options].join(' ')),
    stop: async () => void events.push('stop'),
    kill: async () => void events.push('kill'),
    close: async () => {},
    runOnLab: async (program, words) => {
      events.push([program, ...words].join(' '));
      return {
        status: words.includes('nonsense') ? 2 : 0,
        errors: words.includes('nonsense') ? 'no such command\n' : '',
      };
    },
    clock: countingClock(),
    datadir: '/var/data',
    errorLog: '/var/log/error.log',
    variables: {},
  };
}
