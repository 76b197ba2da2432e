/**
 * INSTALL and UNINSTALL.
 *
 * All conditions go to the statement's diagnostics, errors too, in the order in which the server lists them. When
 * there are errors the first one is thrown as well: it is what the client gets.
 */
import { SqlError, sqlError } from '../base/errors.js';
import type { ConditionLevel } from '../base/result.js';
import { isPermanent } from './activation.js';
import type { Conditions, PluginDiagnostics } from './conditions.js';
import type { PluginEnvironment } from './environment.js';
import type { Initialiser } from './initialiser.js';
import { libraryFile } from './library.js';
import type { Entry, PluginList } from './plugin-list.js';
import type { Registration } from './registration.js';

export interface InstallPluginRequest {
  readonly name: string;
  readonly soname: string;
  readonly ifNotExists: boolean;
}

export interface UninstallRequest {
  /** Of a plugin or, for SONAME, of a library. */
  readonly name: string;
  readonly ifExists: boolean;
}

export class PluginStatements {
  private readonly environment: PluginEnvironment;
  private readonly diagnostics: PluginDiagnostics;
  private readonly list: PluginList;
  private readonly registration: Registration;
  private readonly initialiser: Initialiser;
  /** The last statement in the queue: one at a time, as with the server's lock on its plugins. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    environment: PluginEnvironment,
    diagnostics: PluginDiagnostics,
    list: PluginList,
    registration: Registration,
    initialiser: Initialiser,
  ) {
    this.environment = environment;
    this.diagnostics = diagnostics;
    this.list = list;
    this.registration = registration;
    this.initialiser = initialiser;
  }

  install({ name, soname, ifNotExists }: InstallPluginRequest, conditions: Conditions): Promise<void> {
    return this.statement(conditions, async () => {
      if (ifNotExists && this.list.find(name)) {
        this.add('Note', sqlError('ER_PLUGIN_INSTALLED', name));
        return;
      }
      await this.finish(await this.registration.one(name, soname), name);
    });
  }

  installSoname(soname: string, conditions: Conditions): Promise<void> {
    return this.statement(conditions, async () => {
      const { entries, errors } = await this.registration.all(soname);
      for (const error of errors) this.add('Error', error);
      for (const entry of entries) await this.attempt(() => this.finish(entry, entry.plugin.name));
    });
  }

  uninstall({ name, ifExists }: UninstallRequest, conditions: Conditions): Promise<void> {
    return this.statement(conditions, () => this.remove(name, ifExists));
  }

  uninstallSoname({ name, ifExists }: UninstallRequest, conditions: Conditions): Promise<void> {
    return this.statement(conditions, async (failed) => {
      const file = libraryFile(name);
      const library = this.list.library(file);
      if (library === undefined) {
        this.add(ifExists ? 'Note' : 'Error', sqlError('ER_SP_DOES_NOT_EXIST', 'SONAME', file));
        return;
      }
      let removed = false;
      for (const plugin of library.plugins) {
        await this.attempt(async () => {
          removed = (await this.remove(plugin.name, ifExists)) || removed;
        });
      }
      // The table is of an engine that can not take the finished part of a failed statement back.
      if (removed && failed()) this.add('Note', sqlError('ER_DATA_WAS_COMMITED_UNDER_ROLLBACK', 'Aria'));
    });
  }

  /** Starts a plugin that has just been registered and writes its row. */
  private async finish(entry: Entry, name: string): Promise<void> {
    const started = await this.initialiser.initialise(entry);
    if (started === 'FAILED') {
      this.list.remove(entry);
      throw sqlError('ER_CANT_INITIALIZE_UDF', name, 'Plugin initialization function failed.');
    }
    if (entry.state === 'DISABLED') this.add('Warning', sqlError('ER_CANT_INITIALIZE_UDF', name, 'Plugin is disabled'));
    try {
      this.environment.table.insert(name, entry.library?.file ?? '');
    } catch (error) {
      await this.unload(entry);
      throw error;
    }
  }

  /** True when it had a row in the table. */
  private async remove(name: string, ifExists: boolean): Promise<boolean> {
    const entry = this.list.find(name);
    if (entry === undefined || entry.state === 'DYING') {
      if (this.environment.table.remove(name)) return true;
      this.add(ifExists ? 'Note' : 'Error', sqlError('ER_SP_DOES_NOT_EXIST', 'PLUGIN', name));
      return false;
    }
    if (entry.library === undefined) throw sqlError('ER_PLUGIN_DELETE_BUILTIN');
    if (isPermanent(entry.activation)) throw sqlError('ER_PLUGIN_IS_PERMANENT', name);
    await this.unload(entry);
    return this.environment.table.remove(name);
  }

  private async unload(entry: Entry): Promise<void> {
    if (entry.references > 0) {
      entry.state = 'DELETED';
      this.environment.variables.conceal(entry.plugin);
    } else if (entry.state === 'DISABLED' || (await this.initialiser.deinitialise(entry))) {
      this.list.remove(entry);
      return;
    } else {
      entry.state = 'DYING';
    }
    this.add('Warning', sqlError('WARN_PLUGIN_BUSY'));
  }

  private add(level: ConditionLevel, condition: SqlError): void {
    this.diagnostics.add(level, condition);
  }

  /** What is left to do is done in spite of an error. */
  private async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      this.add('Error', error);
    }
  }

  private async statement(conditions: Conditions, work: (failed: () => boolean) => Promise<unknown>): Promise<void> {
    const errors: SqlError[] = [];
    const sink: Conditions = {
      session: conditions.session,
      add(level, condition) {
        if (level === 'Error') errors.push(condition);
        conditions.add(level, condition);
      },
    };
    const run = () => this.diagnostics.during(sink, () => this.attempt(() => work(() => errors.length > 0)));
    const turn = this.last.then(run);
    this.last = turn.catch(() => undefined);
    await turn;
    const [first] = errors;
    if (first) throw first;
  }
}
