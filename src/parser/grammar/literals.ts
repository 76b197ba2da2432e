/** Literals in expressions, and what expressions of all kinds need from each other. */
import type { IToken, ParserMethod } from 'chevrotain';
import type { Expr, Literal, LiteralValue, Query } from '../ast.js';
import { bitBytes, hexBytes } from '../literals.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { TypeGrammar } from './types.js';

type Temporal = Extract<LiteralValue, { type: 'temporal' }>['of'];

/** `{d '…'}` and its like. */
const BRACES: Readonly<Record<string, Temporal>> = { D: 'DATE', T: 'TIME', TS: 'TIMESTAMP' };

const NATIONAL_CHARSET = 'utf8mb3';

/** A literal that needs one token. */
export const LoneLiteral = category('LoneLiteral', [
  ...[t.IntegerLiteral, t.StringLiteral, t.DecimalLiteral, t.DoubleLiteral, k.NULL, k.TRUE, k.FALSE],
]);

export abstract class LiteralGrammar extends TypeGrammar {
  /** Everything from OR down. */
  protected abstract readonly expression: ParserMethod<[], Expr>;
  /** From `|` down: what may stand beside LIKE, BETWEEN and the like. */
  protected abstract readonly bitExpression: ParserMethod<[], Expr>;
  /** SELECT …, VALUES …, with UNION, ORDER BY and LIMIT. */
  protected abstract readonly query: ParserMethod<[], Query>;

  protected readonly expressions = this.RULE('expressions', (): Expr[] => {
    const items: Expr[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expression)) });
    return items;
  });

  /** All literals but DATE'…', which must be told from a name first. */
  protected readonly literal = this.RULE(
    'literal',
    (): Literal =>
      this.OR<Literal>([
        { ALT: () => literalOf(this.SUBRULE(this.textLiteral)) },
        { ALT: () => literalOf(this.SUBRULE(this.introducedLiteral)) },
        { ALT: () => literalOf(this.SUBRULE(this.binaryLiteral)) },
        { ALT: () => this.CONSUME(t.BackslashN) && literalOf({ type: 'null' }) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.loneLiteral(this.CONSUME(LoneLiteral)) },
      ]),
  );

  private readonly binaryLiteral = this.RULE(
    'binaryLiteral',
    (): LiteralValue =>
      this.OR<LiteralValue>([
        {
          ALT: () => {
            const { image } = this.CONSUME(t.HexLiteral);
            return this.ACTION(() => ({ type: 'hex', bytes: hexBytes(image) }));
          },
        },
        {
          ALT: () => {
            const { image } = this.CONSUME(t.BitLiteral);
            return this.ACTION(() => ({ type: 'bit', bytes: bitBytes(image) }));
          },
        },
      ]),
  );

  /** 'a' 'b' is 'ab'; N'…' has its own charset. */
  private readonly textLiteral = this.RULE('textLiteral', (): LiteralValue => {
    const { image, tokenType } = this.OR([
      { ALT: () => this.CONSUME(t.StringLiteral) },
      { ALT: () => this.CONSUME(t.NationalString) },
    ]);
    const more = this.SUBRULE(this.moreText);
    return this.ACTION(() =>
      tokenType === t.NationalString
        ? { type: 'string', value: this.unquote(image.slice(1)) + more, charset: NATIONAL_CHARSET }
        : { type: 'string', value: this.unquote(image) + more },
    );
  });

  private readonly moreText = this.RULE('moreText', (): string => {
    let value = '';
    this.MANY(() => {
      value += this.SUBRULE(this.text);
    });
    return value;
  });

  /** _utf8mb4'…', _binary X'…' */
  private readonly introducedLiteral = this.RULE('introducedLiteral', (): LiteralValue => {
    const { image } = this.CONSUME(t.Introducer);
    const value = this.OR<LiteralValue>([
      {
        ALT: () => {
          const text = this.SUBRULE(this.text);
          return { type: 'string', value: text + this.SUBRULE(this.moreText) };
        },
      },
      { ALT: () => this.SUBRULE(this.binaryLiteral) },
    ]);
    return this.ACTION(() => ({ ...value, charset: image.slice(1).toLowerCase() }) as LiteralValue);
  });

  /** DATE'…', TIME'…', TIMESTAMP'…' */
  protected readonly temporalLiteral = this.RULE('temporalLiteral', (): Literal => {
    const { image } = this.OR([
      { ALT: () => this.CONSUME(k.DATE) },
      { ALT: () => this.CONSUME(k.TIME) },
      { ALT: () => this.CONSUME(k.TIMESTAMP) },
    ]);
    const value = this.SUBRULE(this.text);
    return this.ACTION(() => ({
      kind: 'Literal',
      value: { type: 'temporal', of: image.toUpperCase() as Temporal, value },
    }));
  });

  /** {d '…'}, and {anything expr}, which is the expression. */
  protected readonly braces = this.RULE('braces', (): Expr => {
    this.CONSUME(t.LeftBrace);
    const name = this.SUBRULE(this.identifier);
    const inner = this.SUBRULE(this.expression);
    this.CONSUME(t.RightBrace);
    return this.ACTION(() => {
      const of = BRACES[name.toUpperCase()];
      if (of === undefined || inner.kind !== 'Literal' || inner.value.type !== 'string') return inner;
      return { kind: 'Literal', value: { type: 'temporal', of, value: inner.value.value } };
    });
  });

  /** `DATE` starts a literal only before a string. */
  protected temporalAhead(): boolean {
    return this.LA(2).tokenType === t.StringLiteral;
  }

  /** A literal alone is most of a big INSERT: it need not walk through all levels of an expression. */
  protected loneLiteralAhead(): boolean {
    const { tokenType } = this.LA(2);
    const alone = tokenType === t.Comma || tokenType === t.RightParenthesis;
    return alone && t.tokenMatches(this.LA(1), LoneLiteral);
  }

  protected loneLiteral(token: IToken): Literal {
    return this.ACTION(() => ({ kind: 'Literal', value: this.loneValue(token) }));
  }

  private loneValue({ tokenType, image }: IToken): LiteralValue {
    if (tokenType === t.IntegerLiteral) return { type: 'integer', digits: image };
    if (tokenType === t.StringLiteral) return { type: 'string', value: this.unquote(image) };
    if (tokenType === t.DecimalLiteral) return { type: 'decimal', text: image };
    if (tokenType === t.DoubleLiteral) return { type: 'double', text: image };
    return tokenType === k.NULL ? { type: 'null' } : { type: 'boolean', value: tokenType === k.TRUE };
  }
}

function literalOf(value: LiteralValue): Literal {
  return { kind: 'Literal', value };
}
