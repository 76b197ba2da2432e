/** REFERENCES: what a foreign key points at, and what becomes of its rows. */
import type { References, ReferentialAction, TableName } from '../ast.js';
import { k } from '../tokens.js';
import { UpdateGrammar } from './updates.js';

interface Actions {
  onDelete?: ReferentialAction;
  onUpdate?: ReferentialAction;
}

export abstract class ReferenceGrammar extends UpdateGrammar {
  /** REFERENCES t (a) MATCH FULL ON DELETE CASCADE ON UPDATE SET NULL */
  protected readonly references = this.RULE('references', (): References => {
    this.CONSUME(k.REFERENCES);
    const table: TableName = this.SUBRULE(this.tableName);
    const columns = this.OPTION(() => this.SUBRULE(this.nameList));
    this.OPTION1(() => {
      this.CONSUME(k.MATCH);
      this.OR([
        { ALT: () => this.CONSUME(k.FULL) },
        { ALT: () => this.CONSUME(k.PARTIAL) },
        { ALT: () => this.CONSUME(k.SIMPLE) },
      ]);
    });
    const actions: Actions = {};
    this.MANY(() => {
      this.CONSUME(k.ON);
      this.OR1([
        { GATE: () => actions.onDelete === undefined, ALT: () => this.SUBRULE(this.onDelete, { ARGS: [actions] }) },
        { GATE: () => actions.onUpdate === undefined, ALT: () => this.SUBRULE(this.onUpdated, { ARGS: [actions] }) },
      ]);
    });
    return { table, ...(columns !== undefined && { columns }), ...actions };
  });

  private readonly onDelete = this.RULE('onDelete', (actions: Actions): void => {
    this.CONSUME(k.DELETE);
    const action = this.SUBRULE(this.referentialAction);
    this.ACTION(() => {
      actions.onDelete = action;
    });
  });

  private readonly onUpdated = this.RULE('onUpdated', (actions: Actions): void => {
    this.CONSUME(k.UPDATE);
    const action = this.SUBRULE(this.referentialAction);
    this.ACTION(() => {
      actions.onUpdate = action;
    });
  });

  private readonly referentialAction = this.RULE(
    'referentialAction',
    (): ReferentialAction =>
      this.OR<ReferentialAction>([
        { ALT: () => this.CONSUME(k.RESTRICT) && 'RESTRICT' },
        { ALT: () => this.CONSUME(k.CASCADE) && 'CASCADE' },
        {
          ALT: () => {
            this.CONSUME(k.SET);
            return this.OR1<ReferentialAction>([
              { ALT: () => this.CONSUME(k.NULL) && 'SET NULL' },
              { ALT: () => this.CONSUME(k.DEFAULT) && 'SET DEFAULT' },
            ]);
          },
        },
        { ALT: () => this.CONSUME(k.NO) && this.CONSUME(k.ACTION) && 'NO ACTION' },
      ]),
  );
}
