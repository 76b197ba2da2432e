/** From the log of a start to findings: what each line is about, where that stands, and what only follows from it. */
import { libraryFile } from '../plugins/library.js';
import { parseLoadList } from '../plugins/plugin-load.js';
import { pluginLoad, pluginLoadAdd } from '../sysvars/server-options.js';
import type { SettingFate } from '../sysvars/startup-options.js';
import { adviceOn } from './advice.js';
import { optionName } from './mariadb-libraries.js';
import type { Finding, LogLine, Place } from './report.js';
import { placeOf } from './values.js';

/** Lines that say what became of something, after the line that says why. */
const CONSEQUENCES: readonly RegExp[] = [
  /^Aborting$/,
  /^Fatal error in defaults handling/,
  /^Plugin '.*' init function returned error\.$/,
  /^Plugin '.*' registration as a .* failed\.$/,
  /^Parsing options for plugin '.*' failed\./,
  /^Failed to initialize plugins\.$/,
  /^Unknown\/unsupported storage engine/,
  /^Couldn't load plugins? /,
];

const LEVELS = { ERROR: 'error', Warning: 'warning', Note: 'note' } as const;
const SHORTEST_TOKEN = 3;

function levelOf({ level, text }: LogLine): Finding['level'] {
  if (level !== undefined) return LEVELS[level];
  return text.startsWith('Warning:') ? 'warning' : 'error';
}

/** Notes that say nothing about the options. */
const isIdle = (line: LogLine, fate: SettingFate | undefined): boolean =>
  line.level === 'Note' &&
  fate === undefined &&
  !/^(mariadbd: )?(Plugin '(?!FEEDBACK).*' (is disabled|already)|Option file )/.test(line.text);

/** The settings by the lines that they have caused. */
export class Causes {
  private readonly fates: readonly SettingFate[];

  constructor(fates: readonly SettingFate[]) {
    this.fates = fates;
  }

  /** The setting that a line was logged for. */
  of({ text }: LogLine): SettingFate | undefined {
    const plain = text.replace(/^Buffered (error|warning): /, '');
    return this.fates.find(({ log }) => log.some((line) => line.text === plain));
  }

  /** Where that stands what a line is about: in the file that it names, or where an option says it. */
  placeOf(line: LogLine): Place | undefined {
    const cause = this.of(line);
    if (cause) return placeOf(cause);
    const [, file, row, column] =
      / (?:at|in config file:) (\S+) (?:at )?line:? (\d+)(?:, column (\d+))?/.exec(line.text) ?? [];
    if (file !== undefined)
      return { file, line: Number(row), ...(column === undefined ? {} : { column: Number(column) }) };
    const named = this.fates.findLast((fate) => tokensOf(fate).some((token) => line.text.includes(token)));
    return named && placeOf(named);
  }

  /** Where the first of these variables is set to something. */
  placeOfVariable(names: readonly string[]): Place | undefined {
    const fate = this.fates.findLast(({ value }) => value && names.includes(value.variable.name) && isOn(value.value));
    return fate && placeOf(fate);
  }
}

const isOn = (value: unknown): boolean => value !== false && value !== 'OFF';

/** What a line would quote of a setting. */
function tokensOf({ value, owner }: SettingFate): readonly string[] {
  if (typeof value?.value !== 'string') return [];
  const text = value.value;
  const isList = value.variable === pluginLoad || value.variable === pluginLoadAdd;
  const tokens = isList
    ? parseLoadList(text).flatMap(({ plugin, library }) => [
        libraryFile(library),
        optionName(library),
        ...(plugin ? [`'${plugin}'`] : []),
      ])
    : owner === ''
      ? []
      : [text.replace(/^FILE:/, '')];
  return tokens.filter((token) => token.length >= SHORTEST_TOKEN);
}

const isConsequence = ({ text }: LogLine): boolean => CONSEQUENCES.some((pattern) => pattern.test(text));

/** What the lines of a start mean. */
export function findingsOf(lines: readonly LogLine[], causes: Causes, hide: (text: string) => string): Finding[] {
  const findings: (Finding & { consequences: string[] })[] = [];
  let before: SettingFate | undefined;
  for (const line of lines) {
    const cause = causes.of(line);
    if (isIdle(line, cause)) continue;
    const last = findings.at(-1);
    const follows =
      CONSEQUENCES.some((pattern) => pattern.test(line.text)) || (cause !== undefined && cause === before);
    const mayFollow = last?.level === 'error' && levelOf(line) === 'error' && last.hidden === line.hidden;
    before = cause;
    // The cause of what comes behind the end stands before it.
    if (last?.level === 'error' && !last.hidden && line.hidden && isConsequence(line)) continue;
    if (last && follows && mayFollow) last.consequences.push(hide(line.text));
    else findings.push({ ...newFinding(line, causes), text: hide(line.text), consequences: [] });
  }
  return findings;
}

function newFinding(line: LogLine, causes: Causes): Omit<Finding, 'text' | 'consequences'> {
  const { advice, variables = [] } = adviceOn(line.text) ?? {};
  const place = causes.placeOf(line) ?? causes.placeOfVariable(variables);
  return {
    level: levelOf(line),
    source: 'server',
    hidden: line.hidden,
    ...(place && { place }),
    ...(advice === undefined ? {} : { advice }),
  };
}
