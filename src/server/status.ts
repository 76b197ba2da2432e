/** What SHOW STATUS shows: counters since the start, and values that are as they are now. */
import type { Statement } from '../parser/ast.js';
import { statusRows } from '../sysvars/status.js';
import { TLS_STATUS } from './connection-status.js';
import type { Server } from './server.js';

type Measure = (server: Server) => number | bigint | string | undefined;

/** Status variables that nobody counts: they are read where they are. */
const MEASURED: Readonly<Record<string, Measure>> = {
  Innodb_encryption_rotation_pages_read_from_cache: ({ engine }) => engine.encryption.counts.fromCache,
  Innodb_encryption_rotation_pages_read_from_disk: ({ engine }) => engine.encryption.counts.fromDisk,
  Innodb_encryption_rotation_pages_modified: ({ engine }) => engine.encryption.counts.modified,
  Innodb_encryption_rotation_pages_flushed: ({ engine }) => engine.encryption.counts.flushed,
  Innodb_encryption_rotation_estimated_iops: ({ encryptionThreads }) => encryptionThreads.estimatedIops,
  Innodb_encryption_num_key_requests: ({ keys }) => keys.latestRequests,
  Innodb_num_pages_encrypted: ({ engine }) => engine.pageCounts().encrypted,
  Innodb_num_pages_page_compressed: ({ engine }) => engine.pageCounts().compressed,
  Innodb_num_pages_page_decompressed: ({ engine }) => engine.pageCounts().decompressed,
  Innodb_num_pages_decrypted: ({ engine }) => engine.pageCounts().decrypted,
  Open_tables: ({ engine }) => engine.tables().filter((table) => table.isLoaded).length,
  ...TLS_STATUS,
  Threads_connected: ({ connected }) => connected,
  Threads_running: (server) => server.processes().filter(({ command }) => command !== 'Sleep').length,
  Uptime: ({ uptime }) => uptime,
  Uptime_since_flush_status: ({ uptime }) => uptime,
};

/** Which Com_ variable a statement counts as; those that depend on more than their kind are in `commandOf`. */
const COMMANDS: Partial<Readonly<Record<Statement['kind'], string>>> = {
  LoadData: 'load',
  SelectStatement: 'select',
  Insert: 'insert',
  Update: 'update',
  Delete: 'delete',
  Do: 'do',
  CreateTable: 'create_table',
  AlterTable: 'alter_table',
  DropTable: 'drop_table',
  CreateView: 'create_view',
  DropView: 'drop_view',
  TruncateTable: 'truncate',
  RenameTable: 'rename_table',
  CreateDatabase: 'create_db',
  DropDatabase: 'drop_db',
  UseDatabase: 'change_db',
  Begin: 'begin',
  Commit: 'commit',
  Rollback: 'rollback',
  Savepoint: 'savepoint',
  Set: 'set_option',
  SetStatement: 'set_option',
  Prepare: 'prepare_sql',
  Execute: 'execute_sql',
  ExecuteImmediate: 'execute_immediate',
  Deallocate: 'dealloc_sql',
  Signal: 'signal',
  GetDiagnostics: 'get_diagnostics',
  InstallPlugin: 'install_plugin',
  InstallSoname: 'install_plugin',
  UninstallPlugin: 'uninstall_plugin',
  UninstallSoname: 'uninstall_plugin',
  Flush: 'flush',
  LockTables: 'lock_tables',
  UnlockTables: 'unlock_tables',
  Kill: 'kill',
  Shutdown: 'shutdown',
};

/** SHOW topics whose variable is not named like them. */
const SHOWN: Readonly<Record<string, string>> = {
  'PLUGINS SONAME': 'plugins',
  'TABLE STATUS': 'table_status',
  COLUMNS: 'fields',
  INDEX: 'keys',
  'CREATE TABLE': 'create_table',
  'CREATE DATABASE': 'create_db',
  ENGINES: 'storage_engines',
  'ENGINE STATUS': 'engine_status',
  'COUNT WARNINGS': 'warnings',
  'COUNT ERRORS': 'errors',
  'CHARACTER SET': 'charsets',
  COLLATION: 'collations',
  IDENT: 'generic',
};

export class StatusCounters {
  private readonly server: Server;
  private readonly counters = new Map<string, number>();

  constructor(server: Server) {
    this.server = server;
  }

  /** One more of what the status variable of that name counts. */
  count(name: string, by = 1): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + by);
  }

  /** The variable has at least this value. */
  raise(name: string, value: number): void {
    this.counters.set(name, Math.max(value, this.counters.get(name) ?? 0));
  }

  countStatement(statement: Statement): void {
    const command = commandOf(statement);
    if (command !== undefined) this.count(`Com_${command}`);
  }

  /** FLUSH STATUS. */
  reset(): void {
    this.counters.clear();
  }

  /** `own` has what a session says of itself. */
  rows(own: (name: string) => string | undefined): Iterable<readonly [name: string, value: string]> {
    return statusRows({ status: (name) => own(name) ?? this.value(name) });
  }

  /** Undefined for what is neither counted nor measured. */
  value(name: string): string | undefined {
    const measure = MEASURED[name];
    const value = measure ? measure(this.server) : this.counters.get(name);
    return value === undefined ? undefined : String(value);
  }
}

function commandOf(statement: Statement): string | undefined {
  switch (statement.kind) {
    case 'Show':
      return `show_${SHOWN[statement.show.topic] ?? statement.show.topic.toLowerCase()}`;
    case 'Insert':
      return `${statement.replace ? 'replace' : 'insert'}${statement.source.kind === 'Query' ? '_select' : ''}`;
    case 'TableMaintenance':
      return statement.action.toLowerCase();
    default:
      return COMMANDS[statement.kind];
  }
}
