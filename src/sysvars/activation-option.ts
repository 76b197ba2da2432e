/** The option that every plugin has: `--name[=LEVEL]`. */
import { oneOf, type Sysvar, sysvar } from './define.js';

const level = oneOf('OFF', 'ON', 'FORCE', 'FORCE_PLUS_PERMANENT');

/** How much the server insists on a plugin. */
export type Activation = 'OFF' | 'ON' | 'FORCE' | 'FORCE_PLUS_PERMANENT';

/** The activation option of a plugin. */
export function activationOption(plugin: string): Sysvar<Activation> {
  return sysvar(plugin.toLowerCase(), {
    scope: 'GLOBAL',
    type: level,
    default: 'ON',
    commandLine: 'OPTIONAL',
    optionOnly: true,
    comment: `Whether the plugin ${plugin} is started, and whether the server starts without it.`,
  });
}
