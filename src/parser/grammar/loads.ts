/** LOAD DATA INFILE. */
import type { FieldTarget, FileFormat, LoadData, SetColumn } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { ObjectGrammar } from './objects.js';

const FORMAT: FileFormat = { fieldEnd: '\t', enclosure: '', escape: '\\', lineStart: '', lineEnd: '\n' };

type Duplicates = Pick<LoadData, 'replace' | 'ignore'>;
const NEITHER: Duplicates = { replace: false, ignore: false };

export abstract class LoadGrammar extends ObjectGrammar {
  readonly loadData = this.RULE('loadData', (): LoadData => {
    this.CONSUME(k.LOAD);
    this.CONSUME(k.DATA);
    this.OPTION(() =>
      this.OR([{ ALT: () => this.CONSUME(k.LOW_PRIORITY) }, { ALT: () => this.CONSUME(k.CONCURRENT) }]),
    );
    const local = this.OPTION1(() => this.CONSUME(k.LOCAL)) !== undefined;
    this.CONSUME(k.INFILE);
    const file = this.SUBRULE(this.text);
    const duplicates = this.SUBRULE(this.loadDuplicates);
    this.CONSUME(k.INTO);
    this.CONSUME(k.TABLE);
    const table = this.SUBRULE(this.tableName);
    const charset = this.OPTION2(() => {
      this.SUBRULE(this.charsetWords);
      return this.SUBRULE(this.charsetName);
    });
    const fields = this.SUBRULE(this.loadFields);
    const lines = this.SUBRULE(this.loadLines);
    const ignoredLines = this.SUBRULE(this.loadIgnoredLines);
    const targets = this.SUBRULE(this.loadTargets);
    const set = this.SUBRULE(this.loadSet);
    return {
      kind: 'LoadData',
      local,
      file,
      ...duplicates,
      table,
      ...(charset === undefined ? {} : { charset }),
      format: { ...FORMAT, ...fields, ...lines },
      ignoredLines,
      ...(targets === undefined ? {} : { targets }),
      set,
    };
  });

  private readonly loadDuplicates = this.RULE(
    'loadDuplicates',
    (): Duplicates =>
      this.OPTION(() =>
        this.OR<Duplicates>([
          {
            ALT: () => {
              this.CONSUME(k.REPLACE);
              return { replace: true, ignore: false };
            },
          },
          {
            ALT: () => {
              this.CONSUME(k.IGNORE);
              return { replace: false, ignore: true };
            },
          },
        ]),
      ) ?? NEITHER,
  );

  /** FIELDS TERMINATED BY ',' [OPTIONALLY] ENCLOSED BY '"' ESCAPED BY '\\' */
  private readonly loadFields = this.RULE('loadFields', (): Partial<FileFormat> => {
    const parts: Partial<FileFormat>[] = [];
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(k.FIELDS) }, { ALT: () => this.CONSUME(k.COLUMNS) }]);
      this.AT_LEAST_ONE(() => parts.push(this.SUBRULE(this.loadFieldPart)));
    });
    return Object.assign({}, ...parts);
  });

  private readonly loadFieldPart = this.RULE(
    'loadFieldPart',
    (): Partial<FileFormat> =>
      this.OR<Partial<FileFormat>>([
        {
          ALT: () => {
            this.CONSUME(k.TERMINATED);
            return { fieldEnd: this.SUBRULE(this.loadText) };
          },
        },
        {
          ALT: () => {
            this.OPTION(() => this.CONSUME(k.OPTIONALLY));
            this.CONSUME(k.ENCLOSED);
            return { enclosure: this.SUBRULE1(this.loadText) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.ESCAPED);
            return { escape: this.SUBRULE2(this.loadText) };
          },
        },
      ]),
  );

  /** LINES STARTING BY 'x' TERMINATED BY '\n' */
  private readonly loadLines = this.RULE('loadLines', (): Partial<FileFormat> => {
    const parts: Partial<FileFormat>[] = [];
    this.OPTION(() => {
      this.CONSUME(k.LINES);
      this.AT_LEAST_ONE(() => parts.push(this.SUBRULE(this.loadLinePart)));
    });
    return Object.assign({}, ...parts);
  });

  private readonly loadLinePart = this.RULE(
    'loadLinePart',
    (): Partial<FileFormat> =>
      this.OR<Partial<FileFormat>>([
        {
          ALT: () => {
            this.CONSUME(k.STARTING);
            return { lineStart: this.SUBRULE(this.loadText) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(k.TERMINATED);
            return { lineEnd: this.SUBRULE1(this.loadText) };
          },
        },
      ]),
  );

  private readonly loadText = this.RULE('loadText', (): string => {
    this.CONSUME(k.BY);
    return this.SUBRULE(this.text);
  });

  /** IGNORE 1 LINES */
  private readonly loadIgnoredLines = this.RULE(
    'loadIgnoredLines',
    (): number =>
      this.OPTION(() => {
        this.CONSUME(k.IGNORE);
        const { image } = this.CONSUME(t.IntegerLiteral);
        this.OR([{ ALT: () => this.CONSUME(k.LINES) }, { ALT: () => this.CONSUME(k.ROWS) }]);
        return Number(image);
      }) ?? 0,
  );

  /** (a, @b, c) */
  private readonly loadTargets = this.RULE('loadTargets', (): FieldTarget[] | undefined =>
    this.OPTION(() => {
      const targets: FieldTarget[] = [];
      this.CONSUME(t.LeftParenthesis);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => targets.push(this.SUBRULE(this.loadTarget)) });
      this.CONSUME(t.RightParenthesis);
      return targets.length === 0 ? undefined : targets;
    }),
  );

  private readonly loadTarget = this.RULE(
    'loadTarget',
    (): FieldTarget =>
      this.OR<FieldTarget>([
        { ALT: () => ({ kind: 'UserVariable', name: this.SUBRULE(this.userVariable) }) },
        { ALT: () => ({ kind: 'ColumnRef', name: this.SUBRULE(this.columnRef).name }) },
      ]),
  );

  private readonly loadSet = this.RULE(
    'loadSet',
    (): SetColumn[] =>
      this.OPTION(() => {
        this.CONSUME(k.SET);
        return this.SUBRULE(this.assignments);
      }) ?? [],
  );
}
