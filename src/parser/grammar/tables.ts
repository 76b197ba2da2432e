/** CREATE, DROP, TRUNCATE and RENAME of tables. */
import { sqlError } from '../../base/errors.js';
import type {
  ColumnDefinition,
  CreateTable,
  DropTable,
  Expr,
  KeyDefinition,
  PartitionClause,
  RenameTable,
  TableName,
  TruncateTable,
} from '../ast.js';
import * as t from '../tokens.js';
import { AnyToken, k } from '../tokens.js';
import { TableOptionGrammar } from './table-options.js';

/** What stands in the parentheses of CREATE TABLE. */
export interface TableElements {
  readonly columns: ColumnDefinition[];
  readonly keys: KeyDefinition[];
  readonly checks: { name?: string; expr: Expr; text: string }[];
}

type TableBody = Pick<
  CreateTable,
  'columns' | 'keys' | 'checks' | 'options' | 'like' | 'select' | 'duplicates' | 'partition'
>;

/** What fills a new table. */
type CreatedRows = Pick<CreateTable, 'select' | 'duplicates'>;

export abstract class TableGrammar extends TableOptionGrammar {
  /** [TEMPORARY] TABLE [IF NOT EXISTS] t … */
  protected readonly createTable = this.RULE('createTable', (orReplace: boolean): CreateTable => {
    const temporary = this.OPTION(() => this.CONSUME(k.TEMPORARY)) !== undefined;
    this.CONSUME(k.TABLE);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    this.ACTION(() => {
      if (orReplace && ifNotExists) throw sqlError('ER_WRONG_USAGE', 'OR REPLACE', 'IF NOT EXISTS');
    });
    const table = this.SUBRULE(this.tableName);
    const body = this.OR<TableBody>([
      { ALT: () => ({ ...NO_BODY, like: this.SUBRULE(this.createLike) }) },
      { GATE: () => this.likeAhead(), ALT: () => ({ ...NO_BODY, like: this.SUBRULE(this.likeInParentheses) }) },
      { GATE: () => !this.queryAhead(), ALT: () => this.SUBRULE(this.definedBody) },
      { ALT: () => this.SUBRULE(this.tableTail, { ARGS: [NO_ELEMENTS] }) },
    ]);
    return this.ACTION(() => {
      const columnless = body.columns.length === 0 && body.like === undefined && body.select === undefined;
      if (columnless) throw sqlError('ER_TABLE_MUST_HAVE_COLUMNS');
      return { kind: 'CreateTable', table, temporary, orReplace, ifNotExists, ...body };
    });
  });

  private readonly createLike = this.RULE('createLike', (): TableName => {
    this.CONSUME(k.LIKE);
    return this.SUBRULE(this.tableName);
  });

  private readonly likeInParentheses = this.RULE('likeInParentheses', (): TableName => {
    this.CONSUME(t.LeftParenthesis);
    const table = this.SUBRULE(this.createLike);
    this.CONSUME(t.RightParenthesis);
    return table;
  });

  private likeAhead(): boolean {
    return this.LA(2).tokenType === k.LIKE;
  }

  private readonly definedBody = this.RULE('definedBody', (): TableBody => {
    const elements = this.SUBRULE(this.tableElements);
    return this.SUBRULE(this.tableTail, { ARGS: [elements] });
  });

  /** options [PARTITION BY …] [[AS] SELECT …] */
  private readonly tableTail = this.RULE('tableTail', (elements: TableElements): TableBody => {
    const options = this.SUBRULE(this.tableOptions);
    const partition = this.OPTION(() => this.SUBRULE(this.partitionText));
    const select = this.OPTION1(() => this.SUBRULE(this.createSelect));
    return {
      ...elements,
      options,
      ...(partition !== undefined && { partition }),
      ...select,
    };
  });

  /** PARTITION BY and all that follows. */
  private readonly partitionText = this.RULE('partitionText', (): PartitionClause => {
    const first = this.LA(1);
    this.CONSUME(k.PARTITION);
    this.CONSUME(k.BY);
    this.AT_LEAST_ONE(() => this.CONSUME(AnyToken));
    return { offset: first.startOffset };
  });

  /** [IGNORE | REPLACE] [AS] SELECT … */
  private readonly createSelect = this.RULE('createSelect', (): CreatedRows => {
    const duplicates = this.OPTION(() =>
      this.OR<'IGNORE' | 'REPLACE'>([
        { ALT: () => this.CONSUME(k.IGNORE) && 'IGNORE' },
        { ALT: () => this.CONSUME(k.REPLACE) && 'REPLACE' },
      ]),
    );
    this.OPTION1(() => this.CONSUME(k.AS));
    const select = this.SUBRULE(this.query);
    return duplicates === undefined ? { select } : { select, duplicates };
  });

  /** (columns, keys, checks) */
  protected readonly tableElements = this.RULE('tableElements', (): TableElements => {
    const elements: TableElements = { columns: [], keys: [], checks: [] };
    this.CONSUME(t.LeftParenthesis);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => this.SUBRULE(this.tableElement, { ARGS: [elements] }),
    });
    this.CONSUME(t.RightParenthesis);
    return elements;
  });

  private readonly tableElement = this.RULE('tableElement', (elements: TableElements): void => {
    this.OR([
      { ALT: () => this.SUBRULE(this.namedConstraint, { ARGS: [elements] }) },
      { ALT: () => this.push(elements?.keys, this.SUBRULE(this.key)) },
      { ALT: () => this.push(elements?.checks, this.SUBRULE(this.check)) },
      { ALT: () => this.push(elements?.columns, this.SUBRULE(this.columnDefinition)) },
    ]);
  });

  /** CONSTRAINT [name] UNIQUE …, CONSTRAINT [name] CHECK (…) */
  protected readonly namedConstraint = this.RULE('namedConstraint', (elements: TableElements): void => {
    this.CONSUME(k.CONSTRAINT);
    const name = this.OPTION(() => this.SUBRULE(this.identifier));
    this.OR([
      { ALT: () => this.push(elements?.keys, this.SUBRULE(this.constraintKey, { ARGS: [name] })) },
      {
        ALT: () => {
          const check = this.SUBRULE(this.check);
          this.push(elements?.checks, name === undefined ? check : { name, ...check });
        },
      },
    ]);
  });

  /** While the grammar is recorded, there is no list yet. */
  private push<T>(list: T[] | undefined, item: T): void {
    list?.push(item);
  }

  /** [TEMPORARY] TABLE [IF EXISTS] a, b [RESTRICT] */
  protected readonly dropTable = this.RULE('dropTable', (): DropTable => {
    const temporary = this.OPTION(() => this.CONSUME(k.TEMPORARY)) !== undefined;
    this.SUBRULE(this.tableOrTables);
    const ifExists = this.SUBRULE(this.ifExists);
    const tables = this.SUBRULE(this.tableNames);
    this.SUBRULE(this.waitClause);
    this.SUBRULE(this.restrict);
    return { kind: 'DropTable', tables, ifExists, temporary };
  });

  protected readonly restrict = this.RULE('restrict', (): void => {
    this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(k.RESTRICT) }, { ALT: () => this.CONSUME(k.CASCADE) }]));
  });

  protected readonly tableOrTables = this.RULE('tableOrTables', (): void => {
    this.OR([{ ALT: () => this.CONSUME(k.TABLE) }, { ALT: () => this.CONSUME(k.TABLES) }]);
  });

  readonly truncateTable = this.RULE('truncateTable', (): TruncateTable => {
    this.CONSUME(k.TRUNCATE);
    this.OPTION(() => this.CONSUME(k.TABLE));
    const table = this.SUBRULE(this.tableName);
    this.SUBRULE(this.waitClause);
    return { kind: 'TruncateTable', table };
  });

  /** RENAME TABLE a TO b, c TO d */
  readonly renameTable = this.RULE('renameTable', (): RenameTable => {
    const pairs: { from: TableName; to: TableName }[] = [];
    this.CONSUME(k.RENAME);
    this.SUBRULE(this.tableOrTables);
    const ifExists = this.SUBRULE(this.ifExists);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const from = this.SUBRULE(this.tableName);
        this.SUBRULE(this.waitClause);
        this.CONSUME(k.TO);
        pairs.push({ from, to: this.SUBRULE1(this.tableName) });
      },
    });
    return { kind: 'RenameTable', ifExists, pairs };
  });
}

const NO_ELEMENTS: TableElements = { columns: [], keys: [], checks: [] };
const NO_BODY: TableBody = { ...NO_ELEMENTS, options: [] };
