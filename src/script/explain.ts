/**
 * `sealion test --explain`: the commands of a script, one to a line, as the runner reads them. Nothing runs, so only
 * variables that the script itself sets to a text have a value; others stay as they are written.
 */
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Files } from '../base/ports.js';
import { decodeBytes } from '../render/text.js';
import { commandNamed } from './commands.js';
import { ScriptFailure } from './failure.js';
import { includeNamed } from './includes.js';
import { ScriptReader } from './lex.js';
import { parseCommand, type ScriptCommand } from './parse.js';

const MAX_DEPTH = 16;
const INDENTATION = '  ';

/** The script, its includes opened up. Mistakes in it are told where they stand. */
export function explainScript(script: string, sourcePath: readonly string[], files: Files): string {
  const explanation = new Explanation(sourcePath, files);
  explanation.file(script, 0);
  return `# ${script}\n${explanation.text}`;
}

class Explanation {
  text = '';
  readonly #sourcePath: readonly string[];
  readonly #files: Files;
  readonly #values = new Map<string, string>();
  #delimiter = ';';

  constructor(sourcePath: readonly string[], files: Files) {
    this.#sourcePath = sourcePath;
    this.#files = files;
  }

  file(path: string, depth: number): void {
    const reader = new ScriptReader(decodeBytes(this.#files.readFile(path)), this.#delimiter);
    for (;;) {
      try {
        const command = parseCommand(reader, commandNamed);
        if (!command) break;
        this.#command(command, path, depth);
      } catch (error) {
        if (!(error instanceof ScriptFailure)) throw error;
        this.#line(reader.commandLine, depth, `!! ${error.message}`);
        break;
      }
    }
    this.#delimiter = reader.delimiter;
  }

  #command(command: ScriptCommand, path: string, depth: number): void {
    const { name, line, argument, body, document } = command;
    const shown = name === '#' ? argument : this.#shown(command);
    this.#line(line, depth, shown);
    for (const text of document === '' ? [] : document.replace(/\n$/, '').split('\n'))
      this.#line(undefined, depth + 1, text);
    for (const inner of body) this.#command(inner, path, depth + 1);
    if (name === 'let') this.#assign(argument);
    if (name === 'source') this.#source(this.#filled(argument.trim()), path, depth);
  }

  /** SQL stays as it is, as when it runs; everything else has its variables filled in. */
  #shown({ name, argument }: ScriptCommand): string {
    if (name === 'sql') return `sql: ${argument}`;
    const filled =
      name === 'let' ? argument.replace(/(?<==).*$/s, (value) => this.#filled(value)) : this.#filled(argument);
    return filled.trim() === '' ? name : `${name}: ${filled.trimEnd()}`;
  }

  #line(line: number | undefined, depth: number, text: string): void {
    const number = (line === undefined ? '' : String(line)).padStart(5);
    const [first = '', ...more] = text.split('\n');
    const lines = [`${number}  ${INDENTATION.repeat(depth)}${first}`];
    lines.push(...more.map((next) => `${' '.repeat(7)}${INDENTATION.repeat(depth + 1)}${next}`));
    this.text += `${lines.join('\n')}\n`;
  }

  #assign(argument: string): void {
    const [, name, value = ''] = /^\$?(\w+)\s*=\s*(.*)$/s.exec(argument) ?? [];
    if (name === undefined) return;
    // What a query gives is known to a server only.
    if (/^(?:`|query_get_value)/.test(value)) this.#values.delete(name);
    else this.#values.set(name, this.#filled(value));
  }

  #filled(text: string): string {
    return text.replace(/\\?\$(\w+)/g, (found, name: string) =>
      found.startsWith('\\') ? found : (this.#values.get(name) ?? found),
    );
  }

  #source(name: string, from: string, depth: number): void {
    const note = (text: string): void => this.#line(undefined, depth + 1, text);
    if (includeNamed(name)) {
      note(`(${basename(name)} is built in)`);
      return;
    }
    const candidates = isAbsolute(name) ? [name] : [dirname(from), ...this.#sourcePath].map((home) => join(home, name));
    const path = candidates.find((candidate) => this.#files.exists(candidate));
    if (path !== undefined && depth < MAX_DEPTH) this.file(path, depth + 1);
    else note(`!! Could not open '${name}'`);
  }
}
