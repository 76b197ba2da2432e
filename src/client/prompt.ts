/**
 * The plain prompt: statements typed line by line on a terminal, with Node's own line editor.
 *
 * Lines can come faster than statements end (a paste), so they wait in a queue.
 */
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { SqlError } from '../base/errors.js';
import { errorText } from '../render/status-line.js';
import { Client, type ClientIo, connectWith } from './client.js';
import { History } from './history.js';
import type { ClientOptions } from './options.js';
import { continuationPrompt, promptText } from './prompt-text.js';

/** Where the person sits. */
export interface PromptTerminal {
  readonly input: Readable;
  readonly output: Writable;
  /** Where statements are kept for the next time; undefined keeps them only for this session. */
  readonly historyPath: string | undefined;
}

/** Talks with a person until they leave; gives the exit code. */
export async function runPrompt(options: ClientOptions, terminal: PromptTerminal, io: ClientIo): Promise<number> {
  const login = { user: options.user, password: options.password, database: options.database };
  try {
    const session = await connectWith(options, io, login);
    await new Prompt(new Client(session, options, io, true), terminal).run();
    return 0;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { errno, sqlstate, message } = error;
    io.writeError(errorText({ kind: 'error', errno, sqlstate, message }));
    return 1;
  }
}

class Prompt {
  readonly #client: Client;
  readonly #editor: Interface;
  readonly #history: History;
  readonly #queue: string[] = [];
  /** The lines of the unfinished statement, for the history. */
  #typed: string[] = [];
  /** The editor's own list behind the arrow keys. */
  #recall: string[] = [];
  #counter = 0;
  #running = false;
  #closed = false;
  #leave: () => void = () => {};

  constructor(client: Client, { input, output, historyPath }: PromptTerminal) {
    this.#client = client;
    this.#history = new History(client.io.files, historyPath);
    const history = [...this.#history.entries];
    this.#editor = createInterface({ input, output, terminal: true, history, historySize: history.length + 1000 });
  }

  /** Ends when the person leaves. */
  async run(): Promise<void> {
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve;
    });
    this.#greet();
    this.#editor
      .on('history', (lines) => this.#replaceRecall(lines))
      .on('line', (line) => this.#enqueue(line))
      .on('SIGINT', () => this.#interrupt())
      .on('close', () => this.#close());
    this.#ask();
    await left;
    this.#client.write('Bye\n');
    await this.#client.session.close();
  }

  #greet(): void {
    const { session } = this.#client;
    if (this.#client.options.silent > 0) return;
    this.#client.write(
      `Sealion: the encryption of MariaDB to try out. Statements end with ; or \\g.\n` +
        `Connection ${session.connectionId} to server version ${session.serverVersion}\n\n` +
        `help or \\h lists the commands, \\c forgets what was typed, \\q leaves.\n\n`,
    );
  }

  #ask(): void {
    this.#editor.setPrompt(this.#promptNow());
    this.#editor.prompt();
  }

  #promptNow(): string {
    const { splitter, prompt, session, user, io } = this.#client;
    if (splitter.open !== 'nothing') return continuationPrompt(splitter.open);
    return promptText(prompt, {
      user,
      host: 'localhost',
      database: session.database,
      serverVersion: session.serverVersion,
      delimiter: splitter.delimiter,
      counter: ++this.#counter,
      now: new Date(io.clock.now()),
    });
  }

  #enqueue(line: string): void {
    this.#queue.push(line);
    if (!this.#running) void this.#work();
  }

  async #work(): Promise<void> {
    this.#running = true;
    for (let line = this.#queue.shift(); line !== undefined; line = this.#queue.shift()) {
      if (await this.#runLine(line)) return this.#editor.close();
    }
    this.#running = false;
    if (this.#closed) this.#leave();
    else this.#ask();
  }

  /** Whether the person wants to leave. */
  async #runLine(line: string): Promise<boolean> {
    const client = this.#client;
    if (client.tee !== undefined) client.io.files.appendFile(client.tee, `${this.#editor.getPrompt()}${line}\n`);
    this.#typed.push(line);
    const flow = await client.runLine(line);
    if (client.splitter.open === 'nothing') {
      this.#history.add(this.#typed.join('\n'));
      this.#replaceRecall(this.#recall);
      this.#typed = [];
    }
    if (flow === 'quit') this.#running = false;
    return flow === 'quit';
  }

  /** The editor keeps single lines; called back are whole statements, and none with a secret. */
  #replaceRecall(lines: string[]): void {
    lines.splice(0, lines.length, ...this.#history.entries);
    this.#recall = lines;
  }

  /** Ctrl-C stops the running statement, or forgets the one being typed. */
  #interrupt(): void {
    if (this.#running) {
      this.#queue.length = 0;
      this.#client.session.killQuery();
      this.#client.write('Ctrl-C -- query killed.\n');
      return;
    }
    this.#client.splitter.clear();
    this.#typed = [];
    this.#client.write('^C\n');
    // There is no call that empties the line without drawing it once more.
    Object.assign(this.#editor, { line: '', cursor: 0 });
    this.#ask();
  }

  /** Ctrl-D, `quit`, or the end of the input: what still runs is waited for. */
  #close(): void {
    this.#closed = true;
    if (!this.#running) this.#leave();
  }
}
