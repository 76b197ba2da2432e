/** Raw commands → commands: which word it is, what its argument is, which commands stand in its block. */
import { ScriptFailure } from './failure.js';
import { type RawCommand, type ScriptReader, stripContinuationBlanks } from './lex.js';
import { splitWords } from './words.js';

/** A command of a script, ready to run. */
export interface ScriptCommand {
  /** Lower case; `sql` for a statement, `if` and `while` for blocks, `#` for a directive. */
  readonly name: string;
  /** Text behind the name; the statement itself for `sql`. */
  readonly argument: string;
  /** The whole command as it was written. */
  readonly text: string;
  readonly line: number;
  /** The delimiter at its place: echoed behind statements. */
  readonly delimiter: string;
  readonly body: readonly ScriptCommand[];
  /** Lines that follow the command up to its end word. */
  readonly document: string;
}

/** What the parser must know of a command's name. `document` counts the word of the argument that ends its lines. */
export interface CommandShape {
  readonly document?: 'first word' | 'second word';
}

export type Shapes = (name: string) => CommandShape | undefined;

const MAX_DELIMITER = 15;

/** Reads one command, its block included; undefined at the end of the script. */
export function parseCommand(reader: ScriptReader, shapes: Shapes): ScriptCommand | undefined {
  const raw = reader.next();
  if (!raw) return undefined;
  if (raw.form === 'blockEnd') throw new ScriptFailure("Stray '}' - end of block before beginning");
  return build(raw, reader, shapes);
}

function build(raw: RawCommand, reader: ScriptReader, shapes: Shapes): ScriptCommand {
  const { delimiter } = reader;
  if (raw.form === 'directive') return directive(raw, delimiter);
  const { name, argument, text } = classify(raw, delimiter, shapes);
  const common = { name, argument, text, line: raw.line, delimiter, body: [], document: '' };
  if (name === 'if' || name === 'while') {
    if (raw.form !== 'block') throw new ScriptFailure(`Missing '{' after ${name}`);
    return { ...common, body: parseBlock(reader, shapes) };
  }
  if (name === 'delimiter') setDelimiter(reader, argument);
  const shape = shapes(name);
  if (!shape?.document) return common;
  const words = splitWords(argument);
  const end = (shape.document === 'first word' ? words[0] : words[1]) ?? 'EOF';
  return { ...common, document: reader.document(end) };
}

const directive = ({ text, line }: RawCommand, delimiter: string): ScriptCommand => ({
  name: '#',
  argument: text,
  text,
  line,
  delimiter,
  body: [],
  document: '',
});

function parseBlock(reader: ScriptReader, shapes: Shapes): readonly ScriptCommand[] {
  const body: ScriptCommand[] = [];
  for (;;) {
    const raw = reader.next();
    if (!raw) throw new ScriptFailure('Missing end of block');
    if (raw.form === 'blockEnd') return body;
    body.push(build(raw, reader, shapes));
  }
}

function classify(
  raw: RawCommand,
  delimiter: string,
  shapes: Shapes,
): { name: string; argument: string; text: string } {
  const dashed = raw.text.startsWith('--');
  const text = dashed ? raw.text.slice(2).trimStart() : stripContinuationBlanks(raw.text);
  const [upToBlank = ''] = /^[^\s(]*/.exec(text) ?? [];
  const word = upToBlank.split(delimiter, 1)[0] ?? '';
  const name = word.toLowerCase();
  if (shapes(name)) return { name, argument: text.slice(word.length).trimStart(), text };
  if (dashed) {
    throw new ScriptFailure(
      "Found line beginning with --  that didn't contain a valid mysqltest command, " +
        'check your syntax or use # if you intended to write a comment',
    );
  }
  return { name: 'sql', argument: text, text };
}

function setDelimiter(reader: ScriptReader, argument: string): void {
  const delimiter = argument.trim();
  if (delimiter === '') throw new ScriptFailure("Can't set empty delimiter");
  if (delimiter.length > MAX_DELIMITER) throw new ScriptFailure(`Delimiter too long`);
  reader.delimiter = delimiter;
}
