/** SET in all its forms, but for SET STATEMENT, whose inner statement statement.ts finds. */
import type { AccountName, Expr, Set as SetAst, SetItem, SetValue } from '../ast.js';
import * as t from '../tokens.js';
import { category, k } from '../tokens.js';
import { AlterGrammar } from './alter.js';

type Scope = 'GLOBAL' | 'SESSION';

/** The scope that was last written before a bare name: it stays in force for the bare names behind it. */
interface ScopeState {
  scope: Scope;
}

const ScopeWord = category('ScopeWord', [k.GLOBAL, k.SESSION, k.LOCAL]);

/** Words that are a value when they stand alone. */
const ValueWord = category('ValueWord', [k.ON, k.ALL, k.BINARY]);

export abstract class VariableGrammar extends AlterGrammar {
  readonly set = this.RULE('set', (): SetAst => {
    const items: SetItem[] = [];
    const state: ScopeState = { scope: 'SESSION' };
    this.CONSUME(k.SET);
    this.OR([
      { GATE: () => this.transactionAhead(), ALT: () => items.push(this.SUBRULE(this.transaction)) },
      {
        ALT: () =>
          this.AT_LEAST_ONE_SEP({
            SEP: t.Comma,
            DEF: () => items.push(this.SUBRULE(this.setItem, { ARGS: [state] })),
          }),
      },
    ]);
    return { kind: 'Set', items };
  });

  /** SET STATEMENT a=1, b=2 FOR */
  readonly setStatement = this.RULE('setStatement', (): SetItem[] => {
    const items: SetItem[] = [];
    this.CONSUME(k.SET);
    this.CONSUME(k.STATEMENT);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => items.push(this.SUBRULE(this.bareVariable, { ARGS: [{ scope: 'SESSION' }] })),
    });
    this.CONSUME(k.FOR);
    return items;
  });

  private transactionAhead(): boolean {
    const scoped = t.tokenMatches(this.LA(1), ScopeWord);
    const { tokenType } = this.LA(scoped ? 2 : 1);
    const next = this.LA(scoped ? 3 : 2).tokenType;
    return tokenType === k.TRANSACTION && next !== t.Equal && next !== t.Assign;
  }

  private readonly setItem = this.RULE(
    'setItem',
    (state: ScopeState): SetItem =>
      this.OR<SetItem>([
        { ALT: () => this.SUBRULE(this.setUserVariable) },
        { ALT: () => this.SUBRULE(this.setSystemVariable) },
        { GATE: () => this.LA(1).tokenType === k.NAMES, ALT: () => this.SUBRULE(this.setNames) },
        { ALT: () => this.SUBRULE(this.setCharset) },
        { GATE: () => this.LA(1).tokenType === k.PASSWORD, ALT: () => this.SUBRULE(this.setPassword) },
        { GATE: () => this.roleAhead(), ALT: () => this.SUBRULE(this.setRole) },
        { GATE: () => this.scopeAhead(), ALT: () => this.SUBRULE(this.scopedVariable, { ARGS: [state] }) },
        { IGNORE_AMBIGUITIES: true, ALT: () => this.SUBRULE(this.bareVariable, { ARGS: [state] }) },
      ]),
  );

  /** GLOBAL may itself be a variable's name. */
  private scopeAhead(): boolean {
    const { tokenType } = this.LA(2);
    return tokenType !== t.Equal && tokenType !== t.Assign && tokenType !== t.Dot;
  }

  private roleAhead(): boolean {
    const { tokenType } = this.LA(2);
    return tokenType !== t.Equal && tokenType !== t.Assign && tokenType !== t.Dot;
  }

  private readonly assign = this.RULE('assign', (): void => {
    this.OR([{ ALT: () => this.CONSUME(t.Equal) }, { ALT: () => this.CONSUME(t.Assign) }]);
  });

  private readonly setUserVariable = this.RULE('setUserVariable', (): SetItem => {
    const name = this.SUBRULE(this.userVariable);
    this.SUBRULE(this.assign);
    return { kind: 'UserVariable', name, value: this.SUBRULE(this.expression) };
  });

  /** @@x is SESSION whatever stood before. */
  private readonly setSystemVariable = this.RULE('setSystemVariable', (): SetItem => {
    const { scope, component, name } = this.SUBRULE(this.systemVariable) ?? {};
    this.SUBRULE(this.assign);
    const value = this.SUBRULE(this.setValue);
    return this.ACTION(() => {
      const named = { name, ...(component !== undefined && { component }) };
      this.options.variables?.assigned(named);
      return { kind: 'SystemVariable', ...named, scope: scope === 'GLOBAL' ? 'GLOBAL' : 'SESSION', value };
    });
  });

  private readonly scopedVariable = this.RULE('scopedVariable', (state: ScopeState): SetItem => {
    const { tokenType } = this.CONSUME(ScopeWord);
    this.ACTION(() => {
      state.scope = tokenType === k.GLOBAL ? 'GLOBAL' : 'SESSION';
    });
    return this.SUBRULE(this.bareVariable, { ARGS: [state] });
  });

  /** name = value, component.name = value */
  private readonly bareVariable = this.RULE('bareVariable', (state: ScopeState): SetItem => {
    const first = this.SUBRULE(this.identifier);
    const second = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.SUBRULE1(this.identifier);
    });
    this.SUBRULE(this.assign);
    const value = this.SUBRULE(this.setValue);
    return this.ACTION(() => {
      const { scope } = state;
      const local = this.localItem(first, second, value);
      if (local) return local;
      const named = second === undefined ? { name: first } : { name: second, component: first };
      this.options.variables?.assigned(named);
      return { kind: 'SystemVariable', ...named, scope, value };
    });
  });

  /** A variable of the routine, or a column of the row that a trigger sees. Errors: 1362, 1363. */
  private localItem(first: string, second: string | undefined, value: SetValue): SetItem | undefined {
    if (second !== undefined) {
      const row = this.locals?.rowNamed(first, true);
      return row && { kind: 'Local', row, name: second, value: localValue(value) };
    }
    return this.locals?.hasVariable(first) ? { kind: 'Local', name: first, value: localValue(value) } : undefined;
  }

  private readonly setValue = this.RULE('setValue', (): SetValue => {
    const first = this.LA(1);
    return this.OR<SetValue>([
      {
        GATE: () => this.LA(2).tokenType !== t.LeftParenthesis,
        ALT: () => this.CONSUME(k.DEFAULT) && { kind: 'Default' },
      },
      { GATE: () => this.valueEndsAt(2), ALT: () => ({ kind: 'Word', word: this.CONSUME(ValueWord).image }) },
      {
        ALT: () => {
          const expr = this.SUBRULE(this.expression);
          return this.ACTION(() => {
            const alone = this.LA(0).startOffset === first.startOffset;
            const isWord = alone && expr.kind === 'ColumnRef' && !this.locals?.hasVariable(expr.name);
            if (isWord) return { kind: 'Word', word: expr.name };
            return { kind: 'Expr', expr, text: this.textFrom(first) };
          });
        },
      },
    ]);
  });

  private valueEndsAt(ahead: number): boolean {
    const { tokenType } = this.LA(ahead);
    return tokenType === t.Comma || tokenType === k.FOR || this.endsAt(ahead) || this.LA(1).tokenType !== k.BINARY;
  }

  /** NAMES x [COLLATE y], NAMES DEFAULT */
  private readonly setNames = this.RULE('setNames', (): SetItem => {
    this.CONSUME(k.NAMES);
    const charset = this.SUBRULE(this.charsetName);
    const collate = this.OPTION(() => {
      this.CONSUME(k.COLLATE);
      return this.SUBRULE(this.collationName);
    });
    return collate === undefined ? { kind: 'Names', charset } : { kind: 'Names', charset, collate };
  });

  private readonly setCharset = this.RULE('setCharset', (): SetItem => {
    this.SUBRULE(this.charsetWords);
    return { kind: 'CharacterSet', charset: this.SUBRULE(this.charsetName) };
  });

  /** PASSWORD [FOR user] = x */
  private readonly setPassword = this.RULE('setPassword', (): SetItem => {
    this.CONSUME(k.PASSWORD);
    const user = this.OPTION((): AccountName => {
      this.CONSUME(k.FOR);
      return this.SUBRULE(this.account);
    });
    this.CONSUME(t.Equal);
    const first = this.LA(1);
    const password: Expr = this.SUBRULE(this.expression);
    this.ACTION(() => {
      if (!isPassword(password)) this.refuse(first);
    });
    return user === undefined ? { kind: 'Password', password } : { kind: 'Password', user, password };
  });

  private readonly setRole = this.RULE('setRole', (): SetItem => {
    this.OPTION(() => this.CONSUME(k.DEFAULT));
    this.CONSUME(k.ROLE);
    return this.notSupported('SET ROLE');
  });

  /** [GLOBAL | SESSION] TRANSACTION ISOLATION LEVEL x, READ ONLY */
  private readonly transaction = this.RULE('transaction', (): SetItem => {
    const scope = this.OPTION(() => this.CONSUME(ScopeWord));
    this.CONSUME(k.TRANSACTION);
    const first = this.SUBRULE(this.characteristic, { ARGS: [{}] });
    const both = this.OPTION1(() => {
      this.CONSUME(t.Comma);
      return this.SUBRULE1(this.characteristic, { ARGS: [first] });
    });
    return this.ACTION(() => {
      const named: { scope?: Scope } =
        scope === undefined ? {} : { scope: scope.tokenType === k.GLOBAL ? 'GLOBAL' : 'SESSION' };
      return { kind: 'Transaction', ...named, ...(both ?? first) };
    });
  });

  /** Either kind may stand once. */
  private readonly characteristic = this.RULE(
    'characteristic',
    (known: Characteristics): Characteristics =>
      this.OR<Characteristics>([
        {
          GATE: () => known.isolation === undefined,
          ALT: () => {
            this.CONSUME(k.ISOLATION);
            this.CONSUME(k.LEVEL);
            return { ...known, isolation: this.SUBRULE(this.isolationLevel) };
          },
        },
        {
          GATE: () => known.readOnly === undefined,
          ALT: () => {
            this.CONSUME(k.READ);
            const readOnly = this.OR1<boolean>([
              { ALT: () => this.CONSUME(k.ONLY) !== undefined },
              { ALT: () => this.CONSUME(k.WRITE) === undefined },
            ]);
            return { ...known, readOnly };
          },
        },
      ]),
  );

  private readonly isolationLevel = this.RULE('isolationLevel', (): string =>
    this.OR<string>([
      {
        ALT: () => {
          this.CONSUME(k.READ);
          return this.OR1<string>([
            { ALT: () => this.CONSUME(k.UNCOMMITTED) && 'READ-UNCOMMITTED' },
            { ALT: () => this.CONSUME(k.COMMITTED) && 'READ-COMMITTED' },
          ]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(k.REPEATABLE);
          this.CONSUME1(k.READ);
          return 'REPEATABLE-READ';
        },
      },
      { ALT: () => this.CONSUME(k.SERIALIZABLE) && 'SERIALIZABLE' },
    ]),
  );
}

/** A word alone is a name here; DEFAULT is the default of the column. */
function localValue(value: SetValue): Expr | undefined {
  if (value.kind === 'Default') return undefined;
  return value.kind === 'Word' ? { kind: 'ColumnRef', name: value.word } : value.expr;
}

/** A hash, PASSWORD('x') or OLD_PASSWORD('x'). */
function isPassword(expr: Expr): boolean {
  if (expr.kind === 'Call') return /^(old_)?password$/i.test(expr.name);
  return expr.kind === 'Literal' && expr.value.type === 'string';
}

interface Characteristics {
  readonly isolation?: string;
  readonly readOnly?: boolean;
}
