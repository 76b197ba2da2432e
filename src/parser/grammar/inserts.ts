/** INSERT and REPLACE. */
import type { ColumnRef, Expr, Insert, SetColumn } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { LoneLiteral } from './literals.js';
import { QueryGrammar } from './queries.js';

type Source = Pick<Insert, 'columns' | 'source'>;

export abstract class InsertGrammar extends QueryGrammar {
  readonly insert = this.RULE('insert', (): Insert => {
    this.CONSUME(k.INSERT);
    this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(k.LOW_PRIORITY) },
        { ALT: () => this.CONSUME(k.DELAYED) },
        { ALT: () => this.CONSUME(k.HIGH_PRIORITY) },
      ]),
    );
    const ignore = this.OPTION1(() => this.CONSUME(k.IGNORE)) !== undefined;
    const rest = this.SUBRULE(this.insertRest);
    const onDuplicate = this.SUBRULE(this.onDuplicate);
    const returning = this.SUBRULE(this.returning);
    return { kind: 'Insert', replace: false, ignore, ...rest, onDuplicate, ...returning };
  });

  readonly replace = this.RULE('replace', (): Insert => {
    this.CONSUME(k.REPLACE);
    this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(k.LOW_PRIORITY) }, { ALT: () => this.CONSUME(k.DELAYED) }]));
    const rest = this.SUBRULE(this.insertRest);
    const returning = this.SUBRULE(this.returning);
    return { kind: 'Insert', replace: true, ignore: false, ...rest, onDuplicate: [], ...returning };
  });

  private readonly insertRest = this.RULE('insertRest', (): Source & Pick<Insert, 'table'> => {
    this.OPTION(() => this.CONSUME(k.INTO));
    const name = this.SUBRULE(this.tableName);
    const partitions = this.OPTION1(() => {
      this.CONSUME(k.PARTITION);
      return this.SUBRULE(this.nameList);
    });
    const table = partitions === undefined ? name : { ...name, partitions };
    const source = this.OR<Source>([
      { ALT: () => this.SUBRULE(this.insertSet) },
      { ALT: () => this.SUBRULE(this.insertRows) },
    ]);
    return { table, ...source };
  });

  /** SET a = 1, b = 2 */
  private readonly insertSet = this.RULE('insertSet', (): Source => {
    this.CONSUME(k.SET);
    const items = this.SUBRULE(this.assignments);
    return this.ACTION(() => ({
      columns: items.map(({ column }) => column.name),
      source: { kind: 'Values', rows: [items.map(({ value }) => value)] },
    }));
  });

  /** [(a, b)] VALUES (1, 2), [(a, b)] SELECT … */
  private readonly insertRows = this.RULE('insertRows', (): Source => {
    const columns = this.OPTION({ GATE: () => !this.queryAhead(), DEF: () => this.SUBRULE(this.insertColumns) });
    const source = this.OR<Insert['source']>([
      { ALT: () => ({ kind: 'Values', rows: this.SUBRULE(this.valueRows) }) },
      { IGNORE_AMBIGUITIES: true, ALT: () => ({ kind: 'Query', query: this.SUBRULE(this.query) }) },
    ]);
    return columns === undefined ? { source } : { columns, source };
  });

  private readonly insertColumns = this.RULE('insertColumns', (): string[] => {
    const columns: string[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => columns.push(this.SUBRULE(this.columnRef).name) });
    this.CONSUME(t.RightParenthesis);
    return columns;
  });

  private readonly valueRows = this.RULE('valueRows', (): Expr[][] => {
    const rows: Expr[][] = [];
    this.OR([{ ALT: () => this.CONSUME(k.VALUES) }, { ALT: () => this.CONSUME(k.VALUE) }]);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => rows.push(this.SUBRULE(this.valueRow)) });
    return rows;
  });

  private readonly valueRow = this.RULE('valueRow', (): Expr[] => {
    const values: Expr[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => values.push(this.SUBRULE(this.expressionOrDefault)) });
    this.CONSUME(t.RightParenthesis);
    return values;
  });

  /** DEFAULT alone, or an expression, which may begin with DEFAULT(column). */
  protected readonly expressionOrDefault = this.RULE(
    'expressionOrDefault',
    (): Expr =>
      this.OR<Expr>([
        { GATE: () => this.loneLiteralAhead(), ALT: () => this.loneLiteral(this.CONSUME(LoneLiteral)) },
        {
          GATE: () => this.LA(2).tokenType !== t.LeftParenthesis,
          ALT: () => {
            this.CONSUME(k.DEFAULT);
            return { kind: 'DefaultExpr' };
          },
        },
        { ALT: () => this.SUBRULE(this.expression) },
      ]),
  );

  private readonly onDuplicate = this.RULE('onDuplicate', (): SetColumn[] => {
    const items = this.OPTION(() => {
      this.CONSUME(k.ON);
      this.CONSUME(k.DUPLICATE);
      this.CONSUME(k.KEY);
      this.CONSUME(k.UPDATE);
      this.ACTION(() => {
        this.inOnDuplicate = true;
      });
      const list = this.SUBRULE(this.assignments);
      this.ACTION(() => {
        this.inOnDuplicate = false;
      });
      return list;
    });
    return items ?? [];
  });

  protected readonly returning = this.RULE('returning', (): Pick<Insert, 'returning'> => {
    const returning = this.OPTION(() => {
      this.CONSUME(k.RETURNING);
      return this.SUBRULE(this.selectItems);
    });
    return returning ? { returning } : {};
  });

  /** a = 1, t.b := DEFAULT */
  protected readonly assignments = this.RULE('assignments', (): SetColumn[] => {
    const items: SetColumn[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const column = this.SUBRULE(this.columnRef);
        this.OR([{ ALT: () => this.CONSUME(t.Equal) }, { ALT: () => this.CONSUME(t.Assign) }]);
        items.push({ column, value: this.SUBRULE(this.expressionOrDefault) });
      },
    });
    return items;
  });

  /** column, table.column, db.table.column */
  protected readonly columnRef = this.RULE('columnRef', (): ColumnRef => {
    const names = [this.SUBRULE(this.identifier)];
    this.MANY({
      GATE: () => names.length < 3,
      DEF: () => {
        this.CONSUME(t.Dot);
        names.push(this.SUBRULE1(this.identifier));
      },
    });
    return this.ACTION(() => {
      const [name = '', table, db] = names.reverse();
      return { kind: 'ColumnRef', name, ...(table !== undefined && { table }), ...(db !== undefined && { db }) };
    });
  });
}
