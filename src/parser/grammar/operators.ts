/** Operators, from OR down to the signs before an operand. */
import type { TokenType } from 'chevrotain';
import type { BinaryOp, Comparison, Expr, IsTest, Query, Unary } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { intervalUnit } from './functions.js';
import { LoneLiteral } from './literals.js';
import { PrimaryGrammar } from './primaries.js';

type Operators = ReadonlyMap<TokenType, BinaryOp>;

const LOGICAL: Operators = new Map([
  [k.OR, 'OR'],
  [t.OrOr, 'OR'],
  [k.XOR, 'XOR'],
  [k.AND, 'AND'],
  [t.AndAnd, 'AND'],
]);

const COMPARISON: Operators = new Map([
  [t.Equal, '='],
  [t.NullSafeEqual, '<=>'],
  [t.NotEqual, '<>'],
  [t.Less, '<'],
  [t.LessEqual, '<='],
  [t.Greater, '>'],
  [t.GreaterEqual, '>='],
]);

const ARITHMETIC: Operators = new Map([
  [t.Pipe, '|'],
  [t.Ampersand, '&'],
  [t.ShiftLeft, '<<'],
  [t.ShiftRight, '>>'],
  [t.Plus, '+'],
  [t.Minus, '-'],
  [t.Star, '*'],
  [t.Slash, '/'],
  [k.DIV, 'DIV'],
  [t.Percent, '%'],
  [k.MOD, '%'],
  [t.Caret, '^'],
]);

/** Higher binds tighter. Operators of one level are read from left to right. */
// biome-ignore format: read as a table.
const PRECEDENCE: Readonly<Partial<Record<BinaryOp, number>>> = {
  OR: 1, XOR: 2, AND: 3,
  '|': 1, '&': 2, '<<': 3, '>>': 3, '+': 4, '-': 4, '*': 5, '/': 5, DIV: 5, '%': 5, '^': 6,
};

const PREFIX: ReadonlyMap<TokenType, Unary['op']> = new Map([
  [t.Minus, '-'],
  [t.Plus, '+'],
  [t.Tilde, '~'],
  [t.Exclamation, 'NOT'],
  [k.BINARY, 'BINARY'],
]);

const LogicalOperator = category('LogicalOperator', LOGICAL.keys());
const ComparisonOperator = category('ComparisonOperator', COMPARISON.keys());
const ArithmeticOperator = category('ArithmeticOperator', ARITHMETIC.keys());
const Sign = category('Sign', PREFIX.keys());

export abstract class OperatorGrammar extends PrimaryGrammar {
  override readonly expression = this.RULE(
    'expression',
    (): Expr =>
      this.OR<Expr>([
        { GATE: () => this.loneLiteralAhead(), ALT: () => this.loneLiteral(this.CONSUME(LoneLiteral)) },
        { ALT: () => this.SUBRULE(this.logical) },
      ]),
  );

  private readonly logical = this.RULE('logical', (): Expr => {
    const operands = [this.SUBRULE(this.negation)];
    const operators: BinaryOp[] = [];
    this.MANY(() => {
      operators.push(this.SUBRULE(this.logicalOperator));
      operands.push(this.SUBRULE1(this.negation));
    });
    return this.ACTION(() => combine(operands, operators));
  });

  private readonly logicalOperator = this.RULE(
    'logicalOperator',
    () => LOGICAL.get(this.CONSUME(LogicalOperator).tokenType) ?? 'AND',
  );

  /** NOT stands below comparisons: NOT a = b is NOT (a = b). */
  private readonly negation = this.RULE('negation', (): Expr => {
    let nots = 0;
    this.MANY(() => {
      this.CONSUME(k.NOT);
      nots++;
    });
    let expr = this.SUBRULE(this.comparison);
    // While the grammar is recorded, MANY runs its body without anything to count.
    this.ACTION(() => {
      for (; nots > 0; nots--) expr = { kind: 'Unary', op: 'NOT', operand: expr };
    });
    return expr;
  });

  private readonly comparison = this.RULE('comparison', (): Expr => {
    let left = this.SUBRULE(this.predicate);
    this.MANY(() => {
      left = this.OR<Expr>([
        { ALT: () => this.SUBRULE(this.isTest, { ARGS: [left] }) },
        { ALT: () => this.SUBRULE(this.comparisonTail, { ARGS: [left] }) },
      ]);
    });
    return left;
  });

  private readonly isTest = this.RULE('isTest', (operand: Expr): Expr => {
    this.CONSUME(k.IS);
    const not = this.OPTION(() => this.CONSUME(k.NOT)) !== undefined;
    const { image } = this.OR([
      { ALT: () => this.CONSUME(k.NULL) },
      { ALT: () => this.CONSUME(k.TRUE) },
      { ALT: () => this.CONSUME(k.FALSE) },
      { ALT: () => this.CONSUME(k.UNKNOWN) },
    ]);
    return this.ACTION(() => ({ kind: 'IsTest', operand, not, what: image.toUpperCase() as IsTest['what'] }));
  });

  private readonly comparisonTail = this.RULE('comparisonTail', (left: Expr): Expr => {
    const op = this.SUBRULE(this.comparisonOperator);
    return this.OR<Expr>([
      { GATE: () => this.quantifierAhead(), ALT: () => this.SUBRULE(this.quantified, { ARGS: [left, op] }) },
      { ALT: () => ({ kind: 'Binary', op, left, right: this.SUBRULE(this.predicate) }) },
    ]);
  });

  private readonly comparisonOperator = this.RULE(
    'comparisonOperator',
    () => COMPARISON.get(this.CONSUME(ComparisonOperator).tokenType) ?? '=',
  );

  /** x = ANY (SELECT …) is x IN (…), x <> ALL (…) is x NOT IN (…); nothing else has a meaning here yet. */
  private readonly quantified = this.RULE('quantified', (operand: Expr, op: BinaryOp): Expr => {
    const { tokenType } = this.OR([
      { ALT: () => this.CONSUME(k.ANY) },
      { ALT: () => this.CONSUME(k.SOME) },
      { ALT: () => this.CONSUME(k.ALL) },
    ]);
    const parenthesis = this.LA(1);
    const among: Query = this.SUBRULE(this.subquery);
    return this.ACTION(() => {
      const all = tokenType === k.ALL;
      if (op === (all ? '<>' : '=')) return { kind: 'InTest', operand, not: all, among };
      if (!isComparison(op)) this.refuse(parenthesis);
      return { kind: 'QuantifiedTest', operand, op, all, query: among };
    });
  });

  /** [NOT] IN, BETWEEN, LIKE, REGEXP */
  private readonly predicate = this.RULE('predicate', (): Expr => {
    let operand = this.SUBRULE(this.bitExpression);
    this.MANY(() => {
      operand = this.SUBRULE(this.predicateTail, { ARGS: [operand] });
    });
    return operand;
  });

  private readonly predicateTail = this.RULE('predicateTail', (operand: Expr): Expr => {
    const not = this.OPTION(() => this.CONSUME(k.NOT)) !== undefined;
    return this.OR<Expr>([
      { ALT: () => ({ kind: 'InTest', operand, not, among: this.SUBRULE(this.inList) }) },
      { ALT: () => this.SUBRULE(this.between, { ARGS: [operand, not] }) },
      { ALT: () => this.SUBRULE(this.like, { ARGS: [operand, not] }) },
      { ALT: () => this.SUBRULE(this.regexp, { ARGS: [operand, not] }) },
      { GATE: () => !not, ALT: () => this.SUBRULE(this.soundsLike, { ARGS: [operand] }) },
    ]);
  });

  private readonly inList = this.RULE('inList', (): Expr[] | Query => {
    this.CONSUME(k.IN);
    return this.OR<Expr[] | Query>([
      { GATE: () => this.queryAhead(), ALT: () => this.SUBRULE(this.subquery) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParenthesis);
          const items = this.SUBRULE(this.expressions);
          this.CONSUME(t.RightParenthesis);
          return items;
        },
      },
    ]);
  });

  private readonly between = this.RULE('between', (operand: Expr, not: boolean): Expr => {
    this.CONSUME(k.BETWEEN);
    const low = this.SUBRULE(this.bitExpression);
    this.CONSUME(k.AND);
    return { kind: 'BetweenTest', operand, not, low, high: this.SUBRULE1(this.bitExpression) };
  });

  private readonly like = this.RULE('like', (operand: Expr, not: boolean): Expr => {
    this.CONSUME(k.LIKE);
    const pattern = this.SUBRULE(this.bitExpression);
    const escape = this.OPTION(() => {
      this.CONSUME(k.ESCAPE);
      return this.SUBRULE1(this.bitExpression);
    });
    return { kind: 'LikeTest', operand, not, op: 'LIKE', pattern, ...(escape !== undefined && { escape }) };
  });

  private readonly regexp = this.RULE('regexp', (operand: Expr, not: boolean): Expr => {
    this.OR([{ ALT: () => this.CONSUME(k.REGEXP) }, { ALT: () => this.CONSUME(k.RLIKE) }]);
    return { kind: 'LikeTest', operand, not, op: 'REGEXP', pattern: this.SUBRULE(this.bitExpression) };
  });

  private readonly soundsLike = this.RULE('soundsLike', (operand: Expr): Expr => {
    this.CONSUME(k.SOUNDS);
    this.CONSUME(k.LIKE);
    const right = this.SUBRULE(this.bitExpression);
    const soundex = (arg: Expr): Expr => ({ kind: 'Call', name: 'SOUNDEX', args: [arg] });
    return { kind: 'Binary', op: '=', left: soundex(operand), right: soundex(right) };
  });

  override readonly bitExpression = this.RULE('bitExpression', (): Expr => {
    const operands = [
      this.OR<Expr>([{ ALT: () => this.SUBRULE(this.leadingInterval) }, { ALT: () => this.SUBRULE(this.signed) }]),
    ];
    const operators: BinaryOp[] = [];
    this.MANY(() => {
      const op = this.SUBRULE(this.arithmeticOperator);
      operators.push(op);
      operands.push(
        this.OR1<Expr>([
          { ALT: () => this.SUBRULE(this.laterInterval, { ARGS: [op] }) },
          { ALT: () => this.SUBRULE1(this.signed) },
        ]),
      );
    });
    return this.ACTION(() => combine(operands, operators));
  });

  private readonly arithmeticOperator = this.RULE(
    'arithmeticOperator',
    () => ARITHMETIC.get(this.CONSUME(ArithmeticOperator).tokenType) ?? '+',
  );

  /** INTERVAL 1 DAY + x, INTERVAL(a, b, c) */
  private readonly leadingInterval = this.RULE('leadingInterval', (): Expr => {
    const operand = this.SUBRULE(this.intervalOrCall);
    this.ACTION(() => {
      if (operand.kind === 'IntervalExpr' && this.LA(1).tokenType !== t.Plus) this.refuse(this.LA(1));
    });
    return operand;
  });

  /** x + INTERVAL 1 DAY */
  private readonly laterInterval = this.RULE('laterInterval', (op: BinaryOp): Expr => {
    const operand = this.SUBRULE(this.intervalOrCall);
    this.ACTION(() => {
      const mayEnd = op === '+' || op === '-' || operand.kind !== 'IntervalExpr';
      if (!mayEnd && this.LA(1).tokenType !== t.Plus) this.refuse(this.LA(1));
    });
    return operand;
  });

  private readonly intervalOrCall = this.RULE('intervalOrCall', (): Expr => {
    this.CONSUME(k.INTERVAL);
    const amount = this.SUBRULE(this.expression);
    const unit = this.OPTION(() => this.CONSUME(t.IntervalUnit).image);
    return this.ACTION(() => {
      if (unit !== undefined) return { kind: 'IntervalExpr', amount, unit: intervalUnit(unit) };
      if (amount.kind !== 'RowExpr') this.refuse(this.LA(1));
      return { kind: 'Call', name: 'INTERVAL', args: amount.items };
    });
  });

  /** -x, !x, BINARY x, x COLLATE y: COLLATE binds tightest. */
  private readonly signed = this.RULE('signed', (): Expr => {
    const signs: Unary['op'][] = [];
    this.MANY(() => signs.push(this.SUBRULE(this.sign)));
    let expr = this.SUBRULE(this.primary);
    this.MANY1(() => {
      this.CONSUME(k.COLLATE);
      expr = { kind: 'CollateExpr', operand: expr, collation: this.SUBRULE(this.collationName) };
    });
    // A plus changes nothing, not even a label.
    return this.ACTION(() =>
      signs.reduceRight((operand: Expr, op) => (op === '+' ? operand : { kind: 'Unary', op, operand }), expr),
    );
  });

  private readonly sign = this.RULE('sign', () => PREFIX.get(this.CONSUME(Sign).tokenType) ?? '+');

  private quantifierAhead(): boolean {
    return this.LA(2).tokenType === t.LeftParenthesis;
  }
}

const isComparison = (op: BinaryOp): op is Comparison => /^(?:[<>]=?|=|<>)$/.test(op);

/** Operands and the operators between them → one tree, by precedence. */
function combine(operands: readonly Expr[], operators: readonly BinaryOp[]): Expr {
  const [first, ...others] = operands;
  if (first === undefined) throw new Error('Invariant broken: an expression has at least one operand');
  const waiting: { left: Expr; op: BinaryOp; level: number }[] = [];
  let right = first;
  for (const [index, operand] of others.entries()) {
    const op = operators[index] ?? '+';
    const level = PRECEDENCE[op] ?? 0;
    right = close(waiting, right, level);
    waiting.push({ left: right, op, level });
    right = operand;
  }
  return close(waiting, right, 0);
}

/** Builds the operators that bind at least as tightly as `level`. */
function close(waiting: { left: Expr; op: BinaryOp; level: number }[], operand: Expr, level: number): Expr {
  let right = operand;
  for (let top = waiting.at(-1); top !== undefined && top.level >= level; top = waiting.at(-1)) {
    right = { kind: 'Binary', op: top.op, left: top.left, right };
    waiting.pop();
  }
  return right;
}
