/** What may stand at the end of a query: LIMIT, FETCH FIRST, INTO, FOR UPDATE. */
import { sqlError } from '../../base/errors.js';
import type { Destination, Expr, Limit, Literal, Select } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { JoinGrammar } from './joins.js';

const ALL_ROWS: Literal = { kind: 'Literal', value: { type: 'integer', digits: String(2n ** 64n - 1n) } };
const ONE_ROW: Literal = { kind: 'Literal', value: { type: 'integer', digits: '1' } };

export abstract class LimitGrammar extends JoinGrammar {
  /** The variables of INTO, as soon as it was read. */
  protected into: Destination[] | undefined;
  /** INTO stood at the end. */
  protected intoTrails = false;

  /** LIMIT n, LIMIT offset, n, LIMIT n OFFSET offset */
  protected readonly limit = this.RULE('limit', (): Limit => {
    this.CONSUME(k.LIMIT);
    const first = this.SUBRULE(this.limitNumber);
    return (
      this.OPTION(() =>
        this.OR<Limit>([
          {
            ALT: () => {
              this.CONSUME(t.Comma);
              return { count: this.SUBRULE1(this.limitNumber), offset: first };
            },
          },
          {
            ALT: () => {
              this.CONSUME(k.OFFSET);
              return { count: first, offset: this.SUBRULE2(this.limitNumber) };
            },
          },
        ]),
      ) ?? { count: first }
    );
  });

  /** [OFFSET n ROWS] [FETCH FIRST m ROWS ONLY] */
  protected readonly fetch = this.RULE(
    'fetch',
    (): Limit =>
      this.OR<Limit>([
        {
          ALT: () => {
            this.CONSUME(k.OFFSET);
            const offset = this.SUBRULE(this.limitNumber);
            this.SUBRULE(this.rowWord);
            const count = this.OPTION(() => this.SUBRULE(this.fetchCount));
            return { count: count ?? ALL_ROWS, offset };
          },
        },
        { ALT: () => ({ count: this.SUBRULE1(this.fetchCount) }) },
      ]),
  );

  private readonly fetchCount = this.RULE('fetchCount', (): Expr => {
    this.CONSUME(k.FETCH);
    this.OR([{ ALT: () => this.CONSUME(k.FIRST) }, { ALT: () => this.CONSUME(k.NEXT) }]);
    const count = this.OPTION(() => this.SUBRULE(this.limitNumber));
    this.SUBRULE(this.rowWord);
    this.CONSUME(k.ONLY);
    return count ?? ONE_ROW;
  });

  private readonly rowWord = this.RULE('rowWord', (): void => {
    this.OR([{ ALT: () => this.CONSUME(k.ROW) }, { ALT: () => this.CONSUME(k.ROWS) }]);
  });

  /** A number, a parameter, or a variable of the routine. */
  protected readonly limitNumber = this.RULE(
    'limitNumber',
    (): Expr =>
      this.OR<Expr>([
        { ALT: () => this.SUBRULE(this.parameterMark) },
        {
          ALT: () => {
            const digits = this.CONSUME(t.IntegerLiteral).image;
            return { kind: 'Literal', value: { type: 'integer', digits } };
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE(this.identifier);
            return this.ACTION(() => ({ kind: 'ColumnRef', name: this.declared(name) }));
          },
        },
      ]),
  );

  protected readonly lock = this.RULE('lock', (): NonNullable<Select['lock']> => {
    const lock = this.OR<NonNullable<Select['lock']>>([
      {
        ALT: () => {
          this.CONSUME(k.FOR);
          this.CONSUME(k.UPDATE);
          return 'FOR UPDATE';
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.LOCK);
          this.CONSUME(k.IN);
          this.CONSUME(k.SHARE);
          this.CONSUME(k.MODE);
          return 'LOCK IN SHARE MODE';
        },
      },
    ]);
    this.SUBRULE(this.waitClause);
    return lock;
  });

  /** INTO @a, @b */
  protected readonly intoClause = this.RULE('intoClause', (): void => {
    const names: Destination[] = [];
    this.CONSUME(k.INTO);
    this.OR([
      {
        ALT: () => {
          this.OR1([{ ALT: () => this.CONSUME(k.OUTFILE) }, { ALT: () => this.CONSUME(k.DUMPFILE) }]);
          this.notSupported('INTO OUTFILE');
        },
      },
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.SUBRULE(this.intoVariable)) }),
      },
    ]);
    this.ACTION(() => {
      this.into = names;
    });
  });

  /** INTO behind FROM: an old place. */
  protected readonly trailingInto = this.RULE('trailingInto', (): void => {
    this.SUBRULE(this.intoClause);
    this.ACTION(() => {
      this.intoTrails = true;
    });
  });

  /** @a, or a variable of the routine. Error: 1327. */
  protected readonly intoVariable = this.RULE(
    'intoVariable',
    (): Destination =>
      this.OR<Destination>([
        { ALT: () => ({ kind: 'UserVariable', name: this.SUBRULE(this.userVariable) }) },
        {
          ALT: () => {
            const name = this.SUBRULE(this.identifier);
            return this.ACTION(() => ({ kind: 'Local', name: this.declared(name) }));
          },
        },
      ]),
  );

  private declared(name: string): string {
    if (!this.locals?.hasVariable(name)) throw sqlError('ER_SP_UNDECLARED_VAR', name);
    return name;
  }
}
