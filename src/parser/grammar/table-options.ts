/** `NAME=value` behind a table's columns: the server's own options, and those that an engine defines. */
import type { IToken } from 'chevrotain';
import type { TableOption } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { KeyGrammar } from './keys.js';

/** No option holds more. */
const MAX_UNSIGNED = 2n ** 64n - 1n;

const ONLY_INTEGERS = 'Only integers allowed as number here';

const NumberOption = category('NumberOption', [
  ...[k.AUTO_INCREMENT, k.MAX_ROWS, k.MIN_ROWS, k.AVG_ROW_LENGTH, k.KEY_BLOCK_SIZE, k.CHECKSUM, k.TABLE_CHECKSUM],
  ...[k.DELAY_KEY_WRITE, k.STATS_SAMPLE_PAGES, k.SEQUENCE],
]);

/** 0, 1 or DEFAULT. */
const SwitchOption = category('SwitchOption', [k.PACK_KEYS, k.STATS_PERSISTENT, k.STATS_AUTO_RECALC]);

/** A number, of which only 0 is none, or DEFAULT. */
const ChoiceOption = category('ChoiceOption', [k.TRANSACTIONAL, k.PAGE_CHECKSUM]);

const TextOption = category('TextOption', [k.COMMENT, k.PASSWORD, k.CONNECTION]);

const RowFormat = category('RowFormat', [
  ...[k.DEFAULT, k.FIXED, k.DYNAMIC, k.COMPRESSED, k.REDUNDANT, k.COMPACT, k.PAGE],
]);

export abstract class TableOptionGrammar extends KeyGrammar {
  /** Options with or without commas between them. */
  protected readonly tableOptions = this.RULE('tableOptions', (): TableOption[] => {
    const options: TableOption[] = [];
    this.OPTION(() => {
      options.push(this.SUBRULE(this.tableOption));
      this.MANY(() => {
        this.OPTION1(() => this.CONSUME(t.Comma));
        options.push(this.SUBRULE1(this.tableOption));
      });
    });
    return options;
  });

  protected readonly tableOption = this.RULE(
    'tableOption',
    (): TableOption =>
      this.OR<TableOption>([
        { ALT: () => this.SUBRULE(this.engineOption) },
        { ALT: () => this.SUBRULE(this.charsetOption) },
        { ALT: () => this.SUBRULE(this.numberOption) },
        { ALT: () => this.SUBRULE(this.switchOption) },
        { ALT: () => this.SUBRULE(this.choiceOption) },
        { ALT: () => this.SUBRULE(this.textOption) },
        { ALT: () => this.SUBRULE(this.directoryOption) },
        { ALT: () => this.SUBRULE(this.rowFormatOption) },
        { ALT: () => this.SUBRULE(this.otherOption) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.definedOption) },
      ]),
  );

  private readonly engineOption = this.RULE('engineOption', (): TableOption => {
    const { image: name } = this.CONSUME(k.ENGINE);
    this.SUBRULE(this.optionalEqual);
    return { name, value: this.SUBRULE(this.identifierOrText), form: 'word' };
  });

  /** [DEFAULT] CHARACTER SET x, [DEFAULT] COLLATE x: always named CHARSET and COLLATE. */
  protected readonly charsetOption = this.RULE('charsetOption', (): TableOption => {
    this.OPTION(() => this.CONSUME(k.DEFAULT));
    return this.OR<TableOption>([
      {
        ALT: () => {
          this.SUBRULE(this.charsetWords);
          this.SUBRULE(this.optionalEqual);
          return { name: 'CHARSET', value: this.SUBRULE(this.charsetName), form: 'word' };
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.COLLATE);
          this.SUBRULE1(this.optionalEqual);
          return { name: 'COLLATE', value: this.SUBRULE(this.collationName), form: 'word' };
        },
      },
    ]);
  });

  private readonly numberOption = this.RULE('numberOption', (): TableOption => {
    const { image: name } = this.CONSUME(NumberOption);
    this.SUBRULE(this.optionalEqual);
    const { image } = this.OR([
      { ALT: () => this.CONSUME(t.IntegerLiteral) },
      { ALT: () => this.CONSUME(t.DecimalLiteral) },
      { ALT: () => this.CONSUME(t.DoubleLiteral) },
    ]);
    return this.ACTION(() => ({ name, value: image.replace(/\..*$/, ''), form: 'number' }));
  });

  private readonly switchOption = this.RULE('switchOption', (): TableOption => {
    const { image: name } = this.CONSUME(SwitchOption);
    this.SUBRULE(this.optionalEqual);
    const value = this.LA(1);
    return this.OR<TableOption>([
      { ALT: () => this.CONSUME(k.DEFAULT) && { name, form: 'default' } },
      {
        ALT: () => {
          const { image } = this.CONSUME(t.IntegerLiteral);
          return this.ACTION(() => {
            if (image !== '0' && image !== '1') this.refuse(value);
            return { name, value: image, form: 'number' };
          });
        },
      },
    ]);
  });

  private readonly choiceOption = this.RULE('choiceOption', (): TableOption => {
    const { image: name } = this.CONSUME(ChoiceOption);
    this.SUBRULE(this.optionalEqual);
    return this.OR<TableOption>([
      { ALT: () => this.CONSUME(k.DEFAULT) && { name, form: 'default' } },
      {
        ALT: () => {
          const { image } = this.CONSUME(t.IntegerLiteral);
          return { name, value: /^0+$/.test(image) ? '0' : '1', form: 'number' };
        },
      },
    ]);
  });

  private readonly textOption = this.RULE('textOption', (): TableOption => {
    const { image: name } = this.CONSUME(TextOption);
    this.SUBRULE(this.optionalEqual);
    return { name, value: this.SUBRULE(this.text), form: 'string' };
  });

  /** DATA DIRECTORY='x' */
  private readonly directoryOption = this.RULE('directoryOption', (): TableOption => {
    const { image } = this.OR([{ ALT: () => this.CONSUME(k.DATA) }, { ALT: () => this.CONSUME(k.INDEX) }]);
    this.CONSUME(k.DIRECTORY);
    this.SUBRULE(this.optionalEqual);
    return { name: `${image} DIRECTORY`, value: this.SUBRULE(this.text), form: 'string' };
  });

  private readonly rowFormatOption = this.RULE('rowFormatOption', (): TableOption => {
    const { image: name } = this.CONSUME(k.ROW_FORMAT);
    this.SUBRULE(this.optionalEqual);
    return { name, value: this.CONSUME(RowFormat).image, form: 'word' };
  });

  /** UNION=(a, b), INSERT_METHOD=LAST, TABLESPACE x, WITH SYSTEM VERSIONING */
  private readonly otherOption = this.RULE(
    'otherOption',
    (): TableOption =>
      this.OR<TableOption>([
        {
          ALT: () => {
            const { image: name } = this.CONSUME(k.UNION);
            this.SUBRULE(this.optionalEqual);
            this.CONSUME(t.LeftParenthesis);
            const tables = this.SUBRULE(this.tableNames);
            this.CONSUME(t.RightParenthesis);
            return this.ACTION(() => ({ name, value: tables.map((table) => table.name).join(), form: 'word' }));
          },
        },
        {
          ALT: () => {
            const { image: name } = this.CONSUME(k.INSERT_METHOD);
            this.SUBRULE1(this.optionalEqual);
            const { image: value } = this.OR1([
              { ALT: () => this.CONSUME(k.NO) },
              { ALT: () => this.CONSUME(k.FIRST) },
              { ALT: () => this.CONSUME(k.LAST) },
            ]);
            return { name, value, form: 'word' };
          },
        },
        {
          ALT: () => {
            const { image: name } = this.CONSUME(k.TABLESPACE);
            return { name, value: this.SUBRULE(this.identifier), form: 'word' };
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.WITH);
            this.CONSUME(k.SYSTEM);
            this.CONSUME(k.VERSIONING);
            return { name: 'WITH SYSTEM VERSIONING', form: 'default' };
          },
        },
      ]),
  );

  /** ENCRYPTED=YES and whatever else an engine defines: here `=` must be written. */
  private readonly definedOption = this.RULE('definedOption', (): TableOption => {
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(t.Equal);
    return this.OR<TableOption>([
      { ALT: () => ({ name, value: this.SUBRULE1(this.identifier), form: 'word' }) },
      { ALT: () => ({ name, value: this.SUBRULE(this.text), form: 'string' }) },
      { ALT: () => this.CONSUME(k.DEFAULT) && { name, form: 'default' } },
      { GATE: () => this.LA(1).image.startsWith('0x'), ALT: () => this.numberOf(name, this.CONSUME(t.HexLiteral)) },
      { ALT: () => this.numberOf(name, this.CONSUME(t.IntegerLiteral)) },
      { ALT: () => this.numberOf(name, this.CONSUME(t.DecimalLiteral)) },
      { ALT: () => this.numberOf(name, this.CONSUME(t.DoubleLiteral)) },
    ]);
  });

  private numberOf(name: string, token: IToken): TableOption {
    return this.ACTION(() => {
      if (token.tokenType === t.DecimalLiteral || token.tokenType === t.DoubleLiteral) {
        this.refuse(token, ONLY_INTEGERS);
      }
      const value = BigInt(token.image);
      if (value > MAX_UNSIGNED) this.refuse(token, ONLY_INTEGERS);
      return { name, value: String(value), form: 'number' };
    });
  }
}
