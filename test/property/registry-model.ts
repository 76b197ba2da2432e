/** What a server knows of its libraries' plugins, as simply as it can be said: a map of states and a list of rows. */

/** The libraries that are tried, with their plugins. */
export const LIBRARIES = {
  debug_key_management: ['debug_key_management'],
  example_key_management: ['example_key_management'],
  file_key_management: ['file_key_management'],
  ha_example: ['EXAMPLE', 'UNUSABLE'],
  locales: ['LOCALES'],
  simple_password_check: ['simple_password_check'],
} as const;
export type LibraryName = keyof typeof LIBRARIES;
export const LIBRARY_NAMES = Object.keys(LIBRARIES) as readonly LibraryName[];
export const PLUGIN_NAMES = Object.values(LIBRARIES).flat();

export const BUILT_IN = 'InnoDB';
export const NOBODY = 'nosuch';

export type Operation =
  | { readonly kind: 'install'; readonly name: string; readonly soname: string; readonly lenient: boolean }
  | { readonly kind: 'installSoname'; readonly soname: string }
  | { readonly kind: 'uninstall'; readonly name: string; readonly lenient: boolean }
  | { readonly kind: 'uninstallSoname'; readonly soname: string; readonly lenient: boolean };

/** How the server was started. */
export interface Start {
  /** Plugins whose option says OFF. */
  readonly off: readonly string[];
  /** Without its file, file_key_management cannot start. */
  readonly keyFile: boolean;
}

/** The client's error, 0 for none, or the last warning of what succeeds. */
export interface Answer {
  readonly error: number;
  readonly warning: number;
}

type State = 'ACTIVE' | 'DISABLED' | 'DELETED';

const DONE: Answer = { error: 0, warning: 0 };
const refused = (error: number): Answer => ({ error, warning: 0 });
const warned = (warning: number): Answer => ({ error: 0, warning });

const isKeyManager = (name: string): boolean => name.endsWith('key_management');
const pluginsOf = (soname: string): readonly string[] | undefined =>
  Object.entries(LIBRARIES).find(([library]) => library === soname)?.[1];

export class RegistryModel {
  readonly states = new Map<string, State>();
  readonly rows: { readonly name: string; readonly dl: string }[] = [];
  private readonly start: Start;

  constructor(start: Start) {
    this.start = start;
  }

  /** The plugin that gives keys: it goes on after its uninstallation. */
  get keyManager(): string | undefined {
    return [...this.states].find(([name, state]) => isKeyManager(name) && state !== 'DISABLED')?.[0];
  }

  run(operation: Operation): Answer {
    switch (operation.kind) {
      case 'install':
        return this.install(operation.name, operation.soname, operation.lenient);
      case 'installSoname':
        return this.installSoname(operation.soname);
      case 'uninstall':
        return this.uninstall(operation.name, operation.lenient);
      case 'uninstallSoname':
        return this.uninstallSoname(operation.soname, operation.lenient);
    }
  }

  private install(typed: string, soname: string, lenient: boolean): Answer {
    const taken = typed.toLowerCase() === BUILT_IN.toLowerCase() || this.states.has(this.declared(typed));
    if (taken) return lenient ? warned(1968) : refused(1968);
    const plugins = pluginsOf(soname);
    if (plugins === undefined) return refused(1126);
    if (!plugins.includes(this.declared(typed))) return refused(1127);
    return this.begin(this.declared(typed), typed, soname);
  }

  private installSoname(soname: string): Answer {
    const plugins = pluginsOf(soname);
    if (plugins === undefined) return refused(1126);
    const answers = plugins.filter((name) => !this.states.has(name)).map((name) => this.begin(name, name, soname));
    return summary(answers);
  }

  private begin(name: string, typed: string, soname: string): Answer {
    if (this.start.off.includes(name)) {
      this.keep(name, typed, soname, 'DISABLED');
      return warned(1123);
    }
    if (isKeyManager(name) && this.keyManager !== undefined) return refused(1123);
    if (name === 'file_key_management' && !this.start.keyFile) return refused(15);
    this.keep(name, typed, soname, 'ACTIVE');
    return DONE;
  }

  private keep(name: string, typed: string, soname: string, state: State): void {
    this.states.set(name, state);
    this.rows.push({ name: typed, dl: `${soname}.so` });
  }

  private uninstall(typed: string, lenient: boolean): Answer {
    if (typed.toLowerCase() === BUILT_IN.toLowerCase()) return refused(1619);
    const name = this.declared(typed);
    const state = this.states.get(name);
    if (state === undefined) return lenient ? warned(1305) : refused(1305);
    const at = this.rows.findIndex((row) => row.name.toLowerCase() === name.toLowerCase());
    if (at >= 0) this.rows.splice(at, 1);
    if (isKeyManager(name) && state !== 'DISABLED') {
      this.states.set(name, 'DELETED');
      return warned(1620);
    }
    this.states.delete(name);
    return DONE;
  }

  private uninstallSoname(soname: string, lenient: boolean): Answer {
    const plugins = pluginsOf(soname) ?? [];
    if (!plugins.some((name) => this.states.has(name))) return lenient ? warned(1305) : refused(1305);
    return summary(plugins.map((name) => this.uninstall(name, lenient)));
  }

  private declared(typed: string): string {
    return PLUGIN_NAMES.find((name) => name.toLowerCase() === typed.toLowerCase()) ?? typed;
  }
}

/** The client sees the first error, and all warnings where there is none. */
function summary(answers: readonly Answer[]): Answer {
  const failed = answers.find(({ error }) => error !== 0);
  return failed ?? answers.findLast(({ warning }) => warning !== 0) ?? DONE;
}
