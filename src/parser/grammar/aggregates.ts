/** Aggregate functions, and the ORDER BY list that one of them shares with queries. */
import type { Call, Expr, OrderItem } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { LiteralGrammar } from './literals.js';

const DistinctAggregate = category('DistinctAggregate', [k.SUM, k.AVG, k.MIN, k.MAX]);

const PlainAggregate = category('PlainAggregate', [
  ...[k.BIT_AND, k.BIT_OR, k.BIT_XOR, k.STD, k.STDDEV, k.STDDEV_POP, k.STDDEV_SAMP],
  ...[k.VARIANCE, k.VAR_POP, k.VAR_SAMP],
]);

export abstract class AggregateGrammar extends LiteralGrammar {
  protected readonly aggregate = this.RULE('aggregate', (): Call => {
    const call = this.OR<Call>([
      { ALT: () => this.SUBRULE(this.count) },
      { ALT: () => this.SUBRULE(this.distinctAggregate) },
      { ALT: () => this.SUBRULE(this.plainAggregate) },
      { ALT: () => this.SUBRULE(this.groupConcat) },
    ]);
    this.OPTION(() => {
      this.CONSUME(k.OVER);
      this.notSupported('window functions');
    });
    return call;
  });

  /** COUNT(*), COUNT([ALL] x), COUNT(DISTINCT x, y) */
  private readonly count = this.RULE('count', (): Call => {
    const { image: name } = this.CONSUME(k.COUNT);
    this.CONSUME(t.LeftParenthesis);
    const rest = this.OR<Omit<Call, 'kind' | 'name'>>([
      { ALT: () => this.CONSUME(t.Star) && { args: [], star: true } },
      {
        ALT: () => {
          this.CONSUME(k.DISTINCT);
          return { args: this.SUBRULE(this.expressions), distinct: true };
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(k.ALL));
          return { args: [this.SUBRULE(this.expression)] };
        },
      },
    ]);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name, ...rest };
  });

  /** SUM([DISTINCT] x) and its like. */
  private readonly distinctAggregate = this.RULE('distinctAggregate', (): Call => {
    const { image: name } = this.CONSUME(DistinctAggregate);
    this.CONSUME(t.LeftParenthesis);
    const distinct = this.SUBRULE(this.distinctOrAll);
    const args = [this.SUBRULE(this.expression)];
    this.CONSUME(t.RightParenthesis);
    return distinct ? { kind: 'Call', name, args, distinct } : { kind: 'Call', name, args };
  });

  private readonly distinctOrAll = this.RULE(
    'distinctOrAll',
    (): boolean =>
      this.OPTION(() =>
        this.OR([
          { ALT: () => this.CONSUME(k.DISTINCT) !== undefined },
          { ALT: () => this.CONSUME(k.ALL) === undefined },
        ]),
      ) ?? false,
  );

  /** BIT_AND(x), STD(x) … : no DISTINCT. */
  private readonly plainAggregate = this.RULE('plainAggregate', (): Call => {
    const { image: name } = this.CONSUME(PlainAggregate);
    this.CONSUME(t.LeftParenthesis);
    this.OPTION(() => this.CONSUME(k.ALL));
    const args = [this.SUBRULE(this.expression)];
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name, args };
  });

  /** GROUP_CONCAT([DISTINCT] x, y ORDER BY z SEPARATOR ',') */
  private readonly groupConcat = this.RULE('groupConcat', (): Call => {
    const { image: name } = this.CONSUME(k.GROUP_CONCAT);
    this.CONSUME(t.LeftParenthesis);
    const distinct = this.OPTION(() => this.CONSUME(k.DISTINCT)) !== undefined;
    const args: readonly Expr[] = this.SUBRULE(this.expressions);
    const orderBy = this.SUBRULE(this.orderBy);
    const separator = this.OPTION1(() => {
      this.CONSUME(k.SEPARATOR);
      return this.SUBRULE(this.text);
    });
    this.OPTION2(() => {
      this.CONSUME(k.LIMIT);
      this.notSupported('LIMIT in GROUP_CONCAT');
    });
    this.CONSUME(t.RightParenthesis);
    const call: Call = { kind: 'Call', name, args, distinct, orderBy };
    return separator === undefined ? call : { ...call, separator };
  });

  /** [ORDER BY x DESC, y] */
  protected readonly orderBy = this.RULE('orderBy', (): OrderItem[] => {
    const items = this.OPTION(() => this.SUBRULE(this.someOrder));
    return items ?? [];
  });

  protected readonly someOrder = this.RULE('someOrder', (): OrderItem[] => {
    this.CONSUME(k.ORDER);
    this.CONSUME(k.BY);
    return this.SUBRULE(this.orderItems);
  });

  protected readonly orderItems = this.RULE('orderItems', (): OrderItem[] => {
    const items: OrderItem[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const expr = this.SUBRULE(this.expression);
        items.push({ expr, descending: this.SUBRULE(this.descending) });
      },
    });
    return items;
  });

  protected readonly descending = this.RULE(
    'descending',
    (): boolean =>
      this.OPTION(() =>
        this.OR([{ ALT: () => this.CONSUME(k.DESC) !== undefined }, { ALT: () => this.CONSUME(k.ASC) === undefined }]),
      ) ?? false,
  );
}
