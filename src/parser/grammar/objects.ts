/** CREATE, ALTER and DROP, and the statements that are known by name only. */
import type { CallProcedure, Deallocate, Statement, Unsupported } from '../ast.js';
import { AnyToken, category, k } from '../tokens.js';
import { ViewGrammar } from './views.js';

/** Objects that cannot be made here. */
const CreateWord = category('CreateWord', [
  ...[k.VIEW, k.ROLE, k.SERVER, k.SEQUENCE, k.DEFINER, k.ALGORITHM, k.SQL, k.PACKAGE],
]);

const AlterWord = category('AlterWord', [
  ...[k.DATABASE, k.SCHEMA, k.VIEW, k.EVENT, k.ROLE, k.SERVER, k.SEQUENCE],
  ...[k.DEFINER, k.ALGORITHM, k.SQL],
]);

const DropWord = category('DropWord', [...[k.EVENT, k.ROLE, k.SERVER, k.SEQUENCE], k.PACKAGE]);

export abstract class ObjectGrammar extends ViewGrammar {
  readonly create = this.RULE('create', (): Statement => {
    this.CONSUME(k.CREATE);
    const orReplace = this.OPTION(() => {
      this.CONSUME(k.OR);
      return this.CONSUME(k.REPLACE) !== undefined;
    });
    return this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.createTable, { ARGS: [orReplace ?? false] }) },
      { ALT: () => this.SUBRULE(this.createIndex, { ARGS: [orReplace ?? false] }) },
      { ALT: () => this.SUBRULE(this.createDatabase, { ARGS: [orReplace ?? false] }) },
      { ALT: () => this.SUBRULE(this.createUser, { ARGS: [orReplace ?? false] }) },
      {
        GATE: () => this.viewAhead(),
        ALT: () => this.SUBRULE(this.viewDefinition, { ARGS: [{ alter: false, orReplace: orReplace ?? false }] }),
      },
      {
        ALT: () => {
          const { image } = this.CONSUME(CreateWord);
          this.SUBRULE(this.rest);
          return this.unsupported('CREATE', image);
        },
      },
    ]);
  });

  readonly alter = this.RULE('alter', (): Statement => {
    this.CONSUME(k.ALTER);
    return this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.alterTable) },
      { ALT: () => this.SUBRULE(this.alterUser) },
      {
        GATE: () => this.viewAhead(),
        ALT: () => this.SUBRULE(this.viewDefinition, { ARGS: [{ alter: true, orReplace: false }] }),
      },
      {
        ALT: () => {
          const { image } = this.CONSUME(AlterWord);
          this.SUBRULE(this.rest);
          return this.unsupported('ALTER', image);
        },
      },
    ]);
  });

  readonly dropObject = this.RULE('dropObject', (): Statement => {
    this.CONSUME(k.DROP);
    return this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.dropTable) },
      { ALT: () => this.SUBRULE(this.dropIndex) },
      { ALT: () => this.SUBRULE(this.dropDatabase) },
      { ALT: () => this.SUBRULE(this.dropUser) },
      { ALT: () => this.SUBRULE(this.dropPrepared) },
      { ALT: () => this.SUBRULE(this.dropView) },
      {
        ALT: () => {
          const { image } = this.CONSUME(DropWord);
          this.SUBRULE(this.rest);
          return this.unsupported('DROP', image);
        },
      },
    ]);
  });

  private readonly dropPrepared = this.RULE('dropPrepared', (): Deallocate => {
    this.CONSUME(k.PREPARE);
    return { kind: 'Deallocate', name: this.SUBRULE(this.identifier) };
  });

  /** CALL p, CALL db.p(1, 2) */
  readonly call = this.RULE('call', (): CallProcedure => {
    this.CONSUME(k.CALL);
    const name = this.SUBRULE(this.tableName);
    const args = this.OPTION(() => this.SUBRULE(this.callArguments));
    return { kind: 'CallProcedure', name, args: args ?? [] };
  });

  /** A statement that is only known by its first word; something must follow it. */
  readonly known = this.RULE('known', (): Unsupported => {
    const { image } = this.CONSUME(AnyToken);
    this.SUBRULE(this.rest);
    return this.ACTION(() => ({ kind: 'Unsupported', what: image.toUpperCase() }));
  });

  private readonly rest = this.RULE('rest', (): void => {
    this.AT_LEAST_ONE(() => this.CONSUME(AnyToken));
  });

  private unsupported(verb: string, object: string): Unsupported {
    return this.ACTION(() => ({ kind: 'Unsupported', what: `${verb} ${object.toUpperCase()}` }));
  }
}
