/** Keys and constraints of tables. */
import type { KeyDefinition, KeyPart } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { ColumnGrammar } from './columns.js';

interface KeyOptions {
  using?: string;
  comment?: string;
}

export abstract class KeyGrammar extends ColumnGrammar {
  /** Did the last key say IF NOT EXISTS? */
  protected keyMayExist = false;

  /** KEY, UNIQUE, PRIMARY KEY, FULLTEXT, SPATIAL, FOREIGN KEY; `constraint` is the name behind CONSTRAINT. */
  protected readonly key = this.RULE(
    'key',
    (constraint?: string): KeyDefinition =>
      this.OR<KeyDefinition>([
        { ALT: () => this.SUBRULE(this.plainKey) },
        { ALT: () => this.SUBRULE(this.constraintKey, { ARGS: [constraint] }) },
      ]),
  );

  /** KEY, FULLTEXT, SPATIAL: no constraints, so CONSTRAINT cannot name them. */
  private readonly plainKey = this.RULE('plainKey', (): KeyDefinition => {
    const type = this.OR<'KEY' | 'FULLTEXT' | 'SPATIAL'>([
      { ALT: () => this.SUBRULE(this.keyWord) ?? 'KEY' },
      {
        ALT: () =>
          this.CONSUME(k.FULLTEXT) && this.OPTION(() => this.SUBRULE1(this.keyWord)) ? 'FULLTEXT' : 'FULLTEXT',
      },
      {
        ALT: () => (this.CONSUME(k.SPATIAL) && this.OPTION1(() => this.SUBRULE2(this.keyWord)) ? 'SPATIAL' : 'SPATIAL'),
      },
    ]);
    return this.SUBRULE(this.keyBody, { ARGS: [type] });
  });

  protected readonly constraintKey = this.RULE(
    'constraintKey',
    (constraint?: string): KeyDefinition =>
      this.OR<KeyDefinition>([
        {
          ALT: () => {
            this.CONSUME(k.PRIMARY);
            this.CONSUME(k.KEY);
            return this.SUBRULE(this.keyBody, { ARGS: ['PRIMARY'] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.UNIQUE);
            this.OPTION(() => this.SUBRULE(this.keyWord));
            return this.SUBRULE1(this.keyBody, { ARGS: ['UNIQUE', constraint] });
          },
        },
        { ALT: () => this.SUBRULE(this.foreignKey, { ARGS: [constraint] }) },
      ]),
  );

  private readonly keyWord = this.RULE('keyWord', (): undefined => {
    this.OR([{ ALT: () => this.CONSUME(k.KEY) }, { ALT: () => this.CONSUME(k.INDEX) }]);
    return undefined;
  });

  /** [IF NOT EXISTS] [name] [USING type] (parts) options */
  private readonly keyBody = this.RULE('keyBody', (type: KeyDefinition['type'], constraint?: string): KeyDefinition => {
    const mayExist = this.SUBRULE(this.ifNotExists);
    this.ACTION(() => {
      this.keyMayExist = mayExist;
    });
    const name = this.OPTION(() => this.SUBRULE(this.identifier));
    const before = this.OPTION1(() => this.SUBRULE(this.keyUsing));
    const parts = this.SUBRULE(this.keyParts);
    const options = this.SUBRULE(this.keyOptions);
    return this.ACTION(() => {
      const using = options.using ?? before;
      const named = name ?? constraint;
      return {
        type,
        parts,
        ...(named !== undefined && { name: named }),
        ...(using !== undefined && { using }),
        ...(options.comment !== undefined && { comment: options.comment }),
      };
    });
  });

  private readonly foreignKey = this.RULE('foreignKey', (constraint?: string): KeyDefinition => {
    this.CONSUME(k.FOREIGN);
    this.CONSUME(k.KEY);
    this.SUBRULE(this.ifNotExists);
    const name = this.OPTION(() => this.SUBRULE(this.identifier));
    const parts = this.SUBRULE(this.keyParts);
    this.SUBRULE(this.references);
    return this.ACTION(() => {
      const named = constraint ?? name;
      return { type: 'FOREIGN', parts, ...(named !== undefined && { name: named }) };
    });
  });

  /** (a, b(10) DESC) */
  protected readonly keyParts = this.RULE('keyParts', (): KeyPart[] => {
    const parts: KeyPart[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const column = this.SUBRULE(this.identifier);
        const length = this.OPTION(() => this.SUBRULE(this.keyPartLength));
        const descending = this.SUBRULE(this.descending);
        parts.push({ column, descending, ...(length !== undefined && { length }) });
      },
    });
    this.CONSUME(t.RightParenthesis);
    return parts;
  });

  private readonly keyPartLength = this.RULE('keyPartLength', (): number => {
    this.CONSUME(t.LeftParenthesis);
    const { image } = this.CONSUME(t.IntegerLiteral);
    this.CONSUME(t.RightParenthesis);
    return Number(image);
  });

  /** USING BTREE, TYPE HASH */
  private readonly keyUsing = this.RULE('keyUsing', (): string => {
    this.OR([{ ALT: () => this.CONSUME(k.USING) }, { ALT: () => this.CONSUME(k.TYPE) }]);
    const { image } = this.OR1([
      { ALT: () => this.CONSUME(k.BTREE) },
      { ALT: () => this.CONSUME(k.HASH) },
      { ALT: () => this.CONSUME(k.RTREE) },
    ]);
    return this.ACTION(() => image.toUpperCase());
  });

  private readonly keyOptions = this.RULE('keyOptions', (): KeyOptions => {
    const options: KeyOptions = {};
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            options.using = this.SUBRULE(this.keyUsing);
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.COMMENT);
            options.comment = this.SUBRULE(this.text);
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.KEY_BLOCK_SIZE);
            this.SUBRULE(this.optionalEqual);
            this.CONSUME(t.IntegerLiteral);
          },
        },
        { ALT: () => this.CONSUME(k.IGNORED) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.engineAttribute) },
      ]),
    );
    return options;
  });
}
