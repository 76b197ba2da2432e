/** Random columns with random values of theirs. */
import fc from 'fast-check';
import { type IntegerName, integer, type SqlType, type StoredValue } from '../../../../src/base/types.js';
import { decimalBytes } from '../../../../src/engine/page/values.js';

interface AnyColumn {
  readonly type: SqlType;
  readonly value: fc.Arbitrary<StoredValue>;
}

const BITS: Readonly<Partial<Record<IntegerName, number>>> = {
  TINYINT: 8,
  SMALLINT: 16,
  MEDIUMINT: 24,
  INT: 32,
  BIGINT: 64,
};

const bytes = (minLength: number, maxLength = minLength): fc.Arbitrary<StoredValue> =>
  fc.uint8Array({ minLength, maxLength });

const small = (name: IntegerName, unsigned: boolean): AnyColumn => {
  const range = 2 ** (BITS[name] ?? 0);
  const [min, max] = unsigned ? [0, range - 1] : [-range / 2, range / 2 - 1];
  return { type: integer(name, unsigned), value: fc.integer({ min, max }) };
};

const integers: readonly AnyColumn[] = [
  ...(['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT'] as const).flatMap((name) => [small(name, false), small(name, true)]),
  {
    type: integer('BIGINT'),
    value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => {
      const exact = value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
      return exact ? Number(value) : value;
    }),
  },
  { type: integer('BIGINT', true), value: bytes(8) },
];

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
const number = (max: number, digits: number) => fc.nat(max).map((value) => pad(value, digits));
const clock = fc.tuple(number(23, 2), number(59, 2), number(59, 2)).map((parts) => parts.join(':'));
const fractionOf = (fsp: number) =>
  fsp === 0 ? fc.constant('') : number(10 ** fsp - 1, fsp).map((text) => `.${text}`);
const date = (first: number, last: number) =>
  fc
    .tuple(fc.integer({ min: first, max: last }), number(11, 2), number(27, 2))
    .map(([year, month, day]) => `${pad(year, 4)}-${pad(Number(month) + 1, 2)}-${pad(Number(day) + 1, 2)}`);

const temporal = (fsp: number): readonly AnyColumn[] => [
  {
    type: { name: 'DATETIME', fsp },
    value: fc.tuple(date(0, 9999), clock, fractionOf(fsp)).map(([day, time, rest]) => `${day} ${time}${rest}`),
  },
  {
    type: { name: 'TIMESTAMP', fsp },
    value: fc.tuple(date(1971, 2105), clock, fractionOf(fsp)).map(([day, time, rest]) => `${day} ${time}${rest}`),
  },
  {
    type: { name: 'TIME', fsp },
    value: fc
      .tuple(fc.constantFrom('', '-'), fc.nat(838), number(59, 2), number(59, 2), fractionOf(fsp))
      .filter(
        ([sign, hours, minutes, seconds, rest]) => sign === '' || /[1-9]/.test(`${hours}${minutes}${seconds}${rest}`),
      )
      .map(([sign, hours, minutes, seconds, rest]) => `${sign}${pad(hours, 2)}:${minutes}:${seconds}${rest}`),
  },
];

const utf8 = 'utf8mb4_bin';
const latin1 = 'latin1_swedish_ci';
const latin1Character = fc.constantFrom(...'abz AZ09\u00e4\u00ff\u20ac\u0178\u0081'.split(''));
const anyCharacter = fc.constantFrom('a', 'Z', ' ', '\u00e9', '\u20ac', '\u65e5', '\u{1f512}', '\0');
const text = (character: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(character, { maxLength }).map((characters) => characters.join(''));
const trimmed = (value: fc.Arbitrary<string>) => value.map((one) => one.replace(/ +$/, ''));

const texts: readonly AnyColumn[] = [
  { type: { name: 'VARCHAR', length: 100, collation: latin1 }, value: text(latin1Character, 100) },
  { type: { name: 'VARCHAR', length: 300, collation: latin1 }, value: text(latin1Character, 300) },
  { type: { name: 'VARCHAR', length: 60, collation: utf8 }, value: text(anyCharacter, 60) },
  { type: { name: 'VARCHAR', length: 80, collation: utf8 }, value: text(anyCharacter, 80) },
  { type: { name: 'CHAR', length: 20, collation: latin1 }, value: trimmed(text(latin1Character, 20)) },
  { type: { name: 'CHAR', length: 20, collation: utf8 }, value: trimmed(text(anyCharacter, 20)) },
  { type: { name: 'CHAR', length: 70, collation: utf8 }, value: trimmed(text(anyCharacter, 70)) },
  { type: { name: 'TEXT', length: 65_535, collation: utf8 }, value: text(anyCharacter, 200) },
];

/** A number of so many bits as eight bytes. */
const wide = (bits: number): fc.Arbitrary<StoredValue> =>
  fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map((value) => {
    const eight = new Uint8Array(8);
    new DataView(eight.buffer).setBigUint64(0, value);
    return eight;
  });

const list = (name: 'ENUM' | 'SET', count: number): SqlType => {
  const values = Array.from({ length: count }, (_, index) => `m${index}`);
  return { name, values, length: 4, collation: latin1 };
};

const others: readonly AnyColumn[] = [
  { type: { name: 'FLOAT', unsigned: false, zerofill: false }, value: fc.float({ noNaN: true }) },
  { type: { name: 'DOUBLE', unsigned: false, zerofill: false }, value: fc.double({ noNaN: true }) },
  ...[
    [12, 3],
    [9, 9],
    [65, 30],
    [1, 0],
  ].map(([precision = 0, scale = 0]): AnyColumn => {
    const type = { name: 'DECIMAL', precision, scale, unsigned: false, zerofill: false } as const;
    return { type, value: bytes(decimalBytes(type)) };
  }),
  {
    type: { ...integer('YEAR', true), zerofill: true },
    value: fc.oneof(fc.constant(0), fc.integer({ min: 1901, max: 2155 })),
  },
  ...[1, 8, 10, 64].map((width) => ({ type: { ...integer('BIT', true), width }, value: wide(width) })),
  ...[3, 300].map((count) => ({ type: list('ENUM', count), value: fc.nat(count) })),
  ...[3, 9, 33, 64].map((count) => ({ type: list('SET', count), value: wide(count) })),
  { type: { name: 'UUID' }, value: bytes(16) },
  { type: { name: 'INET6' }, value: bytes(16) },
  { type: { name: 'INET4' }, value: bytes(4) },
  { type: { name: 'DATE', fsp: 0 }, value: date(0, 9999) },
  { type: { name: 'BINARY', length: 7 }, value: bytes(7) },
  { type: { name: 'VARBINARY', length: 200 }, value: bytes(0, 200) },
  { type: { name: 'VARBINARY', length: 500 }, value: bytes(0, 500) },
  { type: { name: 'BLOB', length: 65_535 }, value: bytes(0, 300) },
];

/** A column of any type that tables can have. */
export const anyColumn: fc.Arbitrary<AnyColumn> = fc.constantFrom(
  ...integers,
  ...[0, 1, 2, 3, 6].flatMap(temporal),
  ...texts,
  ...others,
);
