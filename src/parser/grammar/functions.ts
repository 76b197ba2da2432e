/** Functions whose arguments have a syntax of their own. All others are calls like any other, see primaries.ts. */
import type { TokenType } from 'chevrotain';
import { sqlError } from '../../base/errors.js';
import type { Call, CastExpr, DataType, Expr } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { AggregateGrammar } from './aggregates.js';
import { canonicalName } from './types.js';

/** A word among the arguments, such as the unit in EXTRACT(DAY FROM x), becomes a text. */
const word = (value: string): Expr => ({ kind: 'Literal', value: { type: 'string', value: value.toUpperCase() } });

const CurrentTime = category('CurrentTime', [
  ...[k.NOW, k.SYSDATE, k.CURDATE, k.CURTIME, k.CURRENT_DATE, k.CURRENT_TIME, k.CURRENT_TIMESTAMP],
  ...[k.LOCALTIME, k.LOCALTIMESTAMP, k.UTC_DATE, k.UTC_TIME, k.UTC_TIMESTAMP],
]);

/** They take no number of digits. */
const DATE_FUNCTIONS: ReadonlySet<TokenType> = new Set([k.CURDATE, k.CURRENT_DATE, k.UTC_DATE]);

export abstract class FunctionGrammar extends AggregateGrammar {
  protected readonly specialFunction = this.RULE(
    'specialFunction',
    (): Expr =>
      this.OR<Expr>([
        { ALT: () => this.SUBRULE(this.cast) },
        { ALT: () => this.SUBRULE(this.convert) },
        { ALT: () => this.SUBRULE(this.char) },
        { ALT: () => this.SUBRULE(this.trim) },
        { ALT: () => this.SUBRULE(this.substring) },
        { ALT: () => this.SUBRULE(this.position) },
        { ALT: () => this.SUBRULE(this.extract) },
        { ALT: () => this.SUBRULE(this.dateArithmetic) },
        { ALT: () => this.SUBRULE(this.currentTime) },
        { ALT: () => this.SUBRULE(this.currentUser) },
        { ALT: () => this.SUBRULE(this.aggregate) },
      ]),
  );

  /** CAST(x AS type) */
  private readonly cast = this.RULE('cast', (): CastExpr => {
    this.CONSUME(k.CAST);
    this.CONSUME(t.LeftParenthesis);
    const operand = this.SUBRULE(this.expression);
    this.CONSUME(k.AS);
    const type = this.SUBRULE(this.castType);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'CastExpr', operand, type };
  });

  /** CONVERT(x, type), CONVERT(x USING charset) */
  private readonly convert = this.RULE('convert', (): CastExpr => {
    this.CONSUME(k.CONVERT);
    this.CONSUME(t.LeftParenthesis);
    const operand = this.SUBRULE(this.expression);
    const target = this.OR<Pick<CastExpr, 'type' | 'charset'>>([
      {
        ALT: () => {
          this.CONSUME(t.Comma);
          return { type: this.SUBRULE(this.castType) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.USING);
          return { charset: this.SUBRULE(this.charsetName) };
        },
      },
    ]);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'CastExpr', operand, ...target };
  });

  private readonly castType = this.RULE(
    'castType',
    (): DataType =>
      this.OR<DataType>([
        { ALT: () => this.SUBRULE(this.castInteger) },
        { ALT: () => this.SUBRULE(this.castText) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.castNamed) },
      ]),
  );

  /** SIGNED, UNSIGNED INTEGER, INT … : 64 bits in any case. */
  private readonly castInteger = this.RULE('castInteger', (): DataType => {
    const { tokenType } = this.OR([
      { ALT: () => this.CONSUME(k.SIGNED) },
      { ALT: () => this.CONSUME(k.UNSIGNED) },
      { ALT: () => this.CONSUME(k.INT) },
      { ALT: () => this.CONSUME(k.INTEGER) },
    ]);
    this.OPTION({
      GATE: () => tokenType === k.SIGNED || tokenType === k.UNSIGNED,
      DEF: () => this.OR1([{ ALT: () => this.CONSUME1(k.INT) }, { ALT: () => this.CONSUME1(k.INTEGER) }]),
    });
    return { name: 'BIGINT', args: [], unsigned: tokenType === k.UNSIGNED, zerofill: false };
  });

  private readonly castText = this.RULE('castText', (): DataType => {
    const { image } = this.OR([
      { ALT: () => this.CONSUME(k.CHAR) },
      { ALT: () => this.CONSUME(k.NCHAR) },
      { ALT: () => this.CONSUME(k.VARCHAR) },
    ]);
    const args = this.OPTION({ DEF: () => this.SUBRULE(this.typeArguments) });
    const charset = this.OPTION1(() => this.SUBRULE(this.charset));
    const collate = this.OPTION2(() => {
      this.CONSUME(k.COLLATE);
      return this.SUBRULE(this.collationName);
    });
    return this.ACTION(() => {
      const name = canonicalName(image);
      if (name === 'VARCHAR' && args === undefined) this.refuse(this.LA(1));
      const type = { name, args: args ?? [], unsigned: false, zerofill: false };
      return { ...type, ...(charset !== undefined && { charset }), ...(collate !== undefined && { collate }) };
    });
  });

  private readonly castNamed = this.RULE('castNamed', (): DataType => {
    const name = this.OR<string>([
      { ALT: () => this.CONSUME(k.BINARY).image },
      { ALT: () => this.CONSUME(k.DECIMAL).image },
      { ALT: () => this.CONSUME(k.DOUBLE).image },
      { ALT: () => this.CONSUME(k.FLOAT).image },
      { ALT: () => this.CONSUME(k.DATE).image },
      { ALT: () => this.CONSUME(k.TIME).image },
      { ALT: () => this.CONSUME(k.DATETIME).image },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.castOther) },
    ]);
    const args = this.OPTION(() => this.SUBRULE(this.typeArguments));
    return this.ACTION(() => ({ name: name.toUpperCase(), args: args ?? [], unsigned: false, zerofill: false }));
  });

  private readonly castOther = this.RULE('castOther', (): string => {
    const token = this.LA(1);
    const name = this.SUBRULE(this.identifier);
    return this.ACTION(() => {
      if (/^(INET4|INET6|UUID)$/i.test(name)) return name;
      if (token.tokenType !== t.Identifier) this.refuse(token);
      throw sqlError('ER_UNKNOWN_DATA_TYPE', name);
    });
  });

  /** CHAR(65, 66 USING charset) */
  private readonly char = this.RULE('char', (): Expr => {
    const { image } = this.CONSUME(k.CHAR);
    this.CONSUME(t.LeftParenthesis);
    const args = this.SUBRULE(this.expressions);
    const charset = this.OPTION(() => {
      this.CONSUME(k.USING);
      return this.SUBRULE(this.charsetName);
    });
    this.CONSUME(t.RightParenthesis);
    const call: Call = { kind: 'Call', name: image, args };
    return charset === undefined ? call : { kind: 'CastExpr', operand: call, charset };
  });

  /** TRIM([LEADING|TRAILING|BOTH] [remove] FROM x): a call of TRIM, LTRIM or RTRIM with (x, remove). */
  private readonly trim = this.RULE('trim', (): Call => {
    this.CONSUME(k.TRIM);
    this.CONSUME(t.LeftParenthesis);
    const call = this.OR<Call>([
      { ALT: () => this.SUBRULE(this.trimSide) },
      {
        ALT: () => {
          const first = this.SUBRULE(this.expression);
          const subject = this.OPTION(() => {
            this.CONSUME(k.FROM);
            return this.SUBRULE1(this.expression);
          });
          return { kind: 'Call', name: 'TRIM', args: subject === undefined ? [first] : [subject, first] };
        },
      },
    ]);
    this.CONSUME(t.RightParenthesis);
    return call;
  });

  private readonly trimSide = this.RULE('trimSide', (): Call => {
    const name = this.OR<string>([
      { ALT: () => this.CONSUME(k.LEADING) && 'LTRIM' },
      { ALT: () => this.CONSUME(k.TRAILING) && 'RTRIM' },
      { ALT: () => this.CONSUME(k.BOTH) && 'TRIM' },
    ]);
    const remove = this.OPTION(() => this.SUBRULE(this.expression));
    this.CONSUME(k.FROM);
    const subject = this.SUBRULE1(this.expression);
    return { kind: 'Call', name, args: remove === undefined ? [subject] : [subject, remove] };
  });

  /** SUBSTRING(x, a, b), SUBSTRING(x FROM a FOR b); MID and SUBSTR likewise. */
  private readonly substring = this.RULE('substring', (): Call => {
    this.OR([
      { ALT: () => this.CONSUME(k.SUBSTRING) },
      { ALT: () => this.CONSUME(k.SUBSTR) },
      { ALT: () => this.CONSUME(k.MID) },
    ]);
    this.CONSUME(t.LeftParenthesis);
    const args = [this.SUBRULE(this.expression)];
    this.OR1([
      {
        ALT: () => {
          this.CONSUME(t.Comma);
          args.push(this.SUBRULE1(this.expression));
          this.OPTION(() => {
            this.CONSUME1(t.Comma);
            args.push(this.SUBRULE2(this.expression));
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.FROM);
          args.push(this.SUBRULE3(this.expression));
          this.OPTION1(() => {
            this.CONSUME(k.FOR);
            args.push(this.SUBRULE4(this.expression));
          });
        },
      },
    ]);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name: 'SUBSTRING', args };
  });

  /** POSITION(a IN b) */
  private readonly position = this.RULE('position', (): Call => {
    const { image } = this.CONSUME(k.POSITION);
    this.CONSUME(t.LeftParenthesis);
    const part = this.SUBRULE(this.bitExpression);
    this.CONSUME(k.IN);
    const whole = this.SUBRULE(this.expression);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name: image, args: [part, whole] };
  });

  /** EXTRACT(unit FROM x) */
  private readonly extract = this.RULE('extract', (): Call => {
    const { image } = this.CONSUME(k.EXTRACT);
    this.CONSUME(t.LeftParenthesis);
    const unit = this.CONSUME(t.IntervalUnit).image;
    this.CONSUME(k.FROM);
    const from = this.SUBRULE(this.expression);
    this.CONSUME(t.RightParenthesis);
    return this.ACTION(() => ({ kind: 'Call', name: image, args: [word(unit), from] }));
  });

  /** DATE_ADD(x, INTERVAL n unit) and its like; ADDDATE and SUBDATE also take a number of days. */
  private readonly dateArithmetic = this.RULE('dateArithmetic', (): Call => {
    const { image, tokenType } = this.OR([
      { ALT: () => this.CONSUME(k.DATE_ADD) },
      { ALT: () => this.CONSUME(k.DATE_SUB) },
      { ALT: () => this.CONSUME(k.ADDDATE) },
      { ALT: () => this.CONSUME(k.SUBDATE) },
    ]);
    this.CONSUME(t.LeftParenthesis);
    const date = this.SUBRULE(this.expression);
    this.CONSUME(t.Comma);
    const change = this.OR1<Expr>([
      { ALT: () => this.SUBRULE(this.interval) },
      {
        GATE: () => tokenType === k.ADDDATE || tokenType === k.SUBDATE,
        ALT: () => this.SUBRULE1(this.expression),
      },
    ]);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name: image, args: [date, change] };
  });

  /** INTERVAL n unit */
  protected readonly interval = this.RULE('interval', (): Expr => {
    this.CONSUME(k.INTERVAL);
    const amount = this.SUBRULE(this.expression);
    const { image } = this.CONSUME(t.IntervalUnit);
    return this.ACTION(() => ({ kind: 'IntervalExpr', amount, unit: intervalUnit(image) }));
  });

  /** NOW(6), CURRENT_TIMESTAMP, CURDATE() … : NOW and its like need their parentheses, the others do not. */
  protected readonly currentTime = this.RULE('currentTime', (): Call => {
    const { image, tokenType } = this.CONSUME(CurrentTime);
    const args: Expr[] = [];
    this.OPTION(() => {
      this.CONSUME(t.LeftParenthesis);
      this.OPTION1({
        GATE: () => !DATE_FUNCTIONS.has(tokenType),
        DEF: () => {
          const digits = this.CONSUME(t.IntegerLiteral).image;
          args.push({ kind: 'Literal', value: { type: 'integer', digits } });
        },
      });
      this.CONSUME(t.RightParenthesis);
    });
    return { kind: 'Call', name: image, args };
  });

  private readonly currentUser = this.RULE('currentUser', (): Call => {
    const { image } = this.OR([
      { ALT: () => this.CONSUME(k.CURRENT_USER) },
      { ALT: () => this.CONSUME(k.CURRENT_ROLE) },
    ]);
    this.OPTION(() => {
      this.CONSUME(t.LeftParenthesis);
      this.CONSUME(t.RightParenthesis);
    });
    return { kind: 'Call', name: image, args: [] };
  });

  /** TIMESTAMPADD(unit, n, x), GET_FORMAT(DATE, x): calls whose first argument is a word. */
  protected readonly unitCall = this.RULE('unitCall', (): Call => {
    const { image } = this.OR([
      { ALT: () => this.CONSUME(k.TIMESTAMPADD) },
      { ALT: () => this.CONSUME(k.TIMESTAMPDIFF) },
      { ALT: () => this.CONSUME(k.GET_FORMAT) },
    ]);
    this.CONSUME(t.LeftParenthesis);
    const unit = this.OR1<string>([
      { ALT: () => this.CONSUME(t.SimpleUnit).image },
      { ALT: () => this.CONSUME(k.DATE).image },
      { ALT: () => this.CONSUME(k.TIME).image },
      { ALT: () => this.CONSUME(k.DATETIME).image },
      { ALT: () => this.CONSUME(k.TIMESTAMP).image },
    ]);
    this.CONSUME(t.Comma);
    const args = this.SUBRULE(this.expressions);
    this.CONSUME(t.RightParenthesis);
    return this.ACTION(() => ({ kind: 'Call', name: image, args: [word(intervalUnit(unit)), ...args] }));
  });
}

/** SQL_TSI_DAY is DAY. */
export function intervalUnit(image: string): string {
  return image.toUpperCase().replace(/^SQL_TSI_/, '');
}
