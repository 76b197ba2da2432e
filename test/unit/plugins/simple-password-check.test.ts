import { expect, test } from 'vitest';
import simplePasswordCheck from '../../../src/plugins/builtin/simple-password-check.js';
import { hostOf, serverOf } from './world.js';

const LIMITS = { digits: 1, lettersSameCase: 1, minimalLength: 8, otherCharacters: 1 };

/** What the plugin has against a password, as warnings of the statement. */
async function complaints(user: string, password: string, limits: Partial<typeof LIMITS> = {}): Promise<string[]> {
  const lines: string[] = [];
  const service = await simplePasswordCheck.init(hostOf({ ...LIMITS, ...limits }, '/', serverOf(10, 11), lines));
  const accepted = service.validate(user, password);
  expect(accepted).toBe(lines.length === 0);
  return lines.map((line) => line.replace('warn 1819 simple_password_check: ', ''));
}

test('every rule that is broken is named', async () => {
  expect(await complaints('q', 'xxx')).toEqual([
    'Too short password (< 8)',
    'Not enough upper case letters (< 1)',
    'Not enough digits (< 1)',
    'Not enough special characters (< 1)',
  ]);
  expect(await complaints('x1', 'AAAAAAA1_')).toEqual(['Not enough lower case letters (< 1)']);
});

test('a good password passes, blanks are special and letters beyond ASCII, too', async () => {
  expect(await complaints('x1', 'aA1   xxx')).toEqual([]);
  expect(await complaints('x1', 'aA1_ÄÖ€5')).toEqual([]);
});

test('the name of the user, its beginning and nothing at all are no passwords', async () => {
  const equal = ['The password equal to the user name'];
  expect(await complaints('Aa1xxxxx_', 'Aa1xxxxx_')).toEqual(equal);
  const none = { digits: 0, lettersSameCase: 0, minimalLength: 0, otherCharacters: 0 };
  expect(await complaints('xyz', 'xy', none)).toEqual(equal);
  expect(await complaints('xyz', '', none)).toEqual(equal);
  expect(await complaints('xyz', 'XYZ', none)).toEqual([]);
});
