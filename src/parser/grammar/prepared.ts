/** PREPARE, EXECUTE, DEALLOCATE PREPARE. */
import type { Deallocate, Execute, ExecuteImmediate, Expr, Prepare } from '../ast.js';
import { k } from '../tokens.js';
import { RoutineGrammar } from './routines.js';

export abstract class PreparedGrammar extends RoutineGrammar {
  readonly prepare = this.RULE('prepare', (): Prepare => {
    this.CONSUME(k.PREPARE);
    const name = this.SUBRULE(this.identifier);
    this.CONSUME(k.FROM);
    return { kind: 'Prepare', name, source: this.SUBRULE(this.expression) };
  });

  readonly execute = this.RULE('execute', (): Execute | ExecuteImmediate => {
    this.CONSUME(k.EXECUTE);
    return this.OR<Execute | ExecuteImmediate>([
      {
        ALT: () => {
          this.CONSUME(k.IMMEDIATE);
          const source = this.SUBRULE(this.expression);
          return { kind: 'ExecuteImmediate', source, values: this.SUBRULE(this.givenValues) };
        },
      },
      {
        IGNORE_AMBIGUITIES: true,
        ALT: () => {
          const name = this.SUBRULE(this.identifier);
          return { kind: 'Execute', name, values: this.SUBRULE1(this.givenValues) };
        },
      },
    ]);
  });

  private readonly givenValues = this.RULE('givenValues', (): readonly Expr[] => {
    const values = this.OPTION((): readonly Expr[] => {
      this.CONSUME(k.USING);
      return this.SUBRULE(this.expressions);
    });
    return values ?? [];
  });

  /** DEALLOCATE PREPARE name */
  readonly deallocate = this.RULE('deallocate', (): Deallocate => {
    this.CONSUME(k.DEALLOCATE);
    this.CONSUME(k.PREPARE);
    return { kind: 'Deallocate', name: this.SUBRULE(this.identifier) };
  });
}
