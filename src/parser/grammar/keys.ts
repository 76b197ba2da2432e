/** Keys and constraints of tables. */
import { sqlError } from '../../base/errors.js';
import type { AlterAction, AlterTable, KeyDefinition, KeyPart } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { ColumnGrammar } from './columns.js';

interface KeyOptions {
  using?: string;
  blockSize?: number;
  comment?: string;
  ignored?: true;
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
      const named = name ?? constraint;
      return { type, parts, ...(before && { using: before }), ...options, ...(named !== undefined && { name: named }) };
    });
  });

  /** [UNIQUE | FULLTEXT | SPATIAL] INDEX [IF NOT EXISTS] k [USING type] ON t (parts) options */
  protected readonly createIndex = this.RULE('createIndex', (orReplace: boolean): AlterTable => {
    const type = this.OR<KeyDefinition['type']>([
      { ALT: () => this.CONSUME(k.INDEX) && 'KEY' },
      { ALT: () => this.CONSUME(k.UNIQUE) && this.CONSUME1(k.INDEX) && 'UNIQUE' },
      { ALT: () => this.CONSUME(k.FULLTEXT) && this.CONSUME2(k.INDEX) && 'FULLTEXT' },
      { ALT: () => this.CONSUME(k.SPATIAL) && this.CONSUME3(k.INDEX) && 'SPATIAL' },
    ]);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.identifier);
    const before = this.OPTION(() => this.SUBRULE(this.keyUsing));
    this.CONSUME(k.ON);
    const table = this.SUBRULE(this.tableName);
    const parts = this.SUBRULE(this.keyParts);
    const options = this.SUBRULE(this.keyOptions);
    const ways = this.SUBRULE(this.algorithmsAndLocks);
    return this.ACTION(() => {
      if (orReplace && ifNotExists) throw sqlError('ER_WRONG_USAGE', 'OR REPLACE', 'IF NOT EXISTS');
      const key = { type, name, parts, ...(before && { using: before }), ...options };
      const add: AlterAction = { kind: 'AddKey', key, ifNotExists, ...(orReplace && { orReplace: true }) };
      return { kind: 'AlterTable', as: 'CREATE INDEX', table, ifExists: false, actions: [add, ...ways] };
    });
  });

  /** INDEX [IF EXISTS] k ON t */
  protected readonly dropIndex = this.RULE('dropIndex', (): AlterTable => {
    this.CONSUME(k.INDEX);
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(k.ON);
    const table = this.SUBRULE(this.tableName);
    const ways = this.SUBRULE(this.algorithmsAndLocks);
    return this.ACTION(() => {
      const drop: AlterAction = { kind: 'DropKey', what: 'INDEX', name, ifExists };
      return { kind: 'AlterTable', as: 'DROP INDEX', table, ifExists: false, actions: [drop, ...ways] };
    });
  });

  private readonly algorithmsAndLocks = this.RULE('algorithmsAndLocks', (): AlterAction[] => {
    const actions: AlterAction[] = [];
    this.MANY(() => {
      const action = this.SUBRULE(this.algorithmOrLock);
      this.ACTION(() => actions.push(action));
    });
    return actions;
  });

  /** ALGORITHM=COPY, LOCK=NONE: the command knows the words. */
  protected readonly algorithmOrLock = this.RULE('algorithmOrLock', (): AlterAction => {
    const kind = this.OR<'Algorithm' | 'Lock'>([
      { ALT: () => this.CONSUME(k.ALGORITHM) && 'Algorithm' },
      { ALT: () => this.CONSUME(k.LOCK) && 'Lock' },
    ]);
    this.SUBRULE(this.optionalEqual);
    const value = this.OR1<string>([
      { ALT: () => this.CONSUME(k.DEFAULT).image },
      { ALT: () => this.SUBRULE(this.identifier) },
    ]);
    return { kind, value };
  });

  private readonly foreignKey = this.RULE('foreignKey', (constraint?: string): KeyDefinition => {
    this.CONSUME(k.FOREIGN);
    this.CONSUME(k.KEY);
    const mayExist = this.SUBRULE(this.ifNotExists);
    this.ACTION(() => {
      this.keyMayExist = mayExist;
    });
    const name = this.OPTION(() => this.SUBRULE(this.identifier));
    const parts = this.SUBRULE(this.keyParts);
    const references = this.SUBRULE(this.references);
    return this.ACTION(() => {
      const named = constraint ?? name;
      return { type: 'FOREIGN', parts, references, ...(named !== undefined && { name: named }) };
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
    this.MANY({
      // Behind CREATE INDEX these two are not the key's.
      GATE: () => this.LA(1).tokenType !== k.ALGORITHM && this.LA(1).tokenType !== k.LOCK,
      DEF: () => this.SUBRULE(this.keyOption, { ARGS: [options] }),
    });
    return options;
  });

  private readonly keyOption = this.RULE('keyOption', (options: KeyOptions = {}): void => {
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
          options.blockSize = Number(this.CONSUME(t.IntegerLiteral).image);
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.IGNORED);
          options.ignored = true;
        },
      },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.engineAttribute) },
    ]);
  });
}
