/** Where the errors, warnings and notes of INSTALL and UNINSTALL go, and those that plugins raise meanwhile. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { SqlError } from '../base/errors.js';
import type { Log } from '../base/ports.js';
import type { ConditionLevel } from '../base/result.js';
import type { PluginError, PluginLog } from './define.js';

/** The diagnostics of the statement that is running. */
export interface Conditions {
  /** The connection id, which the log shows. */
  readonly session: number;
  add(level: ConditionLevel, condition: SqlError): void;
}

/** The log of all plugins. It knows which statement is running, however deep in a plugin's promises. */
export class PluginDiagnostics {
  private readonly log: Log;
  private readonly running = new AsyncLocalStorage<Conditions>();

  constructor(log: Log) {
    this.log = log;
  }

  /** What plugins raise while the work goes on belongs to these conditions. */
  during<T>(conditions: Conditions, work: () => T): T {
    return this.running.run(conditions, work);
  }

  /** A line of the server's own. */
  write(level: 'Note' | 'Warning' | 'ERROR', text: string): void {
    this.log.write(level, text, this.running.getStore()?.session ?? 0);
  }

  add(level: ConditionLevel, condition: SqlError): void {
    this.running.getStore()?.add(level, condition);
  }

  /** An error thrown by `init`, for the client and the log. */
  raise({ errno, message, logged }: Pick<PluginError, 'errno' | 'message' | 'logged'>): void {
    this.add('Error', new SqlError(errno, 'HY000', message));
    if (logged || this.running.getStore() === undefined) this.write('ERROR', `mariadbd: ${message}`);
  }

  readonly pluginLog: PluginLog = {
    error: (text) => this.write('ERROR', `mariadbd: ${text}`),
    warning: (text) => this.write('Warning', `mariadbd: ${text}`),
    note: (text) => this.write('Note', `mariadbd: ${text}`),
    raise: (errno, text) => this.raise({ errno, message: text, logged: false }),
    warn: (errno, text) => this.add('Warning', new SqlError(errno, 'HY000', text)),
  };
}
