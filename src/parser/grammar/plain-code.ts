/** What plain code around the rules needs: to take tokens, and to hand over to a rule. */
import type { IToken, ParserMethod, TokenType } from 'chevrotain';
import * as t from '../tokens.js';
import { LoadGrammar } from './loads.js';

export abstract class PlainGrammar extends LoadGrammar {
  /** What a rule makes of the next tokens; a syntax error where it does not fit. */
  protected parsed<T>(rule: ParserMethod<[], T>): T {
    const failures = this.errors.length;
    const result = this.run(rule);
    if (this.errors.length > failures) throw this.refuse(this.failedToken());
    return result as T;
  }

  protected expect(type: TokenType): IToken {
    if (!t.tokenMatches(this.LA(1), type)) throw this.refuse(this.LA(1));
    return this.advance();
  }

  /** Words that are keywords nowhere else. */
  protected isWord(word: string): boolean {
    const { tokenType, image } = this.LA(1);
    return tokenType === t.Identifier && image.toUpperCase() === word;
  }

  protected expectWord(word: string): void {
    if (!this.isWord(word)) throw this.refuse(this.LA(1));
    this.advance();
  }

  protected commaSeparated<T>(parse: () => T): T[] {
    const list = [parse()];
    while (this.LA(1).tokenType === t.Comma) {
      this.advance();
      list.push(parse());
    }
    return list;
  }
}
