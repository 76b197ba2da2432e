/**
 * A server on one data directory: `Server.start` brings it up in MariaDB's order, `connect` gives sessions,
 * `shutdown` ends it cleanly. Nothing here knows of networks or terminals.
 */
import { availableParallelism, hostname } from 'node:os';
import { resolve } from 'node:path';
import { sameAccount } from '../accounts/names.js';
import type { AccountRegistry } from '../accounts/registry.js';
import { SqlError, sqlError } from '../base/errors.js';
import type { Ports } from '../base/ports.js';
import { grantTable, pluginTable, SYSTEM_DATABASE } from '../commands/system-tables.js';
import { Datadir } from '../engine/datadir.js';
import type { EncryptTables } from '../engine/encryption-policy.js';
import type { Engine } from '../engine/engine.js';
import { InfoSchema } from '../infoschema/catalog.js';
import type { OpenTransaction, ProcessRow } from '../infoschema/define.js';
import { pluginTables } from '../infoschema/plugin-tables.js';
import { ParsedStatements } from '../parser/parsed-statements.js';
import { bundledLibraries } from '../plugins/bundled-libraries.js';
import { deadlineOf } from '../plugins/deadline.js';
import { LibraryLoader } from '../plugins/library.js';
import type { PluginRegistry } from '../plugins/registry.js';
import { procTable } from '../routines/proc-table.js';
import { RoutineRegistry } from '../routines/registry.js';
import type { KeyRing } from '../services/key-ring.js';
import { hookEncryptionVariables } from '../startup/encryption-checks.js';
import { hookEngineVariables } from '../startup/engine-checks.js';
import { type ServerSettings, serverSettings } from '../startup/settings.js';
import { prepareStart } from '../startup/start.js';
import { missingEngine, StartFailure, startFailure } from '../startup/start-failure.js';
import { computePlaces, computeValues, keepGivenDefaults } from '../sysvars/computed.js';
import { SystemVariables } from '../sysvars/registry.js';
import { Activity } from './activity.js';
import { Audit } from './audit.js';
import { addGrantTables, installDatadir, PLUGIN_DIRECTORY } from './bootstrap.js';
import { type ConnectionCounts, checkLimits } from './connection-limits.js';
import type { ServerCore } from './core.js';
import { EncryptionThreads } from './encryption-threads.js';
import { openErrorLog, StartLog } from './log-file.js';
import { openEngine } from './open-engine.js';
import { type Login, logIn, openAccounts } from './privileges.js';
import { type Identity, Session } from './session.js';
import { StatusCounters } from './status.js';
import { renewTls, startTls, type TlsPlace, type TlsServer, wantsTls } from './tls.js';
import { versionLine } from './version-line.js';

/** Where a server starts, as far as its options do not say. */
export interface StartPlace {
  /** What relative paths of options are relative to. */
  readonly directory?: string;
  /** Makes the data directory if there is none, as install-db would. */
  readonly createDatadir?: boolean;
  /** The error log where --log-error says nothing. */
  readonly logError?: string;
  /** Called when everything has started, before the log says so. */
  beforeReady?(server: Server): void | Promise<void>;
}

export class Server implements ServerCore {
  readonly ports: Ports;
  readonly engine: Engine;
  readonly plugins: PluginRegistry;
  readonly variables: SystemVariables;
  readonly infoschema: InfoSchema;
  readonly keys: KeyRing;
  readonly accounts: AccountRegistry;
  readonly routines: RoutineRegistry;
  readonly statements = new ParsedStatements();
  readonly status: StatusCounters;
  readonly audit: Audit;
  readonly activity: Activity;
  readonly encryptionThreads: EncryptionThreads;
  readonly serverVersion: string;
  /** What clients see that want TLS; undefined: there is none. */
  tls: TlsServer | undefined;
  /** Resolves when the server has ended, by whatever way. */
  readonly ended: Promise<void>;
  /** The numbers of connections that clients have, logged in or not. */
  readonly clients = new Set<number>();
  private readonly sessions = new Map<number, Session>();
  private readonly endings = new WeakMap<Session, () => void>();
  private readonly startedAt: number;
  private lastSessionId = 2;
  private shutdownBy: string | undefined;
  private stopping: Promise<void> | undefined;
  private finish: () => void = () => {};

  private constructor(parts: Parts) {
    this.ports = parts.ports;
    this.engine = parts.engine;
    this.plugins = parts.plugins;
    this.variables = parts.variables;
    this.keys = parts.keys;
    this.accounts = parts.accounts;
    this.routines = new RoutineRegistry(() => grantTable(this.engine, procTable.name));
    this.serverVersion = parts.serverVersion;
    this.infoschema = new InfoSchema(this.engine.rowDatabase, () => pluginTables(this.plugins));
    this.startedAt = this.ports.clock.now();
    this.encryptionThreads = new EncryptionThreads(this);
    hookEngineVariables(this.variables, (name) => this.plugins.isActive(name));
    hookEncryptionVariables(this.variables, this.keys, (id) => this.encryptionThreads.variableChanged(id));
    this.status = new StatusCounters(this);
    this.audit = new Audit(this.plugins, this.ports.log);
    this.activity = new Activity(this.ports.clock, () => this.variables.getByName('userstat') === true);
    this.ended = new Promise((done) => {
      this.finish = done;
    });
  }

  /**
   * Starts a server as `mariadbd` would with these arguments. Throws StartFailure with the exit code and the lines
   * that the log has about this start.
   */
  static async start(
    args: readonly string[],
    ports: Ports,
    { directory = '.', ...place }: StartPlace = {},
  ): Promise<Server> {
    const settings = serverSettings(args, directory, ports);
    const variables = new SystemVariables(settings.profile.variables, settings.profile.rules);
    variables.apply(settings.values);
    if (wantsTls(settings.values)) variables.install('have_ssl', 'YES', { origin: 'COMPILE-TIME', asDefault: true });
    const datadir = new Datadir(resolve(directory, String(variables.getByName('datadir') ?? '')), ports.files);
    if (place.createDatadir && !datadir.initialized) {
      installDatadir(
        {
          path: datadir.path,
          collation: String(variables.getByName('collation_server')),
          testDatabase: true,
          defaultEngine: String(variables.getByName('default_storage_engine')),
        },
        ports,
      );
    }
    const log = new StartLog(openErrorLog(variables, datadir.path, place.logError, ports));
    try {
      const server = new Server(await bringUp(settings, variables, datadir, { ...ports, log }));
      server.encryptionThreads.start();
      await server.becomeReady(place);
      log.write('Note', 'mariadbd: ready for connections.');
      if (place.beforeReady) log.line(versionLine(server));
      log.startIsOver();
      return server;
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      for (const { level, text } of error.lines) if (level !== undefined) log.write(level, text);
      const besides = error.lines.filter(({ level }) => level === undefined);
      throw new StartFailure(error.exitCode, [...besides, ...log.startIsOver()]);
    }
  }

  private loadTls(load: (place: TlsPlace) => Promise<TlsServer>): Promise<TlsServer> {
    return load({ variables: this.variables, directory: this.engine.datadir.path, files: this.ports.files });
  }

  async reloadTls(): Promise<void> {
    if (this.tls) this.tls = await this.loadTls(renewTls);
  }

  private async becomeReady({ beforeReady }: StartPlace): Promise<void> {
    try {
      if (this.variables.getByName('have_ssl') === 'YES') this.tls = await this.loadTls(startTls);
      await beforeReady?.(this);
    } catch (error) {
      this.crash();
      throw error;
    }
  }

  /** The number of a connection whose client has yet to say who it is. */
  newConnectionId(): number {
    this.status.count('Connections');
    return ++this.lastSessionId;
  }

  /** A new session; `ended` is called when it ends, by whatever way. Errors: 1045, 1698, 4151, 1044, 1049. */
  connect(login: Login, id = this.newConnectionId(), ended?: () => void): Session {
    return this.open(id, this.identify(login, id), ended);
  }

  /** A session of the same user in place of another one: nothing of its state is left. */
  async renew(session: Session, ended?: () => void): Promise<Session> {
    const { user, host, database, access, transport } = session.state;
    await this.leave(session);
    return this.open(session.connectionId, { user, host, database, access, transport }, ended);
  }

  /** Ends a session whose connection goes on. */
  async leave(session: Session): Promise<void> {
    this.endings.delete(session);
    await session.close();
  }

  private open(id: number, identity: Identity, ended: (() => void) | undefined): Session {
    const session = new Session(this, id, identity);
    this.sessions.set(id, session);
    this.status.raise('Max_used_connections', this.sessions.size);
    if (ended) this.endings.set(session, ended);
    this.audit.connection('CONNECT', session.state);
    return session;
  }

  private identify(login: Login, id: number): Identity {
    const { user, host, database, transport } = login;
    try {
      const access = logIn(login, id, this);
      if (transport) checkLimits(access, this.counts, this.variables);
      return { user, host, database, transport, access };
    } catch (error) {
      if (error instanceof SqlError) this.audit.connection('FAILED_CONNECT', { id, user, host, database }, error.errno);
      this.status.count('Aborted_connects');
      throw error;
    }
  }

  private get counts(): ConnectionCounts {
    return {
      clients: this.clients.size,
      ofAccount: ({ account }) =>
        [...this.sessions.values()].filter(({ state }) => sameAccount(state.access.account, account)).length,
    };
  }

  get connected(): number {
    return this.sessions.size;
  }

  /** Seconds since the start. */
  get uptime(): number {
    return Math.floor((this.ports.clock.now() - this.startedAt) / 1000);
  }

  encryptTables(): EncryptTables {
    return this.variables.getByName('innodb_encrypt_tables') as EncryptTables;
  }

  processes(): ProcessRow[] {
    return [...this.sessions.values()].map((session) => {
      const { user, host, database } = session.state;
      const { activity } = session;
      const seconds = activity ? Math.floor((this.ports.clock.now() - activity.since) / 1000) : 0;
      return {
        id: session.connectionId,
        user,
        host,
        db: database ?? null,
        command: activity ? 'Query' : 'Sleep',
        seconds,
        state: session.stage,
        info: activity?.text ?? null,
      };
    });
  }

  transactions(): OpenTransaction[] {
    return [...this.sessions.values()].flatMap((session) => session.openTransaction ?? []);
  }

  kill(id: number, query: boolean): boolean {
    const session = this.sessions.get(id);
    session?.killQuery();
    if (session && !query) void session.close();
    return session !== undefined;
  }

  /** As FLUSH PRIVILEGES and FLUSH TABLES. */
  refresh(): void {
    this.accounts.reload();
    this.engine.checkpoint();
  }

  requestShutdown(by: string): void {
    this.shutdownBy = by;
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  statementEnded(): void {
    if (this.shutdownBy !== undefined) void this.shutdown();
  }

  disconnected(session: Session): void {
    this.sessions.delete(session.connectionId);
    this.audit.connection('DISCONNECT', session.state);
    this.activity.left(session.state);
    this.endings.get(session)?.();
  }

  /** Ends all sessions, stops the plugins and leaves the datadir with nothing to do for the next start. */
  shutdown(): Promise<void> {
    this.stopping ??= this.stop();
    return this.stopping;
  }

  /** Ends as a crash would: whatever is not committed is lost, and the next start recovers. */
  crash(): void {
    this.stopping ??= Promise.resolve();
    this.encryptionThreads.stop();
    this.engine.abandon();
    this.finish();
  }

  private async stop(): Promise<void> {
    const { log } = this.ports;
    log.write('Note', `mariadbd (initiated by: ${this.shutdownBy ?? 'unknown'}): Normal shutdown`);
    for (const session of [...this.sessions.values()]) await session.close();
    this.encryptionThreads.stop();
    this.engine.close();
    await this.plugins.shutdown();
    log.write('Note', 'mariadbd: Shutdown complete');
    this.finish();
  }
}

type Parts = Pick<Server, 'ports' | 'engine' | 'plugins' | 'variables' | 'keys' | 'accounts' | 'serverVersion'>;

/** The start's own order is in `startup`; this gives it the datadir and the engine. */
async function bringUp(
  settings: ServerSettings,
  variables: SystemVariables,
  datadir: Datadir,
  ports: Ports,
): Promise<Parts> {
  const { profile } = settings;
  const { log } = ports;
  for (const { level, text } of settings.log) log.write(level ?? 'ERROR', text);
  installIdentity(variables, datadir.path);
  if (!datadir.initialized) throw noDatadir(datadir.path);
  const opened: { engine?: Engine } = {};
  const { keys, plugins, steps, done } = prepareStart({
    settings,
    variables,
    ports,
    datadir: datadir.path,
    libraries: new LibraryLoader(
      String(variables.getByName('plugin_dir')),
      ports.files,
      profile.identity,
      bundledLibraries,
      deadlineOf(ports, settings.pluginTimeoutMs),
    ),
    pluginTable: lazyPluginTable(() => opened.engine),
    async openEngine(keyRing) {
      opened.engine = await openEngine({ datadir, ports, keys: keyRing, variables, serverVersion: profile.version });
    },
    async openSystemTables() {
      await opened.engine?.find(SYSTEM_DATABASE, 'plugin')?.load();
      if (opened.engine) await addGrantTables(opened.engine, ports.clock.now());
    },
  });
  try {
    for (const step of steps) await step();
  } catch (error) {
    opened.engine?.abandon();
    throw error;
  }
  const { engine } = opened;
  // The real server can do without InnoDB where another engine is the default; this one has no other.
  if (engine === undefined) throw missingEngine('InnoDB');
  const accounts = openAccounts(engine, ports, profile.version, variables.getByName('skip_grant_tables') === true);
  done();
  return { ports, engine, plugins, variables, keys, accounts, serverVersion: profile.version };
}

const noDatadir = (path: string): StartFailure =>
  startFailure(
    1,
    `mariadbd: Can't find the system tables in '${path}'; 'sealion install-db --datadir=${path}' creates them`,
    'Aborting',
  );

function installIdentity(variables: SystemVariables, datadir: string): void {
  const machine = { hostname: hostname(), processors: availableParallelism() };
  variables.install('hostname', machine.hostname, { origin: 'COMPILE-TIME', asDefault: true });
  computeValues(variables, machine);
  keepGivenDefaults(variables);
  computePlaces(variables, { hostname: machine.hostname, datadir: `${datadir}/` });
  if (variables.originOf(variables.known('plugin_dir'))?.origin === 'COMPILE-TIME') {
    variables.install('plugin_dir', `${datadir}/${PLUGIN_DIRECTORY}/`, { asDefault: true });
  }
  variables.install('datadir', `${datadir}/`, {
    origin: variables.originOf(variables.known('datadir'))?.origin ?? 'AUTO',
    asDefault: true,
  });
}

function lazyPluginTable(engine: () => Engine | undefined): ReturnType<typeof pluginTable> {
  const table = () => {
    const current = engine();
    if (!current) throw sqlError('ER_NO_SUCH_TABLE', SYSTEM_DATABASE, 'plugin');
    return pluginTable(current);
  };
  return {
    rows: () => (engine() ? table().rows() : []),
    insert: (name, dl) => table().insert(name, dl),
    remove: (name) => table().remove(name),
  };
}
