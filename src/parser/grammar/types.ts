/** Data types, of columns and in CAST. */
import { sqlError } from '../../base/errors.js';
import type { DataType } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { NameGrammar } from './names.js';

/** Synonyms → the name that the AST uses; a digit behind a name is the length it implies. */
// biome-ignore format: read as a table.
const SYNONYMS: Readonly<Record<string, string>> = {
  INTEGER: 'INT', INT1: 'TINYINT', INT2: 'SMALLINT', INT3: 'MEDIUMINT', MIDDLEINT: 'MEDIUMINT', INT4: 'INT', INT8: 'BIGINT',
  DEC: 'DECIMAL', NUMERIC: 'DECIMAL', FIXED: 'DECIMAL', FLOAT4: 'FLOAT', FLOAT8: 'DOUBLE', REAL: 'DOUBLE',
  CHARACTER: 'CHAR', VARCHARACTER: 'VARCHAR', NVARCHAR: 'VARCHAR', NCHAR: 'CHAR', LONG: 'MEDIUMTEXT',
};

const NATIONAL_CHARSET = 'utf8mb3';

/** Type names that are no keywords of this grammar and yet types of the server. */
const PLAIN_NAMES: ReadonlySet<string> = new Set([
  ...['INET4', 'INET6', 'UUID', 'GEOMETRY', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING'],
  ...['MULTIPOLYGON', 'GEOMETRYCOLLECTION'],
]);

/** Types in another sql_mode; in this one the grammar ends behind them. */
const ORACLE_NAMES: ReadonlySet<string> = new Set(['CLOB', 'VARCHAR2', 'NUMBER', 'RAW']);

type WrittenType = Pick<DataType, 'name' | 'args'> & Partial<DataType>;

const IntegerType = category('IntegerType', [
  ...[k.TINYINT, k.SMALLINT, k.MEDIUMINT, k.INT, k.INTEGER, k.BIGINT, k.INT1, k.INT2, k.INT3, k.INT4, k.INT8],
  ...[k.MIDDLEINT],
]);

/** One or two numbers in parentheses. */
const FractionType = category('FractionType', [k.DEC, k.DECIMAL, k.NUMERIC, k.FIXED, k.FLOAT, k.FLOAT4, k.FLOAT8]);

/** At most one number in parentheses, nothing behind them. */
const LengthType = category('LengthType', [...[k.BIT, k.YEAR, k.TIME, k.TIMESTAMP, k.DATETIME, k.BLOB, k.BINARY]]);

/** No parentheses. */
const BareType = category('BareType', [k.DATE, k.TINYBLOB, k.MEDIUMBLOB, k.LONGBLOB]);

const BareText = category('BareText', [k.TINYTEXT, k.MEDIUMTEXT, k.LONGTEXT, k.JSON]);

export abstract class TypeGrammar extends NameGrammar {
  /** The type of a column. */
  protected readonly dataType = this.RULE('dataType', (): DataType => {
    const type = this.OR<WrittenType>([
      { ALT: () => this.SUBRULE(this.numberType) },
      { ALT: () => this.SUBRULE(this.booleanType) },
      { ALT: () => this.SUBRULE(this.lengthType) },
      { ALT: () => this.SUBRULE(this.characterType) },
      { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.namedType) },
    ]);
    return { unsigned: false, zerofill: false, ...type };
  });

  private readonly numberType = this.RULE('numberType', (): WrittenType => {
    const type = this.OR<WrittenType>([
      { ALT: () => this.SUBRULE(this.integerType) },
      { ALT: () => this.SUBRULE(this.fractionType) },
      { ALT: () => this.SUBRULE(this.doubleType) },
    ]);
    let unsigned = false;
    let zerofill = false;
    this.MANY(() => {
      const { tokenType } = this.OR1([
        { ALT: () => this.CONSUME(k.UNSIGNED) },
        { ALT: () => this.CONSUME(k.SIGNED) },
        { ALT: () => this.CONSUME(k.ZEROFILL) },
      ]);
      // A zerofilled column cannot show a sign.
      unsigned ||= tokenType !== k.SIGNED;
      zerofill ||= tokenType === k.ZEROFILL;
    });
    return { ...type, unsigned, zerofill };
  });

  private readonly integerType = this.RULE('integerType', (): WrittenType => {
    const { image } = this.CONSUME(IntegerType);
    const args = this.OPTION(() => this.SUBRULE(this.typeLength));
    return this.ACTION(() => ({ name: canonicalName(image), args: args ?? [] }));
  });

  private readonly fractionType = this.RULE('fractionType', (): WrittenType => {
    const { image } = this.CONSUME(FractionType);
    const args = this.OPTION(() => this.SUBRULE(this.typeArguments));
    return this.ACTION(() => ({ name: canonicalName(image), args: args ?? [] }));
  });

  /** DOUBLE [PRECISION]: two numbers in parentheses, or none. */
  private readonly doubleType = this.RULE('doubleType', (): WrittenType => {
    const args: string[] = [];
    this.OR([{ ALT: () => this.CONSUME(k.DOUBLE) }, { ALT: () => this.CONSUME(k.REAL) }]);
    this.OPTION(() => this.CONSUME(k.PRECISION));
    this.OPTION1(() => {
      this.CONSUME(t.LeftParenthesis);
      args.push(this.CONSUME(t.IntegerLiteral).image);
      this.CONSUME(t.Comma);
      args.push(this.CONSUME1(t.IntegerLiteral).image);
      this.CONSUME(t.RightParenthesis);
    });
    return { name: 'DOUBLE', args };
  });

  private readonly lengthType = this.RULE(
    'lengthType',
    (): WrittenType =>
      this.OR<WrittenType>([
        {
          ALT: () => {
            const { image } = this.CONSUME(LengthType);
            const args = this.OPTION(() => this.SUBRULE(this.typeLength));
            return this.ACTION(() => ({ name: canonicalName(image), args: args ?? [] }));
          },
        },
        {
          ALT: () => {
            const { image } = this.CONSUME(BareType);
            return this.ACTION(() => ({ name: canonicalName(image), args: [] }));
          },
        },
        { ALT: () => this.CONSUME(k.VARBINARY) && { name: 'VARBINARY', args: this.SUBRULE1(this.typeLength) } },
      ]),
  );

  /** Types with a character set: [CHARACTER SET x] [BINARY] may follow. */
  private readonly characterType = this.RULE('characterType', (): WrittenType => {
    const type = this.OR<WrittenType>([
      { ALT: () => this.SUBRULE(this.charType) },
      { ALT: () => this.SUBRULE(this.textType) },
      { ALT: () => this.SUBRULE(this.longType) },
      { ALT: () => this.SUBRULE(this.nationalType) },
      { ALT: () => this.SUBRULE(this.listType) },
    ]);
    const before = this.OPTION(() => this.CONSUME(k.BINARY));
    const charset = this.OPTION1(() =>
      this.OR1<string>([{ ALT: () => this.SUBRULE(this.charset) }, { ALT: () => this.CONSUME(k.BYTE) && 'binary' }]),
    );
    const after = this.OPTION2(() => this.CONSUME1(k.BINARY));
    const binary = before !== undefined || after !== undefined;
    return { ...type, ...(charset !== undefined && { charset }), ...(binary && { binary }) };
  });

  private readonly textType = this.RULE('textType', (): WrittenType => {
    const { image } = this.OR([{ ALT: () => this.CONSUME(k.TEXT) }, { ALT: () => this.CONSUME(BareText) }]);
    const args = this.OPTION({
      GATE: () => this.LA(0).tokenType === k.TEXT,
      DEF: () => this.SUBRULE(this.typeLength),
    });
    return this.ACTION(() => ({ name: canonicalName(image), args: args ?? [] }));
  });

  private readonly booleanType = this.RULE('booleanType', () => {
    this.OR([{ ALT: () => this.CONSUME(k.BOOL) }, { ALT: () => this.CONSUME(k.BOOLEAN) }]);
    return { name: 'TINYINT', args: ['1'] };
  });

  /** CHAR, CHARACTER VARYING, VARCHAR: only VARCHAR must have a length. */
  private readonly charType = this.RULE('charType', () =>
    this.OR([
      {
        ALT: () => {
          this.OR1([{ ALT: () => this.CONSUME(k.CHAR) }, { ALT: () => this.CONSUME(k.CHARACTER) }]);
          const varying = this.OPTION(() => this.CONSUME(k.VARYING));
          const args = this.OPTION1(() => this.SUBRULE(this.typeLength));
          return { name: varying === undefined ? 'CHAR' : 'VARCHAR', args: args ?? [] };
        },
      },
      {
        ALT: () => {
          this.OR2([{ ALT: () => this.CONSUME(k.VARCHAR) }, { ALT: () => this.CONSUME(k.VARCHARACTER) }]);
          return { name: 'VARCHAR', args: this.SUBRULE1(this.typeLength) };
        },
      },
    ]),
  );

  /** LONG, LONG VARCHAR, LONG VARBINARY */
  private readonly longType = this.RULE('longType', () => {
    this.CONSUME(k.LONG);
    const binary = this.OPTION(() =>
      this.OR([
        { ALT: () => this.CONSUME(k.VARBINARY) !== undefined },
        { ALT: () => this.CONSUME(k.VARCHAR) === undefined },
      ]),
    );
    return { name: binary ? 'MEDIUMBLOB' : 'MEDIUMTEXT', args: [] };
  });

  /** NATIONAL CHAR, NCHAR, NVARCHAR … */
  private readonly nationalType = this.RULE('nationalType', () => {
    const name = this.OR<string>([
      { ALT: () => this.CONSUME(k.NCHAR) && 'CHAR' },
      { ALT: () => this.CONSUME(k.NVARCHAR) && 'VARCHAR' },
      {
        ALT: () => {
          this.CONSUME(k.NATIONAL);
          return this.OR1<string>([
            { ALT: () => this.CONSUME(k.CHAR) && 'CHAR' },
            { ALT: () => this.CONSUME(k.CHARACTER) && 'CHAR' },
            { ALT: () => this.CONSUME(k.VARCHAR) && 'VARCHAR' },
          ]);
        },
      },
    ]);
    const varying = this.OPTION(() => this.CONSUME(k.VARYING));
    const args = this.OPTION1(() => this.SUBRULE(this.typeLength));
    return { name: varying === undefined ? name : 'VARCHAR', args: args ?? [], charset: NATIONAL_CHARSET };
  });

  /** ENUM('a', 'b'), SET('a', 'b') */
  private readonly listType = this.RULE('listType', () => {
    const { image } = this.OR([{ ALT: () => this.CONSUME(k.ENUM) }, { ALT: () => this.CONSUME(k.SET) }]);
    const args: string[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.text)) });
    this.CONSUME(t.RightParenthesis);
    return this.ACTION(() => ({ name: image.toUpperCase(), args }));
  });

  /** Any other word: the server looks it up, so an unknown one is no syntax error. */
  private readonly namedType = this.RULE('namedType', () => {
    const name = this.SUBRULE(this.identifier);
    this.ACTION(() => {
      if (ORACLE_NAMES.has(name.toUpperCase())) this.refuse(this.LA(1));
    });
    const args = this.OPTION(() => this.SUBRULE(this.typeArguments));
    return this.ACTION(() => {
      if (!PLAIN_NAMES.has(name.toUpperCase())) throw sqlError('ER_UNKNOWN_DATA_TYPE', name);
      return { name: name.toUpperCase(), args: args ?? [] };
    });
  });

  /** (10) */
  protected readonly typeLength = this.RULE('typeLength', (): string[] => {
    this.CONSUME(t.LeftParenthesis);
    const { image } = this.CONSUME(t.IntegerLiteral);
    this.CONSUME(t.RightParenthesis);
    return [image];
  });

  /** (10), (10, 2) */
  protected readonly typeArguments = this.RULE('typeArguments', (): string[] => {
    this.CONSUME(t.LeftParenthesis);
    const args = [this.CONSUME(t.IntegerLiteral).image];
    this.OPTION(() => {
      this.CONSUME(t.Comma);
      args.push(this.CONSUME1(t.IntegerLiteral).image);
    });
    this.CONSUME(t.RightParenthesis);
    return args;
  });

  /** CHARACTER SET name */
  protected readonly charset = this.RULE('charset', (): string => {
    this.SUBRULE(this.charsetWords);
    return this.SUBRULE(this.charsetName);
  });
}

/** The name that the AST uses for a type, whatever synonym was typed. */
export function canonicalName(image: string): string {
  const upper = image.toUpperCase();
  return SYNONYMS[upper] ?? upper;
}
