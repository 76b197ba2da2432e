/** One option as it was given: a line of an option file or a word of the command line. */

export interface OptionSetting {
  /** As typed: prefixes, dashes and capitals included. For a word that is no option, the word. */
  readonly name: string;
  readonly value?: string;
  readonly origin: 'CONFIG' | 'COMMAND-LINE';
  readonly file?: string;
  readonly line?: number;
  /** A word of the command line that does not begin with dashes. */
  readonly word?: true;
}

/** Short options of the server and what they stand for. */
const SHORT: Readonly<Record<string, string>> = {
  '?': 'help',
  b: 'basedir',
  h: 'datadir',
  P: 'port',
  t: 'tmpdir',
  u: 'user',
  V: 'version',
  v: 'verbose',
  W: 'log-warnings',
};
const SHORT_WITHOUT_VALUE = '?Vv';

function shortSettings(letters: string): readonly OptionSetting[] {
  const [letter = '', rest] = [letters[0], letters.slice(1)];
  const name = SHORT[letter];
  if (name === undefined) return [{ name: `-${letter}`, origin: 'COMMAND-LINE' }];
  const setting: OptionSetting = { name, origin: 'COMMAND-LINE' };
  if (rest === '') return [setting];
  if (SHORT_WITHOUT_VALUE.includes(letter)) return [setting, ...shortSettings(rest)];
  return [{ ...setting, value: rest }];
}

function longSetting(text: string): OptionSetting {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: text, origin: 'COMMAND-LINE' };
  return { name: text.slice(0, equals), value: text.slice(equals + 1), origin: 'COMMAND-LINE' };
}

/** The words of a command line. Behind `--` everything is a word. */
export function commandLineSettings(words: readonly string[]): readonly OptionSetting[] {
  const end = words.indexOf('--');
  const plain = (word: string): OptionSetting => ({ name: word, origin: 'COMMAND-LINE', word: true });
  const settings = (end < 0 ? words : words.slice(0, end)).flatMap((word) => {
    if (word.startsWith('--')) return [longSetting(word.slice(2))];
    return word.startsWith('-') && word !== '-' ? shortSettings(word.slice(1)) : [plain(word)];
  });
  return end < 0 ? settings : [...settings, ...words.slice(end + 1).map(plain)];
}

/** The setting as `--print-defaults` shows it. */
export const settingText = ({ name, value, word }: OptionSetting): string =>
  word ? name : `--${name}${value === undefined ? '' : `=${value}`}`;
