/** Facts about values that no statement shows directly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from '../../../src/parser/parse.js';
import { bindQuery } from '../../../src/query/bind.js';
import { weights } from '../../../src/query/collations.js';
import { compareDecimals, Decimal, decodeDecimal, encodeDecimal } from '../../../src/query/decimal.js';
import { formatDouble } from '../../../src/query/double.js';
import { sleepSeconds } from '../../../src/query/run.js';
import { World } from './world.js';

const money = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }).map((unscaled) => new Decimal(unscaled, 6));

test('DECIMAL bytes read back as they were written', () => {
  fc.assert(
    fc.property(money, (value) => {
      expect(decodeDecimal(encodeDecimal(value, 18, 6), 18, 6)).toEqual(value);
    }),
  );
});

test('DECIMAL bytes sort as the numbers do', () => {
  fc.assert(
    fc.property(money, money, (left, right) => {
      const bytes = Buffer.compare(encodeDecimal(left, 18, 6), encodeDecimal(right, 18, 6));
      expect(Math.sign(bytes)).toBe(compareDecimals(left, right));
    }),
  );
});

test('DECIMAL bytes are grouped in nines, with the sign bit turned', () => {
  const hex = (text: bigint): string => Buffer.from(encodeDecimal(new Decimal(text, 4), 14, 4)).toString('hex');
  expect(hex(12345678901234n)).toBe('810dfb38d204d2');
  expect(hex(-12345678901234n)).toBe('7ef204c72dfb2d');
});

test('a double reads back from its text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(formatDouble(value))).toBe(value);
    }),
  );
});

test.each([
  ['a', 'A', 'latin1_swedish_ci'],
  ['a', 'a  ', 'latin1_bin'],
  ['ß', 's', 'utf8mb4_general_ci'],
  ['ü', 'y', 'latin1_swedish_ci'],
])('%j equals %j in %s', (left, right, collation) => {
  expect(weights(left, collation)).toEqual(weights(right, collation));
});

test.each([
  ['a', 'b', 'utf8mb4_general_ci'],
  ['z', 'ä', 'latin1_swedish_ci'],
  ['a\t', 'a', 'latin1_swedish_ci'],
  ['B', 'a', 'utf8mb4_bin'],
])('%j stands before %j in %s', (left, right, collation) => {
  expect(Buffer.compare(weights(left, collation), weights(right, collation))).toBeLessThan(0);
});

test('a session learns how long SLEEP wants to wait', () => {
  const world = new World();
  const statement = parse('SELECT SLEEP(1.5), 1 + SLEEP(2)');
  if (statement.kind !== 'SelectStatement') throw new Error('not a SELECT');
  expect(sleepSeconds(bindQuery(statement.query, world.catalog, world.env), world.env)).toBe(3.5);
});
