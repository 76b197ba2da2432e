/**
 * `sealion check`: what would happen if a server were started with this configuration.
 *
 * The answer comes from the code that starts Sealion's own server, with nothing behind it: a log that keeps its
 * lines, files that can not be changed, no network unless it is wanted, no storage engine. Where the server would end, the check goes on.
 */
import { resolve } from 'node:path';
import { sqlError } from '../base/errors.js';
import type { Ports } from '../base/ports.js';
import { bundledLibraries } from '../plugins/bundled-libraries.js';
import { deadlineOf } from '../plugins/deadline.js';
import type { PluginTable } from '../plugins/environment.js';
import { INVALID_KEY_VERSION } from '../services/encryption.js';
import { type ReadSettings, readSettings } from '../startup/settings.js';
import { prepareStart, type Start } from '../startup/start.js';
import { StartFailure } from '../startup/start-failure.js';
import { isLoose } from '../sysvars/option-match.js';
import { SystemVariables } from '../sysvars/registry.js';
import { Causes, findingsOf } from './findings.js';
import { CheckedLibraries, namedPlugins, standardPluginDirectory } from './libraries.js';
import { ownerOf } from './mariadb-libraries.js';
import { type ModeOf, watchOptionFiles } from './option-files.js';
import { remarksOn } from './remarks.js';
import type { Finding, LogLine, PluginResult, Report, Verdict } from './report.js';
import { withoutSecrets } from './secrets.js';
import { effectiveValues } from './values.js';
import { KeptLog, Offline, readOnly } from './world.js';

/** A row of mysql.plugin. */
export interface InstalledPlugin {
  readonly name: string;
  readonly dl: string;
}

export interface CheckRequest {
  /** As `mariadbd` would get them. */
  readonly args: readonly string[];
  /** What relative names of option files are relative to. */
  readonly directory: string;
  /** Where to look; nothing is changed there. */
  readonly ports: Ports;
  readonly modeOf: ModeOf;
  /** Lets plugins ask the key servers that the configuration names. */
  readonly online: boolean;
  /** mysql.plugin of a data directory; undefined when it can not be read. */
  installed(datadir: string): readonly InstalledPlugin[] | undefined;
}

/** Where the packages put the data. */
const STANDARD_DATADIR = '/var/lib/mysql';
/** Of mysql.plugin. */
const TABLE_ENGINE = 'Aria';
const DEFAULT_PROFILE = '10.11';

/** Checks a configuration. */
export async function checkConfiguration(request: CheckRequest): Promise<Report> {
  const { args, directory, ports, modeOf } = request;
  const optionFiles = watchOptionFiles(ports.files, modeOf);
  const place = {
    directory,
    ports: { files: optionFiles.files, env: ports.env },
    defaultProfile: DEFAULT_PROFILE,
  } as const;
  const settings = readSettings(args, place);
  const run = new DryRun(request, settings);
  run.say(optionFiles.warnings);
  await run.go();
  return run.report(optionFiles.read);
}

/** A start that changes nothing and never gives up. */
class DryRun {
  private readonly request: CheckRequest;
  private readonly settings: ReadSettings;
  private readonly variables: SystemVariables;
  private readonly datadir: string;
  private readonly log = new KeptLog();
  private readonly libraries: CheckedLibraries;
  private readonly start: Start;
  private readonly installed: readonly InstalledPlugin[] | undefined;
  private readonly assumed: InstalledPlugin[] = [];
  private exitCode: number | undefined;
  /** The lines behind this one are those that the server would not have come to. */
  private end = Number.POSITIVE_INFINITY;

  constructor(request: CheckRequest, settings: ReadSettings) {
    this.request = request;
    this.settings = settings;
    const { profile, options, pluginLists } = settings;
    this.variables = new SystemVariables(profile.variables, profile.rules);
    this.variables.apply(settings.values);
    const given = this.given('datadir');
    this.datadir = given === undefined ? STANDARD_DATADIR : resolve(request.directory, given);
    this.installed = request.installed(this.datadir);
    const files = readOnly(request.ports.files);
    const network = request.online ? undefined : new Offline();
    this.libraries = new CheckedLibraries({
      directory: this.given('plugin_dir') ?? standardPluginDirectory(files),
      files,
      server: profile.identity,
      bundled: bundledLibraries,
      deadline: deadlineOf(request.ports, settings.pluginTimeoutMs),
      options,
      network,
      log: this.log,
      named: namedPlugins(pluginLists),
    });
    this.start = prepareStart({
      settings,
      variables: this.variables,
      ports: { ...request.ports, files, http: network ?? request.ports.http, log: this.log },
      datadir: this.datadir,
      libraries: this.libraries,
      pluginTable: this.pluginTable(),
      openEngine() {},
      async openSystemTables() {},
    });
  }

  /** Lines that go to the terminal. */
  say(messages: readonly string[]): void {
    this.log.lines.push(...messages.map((text) => ({ text })));
  }

  async go(): Promise<void> {
    const { failure, incomplete, messages, log } = this.settings;
    if (failure) {
      if (!incomplete) this.say(messages);
      this.fail(failure);
    } else {
      this.say(messages);
      this.log.lines.push(...log);
    }
    if (incomplete) return;
    for (const step of this.start.steps) await this.take(step);
  }

  async report(optionFiles: readonly string[]): Promise<Report> {
    const fates = this.settings.options.fates();
    const unknown = this.libraries.unchecked.filter(({ reason }) => reason === 'unknown').map(({ plugin }) => plugin);
    const values = effectiveValues(fates, this.variables, new Set(unknown));
    const hide = withoutSecrets(fates.map(({ setting }) => setting));
    const log = this.log.lines.map((line, index): LogLine => ({ ...line, hidden: index >= this.end }));
    const plugins = this.plugins(new Set(unknown));
    const remarks = remarksOn({
      files: this.request.ports.files,
      modeOf: this.request.modeOf,
      datadir: this.datadir,
      fates,
      values,
      libraries: this.libraries,
      loaded: [...new Set(plugins.map(({ library }) => library))],
      installedUnknown: this.installed === undefined,
      assumed: this.assumed.map(({ name }) => name),
      missingKeyId: await this.missingKeyId(),
    });
    await this.start.plugins.shutdown();
    const findings = [...findingsOf(log, new Causes(fates), hide), ...remarks];
    return {
      verdict: verdictOf(this.exitCode ?? 0, findings),
      exitCode: this.exitCode ?? 0,
      profile: this.settings.profile.name,
      datadir: this.datadir,
      optionFiles,
      findings,
      plugins,
      values,
      log: log.map((line) => ({ ...line, text: hide(line.text) })),
    };
  }

  private async take(step: () => void | Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      this.fail(error);
    }
  }

  private fail({ exitCode, lines }: StartFailure): void {
    this.log.lines.push(...lines);
    if (this.exitCode !== undefined) return;
    this.exitCode = exitCode;
    this.end = this.log.lines.length;
  }

  /** The value that an option gives to a variable. */
  private given(name: string): string | undefined {
    const variable = this.variables.known(name);
    const isGiven = this.variables.originOf(variable)?.origin !== 'COMPILE-TIME';
    return isGiven ? String(this.variables.get(variable)) : undefined;
  }

  private pluginTable(): PluginTable {
    return {
      rows: () => {
        if (!this.start.plugins.isActive(TABLE_ENGINE)) throw sqlError('ER_UNKNOWN_STORAGE_ENGINE', TABLE_ENGINE);
        return this.installed ?? this.assumedPlugins();
      },
      insert() {},
      remove: () => false,
    };
  }

  /** Those that must be installed if the options that are left have an owner. */
  private assumedPlugins(): readonly InstalledPlugin[] {
    const left = this.settings.options.fates().filter(({ owner, setting }) => owner === undefined && !isLoose(setting));
    for (const { setting } of left) {
      const owner = ownerOf(setting.name);
      const isNew = owner && !this.assumed.some(({ name }) => name === owner.plugin);
      const wouldBeSecond = /key/.test(owner?.plugin ?? '') && this.start.plugins.keyManager !== undefined;
      if (isNew && !wouldBeSecond) this.assumed.push({ name: owner.plugin, dl: owner.library });
    }
    return this.assumed;
  }

  private plugins(unknown: ReadonlySet<string>): readonly PluginResult[] {
    return this.start.plugins
      .rows()
      .flatMap(({ name, library, status, loadOption }) =>
        library === null ? [] : [{ name, library, status, activation: loadOption, known: !unknown.has(name) }],
      );
  }

  /** The default key id, if there is a key manager that does not have it. */
  private async missingKeyId(): Promise<number | undefined> {
    const { keys } = this.start;
    const variable = this.variables.find('innodb_default_encryption_key_id');
    if (variable === undefined || !keys.available) return undefined;
    const id = Number(this.variables.get(variable));
    await keys.resolve([id]);
    return keys.latest(id) === INVALID_KEY_VERSION ? id : undefined;
  }
}

function verdictOf(exitCode: number, findings: readonly Finding[]): Verdict {
  if (exitCode !== 0) return 'does not start';
  return findings.some(({ level }) => level === 'error') ? 'starts otherwise' : 'starts';
}
