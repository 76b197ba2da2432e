/**
 * SET, one item at a time: names are looked up first, then all items are checked, then all are applied.
 *
 * The order of checks is the server's: deprecation, read-only, scope, privilege, the value's type, the session
 * privilege, the value itself; a missing default (1230) only shows when the item is applied.
 */
import { SqlError, sqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import type { SetNews, Sysvar } from './define.js';
import type { SystemVariables } from './registry.js';
import type { SessionValues } from './session-values.js';
import { inputText, type Parsed, type Refusal, type SqlInput } from './sysvar-type.js';

/** The right side of an assignment, as it is known once it has been evaluated. */
export type SetInput =
  | { readonly kind: 'default' }
  | { readonly kind: 'word'; readonly word: string }
  | ({ readonly kind: 'value' } & SqlInput);

/** One `name = value` of SET. */
export interface SetRequest {
  readonly name: string;
  readonly component?: string;
  readonly scope: 'GLOBAL' | 'SESSION';
  /** Evaluates the right side; called when it is this item's turn. */
  value(): SetInput | Promise<SetInput>;
}

/** Who sets. */
export interface SetContext {
  readonly session: SessionValues;
  has(privilege: string): boolean;
  warn(level: ConditionLevel, error: SqlError): void;
}

/** An item of SET between its phases. User variables take part with assignments of their own. */
export interface Assignment {
  check(): void | Promise<void>;
  apply(): void | Promise<void>;
}

/** The second and third phase of SET: nothing changes unless every item passes. */
export async function assignAll(assignments: readonly Assignment[]): Promise<void> {
  for (const assignment of assignments) await assignment.check();
  for (const assignment of assignments) await assignment.apply();
}

const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text;

/** Keywords that may stand as a value appear in messages in this spelling. */
const spelling = (word: string): string => SPELLINGS[word.toUpperCase()] ?? word;

const SPELLINGS: Readonly<Record<string, string>> = { ON: 'ON', ALL: 'ALL', BINARY: 'binary' };

function requirePrivilege(
  { rules }: SystemVariables,
  privilege: string,
  context: SetContext,
  superSuffices = rules.superSuffices !== false,
): void {
  const enough = privilege !== 'SUPER' && superSuffices ? ['SUPER', privilege] : [privilege];
  if (!enough.some((each) => context.has(each))) throw sqlError('ER_SPECIFIC_ACCESS_DENIED_ERROR', enough.join(', '));
}

function deprecation(variables: SystemVariables, variable: Sysvar): SqlError | undefined {
  const { name, deprecated = variables.rules.deprecated?.[name] } = variable;
  if (deprecated === undefined) return undefined;
  const warning = sqlError('ER_WARN_DEPRECATED_SYNTAX', `@@${name}`);
  if (deprecated === true) return warning;
  return new SqlError(warning.errno, warning.sqlstate, `${warning.message}. Please use '${deprecated}' instead`);
}

/** All that can be said before the value is known. */
function checkAccess(
  variables: SystemVariables,
  variable: Sysvar,
  scope: SetRequest['scope'],
  context: SetContext,
): void {
  const { name } = variable;
  const warning = deprecation(variables, variable);
  if (warning) context.warn('Warning', warning);
  if (!variable.dynamic) throw sqlError('ER_INCORRECT_GLOBAL_LOCAL_VAR', name, 'read only');
  if (scope === 'GLOBAL' && variable.scope === 'SESSION') throw sqlError('ER_LOCAL_VARIABLE', name);
  if (scope === 'SESSION' && variable.scope === 'GLOBAL') throw sqlError('ER_GLOBAL_VARIABLE', name);
  if (scope !== 'GLOBAL') return;
  const superSuffices = variable.superSuffices ?? variables.rules.superSuffices;
  requirePrivilege(variables, variable.privilege ?? 'SUPER', context, superSuffices);
}

function refusalError(name: string, refusal: Refusal, given: string): SqlError {
  if (refusal instanceof SqlError) return refusal;
  if (refusal === 'ER_WRONG_TYPE_FOR_VAR') return sqlError(refusal, name);
  return sqlError('ER_WRONG_VALUE_FOR_VAR', name, typeof refusal === 'object' ? refusal.wrongPart : given);
}

/** The value after `--maximum-x`, and whether that or the range has changed it. */
function limited<V>(
  variables: SystemVariables,
  variable: Sysvar<V>,
  value: V,
  adjusted: boolean,
): { value: V; adjusted: boolean } {
  const limit = variables.limitOf(variable);
  return limit !== undefined && limit !== null && value > limit
    ? { value: limit, adjusted: true }
    : { value, adjusted };
}

class VariableAssignment implements Assignment {
  private readonly variables: SystemVariables;
  private readonly variable: Sysvar;
  private readonly request: SetRequest;
  private readonly context: SetContext;
  private readonly news: SetNews;
  /** What DEFAULT leaves undefined until it is applied: an earlier item may change the global value. */
  private checked: { readonly value: unknown } | undefined;
  private before: unknown;

  constructor(variables: SystemVariables, variable: Sysvar, request: SetRequest, context: SetContext) {
    this.variables = variables;
    this.variable = variable;
    this.request = request;
    this.context = context;
    this.news = {
      connectionId: context.session.view.connectionId,
      scope: request.scope,
      get: (other) => variables.get(other),
      before: () => this.before,
      set: (other, value) => variables.adjust(other, value),
      warn: (level, error) => context.warn(level, error),
    };
  }

  async check(): Promise<void> {
    const { variables, variable, request, context } = this;
    checkAccess(variables, variable, request.scope, context);
    const input = await this.input();
    // DEFAULT is checked when its turn comes.
    if (input.kind === 'default') return;
    const given: SqlInput = input.kind === 'word' ? { type: 'STRING', value: spelling(input.word) } : input;
    this.checked = { value: await this.checkedValue(given) };
  }

  /** A plugin's variable asks for a number twice, so whatever is to be said of it is said twice. */
  private async input(): Promise<SetInput> {
    const input = await this.request.value();
    const isNumber = input.kind === 'value' && input.type !== 'STRING';
    return isNumber && this.variables.ownerOf(this.variable) !== undefined ? this.request.value() : input;
  }

  async apply(): Promise<void> {
    const { variables, variable, request, context } = this;
    if (!this.checked) this.checkDefault();
    if (!this.checked && variable.refusesDefault) throw sqlError('ER_NO_DEFAULT', variable.name);
    const value = this.checked ? this.checked.value : this.defaultValue();
    this.before = this.current();
    if (request.scope === 'GLOBAL') variables.set(variable, value);
    else context.session.set(variable, value);
    for (const hooks of variables.hooksOf(variable)) await hooks.update?.(value, this.news);
  }

  private parse(given: SqlInput): Parsed<unknown> {
    const { variables, variable, context } = this;
    const parsed = variable.type.fromSql(given, variables.ownerOf(variable) !== undefined, this.current());
    if ('overflow' in parsed && parsed.overflow)
      context.warn('Warning', sqlError('ER_DATA_OVERFLOW', shorten(inputText(given), 128), 'INT'));
    return parsed;
  }

  private current(): unknown {
    const { variables, variable, request, context } = this;
    return request.scope === 'GLOBAL' ? variables.get(variable) : context.session.get(variable);
  }

  private async checkedValue(given: SqlInput): Promise<unknown> {
    const { variables, variable } = this;
    const parsed = this.parse(given);
    const shown = ('shown' in parsed && parsed.shown) || inputText(given);
    if ('refusal' in parsed && parsed.refusal === 'ER_WRONG_TYPE_FOR_VAR')
      throw refusalError(variable.name, parsed.refusal, shown);
    if (this.request.scope === 'SESSION' && variable.sessionPrivilege)
      requirePrivilege(variables, variable.sessionPrivilege, this.context);
    if ('refusal' in parsed) throw refusalError(variable.name, parsed.refusal, shown);
    const objection = parsed.objection?.(this.context.session);
    if (objection) throw objection;
    const { value, adjusted } = limited(variables, variable, parsed.value, parsed.adjusted ?? false);
    if (adjusted)
      this.context.warn(
        'Warning',
        sqlError('ER_TRUNCATED_WRONG_VALUE', shorten(variable.name, 32), shorten(shown, 128)),
      );
    this.checkScope();
    for (const hooks of variables.hooksOf(variable)) {
      const accepted = hooks.check ? await hooks.check(value, this.news) : true;
      if (!accepted) throw refusalError(variable.name, 'ER_WRONG_VALUE_FOR_VAR', shown);
    }
    variable.permit?.(this.news);
    return value;
  }

  private checkDefault(): void {
    const { variable, request } = this;
    if (request.scope === 'SESSION' && variable.sessionPrivilege)
      requirePrivilege(this.variables, variable.sessionPrivilege, this.context);
    this.checkScope();
    variable.permit?.(this.news);
  }

  private checkScope(): void {
    const { variable, request } = this;
    if (request.scope === 'GLOBAL' && variable.globalReadOnly)
      throw sqlError('ER_INCORRECT_GLOBAL_LOCAL_VAR', variable.name, 'SESSION');
    if (request.scope === 'SESSION' && variable.sessionReadOnly)
      throw sqlError('ER_VARIABLE_IS_READONLY', 'SESSION', variable.name, 'GLOBAL');
  }

  /** The compiled default for the global value, the global value for the session's. */
  private defaultValue(): unknown {
    const { variables, variable, request } = this;
    if (request.scope === 'GLOBAL' || variable.scope === 'SESSION') return variables.defaultOf(variable);
    return variables.get(variable);
  }
}

/** Looks the name up; `x.y` of something that is no variable is 4081. */
export function prepareAssignment(variables: SystemVariables, request: SetRequest, context: SetContext): Assignment {
  return new VariableAssignment(variables, variables.assignable(request), request, context);
}
