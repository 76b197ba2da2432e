/** The text of the prompt: a template whose backslash sequences stand for what is going on. */
import type { OpenPart } from './split.js';

/** What the sequences may show. */
export interface PromptState {
  readonly user: string;
  readonly host: string;
  readonly database: string | undefined;
  readonly serverVersion: string;
  readonly delimiter: string;
  /** How many prompts there were. */
  readonly counter: number;
  readonly now: Date;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (now: Date): string => [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');

// biome-ignore format: read as a table.
const SEQUENCES: Readonly<Record<string, (state: PromptState) => string>> = {
  u: ({ user }) => user,
  U: ({ user, host }) => `${user}@${host}`,
  h: ({ host }) => host,
  d: ({ database }) => database ?? '(none)',
  v: ({ serverVersion }) => serverVersion,
  N: () => 'MariaDB',
  c: ({ counter }) => String(counter),
  l: ({ delimiter }) => delimiter,
  D: ({ now }) => `${WEEKDAYS[now.getDay()]} ${MONTHS[now.getMonth()]} ${String(now.getDate()).padStart(2)} ${clock(now)} ${now.getFullYear()}`,
  w: ({ now }) => WEEKDAYS[now.getDay()] ?? '',
  o: ({ now }) => String(now.getMonth() + 1),
  O: ({ now }) => MONTHS[now.getMonth()] ?? '',
  y: ({ now }) => two(now.getFullYear() % 100),
  Y: ({ now }) => String(now.getFullYear()),
  R: ({ now }) => two(now.getHours()),
  r: ({ now }) => two(now.getHours() % 12 || 12),
  m: ({ now }) => two(now.getMinutes()),
  s: ({ now }) => two(now.getSeconds()),
  P: ({ now }) => (now.getHours() < 12 ? 'am' : 'pm'),
  n: () => '\n',
  t: () => '\t',
  _: () => ' ',
  S: () => ';',
};

/** The prompt of a new statement. An unknown sequence stands for its letter. */
export function promptText(template: string, state: PromptState): string {
  return template.replace(/\\(.)/gs, (_, letter: string) => SEQUENCES[letter]?.(state) ?? letter);
}

const CONTINUATION_WIDTH = 7;

/** The prompt of a line that continues something. */
export function continuationPrompt(open: OpenPart): string {
  const mark = open === 'statement' || open === 'nothing' ? '-' : open;
  return `${mark}> `.padStart(CONTINUATION_WIDTH);
}
