/** CREATE VIEW, ALTER VIEW, DROP VIEW. */
import { sqlError } from '../../base/errors.js';
import type { AccountName, CreateView, DropView, TableName } from '../ast.js';
import * as t from '../tokens.js';
import { k } from '../tokens.js';
import { AccountGrammar } from './accounts.js';

type Head = Pick<CreateView, 'algorithm' | 'definer' | 'security'>;
type Security = NonNullable<CreateView['security']>;

/** What may stand between CREATE and VIEW. */
const MAX_HEAD = 20;

export abstract class ViewGrammar extends AccountGrammar {
  /** [ALGORITHM=x] [DEFINER=x] [SQL SECURITY x] VIEW [IF NOT EXISTS] v [(a, b)] AS query [WITH CHECK OPTION] */
  protected readonly viewDefinition = this.RULE(
    'viewDefinition',
    (how: Pick<CreateView, 'alter' | 'orReplace'>): CreateView => {
      const head = this.SUBRULE(this.viewHead);
      this.CONSUME(k.VIEW);
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      const view = this.SUBRULE(this.tableName);
      const columns = this.OPTION(() => this.SUBRULE(this.nameList));
      this.CONSUME(k.AS);
      const query = this.SUBRULE(this.query);
      const check = this.OPTION1(() => this.SUBRULE(this.checkOption));
      return this.ACTION(() => {
        if (how.orReplace && ifNotExists) throw sqlError('ER_WRONG_USAGE', 'OR REPLACE', 'IF NOT EXISTS');
        const rest = { ...(columns && { columns }), ...(check && { check }) };
        return { kind: 'CreateView', ...how, ifNotExists, ...head, view, query, ...rest };
      });
    },
  );

  private readonly viewHead = this.RULE('viewHead', (): Head => {
    const algorithm = this.OPTION(() => {
      this.CONSUME(k.ALGORITHM);
      this.CONSUME(t.Equal);
      return this.SUBRULE(this.viewAlgorithm);
    });
    const definer = this.OPTION1(() => this.SUBRULE(this.definer));
    const security = this.OPTION2(() => this.SUBRULE(this.sqlSecurity));
    return { ...(algorithm && { algorithm }), ...(definer && { definer }), ...(security && { security }) };
  });

  private readonly viewAlgorithm = this.RULE('viewAlgorithm', (): NonNullable<Head['algorithm']> => {
    const token = this.LA(1);
    const name = this.SUBRULE(this.identifier);
    return this.ACTION(() => {
      const word = name.toUpperCase();
      return word === 'MERGE' || word === 'TEMPTABLE' || word === 'UNDEFINED' ? word : this.refuse(token);
    });
  });

  private readonly definer = this.RULE('definer', (): AccountName => {
    this.CONSUME(k.DEFINER);
    this.CONSUME(t.Equal);
    return this.SUBRULE(this.account);
  });

  private readonly sqlSecurity = this.RULE('sqlSecurity', (): Security => {
    this.CONSUME(k.SQL);
    const [security, which] = [this.LA(1), this.LA(2)];
    const first = this.SUBRULE(this.identifier);
    const second = this.SUBRULE1(this.identifier);
    return this.ACTION(() => {
      if (first.toUpperCase() !== 'SECURITY') this.refuse(security);
      const word = second.toUpperCase();
      return word === 'DEFINER' || word === 'INVOKER' ? word : this.refuse(which);
    });
  });

  private readonly checkOption = this.RULE('checkOption', (): NonNullable<CreateView['check']> => {
    this.CONSUME(k.WITH);
    const kind = this.OPTION(() =>
      this.OR<NonNullable<CreateView['check']>>([
        { ALT: () => this.CONSUME(k.LOCAL) && 'LOCAL' },
        { ALT: () => this.CONSUME(k.CASCADED) && 'CASCADED' },
      ]),
    );
    this.CONSUME(k.CHECK);
    this.CONSUME(k.OPTION);
    return kind ?? 'CASCADED';
  });

  protected readonly dropView = this.RULE('dropView', (): DropView => {
    this.CONSUME(k.VIEW);
    const ifExists = this.SUBRULE(this.ifExists);
    const views: TableName[] = this.SUBRULE(this.tableNames);
    this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(k.RESTRICT) }, { ALT: () => this.CONSUME(k.CASCADE) }]));
    return { kind: 'DropView', ifExists, views };
  });

  /** Behind CREATE and ALTER: is it a view? Routines and triggers have definers, too. */
  protected viewAhead(): boolean {
    for (let ahead = 1; ahead <= MAX_HEAD; ahead++) {
      const { tokenType } = this.LA(ahead);
      if (tokenType === k.VIEW) return true;
      if (tokenType === k.AS || Number.isNaN(this.LA(ahead).startOffset)) return false;
    }
    return false;
  }
}
