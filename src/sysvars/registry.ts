/** The system variables of a running server: what is declared, the global values, and how both are read. */
import { sqlError } from '../base/errors.js';
import type { SqlType, StoredValue } from '../base/types.js';
import { type Assignment, prepareAssignment, type SetContext, type SetRequest } from './assignment.js';
import type { Hooks, SessionView, Sysvar } from './define.js';
import { SessionValues } from './session-values.js';
import { builtInPluginOf } from './vars/catalog.js';

export { SessionValues } from './session-values.js';

/** GLOBAL_VALUE_ORIGIN. */
export type Origin = 'COMPILE-TIME' | 'CONFIG' | 'COMMAND-LINE' | 'ENVIRONMENT' | 'AUTO' | 'SQL';

/** A value that an option gives to a variable, or (`maximum`) the upper limit of what SET may give. */
export interface OptionValue<V = unknown> {
  readonly variable: Sysvar<V>;
  readonly value: V;
  readonly origin: Origin;
  /** The option file. */
  readonly path?: string;
  readonly maximum?: boolean;
}

/** A global value and where it comes from. */
export interface GlobalValue {
  readonly value: unknown;
  readonly origin: Origin;
  readonly path: string | null;
}

/** What `SELECT @@x` gives: the stored form, and the text that a client sees. */
export interface Reading {
  readonly value: StoredValue;
  readonly type: SqlType;
  readonly text: string;
}

/** `[component.]name`. */
interface NamedVariable {
  readonly name: string;
  readonly component?: string | undefined;
}

/** `@@[scope.][component.]name`. */
export interface VariableReference extends NamedVariable {
  readonly scope?: 'GLOBAL' | 'SESSION';
}

/** What differs between servers. */
export interface VariableRules {
  /** Default values by variable name. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Until 10.11 SUPER stands for the finer privileges. */
  readonly superSuffices?: boolean;
  /** Variables that only this server deprecates, with their successors. */
  readonly deprecated?: Readonly<Record<string, string>>;
}

interface Entry {
  readonly variable: Sysvar;
  readonly owner: string | undefined;
  /** An uninstalled plugin that is still referenced: SHOW lists its variables, nothing else knows them. */
  concealed: boolean;
}

/** The registry of a server. */
export class SystemVariables {
  readonly rules: VariableRules;
  private readonly entries = new Map<string, Entry>();
  /** Those of plugins: most plugins have none, and a shutdown withdraws them all. */
  private readonly owned = new Map<string, Entry[]>();
  /** Those of built-in plugins that are off: SQL does not know them, the server goes by what they declare. */
  private readonly dormant = new Map<string, Sysvar>();
  private sorted: readonly Sysvar[] | undefined;
  /** What is not as it was declared. Sessions keep the map that they begin with, so it is copied before a change. */
  private values = new Map<Sysvar, GlobalValue>();
  private valuesAreShared = false;
  /** Defaults that are not the declared ones. */
  private readonly defaults = new Map<Sysvar, unknown>();
  private readonly limits = new Map<Sysvar, unknown>();
  private readonly hooks = new Map<string, Hooks<never>>();
  /** Another number whenever a variable or a global value has changed. */
  private generation = 0;

  constructor(variables: Iterable<Sysvar> = [], rules: VariableRules = {}) {
    this.rules = rules;
    this.declare(variables);
  }

  /** Makes variables known, with their default values and then what options give. `owner` is their plugin. */
  declare(variables: Iterable<Sysvar>, owner?: string, options: Iterable<OptionValue> = []): void {
    for (const variable of variables) {
      if (variable.optionOnly) continue;
      const entry = { variable, owner: owner ?? builtInPluginOf(variable), concealed: false };
      this.entries.set(variable.name.toLowerCase(), entry);
      if (entry.owner !== undefined) this.ownedBy(entry.owner).push(entry);
      // A session that is older than the plugin sees the present value.
      if (owner !== undefined) this.changeable().set(variable, this.declaredValue(variable));
    }
    this.sorted = undefined;
    this.generation++;
    this.apply(options);
  }

  /** Forgets the variables of a plugin. */
  withdraw(owner: string): void {
    this.sorted = undefined;
    this.generation++;
    for (const { variable } of this.ownedBy(owner)) {
      this.entries.delete(variable.name.toLowerCase());
      if (builtInPluginOf(variable) === owner) this.dormant.set(variable.name.toLowerCase(), variable);
      this.changeable().delete(variable);
      this.defaults.delete(variable);
      this.limits.delete(variable);
    }
    this.owned.delete(owner);
  }

  /** Hides the variables of a plugin that is uninstalled as soon as nobody uses it any more. */
  conceal(owner: string): void {
    this.generation++;
    for (const entry of this.ownedBy(owner)) entry.concealed = true;
  }

  private ownedBy(owner: string): Entry[] {
    const owned = this.owned.get(owner) ?? [];
    this.owned.set(owner, owned);
    return owned;
  }

  /** Puts values of options in force. */
  apply(options: Iterable<OptionValue>): void {
    for (const { variable, value, origin, path, maximum } of options) {
      if (maximum) this.limits.set(variable, value);
      if (maximum) this.put(variable, this.get(variable), origin, path);
      else if (!variable.optionOnly) this.put(variable, value, origin, path);
    }
  }

  /** Puts a value in force that the server itself finds out; `asDefault` when it is what DEFAULT means, too. */
  install<V>(
    name: string,
    value: V,
    { origin = 'AUTO', asDefault = false }: { origin?: Origin; asDefault?: boolean } = {},
  ): void {
    const variable = this.known(name);
    this.changeable().set(variable, { value, origin, path: null });
    if (asDefault) this.defaults.set(variable, value);
  }

  /** Attaches the server's own check or update to a variable. */
  hook<V>(name: string, hooks: Hooks<V>): void {
    this.hooks.set(name.toLowerCase(), hooks);
  }

  find(name: string): Sysvar | undefined {
    const entry = this.entries.get(name.toLowerCase());
    return entry?.concealed ? undefined : entry?.variable;
  }

  /** True when there is a variable of that name, even one that SQL does not know any more. */
  isTaken(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  /** The variable of that name, or 1193. */
  known(name: string): Sysvar {
    const variable = this.find(name);
    if (variable === undefined) throw sqlError('ER_UNKNOWN_SYSTEM_VARIABLE', name);
    return variable;
  }

  /** What is listed, by name; capitals come first, as on the server. */
  all(): readonly Sysvar[] {
    const listed = () => [...this.entries.values()].map(({ variable }) => variable);
    this.sorted ??= listed().sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.sorted;
  }

  /** The plugin that a variable belongs to. */
  ownerOf(variable: Sysvar): string | undefined {
    return this.entries.get(variable.name.toLowerCase())?.owner;
  }

  /** The global value. */
  get<V>(variable: Sysvar<V>): V {
    if (variable.through) return variable.through.read(this.get(variable.through.variable));
    const { value } = this.values.get(variable) ?? this.declaredValue(variable);
    return (value ?? variable.default) as V;
  }

  /** The global value when a session began that has kept `values`. */
  inherited<V>(variable: Sysvar<V>, values: ReadonlyMap<Sysvar, GlobalValue>): V {
    const kept = values.get(variable);
    if (kept === undefined && this.ownerIsLibrary(variable)) return this.get(variable);
    return ((kept ?? this.declaredValue(variable)).value ?? variable.default) as V;
  }

  /** The global value of the variable of that name, in its stored kind. */
  getByName(name: string): unknown {
    return this.get(this.own(name));
  }

  private own(name: string): Sysvar {
    return this.dormant.get(name) ?? this.known(name);
  }

  set<V>(variable: Sysvar<V>, value: V): void {
    this.put(variable, value, 'SQL');
  }

  /** Changes a global value that follows from another one. */
  adjust<V>(variable: Sysvar<V>, value: V): void {
    const { origin = 'COMPILE-TIME', path } = this.originOf(variable) ?? {};
    this.put(variable, value, origin, path ?? undefined);
  }

  /** Makes the present value what DEFAULT means. */
  keepAsDefault(name: string): void {
    const variable = this.known(name);
    this.defaults.set(variable, this.get(variable));
  }

  /** Where the global value comes from. */
  originOf(variable: Sysvar): GlobalValue | undefined {
    const given = this.values.get(variable);
    if (given) return given;
    return this.entries.get(variable.name.toLowerCase())?.variable === variable
      ? this.declaredValue(variable)
      : undefined;
  }

  /** True when something gave it a global value, under whichever of its names. */
  isGiven(variable: Sysvar): boolean {
    return this.values.has(variable);
  }

  /** What DEFAULT means. What can be set neither by SET nor by an option has none. */
  defaultOf<V>(variable: Sysvar<V>): V | undefined {
    if (!variable.dynamic && variable.option === null) return undefined;
    if (variable.through) return variable.through.read(this.defaultOf(variable.through.variable));
    return (this.defaults.has(variable) ? this.defaults.get(variable) : this.declaredDefault(variable)) as
      | V
      | undefined;
  }

  /** The upper limit that `--maximum-x` has set. */
  limitOf<V>(variable: Sysvar<V>): V | undefined {
    return this.limits.get(variable) as V | undefined;
  }

  /** The server's hooks beside a variable's own. */
  hooksOf<V>(variable: Sysvar<V>): readonly Hooks<V>[] {
    const attached = this.hooks.get(variable.name.toLowerCase()) as Hooks<V> | undefined;
    return attached ? [variable, attached] : [variable];
  }

  /** The values of a new session. */
  connect(view: SessionView): SessionValues {
    return new SessionValues(view, this, this.present());
  }

  present(): ReadonlyMap<Sysvar, GlobalValue> {
    this.valuesAreShared = true;
    return this.values;
  }

  isOfBuiltIn(variable: Sysvar): boolean {
    return builtInPluginOf(variable) !== undefined;
  }

  /** The variable that `@@x` names. Errors: 1193, 1272. */
  readable({ name, component }: NamedVariable): Sysvar {
    const variable = this.known(name);
    if (component !== undefined) throw sqlError('ER_VARIABLE_IS_NOT_STRUCT', variable.name);
    return variable;
  }

  /** The variable that SET names. Errors: 1193, 1272, 4081. */
  assignable({ name, component }: NamedVariable): Sysvar {
    if (component !== undefined && this.find(name) === undefined)
      throw sqlError('ER_UNKNOWN_STRUCTURED_VARIABLE', component);
    return this.readable({ name, component });
  }

  /** What `@@x` gives. Errors: 1193, 1238, 1272. */
  read({ name, component, scope }: VariableReference, session: SessionValues): Reading {
    const variable = this.readable({ name, component });
    if (scope === 'GLOBAL' && variable.scope === 'SESSION')
      throw sqlError('ER_INCORRECT_GLOBAL_LOCAL_VAR', variable.name, 'SESSION');
    if (scope === 'SESSION' && variable.scope === 'GLOBAL')
      throw sqlError('ER_INCORRECT_GLOBAL_LOCAL_VAR', variable.name, 'GLOBAL');
    return reading(variable, scope === 'GLOBAL' ? this.get(variable) : session.get(variable));
  }

  /** A global value as text. */
  globalText(name: string): string {
    const variable = this.own(name);
    return reading(variable, this.get(variable)).text;
  }

  /** What the server itself goes by in a session, as text: as `@@x` if SQL knows the variable. */
  textFor(name: string, session: SessionValues): string {
    return session.textOf(
      name,
      () => this.own(name),
      this.generation,
      (variable) => reading(variable, session.get(variable)).text,
    );
  }

  /** One item of SET, its name looked up at once. Errors: 1193, 1272, 4081; the rest when it is checked. */
  assignment(request: SetRequest, context: SetContext): Assignment {
    return prepareAssignment(this, request, context);
  }

  /** Stores a value with its origin. The variable behind a projection takes the value, but keeps its own origin. */
  private put(variable: Sysvar, value: unknown, origin: Origin, path?: string): void {
    this.changeable().set(variable, { value, origin, path: path ?? null });
    const base = variable.through?.variable;
    if (base) this.put(base, variable.through?.write(value), this.values.get(base)?.origin ?? 'COMPILE-TIME');
  }

  private changeable(): Map<Sysvar, GlobalValue> {
    this.generation++;
    if (this.valuesAreShared) this.values = new Map(this.values);
    this.valuesAreShared = false;
    return this.values;
  }

  private declaredDefault(variable: Sysvar): unknown {
    return this.rules.defaults?.[variable.name] ?? variable.default;
  }

  private declaredValue(variable: Sysvar): GlobalValue {
    const value = variable.initial ?? this.declaredDefault(variable);
    return { value, origin: 'COMPILE-TIME', path: null };
  }

  private ownerIsLibrary(variable: Sysvar): boolean {
    const owner = this.ownerOf(variable);
    return owner !== undefined && owner !== builtInPluginOf(variable);
  }
}

function reading({ type }: Sysvar, value: unknown): Reading {
  if (value === undefined) return { value: null, type: type.sqlType, text: '' };
  const stored = type.toSql(value);
  return {
    value: stored,
    type: type.sqlType,
    text: typeof value === 'boolean' ? String(stored) : type.format(value),
  };
}
