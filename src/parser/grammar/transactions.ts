/** Transactions, SIGNAL and GET DIAGNOSTICS. */
import type { TokenType } from 'chevrotain';
import { sqlError } from '../../base/errors.js';
import type { Begin, Commit, Expr, GetDiagnostics, Resignal, Rollback, Savepoint, Signal } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { AdministrationGrammar } from './administration.js';

/** What SIGNAL can set and GET DIAGNOSTICS CONDITION can read. */
const CONDITION_ITEMS = [
  ...[k.CLASS_ORIGIN, k.SUBCLASS_ORIGIN, k.CONSTRAINT_CATALOG, k.CONSTRAINT_SCHEMA, k.CONSTRAINT_NAME],
  ...[k.CATALOG_NAME, k.SCHEMA_NAME, k.TABLE_NAME, k.COLUMN_NAME, k.CURSOR_NAME, k.MESSAGE_TEXT, k.MYSQL_ERRNO],
];

const SignalItem = category('SignalItem', CONDITION_ITEMS);
const ConditionItem = category('ConditionItem', [...CONDITION_ITEMS, k.RETURNED_SQLSTATE]);
const StatementItem = category('StatementItem', [k.NUMBER, k.ROW_COUNT]);

/** Five digits or capital letters. */
const SQLSTATE = /^[0-9A-Z]{5}$/;

export abstract class TransactionGrammar extends AdministrationGrammar {
  /** BEGIN [WORK] */
  readonly begin = this.RULE('begin', (): Begin => {
    this.CONSUME(k.BEGIN);
    this.OPTION(() => this.CONSUME(k.WORK));
    return { kind: 'Begin', readOnly: false, readWrite: false, consistentSnapshot: false };
  });

  /** START TRANSACTION [READ ONLY, WITH CONSISTENT SNAPSHOT] */
  readonly startTransaction = this.RULE('startTransaction', (): Begin => {
    const modes = new Set<TokenType>();
    let consistentSnapshot = false;
    this.CONSUME(k.START);
    this.CONSUME(k.TRANSACTION);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(k.WITH);
              this.CONSUME(k.CONSISTENT);
              this.CONSUME(k.SNAPSHOT);
              consistentSnapshot = true;
            },
          },
          {
            ALT: () => {
              this.CONSUME(k.READ);
              this.OR1([
                { ALT: () => modes.add(this.CONSUME(k.ONLY).tokenType) },
                { ALT: () => modes.add(this.CONSUME(k.WRITE).tokenType) },
              ]);
            },
          },
        ]),
    });
    this.ACTION(() => {
      if (modes.size > 1) this.refuse(this.LA(1));
    });
    return { kind: 'Begin', readOnly: modes.has(k.ONLY), readWrite: modes.has(k.WRITE), consistentSnapshot };
  });

  readonly commit = this.RULE('commit', (): Commit => {
    this.CONSUME(k.COMMIT);
    this.OPTION(() => this.CONSUME(k.WORK));
    return { kind: 'Commit', chain: this.SUBRULE(this.chain) };
  });

  /** ROLLBACK, ROLLBACK TO [SAVEPOINT] x */
  readonly rollback = this.RULE('rollback', (): Rollback => {
    this.CONSUME(k.ROLLBACK);
    this.OPTION(() => this.CONSUME(k.WORK));
    return this.OR<Rollback>([
      {
        ALT: () => {
          this.CONSUME(k.TO);
          this.OPTION1({
            // SAVEPOINT may itself be the name.
            GATE: () => !this.endsAt(2),
            DEF: () => this.CONSUME(k.SAVEPOINT),
          });
          return { kind: 'Rollback', chain: false, savepoint: this.SUBRULE(this.identifier) };
        },
      },
      { ALT: () => ({ kind: 'Rollback', chain: this.SUBRULE(this.chain) }) },
    ]);
  });

  /** [AND [NO] CHAIN] [[NO] RELEASE] */
  private readonly chain = this.RULE('chain', (): boolean => {
    const chain = this.OPTION(() => {
      this.CONSUME(k.AND);
      const no = this.OPTION1(() => this.CONSUME(k.NO));
      this.CONSUME(k.CHAIN);
      return no === undefined;
    });
    this.OPTION2(() => {
      const no = this.OPTION3(() => this.CONSUME1(k.NO));
      const release = this.CONSUME(k.RELEASE);
      this.ACTION(() => {
        if (no === undefined && chain === true) this.refuse(release);
      });
    });
    return chain ?? false;
  });

  readonly savepoint = this.RULE('savepoint', (): Savepoint => {
    this.CONSUME(k.SAVEPOINT);
    return { kind: 'Savepoint', name: this.SUBRULE(this.identifier), release: false };
  });

  readonly releaseSavepoint = this.RULE('releaseSavepoint', (): Savepoint => {
    this.CONSUME(k.RELEASE);
    this.CONSUME(k.SAVEPOINT);
    return { kind: 'Savepoint', name: this.SUBRULE(this.identifier), release: true };
  });

  /** SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'x' */
  readonly signal = this.RULE('signal', (): Signal => {
    this.CONSUME(k.SIGNAL);
    const sqlstate = this.SUBRULE(this.signalValue);
    return { kind: 'Signal', sqlstate, items: this.SUBRULE(this.signalItems) };
  });

  /** RESIGNAL, with what changes in the condition that is handled. */
  readonly resignal = this.RULE('resignal', (): Resignal => {
    this.CONSUME(k.RESIGNAL);
    const sqlstate = this.OPTION(() => this.SUBRULE(this.signalValue));
    const items = this.SUBRULE(this.signalItems);
    return { kind: 'Resignal', ...(sqlstate !== undefined && { sqlstate }), items };
  });

  private readonly signalValue = this.RULE('signalValue', (): string =>
    this.OR<string>([
      { ALT: () => this.SUBRULE(this.sqlstateValue) },
      { ALT: () => this.signalledCondition(this.SUBRULE(this.identifier)) },
    ]),
  );

  private readonly signalItems = this.RULE('signalItems', (): Signal['items'] => {
    const items: { name: string; value: Expr }[] = [];
    this.OPTION(() => {
      this.CONSUME(k.SET);
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const { image } = this.CONSUME(SignalItem);
          this.CONSUME(t.Equal);
          const value = this.SUBRULE(this.primary);
          this.ACTION(() => items.push({ name: image.toUpperCase(), value }));
        },
      });
    });
    return items;
  });

  /** SQLSTATE [VALUE] 'x' */
  protected readonly sqlstateValue = this.RULE('sqlstateValue', (): string => {
    this.CONSUME(k.SQLSTATE);
    this.OPTION(() => this.CONSUME(k.VALUE));
    const state = this.SUBRULE(this.text);
    return this.ACTION(() => {
      if (!SQLSTATE.test(state) || state.startsWith('00')) throw sqlError('ER_SP_BAD_SQLSTATE', state);
      return state;
    });
  });

  /** One that was declared for an SQLSTATE. Errors: 1319, 1646. */
  private signalledCondition(name: string): string {
    return this.ACTION(() => {
      const condition = this.locals?.condition(name);
      if (!condition) throw sqlError('ER_SP_COND_MISMATCH', name);
      if (condition.kind !== 'State') throw sqlError('ER_SIGNAL_BAD_CONDITION_TYPE');
      return condition.sqlstate;
    });
  }

  /** GET [CURRENT] DIAGNOSTICS @a = NUMBER, GET DIAGNOSTICS CONDITION 1 @a = MESSAGE_TEXT */
  readonly getDiagnostics = this.RULE('getDiagnostics', (): GetDiagnostics => {
    this.CONSUME(k.GET);
    this.OPTION(() => this.CONSUME(k.CURRENT));
    this.CONSUME(k.DIAGNOSTICS);
    return this.OR<GetDiagnostics>([
      {
        ALT: () => {
          this.CONSUME(k.CONDITION);
          const condition = this.SUBRULE(this.primary);
          return { kind: 'GetDiagnostics', condition, items: this.SUBRULE(this.conditionItems) };
        },
      },
      { ALT: () => ({ kind: 'GetDiagnostics', items: this.SUBRULE(this.statementItems) }) },
    ]);
  });

  private readonly conditionItems = this.RULE('conditionItems', (): GetDiagnostics['items'] => {
    const items: GetDiagnostics['items'][number][] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const variable = this.SUBRULE(this.intoVariable);
        this.CONSUME(t.Equal);
        items.push({ variable, name: this.CONSUME(ConditionItem).image.toUpperCase() });
      },
    });
    return items;
  });

  private readonly statementItems = this.RULE('statementItems', (): GetDiagnostics['items'] => {
    const items: GetDiagnostics['items'][number][] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const variable = this.SUBRULE(this.intoVariable);
        this.CONSUME(t.Equal);
        items.push({ variable, name: this.CONSUME(StatementItem).image.toUpperCase() });
      },
    });
    return items;
  });
}
