/**
 * A server's start around its storage engine, step by step: libraries, encryption, the engine, other plugins,
 * mysql.plugin; then the verdict on forced plugins, on options that nobody has taken, and on what lacks a key.
 *
 * Each step writes to the log and throws StartFailure where the server ends. Whoever only wants to know what would
 * happen can go on with the next one.
 */
import type { Log, Ports } from '../base/ports.js';
import { builtIns } from '../plugins/built-ins.js';
import { deadlineOf } from '../plugins/deadline.js';
import { MATURITIES, type Maturity } from '../plugins/define.js';
import type { PluginTable } from '../plugins/environment.js';
import type { LibraryLoader } from '../plugins/library.js';
import { PluginVariables } from '../plugins/plugin-variables.js';
import { PluginRegistry } from '../plugins/registry.js';
import type { Startup } from '../plugins/startup.js';
import { KeyRing } from '../services/key-ring.js';
import type { SystemVariables } from '../sysvars/registry.js';
import { canEncrypt, checkBinaryLog, checkTemporaryFiles } from './encryption-checks.js';
import type { ServerSettings } from './settings.js';
import { ENGINE_FAILED, missingEngine, StartFailure } from './start-failure.js';

/** Of log_warnings: from here on the log tells of the phases of the plugins' start. */
const TELLS_PHASES = 9;

const INNODB = 'InnoDB';

/** What a start needs from whoever undertakes it. */
export interface Undertaking {
  readonly settings: ServerSettings;
  /** With the values of `settings` in force. */
  readonly variables: SystemVariables;
  readonly ports: Ports;
  readonly datadir: string;
  readonly libraries: LibraryLoader;
  readonly pluginTable: PluginTable;
  /** Opens the storage engine. */
  openEngine(keys: KeyRing): void | Promise<void>;
  /** Makes mysql.plugin readable. */
  openSystemTables(): Promise<void>;
}

export interface Start {
  readonly keys: KeyRing;
  readonly plugins: PluginRegistry;
  /** To be taken one after the other. */
  readonly steps: readonly (() => void | Promise<void>)[];
  /** From now on INSTALL reads the option files again. */
  done(): void;
}

export function prepareStart(undertaking: Undertaking): Start {
  const { settings, variables, ports } = undertaking;
  const { log } = ports;
  const keys = new KeyRing(ports.trace);
  let started = false;
  const plugins = new PluginRegistry(
    {
      ports,
      datadir: undertaking.datadir,
      server: settings.profile.identity,
      libraries: undertaking.libraries,
      // At start every plugin looks at the same options.
      variables: new PluginVariables(variables, () => (started ? settings.reread() : settings.options)),
      table: undertaking.pluginTable,
      pluginMaturity: maturityOf(String(variables.getByName('plugin_maturity'))),
      tellsPhases: Number(variables.getByName('log_warnings')) >= TELLS_PHASES,
      deadline: deadlineOf(ports, settings.pluginTimeoutMs),
      keyRing: keys,
    },
    builtIns(settings.profile.identity),
  );
  const { startup } = plugins;
  const steps = [
    () => startup.load(settings.pluginLists),
    () => startup.initialiseBeforeStorage(),
    () => startInnodb(undertaking, keys, startup),
    () => startup.initialiseAfterStorage(),
    () => undertaking.openSystemTables(),
    () => startup.loadInstalled(),
    () => {
      if (!startup.finish()) throw new StartFailure(1);
    },
    () => reportLeftovers(settings, ports),
    () => checkTemporaryFiles(variables, keys, log),
    () => checkDefaultEngine(variables, plugins),
    async () => {
      if (settings.binaryLog) await checkBinaryLog(variables, keys);
    },
  ];
  return {
    keys,
    plugins,
    steps,
    done: () => {
      started = true;
    },
  };
}

/**
 * InnoDB is part of the server, but may be missed like a plugin: only at the end it shows who minds. The tables of
 * other engines are kept by the same engine here, so it is opened for them, too.
 */
async function startInnodb(
  { settings, variables, ports, openEngine }: Undertaking,
  keys: KeyRing,
  startup: Startup,
): Promise<void> {
  for (const [name, { refused }] of settings.builtIns) if (refused) startup.giveUp(name);
  const innodb = settings.builtIns.get(INNODB);
  const isMissed = innodb?.refused || innodb?.activation === 'OFF';
  if (!isMissed && !(hasValidPageSize(variables, ports.log) && (await canEncrypt(variables, keys, ports.log)))) {
    ports.log.write('ERROR', ENGINE_FAILED);
    startup.failEngine(INNODB, innodb?.activation);
  }
  await openEngine(keys);
}

/** Of what the option takes, InnoDB can use powers of two. */
function hasValidPageSize(variables: SystemVariables, log: Log): boolean {
  const bytes = Number(variables.getByName('innodb_page_size'));
  if (Number.isInteger(Math.log2(bytes))) return true;
  log.write('ERROR', `InnoDB: Invalid page size=${bytes}.\n`);
  return false;
}

function checkDefaultEngine(variables: SystemVariables, plugins: PluginRegistry): void {
  const engine = String(variables.getByName('default_storage_engine'));
  if (!plugins.isActive(engine)) throw missingEngine(engine);
  // Options may write it as they like.
  variables.adjust(variables.known('default_storage_engine'), plugins.nameOf(engine));
}

function reportLeftovers({ options }: ServerSettings, { log }: Ports): void {
  const { log: lines, exitCode } = options.leftovers();
  if (exitCode !== undefined) throw new StartFailure(exitCode, lines);
  for (const { level, text } of lines) log.write(level ?? 'ERROR', text);
}

/** MATURITIES is how tables write it; the variable is in lower case. */
const maturityOf = (value: string): Maturity =>
  MATURITIES.find((maturity) => maturity.toLowerCase() === value) ?? 'Gamma';
