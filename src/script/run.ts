/**
 * Runs a test script against a server and gives the text that belongs into its `.result` file.
 *
 * What the single commands do stands in `commands.ts`; here is what they share: files, variables, output, errors.
 */
import { dirname, isAbsolute, join } from 'node:path';
import { assert } from '../base/assert.js';
import type { Files } from '../base/ports.js';
import type { Failure, Outcome } from '../base/result.js';
import { decodeBytes } from '../render/text.js';
import { commandNamed } from './commands.js';
import { evaluateCondition } from './conditions.js';
import { Connections } from './connections.js';
import { runDirective } from './directives.js';
import type { ExpectedErrors } from './expected-errors.js';
import { ScriptFailure, ScriptSkipped } from './failure.js';
import { includeInsteadOf, includeNamed } from './includes.js';
import { type KnownDifference, KnownDifferences } from './known-differences.js';
import { ScriptReader } from './lex.js';
import { parseCommand, type ScriptCommand } from './parse.js';
import { NO_REPLACEMENTS, type Replacements, replaceText } from './replace.js';
import { runnerVariables } from './runner-variables.js';
import { queryValue, Statements } from './statements.js';
import { Switches } from './switches.js';
import type { TestServer } from './test-server.js';
import { Variables } from './variables.js';

/** Runs a program for `exec`. */
export type Execute = (
  command: string,
  environment: ReadonlyMap<string, string>,
) => Promise<{ readonly status: number; readonly output: string }>;

/** Where a run takes place. */
export interface ScriptHost {
  readonly server: TestServer;
  readonly files: Files;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directories in which `source` looks for a file that is not beside the script. */
  readonly sourcePath: readonly string[];
  /** Missing: scripts with `exec` are skipped. */
  readonly execute?: Execute | undefined;
  /** Time passes as it does for everybody, so nobody can move it. */
  readonly realTime?: boolean;
}

/** How a run ended, and what it wrote until then. */
export interface ScriptOutcome {
  readonly kind: 'finished' | 'skipped' | 'failed';
  readonly output: string;
  /** Why it was skipped or has failed. */
  readonly message: string;
  /** The line of the script where it ended early. */
  readonly line?: number;
  /** Lines of the output that may differ from what was recorded. */
  readonly knownDifferences?: readonly KnownDifference[];
}

class ScriptExit extends Error {}

const MAX_DEPTH = 16;

/** Runs one script to its end. */
export async function runScript(path: string, host: ScriptHost): Promise<ScriptOutcome> {
  const run = new ScriptRun(path, host);
  try {
    await run.start();
    await run.runFile(path);
    return run.outcome('finished', '');
  } catch (error) {
    if (error instanceof ScriptExit) return run.outcome('finished', '');
    if (error instanceof ScriptSkipped) return run.outcome('skipped', error.message);
    if (error instanceof ScriptFailure) {
      return { ...run.outcome('failed', `mysqltest: ${run.place()}${error.message}`), line: run.line };
    }
    throw error;
  } finally {
    await run.connections.closeAll();
  }
}

/** Everything a command may read and change. */
export class ScriptRun {
  readonly host: ScriptHost;
  readonly variables: Variables;
  readonly connections: Connections;
  readonly switches = new Switches();
  readonly differences = new KnownDifferences(() => this.output);
  readonly statements = new Statements(this);
  /** What `--error` said about the command that runs now. */
  expected: ExpectedErrors = [];
  replacements: Replacements = NO_REPLACEMENTS;
  sorted = false;
  vertical = false;
  /** `disable_parsing`: commands are read over. */
  ignoring = false;
  /** The number of the last error, for `$mysql_errno`. */
  lastErrno = -1;
  /** The text of the command that runs, for messages. */
  commandText = '';
  /** `send` without a statement: the next one is sent. */
  sendNext = false;
  /** `require`: the file that the next result must equal; otherwise the script is skipped. */
  requirement: string | undefined;
  /** Between a shutdown and the start that follows it. */
  serverIsDown = false;
  #delimiter = ';';
  #expectedNext: ExpectedErrors = [];
  readonly #output: string[] = [];
  readonly #path: string[] = [];
  readonly #lines: number[] = [];

  constructor(path: string, host: ScriptHost) {
    this.host = host;
    this.connections = new Connections(host.server);
    this.variables = new Variables({ ...host.environment, ...host.server.variables }, runnerVariables(this, path));
  }

  get output(): string {
    return this.#output.join('');
  }

  outcome(kind: ScriptOutcome['kind'], message: string): ScriptOutcome {
    return { kind, output: this.output, message, knownDifferences: this.differences.found };
  }

  /** The line of the script itself that runs, also while an included file does. */
  get line(): number {
    return this.#lines[0] ?? 1;
  }

  write(text: string): void {
    this.#output.push(text);
  }

  /** Writes what replacements apply to. */
  writeReplaced(text: string): void {
    this.write(replaceText(text, this.replacements));
  }

  /** Connects as the tool does before the first command. */
  async start(): Promise<void> {
    const account = { user: 'root', host: 'localhost', password: '', database: 'test' };
    const failure = await this.connections.open('default', account);
    if (failure) throw new ScriptFailure(`Could not open connection 'default': ${failure.errno} ${failure.message}`);
  }

  /** `--error` holds for the next command, whatever it is. */
  expectNext(errors: ExpectedErrors): void {
    this.#expectedNext = errors;
  }

  /** Replacements end with the command that wrote something from the server. */
  endReplacements(): void {
    this.replacements = NO_REPLACEMENTS;
    this.sorted = false;
  }

  exit(): never {
    throw new ScriptExit();
  }

  /** `At line 3: `, in included files with the way there. */
  place(): string {
    const line = `At line ${this.#lines.at(-1) ?? 1}: `;
    if (this.#path.length < 2) return line;
    const outer = this.#path
      .slice(0, -1)
      .map((file, depth) => `included from ${file} at line ${this.#lines[depth]}:\n`);
    return `In included file "${this.#path.at(-1)}": \n${outer.reverse().join('')}${line}`;
  }

  /** Runs the commands of a file. A delimiter that it changes stays changed behind it. */
  async runFile(path: string): Promise<void> {
    const reader = new ScriptReader(decodeBytes(this.host.files.readFile(path)), this.#delimiter);
    if (this.#path.length >= MAX_DEPTH) throw new ScriptFailure('Source directives are nesting too deep');
    this.#path.push(path);
    this.#lines.push(1);
    for (;;) {
      const { delimiter } = reader;
      const command = this.#parse(reader);
      if (!command) break;
      this.#delimiter = reader.delimiter;
      const entered = await this.#run(command);
      // What a block changes about the delimiter holds only when it runs.
      reader.delimiter = entered ? this.#delimiter : delimiter;
    }
    this.#path.pop();
    this.#lines.pop();
  }

  #parse(reader: ScriptReader): ScriptCommand | undefined {
    try {
      return parseCommand(reader, commandNamed);
    } catch (error) {
      this.#lines[this.#lines.length - 1] = reader.commandLine;
      throw error;
    }
  }

  /** `source`: an include that is built in, or a file. */
  async source(name: string): Promise<void> {
    const path = this.#find(name);
    const include = path === undefined ? includeNamed(name) : includeInsteadOf(name);
    if (include) return await include(this);
    if (path === undefined) throw new ScriptFailure(`Could not open '${name}' for reading, errno: 2`);
    await this.runFile(path);
  }

  /** The text of a file that is looked for as `source` does. */
  textOf(name: string): string {
    const path = this.#find(name);
    if (path === undefined) throw new ScriptFailure(`Could not open '${name}' for reading, errno: 2`);
    return decodeBytes(this.host.files.readFile(path));
  }

  #find(name: string): string | undefined {
    if (isAbsolute(name)) return this.host.files.exists(name) ? name : undefined;
    const directories = [dirname(this.#path.at(-1) ?? ''), ...this.host.sourcePath];
    return directories.map((directory) => join(directory, name)).find((path) => this.host.files.exists(path));
  }

  /** Whether it ran: false for a block whose condition did not hold. */
  async #run(command: ScriptCommand): Promise<boolean> {
    this.#lines[this.#lines.length - 1] = command.line;
    if (this.ignoring && command.name !== 'enable_parsing') return true;
    if (command.name === '#') {
      await runDirective(this, command.argument);
      return true;
    }
    this.commandText = command.text;
    this.expected = this.#expectedNext;
    this.#expectedNext = [];
    if (command.name === 'if' || command.name === 'while') return await this.#runBlock(command);
    const declaration = commandNamed(command.name);
    assert(declaration, `a parsed command is declared: ${command.name}`);
    await this.differences.watch(async () => declaration.run(this, command));
    return true;
  }

  async #runBlock({ name, argument, body, line }: ScriptCommand): Promise<boolean> {
    let entered = false;
    while (await this.#holds(argument)) {
      entered = true;
      for (const command of body) await this.#run(command);
      if (name === 'if') break;
      this.#lines[this.#lines.length - 1] = line;
    }
    return entered;
  }

  #holds(argument: string): Promise<boolean> {
    const text = argument.trim();
    if (!text.startsWith('(') || !text.endsWith(')')) throw new ScriptFailure(`Missing ')' after condition`);
    return evaluateCondition(text.slice(1, -1), {
      variable: (variable) => this.variables.get(variable),
      query: async (sql) => (await this.query(sql)) ?? '',
    });
  }

  /** Runs a statement between backticks: its first row as text, undefined when it ended with an error that may be. */
  async query(sql: string): Promise<string | undefined> {
    return queryValue(await this.statements.quiet(this.variables.expand(sql)), this.replacements);
  }

  /** Runs a statement that is the runner's own; its failure fails the script. */
  async ask(sql: string): Promise<readonly Outcome[]> {
    const outcomes = await this.connections.execute(sql);
    const failure = outcomes.find((outcome): outcome is Failure & Outcome => outcome.kind === 'error');
    if (failure) throw new ScriptFailure(`query '${sql}' failed: ${failure.errno}: ${failure.message}`);
    return outcomes;
  }
}
