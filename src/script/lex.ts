/**
 * Cuts a test script into raw commands.
 *
 * Where a command begins decides its form: `--` reaches to the end of the line whatever stands in it, everything else
 * to the delimiter outside of quotes and comments, `if` and `while` to their `{`.
 */
import { directiveIn } from './directive-lines.js';
import { ScriptFailure } from './failure.js';

/** One piece of a script. `line` is where its first word stands. */
export interface RawCommand {
  readonly form: 'dashed' | 'delimited' | 'block' | 'blockEnd' | 'directive';
  readonly text: string;
  readonly line: number;
}

const BLOCK_START = /^(?:if|while)\s*\(/i;
const QUOTES = `'"\``;

/** Reads one script from its start to its end. */
export class ScriptReader {
  readonly #text: string;
  #position = 0;
  #line = 1;
  #commandLine = 1;
  /** What ends a delimited command; `delimiter` changes it. */
  delimiter: string;

  constructor(text: string, delimiter = ';') {
    this.#text = text.replaceAll('\r\n', '\n');
    this.delimiter = delimiter;
  }

  /** Where the command begins that was read last. */
  get commandLine(): number {
    return this.#commandLine;
  }

  /** The next command, undefined at the end of the script. */
  next(): RawCommand | undefined {
    this.#skipBlanksAndComments();
    const line = this.#line;
    this.#commandLine = line;
    switch (this.#text[this.#position]) {
      case undefined:
        return undefined;
      case '#':
        return { form: 'directive', text: this.#takeLine().trimEnd(), line };
      case '-':
        return dashed(this.#takeLine(), line);
      case '}':
        this.#position++;
        return { form: 'blockEnd', text: '}', line };
      default:
        return this.#delimited(line);
    }
  }

  /** The lines of a document up to the line that begins with `end`. */
  document(end: string): string {
    this.#skipRestOfLine();
    const start = this.#position;
    while (this.#position < this.#text.length) {
      const lineStart = this.#position;
      const line = this.#takeLine();
      // Blanks before the end word belong to the document.
      const indentation = line.length - line.trimStart().length;
      if (line.startsWith(end, indentation)) return this.#text.slice(start, lineStart + indentation);
    }
    throw new ScriptFailure(`End of file encountered before '${end}' delimiter was found`);
  }

  #skipBlanksAndComments(): void {
    for (;;) {
      const character = this.#text[this.#position];
      if (character === '#') {
        if (directiveIn(this.#peekLine())) return;
        this.#takeLine();
      } else if (character !== undefined && /\s/.test(character)) this.#advance();
      else return;
    }
  }

  #advance(): void {
    if (this.#text[this.#position++] === '\n') this.#line++;
  }

  #peekLine(): string {
    const end = this.#text.indexOf('\n', this.#position);
    return this.#text.slice(this.#position, end === -1 ? undefined : end);
  }

  #takeLine(): string {
    const line = this.#peekLine();
    const end = this.#text.indexOf('\n', this.#position);
    this.#position = end === -1 ? this.#text.length : end + 1;
    if (end !== -1) this.#line++;
    return line;
  }

  #skipRestOfLine(): void {
    if (this.#text[this.#position - 1] === '\n') return;
    const rest = this.#takeLine().trim();
    if (rest !== '' && !rest.startsWith('#')) throw new ScriptFailure(`End of line junk detected: "${rest}"`);
  }

  #delimited(line: number): RawCommand {
    const start = this.#position;
    const block = BLOCK_START.test(this.#text.slice(start, start + 80));
    while (this.#position < this.#text.length) {
      const character = this.#text[this.#position] ?? '';
      if (block && character === '{') {
        const text = this.#text.slice(start, this.#position++);
        return { form: 'block', text, line };
      }
      if (this.#text.startsWith(this.delimiter, this.#position)) {
        const text = this.#text.slice(start, this.#position);
        this.#position += this.delimiter.length;
        return block ? missingBrace(text) : { form: 'delimited', text, line };
      }
      this.#step(character);
    }
    if (block) return missingBrace(this.#text.slice(start));
    throw new ScriptFailure(`End of line junk detected: "${this.#text.slice(start)}"`);
  }

  #step(character: string): void {
    if (QUOTES.includes(character)) this.#skipQuoted(character);
    else if (character === '\\' && QUOTES.includes(this.#text[this.#position + 1] ?? ' ')) this.#position += 2;
    else if (this.#text.startsWith('/*', this.#position)) this.#skipComment();
    else this.#advance();
  }

  #skipQuoted(quote: string): void {
    this.#advance();
    while (this.#position < this.#text.length) {
      const character = this.#text[this.#position];
      this.#advance();
      if (character === '\\' && quote !== '`') this.#advance();
      else if (character === quote) return;
    }
  }

  /** A `!` anywhere in a comment makes the rest of it ordinary text, as executable comments are. */
  #skipComment(): void {
    while (this.#position < this.#text.length) {
      if (this.#text.startsWith('*/', this.#position)) {
        this.#position += 2;
        return;
      }
      const character = this.#text[this.#position];
      this.#advance();
      if (character === '!') return;
    }
  }
}

/** A `--` line is a command, or a part of a block that is written this way. */
function dashed(text: string, line: number): RawCommand {
  const inside = text.replace(/^--\s*/, '');
  if (/^\}\s*$/.test(inside)) return { form: 'blockEnd', text, line };
  if (BLOCK_START.test(inside) && /\{\s*$/.test(inside)) {
    return { form: 'block', text: inside.replace(/\{\s*$/, ''), line };
  }
  return { form: 'dashed', text, line };
}

function missingBrace(text: string): never {
  const [word = ''] = /^\w+/.exec(text) ?? [];
  const found = text.slice(text.indexOf(')') + 1).trim();
  throw new ScriptFailure(found ? `Missing '{' after ${word}. Found "${found}"` : `Missing '{' after ${word}`);
}

/** Blanks that begin a continuation line are not kept, except inside quotes and right behind a closing one. */
export function stripContinuationBlanks(sql: string): string {
  let stripped = '';
  let behindQuote = false;
  for (let at = 0; at < sql.length; ) {
    const character = sql[at] ?? '';
    if (QUOTES.includes(character)) {
      const end = sql.indexOf(character, at + 1);
      const next = end === -1 ? sql.length : end + 1;
      stripped += sql.slice(at, next);
      at = next;
      behindQuote = true;
    } else {
      stripped += character;
      at++;
      if (character === '\n' && !behindQuote) {
        while (/\s/.test(sql[at] ?? '')) at++;
      }
      behindQuote = false;
    }
  }
  return stripped;
}
