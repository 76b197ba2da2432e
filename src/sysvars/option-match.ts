/** Which option a setting means: whole names, unique beginnings of names, and the prefixes before either. */
import type { OptionArgument, Sysvar } from './define.js';
import { type OptionSetting, settingText } from './option-setting.js';
import type { StartupLine } from './sysvar-type.js';

/** An option that settings may mean. */
export interface Option {
  /** As messages show it. */
  readonly name: string;
  /** All its names, in the form in which names are compared. */
  readonly names: readonly string[];
  readonly variable: Sysvar;
  readonly argument: OptionArgument;
  /** Options of plugins are refused, limited and abbreviated by rules of their own. */
  readonly ofPlugin: boolean;
}

/** `skip-` and `disable-` mean 0, `enable-` means 1, `maximum-` limits what SET may give. */
type Effect = 'off' | 'on' | 'maximum';

const PREFIXES: Readonly<Record<string, Effect | 'loose'>> = {
  skip: 'off',
  disable: 'off',
  enable: 'on',
  maximum: 'maximum',
  loose: 'loose',
};

/** A setting that means an option, or several of them. */
export type Match =
  | { readonly option: Option; readonly loose: boolean; readonly effect?: Effect; readonly log: readonly StartupLine[] }
  | { readonly ambiguous: StartupLine };

const normal = (name: string): string => name.toLowerCase().replaceAll('_', '-');

/** The server's option of a variable, or undefined when it is none. */
export function serverOption(variable: Sysvar): Option | undefined {
  const { name, option, optionName } = variable;
  if (option === null) return undefined;
  const shown = optionName ?? name;
  return { name: shown, names: [normal(shown)], variable, argument: option, ofPlugin: false };
}

/** A plugin's option, which may also be written with `plugin-` before it. */
export function pluginOption(variable: Sysvar): Option | undefined {
  if (variable.option === null) return undefined;
  const name = variable.name.replaceAll('_', '-');
  const names = [name, `plugin-${name}`].map(normal);
  return { name, names, variable, argument: variable.option, ofPlugin: true };
}

/** Whether beginnings of names are understood; the last word about it counts, wherever it stands. */
export function allowsAbbreviations(settings: readonly OptionSetting[]): boolean {
  const last = settings.findLast(({ name }) => normal(name).endsWith('getopt-prefix-matching'));
  if (last === undefined) return true;
  return !/^(?:skip|disable)-/.test(normal(last.name)) && !/^(?:0|off|false)$/i.test(last.value ?? '');
}

function find(options: readonly Option[], name: string, abbreviations: boolean): Option | readonly Option[] {
  const exact = options.find(({ names }) => names.includes(name));
  if (exact) return exact;
  if (!abbreviations) return [];
  return options.filter(({ names }) => names.some((each) => each.startsWith(name)));
}

/** Several options begin like that: the server names the first and the last of them. */
function ambiguity(setting: OptionSetting, options: readonly Option[]): Match {
  const choice = `(${options.at(0)?.name}, ${options.at(-1)?.name})`;
  return { ambiguous: { level: 'ERROR', text: `mariadbd: ambiguous option '${settingText(setting)}' ${choice}` } };
}

function abbreviation(typed: string, { name }: Option): StartupLine {
  const advice = `Please use the full name '${name}' instead.`;
  const text = `Using unique option prefix '${typed}' is error-prone and can break in the future. ${advice}`;
  return { level: 'Note', text };
}

/** What a setting means among `options`; undefined when it means none of them. */
export function matchOption(
  options: readonly Option[],
  setting: OptionSetting,
  abbreviations = true,
): Match | undefined {
  let typed = setting.name;
  let loose = false;
  let effect: Effect | undefined;
  for (;;) {
    const found = find(options, normal(typed), abbreviations);
    const prefix = /^(skip|disable|enable|maximum|loose)[-_]/i.exec(typed);
    const several = 'name' in found ? [found] : found;
    if (several.length > 1) return ambiguity(setting, several);
    const [option] = several;
    if (option) {
      const log = 'name' in found ? [] : [abbreviation(typed, option)];
      return { option, loose, log, ...(effect === undefined ? {} : { effect }) };
    }
    if (!prefix) return undefined;
    const meaning = PREFIXES[prefix[1]?.toLowerCase() ?? ''];
    if (meaning === 'loose') loose = true;
    else if (meaning !== undefined) effect = meaning;
    typed = typed.slice(prefix[0].length);
  }
}

/** Whether nobody minds when the option is unknown. */
export const isLoose = ({ name }: OptionSetting): boolean =>
  /^((skip|disable|enable|maximum)[-_])*loose[-_]/i.test(name);
