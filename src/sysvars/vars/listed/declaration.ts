/**
 * Declarations of variables that are listed and can be set, but that nothing here asks: one line each,
 *
 * ```
 * name | scope | type | default | words | comment
 * ```
 *
 * - *type*: `bool`, `trigger`, `text` (`text?` where NULL is a value, `text!` where it is refused), `databases`, `tables` and
 *   `rewrites` (lists of such), `enum a,b`, `set a,b`, `double 0..1`, or `int`, `uint`, `long` or `ulong` with their range
 *   and, behind a slash, their block;
 * - *default*: `?` is none, and `a => b` is a server that starts with `b` although DEFAULT means `a`;
 * - *words*: `fixed` (read-only), `optional`, `none` or `no-option` (an option requires an argument otherwise; a
 *   `hidden` one is not told of), `sessions-only` (SET GLOBAL is refused), `for P` and `session P` (what SET GLOBAL and SET SESSION need; `alone`: even SUPER
 *   does not replace it), `deprecated`, `deprecated x` (`x` is the successor), `no-default`.
 */
import { type SqlError, sqlError } from '../../../base/errors.js';
import {
  bool,
  double,
  flags,
  type Hooks,
  int,
  long,
  type OptionArgument,
  oneOf,
  type Scope,
  type SetNews,
  type Sysvar,
  type SysvarType,
  text,
  textOrNull,
  trigger,
  unsigned,
  unsignedLong,
} from '../../define.js';
import { RULES } from './rules.js';

const SCOPES: Readonly<Record<string, Scope>> = { global: 'GLOBAL', both: 'BOTH', session: 'SESSION' };

const INTEGERS = { int, uint: unsigned, long, ulong: unsignedLong };

const SIMPLE: Readonly<Record<string, unknown>> = {
  bool,
  trigger,
  text: text(),
  'text?': textOrNull,
  'text!': text({ nullable: false }),
  databases: text({ normalize: (names) => namesOf(names).join(',') }),
  tables: text({ normalize: tablesOf }),
  rewrites: text({ normalize: rewritesOf }),
};

/** Names between commas, without the blanks before them. */
const namesOf = (list: string): string[] =>
  list
    .split(',')
    .filter((name) => name !== '')
    .map((name) => name.trimStart());

const wrong = () => sqlError('ER_WRONG_ARGUMENTS', 'SET');

function tablesOf(list: string): string | SqlError {
  const names = namesOf(list);
  return names.every((name) => name.includes('.')) ? names.join(',') : wrong();
}

/** `a->b`, each without the blanks around it. */
function rewritesOf(list: string): string | SqlError {
  const rewrites = namesOf(list).map((rewrite) => /^\s*(\S.*?)\s*->\s*(\S+)\s*$/.exec(rewrite));
  return rewrites.every((rewrite) => rewrite !== null)
    ? rewrites.map(([, from, to]) => `${from}->${to}`).join(',')
    : wrong();
}

/** What a type's column says; most types are shared by many variables. */
const types = new Map<string, SysvarType<unknown>>();

function integerType(kind: keyof typeof INTEGERS, range: string): SysvarType<unknown> {
  const [limits = '', block = '1'] = range.split('/');
  const [min, max] = limits.split('..');
  const bounds = { min: BigInt(min ?? 0), max: BigInt(max ?? 0), block: Number(block) };
  if (bounds.max > BigInt(Number.MAX_SAFE_INTEGER) && (kind === 'long' || kind === 'ulong'))
    return INTEGERS[kind](bounds) as SysvarType<unknown>;
  return INTEGERS[kind]({ ...bounds, min: Number(min), max: Number(max) }) as SysvarType<unknown>;
}

function makeType(column: string): SysvarType<unknown> {
  const [kind = '', detail = ''] = column.split(' ');
  const simple = SIMPLE[kind];
  if (simple) return simple as SysvarType<unknown>;
  if (kind === 'enum') return oneOf(...detail.split(',')) as SysvarType<unknown>;
  if (kind === 'set') return flags({ members: detail.split(',') }) as SysvarType<unknown>;
  if (kind !== 'double') return integerType(kind as keyof typeof INTEGERS, detail);
  const [min, max] = detail.split('..');
  return double({ min: Number(min), max: Number(max) }) as SysvarType<unknown>;
}

function typeOf(column: string): SysvarType<unknown> {
  const known = types.get(column);
  if (known) return known;
  const made = makeType(column);
  types.set(column, made);
  return made;
}

/** A value as its column shows it. */
function valueOf(type: SysvarType<unknown>, shown: string): unknown {
  if (type.name === 'BOOLEAN') return shown === 'ON';
  if (type.name === 'DOUBLE') return Number(shown);
  if (type === SIMPLE['text?'] && shown === '') return null;
  if (type.range === undefined) return shown;
  return BigInt(type.range.max) > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(shown) : Number(shown);
}

function defaultsOf(type: SysvarType<unknown>, column: string): Values {
  const [preset = '', initial] = column.split('=>').map((part) => part.trim());
  return {
    default: preset === '?' ? undefined : valueOf(type, preset),
    ...(initial === undefined ? {} : { initial: valueOf(type, initial) }),
  };
}

const OPTIONS: Readonly<Record<string, OptionArgument | null>> = {
  optional: 'OPTIONAL',
  none: 'NONE',
  'no-option': null,
  hidden: null,
};

type Words = Pick<Sysvar, 'commandLine' | 'option' | 'dynamic'> &
  Partial<
    Pick<
      Sysvar,
      'privilege' | 'superSuffices' | 'sessionPrivilege' | 'deprecated' | 'refusesDefault' | 'globalReadOnly'
    >
  >;

function wordMeaning(word: string): Partial<Words> {
  const [verb = '', ...rest] = word.split(' ');
  const detail = rest.join(' ');
  if (verb === 'sessions-only') return { globalReadOnly: true };
  if (verb === 'fixed') return { dynamic: false };
  if (verb === 'no-default') return { refusesDefault: true };
  if (verb === 'deprecated') return { deprecated: detail === '' ? true : detail };
  if (verb === 'session') return { sessionPrivilege: detail };
  if (verb === 'hidden') return { commandLine: null, option: 'REQUIRED' };
  if (verb !== 'for') return { commandLine: OPTIONS[verb] ?? null, option: OPTIONS[verb] ?? null };
  return detail.endsWith(' alone')
    ? { privilege: detail.slice(0, -' alone'.length), superSuffices: false }
    : { privilege: detail };
}

const ORDINARY: Words = { commandLine: 'REQUIRED', option: 'REQUIRED', dynamic: true };

function wordsOf(column: string): Words {
  return column === '' ? ORDINARY : Object.assign({}, ORDINARY, ...column.split(', ').map(wordMeaning));
}

type Values = Pick<Sysvar, 'default' | 'initial'>;

/** Reads its line when it is asked: a server starts with hundreds of them and is asked about few. */
class ListedVariable implements Sysvar {
  readonly name: string;
  private readonly columns: readonly string[];
  private readValues: Values | undefined;
  private readWords: Words | undefined;

  constructor(line: string) {
    this.columns = line.split(' | ');
    this.name = (this.columns[0] ?? '').trim();
  }

  get scope(): Scope {
    return SCOPES[(this.columns[1] ?? '').trim()] ?? 'GLOBAL';
  }

  get type(): SysvarType<unknown> {
    return typeOf(this.columns[2] ?? '');
  }

  get default(): unknown {
    return this.values.default;
  }

  get initial(): unknown {
    return this.values.initial;
  }

  get comment(): string {
    return this.columns[5] ?? '';
  }

  get dynamic(): boolean {
    return this.words.dynamic;
  }

  get commandLine(): OptionArgument | null {
    return this.words.commandLine;
  }

  get option(): OptionArgument | null {
    return this.words.option;
  }

  /** The performance schema is set up before anything else. */
  get early(): boolean {
    return this.name.startsWith('performance_schema');
  }

  get deprecated(): true | string | undefined {
    return this.words.deprecated;
  }

  get privilege(): string | undefined {
    return this.words.privilege;
  }

  get superSuffices(): boolean | undefined {
    return this.words.superSuffices;
  }

  get sessionPrivilege(): string | undefined {
    return this.words.sessionPrivilege;
  }

  get globalReadOnly(): boolean | undefined {
    return this.words.globalReadOnly;
  }

  get refusesDefault(): boolean | undefined {
    return this.words.refusesDefault;
  }

  check(value: unknown, news: SetNews): boolean | Promise<boolean> {
    return this.rules.check?.(value, news) ?? true;
  }

  permit(news: SetNews): void {
    this.rules.permit?.(news);
  }

  update(value: unknown, news: SetNews): void | Promise<void> {
    return this.rules.update?.(value, news);
  }

  private get rules(): Hooks<unknown> {
    return (RULES[this.name]?.(this) ?? {}) as Hooks<unknown>;
  }

  private get values(): Values {
    this.readValues ??= defaultsOf(this.type, this.columns[3] ?? '');
    return this.readValues;
  }

  private get words(): Words {
    this.readWords ??= wordsOf(this.columns[4] ?? '');
    return this.readWords;
  }
}

/** The variables that a table of such lines declares. */
export function listed(table: string): readonly Sysvar[] {
  return table
    .trim()
    .split('\n')
    .map((line) => new ListedVariable(line.trim()));
}
