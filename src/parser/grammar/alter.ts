/** ALTER TABLE. */
import type { AlterAction, AlterTable, ColumnPosition } from '../ast.js';
import * as t from '../tokens.js';
import { AnyToken, k } from '../tokens.js';
import { type TableElements, TableGrammar } from './tables.js';

export abstract class AlterGrammar extends TableGrammar {
  /** [ONLINE] [IGNORE] TABLE [IF EXISTS] t action, action */
  protected readonly alterTable = this.RULE('alterTable', (): AlterTable => {
    this.OPTION(() => this.CONSUME(k.ONLINE));
    this.OPTION1(() => this.CONSUME(k.IGNORE));
    this.CONSUME(k.TABLE);
    const ifExists = this.SUBRULE(this.ifExists);
    const table = this.SUBRULE(this.tableName);
    this.SUBRULE(this.waitClause);
    const actions: AlterAction[] = [];
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const some = this.SUBRULE(this.alterAction);
        this.ACTION(() => actions.push(...some));
      },
    });
    return { kind: 'AlterTable', table, ifExists, actions };
  });

  private readonly alterAction = this.RULE('alterAction', (): AlterAction[] =>
    this.OR<AlterAction[]>([
      { GATE: () => this.partitionsAhead(), IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.partitioning) },
      { ALT: () => this.SUBRULE(this.add) },
      { ALT: () => [this.SUBRULE(this.alterDrop)] },
      { ALT: () => [this.SUBRULE(this.change)] },
      { ALT: () => [this.SUBRULE(this.modify)] },
      { ALT: () => [this.SUBRULE(this.alterColumn)] },
      { ALT: () => [this.SUBRULE(this.rename)] },
      { ALT: () => [this.SUBRULE(this.tablespace)] },
      { ALT: () => this.CONSUME(k.FORCE) && [{ kind: 'Force' }] },
      { ALT: () => [this.SUBRULE(this.convertTo)] },
      { ALT: () => [this.SUBRULE(this.algorithmOrLock)] },
      { ALT: () => this.SUBRULE(this.withoutEffect) },
      { ALT: () => [this.SUBRULE(this.alterOrder)] },
      { IGNORE_AMBIGUITIES: true, ALT: () => [this.SUBRULE(this.alterOptions)] },
    ]),
  );

  private readonly add = this.RULE('add', (): AlterAction[] => {
    this.CONSUME(k.ADD);
    return this.OR<AlterAction[]>([
      { ALT: () => this.SUBRULE(this.addElements) },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.addColumn) },
      {
        ALT: () => {
          const elements: TableElements = { columns: [], keys: [], checks: [] };
          this.SUBRULE(this.namedConstraint, { ARGS: [elements] });
          return this.ACTION(() => actionsOf(elements, this.keyMayExist));
        },
      },
      {
        ALT: () => {
          const key = this.SUBRULE(this.key);
          return [{ kind: 'AddKey', key, ifNotExists: this.keyMayExist }];
        },
      },
      { ALT: () => [{ kind: 'AddCheck', check: this.SUBRULE(this.check) }] },
    ]);
  });

  /** [COLUMN] [IF NOT EXISTS] definition [FIRST | AFTER x] */
  private readonly addColumn = this.RULE('addColumn', (): AlterAction[] => {
    const word = this.OPTION(() => this.CONSUME(k.COLUMN));
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    return this.OR<AlterAction[]>([
      {
        GATE: () => word !== undefined,
        ALT: () => this.SUBRULE(this.addElements),
      },
      {
        ALT: () => {
          const column = this.SUBRULE(this.columnDefinition);
          const position = this.SUBRULE(this.columnPosition);
          return [{ kind: 'AddColumn', column, ifNotExists, ...(position !== undefined && { position }) }];
        },
      },
    ]);
  });

  private readonly addElements = this.RULE('addElements', (): AlterAction[] => {
    const elements = this.SUBRULE(this.tableElements);
    return this.ACTION(() => actionsOf(elements));
  });

  private readonly columnPosition = this.RULE('columnPosition', (): ColumnPosition | undefined =>
    this.OPTION(() =>
      this.OR<ColumnPosition>([
        { ALT: () => this.CONSUME(k.FIRST) && { first: true } },
        {
          ALT: () => {
            this.CONSUME(k.AFTER);
            return { after: this.SUBRULE(this.identifier) };
          },
        },
      ]),
    ),
  );

  private readonly alterDrop = this.RULE('alterDrop', (): AlterAction => {
    this.CONSUME(k.DROP);
    return this.OR<AlterAction>([
      {
        ALT: () => {
          this.CONSUME(k.PRIMARY);
          this.CONSUME(k.KEY);
          return { kind: 'DropPrimaryKey' };
        },
      },
      { ALT: () => this.SUBRULE(this.dropKey) },
      {
        ALT: () => {
          this.OPTION(() => this.CONSUME(k.COLUMN));
          const ifExists = this.SUBRULE(this.ifExists);
          const name = this.SUBRULE(this.identifier);
          this.SUBRULE(this.restrict);
          return { kind: 'DropColumn', name, ifExists };
        },
      },
    ]);
  });

  /** KEY x, INDEX x, FOREIGN KEY x, CONSTRAINT x */
  private readonly dropKey = this.RULE('dropKey', (): AlterAction => {
    const what = this.OR<Extract<AlterAction, { kind: 'DropKey' }>['what']>([
      { ALT: () => this.CONSUME(k.KEY) && 'INDEX' },
      { ALT: () => this.CONSUME(k.INDEX) && 'INDEX' },
      {
        ALT: () => {
          this.CONSUME(k.FOREIGN);
          this.CONSUME1(k.KEY);
          return 'FOREIGN KEY';
        },
      },
      { ALT: () => this.CONSUME(k.CONSTRAINT) && 'CONSTRAINT' },
    ]);
    const ifExists = this.SUBRULE(this.ifExists);
    return { kind: 'DropKey', what, name: this.SUBRULE(this.indexName), ifExists };
  });

  /** CHANGE [COLUMN] [IF EXISTS] old new type … */
  private readonly change = this.RULE('change', (): AlterAction => {
    this.CONSUME(k.CHANGE);
    this.OPTION(() => this.CONSUME(k.COLUMN));
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.identifier);
    const column = this.SUBRULE(this.columnDefinition);
    const position = this.SUBRULE(this.columnPosition);
    return { kind: 'ChangeColumn', name, column, ifExists, ...(position !== undefined && { position }) };
  });

  /** MODIFY [COLUMN] [IF EXISTS] name type …: a CHANGE that keeps the name. */
  private readonly modify = this.RULE('modify', (): AlterAction => {
    this.CONSUME(k.MODIFY);
    this.OPTION(() => this.CONSUME(k.COLUMN));
    const ifExists = this.SUBRULE(this.ifExists);
    const column = this.SUBRULE(this.columnDefinition);
    const position = this.SUBRULE(this.columnPosition);
    return {
      kind: 'ChangeColumn',
      name: column.name,
      column,
      ifExists,
      ...(position !== undefined && { position }),
    };
  });

  /** ALTER [COLUMN] a SET DEFAULT x, ALTER [COLUMN] a DROP DEFAULT */
  private readonly alterColumn = this.RULE('alterColumn', (): AlterAction => {
    this.CONSUME(k.ALTER);
    this.OPTION(() => this.CONSUME(k.COLUMN));
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.identifier);
    return this.OR<AlterAction>([
      {
        ALT: () => {
          this.CONSUME(k.SET);
          this.CONSUME(k.DEFAULT);
          return { kind: 'AlterDefault', name, ifExists, default: this.SUBRULE(this.defaultExpression) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.DROP);
          this.CONSUME1(k.DEFAULT);
          return { kind: 'AlterDefault', name, ifExists };
        },
      },
    ]);
  });

  /** RENAME [TO] t, RENAME COLUMN a TO b, RENAME KEY a TO b */
  private readonly rename = this.RULE('rename', (): AlterAction => {
    this.CONSUME(k.RENAME);
    return this.OR<AlterAction>([
      {
        ALT: () => {
          this.CONSUME(k.COLUMN);
          const ifExists = this.SUBRULE(this.ifExists);
          const name = this.SUBRULE(this.identifier);
          this.CONSUME1(k.TO);
          return { kind: 'RenameColumn', name, to: this.SUBRULE1(this.identifier), ifExists };
        },
      },
      {
        ALT: () => {
          this.OR1([{ ALT: () => this.CONSUME(k.INDEX) }, { ALT: () => this.CONSUME(k.KEY) }]);
          const ifExists = this.SUBRULE1(this.ifExists);
          const name = this.SUBRULE(this.indexName);
          this.CONSUME2(k.TO);
          return { kind: 'RenameKey', name, to: this.SUBRULE1(this.indexName), ifExists };
        },
      },
      {
        ALT: () => {
          this.OPTION(() =>
            this.OR2([
              { ALT: () => this.CONSUME(k.TO) },
              { ALT: () => this.CONSUME(k.AS) },
              { ALT: () => this.CONSUME(t.Equal) },
            ]),
          );
          return { kind: 'Rename', to: this.SUBRULE(this.tableName) };
        },
      },
    ]);
  });

  private readonly tablespace = this.RULE('tablespace', (): AlterAction => {
    const action = this.OR<'DISCARD' | 'IMPORT'>([
      { ALT: () => this.CONSUME(k.DISCARD) && 'DISCARD' },
      { ALT: () => this.CONSUME(k.IMPORT) && 'IMPORT' },
    ]);
    this.CONSUME(k.TABLESPACE);
    return { kind: 'Tablespace', action };
  });

  /** CONVERT TO CHARACTER SET x [COLLATE y] */
  private readonly convertTo = this.RULE('convertTo', (): AlterAction => {
    this.CONSUME(k.CONVERT);
    this.CONSUME(k.TO);
    const charset = this.SUBRULE(this.charset);
    const collate = this.OPTION(() => {
      this.CONSUME(k.COLLATE);
      return this.SUBRULE(this.collationName);
    });
    return collate === undefined ? { kind: 'Convert', charset } : { kind: 'Convert', charset, collate };
  });

  /** ENABLE KEYS, DISABLE KEYS: nothing changes that could be seen. */
  private readonly withoutEffect = this.RULE('withoutEffect', (): AlterAction[] => {
    this.OR([{ ALT: () => this.CONSUME(k.ENABLE) }, { ALT: () => this.CONSUME(k.DISABLE) }]);
    this.CONSUME(k.KEYS);
    return [];
  });

  private readonly alterOrder = this.RULE('alterOrder', (): AlterAction => {
    this.CONSUME(k.ORDER);
    this.CONSUME(k.BY);
    return { kind: 'OrderBy', items: this.SUBRULE(this.orderItems) };
  });

  /** PARTITION BY …, REMOVE PARTITIONING, ADD PARTITION … and all that follows. */
  private readonly partitioning = this.RULE('partitioning', (): AlterAction[] => {
    const { startOffset } = this.CONSUME(AnyToken);
    this.AT_LEAST_ONE(() => this.CONSUME1(AnyToken));
    return [{ kind: 'Partitions', clause: { offset: startOffset } }];
  });

  private partitionsAhead(): boolean {
    const [word, next] = [this.LA(1), this.LA(2)];
    if (word.tokenType === k.PARTITION) return next.tokenType === k.BY;
    if (word.tokenType === k.REMOVE) return next.tokenType === k.PARTITIONING;
    return next.tokenType === k.PARTITION && word.tokenType !== t.Comma;
  }

  private readonly alterOptions = this.RULE('alterOptions', (): AlterAction => {
    const options = [this.SUBRULE(this.tableOption)];
    this.MANY(() => options.push(this.SUBRULE1(this.tableOption)));
    return { kind: 'Options', options };
  });
}

function actionsOf({ columns, keys, checks }: TableElements, ifNotExists = false): AlterAction[] {
  return [
    ...columns.map((column): AlterAction => ({ kind: 'AddColumn', column, ifNotExists: false })),
    ...keys.map((key): AlterAction => ({ kind: 'AddKey', key, ifNotExists })),
    ...checks.map((check): AlterAction => ({ kind: 'AddCheck', check })),
  ];
}
