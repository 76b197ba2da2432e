/** Tables in FROM: names, subqueries, joins. */
import type { Join, TableReference } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { OperatorGrammar } from './operators.js';

type JoinCondition = Pick<Join, 'on' | 'using'>;

export abstract class JoinGrammar extends OperatorGrammar {
  /** Joins that stand in parentheses of their own: they stay whole. */
  private readonly parenthesised = new WeakSet<TableReference>();

  protected readonly tableReferences = this.RULE('tableReferences', (): TableReference[] => {
    const tables: TableReference[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => tables.push(this.SUBRULE(this.tableReference)) });
    return tables;
  });

  /** A table with all joins that follow it. */
  protected readonly tableReference = this.RULE('tableReference', (): TableReference => {
    let left = this.SUBRULE(this.tableFactor);
    this.MANY(() => {
      left = this.OR<TableReference>([
        { ALT: () => this.SUBRULE(this.innerJoin, { ARGS: [left] }) },
        { ALT: () => this.SUBRULE(this.outerJoin, { ARGS: [left] }) },
        { ALT: () => this.SUBRULE(this.naturalJoin, { ARGS: [left] }) },
      ]);
    });
    return left;
  });

  /** JOIN, INNER JOIN, CROSS JOIN, STRAIGHT_JOIN: the condition may be left out. */
  private readonly innerJoin = this.RULE('innerJoin', (left: TableReference): TableReference => {
    this.OR([
      {
        ALT: () => {
          this.OPTION(() => this.OR1([{ ALT: () => this.CONSUME(k.INNER) }, { ALT: () => this.CONSUME(k.CROSS) }]));
          this.CONSUME(k.JOIN);
        },
      },
      { ALT: () => this.CONSUME(k.STRAIGHT_JOIN) },
    ]);
    const right = this.SUBRULE(this.tableReference);
    const condition = this.OPTION1(() => this.SUBRULE(this.joinCondition));
    return this.ACTION(() =>
      condition === undefined
        ? this.joinLeftmost(left, right)
        : { kind: 'Join', type: 'INNER', natural: false, left, right, ...condition },
    );
  });

  private readonly outerJoin = this.RULE('outerJoin', (left: TableReference): Join => {
    const type = this.SUBRULE(this.side);
    this.OPTION(() => this.CONSUME(k.OUTER));
    this.CONSUME(k.JOIN);
    const right = this.SUBRULE(this.tableReference);
    const condition = this.SUBRULE(this.joinCondition);
    return { kind: 'Join', type, natural: false, left, right, ...condition };
  });

  private readonly naturalJoin = this.RULE('naturalJoin', (left: TableReference): Join => {
    this.CONSUME(k.NATURAL);
    const type = this.OPTION(() =>
      this.OR<Join['type']>([
        { ALT: () => this.CONSUME(k.INNER) && 'INNER' },
        {
          ALT: () => {
            const side = this.SUBRULE(this.side);
            this.OPTION1(() => this.CONSUME(k.OUTER));
            return side;
          },
        },
      ]),
    );
    this.CONSUME(k.JOIN);
    return { kind: 'Join', type: type ?? 'INNER', natural: true, left, right: this.SUBRULE(this.tableFactor) };
  });

  private readonly side = this.RULE('side', (): 'LEFT' | 'RIGHT' =>
    this.OR<'LEFT' | 'RIGHT'>([
      { ALT: () => this.CONSUME(k.LEFT) && 'LEFT' },
      { ALT: () => this.CONSUME(k.RIGHT) && 'RIGHT' },
    ]),
  );

  /** ON x, USING (a, b) */
  private readonly joinCondition = this.RULE(
    'joinCondition',
    (): JoinCondition =>
      this.OR<JoinCondition>([
        {
          ALT: () => {
            this.CONSUME(k.ON);
            return { on: this.SUBRULE(this.expression) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.USING);
            return { using: this.SUBRULE(this.nameList) };
          },
        },
      ]),
  );

  private readonly tableFactor = this.RULE(
    'tableFactor',
    (): TableReference =>
      this.OR<TableReference>([
        { ALT: () => this.SUBRULE(this.namedTable) },
        { GATE: () => this.queryAhead(), ALT: () => this.SUBRULE(this.derivedTable) },
        { ALT: () => this.SUBRULE(this.tableParentheses) },
      ]),
  );

  /** (SELECT …) [AS] alias: the alias must be there. */
  private readonly derivedTable = this.RULE('derivedTable', (): TableReference => {
    const query = this.SUBRULE(this.subquery);
    this.OPTION(() => this.CONSUME(k.AS));
    return { kind: 'DerivedTable', query, alias: this.SUBRULE(this.identifier) };
  });

  /** (a JOIN b), (a, b) */
  private readonly tableParentheses = this.RULE('tableParentheses', (): TableReference => {
    this.CONSUME(t.LeftParenthesis);
    const tables = this.SUBRULE(this.tableReferences);
    this.CONSUME(t.RightParenthesis);
    return this.ACTION(() => {
      const inside = tables.reduce(crossJoin);
      this.parenthesised.add(inside);
      return inside;
    });
  });

  /** [db.]table [PARTITION (p)] [[AS] alias] [USE INDEX (i)] */
  protected readonly namedTable = this.RULE('namedTable', (): TableReference & { kind: 'NamedTable' } => {
    const name = this.SUBRULE(this.tableName);
    const partitions = this.OPTION(() => {
      this.CONSUME(k.PARTITION);
      return this.SUBRULE(this.nameList);
    });
    const table = partitions === undefined ? name : { ...name, partitions };
    const alias = this.OPTION1(() => {
      this.OPTION2(() => this.CONSUME(k.AS));
      return this.SUBRULE(this.identifier);
    });
    this.MANY(() => this.SUBRULE(this.indexHint));
    return alias === undefined ? { kind: 'NamedTable', table } : { kind: 'NamedTable', table, alias };
  });

  /** USE INDEX FOR JOIN (a, PRIMARY): read, and of no effect. */
  private readonly indexHint = this.RULE('indexHint', (): void => {
    this.OR([
      { ALT: () => this.CONSUME(k.USE) },
      { ALT: () => this.CONSUME(k.FORCE) },
      { ALT: () => this.CONSUME(k.IGNORE) },
    ]);
    this.OR1([{ ALT: () => this.CONSUME(k.INDEX) }, { ALT: () => this.CONSUME(k.KEY) }]);
    this.OPTION(() => {
      this.CONSUME(k.FOR);
      this.OR2([
        { ALT: () => this.CONSUME(k.JOIN) },
        {
          ALT: () => {
            this.OR3([{ ALT: () => this.CONSUME(k.ORDER) }, { ALT: () => this.CONSUME(k.GROUP) }]);
            this.CONSUME(k.BY);
          },
        },
      ]);
    });
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.indexName) });
    this.CONSUME(t.RightParenthesis);
  });

  protected readonly indexName = this.RULE('indexName', (): string =>
    this.OR<string>([{ ALT: () => this.SUBRULE(this.identifier) }, { ALT: () => this.CONSUME(k.PRIMARY).image }]),
  );

  /** [NOWAIT | WAIT n | SKIP LOCKED], behind locks and ALTER TABLE; there is nothing to wait for here. */
  protected readonly waitClause = this.RULE('waitClause', (): void => {
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(k.NOWAIT) },
        {
          ALT: () => {
            this.CONSUME(k.WAIT);
            this.CONSUME(t.IntegerLiteral);
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.SKIP);
            this.CONSUME(k.LOCKED);
          },
        },
      ]),
    );
  });

  /**
   * A join without a condition reads everything behind it as its right side, so that `a JOIN b JOIN c ON x ON y` can
   * be told from `a JOIN b JOIN c ON x`; here it becomes the left one again, where the condition sees all tables.
   */
  private joinLeftmost(left: TableReference, right: TableReference): TableReference {
    if (right.kind !== 'Join' || this.parenthesised.has(right)) return crossJoin(left, right);
    return { ...right, left: this.joinLeftmost(left, right.left) };
  }
}

function crossJoin(left: TableReference, right: TableReference): TableReference {
  return { kind: 'Join', type: 'CROSS', natural: false, left, right };
}
