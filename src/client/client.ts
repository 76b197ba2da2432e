/**
 * The client's engine: runs statements and commands on a session and writes what they answer.
 *
 * Batch mode and the prompt feed it with lines; what they do differently is `interactive`.
 */
import { SqlError } from '../base/errors.js';
import type { Clock, Files } from '../base/ports.js';
import type { Condition, Failure, Ok, Outcome, Rows } from '../base/result.js';
import type { ClientSession } from '../base/session.js';
import { binaryAsHex } from '../render/hex.js';
import { htmlText, xmlText } from '../render/markup.js';
import { clientErrorText, errorText, type Place, summaryText, warningText } from '../render/status-line.js';
import { tabText } from '../render/tab.js';
import { tableText } from '../render/table.js';
import { cellText, decodeBytes } from '../render/text.js';
import { verticalText } from '../render/vertical.js';
import { CLIENT_COMMANDS, type ClientCommand } from './commands.js';
import { linesOf } from './lines.js';
import type { ClientOptions } from './options.js';
import { type Piece, StatementSplitter, trimEnd } from './split.js';

/** Who logs in, and where to. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string | undefined;
}

/** The world as the client sees it. Texts may hold lone surrogates: `encodeText` makes bytes of them. */
export interface ClientIo {
  write(text: string): void;
  writeError(text: string): void;
  /** Whether anybody reads what is written; at the latest when they have read most of it. */
  isRead?(): boolean | Promise<boolean>;
  readonly files: Files;
  readonly clock: Clock;
  /** Rejects with the SqlError that refuses the login. */
  connect(login: Login): Promise<ClientSession>;
  /** Starts the server again with these options beside those of its first start. Throws StartFailure. */
  restart?(options: readonly string[]): Promise<void>;
  /** Runs a command of the `vault` program or of the lab. */
  lab?(
    program: 'vault' | 'lab',
    words: readonly string[],
  ): Promise<{ readonly output: string; readonly errors: string }>;
  /** Runs a program on the terminal for `system`, giving its exit status. */
  runProgram?(command: string): Promise<number>;
  /** Shows a text through a program, for `pager`. */
  page?(command: string, text: string): Promise<void>;
  /** Lets the user change a text, for `edit`; undefined when the editor failed. */
  edit?(text: string): Promise<string | undefined>;
}

/** How things go on after a line or a statement. */
export type Flow = 'continue' | 'quit' | 'failed';

const RULE = '-'.repeat(14);
const CONNECTION_LOST = [2006, 2013];

/** One connected client. */
export class Client {
  readonly options: ClientOptions;
  readonly io: ClientIo;
  readonly interactive: boolean;
  readonly splitter: StatementSplitter<ClientCommand>;
  session: ClientSession;
  showWarnings: boolean;
  /** The program that results go through. */
  pager: string | undefined;
  /** The file that gets a copy of the output. */
  tee: string | undefined;
  prompt: string;
  sandbox: boolean;
  #login: Login;
  #vertical = false;
  /** The files being sourced, the innermost last; the input itself has no name. */
  readonly #places: { file: string | undefined; line: number; statementLine: number }[] = [];

  constructor(session: ClientSession, options: ClientOptions, io: ClientIo, interactive: boolean) {
    this.session = session;
    this.options = options;
    this.io = io;
    this.interactive = interactive;
    this.#login = { user: options.user, password: options.password, database: options.database };
    this.showWarnings = options.showWarnings;
    this.prompt = options.prompt;
    this.sandbox = options.sandbox;
    this.tee = interactive ? options.tee : undefined;
    const { comments: keepComments, namedCommands } = options;
    this.splitter = new StatementSplitter(CLIENT_COMMANDS, { keepComments, namedCommands, interactive });
    this.splitter.delimiter = options.delimiter;
  }

  get user(): string {
    return this.#login.user;
  }

  /** Text for the user, and for the copy of the session. */
  write(text: string): void {
    this.io.write(text);
    if (this.tee !== undefined && text !== '') this.io.files.appendFile(this.tee, text);
  }

  /** Ends this session and begins another one, with another default database if one is named. */
  async reconnect(database = this.session.database): Promise<void> {
    const login = { ...this.#login, database };
    const session = await connectWith(this.options, this.io, login);
    await this.session.close();
    this.session = session;
    this.#login = login;
  }

  /** Runs all lines of an input to its end. */
  async runLines(lines: AsyncIterable<string> | Iterable<string>, file?: string): Promise<Flow> {
    this.#places.push({ file, line: 0, statementLine: 0 });
    try {
      for await (const line of lines) {
        const flow = await this.runLine(line);
        if (flow !== 'continue') return flow;
      }
      return await this.#runPieces(this.splitter.end());
    } finally {
      this.#places.pop();
    }
  }

  /** Runs what is complete with this line. */
  async runLine(line: string): Promise<Flow> {
    if (line.includes('\0')) return this.complain(nulMessage(line));
    const place = this.#places.at(-1);
    if (place) {
      place.line++;
      if (this.splitter.open === 'nothing') place.statementLine = place.line;
    }
    return await this.#runPieces(this.splitter.line(line));
  }

  /** Runs a file of statements. An error in it ends it only when that was asked for. */
  async source(path: string): Promise<Flow> {
    let text: string;
    try {
      text = decodeBytes(this.io.files.readFile(path));
    } catch (error) {
      const errno = error instanceof Error && 'errno' in error ? Math.abs(Number(error.errno)) : 0;
      return this.complain(`Failed to open file '${path}', error: ${errno}`);
    }
    const flow = await this.runLines(linesOf(text), path);
    return flow === 'quit' ? 'continue' : flow;
  }

  /** Says what the user did wrong. */
  complain(message: string): Flow {
    this.io.writeError(clientErrorText(message, this.#place()));
    return this.#afterError();
  }

  /** A remark for a person; scripts do not get it. */
  remark(text: string): void {
    if (this.interactive) this.write(`${text}\n`);
  }

  /** Runs one statement and shows its results. */
  async execute(text: string): Promise<Flow> {
    const sql = trimEnd(text);
    const { verbose, printQueryOnError } = this.options;
    if (sql === '') return this.interactive ? this.complainEmpty() : 'continue';
    if (verbose > 0) this.write(statementEcho(sql));
    const start = this.io.clock.now();
    const outcomes = await this.#ask(sql);
    const milliseconds = this.io.clock.now() - start;
    for (const [at, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'error') {
        await this.#show(outcome, text, milliseconds);
        continue;
      }
      // By the second result the client has forgotten the statement.
      const echo = statementEcho(at === 0 ? sql : '');
      if (!this.interactive && verbose === 0 && printQueryOnError) this.io.writeError(echo);
      const flow = this.fail(outcome);
      await this.#writeWarnings(outcomes);
      return flow;
    }
    await this.#writeWarnings(outcomes);
    return 'continue';
  }

  /** A person's statement is repeated once when the server was lost; a script's is not, it may depend on the session. */
  async #ask(sql: string): Promise<readonly Outcome[]> {
    const outcomes = await this.session.execute(sql);
    const [first] = outcomes;
    if (!this.interactive || first?.kind !== 'error' || !CONNECTION_LOST.includes(first.errno)) return outcomes;
    this.fail(first);
    this.write('No connection. Trying to reconnect...\n');
    try {
      await this.reconnect();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return outcomes;
    }
    this.write(this.connectionText());
    return await this.session.execute(sql);
  }

  /** Which connection this is, after connecting again. */
  connectionText(): string {
    const { connectionId, database } = this.session;
    return `Connection id:    ${connectionId}\nCurrent database: ${database ?? '*** NONE ***'}\n\n`;
  }

  /** As `execute`, with one line per column. */
  async executeVertically(text: string): Promise<Flow> {
    this.#vertical = true;
    try {
      return await this.execute(text);
    } finally {
      this.#vertical = false;
    }
  }

  /** Shows the server's error. */
  fail(failure: Failure): Flow {
    this.io.writeError(errorText(failure, this.#place()));
    return this.#afterError();
  }

  complainEmpty(): Flow {
    const flow = this.complain('No query specified');
    this.write('\n');
    return flow;
  }

  async #runPieces(pieces: Iterable<Piece<ClientCommand>>): Promise<Flow> {
    for (const piece of pieces) {
      if ((await this.io.isRead?.()) === false) return 'quit';
      const flow = await this.#runPiece(piece);
      if (flow !== 'continue') return flow;
    }
    return 'continue';
  }

  async #runPiece(piece: Piece<ClientCommand>): Promise<Flow> {
    switch (piece.kind) {
      case 'statement':
        return await this.execute(piece.text);
      case 'unknown':
        return this.complain(`Unknown command '\\${piece.letter}'.`);
      case 'command':
        if (this.sandbox && piece.command.touchesFiles) return this.complain('Not allowed in the sandbox mode');
        return await piece.command.run(this, piece.argument);
    }
  }

  #afterError(): Flow {
    if (this.#places.at(-1)?.file !== undefined) return this.options.abortSourceOnError ? 'failed' : 'continue';
    return this.interactive || this.options.force ? 'continue' : 'failed';
  }

  #place(): Place | undefined {
    const place = this.#places.at(-1);
    if (!place || place.statementLine === 0 || !this.options.lineNumbers) return undefined;
    return { line: place.statementLine, ...(place.file === undefined ? {} : { file: place.file }) };
  }

  async #show(outcome: (Rows | Ok) & Outcome, statement: string, milliseconds: number): Promise<void> {
    if (outcome.kind === 'rows') await this.#showRows(outcome, statement);
    const { verbose } = this.options;
    if (!this.interactive && verbose < 2) return;
    const timed = verbose >= 3 || this.options.silent === 0;
    if (this.interactive && this.options.silent > 0) return;
    this.write(`${summaryText(outcome, timed ? milliseconds : undefined)}\n`);
  }

  async #showRows(result: Rows, statement: string): Promise<void> {
    const text = resultText(result, this.options, {
      statement,
      vertical: this.#vertical,
      interactive: this.interactive,
    });
    if (this.pager !== undefined && this.interactive && this.io.page) await this.io.page(this.pager, text);
    else this.write(text);
  }

  async #writeWarnings(outcomes: readonly Outcome[]): Promise<void> {
    const last = outcomes.at(-1);
    if (!this.showWarnings || !last || (last.kind !== 'error' && last.warningCount === 0)) return;
    for (const outcome of await this.session.execute('SHOW WARNINGS')) {
      if (outcome.kind !== 'rows') continue;
      // An error that stands alone in the list has been shown already.
      const [[, errno = null] = []] = outcome.rows;
      if (last.kind === 'error' && outcome.rows.length < 2 && Number(errno) === last.errno) return;
      for (const [level = null, errno = null, message = null] of outcome.rows) {
        const condition = {
          level: cellText(level) as Condition['level'],
          errno: Number(errno),
          message: cellText(message),
        };
        this.write(warningText(condition));
      }
    }
    if (this.interactive) this.write('\n');
  }
}

/** Logs in and runs the `--init-command`. */
export async function connectWith(options: ClientOptions, io: ClientIo, login: Login): Promise<ClientSession> {
  const session = await io.connect(login);
  if (options.initCommand === undefined) return session;
  const failure = (await session.execute(options.initCommand)).find((outcome) => outcome.kind === 'error');
  if (failure?.kind !== 'error') return session;
  await session.close();
  throw new SqlError(failure.errno, failure.sqlstate, failure.message);
}

function statementEcho(sql: string): string {
  return `${RULE}\n${sql}\n${RULE}\n\n`;
}

function nulMessage(line: string): string {
  const before = line.slice(0, line.indexOf('\0'));
  return (
    "ASCII '\\0' appeared in the statement, but this is not allowed unless option --binary-mode is enabled and mysql " +
    `is run in non-interactive mode. Set --binary-mode to 1 if ASCII '\\0' is expected. Query: '${before}'.`
  );
}

interface ResultSetting {
  readonly statement: string;
  readonly vertical: boolean;
  readonly interactive: boolean;
}

/** A result set in the form that the options ask for. */
function resultText(result: Rows, options: ClientOptions, { statement, vertical, interactive }: ResultSetting): string {
  const { columnNames, silent, quick, raw } = options;
  const shown = options.binaryAsHex ? binaryAsHex(result) : result;
  if (options.xml) return xmlText(shown, statement);
  if (result.rows.length === 0 && !quick) return '';
  if (options.html) return htmlText(shown, columnNames);
  if (vertical || options.vertical) return verticalText(shown, columnNames);
  if (silent === 0 || options.verbose >= 3 || options.table) {
    const widths = interactive ? 'cells' : 'bytes';
    return tableText(result, { header: columnNames, widths, quick, binaryAsHex: options.binaryAsHex });
  }
  return tabText(shown, { header: columnNames && silent < 2, raw });
}
