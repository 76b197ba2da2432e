/** From a library to registered plugins: lookup, the maturity gate, names that are taken. */
import { type SqlError, sqlError } from '../base/errors.js';
import type { PluginDiagnostics } from './conditions.js';
import { type DeclaredPlugin, MATURITIES, type Maturity } from './define.js';
import type { PluginEnvironment } from './environment.js';
import { libraryFile, type OpenLibrary } from './library.js';
import { type Entry, type PluginList, sameName } from './plugin-list.js';
import { supportsApi } from './plugin-types.js';

/** Every release that can be had. */
const SERVER_MATURITY: Maturity = 'Stable';

/** The C library's number for what can not be executed. */
const ENOEXEC = 8;

const rank = (maturity: Maturity) => MATURITIES.indexOf(maturity);

const firstOf = (name: string, library: OpenLibrary) => library.plugins.find((plugin) => sameName(plugin.name, name));

export class Registration {
  private readonly environment: PluginEnvironment;
  private readonly diagnostics: PluginDiagnostics;
  private readonly list: PluginList;

  constructor(environment: PluginEnvironment, diagnostics: PluginDiagnostics, list: PluginList) {
    this.environment = environment;
    this.diagnostics = diagnostics;
    this.list = list;
  }

  /** Registers one plugin of a library. Errors: 1124, 1126, 1127, 1968. */
  async one(name: string, soname: string): Promise<Entry> {
    if (this.list.find(name)) throw sqlError('ER_PLUGIN_INSTALLED', name);
    const library = await this.open(soname);
    const plugin = firstOf(name, library);
    if (plugin === undefined) throw sqlError('ER_CANT_FIND_DL_ENTRY', name);
    return this.register(plugin, library);
  }

  /** Registers what is not registered yet of a library: all of it, or nothing and the errors. */
  async all(soname: string): Promise<{ readonly entries: readonly Entry[]; readonly errors: readonly SqlError[] }> {
    const library = await this.open(soname);
    const errors = library.plugins.flatMap((plugin) => this.refusal(plugin, library) ?? []);
    const missing = library.plugins.filter((plugin) => !this.list.find(plugin.name));
    return { entries: errors.length > 0 ? [] : missing.map((plugin) => this.register(plugin, library)), errors };
  }

  /** A library that is open is the same in any case of its name; the file system may be of another opinion. */
  private async open(soname: string): Promise<OpenLibrary> {
    const file = libraryFile(soname);
    return this.list.library(file) ?? (await this.environment.libraries.open(file));
  }

  private refusal(plugin: DeclaredPlugin, library: OpenLibrary): SqlError | undefined {
    const present = this.list.find(plugin.name);
    if (firstOf(plugin.name, library) !== plugin) return sqlError('ER_UDF_EXISTS', plugin.name);
    if (present === undefined) return this.unfit(plugin, library);
    return present.library?.file === library.file ? undefined : sqlError('ER_UDF_EXISTS', plugin.name);
  }

  /** Why this server does not take the plugin. */
  private unfit(plugin: DeclaredPlugin, library: OpenLibrary): SqlError | undefined {
    const { name, type, apiVersion } = plugin;
    if (supportsApi(type, apiVersion, this.environment.server)) return this.tooImmature(plugin, library);
    const reason = `API version for ${type} plugin ${name} not supported by this version of the server`;
    return sqlError('ER_CANT_OPEN_LIBRARY', library.file, ENOEXEC, reason);
  }

  private tooImmature({ name, maturity }: DeclaredPlugin, { file }: OpenLibrary): SqlError | undefined {
    const { pluginMaturity } = this.environment;
    if (rank(maturity) >= rank(pluginMaturity)) return undefined;
    const [wanted, has] = [pluginMaturity.toLowerCase(), maturity.toLowerCase()];
    const reason = `Loading of ${has} plugin ${name} is prohibited by --plugin-maturity=${wanted}`;
    return sqlError('ER_CANT_OPEN_LIBRARY', file, 1, reason);
  }

  private register(plugin: DeclaredPlugin, library: OpenLibrary): Entry {
    const refusal = this.unfit(plugin, library);
    if (refusal) throw refusal;
    const { name, maturity } = plugin;
    if (rank(maturity) < rank(SERVER_MATURITY)) {
      const [has, wanted] = [maturity.toLowerCase(), SERVER_MATURITY.toLowerCase()];
      this.diagnostics.write('Warning', `Plugin '${name}' is of maturity level ${has} while the server is ${wanted}`);
    }
    return this.list.add({ plugin, library, state: 'UNINITIALIZED', activation: 'ON', references: 0 });
  }
}
