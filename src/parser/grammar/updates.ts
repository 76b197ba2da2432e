/** UPDATE, DELETE and DO. */
import type { Delete, Do, Limit, NamedTable, TableReference, Update } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { InsertGrammar } from './inserts.js';

/** Targets are names of what is joined; a name that is none of them is left as it is. */
function named(targets: readonly NamedTable[], using: readonly TableReference[]): NamedTable[] {
  const joined = [...tablesIn(using)];
  return targets.map((target) => joined.find((one) => isNamed(one, target)) ?? target);
}

function* tablesIn(references: readonly TableReference[]): Generator<NamedTable> {
  for (const one of references) {
    if (one.kind === 'NamedTable') yield one;
    if (one.kind === 'Join') yield* tablesIn([one.left, one.right]);
  }
}

function isNamed({ alias, table }: NamedTable, { table: { db, name } }: NamedTable): boolean {
  return alias === undefined ? table.name === name && table.db === db : alias === name && db === undefined;
}

export abstract class UpdateGrammar extends InsertGrammar {
  readonly update = this.RULE('update', (): Update => {
    this.CONSUME(k.UPDATE);
    this.OPTION(() => this.CONSUME(k.LOW_PRIORITY));
    const ignore = this.OPTION1(() => this.CONSUME(k.IGNORE)) !== undefined;
    const tables = this.SUBRULE(this.tableReferences);
    this.CONSUME(k.SET);
    const set = this.SUBRULE(this.assignments);
    const where = this.SUBRULE(this.where);
    const orderBy = this.SUBRULE(this.orderBy);
    const limit = this.OPTION2(() => this.SUBRULE(this.countLimit));
    return {
      kind: 'Update',
      ignore,
      tables,
      set,
      orderBy,
      ...(where !== undefined && { where }),
      ...(limit !== undefined && { limit }),
    };
  });

  /** DELETE FROM t …, DELETE t FROM …, DELETE FROM t USING … */
  readonly delete = this.RULE('delete', (): Delete => {
    this.CONSUME(k.DELETE);
    let ignore = false;
    this.MANY(() =>
      this.OR([
        { ALT: () => this.CONSUME(k.LOW_PRIORITY) },
        { GATE: () => this.quickAhead(), ALT: () => this.CONSUME(k.QUICK) },
        {
          ALT: () => {
            this.CONSUME(k.IGNORE);
            ignore = true;
          },
        },
      ]),
    );
    const rest = this.OR1<Omit<Delete, 'kind' | 'ignore'>>([
      { ALT: () => this.SUBRULE(this.deleteFrom) },
      { ALT: () => this.SUBRULE(this.deleteTables) },
    ]);
    // Rows of several tables are told of nowhere.
    const returning = this.OPTION({
      GATE: () => rest.using.length === 0,
      DEF: () => {
        this.CONSUME(k.RETURNING);
        return this.SUBRULE(this.selectItems);
      },
    });
    return { kind: 'Delete', ignore, ...rest, ...(returning && { returning }) };
  });

  private quickAhead(): boolean {
    const { tokenType } = this.LA(2);
    return tokenType !== t.Comma && tokenType !== t.Dot;
  }

  private readonly deleteFrom = this.RULE('deleteFrom', (): Omit<Delete, 'kind' | 'ignore'> => {
    this.CONSUME(k.FROM);
    const targets = this.SUBRULE(this.deleteTargets);
    const partitions = this.OPTION3(() => {
      this.CONSUME(k.PARTITION);
      return this.SUBRULE(this.nameList);
    });
    const using = this.OPTION(() => {
      this.CONSUME(k.USING);
      return this.SUBRULE(this.tableReferences);
    });
    const where = this.SUBRULE(this.where);
    // Rows of several tables have no order.
    const orderBy = this.OPTION1({ GATE: () => using === undefined, DEF: () => this.SUBRULE(this.someOrder) });
    const limit = this.OPTION2({ GATE: () => using === undefined, DEF: () => this.SUBRULE(this.countLimit) });
    return this.ACTION(() => ({
      targets: using
        ? named(targets, using)
        : partitions
          ? targets.map((target) => ({ ...target, table: { ...target.table, partitions } }))
          : targets,
      using: using ?? [],
      orderBy: orderBy ?? [],
      ...(where !== undefined && { where }),
      ...(limit !== undefined && { limit }),
    }));
  });

  private readonly deleteTables = this.RULE('deleteTables', (): Omit<Delete, 'kind' | 'ignore'> => {
    const targets = this.SUBRULE(this.deleteTargets);
    this.CONSUME(k.FROM);
    const using = this.SUBRULE(this.tableReferences);
    const where = this.SUBRULE(this.where);
    return this.ACTION(() => ({
      targets: named(targets, using),
      using,
      orderBy: [],
      ...(where !== undefined && { where }),
    }));
  });

  /** t, d.u.* */
  private readonly deleteTargets = this.RULE('deleteTargets', (): NamedTable[] => {
    const targets: NamedTable[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => targets.push(this.SUBRULE(this.deleteTarget)) });
    return targets;
  });

  private readonly deleteTarget = this.RULE('deleteTarget', (): NamedTable => {
    const first = this.SUBRULE(this.identifier);
    let second: string | undefined;
    this.MANY(() => {
      this.CONSUME(t.Dot);
      this.OR([
        { ALT: () => this.CONSUME(t.Star) },
        {
          ALT: () => {
            second = this.SUBRULE1(this.identifier);
          },
        },
      ]);
    });
    return { kind: 'NamedTable', table: second === undefined ? { name: first } : { db: first, name: second } };
  });

  /** LIMIT n: no offset where rows are changed. */
  private readonly countLimit = this.RULE('countLimit', (): Limit => {
    this.CONSUME(k.LIMIT);
    return { count: this.SUBRULE(this.limitNumber) };
  });

  readonly do = this.RULE('do', (): Do => {
    this.CONSUME(k.DO);
    const items = this.SUBRULE(this.expressions);
    return { kind: 'Do', items };
  });
}
