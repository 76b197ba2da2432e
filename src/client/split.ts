/**
 * Cuts what a user types, or a file says, into statements and client commands, line by line.
 *
 * Follows MariaDB's client: commands are looked for at the beginning of a statement and behind a backslash; comments do
 * not reach the server unless asked for; strings, identifiers and comments may go on over lines.
 */
import { assert } from '../base/assert.js';

/** A client command, as the splitter has to know it. */
export interface SplitCommand {
  readonly name: string;
  /** The character behind the backslash. */
  readonly letter: string;
  readonly takesArgument: boolean;
}

/** What comes out of a line. */
export type Piece<Command extends SplitCommand> =
  | { readonly kind: 'statement'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly argument: string }
  | { readonly kind: 'unknown'; readonly letter: string };

/** What is still open at the end of a line. */
export type OpenPart = 'nothing' | 'statement' | '/*' | "'" | '"' | '`';

export interface SplitOptions {
  /** Comments are sent to the server. */
  readonly keepComments: boolean;
  /** Commands are recognised at the start of any line, not only of a statement. */
  readonly namedCommands: boolean;
  /** A person is typing: `quit;` and `exit;` are commands, where a script sends them to the server. */
  readonly interactive: boolean;
}

const QUOTED_RUN = /[^\\'"`]+/y;

/** Text in which nothing can begin, not even the delimiter. */
function plainRunBefore(delimiter: string): RegExp {
  const [first = ''] = delimiter;
  return new RegExp(`[^\\\\'"\`#\\-/*${first.replace(/[\\\]^-]/, '\\$&')}]+`, 'y');
}

/** Why a text cannot end statements; undefined when it can. */
export function delimiterFault(text: string): string | undefined {
  if (text === '') return "DELIMITER must be followed by a 'delimiter' character or string";
  return text.includes('\\') ? 'DELIMITER cannot contain a backslash character' : undefined;
}

const PROTECTED_IN_SCRIPTS = ['exit', 'quit'];

/** Holds the statement that is not finished yet. */
export class StatementSplitter<Command extends SplitCommand> {
  #delimiterText = ';';
  #plainRun = plainRunBefore(';');
  readonly #commands: readonly Command[];
  readonly #options: SplitOptions;
  #buffer = '';
  #quote = '';
  #inComment = false;
  /** Inside `/*! … *\/`, whose text belongs to the statement. */
  #inExecutable = false;
  /** A removed comment parts two words. */
  #needsBlank = false;

  constructor(commands: readonly Command[], options: SplitOptions) {
    this.#commands = commands;
    this.#options = options;
  }

  /** What ends a statement. */
  get delimiter(): string {
    return this.#delimiterText;
  }

  set delimiter(text: string) {
    const fault = delimiterFault(text);
    assert(fault === undefined, `a delimiter ends statements: ${fault}`);
    this.#delimiterText = text;
    this.#plainRun = plainRunBefore(text);
  }

  /** The text of the unfinished statement. */
  get buffer(): string {
    return this.#buffer;
  }

  /** Puts an edited text in the place of the unfinished statement. */
  replaceBuffer(text: string): void {
    this.clear();
    this.#buffer = text;
  }

  /** Forgets the unfinished statement. */
  clear(): void {
    this.#buffer = '';
    this.#quote = '';
    this.#inComment = false;
    this.#inExecutable = false;
    this.#needsBlank = false;
  }

  get open(): OpenPart {
    if (this.#inComment) return '/*';
    if (this.#quote !== '') return this.#quote as OpenPart;
    return this.#buffer === '' ? 'nothing' : 'statement';
  }

  /** Reads one line without its newline. What the caller does with a piece (a new delimiter) holds for the rest of it. */
  *line(text: string): Generator<Piece<Command>, void, undefined> {
    const named = this.#namedCommand(text);
    if (named) yield named;
    else yield* this.#scan(text);
  }

  /** The end of the input: what is left is a statement, too. */
  *end(): Generator<Piece<Command>, void, undefined> {
    const text = this.#buffer;
    this.clear();
    if (trimEnd(text) !== '') yield { kind: 'statement', text };
  }

  #namedCommand(line: string): Piece<Command> | undefined {
    const atStart = this.#buffer === '' || this.#options.namedCommands;
    if (!atStart || this.#inComment || this.#quote !== '') return undefined;
    const setsDelimiter = /^\s*delimiter/i.test(line);
    if (line.includes('\\g') || (line.includes(this.delimiter) && !setsDelimiter)) return undefined;
    return this.#commandIn(line);
  }

  #commandIn(text: string): Piece<Command> | undefined {
    const [, word = '', argument = ''] = /^\s*(\S+)[ \t]*(.*)$/s.exec(text) ?? [];
    const command = this.#commands.find(({ name }) => name === word.toLowerCase());
    if (!command || (argument.trim() !== '' && !command.takesArgument)) return undefined;
    return { kind: 'command', command, argument };
  }

  *#scan(line: string): Generator<Piece<Command>, void, undefined> {
    for (let at = 0; at < line.length; ) {
      const run = this.#inComment ? '' : this.#textRun(line, at);
      if (run !== '') this.#add(run);
      at = run === '' ? yield* this.#step(line, at) : at + run.length;
    }
    if (this.#buffer !== '' && (!this.#inComment || this.#options.keepComments)) this.#buffer += '\n';
  }

  /** As much as can be taken without looking closer. */
  #textRun(line: string, at: number): string {
    const pattern = this.#quote === '' ? this.#plainRun : QUOTED_RUN;
    pattern.lastIndex = at;
    return pattern.exec(line)?.[0] ?? '';
  }

  /** Reads what begins at `at`; gives where it ends. */
  *#step(line: string, at: number): Generator<Piece<Command>, number, undefined> {
    if (this.#inComment) return this.#comment(line, at);
    if (line[at] === '\\') return yield* this.#backslash(line, at);
    if (this.#quote !== '') return this.#quoted(line, at);
    if (line.startsWith(this.delimiter, at)) return yield* this.#delimiter(line, at);
    if (this.#isLineComment(line, at)) return yield* this.#lineComment(line, at);
    if (this.#opensComment(line, at)) {
      this.#inComment = true;
      if (this.#options.keepComments) this.#add('/*');
      return at + 2;
    }
    return this.#plain(line, at);
  }

  #quoted(line: string, at: number): number {
    const character = line[at] ?? '';
    if (character === this.#quote) this.#quote = '';
    this.#add(character);
    return at + 1;
  }

  /** Adds text to the statement; blanks before it do not count. */
  #add(text: string): void {
    const added = this.#buffer === '' ? text.trimStart() : text;
    if (added === '') return;
    if (this.#needsBlank && !/^\s/.test(added)) this.#buffer += ' ';
    this.#needsBlank = false;
    this.#buffer += added;
  }

  #plain(line: string, at: number): number {
    const character = line[at] ?? '';
    if (line.startsWith('/*', at)) this.#inExecutable = true;
    else if (this.#inExecutable && line.startsWith('*/', at)) this.#inExecutable = false;
    if (character === "'" || character === '"' || character === '`') this.#quote = character;
    this.#add(character);
    return at + 1;
  }

  #comment(line: string, at: number): number {
    const end = line.indexOf('*/', at);
    const next = end === -1 ? line.length : end + 2;
    if (this.#options.keepComments) this.#buffer += line.slice(at, next);
    if (end !== -1) {
      this.#inComment = false;
      this.#needsBlank = !this.#options.keepComments;
    }
    return next;
  }

  #opensComment(line: string, at: number): boolean {
    return !this.#inExecutable && line.startsWith('/*', at) && !/^\/\*M?!/.test(line.slice(at, at + 4));
  }

  #isLineComment(line: string, at: number): boolean {
    if (line[at] === '#') return true;
    if (!line.startsWith('--', at)) return false;
    return this.#buffer === '' || line.length === at + 2 || /\s/.test(line[at + 2] ?? '');
  }

  *#lineComment(line: string, at: number): Generator<Piece<Command>, number, undefined> {
    if (!this.#options.keepComments) return line.length;
    const alone = this.#buffer === '';
    this.#add(line.slice(at));
    if (alone) yield this.#takeStatement();
    return line.length;
  }

  *#backslash(line: string, at: number): Generator<Piece<Command>, number, undefined> {
    const letter = line[at + 1];
    if (letter === undefined) return at + 1;
    if (this.#quote !== '' || letter === 'N') {
      // Inside backticks a backslash escapes nothing.
      const keep = letter === this.#quote && letter === '`' ? 1 : 2;
      this.#add(line.slice(at, at + keep));
      return at + keep;
    }
    const command = this.#commands.find((candidate) => candidate.letter === letter);
    if (!command) {
      yield { kind: 'unknown', letter };
      return at + 2;
    }
    if (!command.takesArgument) {
      yield { kind: 'command', command, argument: '' };
      return at + 2;
    }
    const end = line.indexOf(this.delimiter, at + 2);
    const next = end === -1 ? line.length : end + this.delimiter.length;
    yield { kind: 'command', command, argument: line.slice(at + 2, end === -1 ? undefined : end).trimStart() };
    return next;
  }

  *#delimiter(line: string, at: number): Generator<Piece<Command>, number, undefined> {
    const next = at + this.delimiter.length;
    const named = this.#commandIn(this.#buffer);
    if (named?.kind === 'command' && this.#isCommandHere(named.command)) {
      this.clear();
      // The new delimiter may begin with the old one, so it gets the rest of the line.
      const takesRest = named.command.name === 'delimiter';
      yield takesRest ? { ...named, argument: named.argument + line.slice(at) } : named;
      return takesRest ? line.length : next;
    }
    const trailing = this.#options.keepComments ? /^\s*(?:--(?:\s.*)?|#.*)$/.exec(line.slice(next)) : null;
    if (trailing && this.#buffer !== '') this.#buffer += trailing[0];
    yield this.#takeStatement();
    return trailing ? line.length : next;
  }

  #isCommandHere({ name }: Command): boolean {
    return this.#options.interactive || !PROTECTED_IN_SCRIPTS.includes(name);
  }

  #takeStatement(): Piece<Command> {
    const text = this.#buffer;
    this.clear();
    return { kind: 'statement', text };
  }
}

/** Blanks and control characters at the end do not belong to a statement. */
export function trimEnd(text: string): string {
  return text.replace(/[\0-\x20\x7f]+$/, '');
}
