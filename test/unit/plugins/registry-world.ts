/** A server with only its plugins: real libraries and options, mysql.plugin as a list. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { SqlError } from '../../../src/base/errors.js';
import type { TraceEvent } from '../../../src/base/ports.js';
import { builtIns } from '../../../src/plugins/built-ins.js';
import { bundledLibraries } from '../../../src/plugins/bundled-libraries.js';
import type { Maturity } from '../../../src/plugins/define.js';
import type { PluginTable } from '../../../src/plugins/environment.js';
import { LibraryLoader } from '../../../src/plugins/library.js';
import { parseLoadList } from '../../../src/plugins/plugin-load.js';
import { PluginVariables } from '../../../src/plugins/plugin-variables.js';
import { PluginRegistry } from '../../../src/plugins/registry.js';
import { realClock } from '../../../src/server/ports.js';
import { realFiles } from '../../../src/server/real-files.js';
import { KeyRing } from '../../../src/services/key-ring.js';
import { commandLineSettings } from '../../../src/sysvars/option-setting.js';
import { SystemVariables } from '../../../src/sysvars/registry.js';
import { StartupOptions } from '../../../src/sysvars/startup-options.js';
import { clientError, conditionsTo, portsOf, serverOf } from './world.js';

const server = serverOf(10, 11, 19);

/** The datadir and plugin_dir of the test that runs. */
export let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sealion-registry-'));
  writeFileSync(join(directory, 'keys.txt'), `1;${'ab'.repeat(16)}\n2;${'cd'.repeat(32)}\n`);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** mysql.plugin as a list. */
class Rows implements PluginTable {
  readonly list: { name: string; dl: string }[] = [];
  rows() {
    return this.list;
  }
  insert(name: string, dl: string) {
    if (this.list.some((row) => row.name.toLowerCase() === name.toLowerCase())) {
      throw new SqlError(1062, '23000', `Duplicate entry '${name}' for key 'PRIMARY'`);
    }
    this.list.push({ name, dl });
  }
  remove(name: string) {
    const at = this.list.findIndex((row) => row.name.toLowerCase() === name.toLowerCase());
    if (at >= 0) this.list.splice(at, 1);
    return at >= 0;
  }
}

/** A server with only its plugins. `options` are `name=value` pairs, as `file_key_management=OFF`. */
export function world({
  maturity = 'Unknown',
  tellsPhases = false,
  options = {},
}: {
  maturity?: Maturity;
  tellsPhases?: boolean;
  options?: Record<string, string>;
} = {}) {
  const log: string[] = [];
  const warnings: string[] = [];
  const events: TraceEvent[] = [];
  const ports = portsOf(log, events);
  const variables = new SystemVariables();
  const table = new Rows();
  const keyRing = new KeyRing(ports.trace);
  const words = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const plugins = new PluginRegistry(
    {
      ports,
      datadir: directory,
      server,
      libraries: new LibraryLoader(directory, realFiles, server, bundledLibraries, { clock: realClock, ms: 60_000 }),
      variables: new PluginVariables(variables, () => new StartupOptions(commandLineSettings(words))),
      table,
      pluginMaturity: maturity,
      tellsPhases,
      deadline: { clock: ports.clock, ms: 5000 },
      keyRing,
    },
    builtIns(server),
  );
  const conditions = conditionsTo(warnings);
  /** Runs a statement: the client's error, and what SHOW WARNINGS has. */
  const run = async (work: Promise<unknown>) => {
    warnings.length = 0;
    const error = await clientError(work);
    return error === undefined && warnings.length === 0 ? 'ok' : [error ?? 'ok', ...warnings];
  };
  return {
    plugins,
    table,
    variables,
    keyRing,
    events,
    log: () => log.splice(0).map((line) => line.replaceAll(directory, 'DIR')),
    install: (name: string, soname: string, ifNotExists = false) =>
      run(plugins.install({ name, soname, ifNotExists }, conditions)),
    installSoname: (soname: string) => run(plugins.installSoname(soname, conditions)),
    uninstall: (name: string, ifExists = false) => run(plugins.uninstall({ name, ifExists }, conditions)),
    uninstallSoname: (name: string, ifExists = false) => run(plugins.uninstallSoname({ name, ifExists }, conditions)),
    listed: () =>
      plugins
        .rows()
        .filter(({ library }) => library !== null)
        .map(({ name, status, loadOption }) => `${name} ${status} ${loadOption}`),
    start: async (...lists: string[]) => {
      await plugins.startup.load(lists.map(parseLoadList));
      await plugins.startup.initialiseBeforeStorage();
      await plugins.startup.initialiseAfterStorage();
      await plugins.startup.loadInstalled();
      return plugins.startup.finish();
    },
  };
}

export type World = ReturnType<typeof world>;

export async function started(settings: Parameters<typeof world>[0] = {}, ...lists: string[]): Promise<World> {
  const server = world(settings);
  await server.start(...lists);
  server.log();
  return server;
}

export const KEYS = { file_key_management_filename: 'keys.txt' };
