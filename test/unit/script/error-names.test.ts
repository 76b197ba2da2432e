/** The list of error names against Sealion's own catalogue and a few of the server's. */
import { expect, test } from 'vitest';
import { errnoByName } from '../../../src/base/errors.js';
import { errorName, errorNumber } from '../../../src/script/error-names.js';

test.each([
  ['ER_HASHCHK', 1000],
  ['ER_NO_SUCH_TABLE', 1146],
  ['WARN_DATA_TRUNCATED', 1265],
  ['ER_TABLE_CORRUPT', 1877],
  ['HA_ERR_KEY_NOT_FOUND', 120],
  ['ER_UNKNOWN_OPTION', 1911],
  ['ER_SLAVE_STATEMENT_TIMEOUT', 4192],
])('%s is %i', (name, number) => {
  expect(errorNumber(name)).toBe(number);
  expect(errorName(number)).toBe(name);
});

test('there are no other names', () => {
  expect(errorNumber('ER_NOPE')).toBeUndefined();
  expect(errorName(2006)).toBe('<Unknown>');
  expect(errorName(0)).toBe('');
});

test("the catalogue's names have the same numbers", () => {
  for (const name of ['ER_PARSE_ERROR', 'ER_PLUGIN_IS_PERMANENT', 'ER_UNKNOWN_STORAGE_ENGINE', 'ER_DATA_TOO_LONG']) {
    expect(errnoByName(name)).toBe(errorNumber(name));
  }
});
