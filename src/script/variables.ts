/** `$name` variables of a script, their sources and their substitution in text. */

/** The value of something that changes while a script runs, such as `$mysql_errno`. */
export type LiveVariable = () => string;

/** Variables of one run: set by `let`, built in, or else from the environment. */
export class Variables {
  readonly #values = new Map<string, string>();
  readonly #live: Readonly<Record<string, LiveVariable>>;
  /** What scripts and the programs that they run find in their environment. */
  readonly environment: Map<string, string>;

  constructor(environment: Readonly<Record<string, string | undefined>>, live: Readonly<Record<string, LiveVariable>>) {
    this.environment = new Map(
      Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    this.#live = live;
  }

  /** The value; an unset variable is empty. */
  get(name: string): string {
    return this.#values.get(name) ?? this.#live[name]?.() ?? this.environment.get(name) ?? '';
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /** `let NAME=` without a `$` also reaches the environment. */
  setEnvironment(name: string, value: string): void {
    this.#values.set(name, value);
    this.environment.set(name, value);
  }

  /** Replaces every `$name`; `\$`, `\\` and `\"` lose their backslash unless `keepEscapes`. */
  expand(text: string, keepEscapes = false): string {
    return text.replace(/\\([\\$"])|\$(\w+)/g, (found, escaped: string | undefined, name: string | undefined) => {
      if (escaped !== undefined) return keepEscapes ? found : escaped;
      return this.get(name ?? '');
    });
  }
}
