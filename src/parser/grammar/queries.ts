/** SELECT, VALUES, and their combinations. */
import { sqlError } from '../../base/errors.js';
import type {
  CommonTable,
  Expr,
  Limit,
  Literal,
  OrderItem,
  Query,
  Select,
  SelectItem,
  SelectStatement,
  SetOperation,
  TableReference,
  With,
} from '../ast.js';
import { firstSelect } from '../first-select.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { LimitGrammar } from './limits.js';

/** Operands of UNION and its like, before they are joined. */
interface Combination {
  readonly op: SetOperation['op'];
  readonly all: boolean;
  readonly right: Query;
}

/** What may follow the whole of a query. */
interface Tail {
  orderBy: OrderItem[];
  limit?: Limit;
  lock?: NonNullable<Select['lock']>;
}

/** Hints that change nothing here. */
const SelectHint = category('SelectHint', [
  ...[k.HIGH_PRIORITY, k.STRAIGHT_JOIN, k.SQL_SMALL_RESULT, k.SQL_BIG_RESULT, k.SQL_BUFFER_RESULT, k.SQL_CACHE],
  k.SQL_NO_CACHE,
]);

/** What may stand between SELECT and its items. */
interface SelectOptions {
  readonly distinct: boolean;
  readonly calcFoundRows?: true;
}

export abstract class QueryGrammar extends LimitGrammar {
  /** How many of the statement's SELECTs have said SQL_CALC_FOUND_ROWS: only the first may. */
  private countedSelects = 0;

  readonly selectStatement = this.RULE('selectStatement', (): SelectStatement => {
    this.ACTION(() => {
      this.into = undefined;
      this.intoTrails = false;
      this.intoAllowed = true;
      this.countedSelects = 0;
    });
    const query = this.SUBRULE(this.query);
    this.ACTION(() => {
      const allowed = firstSelect(query).calcFoundRows ? 1 : 0;
      if (this.countedSelects > allowed) throw sqlError('ER_CANT_USE_OPTION_HERE', 'SQL_CALC_FOUND_ROWS');
    });
    this.OPTION({ GATE: () => this.into === undefined, DEF: () => this.SUBRULE(this.trailingInto) });
    const { into, intoTrails } = this;
    return into === undefined
      ? { kind: 'SelectStatement', query }
      : { kind: 'SelectStatement', query, into, intoTrails };
  });

  override readonly query = this.RULE('query', (): Query => {
    const common = this.OPTION(() => this.SUBRULE(this.with));
    let left = this.SUBRULE(this.queryOperand);
    const more: Combination[] = [];
    this.MANY(() => more.push(this.SUBRULE(this.combination)));
    const tail = this.SUBRULE(this.queryTail);
    return this.ACTION(() => {
      left = combine(left, more);
      const query = withTail(left, tail);
      if (common === undefined) return query;
      return { ...(query.with ? selectFrom(query) : query), with: common };
    });
  });

  /** WITH [RECURSIVE] a [(x, y)] AS (SELECT …), b AS (…) */
  private readonly with = this.RULE('with', (): With => {
    const tables: CommonTable[] = [];
    this.CONSUME(k.WITH);
    const recursive = this.OPTION(() => this.CONSUME(k.RECURSIVE)) !== undefined;
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => tables.push(this.SUBRULE(this.commonTable)) });
    return { recursive, tables };
  });

  private readonly commonTable = this.RULE('commonTable', (): CommonTable => {
    const name = this.SUBRULE(this.identifier);
    const columns = this.OPTION(() => this.SUBRULE(this.nameList));
    this.CONSUME(k.AS);
    const query = this.SUBRULE(this.subquery);
    return columns === undefined ? { name, query } : { name, columns, query };
  });

  private readonly combination = this.RULE('combination', (): Combination => {
    const op = this.OR<SetOperation['op']>([
      { ALT: () => this.CONSUME(k.UNION) && 'UNION' },
      { ALT: () => this.CONSUME(k.EXCEPT) && 'EXCEPT' },
      { ALT: () => this.CONSUME(k.INTERSECT) && 'INTERSECT' },
    ]);
    const all = this.OPTION(() =>
      this.OR1([
        { ALT: () => this.CONSUME(k.ALL) !== undefined },
        { ALT: () => this.CONSUME(k.DISTINCT) === undefined },
      ]),
    );
    return { op, all: all ?? false, right: this.SUBRULE(this.queryOperand) };
  });

  private readonly queryOperand = this.RULE(
    'queryOperand',
    (): Query =>
      this.OR<Query>([
        { ALT: () => this.SUBRULE(this.select) },
        { ALT: () => this.SUBRULE(this.valuesQuery) },
        { ALT: () => this.SUBRULE(this.subquery) },
      ]),
  );

  private readonly select = this.RULE('select', (): Select => {
    this.CONSUME(k.SELECT);
    const options = this.SUBRULE(this.selectOptions);
    const items = this.SUBRULE(this.selectItems);
    this.OPTION({ GATE: () => this.intoAllowed && this.into === undefined, DEF: () => this.SUBRULE(this.intoClause) });
    const from = this.SUBRULE(this.from);
    const where = this.SUBRULE(this.where);
    const groups = this.SUBRULE(this.groupBy);
    const having = this.OPTION1(() => {
      this.CONSUME(k.HAVING);
      return this.SUBRULE(this.expression);
    });
    return {
      kind: 'Select',
      ...options,
      items,
      from,
      ...(where !== undefined && { where }),
      ...groups,
      ...(having !== undefined && { having }),
      orderBy: [],
    };
  });

  private readonly selectOptions = this.RULE('selectOptions', (): SelectOptions => {
    let distinct = false;
    let all = false;
    let calcFoundRows = false;
    this.MANY(() =>
      this.OR([
        { ALT: () => this.CONSUME(SelectHint) },
        {
          ALT: () => {
            this.CONSUME(k.SQL_CALC_FOUND_ROWS);
            calcFoundRows = true;
          },
        },
        {
          ALT: () => {
            this.OR1([{ ALT: () => this.CONSUME(k.DISTINCT) }, { ALT: () => this.CONSUME(k.DISTINCTROW) }]);
            distinct = true;
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.ALL);
            all = true;
          },
        },
      ]),
    );
    this.ACTION(() => {
      if (distinct && all) throw sqlError('ER_WRONG_USAGE', 'ALL', 'DISTINCT');
      if (calcFoundRows) this.countedSelects++;
    });
    return calcFoundRows ? { distinct, calcFoundRows: true } : { distinct };
  });

  protected readonly selectItems = this.RULE('selectItems', (): SelectItem[] => {
    const items: SelectItem[] = [];
    this.OR([
      { ALT: () => this.CONSUME(t.Star) && items.push({ kind: 'Star' }) },
      { ALT: () => items.push(this.SUBRULE(this.selectItem)) },
    ]);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      items.push(this.SUBRULE1(this.selectItem));
    });
    return items;
  });

  private readonly selectItem = this.RULE(
    'selectItem',
    (): SelectItem =>
      this.OR<SelectItem>([
        { GATE: () => this.starAhead(), ALT: () => this.SUBRULE(this.tableStar) },
        {
          ALT: () => {
            const first = this.LA(1);
            const expr = this.SUBRULE(this.expression);
            const text = this.ACTION(() => labelOf(expr, this.textFrom(first)));
            const alias = this.OPTION(() => this.SUBRULE(this.selectAlias));
            return { kind: 'Item', expr, text, ...(alias !== undefined && { alias }) };
          },
        },
      ]),
  );

  /** [AS] alias; a string will do. */
  private readonly selectAlias = this.RULE('selectAlias', (): string => {
    this.OPTION(() => this.CONSUME(k.AS));
    return this.SUBRULE(this.identifierOrText);
  });

  /** t.*, db.t.* */
  private readonly tableStar = this.RULE('tableStar', (): SelectItem => {
    const first = this.SUBRULE(this.identifier);
    this.CONSUME(t.Dot);
    const second = this.OPTION(() => {
      const name = this.SUBRULE1(this.identifier);
      this.CONSUME1(t.Dot);
      return name;
    });
    this.CONSUME(t.Star);
    return second === undefined ? { kind: 'Star', table: first } : { kind: 'Star', db: first, table: second };
  });

  private starAhead(): boolean {
    const dotAhead = this.LA(2).tokenType === t.Dot;
    const starAhead = this.LA(3).tokenType === t.Star;
    return dotAhead && (starAhead || (this.LA(4).tokenType === t.Dot && this.LA(5).tokenType === t.Star));
  }

  /** [FROM DUAL | FROM tables] */
  private readonly from = this.RULE('from', (): readonly TableReference[] => {
    const tables = this.OPTION(() => {
      this.CONSUME(k.FROM);
      return this.OR<readonly TableReference[]>([
        { ALT: () => this.CONSUME(k.DUAL) && [] },
        { ALT: () => this.SUBRULE(this.tableReferences) },
      ]);
    });
    return tables ?? [];
  });

  protected readonly where = this.RULE('where', (): Expr | undefined =>
    this.OPTION(() => {
      this.CONSUME(k.WHERE);
      return this.SUBRULE(this.expression);
    }),
  );

  private readonly groupBy = this.RULE('groupBy', (): Pick<Select, 'groupBy' | 'rollup'> => {
    const groups = this.OPTION((): Pick<Select, 'groupBy' | 'rollup'> => {
      this.CONSUME(k.GROUP);
      this.CONSUME(k.BY);
      const list = this.SUBRULE(this.orderItems);
      const rollup = this.OPTION1({
        GATE: () => this.LA(2).tokenType === k.ROLLUP,
        DEF: () => {
          this.CONSUME(k.WITH);
          return this.CONSUME(k.ROLLUP);
        },
      });
      return rollup === undefined ? { groupBy: list } : { groupBy: list, rollup: true };
    });
    return groups ?? { groupBy: [] };
  });

  /** VALUES (1, 2), (3, 4) is SELECT 1, 2 UNION ALL SELECT 3, 4. */
  private readonly valuesQuery = this.RULE('valuesQuery', (): Query => {
    const rows: Query[] = [];
    this.CONSUME(k.VALUES);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => rows.push(this.SUBRULE(this.valuesRow)) });
    return this.ACTION(() =>
      rows.reduce((left, right) => ({ kind: 'SetOperation', op: 'UNION', all: true, left, right, orderBy: [] })),
    );
  });

  private readonly valuesRow = this.RULE('valuesRow', (): Query => {
    const items: SelectItem[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const first = this.LA(1);
        const expr = this.SUBRULE(this.expression);
        const text = this.ACTION(() => labelOf(expr, this.textFrom(first)));
        items.push({ kind: 'Item', expr, text });
      },
    });
    this.CONSUME(t.RightParenthesis);
    return { kind: 'Select', distinct: false, items, from: [], groupBy: [], orderBy: [] };
  });

  /** ORDER BY, LIMIT, FOR UPDATE */
  private readonly queryTail = this.RULE('queryTail', (): Tail => {
    const tail: Tail = { orderBy: this.SUBRULE(this.orderBy) };
    const limit = this.OPTION(() =>
      this.OR<Limit>([{ ALT: () => this.SUBRULE(this.limit) }, { ALT: () => this.SUBRULE(this.fetch) }]),
    );
    this.OPTION1({
      GATE: () => this.intoAllowed && this.into === undefined,
      DEF: () => this.SUBRULE(this.trailingInto),
    });
    const lock = this.OPTION2(() => this.SUBRULE(this.lock));
    if (limit !== undefined) tail.limit = limit;
    if (lock !== undefined) tail.lock = lock;
    return tail;
  });
}

/** The column label: the text, but a literal is labelled by its value and loses parentheses around it. */
function labelOf(expr: Expr, text: string): string {
  if (expr.kind !== 'Literal') return text;
  if (expr.value.type === 'string') return expr.value.value.replace(/^\s+/, '');
  if (expr.value.type === 'null') return 'NULL';
  if (expr.value.type === 'boolean') return expr.value.value ? 'TRUE' : 'FALSE';
  return /^[(+]/.test(text) && isNumber(expr) ? text.replace(/^[(+\s]+|[\s)]+$/g, '') : text;
}

function isNumber({ value: { type } }: Literal): boolean {
  return type === 'integer' || type === 'decimal' || type === 'double';
}

/** INTERSECT binds tighter than UNION and EXCEPT. */
function combine(first: Query, more: readonly Combination[]): Query {
  const terms: { op: SetOperation['op']; all: boolean; query: Query }[] = [{ op: 'UNION', all: true, query: first }];
  for (const { op, all, right } of more) {
    const last = terms.at(-1);
    if (op === 'INTERSECT' && last !== undefined) last.query = setOperation(op, all, last.query, right);
    else terms.push({ op, all, query: right });
  }
  return terms
    .slice(1)
    .reduce((left, { op, all, query }) => setOperation(op, all, left, query), terms[0]?.query ?? first);
}

function setOperation(op: SetOperation['op'], all: boolean, left: Query, right: Query): SetOperation {
  return { kind: 'SetOperation', op, all, left, right, orderBy: [] };
}

/** Puts ORDER BY and LIMIT on a query; one in parentheses may have its own, which come first. */
function withTail(query: Query, { orderBy, limit, lock }: Tail): Query {
  if (orderBy.length === 0 && limit === undefined && lock === undefined) return query;
  const taken = query.limit !== undefined || (query.orderBy.length > 0 && orderBy.length > 0);
  const inner: Query = taken ? selectFrom(query) : query;
  const ordered = { ...inner, orderBy: orderBy.length > 0 ? orderBy : inner.orderBy };
  const limited = limit === undefined ? ordered : { ...ordered, limit };
  return limited.kind === 'Select' && lock !== undefined ? { ...limited, lock } : limited;
}

function selectFrom(query: Query): Select {
  const from: TableReference[] = [{ kind: 'DerivedTable', query, alias: '' }];
  return { kind: 'Select', distinct: false, items: [{ kind: 'Star' }], from, groupBy: [], orderBy: [] };
}
