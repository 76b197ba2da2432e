/** The leaves of expressions: literals, names, variables, calls, parentheses, CASE. */
import type { IToken, TokenType } from 'chevrotain';
import type { CaseExpr, DefaultExpr, Expr, Query, SystemVariable, VariableScope } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { UNCALLABLE_WORDS } from '../words.js';
import { FunctionGrammar } from './functions.js';

/** Reserved words that are functions, and how many arguments each takes. */
const KEYWORD_CALLS: ReadonlyMap<TokenType, number> = new Map([
  [k.IF, 3],
  [k.LEFT, 2],
  [k.RIGHT, 2],
  [k.REPEAT, 2],
  [k.REPLACE, 3],
  [k.INSERT, 4],
  [k.MOD, 2],
]);

const KeywordCall = category('KeywordCall', KEYWORD_CALLS.keys());

/** What can follow `(…)` when that was a query and not an operand. */
const AFTER_QUERY: ReadonlySet<TokenType> = new Set([
  ...[k.UNION, k.EXCEPT, k.INTERSECT, k.ORDER, k.LIMIT, t.RightParenthesis],
]);

const VARIABLE_SCOPES: ReadonlyMap<string, VariableScope> = new Map([
  ['GLOBAL', 'GLOBAL'],
  ['SESSION', 'SESSION'],
  ['LOCAL', 'LOCAL'],
]);

/** Deeper nesting ends the parse anyway. */
const MAX_NESTING = 4096;

export abstract class PrimaryGrammar extends FunctionGrammar {
  /** VALUES(column) has a meaning only in ON DUPLICATE KEY UPDATE. */
  protected inOnDuplicate = false;

  /** INTO belongs to a statement's own SELECT, not to a subquery. */
  protected intoAllowed = false;

  /** A statement that failed may have left its state behind. */
  override load(...what: Parameters<FunctionGrammar['load']>): void {
    super.load(...what);
    this.inOnDuplicate = false;
    this.intoAllowed = false;
  }

  protected readonly primary = this.RULE(
    'primary',
    (): Expr =>
      this.OR<Expr>([
        { ALT: () => this.SUBRULE(this.literal) },
        { GATE: () => this.temporalAhead(), ALT: () => this.SUBRULE(this.temporalLiteral) },
        { ALT: () => this.SUBRULE(this.assignment) },
        { ALT: () => this.SUBRULE(this.readVariable) },
        { ALT: () => this.SUBRULE(this.parentheses) },
        { ALT: () => this.SUBRULE(this.caseExpression) },
        { ALT: () => this.SUBRULE(this.exists) },
        { ALT: () => this.SUBRULE(this.specialFunction) },
        { ALT: () => this.SUBRULE(this.keywordCall) },
        { GATE: () => this.callAhead(), ALT: () => this.SUBRULE(this.rowConstructor) },
        { GATE: () => this.insertedValueAhead(), ALT: () => this.SUBRULE(this.insertedValue) },
        { GATE: () => this.callAhead(), ALT: () => this.SUBRULE(this.unitCall) },
        { ALT: () => this.SUBRULE(this.defaultOf) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.nameOrCall) },
        { ALT: () => this.CONSUME(k.ROW_NUMBER) && this.notSupported('window functions') },
        { ALT: () => this.SUBRULE(this.braces) },
        { ALT: () => this.SUBRULE(this.parameterMark) },
      ]),
  );

  /** `?`, where the text is a prepared statement. */
  protected readonly parameterMark = this.RULE('parameterMark', (): Expr => {
    const mark = this.CONSUME(t.ParameterMark);
    return this.ACTION(() => this.options.parameters?.next() ?? this.refuse(mark));
  });

  /** @name, @name := x */
  private readonly assignment = this.RULE('assignment', (): Expr => {
    const name = this.SUBRULE(this.userVariable);
    const value = this.OPTION(() => {
      this.CONSUME(t.Assign);
      return this.SUBRULE(this.expression);
    });
    return value === undefined ? { kind: 'UserVariable', name } : { kind: 'Assignment', name, value };
  });

  private readonly readVariable = this.RULE('readVariable', (): SystemVariable => {
    const variable = this.SUBRULE(this.systemVariable);
    this.ACTION(() => this.options.variables?.read(variable));
    return variable;
  });

  /** @@[scope.][component.]name */
  protected readonly systemVariable = this.RULE('systemVariable', (): SystemVariable => {
    const parts: string[] = [];
    this.CONSUME(t.AtAt);
    parts.push(this.SUBRULE(this.identifier));
    this.ACTION(() => {
      const isScope = VARIABLE_SCOPES.has(this.LA(0).image.toUpperCase());
      if (isScope && this.LA(1).tokenType !== t.Dot) this.refuse(this.LA(1));
    });
    this.MANY({
      GATE: () => parts.length < 3,
      DEF: () => {
        this.CONSUME(t.Dot);
        parts.push(this.SUBRULE(this.identifierOrText));
      },
    });
    return this.ACTION(() => {
      const scope = parts.length > 1 ? VARIABLE_SCOPES.get(parts[0]?.toUpperCase() ?? '') : undefined;
      const [one = '', two] = scope === undefined ? parts : parts.slice(1);
      const named = two === undefined ? { name: one } : { component: one, name: two };
      return { kind: 'SystemVariable', ...(scope !== undefined && { scope }), ...named };
    });
  });

  /** (x), (x, y), (SELECT …) */
  private readonly parentheses = this.RULE(
    'parentheses',
    (): Expr =>
      this.OR<Expr>([
        { GATE: () => this.queryAhead(), ALT: () => ({ kind: 'SubqueryExpr', query: this.SUBRULE(this.subquery) }) },
        {
          ALT: () => {
            this.CONSUME(t.LeftParenthesis);
            const items = this.SUBRULE(this.expressions);
            this.CONSUME(t.RightParenthesis);
            return this.ACTION(() => {
              const [only] = items;
              return items.length === 1 && only !== undefined ? only : { kind: 'RowExpr', items };
            });
          },
        },
      ]),
  );

  /** ( query ) */
  protected readonly subquery = this.RULE('subquery', (): Query => {
    const { intoAllowed } = this;
    this.CONSUME(t.LeftParenthesis);
    this.ACTION(() => {
      this.intoAllowed = false;
    });
    const query = this.SUBRULE(this.query);
    this.ACTION(() => {
      this.intoAllowed = intoAllowed;
    });
    this.CONSUME(t.RightParenthesis);
    return query;
  });

  private readonly exists = this.RULE('exists', (): Expr => {
    this.CONSUME(k.EXISTS);
    return { kind: 'ExistsTest', query: this.SUBRULE(this.subquery) };
  });

  private readonly caseExpression = this.RULE('caseExpression', (): CaseExpr => {
    const whens: { when: Expr; then: Expr }[] = [];
    this.CONSUME(k.CASE);
    const operand = this.OPTION(() => this.SUBRULE(this.expression));
    this.AT_LEAST_ONE(() => {
      this.CONSUME(k.WHEN);
      const when = this.SUBRULE1(this.expression);
      this.CONSUME(k.THEN);
      const result = this.SUBRULE2(this.expression);
      // biome-ignore lint/suspicious/noThenProperty: nobody awaits a tree.
      whens.push({ when, then: result });
    });
    const otherwise = this.OPTION1(() => {
      this.CONSUME(k.ELSE);
      return this.SUBRULE3(this.expression);
    });
    this.CONSUME(k.END);
    return {
      kind: 'CaseExpr',
      whens,
      ...(operand !== undefined && { operand }),
      ...(otherwise !== undefined && { otherwise }),
    };
  });

  /** IF(a, b, c) and its like: the grammar of the server counts their arguments. */
  private readonly keywordCall = this.RULE('keywordCall', (): Expr => {
    const { image: name, tokenType } = this.CONSUME(KeywordCall);
    const args: Expr[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        args.push(this.SUBRULE(this.expression));
        this.ACTION(() => this.checkCount(args.length, KEYWORD_CALLS.get(tokenType)));
      },
    });
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name, args };
  });

  private checkCount(count: number, wanted = 0): void {
    const next = this.LA(1).tokenType;
    const wrong = count < wanted ? t.RightParenthesis : t.Comma;
    if (next === wrong && (count < wanted || count === wanted)) this.refuse(this.LA(1));
  }

  /** ROW(x, y …): at least two. */
  private readonly rowConstructor = this.RULE('rowConstructor', (): Expr => {
    this.CONSUME(k.ROW);
    this.CONSUME(t.LeftParenthesis);
    const items = this.SUBRULE(this.expressions);
    this.ACTION(() => {
      if (items.length < 2) this.refuse(this.LA(1));
    });
    this.CONSUME(t.RightParenthesis);
    return { kind: 'RowExpr', items };
  });

  /** VALUE(column), in ON DUPLICATE KEY UPDATE also VALUES(column). */
  private readonly insertedValue = this.RULE('insertedValue', (): Expr => {
    this.OR([{ ALT: () => this.CONSUME(k.VALUES) }, { ALT: () => this.CONSUME(k.VALUE) }]);
    this.CONSUME(t.LeftParenthesis);
    const column = this.SUBRULE(this.nameOrCall);
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Call', name: 'VALUES', args: [column] };
  });

  /** DEFAULT(column) */
  private readonly defaultOf = this.RULE('defaultOf', (): DefaultExpr => {
    this.CONSUME(k.DEFAULT);
    this.CONSUME(t.LeftParenthesis);
    const column = this.SUBRULE(this.nameOrCall);
    this.CONSUME(t.RightParenthesis);
    return this.ACTION(() => ({ kind: 'DefaultExpr', ...(column.kind === 'ColumnRef' && { column: column.name }) }));
  });

  /** column, table.column, db.table.column, function(…), db.function(…) */
  protected readonly nameOrCall = this.RULE('nameOrCall', (): Expr => {
    const names = [this.SUBRULE(this.identifier)];
    this.MANY({
      GATE: () => names.length < 3,
      DEF: () => {
        this.CONSUME(t.Dot);
        names.push(this.SUBRULE1(this.identifier));
      },
    });
    const args = this.OPTION({
      GATE: () => names.length > 1 || !UNCALLABLE_WORDS.has(this.LA(0).image.toUpperCase()),
      DEF: () => this.SUBRULE(this.callArguments),
    });
    this.OPTION1({
      GATE: () => args !== undefined,
      DEF: () => this.CONSUME(k.OVER) && this.notSupported('window functions'),
    });
    return this.ACTION(() => {
      if (args !== undefined) return { kind: 'Call', name: names.join('.'), args };
      const [name = '', table, db] = names.reverse();
      return {
        kind: 'ColumnRef',
        name,
        ...(table !== undefined && { table }),
        ...(db !== undefined && { db }),
      };
    });
  });

  protected readonly callArguments = this.RULE('callArguments', (): Expr[] => {
    this.CONSUME(t.LeftParenthesis);
    const args = this.OPTION(() => this.SUBRULE(this.expressions));
    this.CONSUME(t.RightParenthesis);
    return args ?? [];
  });

  /** Is the next word followed by `(`? */
  private callAhead(): boolean {
    return this.LA(2).tokenType === t.LeftParenthesis;
  }

  private insertedValueAhead(): boolean {
    return this.callAhead() && (this.inOnDuplicate || this.LA(1).tokenType !== k.VALUES);
  }

  /** At `(`: does it hold a query, and not an operand or a joined table that begins with one? */
  protected queryAhead(): boolean {
    let depth = 1;
    while (this.LA(depth).tokenType === t.LeftParenthesis && depth < MAX_NESTING) depth++;
    const { tokenType } = this.LA(depth);
    const isQuery = tokenType === k.SELECT || tokenType === k.VALUES || tokenType === k.WITH;
    return isQuery && (depth === 2 || AFTER_QUERY.has(this.afterParenthesis(2).tokenType));
  }

  /** The token behind the `)` that closes the `(` at `LA(from)`. */
  private afterParenthesis(from: number): IToken {
    let open = 0;
    for (let ahead = from; ; ahead++) {
      const token = this.LA(ahead);
      if (token.tokenType === t.LeftParenthesis) open++;
      else if (token.tokenType === t.RightParenthesis) open--;
      if (open === 0 || Number.isNaN(token.startOffset)) return this.LA(ahead + 1);
    }
  }
}
