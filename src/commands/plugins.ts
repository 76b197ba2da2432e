/** INSTALL and UNINSTALL: the privilege comes first, everything else is the registry's. */
import { ok } from '../base/result.js';
import type { Conditions } from '../plugins/conditions.js';
import type { Commands, Context } from './define.js';

const conditions = ({ session, warn }: Context): Conditions => ({ session: session.id, add: warn });

export const pluginCommands = {
  async InstallPlugin(request, context) {
    context.requireOnTable('INSERT', 'mysql', 'plugin');
    await context.plugins.install(request, conditions(context));
    return ok();
  },

  async InstallSoname({ soname }, context) {
    context.requireOnTable('INSERT', 'mysql', 'plugin');
    await context.plugins.installSoname(soname, conditions(context));
    return ok();
  },

  async UninstallPlugin(request, context) {
    context.requireOnTable('DELETE', 'mysql', 'plugin');
    await context.plugins.uninstall(request, conditions(context));
    return ok();
  },

  async UninstallSoname({ soname, ifExists }, context) {
    context.requireOnTable('DELETE', 'mysql', 'plugin');
    await context.plugins.uninstallSoname({ name: soname, ifExists }, conditions(context));
    return ok();
  },
} satisfies Pick<Commands, 'InstallPlugin' | 'InstallSoname' | 'UninstallPlugin' | 'UninstallSoname'>;
