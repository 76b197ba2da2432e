/** The `enable_…` / `disable_…` switches of a script. */

// biome-ignore format: read as a table.
const DEFAULTS = {
  query_log:      true,
  result_log:     true,
  warnings:       true,
  info:           false,
  column_names:   true,
  abort_on_error: true,
  connect_log:    true,
};

export type SwitchName = keyof typeof DEFAULTS;

/** All names of switches. */
export const SWITCH_NAMES = Object.keys(DEFAULTS) as readonly SwitchName[];

/** The switches of one run, with those that hold for one command only. */
export class Switches {
  readonly #values: Record<SwitchName, boolean> = { ...DEFAULTS };
  readonly #afterOnce = new Map<SwitchName, boolean>();

  isOn(name: SwitchName): boolean {
    return this.#values[name];
  }

  set(name: SwitchName, value: boolean): void {
    this.#values[name] = value;
    this.#afterOnce.delete(name);
  }

  /** Until the next statement. */
  setOnce(name: SwitchName, value: boolean): void {
    this.#afterOnce.set(name, this.#afterOnce.get(name) ?? this.#values[name]);
    this.#values[name] = value;
  }

  /** Takes back what was set for one statement. */
  endOnce(): void {
    for (const [name, value] of this.#afterOnce) this.#values[name] = value;
    this.#afterOnce.clear();
  }
}
