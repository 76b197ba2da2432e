/** The variables of plugins among the system variables, with the values that options give them. */
import type { Sysvar } from '../sysvars/define.js';
import type { SystemVariables } from '../sysvars/registry.js';
import type { PluginOptions, StartupOptions } from '../sysvars/startup-options.js';
import type { DeclaredPlugin } from './define.js';

/** What options say about a plugin, apart from the values of its variables. */
export interface PluginSettings extends Omit<PluginOptions, 'values'> {
  /** One of its variables has the name of somebody else's: none of them has been created. */
  readonly conflicting: boolean;
}

const variablesOf = ({ vars }: DeclaredPlugin): readonly Sysvar[] => Object.values<Sysvar>(vars);

export class PluginVariables {
  private readonly variables: SystemVariables;
  private readonly options: () => StartupOptions;
  /** Options without a variable in SQL have no other place. */
  private readonly hidden = new Map<Sysvar, unknown>();

  /** `options` gives those that count now: INSTALL looks at the option files again. */
  constructor(variables: SystemVariables, options: () => StartupOptions) {
    this.variables = variables;
    this.options = options;
  }

  /** Creates the plugin's variables with the values that options give them. */
  declare(plugin: DeclaredPlugin): PluginSettings {
    const variables = variablesOf(plugin);
    const { values, ...settings } = this.options().takePluginOptions(plugin.name, variables);
    for (const variable of variables) if (variable.optionOnly) this.hidden.set(variable, variable.default);
    for (const { variable, value } of values) if (variable.optionOnly) this.hidden.set(variable, value);
    const conflicting = variables.some(({ name, optionOnly }) => !optionOnly && this.variables.isTaken(name));
    if (!conflicting) this.variables.declare(variables, plugin.name, values);
    return { ...settings, conflicting };
  }

  /** The value of a variable as it is now. */
  read(variable: Sysvar): unknown {
    return this.hidden.has(variable) ? this.hidden.get(variable) : this.variables.get(variable);
  }

  /** SQL does not know them any more, but lists still show them: the plugin works on until shutdown. */
  conceal(plugin: DeclaredPlugin): void {
    this.variables.conceal(plugin.name);
  }

  withdraw(plugin: DeclaredPlugin): void {
    this.variables.withdraw(plugin.name);
    for (const variable of variablesOf(plugin)) this.hidden.delete(variable);
  }
}
