/**
 * The options that a server was started with, as those they are meant for take them: the server first, then
 * every plugin that is registered. What nobody has taken is told at the end.
 *
 * A wrong value for the server ends the start, for a plugin it only disables the plugin; `loose-` forgives both.
 */
import { type Activation, activationOption } from './activation-option.js';
import type { Sysvar } from './define.js';
import {
  allowsAbbreviations,
  isLoose,
  type Match,
  matchOption,
  type Option,
  pluginOption,
  serverOption,
} from './option-match.js';
import { type OptionSetting, settingText } from './option-setting.js';
import type { OptionValue } from './registry.js';
import type { ParsedOption, StartupLine } from './sysvar-type.js';
import { builtInPluginOf } from './vars/catalog.js';

/** What the server's options say. With an exit code the server does not start. */
export interface ServerOptions {
  readonly values: readonly OptionValue[];
  readonly log: readonly StartupLine[];
  readonly exitCode?: number;
}

/** What all options for the server and its built-in plugins say. */
export interface OwnOptions extends ServerOptions {
  /** How the built-in plugins fared that have variables. */
  readonly builtIns: ReadonlyMap<string, Pick<PluginOptions, 'refused' | 'activation'>>;
}

/** What a plugin's options say. */
export interface PluginOptions {
  readonly values: readonly OptionValue[];
  readonly log: readonly StartupLine[];
  readonly activation?: Activation;
  /** One of them has a value that it can not have. */
  readonly refused: boolean;
}

/** What became of a setting. */
export interface SettingFate {
  readonly setting: OptionSetting;
  /** Who has taken it: a plugin's name, or '' for the server; nobody, where there is none. */
  readonly owner?: string;
  /** What it gives, unless it was refused. */
  readonly value?: OptionValue;
  /** What the log has about it. */
  readonly log: readonly StartupLine[];
}

type Found = Extract<Match, { readonly option: Option }>;

const failure = (exitCode: number, text: string): ParsedOption<never> => ({
  exitCode,
  log: [{ level: 'ERROR', text }],
});

/** Only values that sessions have can be limited. */
function canBeLimited({ variable, ofPlugin }: Option): boolean {
  return ofPlugin || (variable.scope === 'BOTH' && variable.type.range !== undefined);
}

/** The value that a setting gives; `argument` is what stands behind `=`, or the next word of the command line. */
function evaluate(found: Found, argument: string | undefined): ParsedOption<unknown> {
  const { option, effect } = found;
  const { name, variable } = option;
  if (effect === 'maximum' && !canBeLimited(option))
    return failure(10, `mariadbd: Maximum value of '${name}' cannot be set`);
  if (effect === 'off') return variable.type.fromOption('0', name);
  if (effect === 'on') return variable.type.fromOption(variable.type.name === 'VARCHAR' ? '' : '1', name);
  if (argument === undefined) {
    if (option.argument === 'REQUIRED') return failure(5, `mariadbd: option '--${name}' requires an argument`);
    return { value: variable.type.bareOption ?? variable.default, log: [] };
  }
  if (option.argument === 'NONE' && variable.optionOnly)
    return failure(4, `mariadbd: option '--${name}' cannot take an argument`);
  return variable.type.fromOption(argument, name);
}

function unknownText(setting: OptionSetting): string {
  if (setting.value !== undefined) return `unknown variable '${setting.name}=${setting.value}'`;
  return `unknown option '${setting.name.startsWith('-') ? setting.name : settingText(setting)}'`;
}

/** What the log says about an option that nobody has taken. */
const unknownLine = (setting: OptionSetting): StartupLine => ({
  level: isLoose(setting) ? 'Warning' : 'ERROR',
  text: `mariadbd: ${unknownText(setting)}`,
});

/** Messages from before there is a log. */
const buffered = (lines: readonly StartupLine[]): readonly StartupLine[] =>
  lines.map(({ level, text }) => ({
    ...(level && { level }),
    text: `Buffered ${level === 'ERROR' ? 'error' : 'warning'}: ${text}`,
  }));

/** Plugins take an upper limit for the value itself. What information_schema does not call an option leaves no trace. */
function optionValue({ origin, file }: OptionSetting, { option, effect }: Found, value: unknown): OptionValue {
  const { variable, ofPlugin } = option;
  return {
    variable,
    value,
    origin: variable.commandLine === null ? 'COMPILE-TIME' : origin,
    ...(file === undefined ? {} : { path: file }),
    ...(effect === 'maximum' && !ofPlugin ? { maximum: true } : {}),
  };
}

/** One run over the settings. */
interface Run {
  readonly values: OptionValue[];
  readonly log: StartupLine[];
  exitCode: number | undefined;
}

/** The settings of one start, and who has taken which. */
export class StartupOptions {
  private readonly settings: readonly OptionSetting[];
  private readonly abbreviations: boolean;
  /** Who has taken a setting: a plugin's name, or '' for the server. */
  private readonly takenBy = new Map<OptionSetting, string>();
  private readonly results = new Map<OptionSetting, Pick<SettingFate, 'value' | 'log'>>();

  constructor(settings: readonly OptionSetting[]) {
    this.settings = settings;
    this.abbreviations = allowsAbbreviations(settings);
  }

  /** Takes what is meant for the server: its variables, its options without one, and the variables of built-in plugins. */
  takeServerOptions(variables: readonly Sysvar[]): OwnOptions {
    const plugins = new Map<string, Sysvar[]>();
    const own = variables.filter((variable) => {
      const plugin = builtInPluginOf(variable);
      if (plugin !== undefined) plugins.set(plugin, [...(plugins.get(plugin) ?? []), variable]);
      return plugin === undefined;
    });
    const builtIns = new Map<string, PluginOptions>();
    const server = this.takeOwnOptions(own);
    if (server.exitCode !== undefined) return { ...server, builtIns };
    const values = [...server.values];
    const log = [...server.log];
    for (const [plugin, declared] of plugins) {
      const taken = this.takePluginOptions(plugin, declared);
      builtIns.set(plugin, taken);
      values.push(...taken.values);
      log.push(...taken.log);
      if (taken.refused)
        log.push({ level: 'ERROR', text: `Parsing options for plugin '${plugin}' failed. Disabling plugin` });
    }
    return { values, log, builtIns };
  }

  /** Takes what is meant for a plugin. It can be asked again: the plugin may be installed later, or once more. */
  takePluginOptions(plugin: string, variables: readonly Sysvar[]): PluginOptions {
    const activation = activationOption(plugin);
    const options = [activation, ...variables].flatMap((variable) => pluginOption(variable) ?? []);
    const { values, log, exitCode } = this.run(options, plugin);
    const level = values.findLast(({ variable }) => variable === activation)?.value as Activation | undefined;
    return {
      values: values.filter(({ variable }) => variable !== activation),
      log,
      refused: exitCode !== undefined,
      ...(level === undefined ? {} : { activation: level }),
    };
  }

  /** What nobody has taken: options first, of which the last one decides the exit code, then words too many. */
  leftovers(): ServerOptions {
    const log: StartupLine[] = [];
    const left = this.settings.filter((setting) => !this.takenBy.has(setting));
    let exitCode: number | undefined;
    for (const setting of left.filter(({ word }) => !word)) {
      log.push(unknownLine(setting));
      if (!isLoose(setting)) exitCode = setting.value === undefined ? 2 : 7;
    }
    const extra = left.find(({ word }) => word);
    if (exitCode === undefined && extra) {
      log.push({ text: `mariadbd: Too many arguments (first extra is '${extra.name}').` });
      exitCode = 1;
    }
    if (exitCode === undefined) return { values: [], log };
    return { values: [], log: [...log, { level: 'ERROR', text: 'Aborting' }], exitCode };
  }

  /** What has become of every option so far, in the order in which they were given. */
  fates(): readonly SettingFate[] {
    return this.settings
      .filter((setting) => !setting.word)
      .map((setting) => {
        const owner = this.takenBy.get(setting);
        if (owner === undefined) return { setting, log: [unknownLine(setting)] };
        return { setting, owner, log: [], ...this.results.get(setting) };
      });
  }

  /** Early options first. Their messages wait until there is a log, unless they end the start. */
  private takeOwnOptions(variables: readonly Sysvar[]): ServerOptions {
    const options = variables.flatMap((variable) => serverOption(variable) ?? []);
    const isEarly = ({ variable }: Option) => variable.early === true;
    const first = this.run(options.filter(isEarly), '');
    const waiting = buffered(first.log.filter(({ level }) => level !== 'Note'));
    if (first.exitCode !== undefined) return { values: first.values, log: waiting, exitCode: first.exitCode };
    const { values, log, exitCode } = this.run(
      options.filter((option) => !isEarly(option)),
      '',
    );
    return {
      values: [...first.values, ...values],
      log: [...log, ...waiting],
      ...(exitCode === undefined ? {} : { exitCode }),
    };
  }

  /** Gives each setting to the option that it means. Of several refusals the last one decides the exit code. */
  private run(options: readonly Option[], owner: string): Run {
    const run: Run = { values: [], log: [], exitCode: undefined };
    for (const [index, setting] of this.settings.entries()) {
      const holder = this.takenBy.get(setting);
      if (setting.word || (holder !== undefined && (holder !== owner || owner === ''))) continue;
      const match = matchOption(options, setting, this.abbreviations);
      if (match) this.take(setting, index, match, owner, run);
    }
    return run;
  }

  private take(setting: OptionSetting, index: number, match: Match, owner: string, run: Run): void {
    this.takenBy.set(setting, owner);
    if ('ambiguous' in match) {
      run.log.push(match.ambiguous);
      run.exitCode = 3;
      this.results.set(setting, { log: [match.ambiguous] });
      return;
    }
    const parsed = evaluate(match, this.argumentOf(setting, index, match, owner));
    const log = [...match.log, ...parsed.log];
    run.log.push(...log);
    if ('exitCode' in parsed && !match.loose) {
      run.exitCode = parsed.exitCode;
      this.results.set(setting, { log });
      return;
    }
    const given = 'exitCode' in parsed ? (parsed.otherwise ?? match.option.variable.default) : parsed.value;
    const value = optionValue(setting, match, given);
    run.values.push(value);
    this.results.set(setting, { value, log });
  }

  /** What stands behind `=`; on the command line a required argument may also be the next word. */
  private argumentOf(
    setting: OptionSetting,
    index: number,
    { option, effect }: Found,
    owner: string,
  ): string | undefined {
    const needed = option.argument === 'REQUIRED' && (effect === undefined || effect === 'maximum');
    if (setting.value !== undefined || !needed || setting.origin === 'CONFIG') return setting.value;
    const next = this.settings[index + 1];
    if (next === undefined) return undefined;
    this.takenBy.set(next, owner);
    return next.word || next.name.startsWith('-') ? next.name : settingText(next);
  }
}
