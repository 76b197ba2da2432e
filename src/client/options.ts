/**
 * Options of the client on the command line, declared once: parsing and `--help` follow from the table.
 *
 * Long options that are not the client's are the server's; they come back as they were written.
 */
import { CONNECTION_OPTIONS, type ConnectionDeclaration, type ConnectionOptions } from './connection-options.js';
import { delimiterFault } from './split.js';

/** How an option changes what the client does. */
export interface ClientOptions {
  /** Statements of `-e`, run instead of standard input. */
  readonly execute: string | undefined;
  readonly user: string;
  readonly password: string;
  /** `-p` without a password: ask for it. */
  readonly askPassword: boolean;
  readonly database: string | undefined;
  readonly batch: boolean;
  readonly silent: number;
  readonly verbose: number;
  readonly table: boolean;
  readonly vertical: boolean;
  readonly html: boolean;
  readonly xml: boolean;
  readonly columnNames: boolean;
  readonly raw: boolean;
  readonly quick: boolean;
  readonly binaryAsHex: boolean;
  readonly force: boolean;
  readonly abortSourceOnError: boolean;
  readonly printQueryOnError: boolean;
  readonly lineNumbers: boolean;
  readonly showWarnings: boolean;
  readonly comments: boolean;
  readonly namedCommands: boolean;
  readonly delimiter: string;
  readonly sandbox: boolean;
  readonly initCommand: string | undefined;
  readonly prompt: string;
  readonly tee: string | undefined;
  /** When virtual time begins, as it was written; undefined: time is real. */
  readonly virtualTime: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

/** The prompt when nobody asks for another one. */
export const DEFAULT_PROMPT = '\\N [\\d]> ';

/** What holds when the command line says nothing. */
export const DEFAULT_OPTIONS: ClientOptions = {
  execute: undefined,
  user: 'root',
  password: '',
  askPassword: false,
  database: undefined,
  batch: false,
  silent: 0,
  verbose: 0,
  table: false,
  vertical: false,
  html: false,
  xml: false,
  columnNames: true,
  raw: false,
  quick: false,
  binaryAsHex: false,
  force: false,
  abortSourceOnError: false,
  printQueryOnError: true,
  lineNumbers: true,
  showWarnings: false,
  comments: false,
  namedCommands: false,
  delimiter: ';',
  sandbox: false,
  initCommand: undefined,
  prompt: DEFAULT_PROMPT,
  tee: undefined,
  virtualTime: undefined,
  help: false,
  version: false,
};

type KeysOf<Type> = {
  [Key in keyof ClientOptions]: ClientOptions[Key] extends Type ? Key : never;
}[keyof ClientOptions];

type Declaration = { readonly name: string; readonly short?: string; readonly help: string } & (
  | { readonly kind: 'switch'; readonly key: KeysOf<boolean>; readonly shortMeans?: boolean }
  | { readonly kind: 'count'; readonly key: KeysOf<number> }
  | { readonly kind: 'text'; readonly key: KeysOf<string | undefined> }
  | { readonly kind: 'password' }
);

// biome-ignore format: read as a table.
const OPTIONS: readonly Declaration[] = [
  { name: 'execute',               short: 'e', kind: 'text',   key: 'execute',      help: 'Run these statements and end; a --force before it is forgotten' },
  { name: 'user',                  short: 'u', kind: 'text',   key: 'user',         help: 'Account to log in with' },
  { name: 'password',              short: 'p', kind: 'password',                    help: 'Its password; asked for when none is given' },
  { name: 'database',              short: 'D', kind: 'text',   key: 'database',     help: 'Database to use' },
  { name: 'batch',                 short: 'B', kind: 'switch', key: 'batch',        help: 'Tab-separated output, no prompt, no history' },
  { name: 'silent',                short: 's', kind: 'count',  key: 'silent',       help: 'Say less; twice: no column names' },
  { name: 'verbose',               short: 'v', kind: 'count',  key: 'verbose',      help: 'Say more: statements, twice: counts, three times: tables and times' },
  { name: 'table',                 short: 't', kind: 'switch', key: 'table',        help: 'Boxed tables' },
  { name: 'vertical',              short: 'E', kind: 'switch', key: 'vertical',     help: 'One line per column' },
  { name: 'html',                  short: 'H', kind: 'switch', key: 'html',         help: 'HTML tables' },
  { name: 'xml',                   short: 'X', kind: 'switch', key: 'xml',          help: 'XML documents' },
  { name: 'column-names',          short: 'N', kind: 'switch', key: 'columnNames', shortMeans: false, help: 'Column names in results (-N: none)' },
  { name: 'raw',                   short: 'r', kind: 'switch', key: 'raw',          help: 'No escapes in tab-separated output' },
  { name: 'quick',                 short: 'q', kind: 'switch', key: 'quick',        help: 'Columns as wide as declared' },
  { name: 'binary-as-hex',                     kind: 'switch', key: 'binaryAsHex',  help: 'Binary columns as hexadecimal numbers' },
  { name: 'force',                 short: 'f', kind: 'switch', key: 'force',        help: 'Go on after an error' },
  { name: 'abort-source-on-error',             kind: 'switch', key: 'abortSourceOnError', help: 'An error in a sourced file ends it, and the run' },
  { name: 'print-query-on-error',              kind: 'switch', key: 'printQueryOnError', help: 'Show the statement that failed in batch mode (on)' },
  { name: 'line-numbers',          short: 'L', kind: 'switch', key: 'lineNumbers', shortMeans: false, help: 'Line numbers in errors (-L: none)' },
  { name: 'show-warnings',                     kind: 'switch', key: 'showWarnings', help: 'Show warnings after every statement' },
  { name: 'comments',              short: 'c', kind: 'switch', key: 'comments',     help: 'Send comments to the server' },
  { name: 'named-commands',        short: 'G', kind: 'switch', key: 'namedCommands', help: 'Client commands at the start of any line' },
  { name: 'delimiter',                         kind: 'text',   key: 'delimiter',    help: 'What ends a statement' },
  { name: 'sandbox',                           kind: 'switch', key: 'sandbox',      help: 'No commands that touch files or run programs' },
  { name: 'init-command',                      kind: 'text',   key: 'initCommand',  help: 'Statement to run after every connect' },
  { name: 'prompt',                            kind: 'text',   key: 'prompt',       help: 'The prompt' },
  { name: 'tee',                               kind: 'text',   key: 'tee',          help: 'Copy of what an interactive session shows' },
  { name: 'virtual-time',                      kind: 'text',   key: 'virtualTime',  help: 'When everybody waits, time jumps on. From a date on, or from now' },
  { name: 'help',                  short: '?', kind: 'switch', key: 'help',         help: 'Show this list' },
  { name: 'version',               short: 'V', kind: 'switch', key: 'version',      help: 'Show the version' },
];

/** What a command line means to the client. */
export interface ParsedArguments {
  readonly options: ClientOptions;
  /** The server's options, untouched. */
  readonly server: readonly string[];
  /** Which server that runs already is meant; undefined: one of the client's own. */
  readonly connection?: ConnectionOptions;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Reads the arguments; a string is the complaint about them. `takesValue` says which server options want a word. */
export function parseClientArguments(
  args: readonly string[],
  takesValue: (serverOption: string) => boolean = () => false,
): ParsedArguments | string {
  try {
    const own = new ArgumentReader(args, takesValue, false);
    const parsed = own.read();
    return own.connects ? new ArgumentReader(args, takesValue, true).read() : parsed;
  } catch (error) {
    if (error instanceof Complaint) return error.message;
    throw error;
  }
}

class Complaint extends Error {}

class ArgumentReader {
  readonly #args: readonly string[];
  readonly #takesValue: (serverOption: string) => boolean;
  readonly #options: Mutable<ClientOptions> = { ...DEFAULT_OPTIONS };
  readonly #server: string[] = [];
  readonly #isRemote: boolean;
  readonly #connection: Partial<Record<keyof ConnectionOptions, string>> = {};
  #connects: ConnectionDeclaration['connects'];
  #at = 0;

  /** `isRemote`: options about connections are the client's, and there is no server that others could be for. */
  constructor(args: readonly string[], takesValue: (serverOption: string) => boolean, isRemote: boolean) {
    this.#args = args;
    this.#takesValue = takesValue;
    this.#isRemote = isRemote;
  }

  /** Options that have been read are about a server that runs already. */
  get connects(): boolean {
    const onlyThose = this.#server.every((word) => word.startsWith('--no-defaults') || connectionOption(word));
    return this.#connects === 'always' || (this.#connects === 'alone' && onlyThose);
  }

  read(): ParsedArguments {
    let onlyWords = false;
    for (; this.#at < this.#args.length; this.#at++) {
      const arg = this.#args[this.#at] ?? '';
      if (!onlyWords && arg === '--') onlyWords = true;
      else if (!onlyWords && arg.startsWith('--')) this.#long(arg);
      else if (!onlyWords && arg.startsWith('-') && arg.length > 1) this.#short(arg);
      else this.#word(arg);
    }
    const fault = delimiterFault(this.#options.delimiter);
    if (fault !== undefined) throw new Complaint(fault);
    if (!this.#isRemote) return { options: this.#options, server: this.#server };
    const [unknown] = this.#server.filter((word) => word !== '--no-defaults');
    if (unknown !== undefined) throw new Complaint(`unknown option '${unknown.replace(/=.*$/s, '')}'`);
    return { options: this.#options, server: [], connection: this.#connection };
  }

  #word(word: string): void {
    if (this.#options.database !== undefined) throw new Complaint(`unexpected argument '${word}'`);
    this.#options.database = word;
    this.#connection.database = word;
  }

  #long(arg: string): void {
    const [, written = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const name = written.replaceAll('_', '-');
    const [, prefix, rest = name] = /^(skip|disable|enable|loose)-(.+)$/.exec(name) ?? [];
    const option = OPTIONS.find((candidate) => candidate.name === name || candidate.name === rest);
    const connection = connectionOption(arg);
    if (connection) this.#connectionOption(connection, prefix === 'skip' || prefix === 'disable' ? '0' : value, arg);
    else if (!option) this.#serverOption(arg, name);
    else if (option.name === name) this.#apply(option, value, arg);
    else if (prefix === 'skip' || prefix === 'disable') this.#turnOff(option, value, arg);
    else this.#apply(option, value, arg);
  }

  #serverOption(arg: string, name: string): void {
    this.#server.push(arg);
    if (arg.includes('=') || !this.#takesValue(name)) return;
    const value = this.#args[++this.#at];
    if (value !== undefined) this.#server.push(value);
  }

  /** Without a connection it is the server's, as far as servers have it. */
  #connectionOption(option: ConnectionDeclaration, value: string | undefined, arg: string): void {
    if (this.#connects !== 'always' && option.connects !== undefined) {
      this.#connects = arg.startsWith('--') ? option.connects : 'always';
    }
    const text = option.isSwitch
      ? (value ?? '1')
      : (value ?? this.#nextWord(arg.startsWith('--') ? `--${option.name}` : arg));
    if (this.#isRemote) this.#connection[option.key] = text;
    else if (arg.startsWith('--')) this.#server.push(value === undefined && !option.isSwitch ? `${arg}=${text}` : arg);
  }

  #turnOff(option: Declaration, value: string | undefined, arg: string): void {
    if (value !== undefined) throw new Complaint(`option '${arg}' cannot take an argument`);
    if (option.kind === 'switch') this.#options[option.key] = false;
    else if (option.kind === 'count') this.#options[option.key] = 0;
    else if (option.kind === 'password') this.#setPassword('');
    else throw new Complaint(`unknown option '${arg}'`);
  }

  #apply(option: Declaration, value: string | undefined, arg: string): void {
    switch (option.kind) {
      case 'switch':
        this.#options[option.key] = switchValue(value, arg);
        break;
      case 'count':
        if (value !== undefined) throw new Complaint(`option '${arg}' cannot take an argument`);
        this.#options[option.key]++;
        break;
      case 'password':
        this.#setPassword(value);
        break;
      case 'text':
        this.#setText(option.key, value ?? this.#nextWord(`--${option.name}`));
        break;
    }
  }

  #nextWord(option: string): string {
    const word = this.#args[++this.#at];
    if (word === undefined) throw new Complaint(`option '${option}' requires an argument`);
    return word;
  }

  #setPassword(value: string | undefined): void {
    this.#options.askPassword = value === undefined;
    this.#options.password = value ?? '';
    if (value === undefined) delete this.#connection.password;
    else this.#connection.password = value;
  }

  #setText(key: KeysOf<string | undefined>, value: string): void {
    if (key !== 'execute') {
      this.#options[key] = value;
      if (key === 'user' || key === 'database') this.#connection[key] = value;
    } else {
      // Several -e are one text; the first one takes back a --force before it.
      if (this.#options.execute === undefined) this.#options.force = false;
      this.#options.execute = this.#options.execute === undefined ? value : `${this.#options.execute} ${value}`;
    }
  }

  /** `-uroot`, `-Ns`, `-e 'SELECT 1'`: letters without a value can stand together. */
  #short(arg: string): void {
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] ?? '';
      const option = OPTIONS.find(({ short }) => short === letter || (letter === 'I' && short === '?'));
      const connection = CONNECTION_OPTIONS.find(({ short }) => short === letter);
      if (connection) {
        this.#connectionOption(connection, connection.isSwitch ? '1' : arg.slice(at + 1) || undefined, `-${letter}`);
        if (connection.isSwitch) continue;
        return;
      }
      if (!option) throw new Complaint(`unknown option '-${letter}'`);
      if (option.kind === 'text' || option.kind === 'password') {
        this.#shortWithText(option, arg.slice(at + 1));
        return;
      }
      if (option.kind === 'switch' && option.shortMeans === false) this.#options[option.key] = false;
      else this.#apply(option, undefined, `-${letter}`);
    }
  }

  #shortWithText(option: Declaration & { kind: 'text' | 'password' }, rest: string): void {
    const value = rest === '' ? undefined : rest;
    if (option.kind === 'password') this.#setPassword(value);
    else this.#setText(option.key, value ?? this.#nextWord(`-${option.short}`));
  }
}

/** The option about connections that an argument is, with whatever prefix. */
function connectionOption(arg: string): ConnectionDeclaration | undefined {
  const [, name = ''] = /^--(?:(?:skip|disable|enable|loose)-)?([^=]*)/.exec(arg.replaceAll('_', '-')) ?? [];
  return CONNECTION_OPTIONS.find((option) => option.name === name);
}

function switchValue(value: string | undefined, arg: string): boolean {
  switch (value?.toLowerCase()) {
    case undefined:
    case '1':
    case 'on':
    case 'true':
      return true;
    case '0':
    case 'off':
    case 'false':
      return false;
    default:
      throw new Complaint(`option '${arg}' cannot take an argument`);
  }
}

const HELP_WIDTH = 30;

/** The client's part of `sealion --help`. */
export function clientHelpText(): string {
  const line = (name: string, short: string | undefined, value: string, help: string): string => {
    const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value}`;
    return `  ${left.padEnd(HELP_WIDTH)} ${help}\n`;
  };
  const own = OPTIONS.map(({ name, short, kind, help }) => {
    return line(name, short, kind === 'text' ? '=TEXT' : kind === 'password' ? '[=TEXT]' : '', help);
  });
  const others = CONNECTION_OPTIONS.map(({ name, short, isSwitch, help }) => {
    return line(name, short, isSwitch ? '' : '=TEXT', help);
  });
  return `${own.join('')}\nThe client on another server (MariaDB or MySQL):\n${others.join('')}`;
}
