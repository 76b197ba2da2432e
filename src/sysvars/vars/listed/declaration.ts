/**
 * Declarations of variables that are listed and can be set, but that nothing here asks: one line each,
 *
 * ```
 * name | scope | type | default | words | comment
 * ```
 *
 * - *type*: `bool`, `text`, `enum a,b`, `set a,b`, `double 0..1`, or `int`, `uint`, `long` or `ulong` with their range
 *   and, behind a slash, their block;
 * - *default*: `?` is none, and `a => b` is a server that starts with `b` although DEFAULT means `a`;
 * - *words*: `fixed` (read-only), `optional`, `none` or `no-option` (an option requires an argument otherwise; a
 *   `hidden` one is not told of), `for P` and `session P` (what SET GLOBAL and SET SESSION need; `alone`: even SUPER
 *   does not replace it), `deprecated`, `deprecated x` (`x` is the successor), `no-default`.
 */
import {
  bool,
  double,
  flags,
  int,
  long,
  type OptionArgument,
  oneOf,
  type Scope,
  type Sysvar,
  type SysvarType,
  sysvar,
  text,
  unsigned,
  unsignedLong,
} from '../../define.js';

const SCOPES: Readonly<Record<string, Scope>> = { global: 'GLOBAL', both: 'BOTH', session: 'SESSION' };

const INTEGERS = { int, uint: unsigned, long, ulong: unsignedLong };

const plainText = text();

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
  if (kind === 'bool') return bool as SysvarType<unknown>;
  if (kind === 'text') return plainText as SysvarType<unknown>;
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
  if (type.range === undefined) return shown;
  return BigInt(type.range.max) > BigInt(Number.MAX_SAFE_INTEGER) ? BigInt(shown) : Number(shown);
}

function defaultsOf(type: SysvarType<unknown>, column: string): Pick<Sysvar, 'default' | 'initial'> {
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

type Words = Partial<
  Pick<Sysvar, 'privilege' | 'superSuffices' | 'sessionPrivilege' | 'deprecated' | 'refusesDefault' | 'dynamic'>
> &
  Partial<Pick<Sysvar, 'commandLine' | 'option'>>;

function wordMeaning(word: string): Words {
  const [verb = '', ...rest] = word.split(' ');
  const detail = rest.join(' ');
  if (verb === 'fixed') return { dynamic: false };
  if (verb === 'no-default') return { refusesDefault: true };
  if (verb === 'deprecated') return { deprecated: detail === '' ? true : detail };
  if (verb === 'session') return { sessionPrivilege: detail };
  if (verb === 'hidden') return { commandLine: null, option: 'REQUIRED' };
  if (verb !== 'for') return { commandLine: OPTIONS[verb] ?? null };
  return detail.endsWith(' alone')
    ? { privilege: detail.slice(0, -' alone'.length), superSuffices: false }
    : { privilege: detail };
}

function declare(line: string): Sysvar {
  const [name = '', scope = '', typeColumn = '', preset = '', words = '', comment = ''] = line.split(' | ');
  const type = typeOf(typeColumn);
  const meanings = words === '' ? [] : words.split(', ').map(wordMeaning);
  return sysvar(name.trim(), {
    scope: SCOPES[scope.trim()] ?? 'GLOBAL',
    type,
    ...defaultsOf(type, preset),
    ...Object.assign({}, ...meanings),
    comment,
  });
}

/** The variables that a table of such lines declares. */
export function listed(table: string): readonly Sysvar[] {
  return table
    .trim()
    .split('\n')
    .map((line) => declare(line.trim()));
}
