/** Options of `sealion inspect`, declared once: parsing and `--help` follow from the table. */

export const ROW_FORMATS = ['sql', 'csv', 'json'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

export interface InspectOptions {
  readonly files: readonly string[];
  readonly datadir?: string;
  readonly defaultsFile?: string;
  readonly keyFile?: string;
  readonly filekey?: string;
  readonly algorithm?: string;
  readonly digest?: string;
  readonly usePbkdf2?: string;
  readonly page?: number;
  readonly rows: boolean;
  readonly definition?: string;
  readonly format: RowFormat;
  readonly audit: boolean;
  readonly minVersion?: number;
  readonly map: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Options that ask for different things. */
type Given = { -readonly [Key in keyof InspectOptions]: InspectOptions[Key] };

interface Option {
  readonly name: string;
  /** What stands behind `=`; absent for a switch. */
  readonly argument?: string;
  readonly help: string;
  /** Puts the value in place; answers with what is wrong with it. */
  readonly set: (given: Given, value: string) => string | undefined;
}

const text = (
  key: 'datadir' | 'defaultsFile' | 'keyFile' | 'filekey' | 'algorithm' | 'digest' | 'usePbkdf2' | 'definition',
) => {
  return (given: Given, value: string): undefined => {
    given[key] = value;
  };
};

const number = (key: 'page' | 'minVersion', max: number) => {
  return (given: Given, value: string): string | undefined => {
    if (!/^\d+$/.test(value) || Number(value) > max) return `is a number from 0 to ${max}`;
    given[key] = Number(value);
    return undefined;
  };
};

const flag = (key: 'rows' | 'audit' | 'json' | 'help', value = true) => {
  return (given: Given): undefined => {
    given[key] = value;
  };
};

const PAGE_MAX = 0xfffffffe;

const OPTIONS: readonly Option[] = [
  { name: 'datadir', argument: 'DIR', help: 'All files of a data directory, in one table.', set: text('datadir') },
  {
    name: 'defaults-file',
    argument: 'FILE',
    help: "The server's option file: it names the key file, and the data directory where no FILE is given.",
    set: text('defaultsFile'),
  },
  { name: 'key-file', argument: 'FILE', help: 'Keys, as file_key_management_filename has them.', set: text('keyFile') },
  {
    name: 'filekey',
    argument: 'SECRET',
    help: 'The password of an encrypted key file, or FILE:path of a file with it.',
    set: text('filekey'),
  },
  {
    name: 'algorithm',
    argument: 'NAME',
    help: 'aes_cbc or aes_ctr, to be tried first. Without it both are tried.',
    set: text('algorithm'),
  },
  { name: 'digest', argument: 'NAME', help: 'As file_key_management_digest: sha1 …', set: text('digest') },
  { name: 'use-pbkdf2', argument: 'N', help: 'As file_key_management_use_pbkdf2.', set: text('usePbkdf2') },
  {
    name: 'page',
    argument: 'N',
    help: 'One page of one file, field by field and byte by byte.',
    set: number('page', PAGE_MAX),
  },
  { name: 'rows', help: 'The rows of one table.', set: flag('rows') },
  {
    name: 'definition',
    argument: 'FILE',
    help: "CREATE TABLE of that table. Not needed in a data directory of Sealion's.",
    set: text('definition'),
  },
  {
    name: 'format',
    argument: ROW_FORMATS.join('|'),
    help: 'What rows are printed as; sql where nothing is said.',
    set(given, value) {
      const format = ROW_FORMATS.find((name) => name === value);
      if (format === undefined) return `is one of ${ROW_FORMATS.join(', ')}`;
      given.format = format;
      return undefined;
    },
  },
  {
    name: 'audit',
    help: 'Is everything encrypted? Exit code 0 if so, 1 if not, 2 if that is not known.',
    set: flag('audit'),
  },
  {
    name: 'min-version',
    argument: 'N',
    help: 'With --audit: nothing may be encrypted with an older key version.',
    set: number('minVersion', 0xfffffffe),
  },
  {
    name: 'skip-map',
    help: 'No map of the pages.',
    set(given) {
      given.map = false;
      return undefined;
    },
  },
  { name: 'json', help: 'The report for programs.', set: flag('json') },
  { name: 'help', help: 'This text.', set: flag('help') },
];

/** The options, or what is wrong with them. */
export function parseInspectOptions(words: readonly string[]): InspectOptions | string {
  const given: Given = { files: [], rows: false, format: 'sql', audit: false, map: true, json: false, help: false };
  const end = words.indexOf('--');
  const files: string[] = [];
  const rest = [...(end < 0 ? words : words.slice(0, end))];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') files.push(word);
    else {
      const wrong = takeOption(word, rest, given);
      if (wrong !== undefined) return wrong;
    }
  }
  const options = { ...given, files: [...files, ...(end < 0 ? [] : words.slice(end + 1))] };
  return options.help ? options : (contradiction(options) ?? options);
}

/** Puts an option in place; the next word is its argument where it has none behind `=`. Answers with what is wrong. */
function takeOption(word: string, rest: string[], given: Given): string | undefined {
  const equals = word.indexOf('=');
  const option = optionOf(equals < 0 ? word : word.slice(0, equals));
  if (typeof option === 'string') return option;
  const inline = equals < 0 ? undefined : word.slice(equals + 1);
  if (option.argument === undefined && inline !== undefined) return `option '--${option.name}' cannot take an argument`;
  const value = option.argument === undefined ? '' : (inline ?? rest.shift());
  if (value === undefined) return `option '--${option.name}' requires an argument`;
  const wrong = option.set(given, value);
  return wrong === undefined ? undefined : `option '--${option.name}' ${wrong}, not '${value}'`;
}

/** Whole names, and beginnings of only one name; `_` is as good as `-`. */
function optionOf(typed: string): Option | string {
  const name = typed === '-?' ? 'help' : typed.replace(/^--/, '').replaceAll('_', '-');
  const unknown = `unknown option '${typed}'`;
  if (name.startsWith('-') || name === '') return unknown;
  const found = OPTIONS.filter((option) => option.name === name || option.name.startsWith(name));
  const exact = found.find((option) => option.name === name);
  if (exact) return exact;
  const [first, second] = found;
  if (first && second) return `ambiguous option '${typed}' (${found.map((option) => `--${option.name}`).join(', ')})`;
  return first ?? unknown;
}

/** What can not be asked for together. */
function contradiction(options: InspectOptions): string | undefined {
  const { files, datadir, defaultsFile, page, rows, audit, minVersion, definition } = options;
  const single = page !== undefined ? '--page' : rows ? '--rows' : undefined;
  if (page !== undefined && rows) return '--page and --rows are two things to ask for';
  if (single && audit) return `${single} and --audit are two things to ask for`;
  if (single && (files.length !== 1 || datadir !== undefined)) return `${single} needs exactly one FILE`;
  if (definition !== undefined && !rows) return '--definition is for --rows';
  if (minVersion !== undefined && !audit) return '--min-version is for --audit';
  if (datadir !== undefined && files.length > 0) return 'either FILE … or --datadir';
  if (files.length === 0 && datadir === undefined && defaultsFile === undefined)
    return 'nothing to inspect: name a FILE, or a directory with --datadir';
  return undefined;
}

export const INSPECT_HELP = `Usage: sealion inspect [OPTIONS] FILE …
       sealion inspect [OPTIONS] --datadir=DIR

Looks into files of MariaDB and says what they are, how they are encrypted, with which keys, and whether they are
whole. It changes nothing and needs no server; one that runs should not: what it has not yet written is not seen.

${OPTIONS.map(({ name, argument, help }) => `  ${`--${name}${argument === undefined ? '' : `=${argument}`}`.padEnd(24)} ${help}`).join('\n')}

Exit code: 0 all is well, 1 something is damaged or does not decrypt, 2 something could not be read.
`;
