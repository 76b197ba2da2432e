/** The values of one session: the global ones as they were at connect, then its own. */
import type { SessionView, Sysvar } from './define.js';
import type { GlobalValue } from './registry.js';

/** Where values come from that the session does not have. */
interface Globals {
  get<V>(variable: Sysvar<V>): V;
  /** The global value among those that were in force when the session began. */
  inherited<V>(variable: Sysvar<V>, values: ReadonlyMap<Sysvar, GlobalValue>): V;
  /** True for those of plugins that are built in: a session takes all of these over when it first needs one. */
  isOfBuiltIn(variable: Sysvar): boolean;
  /** The global values as they are now. */
  present(): ReadonlyMap<Sysvar, GlobalValue>;
}

/** What `@@session.x` reads and SET SESSION changes. */
export class SessionValues {
  readonly view: SessionView;
  private readonly globals: Globals;
  private readonly initial: ReadonlyMap<Sysvar, GlobalValue>;
  /** The global values when the session first needed one of a built-in plugin. */
  private ofPlugins: ReadonlyMap<Sysvar, GlobalValue> | undefined;
  private stored = new Map<Sysvar, unknown>();
  /** Values as texts, by name: most statements ask for the same ones. */
  private readonly texts = new Map<string, string>();
  private textsAreOf: number | undefined;

  constructor(view: SessionView, globals: Globals, initial: ReadonlyMap<Sysvar, GlobalValue>) {
    this.view = view;
    this.globals = globals;
    this.initial = initial;
  }

  /** The value that the session sees. */
  get<V>(variable: Sysvar<V>): V {
    if (variable.through) return variable.through.read(this.get(variable.through.variable));
    if (variable.scope === 'GLOBAL') return this.globals.get(variable);
    const stored = this.stored.get(variable) as V | undefined;
    if (variable.compute) return variable.compute(this.view, stored);
    if (stored !== undefined) return stored;
    if (!this.globals.isOfBuiltIn(variable)) return this.globals.inherited(variable, this.initial);
    this.ofPlugins ??= this.globals.present();
    return this.globals.inherited(variable, this.ofPlugins);
  }

  /** The text of a value that is only computed when it has changed; `generation` is that of the global values. */
  textOf(name: string, variable: () => Sysvar, generation: number, text: (variable: Sysvar) => string): string {
    if (this.textsAreOf !== generation) this.texts.clear();
    this.textsAreOf = generation;
    const known = this.texts.get(name);
    if (known !== undefined) return known;
    const found = variable();
    const value = text(found);
    if (!(found.through?.variable ?? found).compute) this.texts.set(name, value);
    return value;
  }

  /** Stores a value, or hands it to whoever keeps it. */
  set<V>(variable: Sysvar<V>, value: V): void {
    this.texts.clear();
    if (variable.through) this.set(variable.through.variable, variable.through.write(value));
    else if (variable.assign) variable.assign(this.view, value);
    else this.stored.set(variable, value);
  }

  /** What `restore` takes: SET STATEMENT puts everything back. */
  snapshot(): ReadonlyMap<Sysvar, unknown> {
    return new Map(this.stored);
  }

  restore(snapshot: ReadonlyMap<Sysvar, unknown>): void {
    this.texts.clear();
    this.stored = new Map(snapshot);
  }
}
