/**
 * Option files: which are read, in which order, and what they say to a program's groups.
 *
 * Values apply in the order in which they stand in the files, whatever their group; the command line comes last.
 */
import type { Files } from '../base/ports.js';
import { type OptionLine, parseOptionLine } from './option-lines.js';
import { commandLineSettings, type OptionSetting, settingText } from './option-setting.js';

/** Who reads option files. */
export interface OptionFileReader {
  readonly files: Files;
  /** The name before messages about directories. */
  readonly program: string;
  readonly groups: readonly string[];
  /** Against which relative names of `--defaults-file` are resolved. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** All that was given, in the order in which it applies. */
export interface GivenOptions {
  readonly settings: readonly OptionSetting[];
  /** `--print-defaults` was given: the messages are the answer, and that is all. */
  readonly printDefaults: boolean;
  /** For the terminal, as they are. */
  readonly messages: readonly string[];
  /** For the error log. */
  readonly notes: readonly string[];
  /** Reading had to stop: the messages say why. */
  readonly failed: boolean;
}

const INCLUDE_LEVELS = 10;
const FATAL = 'Fatal error in defaults handling. Program aborted';

/** What an `!include` of MariaDB's own preset means where that file is not installed. */
const ENCRYPTION_PRESET = `[mariadb]
aria-encrypt-tables
encrypt-binlog
encrypt-tmp-disk-tables
encrypt-tmp-files
loose-innodb-encrypt-log
loose-innodb-encrypt-tables
`;
const PRESET_NAMES = ['enable_encryption.preset', '99-enable-encryption.cnf.preset'];

/** The words that must come first on the command line, and the rest of it. */
interface Leading {
  readonly noDefaults: boolean;
  readonly file?: string;
  readonly extraFile?: string;
  readonly suffix: string;
  readonly printDefaults: boolean;
  readonly rest: readonly string[];
}

/** Each of them is understood once and only at the beginning; `--print-defaults` is the last. */
function leadingWords(words: readonly string[]): Leading {
  const noDefaults = words[0] === '--no-defaults';
  const taken = new Map<string, string>();
  let at = noDefaults ? 1 : 0;
  for (; at < words.length; at++) {
    const [, name, value] =
      /^--(defaults-file|defaults-extra-file|defaults-group-suffix)=(.*)$/s.exec(words[at] ?? '') ?? [];
    if (name === undefined || value === undefined || taken.has(name)) break;
    if (noDefaults && name !== 'defaults-group-suffix') break;
    taken.set(name, value);
  }
  const printDefaults = words[at] === '--print-defaults';
  const file = taken.get('defaults-file');
  const extraFile = taken.get('defaults-extra-file');
  return {
    noDefaults,
    ...(file === undefined ? {} : { file }),
    ...(extraFile === undefined ? {} : { extraFile }),
    suffix: taken.get('defaults-group-suffix') ?? '',
    printDefaults,
    rest: words.slice(printDefaults ? at + 1 : at),
  };
}

/** Reading stops; the text is for stderr. */
class ReadFailure extends Error {}

class Reading {
  readonly settings: OptionSetting[] = [];
  readonly messages: string[] = [];
  readonly notes: string[] = [];
  private readonly reader: OptionFileReader;
  private readonly groups: ReadonlySet<string>;

  constructor(reader: OptionFileReader, suffix: string) {
    this.reader = reader;
    const names = suffix === '' ? reader.groups : reader.groups.flatMap((group) => [group, group + suffix]);
    this.groups = new Set(names.map((name) => name.toLowerCase()));
  }

  /** Reads a file; false when it cannot be read, which only matters to who named it. */
  file(path: string, level = 0): boolean {
    const text = this.textOf(path);
    if (text === undefined) return false;
    let group: string | undefined;
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const parsed = parseOptionLine(line);
      if (parsed.kind === 'group') group = parsed.name.toLowerCase();
      else this.line(parsed, { path, line: index + 1, level, group });
    }
    return true;
  }

  private line(parsed: OptionLine, at: { path: string; line: number; level: number; group: string | undefined }): void {
    const { path, line, group } = at;
    switch (parsed.kind) {
      case 'wrong group':
        throw new ReadFailure(`error: Wrong group definition in config file: ${path} at line ${line}`);
      case 'include':
      case 'includedir':
        this.include(parsed, at);
        break;
      case 'option': {
        if (group === undefined)
          throw new ReadFailure(`error: Found option without preceding group in config file: ${path} at line: ${line}`);
        const { kind: _, ...option } = parsed;
        if (this.groups.has(group)) this.settings.push({ ...option, origin: 'CONFIG', file: path, line });
        break;
      }
      default:
    }
  }

  private include(
    { kind, path: target }: { kind: string; path: string },
    { path, line, level }: { path: string; line: number; level: number },
  ): void {
    if (target === '')
      throw new ReadFailure(`error: Wrong '!${kind}' directive in config file: ${path} at line ${line}`);
    if (level >= INCLUDE_LEVELS) {
      const place = `in file ${path} at line ${line}`;
      this.messages.push(
        `Warning: skipping '!${kind} ${target}' directive as maximum includerecursion level was reached ${place}`,
      );
      return;
    }
    for (const file of kind === 'include' ? [target] : this.filesIn(target)) this.included(file, level + 1);
  }

  /** Errors in an included file are told, but end only that file. */
  private included(path: string, level: number): void {
    try {
      this.file(path, level);
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      this.messages.push(error.message);
    }
  }

  private filesIn(directory: string): readonly string[] {
    const { files, program } = this.reader;
    if (!files.isDirectory(directory))
      throw new ReadFailure(`${program}: Can't read dir of '${directory}' (Errcode: 2 "No such file or directory")`);
    const names = files.list(directory).filter((name) => name.endsWith('.cnf'));
    return names.sort().map((name) => `${directory.replace(/\/$/, '')}/${name}`);
  }

  private textOf(path: string): string | undefined {
    const { files } = this.reader;
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (files.exists(path) && !files.isDirectory(path)) return new TextDecoder().decode(files.readFile(path));
    if (!PRESET_NAMES.includes(name)) return undefined;
    this.notes.push(`Option file '${path}' is not there: using the built-in preset of that name`);
    return ENCRYPTION_PRESET;
  }
}

/** The files that are read when the command line names none. */
function standardFiles({ env }: OptionFileReader, extraFile: string | undefined): readonly string[] {
  const home = env['MARIADB_HOME'] ?? env['MYSQL_HOME'];
  return [
    '/etc/my.cnf',
    '/etc/mysql/my.cnf',
    ...(home === undefined ? [] : [`${home}/my.cnf`]),
    ...(extraFile === undefined ? [] : [extraFile]),
    ...(env['HOME'] === undefined ? [] : [`${env['HOME']}/.my.cnf`]),
  ];
}

function readFiles(reader: OptionFileReader, leading: Leading, reading: Reading): void {
  const absolute = (path: string) =>
    path === '' || path.startsWith('/') || path.startsWith('~') ? path : `${reader.directory}/${path}`;
  const file = leading.file === undefined ? undefined : absolute(leading.file);
  const extraFile = leading.extraFile === undefined ? undefined : absolute(leading.extraFile);
  for (const path of file === undefined ? standardFiles(reader, extraFile) : [file]) {
    const named = path !== '' && (path === file || path === extraFile);
    if (!reading.file(path) && named) throw new ReadFailure(`Could not open required defaults file: ${path}`);
  }
}

/** All options that a program gets: those of the option files, then those of its command line. */
export function givenOptions(reader: OptionFileReader, words: readonly string[]): GivenOptions {
  const leading = leadingWords(words);
  const reading = new Reading(reader, leading.suffix);
  let failed = false;
  try {
    if (!leading.noDefaults) readFiles(reader, leading, reading);
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    reading.messages.push(error.message, FATAL);
    failed = true;
  }
  const { messages, notes } = reading;
  const settings = [...reading.settings, ...commandLineSettings(leading.rest)];
  const printDefaults = leading.printDefaults && !failed;
  if (printDefaults) {
    messages.push(`${reader.program} would have been started with the following arguments:`);
    messages.push(settings.map((setting) => `${settingText(setting)} `).join(''));
  }
  return { settings, printDefaults, messages, notes, failed };
}
