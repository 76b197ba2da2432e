/**
 * Statement text to tokens, by MariaDB's lexical rules.
 *
 * Written by hand because a list of patterns cannot say what these rules say: a word directly beside a dot is never
 * a keyword, COUNT is one only before `(`, `1a` is a name and `1e5` is not, a comment may be executable. What cannot
 * be read becomes an Invalid token at the place where the server would report it.
 */
import type { IToken, TokenType } from 'chevrotain';
import { endOfComment, endOfLine, endOfQuoted, isLineComment } from './skip.js';
import { symbolAt } from './symbols.js';
import * as t from './tokens.js';
import { CHARSET_NAMES } from './words.js';

/** What the session's sql_mode and version change in reading a statement. */
export interface ScanOptions {
  /** sql_mode ANSI_QUOTES: "…" is a name. */
  readonly ansiQuotes?: boolean;
  /** sql_mode NO_BACKSLASH_ESCAPES: a backslash is a character like any other. */
  readonly noBackslashEscapes?: boolean;
  /** As in `/*!101119`: executable comments for later versions are skipped. */
  readonly serverVersion?: number;
}

/** The tokens of a text, and what column labels leave out of it. */
export interface Scan {
  readonly tokens: IToken[];
  /** The marks of executable comments, and those comments that are skipped. */
  readonly cuts: readonly (readonly [start: number, end: number])[];
}

const DEFAULT_VERSION = 101_119;

/** MariaDB skips `/*!50700` to `/*!99999`, which speak of MySQL features that it does not have. */
const isForeignVersion = (version: number): boolean => version >= 50_700 && version <= 99_999;

const WORD = /[\w$\u0080-\uffff]+/y;
const HEX = /0x[\da-fA-F]+(?![\w$\u0080-\uffff])/y;
const BIT = /0b[01]+(?![\w$\u0080-\uffff])/y;
const DOUBLE = /(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+/y;
const DECIMAL = /\d+\.(?!\.)\d*|\.\d+/y;
const INTEGER = /\d+(?![\w$\u0080-\uffff])/y;
const VARIABLE = /@[\w$.\u0080-\uffff]+/y;
const EXECUTABLE = /\/\*(M?)!(\d{5,6})?/y;

const QUOTED_LITERALS: Readonly<Record<string, { type: TokenType; valid: RegExp }>> = {
  N: { type: t.NationalString, valid: /^/ },
  X: { type: t.HexLiteral, valid: /^.'(?:[\da-f]{2})*'$/i },
  B: { type: t.BitLiteral, valid: /^.'[01]*'$/i },
};

const CHARSETS: ReadonlySet<string> = new Set(CHARSET_NAMES.map((name) => `_${name}`));

/** Reads `sql` from `start` to `end`. */
export function scan(sql: string, start: number, end: number, options: ScanOptions = {}): Scan {
  return new Scanner(sql, start, end, options).run();
}

class Scanner {
  private readonly tokens: IToken[] = [];
  private readonly cuts: [number, number][] = [];
  private inExecutable = false;
  private readonly sql: string;
  private readonly end: number;
  private readonly options: ScanOptions;
  private at: number;

  constructor(sql: string, start: number, end: number, options: ScanOptions) {
    this.sql = end === sql.length ? sql : sql.slice(0, end);
    this.at = start;
    this.end = end;
    this.options = options;
  }

  run(): Scan {
    while (this.at < this.end) this.next();
    if (this.inExecutable) this.emit(t.Invalid, this.end);
    return { tokens: this.tokens, cuts: this.cuts };
  }

  private next(): void {
    const code = this.sql.charCodeAt(this.at);
    if (code <= 0x20) this.at++;
    else if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code >= 0x80) this.word();
    else if (code >= 0x30 && code <= 0x39) this.number();
    else this.punctuation(this.sql.charAt(this.at));
  }

  private punctuation(character: string): void {
    const next = this.sql[this.at + 1];
    if (character === "'") this.quoted(t.StringLiteral);
    else if (character === '"') this.quoted(this.options.ansiQuotes ? t.Identifier : t.StringLiteral);
    else if (character === '`') this.quoted(t.Identifier);
    else if (character === '_' || character === '$') this.word();
    else if (character === '.') this.dot();
    else if (character === '@') this.variable(next);
    else if (character === '#' || isLineComment(this.sql, this.at)) this.at = endOfLine(this.sql, this.at);
    else if (character === '/' && next === '*') this.comment();
    else if (character === '*' && next === '/' && this.inExecutable) this.leaveExecutable();
    else this.symbol();
  }

  private word(): void {
    const image = this.match(WORD) ?? '';
    const literal = image.length === 1 && this.sql[this.at + 1] === "'" && QUOTED_LITERALS[image.toUpperCase()];
    const after = this.at + image.length;
    if (literal) this.quotedLiteral(literal);
    else this.emit(this.besideDot(after) ? t.Identifier : this.typeOfWord(image, after), after);
  }

  /** `t.select` and `select.t` are names, `select .5` and `t. select` are not. */
  private besideDot(after: number): boolean {
    const previous = this.tokens.at(-1);
    if (previous?.tokenType === t.Dot && previous.startOffset === this.at - 1) return true;
    return this.sql[after] === '.' && this.matchAt(WORD, after + 1) !== undefined;
  }

  private typeOfWord(image: string, after: number): TokenType {
    const type = t.wordType(image);
    if (type !== undefined) return !t.isFunctionWord(type) || this.sql[after] === '(' ? type : t.Identifier;
    return image.startsWith('_') && CHARSETS.has(image.toLowerCase()) ? t.Introducer : t.Identifier;
  }

  private quotedLiteral({ type, valid }: { type: TokenType; valid: RegExp }): void {
    const end = endOfQuoted(this.sql, this.at + 1, type === t.NationalString && !this.options.noBackslashEscapes);
    const sound = end !== undefined && valid.test(this.sql.slice(this.at, end));
    this.emit(sound ? type : t.Invalid, end ?? this.end);
  }

  private quoted(type: TokenType): void {
    const escapes = type === t.StringLiteral && !this.options.noBackslashEscapes;
    const end = endOfQuoted(this.sql, this.at, escapes);
    this.emit(end === undefined ? t.Invalid : type, end ?? this.end);
  }

  private number(): void {
    const previous = this.tokens.at(-1);
    const isName = previous?.tokenType === t.Dot && previous.startOffset === this.at - 1;
    const taken =
      !isName &&
      (this.take(HEX, t.HexLiteral) ||
        this.take(BIT, t.BitLiteral) ||
        this.take(DOUBLE, t.DoubleLiteral) ||
        this.decimal() ||
        this.take(INTEGER, t.IntegerLiteral));
    if (!taken) this.word();
  }

  private decimal(): boolean {
    const image = this.match(DECIMAL);
    if (image === undefined) return false;
    const after = this.at + image.length;
    const next = this.sql[after];
    // An exponent without digits.
    this.emit(next === 'e' || next === 'E' ? t.Invalid : t.DecimalLiteral, after);
    return true;
  }

  private dot(): void {
    const previous = this.tokens.at(-1);
    const behindName = previous?.endOffset === this.at - 1 && t.tokenMatches(previous, t.Identifier);
    if (!behindName && this.sql[this.at + 1] === '.') this.emit(t.DotDot, this.at + 2);
    else if (behindName || !(this.take(DOUBLE, t.DoubleLiteral) || this.decimal())) this.symbol();
  }

  private variable(next: string | undefined): void {
    if (next === '@') this.systemVariable();
    else if (next === "'" || next === '"' || next === '`') this.quotedVariable(next);
    else if (!this.take(VARIABLE, t.UserVariableName)) this.symbol();
  }

  private quotedVariable(quote: string): void {
    const end = endOfQuoted(this.sql, this.at + 1, quote !== '`' && !this.options.noBackslashEscapes);
    this.emit(end === undefined ? t.Invalid : t.UserVariableName, end ?? this.end);
  }

  /** No blank may follow `@@`. */
  private systemVariable(): void {
    this.emit(t.AtAt, this.at + 2);
    const name = this.match(WORD);
    if (name === undefined && this.sql[this.at] !== '`') this.emit(t.Invalid, this.at);
    // Digits are a name here.
    if (name !== undefined && /^\d/.test(name)) this.emit(t.Identifier, this.at + name.length);
  }

  private symbol(): void {
    const { type, length } = symbolAt(this.sql, this.at);
    this.emit(type, this.at + length);
  }

  private comment(): void {
    const executable = this.matchGroups(EXECUTABLE);
    if (executable !== undefined) this.executableComment(executable);
    else this.skipTo(endOfComment(this.sql, this.at, false));
  }

  private executableComment([mark, own, digits]: RegExpExecArray): void {
    const start = this.at;
    const version = Number(digits ?? 0);
    const skipped = version > (this.options.serverVersion ?? DEFAULT_VERSION) || (!own && isForeignVersion(version));
    if (skipped) {
      this.skipTo(endOfComment(this.sql, start, true));
    } else {
      this.at += mark.length;
      this.inExecutable = true;
    }
    this.cuts.push([start, this.at]);
  }

  /** A comment that stays open is an error at its start. */
  private skipTo(end: number | undefined): void {
    if (end === undefined) this.emit(t.Invalid, this.end);
    else this.at = end;
  }

  private leaveExecutable(): void {
    this.cuts.push([this.at, this.at + 2]);
    this.at += 2;
    this.inExecutable = false;
  }

  private take(pattern: RegExp, type: TokenType): boolean {
    const image = this.match(pattern);
    if (image === undefined) return false;
    this.emit(type, this.at + image.length);
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    return this.matchAt(pattern, this.at);
  }

  private matchAt(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(this.sql)?.[0];
  }

  private matchGroups(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.sql) ?? undefined;
  }

  private emit(tokenType: TokenType, end: number): void {
    const startOffset = this.at;
    const image = this.sql.slice(startOffset, end);
    const tokenTypeIdx = t.indexOf(tokenType);
    this.tokens.push({ image, startOffset, endOffset: end - 1, tokenType, tokenTypeIdx });
    this.at = end;
  }
}
