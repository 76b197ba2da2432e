/** Column definitions. */
import type { IToken } from 'chevrotain';
import type { ColumnDefinition, DataType, Expr, References } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { ReferenceGrammar } from './references.js';

interface Attributes {
  nullable?: boolean;
  default?: Expr;
  onUpdate?: Expr;
  autoIncrement: boolean;
  key?: NonNullable<ColumnDefinition['key']>;
  references?: References;
  comment?: string;
  collate?: string;
  generated?: NonNullable<ColumnDefinition['generated']>;
  check?: NonNullable<ColumnDefinition['check']>;
  invisible?: boolean;
}

/** What SERIAL stands for. */
const SERIAL: DataType = { name: 'BIGINT', args: [], unsigned: true, zerofill: false };

export abstract class ColumnGrammar extends ReferenceGrammar {
  /** name type attributes */
  protected readonly columnDefinition = this.RULE('columnDefinition', (): ColumnDefinition => {
    const { name } = this.SUBRULE(this.columnRef);
    return this.SUBRULE(this.columnBody, { ARGS: [name] });
  });

  protected readonly columnBody = this.RULE('columnBody', (name: string): ColumnDefinition => {
    const attributes: Attributes = { autoIncrement: false };
    const type = this.OR<DataType>([
      {
        ALT: () => {
          this.CONSUME(k.SERIAL);
          Object.assign(attributes, { nullable: false, autoIncrement: true, key: 'UNIQUE' });
          return SERIAL;
        },
      },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.dataType) },
    ]);
    this.OR1([
      { ALT: () => this.SUBRULE(this.generatedColumn, { ARGS: [attributes] }) },
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () =>
          this.MANY({
            GATE: () => !this.positionAhead(),
            DEF: () => this.SUBRULE(this.columnAttribute, { ARGS: [attributes] }),
          }),
      },
    ]);
    this.OPTION(() => this.SUBRULE(this.columnCheck, { ARGS: [attributes] }));
    this.OPTION1(() => {
      const references = this.SUBRULE(this.references);
      this.ACTION(() => {
        attributes.references = references;
      });
    });
    return this.ACTION(() => {
      const { collate, ...rest } = attributes;
      return { name, type: collate === undefined ? type : { ...type, collate }, ...rest };
    });
  });

  /** FIRST and AFTER end a definition in ALTER TABLE, where an attribute of that name would have a `=`. */
  private positionAhead(): boolean {
    const { tokenType } = this.LA(1);
    return (tokenType === k.FIRST || tokenType === k.AFTER) && this.LA(2).tokenType !== t.Equal;
  }

  private readonly columnAttribute = this.RULE('columnAttribute', (attributes: Attributes): void => {
    this.OR([
      { ALT: () => this.SUBRULE(this.nullability, { ARGS: [attributes] }) },
      { ALT: () => this.SUBRULE(this.defaultValue, { ARGS: [attributes] }) },
      { ALT: () => this.SUBRULE(this.onUpdate, { ARGS: [attributes] }) },
      {
        ALT: () => {
          this.CONSUME(k.AUTO_INCREMENT);
          this.ACTION(() => {
            attributes.autoIncrement = true;
          });
        },
      },
      { ALT: () => this.SUBRULE(this.columnKey, { ARGS: [attributes] }) },
      { ALT: () => this.SUBRULE(this.columnComment, { ARGS: [attributes] }) },
      {
        ALT: () => {
          this.CONSUME(k.COLLATE);
          const collate = this.SUBRULE(this.collationName);
          this.ACTION(() => {
            attributes.collate = collate;
          });
        },
      },
      { ALT: () => this.SUBRULE(this.invisible, { ARGS: [attributes] }) },
      { ALT: () => this.SUBRULE(this.columnVersioning) },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.engineAttribute) },
    ]);
  });

  private readonly invisible = this.RULE('invisible', (attributes: Attributes): void => {
    this.CONSUME(k.INVISIBLE);
    this.ACTION(() => {
      attributes.invisible = true;
    });
  });

  private readonly nullability = this.RULE('nullability', (attributes: Attributes): void => {
    const not = this.OPTION(() => this.CONSUME(k.NOT)) !== undefined;
    this.CONSUME(k.NULL);
    this.ACTION(() => {
      attributes.nullable = !not;
    });
  });

  /** DEFAULT 1, DEFAULT -1, DEFAULT NOW(), DEFAULT (1 + 1): an operator needs parentheses. */
  private readonly defaultValue = this.RULE('defaultValue', (attributes: Attributes): void => {
    this.CONSUME(k.DEFAULT);
    const value = this.SUBRULE(this.defaultExpression);
    this.ACTION(() => {
      attributes.default = value;
    });
  });

  protected readonly defaultExpression = this.RULE('defaultExpression', (): Expr => {
    const sign = this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }]),
    );
    const operand = this.SUBRULE(this.primary);
    return this.ACTION(() =>
      sign === undefined ? operand : { kind: 'Unary', op: sign.tokenType === t.Minus ? '-' : '+', operand },
    );
  });

  private readonly onUpdate = this.RULE('onUpdate', (attributes: Attributes): void => {
    this.CONSUME(k.ON);
    this.CONSUME(k.UPDATE);
    const value = this.SUBRULE(this.currentTime);
    this.ACTION(() => {
      attributes.onUpdate = value;
    });
  });

  private readonly columnKey = this.RULE('columnKey', (attributes: Attributes): void => {
    const key = this.OR<NonNullable<ColumnDefinition['key']>>([
      {
        ALT: () => {
          this.CONSUME(k.PRIMARY);
          this.CONSUME(k.KEY);
          return 'PRIMARY';
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.UNIQUE);
          this.OPTION(() => this.CONSUME1(k.KEY));
          return 'UNIQUE';
        },
      },
      // A bare KEY makes the column the primary key.
      { ALT: () => this.CONSUME2(k.KEY) && 'PRIMARY' },
    ]);
    this.ACTION(() => {
      attributes.key = key;
    });
  });

  private readonly columnComment = this.RULE('columnComment', (attributes: Attributes): void => {
    this.CONSUME(k.COMMENT);
    const comment = this.SUBRULE(this.text);
    this.ACTION(() => {
      attributes.comment = comment;
    });
  });

  private readonly columnVersioning = this.RULE('columnVersioning', (): void => {
    this.OR([{ ALT: () => this.CONSUME(k.WITH) }, { ALT: () => this.CONSUME(k.WITHOUT) }]);
    this.CONSUME(k.SYSTEM);
    this.CONSUME(k.VERSIONING);
  });

  /** name = value, for engines that define options of columns and keys: read, and of no effect. */
  protected readonly engineAttribute = this.RULE('engineAttribute', (): void => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Equal);
    this.OR([
      { ALT: () => this.SUBRULE(this.identifierOrText) },
      { ALT: () => this.CONSUME(t.IntegerLiteral) },
      { ALT: () => this.CONSUME(k.DEFAULT) },
    ]);
  });

  /** [GENERATED ALWAYS] AS (x) [VIRTUAL | STORED] */
  private readonly generatedColumn = this.RULE('generatedColumn', (attributes: Attributes): void => {
    this.OPTION(() => {
      this.CONSUME(k.GENERATED);
      this.CONSUME(k.ALWAYS);
    });
    this.CONSUME(k.AS);
    this.CONSUME(t.LeftParenthesis);
    const first = this.LA(1);
    const expr = this.SUBRULE(this.expression);
    const text = this.ACTION(() => this.textFrom(first));
    this.CONSUME(t.RightParenthesis);
    const stored = this.OPTION1(() =>
      this.OR([
        { ALT: () => this.CONSUME(k.VIRTUAL) === undefined },
        { ALT: () => this.CONSUME(k.STORED) !== undefined },
        { ALT: () => this.CONSUME(k.PERSISTENT) !== undefined },
      ]),
    );
    this.ACTION(() => {
      attributes.generated = { expr, text, stored: stored ?? false };
    });
    this.MANY(() =>
      this.OR1([
        { ALT: () => this.SUBRULE(this.columnKey, { ARGS: [attributes] }) },
        { ALT: () => this.SUBRULE(this.columnComment, { ARGS: [attributes] }) },
        { ALT: () => this.SUBRULE(this.invisible, { ARGS: [attributes] }) },
      ]),
    );
  });

  private readonly columnCheck = this.RULE('columnCheck', (attributes: Attributes): void => {
    const check = this.SUBRULE(this.check);
    this.ACTION(() => {
      attributes.check = check;
    });
  });

  /** CHECK (x) */
  protected readonly check = this.RULE('check', (): NonNullable<ColumnDefinition['check']> => {
    this.CONSUME(k.CHECK);
    this.CONSUME(t.LeftParenthesis);
    const first: IToken = this.LA(1);
    const expr = this.SUBRULE(this.expression);
    const text = this.ACTION(() => this.textFrom(first));
    this.CONSUME(t.RightParenthesis);
    return { expr, text };
  });
}
