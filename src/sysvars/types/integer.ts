/**
 * INT, INT UNSIGNED, BIGINT and BIGINT UNSIGNED variables.
 *
 * Their values are of the kind of their bounds: write `max: 65535` for numbers, `max: 2n ** 64n - 1n` for bigints.
 */
import { integer, type StoredValue } from '../../base/types.js';
import {
  type Parsed,
  type ParsedOption,
  refuseOption,
  type SqlInput,
  type SysvarType,
  unsignedBytes,
} from '../sysvar-type.js';

/** What an integer variable may hold: the range, and the block that values are rounded down to. */
export interface Bounds<N extends number | bigint> {
  readonly min?: N;
  readonly max: N;
  readonly block?: number;
}

/** `const` bounds would make the value type a literal. */
type Widened<N extends number | bigint> = N extends bigint ? bigint : number;

type IntegerTypeName = 'INT' | 'INT UNSIGNED' | 'BIGINT' | 'BIGINT UNSIGNED';

const SUFFIX_BITS: Readonly<Record<string, bigint>> = { k: 10n, m: 20n, g: 30n, t: 40n, p: 50n, e: 60n };
const SIGNED_MAX = 2n ** 63n - 1n;
const UNSIGNED_MAX = 2n ** 64n - 1n;

interface Limits {
  readonly min: bigint;
  readonly max: bigint;
  readonly block: bigint;
}

function clip(value: bigint, { min, max, block }: Limits): bigint {
  const within = value > max ? max : value < min ? min : value;
  const rounded = block > 1n ? within - (within % block) : within;
  return rounded < min ? min : rounded;
}

/** Integers, and decimals without a fraction; NULL counts as 0 where its type says that it is a number. */
function wholeNumber(input: SqlInput): bigint | undefined {
  if (input.type === 'INT') return input.value ?? 0n;
  if (input.type !== 'DECIMAL' || input.value?.includes('.')) return undefined;
  return BigInt(input.value ?? '0');
}

/** What is left of a number that is read as a signed one: decimals are, and all that signed variables are given. */
const signed = (value: bigint): bigint =>
  value > SIGNED_MAX ? SIGNED_MAX : value < -SIGNED_MAX - 1n ? -SIGNED_MAX - 1n : value;

/** Digits with a suffix: what follows the suffix is ignored, nothing at all means 0. */
function optionNumber(text: string, option: string, unsigned: boolean): bigint | ParsedOption<never> {
  const [, sign = '', digits = '', suffix = ''] = /^\s*([-+]?)(\d*)(.?)/s.exec(text) ?? [];
  const refuse = (code: number, reason: string) => refuseOption(option, text, code, reason);
  if (unsigned && sign === '-') return refuse(13, `Incorrect unsigned value: '${text}' for ${option}`);
  const value = BigInt(digits || '0') * (sign === '-' ? -1n : 1n);
  if (value > (unsigned ? UNSIGNED_MAX : SIGNED_MAX) || value < -SIGNED_MAX - 1n)
    return refuse(13, `Integer value out of range for ${unsigned ? 'uint64' : 'int64'}: '${text}' for ${option}`);
  if (suffix === '') return value;
  const bits = SUFFIX_BITS[suffix.toLowerCase()];
  if (bits !== undefined) return value << bits;
  const legal = 'Legal suffix characters are: K, M, G, T, P, E';
  return refuse(9, `Unknown suffix '${suffix}' used for variable '${option}' (value '${text}'). ${legal}`);
}

function optionValue(text: string, option: string, unsigned: boolean, limits: Limits): ParsedOption<bigint> {
  const given = optionNumber(text, option, unsigned);
  if (typeof given !== 'bigint') return given;
  const value = clip(given, limits);
  if (given >= limits.min && given <= limits.max) return { value, log: [] };
  const warning = `option '${option}': ${unsigned ? 'unsigned' : 'signed'} value ${given} adjusted to ${value}`;
  return { value, log: [{ level: 'Warning', text: warning }] };
}

function define<N extends number | bigint>(name: IntegerTypeName, bounds: Bounds<N>): SysvarType<Widened<N>> {
  const unsigned = name.endsWith('UNSIGNED');
  const limits = { min: BigInt(bounds.min ?? 0), max: BigInt(bounds.max), block: BigInt(bounds.block ?? 1) };
  // The bounds' kind decides the values' kind, which the compiler cannot follow through BigInt arithmetic.
  const store = (value: bigint) => (typeof bounds.max === 'bigint' ? value : Number(value)) as Widened<N>;
  return {
    name,
    range: { min: String(limits.min), max: String(limits.max), block: String(limits.block) },
    sqlType: { ...integer('BIGINT', unsigned), width: 21 },
    fromSql(input): Parsed<Widened<N>> {
      const written = wholeNumber(input);
      if (written === undefined) return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
      const given = input.type === 'DECIMAL' || !unsigned ? signed(written) : written;
      const value = clip(given, limits);
      const cut = given === written ? {} : { overflow: input.type === 'DECIMAL', shown: String(given) };
      return { value: store(value), adjusted: value !== given, ...cut };
    },
    fromOption(text, option): ParsedOption<Widened<N>> {
      const parsed = optionValue(text, option, unsigned, limits);
      if ('exitCode' in parsed) return { ...parsed, otherwise: store(0n) };
      return { value: store(parsed.value), log: parsed.log };
    },
    format: String,
    toSql: (value): StoredValue => (unsigned ? unsignedBytes(BigInt(value)) : value),
  };
}

/** An INT variable. */
export const int = (bounds: Bounds<number>): SysvarType<number> => define('INT', bounds);
/** An INT UNSIGNED variable. */
export const unsigned = (bounds: Bounds<number>): SysvarType<number> => define('INT UNSIGNED', bounds);
/** A BIGINT variable. */
export const long = <N extends number | bigint>(bounds: Bounds<N>): SysvarType<Widened<N>> => define('BIGINT', bounds);
/** A BIGINT UNSIGNED variable. */
export const unsignedLong = <N extends number | bigint>(bounds: Bounds<N>): SysvarType<Widened<N>> =>
  define('BIGINT UNSIGNED', bounds);
