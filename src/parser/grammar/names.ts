/** Names, texts, numbers and the small phrases that many statements share. */
import type { IToken } from 'chevrotain';
import { sqlError } from '../../base/errors.js';
import type { AccountName, TableName } from '../ast.js';
import { unquoteIdentifier, unquoteString, userVariableName } from '../literals.js';
import { OnDemandParser } from '../on-demand.js';
import type { ParseOptions } from '../parse-options.js';
import type { RoutineScope } from '../routine-scope.js';
import type { Scan } from '../scanner.js';
import { syntaxErrorAt } from '../syntax-error.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';

/** The role that everybody has: no host belongs to it. */
const ROLE_OF_ALL = 'PUBLIC';

/**
 * The lowest layer: knows the text that it parses.
 *
 * Alternatives are tried in the order in which they are written. Where one begins with a name, keywords that may be
 * names fit it too: it stands last and is marked IGNORE_AMBIGUITIES, here and in all layers above.
 */
export abstract class NameGrammar extends OnDemandParser {
  private source = '';
  private cuts: Scan['cuts'] = [];
  private endOfSource = 0;
  protected options: ParseOptions = {};
  /** What is declared around the statement; undefined outside of routines. */
  protected locals: RoutineScope | undefined;

  /** Sets what is parsed next; `end` is where an error at the end of the statement points. */
  load(source: string, end: number, { tokens, cuts }: Scan, options: ParseOptions): void {
    this.source = source;
    this.endOfSource = end;
    this.cuts = cuts;
    this.options = options;
    this.locals = undefined;
    this.input = tokens;
  }

  readonly identifier = this.RULE('identifier', (): string => {
    const { image } = this.CONSUME(t.Identifier);
    return this.ACTION(() => unquoteIdentifier(image));
  });

  /** '…' or "…" */
  readonly text = this.RULE('text', (): string => {
    const { image } = this.CONSUME(t.StringLiteral);
    return this.ACTION(() => this.unquote(image));
  });

  /** A name, or a string that stands for one. */
  protected readonly identifierOrText = this.RULE('identifierOrText', (): string =>
    this.OR<string>([{ ALT: () => this.SUBRULE(this.identifier) }, { ALT: () => this.SUBRULE(this.text) }]),
  );

  /** A character set; `binary` is a reserved word and yet the name of one. */
  protected readonly charsetName = this.RULE('charsetName', (): string =>
    this.OR<string>([
      { ALT: () => this.SUBRULE(this.identifierOrText) },
      { ALT: () => this.CONSUME(k.BINARY).image },
      { ALT: () => this.CONSUME(k.DEFAULT).image },
    ]),
  );

  protected readonly collationName = this.RULE('collationName', (): string =>
    this.OR<string>([
      { ALT: () => this.SUBRULE(this.identifierOrText) },
      { ALT: () => this.CONSUME(k.BINARY).image },
      { ALT: () => this.CONSUME(k.DEFAULT).image },
    ]),
  );

  /** [db.]table */
  protected readonly tableName = this.RULE('tableName', (): TableName => {
    const first = this.SUBRULE(this.identifier);
    const second = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.SUBRULE1(this.identifier);
    });
    return second === undefined ? { name: first } : { db: first, name: second };
  });

  protected readonly tableNames = this.RULE('tableNames', (): TableName[] => {
    const tables: TableName[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => tables.push(this.SUBRULE(this.tableName)) });
    return tables;
  });

  /** (name, name …) */
  protected readonly nameList = this.RULE('nameList', (): string[] => {
    const names: string[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.identifier)) });
    this.CONSUME(t.RightParenthesis);
    return names;
  });

  /** @name */
  protected readonly userVariable = this.RULE('userVariable', (): string => {
    const { image } = this.CONSUME(t.UserVariableName);
    return this.ACTION(() => userVariableName(image, this.options.noBackslashEscapes === true));
  });

  /** 'user'@'host', user, CURRENT_USER */
  protected readonly account = this.RULE(
    'account',
    (): AccountName =>
      this.OR<AccountName>([
        {
          ALT: () => {
            this.CONSUME(k.CURRENT_USER);
            this.OPTION(() => {
              this.CONSUME(t.LeftParenthesis);
              this.CONSUME(t.RightParenthesis);
            });
            return { user: 'CURRENT_USER', host: '' };
          },
        },
        {
          ALT: () => {
            const user = this.SUBRULE(this.identifierOrText);
            const host = this.OPTION1(() => this.SUBRULE(this.userVariable));
            return { user, host: host ?? (user.toUpperCase() === ROLE_OF_ALL ? '' : '%') };
          },
        },
      ]),
  );

  protected readonly ifExists = this.RULE(
    'ifExists',
    (): boolean =>
      this.OPTION(() => {
        this.CONSUME(k.IF);
        this.CONSUME(k.EXISTS);
        return true;
      }) ?? false,
  );

  protected readonly ifNotExists = this.RULE(
    'ifNotExists',
    (): boolean =>
      this.OPTION(() => {
        this.CONSUME(k.IF);
        this.CONSUME(k.NOT);
        this.CONSUME(k.EXISTS);
        return true;
      }) ?? false,
  );

  /** CHARACTER SET, CHARSET */
  protected readonly charsetWords = this.RULE('charsetWords', (): void => {
    this.OR([
      {
        ALT: () => {
          this.OR1([{ ALT: () => this.CONSUME(k.CHARACTER) }, { ALT: () => this.CONSUME(k.CHAR) }]);
          this.CONSUME(k.SET);
        },
      },
      { ALT: () => this.CONSUME(k.CHARSET) },
    ]);
  });

  protected readonly optionalEqual = this.RULE('optionalEqual', (): void => {
    this.OPTION(() => this.CONSUME(t.Equal));
  });

  protected unquote(image: string): string {
    return unquoteString(image, this.options.noBackslashEscapes === true);
  }

  /** What was typed from that token to the last one read, without the marks of executable comments. */
  protected textFrom(first: IToken): string {
    const end = (this.LA(0).endOffset ?? 0) + 1;
    let text = '';
    let from = first.startOffset;
    for (const [cutStart, cutEnd] of this.cuts) {
      if (cutStart < from || cutEnd > end) continue;
      text += this.source.slice(from, cutStart);
      from = cutEnd;
    }
    return text + this.source.slice(from, end);
  }

  /** Refuses the token as the server does where its grammar ends; for what one token cannot decide. */
  protected refuse(token: IToken, message?: string): never {
    throw syntaxErrorAt(this.source, this.offsetOf(token), message);
  }

  /** The same, by the place in the text. */
  protected refuseAt(offset: number): never {
    throw syntaxErrorAt(this.source, offset);
  }

  /** Refuses what the server understands and this program does not. */
  protected notSupported(what: string): never {
    return this.ACTION(() => {
      throw sqlError('ER_NOT_SUPPORTED_YET', what);
    });
  }

  /** Does the statement end before that token? */
  protected endsAt(ahead: number): boolean {
    const { tokenType, startOffset } = this.LA(ahead);
    return tokenType === t.Semicolon || Number.isNaN(startOffset);
  }

  /** The line that a token stands in, from 1. */
  protected lineOf({ startOffset }: IToken): number {
    return this.source.slice(0, startOffset).split('\n').length;
  }

  /** What was typed between two places of the text. */
  protected textBetween(from: number, to: number): string {
    return this.source.slice(from, to);
  }

  /** Where an error at that token points. */
  offsetOf(token: IToken): number {
    if (Number.isNaN(token.startOffset)) return this.endOfSource;
    // The server's reader has gone past a comma or a lone @ when it finds that it does not belong here.
    const { tokenType, startOffset } = token;
    if (tokenType === t.At) return this.source.slice(startOffset + 1).search(/\S|$/) + startOffset + 1;
    return tokenType === t.Comma ? startOffset + 1 : startOffset;
  }
}
