/** Logical operators, tests, and the functions that choose among their arguments. */
import type { SqlType } from '../../base/types.js';
import { commonCollation } from '../coercibility.js';
import type { Node } from '../tree.js';
import { BOOLEAN, commonType } from '../types.js';
import type { Value } from '../value.js';
import { type BindContext, declareRaw, type Printer, type SqlFunction, type Thunk } from './define.js';

/** Arguments are numbers here: `truthOf` has seen to that. */
const truth = (value: Value): boolean | null => (value === null ? null : value !== 0n && value !== 0);

const bit = (value: boolean | null): bigint | null => (value === null ? null : value ? 1n : 0n);

const ZERO_ONE = { min: 0n, max: 1n } as const;

function connective(name: 'AND' | 'OR'): SqlFunction {
  const decisive = name === 'OR';
  const printer: Printer = ([left, right]) => `(${left} ${name} ${right})`;
  return declareRaw(name, 2, 2, {
    operator: name.toLowerCase(),
    type: () => BOOLEAN,
    nullable: (args) => args.some((arg) => arg.nullable),
    range: () => ZERO_ONE,
    native: () => printer,
    call: () => null,
    lazy(_context, [left, right]) {
      const first = truth(left?.() ?? null);
      if (first === decisive) return bit(decisive);
      const second = truth(right?.() ?? null);
      if (second === decisive) return bit(decisive);
      return first === null || second === null ? null : bit(!decisive);
    },
  });
}

export const and = connective('AND');
export const or = connective('OR');

const xorPrinter: Printer = ([left, right]) => `((${left} <> 0) <> (${right} <> 0))`;

export const xor: SqlFunction = declareRaw('XOR', 2, 2, {
  operator: 'xor',
  type: () => BOOLEAN,
  nullable: (args) => args.some((arg) => arg.nullable),
  range: () => ZERO_ONE,
  native: () => xorPrinter,
  call(_context, [left = null, right = null]) {
    const [first, second] = [truth(left), truth(right)];
    return first === null || second === null ? null : bit(first !== second);
  },
});

const notPrinter: Printer = ([operand]) => `(NOT ${operand})`;

export const not: SqlFunction = declareRaw('!', 1, 1, {
  type: () => BOOLEAN,
  nullable: ([operand]) => operand?.nullable ?? true,
  range: () => ZERO_ONE,
  native: () => notPrinter,
  call(_context, [value = null]) {
    const held = truth(value);
    return held === null ? null : bit(!held);
  },
});

function test(name: string, sql: string, holds: (value: Value) => boolean): SqlFunction {
  const printer: Printer = ([operand]) => `(${operand} ${sql})`;
  return declareRaw(name, 1, 1, {
    type: () => BOOLEAN,
    nullable: () => false,
    range: () => ZERO_ONE,
    native: () => printer,
    call: (_context, [value = null]) => bit(holds(value)),
  });
}

/** IS …, by what stands behind it. All but NULL take numbers. */
export const TESTS: Readonly<Record<'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN', SqlFunction>> = {
  NULL: test('isnull', 'IS NULL', (value) => value === null),
  UNKNOWN: test('isnull', 'IS NULL', (value) => value === null),
  TRUE: test('istrue', 'IS TRUE', (value) => truth(value) === true),
  FALSE: test('isfalse', 'IS FALSE', (value) => truth(value) === false),
};

type Arguments = readonly Node[];
type TypeRule = (args: Arguments, context: BindContext) => SqlType;

/** The type that holds the values of some of the arguments. */
const common =
  (pick: (args: Arguments) => Arguments): TypeRule =>
  (args, context) => {
    const picked = pick(args);
    return commonType(
      picked.map(({ type }) => type),
      commonCollation(picked, context),
    );
  };

const casePrinter: Printer = (args) => {
  const pairs = Array.from(
    { length: Math.floor(args.length / 2) },
    (_, index) => `WHEN ${args[2 * index]} THEN ${args[2 * index + 1]}`,
  );
  const otherwise = args.length % 2 === 1 ? ` ELSE ${args.at(-1)}` : '';
  return `CASE ${pairs.join(' ')}${otherwise} END`;
};

/** The arguments that CASE may answer with: every second one, and the last of an odd number. */
export const caseResults = (args: Arguments): Arguments =>
  args.filter((_, index) => index % 2 === 1 || (index === args.length - 1 && args.length % 2 === 1));

/** CASE as a list of condition, value, condition, value … and perhaps a last value; conditions are truths. */
export const caseFunction: SqlFunction = declareRaw('case', 2, Number.POSITIVE_INFINITY, {
  type: common(caseResults),
  nullable: (args) => args.length % 2 === 0 || caseResults(args).some((arg) => arg.nullable),
  native: () => casePrinter,
  call: () => null,
  lazy(_context, thunks) {
    for (let index = 0; index + 1 < thunks.length; index += 2) {
      if (truth(thunks[index]?.() ?? null) === true) return thunks[index + 1]?.() ?? null;
    }
    return thunks.length % 2 === 1 ? (thunks.at(-1)?.() ?? null) : null;
  },
});

const firstPresent = (thunks: readonly Thunk[]): Value => {
  for (const thunk of thunks) {
    const value = thunk();
    if (value !== null) return value;
  }
  return null;
};

const coalescePrinter: Printer = (args) => (args.length === 1 ? (args[0] ?? '') : `coalesce(${args.join(', ')})`);

function coalesce(name: string, min: number, max: number): SqlFunction {
  return declareRaw(name, min, max, {
    type: common((args) => args),
    nullable: (args) => args.every((arg) => arg.nullable),
    native: () => coalescePrinter,
    call: () => null,
    lazy: (_context, thunks) => firstPresent(thunks),
  });
}

/** Functions whose arguments become the common type. */
export const choiceFunctions: readonly SqlFunction[] = [
  coalesce('ifnull', 2, 2),
  coalesce('nvl', 2, 2),
  coalesce('coalesce', 1, Number.POSITIVE_INFINITY),
];
